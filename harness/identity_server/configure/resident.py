"""Step 9 of the guide: the resident service provider provisions to the identity provider."""

from collections.abc import Iterator
from typing import Any, Final

from harness.identity_server.configure import entries
from harness.identity_server.configure.errors import Refused, RulesWithoutPolicy
from harness.identity_server.configure.site import Action, Site

_RESIDENT: Final = "/applications/resident"
_DECISION: Final = "/api/identity/entitlement/decision/pdp"
_ATTRIBUTES: Final = "http://wso2.org/identity/"
_PERMIT: Final = "Permit"


def choose_provider(site: Site) -> Iterator[Action]:
    """Make the resident entry, or correct it; entries of other identity providers stay.

    Raises:
        RulesWithoutPolicy: rules are wanted, and this release would then provision nothing.
    """
    if site.wanted.rules and site.release.rules_need_policy:
        _demand_policy(site)
    present = (site.client.get(_RESIDENT) or {}).get("provisioningConfigurations") or {}
    listed = present.get(entries.KEY) or []
    changes = entries.changes_of("Resident", "resident provisioning", listed, site.wanted)
    if changes:
        body = {**present, entries.KEY: entries.merged(listed, site.wanted)}
        yield Action(changes, lambda: site.client.put(_RESIDENT, body))


def _demand_policy(site: Site) -> None:
    """Ask the server's own decision point whether it would let a registration through."""
    decision = _decision(site)
    if decision != _PERMIT:
        raise RulesWithoutPolicy(
            f"Enable Rules would silently provision nothing: on {site.release.name} a published XACML policy must "
            f"permit it, and the server's decision for a registration is {decision}. Publish a policy for "
            f"{site.wanted.idp_name} (/carbon > Entitlement > Policy Administration), or leave the rules off. "
            "Nothing was changed."
        )


def _decision(site: Site) -> str:
    try:
        answer = site.client.call("POST", _DECISION, json=_question(site))
    except Refused as error:
        return f"not to be had ({error.status})"
    responses = answer.get("Response") if isinstance(answer, dict) else None
    first = responses[0] if isinstance(responses, list) and responses else {}
    return str(first.get("Decision") or "not to be had")


def _question(site: Site) -> dict[str, Any]:
    """Return the request for a decision, with the attributes that the server itself gives at a registration."""
    attributes = {
        "user": {"username": "someone", "user-tenant-domain": "carbon.super"},
        "sp": {"sp-name": "wso2carbon-local-sp"},
        "auth": {"sp-tenant-domain": "carbon.super"},
        "idp": {"idp-name": site.wanted.idp_name, "connector-type": site.wanted.connector_name},
        "identity-action": {"action-name": "provisioning"},
        "provisioning": {"provision-operation": "POST"},
    }
    categories = [
        {
            "CategoryId": _ATTRIBUTES + category,
            "Attribute": [
                {"AttributeId": f"{_ATTRIBUTES}{category}/{name}", "Value": value} for name, value in named.items()
            ],
        }
        for category, named in attributes.items()
    ]
    return {"Request": {"Category": categories}}
