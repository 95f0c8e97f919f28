"""The nightly step of docs/ci.md, which runs the scenarios on WSO2's image, with the simulator's in its place."""

import re
import subprocess
from pathlib import Path

from engine.conftest import Built
from walkthroughs.markdown import ROOT
from walkthroughs.runs import SHORT, as_tox, in_pipelines

ONE_PROCESS = ("-n", "0", "-p", "no:cacheprovider")


def run(line: str, reports: Path) -> subprocess.CompletedProcess[str]:
    """Run the line as tox would, with one scenario behind it."""
    return as_tox(ROOT, line)(ROOT, *ONE_PROCESS, "--reports", str(reports), SHORT)


def test_the_nightly_step_runs_a_scenario_on_the_image_that_it_names(built: Built, tmp_path: Path) -> None:
    lines = [line for line in in_pipelines() if "-e real-is" in line]
    images = {image for line in lines for image in re.findall(r"wso2/wso2is:\S+", line)}
    (line,) = {re.sub(r"wso2/wso2is:\S+", built["identity-server"], each) for each in lines if "--reports" not in each}
    done = run(line, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "rung real-is, release 6.1" in done.stdout
    assert (tmp_path / "junit.xml").exists()
    assert len(images) == 5
