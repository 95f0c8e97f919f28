"""The lines of README.md, ci.md and its pipelines that run tests are those that the project itself runs."""

import re
from typing import Final

from walkthroughs.runs import STARTS, in_pipelines, is_of_the_project, on_page

ON_WSO2_S_IMAGE: Final = rf"{STARTS} -e real-is -- --is-image wso2/wso2is:[\d.]+( --reports reports/[\d.]+)?"
"""engine/test_docs_pipelines.py runs it, on the simulator's image in the place of the vendor's."""
EMBEDDED: Final = f"{STARTS} -e e2e -- --reports reports/0-embedded"
"""`.ci/run` types it without the folder, which is given as on WSO2's image."""
TABLE: Final = rf"{STARTS} -e report -- --compare \w+/\*/? --output \w+/outcome\.html"
"""walkthroughs/test_runs.py runs it."""


def test_the_lines_of_readme_and_ci_are_typed_by_the_project_s_run_or_by_the_walk_through_start_md() -> None:
    lines = [*on_page("README.md"), *on_page("ci.md")]
    assert len(lines) == 6
    assert [line for line in lines if not is_of_the_project(line)] == on_page("start.md")


def test_every_step_of_a_pipeline_is_typed_by_the_project_s_run_or_by_a_test() -> None:
    left = [line for line in in_pipelines() if not is_of_the_project(line)]
    images = [line for line in left if re.fullmatch(ON_WSO2_S_IMAGE, line)]
    tables = [line for line in left if re.fullmatch(TABLE, line)]
    assert (len(images), len(tables)) == (3 * 5, 3)
    assert set(left) == {EMBEDDED, *images, *tables}


def test_a_line_that_the_project_does_not_run_is_noticed() -> None:
    lines = ["./ci/tox -e lint", "./ci/tox -e types,lint", "./ci/tox -e e2e -- canary", STARTS]
    assert [line for line in lines if not is_of_the_project(line)] == []
    others = ["./ci/tox -e lint,nothing", "./ci/tox -e e2e -- -k nobody", "./ci/tox -e up"]
    assert [line for line in others if is_of_the_project(line)] == []
