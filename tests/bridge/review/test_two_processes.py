"""A large corpus is counted by two processes: the same comes of it, and the same errors."""

import json
from pathlib import Path

import pytest

from bridge.errors import WrongUse
from bridge.mapping import parse
from bridge.mapping.diff import builtin_problem
from bridge.review import difference
from bridge.review.corpus import Part, halves, read_part, read_users
from bridge.review.difference import Definitions, Question, answer, count
from bridge.review.elsewhere import elsewhere
from harness.corpora import faker

OLD = "version: 1\nproperties:\n  a: name.givenName\n  email: emails.value\n"
NEW = 'version: 1\nscope: userType ne "supplier"\nproperties:\n  a: {from: title}\n  email: userName\n  b: locale\n'
DEFINITIONS = Definitions("built in", builtin_problem)


@pytest.fixture
def question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Question:
    """Return a question about a large corpus, on a machine with two processors."""
    monkeypatch.setattr(difference, "is_possible", lambda: True)
    files = {"old.yaml": OLD, "new.yaml": NEW, "users.jsonl": "\n".join(map(json.dumps, faker("3000?seed=5")))}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return Question(*(str(tmp_path / name) for name in files))


def test_two_halves_are_the_whole(question: Question) -> None:
    parts = halves(question.users)
    assert parts is not None
    assert all(part.end - part.start > 100_000 for part in parts)
    together = [user for part in parts for user in read_part(question.users, part)]
    assert together == list(read_users(question.users))


def test_the_same_comes_of_it_as_of_one_process(question: Question) -> None:
    alone = count(parse(OLD, "o"), parse(NEW, "n"), read_users(question.users), DEFINITIONS)
    assert answer(question, DEFINITIONS).tally == alone


@pytest.mark.parametrize("line", [3, 2800])
def test_a_bad_line_is_named_in_either_half(question: Question, line: int) -> None:
    file = Path(question.users)
    lines = file.read_text().splitlines()
    lines[line - 1] = "{}"
    file.write_text("\n".join(lines))
    with pytest.raises(WrongUse, match=rf"users.jsonl:{line}: is no user"):
        answer(question)


def test_a_small_corpus_is_not_parted(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"userName": "a"}')
    assert halves(str(tmp_path / "one.jsonl")) is None
    assert halves("faker:10") is None


def test_a_last_half_without_users_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "blank.jsonl"
    file.write_text('{"userName": "a"}\n\n\n')
    assert [user.name for user in read_part(str(file), Part(18, 20))] == []


def test_work_that_fails_elsewhere_gives_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with elsewhere(lambda: 1 // 0) as other:
        assert other.result() is None
    assert capfd.readouterr() == ("", "")


def test_work_elsewhere_that_nobody_waits_for_is_ended() -> None:
    with elsewhere(lambda: list(faker("10000000"))):
        pass
