import pytest

from bridge.hubspot.batches import Problem
from bridge.hubspot.conflicts import is_conflict, misses_key_property, owner_of

EXISTS = Problem("CONFLICT", "Contact already exists. Existing ID: 37765128953")
HAS_VALUE = Problem(
    "VALIDATION_ERROR",
    "Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, "
    "propertyName=email, value=a@b.ch} on 101. 102 already has that value.",
)
BATCH = Problem("CONFLICT", "Contact already exists", {"existingId": ["103"]})


@pytest.mark.parametrize(("problem", "owner"), [(EXISTS, "37765128953"), (HAS_VALUE, "102"), (BATCH, "103")])
def test_the_owner_is_read_from_every_form_of_a_conflict(problem: Problem, owner: str) -> None:
    assert is_conflict(problem)
    assert owner_of(problem) == owner


def test_a_conflict_may_name_no_owner() -> None:
    assert owner_of(Problem("CONFLICT", "Contact already exists")) is None


def test_another_validation_error_is_no_conflict() -> None:
    assert not is_conflict(Problem("VALIDATION_ERROR", "Property values were not valid: []"))


@pytest.mark.parametrize(
    "message",
    [
        'Property "wso2_username" does not exist',
        "Unable to perform update/upsert by non-unique 0-1 property wso2_username",
    ],
)
def test_a_lost_key_property_is_recognised(message: str) -> None:
    assert misses_key_property(Problem("VALIDATION_ERROR", message))


def test_another_unknown_property_is_not_taken_for_the_key_property() -> None:
    assert not misses_key_property(Problem("VALIDATION_ERROR", 'Property "source" does not exist'))
