"""What the service says about itself (RFC 7644 section 4), by scim2-models, and what of SCIM it does not serve."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    EnterpriseUser,
    ETag,
    External,
    Filter,
    Meta,
    Pagination,
    Patch,
    Reference,
    ResourceType,
    Schema,
    ServiceProviderConfig,
    Sort,
    User,
)
from starlette.responses import Response

from bridge.scim.answers import json_answer, list_answer
from bridge.scim.call import Call
from bridge.scim.dialect import Caller, Dialect
from bridge.scim.errors import NotFoundError
from bridge.scim.query import DEFAULT_COUNT, LARGEST_COUNT

NOT_SERVED: Mapping[str, str] = {
    "Groups": "The bridge keeps users only: leave the connector's group endpoint empty.",
    "Bulk": "Bulk messages are not served: send one user at a time.",
    "Me": "The caller is no user of the bridge: ask for the user at /scim/v2/Users.",
    ".search": "Searches over all resources are not served: send this message to /scim/v2/Users/.search.",
}
"""Parts of SCIM below `/scim/v2` that answer 501, with the reason."""

_CALLER = Caller(Dialect.SCIM_2, wso2=False, at_base=False)


async def service_provider_config(call: Call) -> Response:
    """Answer with what the service can do."""
    root = _root(call)
    config = _config()
    return _answer({**config, "meta": {**config["meta"], "location": f"{root}/ServiceProviderConfig"}})


async def resource_types(call: Call) -> Response:
    """Answer with the one resource type, the user, or a list of it."""
    return _found(call, "ResourceTypes", _resource_types())


async def schemas(call: Call) -> Response:
    """Answer with the schemas of a user, or the one of them that the path names."""
    return _found(call, "Schemas", _schemas())


def _found(call: Call, kind: str, all_of_them: Sequence[dict[str, Any]]) -> Response:
    root = f"{_root(call)}/{kind}"
    located = [{**one, "meta": {**one["meta"], "location": f"{root}/{one['id']}"}} for one in all_of_them]
    name = call.request.path_params.get("name")
    if name is None:
        return list_answer(len(located), 1, located, _CALLER)
    for one in located:
        if one["id"].casefold() == name.casefold():
            return _answer(one)
    names = ", ".join(one["id"] for one in located)
    raise NotFoundError(f"There is nothing of this name here: ask for one of {names}.")


def _root(call: Call) -> str:
    return call.users_url.rpartition("/")[0]


def _answer(body: Mapping[str, Any]) -> Response:
    return json_answer(200, body, Dialect.SCIM_2)


@cache
def _config() -> dict[str, Any]:
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=LARGEST_COUNT),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=False),
        pagination=Pagination(cursor=False, index=True, default_page_size=DEFAULT_COUNT, max_page_size=LARGEST_COUNT),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type("httpbasic"),
                name="HTTP Basic",
                description="The bridge's name and password, in every request",
                spec_uri=Reference[External]("https://www.rfc-editor.org/info/rfc7617"),
                primary=True,
            )
        ],
        meta=Meta(resource_type="ServiceProviderConfig"),
    )
    return dict(config.model_dump())


@cache
def _resource_types() -> tuple[dict[str, Any], ...]:
    user = ResourceType.from_resource(User[EnterpriseUser])
    user.meta = Meta(resource_type="ResourceType")
    return (dict(user.model_dump()),)


@cache
def _schemas() -> tuple[dict[str, Any], ...]:
    core, enterprise = User.to_schema(), EnterpriseUser.to_schema()
    # The password is dropped on parsing, so it is no attribute here.
    core.attributes = [attribute for attribute in core.attributes or [] if attribute.name != "password"]
    return tuple(_dumped(schema) for schema in (core, enterprise))


def _dumped(schema: Schema) -> dict[str, Any]:
    schema.meta = Meta(resource_type="Schema")
    return dict(schema.model_dump())
