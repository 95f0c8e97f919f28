"""Step 8 of the guide: the identity provider with its outbound connector.

A provider of that name is ours if one of its SCIM connectors sends to the wanted host; then it is completed. Any other
is somebody else's and is never touched.

What a connector's GET shows of the password differs: in the clear up to 7.2, masked from 7.3 on where the protection of
confidential properties is on (identity-api-server). A masked one cannot be compared, so it is no difference; and on a
PUT what is masked is left out, which keeps it.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.identity_server.configure.errors import ForeignProvider
from harness.identity_server.configure.report import Change
from harness.identity_server.configure.site import Action, Site, on_off
from harness.identity_server.configure.wanted import CONNECTORS, Wanted, endpoint_host

PROVIDERS: Final = "/identity-providers"
_STEP: Final = "identity provider"
_MASK: Final = "********"
_SHOWN: Final = {
    "username": "bridge user name",
    "password": "bridge password",
    "user-ep": "user endpoint",
    "enable-pwd-provisioning": "password provisioning",
    "user-store-domain": "user store domain",
    "authentication-mode": "authentication mode",
}
"""A connector's properties behind their prefix, as a person reads them."""


def add_provider(site: Site) -> Iterator[Action]:
    """Make the identity provider, or complete it.

    Raises:
        ForeignProvider: one of that name is somebody else's.
    """
    provider = _provider(site)
    if provider is None:
        yield _creation(site)
        return
    connectors = _connectors(site, provider["id"])
    _demand_ours(site.wanted, connectors)
    if provider.get("isEnabled") is False:
        body = [{"operation": "REPLACE", "path": "/isEnabled", "value": "true"}]
        change = Change(site.wanted.idp_name, "disabled: every change of a user fails", "enabled", _STEP)
        yield Action((change,), lambda: site.client.patch(f"{PROVIDERS}/{provider['id']}", body))
    yield from _completion(site, provider["id"], connectors.get(connector_id(site.wanted.connector_name)))


def connector_id(name: str) -> str:
    """Return a connector's id: its name in base64url without padding."""
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _provider(site: Site) -> Mapping[str, Any] | None:
    wanted = site.wanted.idp_name
    listed = site.client.get(PROVIDERS, {"filter": f'name eq "{wanted}"'}) or {}
    named = [each for each in listed.get("identityProviders") or [] if each.get("name") == wanted]
    return named[0] if named else None


def _connectors(site: Site, provider: str) -> dict[str, Mapping[str, Any]]:
    """Return the provider's SCIM connectors by id, with their properties."""
    path = f"{PROVIDERS}/{provider}/provisioning/outbound-connectors"
    listed = (site.client.find(path) or {}).get("connectors") or []
    ids = [each["connectorId"] for each in listed]
    known = [connector_id(name) for name in CONNECTORS.values()]
    return {each: site.client.get(f"{path}/{each}") for each in ids if each in known}


def _demand_ours(wanted: Wanted, connectors: Mapping[str, Mapping[str, Any]]) -> None:
    found = (_properties(each).items() for each in connectors.values())
    endpoints = [value for properties in found for key, value in properties if key.endswith("-user-ep") and value]
    if endpoint_host(wanted.endpoint) in {endpoint_host(value) for value in endpoints}:
        return
    does = f"sends to {', '.join(endpoints)}" if endpoints else "has no SCIM connector"
    raise ForeignProvider(
        f"There is an identity provider {wanted.idp_name!r} that somebody else made: it {does}. It was left as it is, "
        "and nothing was changed. Choose another name with --idp-name, or, if it is of no use any more, take it out of "
        "the resident outbound settings and delete it, and run this again."
    )


def _creation(site: Site) -> Action:
    wanted = site.wanted
    identity = connector_id(wanted.connector_name)
    properties = [{"key": key, "value": value} for key, value in _wishes(site).items() if value is not None]
    connector = {"connectorId": identity, "isEnabled": True, "properties": properties}
    outbound = {"defaultConnectorId": identity, "connectors": [connector]}
    body = {"name": wanted.idp_name, "provisioning": {"outboundConnectors": outbound}}
    change = Change(wanted.idp_name, "absent", f"{wanted.connector_name} to {wanted.endpoint}", _STEP)
    return Action((change,), lambda: site.client.post(PROVIDERS, body))


def _completion(site: Site, provider: str, connector: Mapping[str, Any] | None) -> Iterator[Action]:
    wishes = _wishes(site)
    present = _properties(connector or {})
    changes = [*_state_changes(site.wanted, connector), *_property_changes(site, present, wishes)]
    if not changes:
        return
    kept = {key: value for key, value in present.items() if key not in wishes and value != _MASK}
    properties = kept | {key: value for key, value in wishes.items() if value is not None}
    body = {
        "isEnabled": True,
        "isDefault": True,  # left out, the connector would not be the default any more
        "blockingEnabled": False,  # this and the next are ignored: the resident entry's count
        "rulesEnabled": False,
        "properties": [{"key": key, "value": value} for key, value in properties.items()],
    }
    path = f"{PROVIDERS}/{provider}/provisioning/outbound-connectors/{connector_id(site.wanted.connector_name)}"
    yield Action(tuple(changes), lambda: site.client.put(path, body))


def _state_changes(wanted: Wanted, connector: Mapping[str, Any] | None) -> Iterator[Change]:
    what = f"{wanted.idp_name}, {wanted.connector_name}"
    if connector is None:
        yield Change(what, "absent", "enabled", _STEP)
    elif not connector.get("isEnabled"):
        yield Change(what, "disabled", "enabled", _STEP)
    elif not connector.get("isDefault"):
        yield Change(what, "not the default", "the default", _STEP)


def _property_changes(site: Site, present: Mapping[str, str], wishes: Mapping[str, str | None]) -> Iterator[Change]:
    for key, wish in wishes.items():
        value = present.get(key)
        if key.endswith("-password"):
            yield from _password_change(site, key, value, wish)
        elif key.endswith("-enable-pwd-provisioning"):
            if (value == "true") is not (wish == "true"):
                yield _change(site, key, on_off(value), on_off(wish))
        elif value != wish:
            yield _change(
                site, key, "absent" if value is None else value or "empty", "absent" if wish is None else wish
            )


def _password_change(site: Site, key: str, value: str | None, wish: str | None) -> Iterator[Change]:
    masked = value == _MASK and wish != _MASK
    if site.wanted.renew_password:
        yield _change(site, key, "not shown" if masked else "another, or the same", "set")
    elif masked:
        site.warnings.append(
            "The server masks the bridge's password, so that it could not be compared. "
            "If the bridge has got a new one, run this with --renew-password once."
        )
    elif value != wish:
        yield _change(site, key, "another" if value else "absent", "set")


def _change(site: Site, key: str, before: str, after: str) -> Change:
    label = _SHOWN.get(key.partition("-")[2], key)
    return Change(f"{site.wanted.idp_name}, {label}", before, after, _STEP)


def _wishes(site: Site) -> dict[str, str | None]:
    """Return a connector's properties as they are to be; None is one that must not be there.

    An empty user store domain would put a slash before every name. Passwords are sent only where the property says
    `true`; the Console's form ticks it on a new connector.
    """
    wanted = site.wanted
    return {
        f"{wanted.connector}-username": wanted.username,
        f"{wanted.connector}-password": wanted.password,
        f"{wanted.connector}-user-ep": wanted.endpoint,
        f"{wanted.connector}-enable-pwd-provisioning": "true" if wanted.password_provisioning else None,
        f"{wanted.connector}-user-store-domain": None,
        **site.release.connector_properties(wanted.connector),
    }


def _properties(connector: Mapping[str, Any]) -> dict[str, str]:
    return {each["key"]: each.get("value") or "" for each in connector.get("properties") or []}
