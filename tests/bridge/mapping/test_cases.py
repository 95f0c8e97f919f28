"""The shipped mappings, held to the goldens in mapping/cases; each change of one row is noticed by them."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.mapping_cases.case import MappingCase


@pytest.mark.mapping_cases(folder="mapping/cases/default")
def test_the_packaged_mapping_makes_of_a_user_what_its_case_says(mapping_case: "MappingCase") -> None:
    mapping_case.check()


@pytest.mark.mapping_cases(folder="mapping/cases/customers", mapping="examples/customers.yaml")
def test_the_example_makes_of_a_user_what_its_case_says(mapping_case: "MappingCase") -> None:
    mapping_case.check()
