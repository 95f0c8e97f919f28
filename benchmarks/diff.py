"""How long `bridge mapping diff` takes over 10,000 users, start-up included, and what memory it needs.

``python benchmarks/diff.py`` (about a minute). Each line is a command as a person types it, the best of some runs. Ends
with 1 if 10,000 users take 2 s or more, or four times as many users need noticeably more memory.
"""

import json
import os
import subprocess
import sys
import tempfile
import time  # noqa: TID251 - what a person waits
from dataclasses import dataclass
from pathlib import Path

from harness.corpora import faker

ROUNDS = 5
USERS = 10_000
MOST_SECONDS = 2.0
MOST_GROWTH = 1.05
OLD = """version: 1
properties:
  firstname: name.givenName
  lastname: name.familyName
  email: {from: ["emails[not (type pr)].value", "emails[type eq \\"work\\"].value"], transforms: [trim, lower]}
  phone: {from: ["phoneNumbers[not (type pr)].value"], transforms: [trim]}
  jobtitle: title
"""
SIMPLE = OLD.replace("jobtitle: title", "jobtitle: {from: title, transforms: [{truncate: {characters: 8}}]}")
PEOPLE = f"faker:{USERS}?seed=7&locales=all"
ROOT = Path(__file__).resolve().parent.parent
PACKAGED = str(ROOT / "bridge/mapping/default.yaml")
COMPANY = str(ROOT / "examples/customers.yaml")
PHONES = SIMPLE.replace("transforms: [trim]}", "transforms: [trim, {e164: {region: CH}}]}")


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the clock and of the processor, and the most memory it had in MB."""

    wall: float
    processor: float
    memory: float


def run(folder: Path, new: str, users: str, old: str) -> Run:
    """Run the command once."""
    command = [sys.executable, "-m", "bridge", "mapping", "diff", old, new, "--users", users, "--format", "json"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode != 1:
        sys.exit(f"bridge mapping diff ended with {process.returncode}, not 1: run it by hand")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(folder: Path, new: str, users: str, old: str = "old.yaml") -> Run:
    """Return the quickest of some runs, the one least disturbed by other work on the machine."""
    return min((run(folder, new, users, old) for _ in range(ROUNDS)), key=lambda each: each.wall)


def main() -> int:
    """Print the table; fail if a promise is not kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {"old.yaml": OLD, "simple.yaml": SIMPLE, "phones.yaml": PHONES}.items():
            (folder / file).write_text(text)
        (folder / "one.jsonl").write_text(json.dumps({"userName": "anna", "title": "Head of Research"}))
        for times in (1, 4):
            # Line by line: a process is said to need no less memory than the one had that started it.
            with (folder / f"{times}.jsonl").open("w") as corpus:
                corpus.writelines(f"{json.dumps(user)}\n" for user in faker(f"{times * USERS}?seed=7"))
        found = {
            "start-up and one user": best(folder, "simple.yaml", "one.jsonl"),
            f"{USERS:,} users, simple transforms": best(folder, "simple.yaml", "1.jsonl"),
            f"{USERS:,} users, each phone parsed": best(folder, "phones.yaml", "1.jsonl"),
            f"{4 * USERS:,} users, each phone parsed": best(folder, "phones.yaml", "4.jsonl"),
            f"{USERS:,} users, made on the way": best(folder, "simple.yaml", PEOPLE),
            "the same, default to customers.yaml": best(folder, COMPANY, PEOPLE, PACKAGED),
        }
    for what, each in found.items():
        print(f"{what:<36}{each.wall:6.2f} s   {each.processor:6.2f} s of processor   {each.memory:5.0f} MB")
    _, simple, phones, four, made, company = found.values()
    slowest = max(each.wall for each in (simple, phones, made, company))
    kept = slowest < MOST_SECONDS and four.memory < MOST_GROWTH * phones.memory
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
