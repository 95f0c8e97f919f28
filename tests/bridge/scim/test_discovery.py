"""What the service says about itself is what it does."""

from typing import Any

import pytest
from scim2_models import EnterpriseUser, ResourceType, Schema, ServiceProviderConfig, User

from bridge.scim.schema import ENTERPRISE_2, USER, Attribute, Kind
from tests.bridge.scim.service import Service


def test_the_configuration_is_that_of_the_rfc_and_names_basic_credentials(service: Service) -> None:
    answer = service.send("GET", "/scim/v2/ServiceProviderConfig", authorization=None)
    assert answer.headers["content-type"] == "application/scim+json"
    config = ServiceProviderConfig.model_validate(answer.json)
    assert config.patch is not None
    assert config.patch.supported
    assert answer.json["authenticationSchemes"][0]["type"] == "httpbasic"
    assert answer.json["meta"]["location"] == "https://bridge.test/scim/v2/ServiceProviderConfig"


@pytest.mark.parametrize("name", ["bulk", "changePassword", "sort", "etag"])
def test_what_is_not_supported_is_said_so(service: Service, name: str) -> None:
    assert service.send("GET", "/scim/v2/ServiceProviderConfig").json[name]["supported"] is False


def test_the_one_resource_type_is_the_user(service: Service) -> None:
    (user,) = service.send("GET", "/scim/v2/ResourceTypes").json["Resources"]
    assert ResourceType.model_validate(user).endpoint == "/Users"
    assert service.send("GET", "/scim/v2/ResourceTypes/User").json == user
    assert service.send("GET", "/scim/v2/ResourceTypes/Group").status == 404


def test_the_schemas_are_served_without_the_password(service: Service) -> None:
    schemas = service.send("GET", "/scim/v2/Schemas").json["Resources"]
    assert [Schema.model_validate(schema).name for schema in schemas] == ["User", "EnterpriseUser"]
    assert not [one for one in schemas[0]["attributes"] if one["name"] == "password"]
    for schema in schemas:
        assert service.send("GET", f"/scim/v2/Schemas/{schema['id']}").json == schema
    assert service.send("GET", "/scim/v2/Schemas/urn:x").status == 404


@pytest.mark.parametrize("path", ["Groups", "Groups/1", "Bulk", "Me", ".search"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_what_of_scim_is_not_served_answers_501_with_a_reason(service: Service, path: str, method: str) -> None:
    answer = service.send(method, f"/scim/v2/{path}")
    assert (answer.status, answer.json["status"]) == (501, "501")
    assert len(answer.detail) > 30


def shape(attribute: Attribute) -> Any:
    """Return an attribute's casing, kind and parts."""
    kind = "complex" if attribute.kind is Kind.COMPLEX else attribute.kind.value
    return attribute.name, kind, attribute.many, sorted(shape(part) for part in attribute.parts.values())


def rfc_shape(attribute: Any) -> Any:
    kinds = {"complex": "complex", "boolean": "boolean"}
    parts = sorted(rfc_shape(part) for part in attribute.sub_attributes or [])
    return attribute.name, kinds.get(attribute.type, "string"), bool(attribute.multi_valued), parts


def test_the_table_of_attributes_is_that_of_the_rfc() -> None:
    own = {"password", "id", "meta", "schemas"}
    core = [rfc_shape(one) for one in User.to_schema().attributes or [] if one.name not in own]
    ours = [shape(one) for one in USER.parts.values() if not one.name.startswith("urn:") and one.name != "externalId"]
    assert sorted(ours) == sorted(one for one in core if one[0] != "externalId")
    enterprise = [rfc_shape(one) for one in EnterpriseUser.to_schema().attributes or []]
    assert shape(USER.part(ENTERPRISE_2))[3] == sorted(enterprise)
