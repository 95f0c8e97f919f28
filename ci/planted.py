"""Plants the bugs of `ci/planted.toml`, one at a time in a copy of the checkout, and shows which test catches each.

A bug that no test catches ends this with 1, and so does a page that does not name the cause: tests that cannot fail and
pages that do not help are defects. The pages stay in `reports/planted/`.

    python ci/planted.py [--only WORDS]
"""

import argparse
import html
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
REPORTS: Final = ROOT / "reports" / "planted"
COPIES: Final = 2
LIMIT: Final = 300.0
"""Seconds after which a test counts as hung."""
FAILED: Final = 1
"""pytest's exit code when tests ran and some failed; others mean that nothing was proven."""


@dataclass(frozen=True, slots=True)
class Bug:
    """A bug: what is replaced by what in which file, which test must notice, and what its page must name.

    ``names`` are regular expressions: what stands there first may depend on what came first.
    """

    name: str
    file: str
    old: str
    new: str
    test: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one planted bug."""

    bug: Bug
    red: bool
    sentence: str
    unnamed: tuple[str, ...]
    output: str

    @property
    def fine(self) -> bool:
        """Whether the bug was caught and its cause named."""
        return self.red and not self.unnamed


def bugs(text: str) -> list[Bug]:
    """Read the list of bugs."""
    return [Bug(**{**entry, "names": tuple(entry["names"])}) for entry in tomllib.loads(text)["bug"]]


def planted(source: str, bug: Bug) -> str:
    """Return a file's text with the bug in it.

    Raises:
        ValueError: The line is not there, or more than once: the list must be brought up to the code.
    """
    if source.count(bug.old) != 1:
        raise ValueError(
            f"{bug.file} has {bug.old!r} {source.count(bug.old)} times: bring ci/planted.toml up to the code"
        )
    return source.replace(bug.old, bug.new)


def top_of(page: str) -> tuple[str, str]:
    """Return the first sentence of a failed test's page, and all that stands before its time line, as texts."""
    head = page.partition('<section aria-labelledby="line"')[0].partition("</style>")[2]
    first = re.search(r'<p class="first[^"]*">(.*?)</p>', head, re.DOTALL)
    return _text(first[1]) if first else "", _text(head)


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def judge(bug: Bug, copy: Path, number: int) -> Verdict:
    """Plant a bug in a copy, run its test there, and take the bug out again."""
    file, reports = copy / bug.file, REPORTS / f"{number:02}"
    clean = file.read_text(encoding="utf-8")
    file.write_text(planted(clean, bug), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-p", "harness.plugin", "-q", "--reports", str(reports), bug.test]
        done = subprocess.run(  # noqa: S603 - our own pytest
            command, cwd=copy, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    finally:
        file.write_text(clean, encoding="utf-8")
    pages = sorted(reports.glob("tests/*/index.html"))
    sentence, top = top_of(pages[0].read_text(encoding="utf-8")) if pages else (_last_error(done.stdout), done.stdout)
    unnamed = tuple(name for name in bug.names if not re.search(name, top, re.IGNORECASE))
    return Verdict(bug, done.returncode == FAILED, sentence, unnamed, done.stdout + done.stderr)


def _last_error(output: str) -> str:
    errors = re.findall(r"^E +(.+)$", output, re.MULTILINE)
    return errors[0] if errors else "(no page, no error)"


def judge_all(chosen: list[tuple[int, Bug]]) -> list[Verdict]:
    """Judge bugs in parallel, each in a copy that nobody else uses, and tell as they are done."""
    shutil.rmtree(REPORTS, ignore_errors=True)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(COPIES) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for copy in (Path(folder) / str(number) for number in range(COPIES)):
            clone = ["git", "clone", "--quiet", str(ROOT), str(copy)]
            subprocess.run(clone, check=True)  # noqa: S603 - the git of this machine
            copies.put(copy)

        def work(numbered: tuple[int, Bug]) -> Verdict:
            copy = copies.get()
            try:
                verdict = judge(numbered[1], copy, numbered[0])
            finally:
                copies.put(copy)
            print(f"{'red  ' if verdict.red else 'GREEN'}  {verdict.bug.name}", flush=True)
            return verdict

        return list(pool.map(work, chosen))


def table(verdicts: list[Verdict]) -> str:
    """Return the verdicts as a Markdown table."""
    lines = [
        "| bug | test that must turn red | red | the page's first sentence | cause named | by |",
        "|---|---|---|---|---|---|",
    ]
    for verdict in verdicts:
        test = verdict.bug.test.rpartition("::")[2]
        named = "yes" if not verdict.unnamed else f"NO: {', '.join(verdict.unnamed)}".replace("|", " or ")
        by = "; ".join(verdict.bug.names).replace("|", " or ")
        sentence = verdict.sentence.replace("|", "\\|")[:160]
        red = "yes" if verdict.red else "NO"
        lines.append(f"| {verdict.bug.name} | `{test}` | {red} | {sentence} | {named} | {by} |")
    return "\n".join(lines)


def main() -> int:
    """Plant the bugs; return 0 when each was caught and named, 1 when not, 2 when the list does not fit the code."""
    parser = argparse.ArgumentParser(description="Plant bugs, and see which test catches each.")
    parser.add_argument("--only", default="", help="only bugs whose name has these words")
    words = parser.parse_args().only
    known = bugs((ROOT / "ci" / "planted.toml").read_text(encoding="utf-8"))
    chosen = [(number, bug) for number, bug in enumerate(known, 1) if words in bug.name]
    if not chosen:
        print(f"no bug's name has {words!r}: see ci/planted.toml")
        return 2
    try:
        verdicts = judge_all(chosen)
    except ValueError as error:
        print(error)
        return 2
    for verdict in verdicts:
        if not verdict.red:
            print(f"\n--- {verdict.bug.name}: no test failed as it should\n{verdict.output[-3000:]}")
    printed = table(verdicts)
    print(f"\n{printed}")
    (ROOT / "reports" / "planted.md").write_text(printed + "\n", encoding="utf-8")
    return 0 if all(verdict.fine for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
