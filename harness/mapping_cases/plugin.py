"""The fixture `mapping_case`, its marker and its option. It imports nothing heavy until a test asks for the fixture."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from harness.mapping_cases.case import MappingCase

FIXTURE: Final = "mapping_case"
MARKER: Final = "mapping_cases"
ROOT: Final = "mapping/cases"

_SUFFIXES: Final = (".yaml", ".yml")
_USED: Final[pytest.StashKey[set[Path]]] = pytest.StashKey()


@dataclass(frozen=True, slots=True)
class _Given:
    """What a test is called with: a case's file, and that of its mapping."""

    file: Path
    mapping: Path | None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the folder's setting."""
    group = parser.getgroup("mapping cases", "goldens of a mapping")
    group.addoption(
        "--update",
        "--update-mapping-cases",
        action="store_true",
        dest="update_mapping_cases",
        help="rewrite what the contacts of mapping cases would be, where the mapping says otherwise",
    )
    parser.addini(MARKER, "folder in which each file is a mapping case that some test uses", default=ROOT)


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marker takes."""
    config.addinivalue_line(
        "markers", f"{MARKER}(folder={ROOT!r}, mapping=None): where {FIXTURE} finds its cases, and their mapping"
    )
    config.stash[_USED] = set()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Call a test that asks for the fixture once for each case of its folder."""
    if FIXTURE not in metafunc.fixturenames:
        return
    given = _given(metafunc)
    metafunc.config.stash[_USED].update(each.file for each in given)
    metafunc.parametrize(FIXTURE, given, indirect=True, ids=[each.file.stem for each in given])


def _given(metafunc: pytest.Metafunc) -> list[_Given]:
    config = metafunc.config
    marker = metafunc.definition.get_closest_marker(MARKER)
    told = {} if marker is None else dict(marker.kwargs)
    if marker is not None and (marker.args or told.keys() - {"folder", "mapping"}):
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: {MARKER} takes folder= and mapping= alone")
    folder = config.rootpath / told.get("folder", config.getini(MARKER))
    files = sorted(_cases(folder)) if folder.is_dir() else []
    if not files:
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: {folder} has no case; write one, such as first.yaml")
    mapping = told.get("mapping")
    return [_Given(file, None if mapping is None else config.rootpath / mapping) for file in files]


def _cases(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in _SUFFIXES)


@pytest.fixture
def mapping_case(request: pytest.FixtureRequest) -> "MappingCase":
    """Return one case of the folder that the marker `mapping_cases` names; its `check()` holds the mapping to it."""
    from harness.errors import HarnessError  # noqa: PLC0415 - imported when it is used
    from harness.mapping_cases.case import MappingCase  # noqa: PLC0415 - the same

    given: _Given = request.param
    try:
        return MappingCase(given.file, given.mapping, update=request.config.option.update_mapping_cases)
    except HarnessError as error:
        told = str(error)
    pytest.fail(told, pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each case that no test uses fail, where all tests of the project were asked for."""
    root = config.rootpath / str(config.getini(MARKER))
    if not root.is_dir() or not _is_whole(config):
        return
    used = config.stash[_USED]
    unused = sorted(file for file in _cases(root) if file not in used)
    names = [f"unused mapping case {file.relative_to(config.rootpath)}" for file in unused]
    items.extend(UnusedCase.from_parent(session, name=name) for name in names)


_SELECTIONS: Final = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")
"""Options of pytest, by the names that it keeps them under, that leave tests out."""


def _is_whole(config: pytest.Config) -> bool:
    """Tell whether the run was asked for everything: no part of a file, no selection, no other or narrower folder."""
    if any(getattr(config.option, name, None) for name in _SELECTIONS):
        return False
    # Whoever names other folders for this one run wants the tests there; what the project's own file names is all.
    if any(each.startswith("testpaths=") for each in config.option.override_ini or ()):
        return False
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return config.invocation_params.dir == config.rootpath
    given = [(config.invocation_params.dir / each).resolve() for each in config.args]
    all_tests = [config.rootpath / each for each in config.getini("testpaths")] or [config.rootpath]
    return all(any(tests.is_relative_to(each) for each in given) for tests in all_tests)


class UnusedCase(pytest.Item):
    """A case that no test uses: it fails, so that nobody takes it for a proof."""

    def runtest(self) -> None:
        """Fail."""
        pytest.fail("no test uses it: remove the file, or name its folder by the marker mapping_cases", pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where it stands."""
        return self.path, 0, self.name
