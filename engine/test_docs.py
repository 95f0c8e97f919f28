"""The Python on docs/containers.md runs as it stands there, with the simulator's image in the vendor's place."""

import re
from pathlib import Path

import pytest

from engine.conftest import Built
from harness.containers import Run, images
from harness.containers.stacks import list_stacks

PAGE = Path(__file__).parents[1] / "docs" / "containers.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_page_has_its_examples() -> None:
    assert len(BLOCKS) == 2


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_pages_python_runs(
    number: int, built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(images, "name", lambda target: built[target])  # as it was when the tests began
    run = Run.of_this_process(f"docs{number}")
    monkeypatch.setattr(Run, "of_this_process", lambda: run)
    code = BLOCKS[number].replace("wso2/wso2is:6.1.0", built["identity-server"])
    exec(compile(code, PAGE.name, "exec"), {})  # noqa: S102 - our own page
    said = capsys.readouterr().out
    assert re.search(r"BEGIN CERTIFICATE|\d+ changes", said)
    assert run.id not in {stack.run.id for stack in list_stacks()}
