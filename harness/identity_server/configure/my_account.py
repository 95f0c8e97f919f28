"""What the guide leaves out: on 6.1 edits in My Account follow that application's own outbound settings alone.

It has none, so the guide's last step provisions nothing there. Two things mend it, both read in the server's source
(OutboundProvisioningManager): an outbound entry on the application, and requested claims, since the caller's claims are
then mapped by the application's configuration, and one that maps nothing sends the bare user name.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.identity_server.configure import entries
from harness.identity_server.configure.claims import CLAIMS, LOCAL
from harness.identity_server.configure.report import Change
from harness.identity_server.configure.site import Action, Site

READ_ONLY: Final = "[system_applications] read_only_apps = []"
"""The line of deployment.toml that lets the application be changed."""
_APPLICATIONS: Final = "/applications"
_NAME: Final = "My Account"
_STEP: Final = "My Account"
_ALWAYS: Final = (LOCAL + "phoneNumbers",)
"""Supported after the guide's step 7, so requested even if a dry run sees it unsupported still."""
_NEVER: Final = (LOCAL + "telephone",)
"""Unsupported after step 6."""


def open_my_account(site: Site) -> Iterator[Action]:
    """Give the application an outbound entry and requested claims, if the release needs it and the server lets us."""
    if not (site.release.my_account_needs_entry and site.wanted.my_account):
        return
    listed = site.client.get(_APPLICATIONS, {"filter": f'name eq "{_NAME}"'}) or {}
    found = [each for each in listed.get("applications") or [] if each.get("name") == _NAME]
    if not found:
        site.warnings.append("There is no application My Account, so that there are no edits of its to provision.")
        return
    path = f"{_APPLICATIONS}/{found[0]['id']}"
    application = site.client.get(path)
    actions = [action for action in (_entry(site, application), _requests(site, application)) if action]
    if found[0].get("access") == "READ":
        _warn(site, needed=bool(actions))
        return
    body = {key: value for _, part in actions for key, value in part.items()}
    if actions:
        changes = tuple(change for changes, _ in actions for change in changes)
        yield Action(changes, lambda: site.client.patch(path, body))


_Part = tuple[tuple[Change, ...], dict[str, Any]]
"""Changes, and the part of the application that makes them."""


def _entry(site: Site, application: Mapping[str, Any]) -> _Part | None:
    listed = (application.get("provisioningConfigurations") or {}).get(entries.KEY) or []
    changes = entries.changes_of("My Account", _STEP, listed, site.wanted)
    body = {"provisioningConfigurations": {entries.KEY: entries.merged(listed, site.wanted)}}
    return (changes, body) if changes else None


def _requests(site: Site, application: Mapping[str, Any]) -> _Part | None:
    present = application.get("claimConfiguration") or {}
    if present.get("dialect") == "CUSTOM":
        site.warnings.append(
            "The application My Account maps its claims by a dialect of its own, which was left as it is: "
            "of an edit those claims are provisioned that are mapped there."
        )
        return None
    requested = present.get("requestedClaims") or []
    there = {each["claim"]["uri"] for each in requested}
    missing = [uri for uri in _editable(site) if uri not in there]
    if not missing:
        return None
    added = [{"claim": {"uri": uri}, "mandatory": False} for uri in missing]
    names = ", ".join(uri.removeprefix(LOCAL) for uri in missing)
    change = Change("My Account, requested claims", f"{len(there)} of them", f"also {names}", _STEP)
    return (change,), {"claimConfiguration": {"dialect": "LOCAL", "requestedClaims": [*requested, *added]}}


def _editable(site: Site) -> list[str]:
    """Return the claims that My Account shows, which are those that are supported by default."""
    listed = [each["claimURI"] for each in site.client.get(CLAIMS) if each.get("supportedByDefault")]
    return sorted({*listed, *_ALWAYS} - {*_NEVER})


def _warn(site: Site, *, needed: bool) -> None:
    if needed:
        site.warnings.append(
            f"On {site.release.name} the application My Account is read-only, so that its edits are not provisioned: "
            f"registrations are, and so are changes by administrators. To mend it, put {READ_ONLY} into the server's "
            "repository/conf/deployment.toml, start the server again, and run this again."
        )
