"""Step 10 of the guide needs it: people may register by themselves, and be there at once."""

from collections.abc import Iterator
from typing import Final

from harness.identity_server.configure.report import Change
from harness.identity_server.configure.site import Action, Site, on_off

_CONNECTOR: Final = "/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw"
"""The governance connector `self-sign-up` of the category `User Onboarding`, both in base64url."""
_LABELS: Final = {
    "SelfRegistration.Enable": "Self-registration",
    "SelfRegistration.LockOnCreation": "Lock on creation",
    "SelfRegistration.SendConfirmationOnCreation": "Confirmation on creation",
}


def allow_registration(site: Site) -> Iterator[Action]:
    """Switch self-registration on, lock and confirmation as wanted; only what differs is sent."""
    listed = site.client.get(_CONNECTOR).get("properties") or []
    present = {each["name"]: each.get("value") for each in listed}
    lock = "true" if site.wanted.lock_on_creation else "false"
    wishes = dict(zip(_LABELS, ("true", lock, "false"), strict=True))
    differing = {name: wish for name, wish in wishes.items() if on_off(present.get(name)) != on_off(wish)}
    if differing:
        changes = (
            Change(_LABELS[name], on_off(present.get(name)), on_off(wish), "self-registration")
            for name, wish in differing.items()
        )
        properties = [{"name": name, "value": wish} for name, wish in differing.items()]
        body = {"operation": "UPDATE", "properties": properties}
        yield Action(tuple(changes), lambda: site.client.patch(_CONNECTOR, body))
