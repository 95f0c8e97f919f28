"""The unique property that ties a contact to its user: looked up, and made where it is missing."""

from typing import Any, Final

from bridge.hubspot.batches import KEY
from bridge.hubspot.client import Answer
from bridge.hubspot.errors import Unusable

PROPERTIES: Final = "/crm/v3/properties/contacts"
PROPERTY_PATH: Final = f"{PROPERTIES}/{KEY}"
CREATED_OR_THERE: Final = frozenset({409})
MISSING: Final = frozenset({404})

DEFINITION: Final[dict[str, Any]] = {
    "name": KEY,
    "label": "WSO2 user name",
    "description": "The user of WSO2 Identity Server that this contact is. Written by the provisioning bridge.",
    "groupName": "contactinformation",
    "type": "string",
    "fieldType": "text",
    "hasUniqueValue": True,
}


def is_missing(answer: Answer, *, may_create: bool) -> bool:
    """Say whether the property has to be made.

    Raises:
        Unusable: it is there but not unique, or missing while `--no-create-properties` forbids making it.
    """
    if answer.status not in MISSING:
        if answer.body.get("hasUniqueValue") is True:
            return False
        raise Unusable(
            "PROPERTY",
            f"the contact property {KEY} is there but not unique: delete it in HubSpot (Settings > Properties); "
            "the bridge makes it anew",
            answer.status,
            unknown=False,
        )
    if may_create:
        return True
    raise Unusable(
        "PROPERTY",
        f"the contact property {KEY} is missing and --no-create-properties forbids making it: make it in HubSpot as "
        "single-line text with unique values, or leave the flag out",
        answer.status,
        unknown=False,
    )
