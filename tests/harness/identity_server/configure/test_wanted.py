"""What cannot be wanted."""

from typing import Any

import pytest

from harness.identity_server.configure import Wanted
from harness.identity_server.configure.errors import BadWish

GOOD: dict[str, Any] = {
    "user_endpoint": "https://bridge:8253/hubspot/contacts/",
    "username": "bridge-user",
    "password": "bridge-secret",
}


@pytest.mark.parametrize(
    "change",
    [
        {"connector": "SCIM2"},
        {"user_endpoint": "bridge:8253/hubspot/contacts"},
        {"user_endpoint": ""},
        {"user_endpoint": "https://a:b@bridge:8253/hubspot/contacts"},
        {"idp_name": " "},
        {"idp_name": 'a"b'},
    ],
)
def test_what_cannot_be_is_refused_with_an_example_or_the_choice(change: dict[str, str]) -> None:
    with pytest.raises(BadWish, match=r"choose|give one") as raised:
        Wanted(**GOOD | change)
    assert raised.value.exit_code == 2


def test_the_endpoint_has_no_slash_at_its_end_and_the_password_is_not_shown() -> None:
    wanted = Wanted(**GOOD)
    assert wanted.endpoint == "https://bridge:8253/hubspot/contacts"
    assert "bridge-secret" not in repr(wanted)
