"""What a change of a mapping does to contacts, for a pull request: `./ci/tox -e mapping -- origin/main`.

Checks the mapping, compares it with the one of the revision that is given, and leaves the report in reports/mapping:
diff.md for the pull request, diff.html to read, diff.xml for the list of tests. Ends as `bridge mapping diff` does: 0
nothing differs or all is approved, 1 something is not, 2 a file cannot be used.
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
NEW: Final = "**New mapping.** {mapping} is not in {base}: there is nothing to compare it with.\n"


def main(given: Sequence[str] | None = None) -> int:
    """Check and compare; return the exit code."""
    parser = argparse.ArgumentParser(description="Report what a change of a mapping does to contacts.")
    parser.add_argument("base", help="the revision to compare with, such as origin/main")
    parser.add_argument("--mapping", default="bridge/mapping/default.yaml", help="the mapping file (%(default)s)")
    parser.add_argument("--users", default="faker:10000?seed=7&locales=all", help="the corpus (%(default)s)")
    parser.add_argument("--approvals", default="mapping/approvals.yaml", help="used if it is there (%(default)s)")
    options = parser.parse_args(given)
    REPORTS.mkdir(parents=True, exist_ok=True)
    checked = bridge("check", options.mapping)
    if checked:
        return checked
    if not _is_there(options.base, options.mapping):
        (REPORTS / "diff.md").write_text(NEW.format(mapping=options.mapping, base=options.base), "utf-8")
        return 0
    approvals = ["--approvals", options.approvals] if Path(options.approvals).is_file() else []
    files = ["--markdown", f"{REPORTS}/diff.md", "--html", f"{REPORTS}/diff.html", "--junit", f"{REPORTS}/diff.xml"]
    old = f"{options.base}:{options.mapping}"
    return bridge("diff", old, options.mapping, "--users", options.users, *approvals, *files)


def bridge(*arguments: str) -> int:
    """Run a command of the mapping; return its exit code."""
    command = [sys.executable, "-m", "bridge", "mapping", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own command


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
