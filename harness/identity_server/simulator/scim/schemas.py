"""`/scim2/Schemas`: a JSON array (no ListResponse) from which My Account builds its rows."""

from typing import Any

from harness.identity_server.simulator.claims import ENTERPRISE, USER, Claims, LocalClaim

_MULTI_VALUED = ("emails", "phoneNumbers")


def schemas(claims: Claims) -> list[dict[str, Any]]:
    """Return the core and the enterprise schema with the claims that are Supported by Default.

    A multi-valued attribute has a sub-attribute for each supported type, and then no row for its plain value: with
    *Mobile* supported, as it is by default, *Phone Numbers* is not to be seen.
    """
    shown = claims.shown()
    core = [claim for claim in shown if claim.scim2 is not None and not claim.extension]
    return [
        {"id": USER, "name": "User", "description": "User Account", "attributes": _core(core)},
        {
            "id": ENTERPRISE,
            "name": "EnterpriseUser",
            "description": "Enterprise User",
            "attributes": [_attribute(claim, claim.scim2 or "") for claim in shown if claim.extension],
        },
    ]


def _core(shown: list[LocalClaim]) -> list[dict[str, Any]]:
    user_name = LocalClaim("userName", "Username", 0, required=True, read_only=True)
    attributes = {"userName": _attribute(user_name, "userName")}
    plain = [claim for claim in shown if "." not in (claim.scim2 or "")]
    attributes |= {claim.scim2 or "": _attribute(claim, claim.scim2 or "") for claim in plain}
    for claim in shown:
        name, dot, rest = (claim.scim2 or "").partition(".")
        if dot:
            parent = attributes.setdefault(name, _parent(claim, name))
            parent["type"] = "COMPLEX"
            parent.setdefault("subAttributes", []).append(_attribute(claim, rest))
    return list(attributes.values())


def _parent(claim: LocalClaim, name: str) -> dict[str, Any]:
    return _attribute(LocalClaim(claim.uri, name, claim.order), name)


def _attribute(claim: LocalClaim, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "displayName": claim.display_name,
        "displayOrder": str(claim.order),
        "type": "STRING",
        "multiValued": name in _MULTI_VALUED,
        "required": claim.required,
        "caseExact": False,
        "mutability": "READ_ONLY" if claim.read_only else "READ_WRITE",
        "returned": "DEFAULT",
        "uniqueness": "NONE",
        **({"regEx": claim.regex} if claim.regex else {}),
    }
