"""What a change of a mapping does to contacts, for a pull request: `./ci/tox -e mapping -- origin/main`.

Checks the mapping, compares it with the one of the revision that is given, and leaves the report in reports/mapping:
diff.md for the pull request, diff.html to read, diff.xml for the list of tests. What an earlier run left there is gone
first; where there is nothing to compare, diff.md says why and is alone. Ends as `bridge mapping diff` does: 0 nothing
differs or all is approved, 1 something is not, 2 a file cannot be used.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
REPORTS: Final = Path("reports/mapping")
LEFT: Final = ("diff.md", "diff.html", "diff.xml")
NEW: Final = "**New mapping.** {mapping} is not in {base}: there is nothing to compare it with.\n"

FAILED: Final = "### 🔴 Mapping: it cannot be compared\n\nNo contact was looked at. What is to be mended:\n\n{said}\n"
LONGEST: Final = 20
"""Lines of what went wrong that the pull request shows."""


def main(given: Sequence[str] | None = None) -> int:
    """Check and compare; return the exit code."""
    for name in LEFT:
        (REPORTS / name).unlink(missing_ok=True)
    options = _options(given)
    REPORTS.mkdir(parents=True, exist_ok=True)
    checked = bridge("check", options.mapping, stdout=subprocess.PIPE)
    sys.stdout.write(checked.stdout)
    if checked.returncode:
        return _failed(checked)
    if not _is_there(options.base, options.mapping):
        _report(NEW.format(mapping=options.mapping, base=options.base))
        return 0
    approvals = ["--approvals", options.approvals] if Path(options.approvals).is_file() else []
    files = ["--markdown", f"{REPORTS}/diff.md", "--html", f"{REPORTS}/diff.html", "--junit", f"{REPORTS}/diff.xml"]
    old = f"{options.base}:{options.mapping}"
    compared = bridge("diff", old, options.mapping, "--users", options.users, *approvals, *files)
    return compared.returncode if (REPORTS / "diff.md").is_file() else _failed(compared)


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Report what a change of a mapping does to contacts.")
    parser.add_argument("base", help="the revision to compare with, such as origin/main")
    parser.add_argument("--mapping", default="bridge/mapping/default.yaml", help="the mapping file (%(default)s)")
    parser.add_argument("--users", default="faker:10000?seed=7&locales=all", help="the corpus (%(default)s)")
    parser.add_argument("--approvals", default="mapping/approvals.yaml", help="used if it is there (%(default)s)")
    return parser.parse_args(given)


def bridge(*arguments: str, stdout: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the mapping; its errors are shown, and kept."""
    command = [sys.executable, "-m", "bridge", "mapping", *arguments]
    ended = subprocess.run(  # noqa: S603 - our own command
        command, check=False, stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
    )
    sys.stderr.write(ended.stderr)
    return ended


def _failed(ended: subprocess.CompletedProcess[str]) -> int:
    """Report why there is no comparison, as lines in which Markdown sees nothing; return the exit code."""
    lines = [line.removeprefix("bridge: ") for line in f"{ended.stdout or ''}{ended.stderr}".splitlines()]
    shown = lines if len(lines) <= LONGEST else [*lines[:LONGEST], f"and {len(lines) - LONGEST} lines more"]
    _report(FAILED.format(said="\n".join(f"    {line}" for line in shown)))
    return ended.returncode


def _report(text: str) -> None:
    (REPORTS / "diff.md").write_text(text, "utf-8")


def _is_there(base: str, mapping: str) -> bool:
    """Tell whether the revision has the file; a revision that is not there is left to `bridge` to tell."""
    git = shutil.which("git") or "git"
    known = [git, "rev-parse", "--quiet", "--verify", f"{base}^{{commit}}"]
    if subprocess.run(known, check=False, capture_output=True).returncode:  # noqa: S603 - git, by its arguments alone
        return True
    show = [git, "cat-file", "-e", f"{base}:{mapping}"]
    return subprocess.run(show, check=False, capture_output=True).returncode == 0  # noqa: S603 - the same


if __name__ == "__main__":
    sys.exit(main())
