"""The list of planted bugs fits the code, and a page's cause is read from what stands above its time line."""

from pathlib import Path

import pytest

from ci import planted

ROOT = Path(__file__).parents[2]
BUGS = planted.bugs((ROOT / "ci" / "planted.toml").read_text(encoding="utf-8"))
BUG = planted.Bug("a bug", "a.py", "x = 1", "x = 2", "test_a", ())


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_bug_fits_the_code_and_changes_it(bug: planted.Bug) -> None:
    source = (ROOT / bug.file).read_text(encoding="utf-8")
    assert planted.planted(source, bug) != source


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_bugs_test_exists(bug: planted.Bug) -> None:
    file, _, name = bug.test.partition("::")
    text = "".join(path.read_text() for path in [*(ROOT / file).glob("*.py"), ROOT / file] if path.is_file())
    assert f"def {name.partition('[')[0]}" in text


def test_there_are_ten() -> None:
    assert len({bug.name for bug in BUGS}) == 10


def test_a_line_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"a\.py has 'x = 1' 0 times: bring ci/planted\.toml up to the code"):
        planted.planted("y = 1", BUG)


def test_the_cause_is_read_above_the_time_line_only() -> None:
    head = '<style>bridge</style><p class="first bad">a &lt; b</p><li>hop</li>'
    page = f'{head}<section aria-labelledby="line">IS</section>'
    assert planted.top_of(page) == ("a < b", "a < b hop")


def test_a_bug_that_is_not_caught_is_not_fine() -> None:
    verdict = planted.Verdict(BUG, red=False, sentence="", unnamed=(), output="")
    assert not verdict.fine
    assert "| NO |" in planted.table([verdict])
