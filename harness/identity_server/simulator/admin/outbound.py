"""Outbound provisioning entries as JSON: `provisioningConfigurations` of a service provider."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.identity_server.simulator.admin.access import flag_of, malformed, objects_of, text_of, unexpected
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.provisioning.model import Entry
from harness.identity_server.simulator.server import Server


def as_json(entries: Iterable[Entry] | None) -> dict[str, Any]:
    """Return entries as `provisioningConfigurations`."""
    return {
        "outboundProvisioningIdps": [
            {
                "idp": entry.idp,
                "connector": entry.connector,
                "blocking": entry.blocking,
                "rules": entry.rules,
                "jit": entry.jit,
            }
            for entry in entries or ()
        ]
    }


def entries_of(body: Mapping[str, Any], server: Server, application: str) -> list[Entry] | None:
    """Return the entries of a `provisioningConfigurations` object; None if it does not speak of them.

    Raises:
        AdminRefusal: 500, `blocking` or `rules` is missing; 400, an identity provider that cannot be provisioned to.
    """
    if body.get("outboundProvisioningIdps") is None:
        return None
    entries = [_entry(each) for each in objects_of(body["outboundProvisioningIdps"], "outboundProvisioningIdps")]
    problems = [problem for entry in entries if (problem := _problem(entry, server)) is not None]
    if problems:
        head = f"Invalid application configuration for application: '{application}' of tenantDomain: carbon.super."
        raise AdminRefusal(400, "APP-60001", f"Error updating application: {application}", " ".join([head, *problems]))
    return entries


def part_of(body: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Return an object in a body; None if it is not there.

    Raises:
        AdminRefusal: 400, it is no object.
    """
    part = body.get(key)
    if part is not None and not isinstance(part, Mapping):
        raise malformed(f"{key} must be an object.")
    return part


def _entry(body: Mapping[str, Any]) -> Entry:
    for key in ("blocking", "rules"):
        if body.get(key) is None:
            raise unexpected(f"Server encountered an error while serving the request. ({key} is null)")
    return Entry(
        text_of(body.get("idp"), "idp"),
        text_of(body.get("connector"), "connector"),
        flag_of(body["blocking"], "blocking"),
        flag_of(body["rules"], "rules"),
        flag_of(body.get("jit"), "jit"),
    )


def _problem(entry: Entry, server: Server) -> str | None:
    provider = server.configuration.providers.named(entry.idp)
    if provider is None:
        return f"Federated Identity Provider {entry.idp} is not available in the server."
    if not provider.connectors:
        return f"No Provisioning connector configured for {entry.idp}."
    return None
