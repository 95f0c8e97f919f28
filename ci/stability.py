"""Runs the scenarios round after round, each in a new random order on two processes, and stops at the first failure.

Nothing is tried twice: a scenario that fails once in twenty rounds is a defect, and its round is named by its seed.

    python ci/stability.py [--rounds N] [--first-seed N] [paths] [pytest's options, as --name=value]
"""

import argparse
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from time import monotonic  # noqa: TID251 - a round's duration is printed, nothing waits on it

ROUND_LIMIT = 900.0
"""Seconds after which a round counts as hung."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of pytest came to: its exit code, how many tests passed, and all that it printed."""

    exit_code: int
    passed: int
    output: str = field(repr=False)


def run_round(seed: int, arguments: list[str]) -> Round:
    """Run pytest once, in the order that the seed gives."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    command += [f"--randomly-seed={seed}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own pytest, with what this command's user typed
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=ROUND_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        printed = (error.stdout or b"").decode(errors="replace")  # bytes, even where text was asked for
        return Round(exit_code=1, passed=0, output=f"{printed}\nhung: not done after {ROUND_LIMIT:g} s")
    return Round(done.returncode, count_passed(done.stdout), done.stdout)


def count_passed(output: str) -> int:
    """Return the number of passed tests in pytest's closing line, 0 where there is none."""
    found = re.findall(r"(\d+) passed", output)
    return int(found[-1]) if found else 0


def play(rounds: int, first_seed: int, arguments: list[str]) -> int:
    """Play the rounds and print a line for each; return 0, or 1 at the first round that fails or passes nothing."""
    passed = 0
    for number in range(1, rounds + 1):
        seed, started = first_seed + number - 1, monotonic()
        result = run_round(seed, arguments)
        passed += result.passed
        took = monotonic() - started
        print(f"round {number} of {rounds}: seed {seed}, {result.passed} passed, {took:.1f} s", flush=True)
        if result.exit_code or not result.passed:
            print(result.output)
            print(f"round {number} failed after {passed} passed tests; again: --rounds 1 --first-seed {seed}")
            return 1
    print(f"{rounds} rounds without a failure or a retry")
    print(f"{passed} passed, 0 failed")
    return 0


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(description="Scenarios in random order, round after round, without a retry.")
    parser.add_argument("--rounds", type=int, default=20, help="how many rounds (default: %(default)s)")
    parser.add_argument("--first-seed", type=int, default=secrets.randbelow(2**31), help="the first round's order")
    parser.add_argument("paths", nargs="*", default=["scenarios"], help="what to run (default: scenarios)")
    options, pytest_options = parser.parse_known_args()
    return play(options.rounds, options.first_seed, [*options.paths, *pytest_options])


if __name__ == "__main__":
    sys.exit(main())
