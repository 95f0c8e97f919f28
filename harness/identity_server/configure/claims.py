"""Steps 6 and 7 of the guide: *Telephone* off, *Phone Numbers* supported and required.

`PUT` replaces a claim as a whole, so all that was read goes back, and only the flags change. From 7.1 on a claim may
have other flags for a profile (the registration form, the person's own page), which win there; those that are set are
brought in line too.
"""

import base64
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from harness.identity_server.configure.report import Change
from harness.identity_server.configure.site import Action, Site, on_off

LOCAL: Final = "http://wso2.org/claims/"
CLAIMS: Final = "/claim-dialects/local/claims"
_FLAGS: Final = {"supportedByDefault": "Supported by Default", "required": "Required"}
_WISHES: Final = {LOCAL + "telephone": False, LOCAL + "phoneNumbers": True}
"""Claims, and whether both flags are to be on."""
_PROFILES: Final = {"endUser": "in My Account", "selfRegistration": "at registration"}
_ANSWER_ONLY: Final = ("id", "dialectURI")
"""What the server tells of a claim and does not take back."""


def adjust_claims(site: Site) -> Iterator[Action]:
    """Bring the two claims' flags in line."""
    for uri, wish in _WISHES.items():
        path = f"{CLAIMS}/{claim_id(uri)}"
        claim = site.client.get(path)
        wanted = {**claim, **dict.fromkeys(_FLAGS, wish)}
        if isinstance(claim.get("profiles"), Mapping):
            wanted["profiles"] = {name: _profile(name, flags, wish) for name, flags in claim["profiles"].items()}
        changes = tuple(_changes(claim, wanted))
        body = {key: value for key, value in wanted.items() if key not in _ANSWER_ONLY}
        if changes:
            yield Action(changes, partial(site.client.put, path, body))


def claim_id(uri: str) -> str:
    """Return the id of a local claim: its URI in base64url without padding."""
    return base64.urlsafe_b64encode(uri.encode()).decode().rstrip("=")


def _profile(name: str, flags: Any, wish: bool) -> Any:
    if name not in _PROFILES or not isinstance(flags, Mapping):
        return flags
    return {key: wish if key in _FLAGS and value is not None else value for key, value in flags.items()}


def _changes(claim: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Change]:
    name = claim.get("displayName") or claim["claimURI"]
    yield from _flag_changes(name, "", claim, wanted)
    for profile, place in _PROFILES.items():
        before, after = ((each.get("profiles") or {}).get(profile) or {} for each in (claim, wanted))
        yield from _flag_changes(name, f" {place}", before, after)


def _flag_changes(name: str, place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for flag, label in _FLAGS.items():
        if bool(before.get(flag)) is not bool(after.get(flag)):
            what = f"{name}, {label}{place}"
            yield Change(what, on_off(before.get(flag)), on_off(after.get(flag)), "claims")
