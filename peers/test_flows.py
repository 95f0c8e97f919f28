"""The guide's two flows in a browser, with WSO2's own connector making the requests."""

import pytest

from harness.people import Person
from harness.plugin import OwnStack
from harness.settings import Connector


@pytest.mark.parametrize("connector", ["scim", "scim2"])
def test_whoever_registers_and_edits_the_profile_is_a_contact_that_follows(
    own_stack: OwnStack, connector: Connector, person: Person
) -> None:
    chain = own_stack(connector=connector, sender="wso2")
    chain.guide.register(person)
    chain.hubspot.shows(person)
    chain.my_account.sign_in(person)
    person = chain.my_account.edit_first_name(person, "Alicia")
    chain.hubspot.shows(person)
    chain.administrator.sees_sent(person, "POST", "GET", "PATCH" if connector == "scim" else "PUT")
