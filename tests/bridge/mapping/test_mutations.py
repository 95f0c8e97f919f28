"""Each small slip in one row of the packaged mapping is noticed by a golden, and graded by the diff."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridge.mapping import Mapping, load, parse
from bridge.mapping.diff.compare import Comparison
from bridge.mapping.diff.grade import Grade, worst
from bridge.review.users import as_kept
from harness.mapping_cases.case import Case, contact_of, read

ROOT = Path(__file__).parents[3]
CASES = [read(file) for file in sorted((ROOT / "mapping/cases/default").glob("*.yaml"))]
PACKAGED = load(None)

LOSES: tuple[Grade, ...] = ("lossy", "breaking")
ANY: tuple[Grade, ...] = ("safe", "lossy", "breaking")
SPELLING: tuple[Grade, ...] = ("safe",)
GRADES_WITHOUT: dict[tuple[str, str], tuple[Grade, ...]] = {
    ("email", "trim"): ("breaking",),  # HubSpot refuses an address with spaces around it
    **{("hs_language", step): LOSES for step in ("trim", "lower", "replace")},  # the table knows no such language then
    ("hs_language", "map"): ("lossy",),  # what is no option is graded so where no definitions are given
}
"""What the loss of a transform is graded where it is more than a spelling."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mapping with one slip, and how the diff may grade it."""

    name: str
    text: str
    grades: tuple[Grade, ...]

    def mapping(self) -> Mapping:
        """Return the mapping with the slip."""
        return parse(self.text, self.name)


def rows() -> dict[str, dict[str, Any]]:
    """Return the packaged mapping's rows, each written out."""
    text = resources.files("bridge.mapping").joinpath("default.yaml").read_text("utf-8")
    written: dict[str, Any] = yaml.safe_load(text)["properties"]
    return {name: _long(row) for name, row in written.items()}


def _long(row: Any) -> dict[str, Any]:
    long = dict(row) if isinstance(row, dict) else {"from": row}
    long["from"] = [long["from"]] if isinstance(long["from"], str) else list(long["from"])
    return {"transforms": [], **long}


def mutants() -> Iterator[Mutant]:
    for name, row in rows().items():
        yield _mutant(f"{name}: removed", name, None, LOSES)
        yield _mutant(f"{name}: another path", name, {**row, "from": ["nickName"]}, LOSES)
        yield _mutant(f"{name}: absent clears", name, {**row, "absent": "clear"}, LOSES)
        yield _mutant(f"{name}: a default", name, {**row, "default": "none"}, ANY)
        yield _mutant(f"{name}: constant", name, {"constant": "WSO2"}, ANY)
        yield from _paths(name, row)
        yield from _transforms(name, row)
        if "unfit" in row:
            yield _mutant(f"{name}: unfit kept", name, {**row, "unfit": "keep"}, ANY)
            yield _mutant(f"{name}: unfit clears", name, {**row, "unfit": "clear"}, LOSES)


def _paths(name: str, row: dict[str, Any]) -> Iterator[Mutant]:
    paths = row["from"]
    for place, path in enumerate(paths):
        rest = paths[:place] + paths[place + 1 :]
        if rest:
            yield _mutant(f"{name}: without {path}", name, {**row, "from": rest}, LOSES)
        if place:
            swapped = [*paths[: place - 1], path, paths[place - 1], *paths[place + 1 :]]
            yield _mutant(f"{name}: {path} before {paths[place - 1]}", name, {**row, "from": swapped}, LOSES)


def _transforms(name: str, row: dict[str, Any]) -> Iterator[Mutant]:
    for place, transform in enumerate(row["transforms"]):
        rest = row["transforms"][:place] + row["transforms"][place + 1 :]
        called = transform if isinstance(transform, str) else next(iter(transform))
        grades = GRADES_WITHOUT.get((name, called), SPELLING)
        yield _mutant(f"{name}: without {called} ({place + 1})", name, {**row, "transforms": rest}, grades)
    yield _mutant(f"{name}: shouted", name, {**row, "transforms": [*row["transforms"], "upper"]}, ANY)
    yield _mutant(
        f"{name}: cut", name, {**row, "transforms": [*row["transforms"], {"truncate": {"characters": 2}}]}, ANY
    )


def _mutant(slip: str, name: str, row: dict[str, Any] | None, grades: tuple[Grade, ...]) -> Mutant:
    changed: dict[str, Any] = copy.deepcopy(rows())
    if row is None:
        del changed[name]
    else:
        changed[name] = row
    for each in changed.values():
        if not each.get("transforms", True):
            del each["transforms"]
    return Mutant(slip, yaml.safe_dump({"version": 1, "properties": changed}, sort_keys=False), grades)


MUTANTS = list(mutants())


def noticed(mapping: Mapping) -> list[Case]:
    return [case for case in CASES if contact_of(case, mapping) != case.contact]


def test_the_rows_written_out_mean_the_packaged_mapping() -> None:
    said = {name: {key: value for key, value in row.items() if value} for name, row in rows().items()}
    text = yaml.safe_dump({"version": 1, "properties": said})
    assert parse(text, "default.yaml").hash == PACKAGED.hash
    assert noticed(PACKAGED) == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_slip_in_one_row_is_noticed_by_a_golden(mutant: Mutant) -> None:
    assert noticed(mutant.mapping())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_slip_in_one_row_is_graded_by_the_diff(mutant: Mutant) -> None:
    comparison = Comparison(PACKAGED, mutant.mapping())
    changes = [change for case in CASES for change in comparison.of(as_kept(case.user))[1]]
    assert changes
    assert worst([change.rule.grade for change in changes]) in mutant.grades
