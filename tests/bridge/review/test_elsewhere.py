"""A corpus is read by a second process: the same comes of it, the same errors, and no process is left."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.errors import BridgeError, EnvironmentUnusable, WrongUse
from bridge.review import elsewhere as module
from bridge.review.elsewhere import elsewhere, in_turn
from harness.corpora import faker

OLD = "version: 1\nproperties:\n  a: name.givenName\n  email: emails.value\n"
NEW = 'version: 1\nscope: userType ne "supplier"\nproperties:\n  a: {from: title}\n  email: userName\n  b: locale\n'
PEOPLE = "faker:700?seed=5"


@pytest.fixture(autouse=True)
def _possible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two processors, whatever the machine has."""
    monkeypatch.setattr(module, "is_possible", lambda: sys.platform == "linux")


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_all_items_come_in_order() -> None:
    with elsewhere(lambda: range(1234)) as (items,):
        assert list(items) == list(range(1234))


def test_items_are_dealt_in_turn_among_readers() -> None:
    with elsewhere(lambda: range(7), readers=3) as dealt:
        assert [list(items) for items in dealt] == [[0, 3, 6], [1, 4], [2, 5]]


@pytest.mark.parametrize("count", [0, 1, 5, 6])
def test_items_of_all_readers_come_in_order(count: int) -> None:
    with elsewhere(lambda: range(count), readers=3) as dealt:
        assert list(in_turn(dealt)) == list(range(count))


def test_an_error_comes_to_all_readers() -> None:
    with elsewhere(lambda: failing(WrongUse("no")), readers=2) as dealt:
        for items in dealt:
            with pytest.raises(WrongUse, match="no"):
                list(items)


def test_what_a_reader_gets_can_be_left_to_one_more_process() -> None:
    with (
        elsewhere(lambda: range(100_000), readers=2) as (first, second),
        elsewhere(lambda: (-item for item in second)) as (negative,),
    ):
        assert list(in_turn([first, negative]))[-4:] == [99_996, -99_997, 99_998, -99_999]


def test_no_process_is_left() -> None:
    before = children()
    with elsewhere(lambda: range(3)) as (items,):
        assert len(children() - before) == 1
        assert sum(items) == 3
    assert children() == before


def test_work_that_nobody_waits_for_is_ended() -> None:
    before = children()
    with elsewhere(lambda: faker("10000000")) as (items,):
        assert next(items)["userName"]
    assert children() == before


def failing(error: Exception) -> Iterator[int]:
    yield 1
    raise error


def test_an_error_of_the_user_s_is_the_same_here() -> None:
    with elsewhere(lambda: failing(WrongUse("a.jsonl:2: is no JSON"))) as (items,), pytest.raises(WrongUse) as raised:
        list(items)
    assert str(raised.value) == "a.jsonl:2: is no JSON"


def test_a_defect_is_told_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    with elsewhere(lambda: failing(KeyError("x"))) as (items,), pytest.raises(BridgeError) as raised:
        list(items)
    assert str(raised.value).startswith("unexpected KeyError: 'x' (")
    assert str(raised.value).endswith(": this is a defect, report it with this line")
    assert (raised.value.exit_code, *capfd.readouterr()) == (3, "", "")


def killed() -> Iterator[int]:
    yield from range(150)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_is_no_short_corpus() -> None:
    with elsewhere(killed) as (items,), pytest.raises(EnvironmentUnusable, match="was ended before it was done"):
        list(items)


def test_without_a_second_processor_this_process_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_possible", lambda: False)
    with elsewhere(lambda: [os.getpid()]) as (items,):
        assert list(items) == [os.getpid()]


def run(folder: Path, users: str, stdin: bytes = b"", *, before: str = "") -> subprocess.CompletedProcess[bytes]:
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(NEW)
    code = f"import sys; from bridge.cli import main; {before or 'pass'}; main()"
    command = [sys.executable, "-c", code, "mapping", "diff", "old.yaml", "new.yaml", "--users", users]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(  # noqa: S603 - our own command
        [*command, "--format", "json"],
        cwd=folder,
        input=stdin,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_the_same_is_counted_by_file_standard_input_and_generator_by_one_process_and_by_two(tmp_path: Path) -> None:
    lines = "\n".join(map(json.dumps, faker(PEOPLE.partition(":")[2])))
    (tmp_path / "users.jsonl").write_text(lines)
    alone = "import bridge.review.elsewhere as e; e.is_possible = lambda: False"
    ended = [
        run(tmp_path, "users.jsonl"),
        run(tmp_path, "-", lines.encode()),
        run(tmp_path, PEOPLE),
        run(tmp_path, PEOPLE, before=alone),
    ]
    reports = [json.loads(each.stdout) | {"corpus": None} for each in ended]
    assert [each.returncode for each in ended] == [1, 1, 1, 1]
    assert reports[0]["users"] == 700
    assert all(report == reports[0] for report in reports)


def test_what_compares_is_not_imported_before_users_are_read() -> None:
    code = "import sys, bridge.cli.mapping.diff; sys.exit('scim2_models' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0  # noqa: S603 - our own code


def test_people_are_made_without_importing_all_of_scenarios_people() -> None:
    code = "import sys, harness.corpora; sys.exit('harness.people' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0  # noqa: S603 - our own code
