"""What holds for every resource, in the directory's normal form or merely near it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.mapping import load, parse

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
WIDE = parse(
    f"""
version: 1
scope: not (emails[type eq "work" and value co "@"] or name.givenName gt 1) and emails ne "x" and groups.display ne null
properties:
  name: name
  given: {{from: [name.givenName, NAME.formatted], transforms: [trim, lower], absent: clear}}
  email: emails[not (type pr) or type ne "work" and value co "@"].value
  any_email: emails.value
  phone: {{from: ["phoneNumbers[type eq \\"mobile\\"].value", phoneNumbers], transforms: [{{e164: {{region: CH}}}}]}}
  ranked: emails[primary gt 1 or primary le "x" or primary eq null].value
  company: {{from: ["{ENTERPRISE}:organization", "{ENTERPRISE}:manager.displayName"]}}
  source: {{constant: WSO2}}
  tags:
    from: [tags, emails.value]
    transforms: [trim, title, {{join: {{separator: ;}}}}, {{truncate: {{characters: 9}}}}]
  interests: {{groups: {{Home: home, work: work}}, absent: clear}}
  country: {{from: [name, name.formatted], transforms: [collapse, {{country: {{to: alpha-2}}}}], unfit: clear}}
  born: {{from: [title, name.formatted], transforms: [{{date: {{to: datetime}}}}], unfit: leave, default: "2026-01-01"}}
  part:
    from: emails[value pr].value
    transforms: [upper, {{split: {{separator: "@", part: -1}}}}, {{map: {{table: {{X: y}}}}}}]
""",
    "wide.yaml",
)
MAPPINGS = (load(None), WIDE)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.text("+0123456789 ()x", max_size=18)
    | st.sampled_from(["", "work", "mobile", "Home", "a@x", "+41 79 123 45 67", "CH", "2026-01-31"])
)
names = st.sampled_from(["value", "type", "Type", "primary", "givenName", "formatted", "organization", "manager"])
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=3), inner, max_size=3)
)
texts = st.sampled_from(["", "Alice", " a@x ", "+41 79 123 45 67", "  "])
slots = st.fixed_dictionaries({"value": texts}, optional={"type": st.sampled_from(["work", "home", "mobile"])})
entries = st.lists(slots | st.just({}), min_size=1, max_size=4)
normal = st.fixed_dictionaries(
    {"userName": st.just("alice")},
    optional={
        "name": st.fixed_dictionaries({}, optional={"givenName": texts, "familyName": texts, "formatted": texts}),
        "emails": entries,
        "groups": entries,
        "phoneNumbers": entries,
        ENTERPRISE: st.fixed_dictionaries({}, optional={"organization": texts}),
    },
)
near = st.dictionaries(
    st.sampled_from(["name", "emails", "phoneNumbers", "Emails", "tags", "groups", "title", ENTERPRISE])
    | st.text(max_size=4),
    anything,
)
resources = normal | near

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no finding."""


@patient
@given(resources)
def test_a_contact_is_texts_under_mapped_properties_and_can_be_sent(resource: dict[str, Any]) -> None:
    for mapping in MAPPINGS:
        assert mapping.in_scope(resource) in (True, False)
        contact = mapping.contact(resource)
        assert set(contact) <= set(mapping.properties)
        for value in contact.values():
            assert isinstance(value, str)
            value.encode()


@patient
@given(resources)
def test_explain_agrees_with_contact(resource: dict[str, Any]) -> None:
    for mapping in MAPPINGS:
        contact = mapping.contact(resource)
        explanations = mapping.explain(resource)
        assert [each.property for each in explanations] == list(mapping.properties)
        assert {each.property: each.value for each in explanations if each.value is not None} == contact
        for each in explanations:
            assert each.outcome == ("leave" if each.value is None else "value" if each.value else "clear")
            assert each.reason


@patient
@given(resources)
def test_the_steps_lead_from_the_value_found_to_the_value_sent(resource: dict[str, Any]) -> None:
    for each in WIDE.explain(resource):
        if each.taken is not None and not (each.steps and each.steps[-1].reason):
            texts_on_the_way = [each.alternatives[-1].value, *(step.after for step in each.steps)]
            assert [step.before for step in each.steps] == texts_on_the_way[:-1]
            assert texts_on_the_way[-1] == each.value


@patient
@given(resources)
def test_the_same_resource_always_gives_the_same_contact_and_stays_as_it_is(resource: dict[str, Any]) -> None:
    before = repr(resource)
    for mapping in MAPPINGS:
        assert mapping.contact(resource) == mapping.contact(resource)
    assert repr(resource) == before


@patient
@given(normal, st.sampled_from(["displayName", "nickName", "x509Certificates"]), anything)
def test_an_attribute_that_is_not_mapped_changes_nothing(resource: dict[str, Any], name: str, value: Any) -> None:
    for mapping in MAPPINGS:
        assert mapping.contact({**resource, name: value}) == mapping.contact(resource)
