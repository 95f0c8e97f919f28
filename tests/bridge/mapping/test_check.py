"""A mapping held against HubSpot's definitions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.mapping import MappingError, load, parse
from bridge.mapping.check import UNKEPT, check
from bridge.mapping.definitions import Definitions
from bridge.scim import schema as scim_schema
from harness.hubspot.fake.properties import Option, Property
from harness.hubspot.fake.standard import standard_properties


def choice(name: str, *values: str, field_type: str = "select") -> Property:
    options = tuple(Option(value, value.title()) for value in values)
    return Property(name, name.title(), "enumeration", field_type, options=options)


OWN = [
    Property("born", "Born", "date", "date"),
    Property("seen", "Seen", "datetime", "date"),
    Property("age", "Age", "number", "number"),
    Property("vip", "VIP", "bool", "booleancheckbox"),
    Property("badge", "Badge", unique=True),
    choice("interests", "news", "gold", field_type="checkbox"),
]
ANSWER = {"results": [each.as_json() for each in [*standard_properties(), *OWN]]}
PULLED = json.dumps({"pulledAt": "2026-11-24T08:00:00Z", **ANSWER})
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
WHOLE = "it is an extension as a whole; name one of its attributes behind another colon"
AS_A_WHOLE = f"never has a value, since {WHOLE}, or remove it"
NO_VALUE_YET = (
    "absent: clear never clears, since a contact that is being made has no value yet; remove it, or only_on_create"
)
DEFINITIONS = Definitions.parse(PULLED, "properties.json")


def findings(row: str) -> list[str]:
    mapping = parse(f"version: 1\nproperties:\n  {row}", "m.yaml")
    found = check(mapping, DEFINITIONS)
    assert all(each.line == 3 and each.property == row.partition(":")[0] for each in found)
    return [each.message for each in found]


@pytest.mark.parametrize(
    "row",
    [
        "firstname: name.givenName",
        "email: {from: emails.value, transforms: [trim, lower]}",
        "company: {constant: Example}",
        "lifecyclestage: {constant: lead, only_on_create: true}",
        "hs_language: {from: a, transforms: [lower, {map: {table: {de: de, fr: fr}}}], unfit: leave}",
        'hs_language: {from: a, transforms: [{map: {table: {german: de}, default: ""}}]}',
        "hubspot_owner_id: manager",
        "interests: {groups: {News: news, Gold: gold}}",
        'interests: {from: a, transforms: [{map: {table: {N: news}, default: ""}}, {join: {separator: ;}}]}',
        "interests: {constant: news;gold}",
        "born: {from: a, transforms: [{date: {to: date}}], unfit: leave}",
        "born: {constant: 1990-05-01}",
        'born: {constant: "86400000"}',
        "seen: urn:scim:wso2:schema:lastSeen",
        "seen: {from: a, transforms: [{date: {to: datetime}}], default: 2026-01-31T12:00:00Z}",
        "age: {constant: -1.5}",
        "vip: {from: active, default: false}",
        "badge: userName",
        "phone: {from: a, transforms: [{e164: {region: CH}}]}",
        "country: {from: a, transforms: [{country: {to: name}}]}",
        "jobtitle: {from: a, transforms: [{join: {separator: ', '}}, title]}",
    ],
)
def test_what_hubspot_takes_is_no_finding(row: str) -> None:
    assert findings(row) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "a: {from: title, unfit: leave}",
            "unfit: leave never happens, since no transform of the row can fail; remove it",
        ),
        (
            "a: {from: title, transforms: [trim, {map: {table: {x: y}, default: z}}], unfit: clear}",
            "unfit: clear never happens, since no transform of the row can fail; remove it",
        ),
        (
            "a: {from: [userName, title, USERNAME]}",
            "USERNAME is never taken, since userName stands before it; remove it, or map another path",
        ),
        ("a: {from: [x, x]}", "x is never taken, since x stands before it; remove it, or map another path"),
        (f"a: {ENTERPRISE}", f"{ENTERPRISE} {AS_A_WHOLE}"),
        ("a: {from: [title, 'urn:scim:wso2:schema']}", f"urn:scim:wso2:schema {AS_A_WHOLE}"),
        ("a: {from: title, absent: clear, only_on_create: true}", NO_VALUE_YET),
    ],
)
def test_what_can_never_happen_is_found_without_definitions(row: str, message: str) -> None:
    mapping = parse(f"version: 1\nproperties:\n  {row}", "m.yaml")
    assert [(each.line, each.property, each.message) for each in check(mapping)] == [(3, "a", message)]


@pytest.mark.parametrize(
    "row",
    [
        "a: {from: title, transforms: [trim, {e164: {region: CH}}], unfit: leave}",
        "a: {from: title, transforms: [{join: {separator: ;}}, {date: {to: date}}], unfit: clear}",
        "a: {from: title, transforms: [trim], unfit: keep}",
        "a: {from: ['emails[type eq \"work\"].value', 'emails[type eq \"home\"].value']}",
        "a: urn:scim:wso2:schema:user",
        "a: urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "a: urn:ietf:params:scim:schemas:core:2.0:User:userName",
        "a: {from: title, only_on_create: true}",
        "a: {groups: {A: a}, absent: clear}",
    ],
)
def test_what_may_happen_is_no_finding(row: str) -> None:
    assert check(parse(f"version: 1\nproperties:\n  {row}", "m.yaml")) == ()


def test_the_shipped_mappings_have_no_finding() -> None:
    example = Path(__file__).parents[3] / "examples" / "customers.yaml"
    assert [check(load(path)) for path in (None, example)] == [(), ()]


@pytest.mark.parametrize("time", ['"yesterday"', '"2026-13-01T00:00:00Z"', "7", "null", '""'])
def test_a_snapshot_whose_time_is_none_is_refused(time: str) -> None:
    text = f'{{"results": [{{"name": "a", "type": "string"}}],\n "pulledAt": {time}}}'
    with pytest.raises(MappingError) as caught:
        Definitions.parse(text, "properties.json")
    assert str(caught.value) == (
        f"properties.json:2: pulledAt is {time}, and no time as 2026-01-31T12:00:00Z; "
        "make it by `bridge mapping pull-properties --output properties.json`"
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("seen: Meta.created", "the bridge keeps no meta of a user; map another path, or remove it"),
        ("badge: {from: [externalId, id]}", "the bridge keeps no id of a user; map externalId, or remove it"),
        ("firstname: password", "the bridge keeps no password of a user; map another path, or remove it"),
    ],
)
def test_a_path_that_never_has_a_value_is_a_finding_without_hubspots_definitions(row: str, message: str) -> None:
    (found,) = check(parse(f"version: 1\nproperties:\n  {row}", "m.yaml"))
    assert found.message.endswith(f"never has a value, since {message}")


def test_what_the_bridge_keeps_of_nobody_is_what_no_resource_takes() -> None:
    assert UNKEPT == scim_schema.OWN


MISSING = "if it was made since, run `bridge mapping pull-properties --output properties.json`"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("firstnam: a", f"HubSpot had no contact property 'firstnam' on 2026-11-24; did you mean firstname? {MISSING}"),
        ("zzz: a", f"HubSpot had no contact property 'zzz' on 2026-11-24; {MISSING}"),
        ("createdate: b", "it is written by HubSpot alone; remove the row"),
        ("lifecyclestage: {constant: leed}", "constant: 'leed' is no option; did you mean lead?"),
        (
            "hs_lead_status: {constant: zzz}",
            (
                "constant: 'zzz' is no option; HubSpot has NEW, OPEN, IN_PROGRESS, OPEN_DEAL, UNQUALIFIED, "
                "ATTEMPTED_TO_CONTACT, CONNECTED, BAD_TIMING"
            ),
        ),
        ("interests: {constant: news;golf}", "constant: 'golf' is no option; did you mean gold?"),
        ("interests: {groups: {Gold: golf}}", "map: 'Gold' becomes 'golf': 'golf' is no option; did you mean gold?"),
        ("email: {constant: nobody}", "constant: 'nobody' is no e-mail address"),
        ("age: {constant: old}", "constant: 'old' is no number"),
        ("vip: {constant: yes}", "constant: 'yes' is neither true nor false"),
        ("born: {constant: 1.5.1990}", "constant: '1.5.1990' is no date; HubSpot takes YYYY-MM-DD"),
        ("born: {constant: 1990-02-31}", "constant: '1990-02-31' is no date; HubSpot takes YYYY-MM-DD"),
        ("born: {constant: 5}", "constant: '5' is no date; HubSpot takes YYYY-MM-DD"),
        ("seen: {constant: now}", "constant: 'now' is no time; HubSpot takes 2026-01-31T12:00:00Z"),
        ("born: {from: a, default: never}", "default: 'never' is no date; HubSpot takes YYYY-MM-DD"),
        (
            "badge: {constant: x}",
            "constant: no two contacts can have the same value of it; map a path of the user's own, such as userName",
        ),
        (
            "hs_language: a",
            (
                "HubSpot takes 12 options only, and what a path finds may be none of them; end transforms with map and "
                "unfit: leave"
            ),
        ),
        (
            "hs_language: {from: a, transforms: [trim, lower]}",
            (
                "HubSpot takes 12 options only, and what lower makes may be none of them; end transforms with map and "
                "unfit: leave"
            ),
        ),
        (
            "hs_language: {from: a, transforms: [{map: {table: {german: de}}}]}",
            (
                "map: what is not in the table goes as it is, and HubSpot would refuse the contact; give the table a "
                "default, or write unfit: leave"
            ),
        ),
        (
            "hs_language: {from: a, transforms: [{map: {table: {german: de-cg}, default: de}}]}",
            "map: 'german' becomes 'de-cg': 'de-cg' is no option; did you mean de-ch?",
        ),
        (
            "hs_language: {from: a, transforms: [{map: {table: {german: de}, default: de-cg}}]}",
            "map: default: 'de-cg' is no option; did you mean de-ch?",
        ),
        (
            "hs_language: {groups: {German: de}}",
            "join: HubSpot takes one option only; map one value, or make it a multiple checkbox in HubSpot",
        ),
        (
            "interests: {from: a, transforms: [{map: {table: {a: news}, default: ''}}, {join: {separator: ','}}]}",
            "join: HubSpot wants ; between options, not ','; write separator: \";\"",
        ),
        (
            "age: {from: a, transforms: [{join: {separator: ;}}]}",
            "join: HubSpot takes a number, no several values; map one path",
        ),
        (
            "born: {from: a, transforms: [{date: {to: datetime}}]}",
            "date: HubSpot's type is date, not datetime; write {date: {to: date}}",
        ),
        (
            "age: {from: a, transforms: [{e164: {region: CH}}]}",
            "e164: HubSpot takes a number, not phone numbers; remove it, or map another property",
        ),
        (
            "seen: {from: a, transforms: [{country: {to: name}}]}",
            "country: HubSpot takes a time, not countries; remove it, or map another property",
        ),
    ],
)
def test_what_hubspot_would_refuse_is_a_finding_with_its_line(row: str, message: str) -> None:
    assert message in findings(row)


def test_a_text_longer_than_hubspot_takes_is_a_finding() -> None:
    assert findings(f"company: {{constant: {'x' * 65_537}}}") == ["constant: has 65537 characters; HubSpot takes 65536"]


def test_the_packaged_mapping_is_what_a_plain_account_takes() -> None:
    plain = json.dumps({"results": [each.as_json() for each in standard_properties()]})
    assert check(load(None), Definitions.parse(plain, "plain.json")) == ()


def test_the_example_for_a_company_is_what_its_account_takes() -> None:
    own = [
        Property("newsletter", "Newsletter", "bool", "booleancheckbox"),
        choice("interests", "product_news", "events", "beta", field_type="checkbox"),
        Property("birthday", "Birthday", "date", "date"),
        Property("customer_since", "Customer since", "datetime", "date"),
        Property("wso2_id", "WSO2 id"),
    ]
    account = json.dumps({"results": [each.as_json() for each in [*standard_properties(), *own]]})
    example = Path(__file__).parents[3] / "examples" / "customers.yaml"
    assert check(load(example), Definitions.parse(account, "account.json")) == ()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("firstname", "Alice", None),
        ("firstname", "", None),
        ("email", "a@b", "'a@b' is no e-mail address"),
        ("email", "alice@example.com", None),
        ("interests", ";gold", None),
        ("createdate", "", "createdate is written by HubSpot alone; remove the row"),
        ("hs_language", "de;fr", "'de;fr' is no option; "),
    ],
)
def test_a_single_value_is_held_against_its_definition(name: str, value: str, problem: str | None) -> None:
    found = DEFINITIONS.problem(name, value)
    assert (found or "").startswith(problem) if problem else found is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", "p.json:1: is no JSON; make it by `bridge mapping pull-properties --output p.json`"),
        ('{"results":\n[1,}', "p.json:2: is no JSON; make it by `bridge mapping pull-properties --output p.json`"),
        ("[]", "p.json:1: has no list of properties; make it by `bridge mapping pull-properties --output p.json`"),
        ("{}", "p.json:1: has no list of properties; make it by `bridge mapping pull-properties --output p.json`"),
        (
            '{"results": []}',
            "p.json:1: has no list of properties; make it by `bridge mapping pull-properties --output p.json`",
        ),
    ],
)
def test_a_snapshot_that_is_none_is_refused_in_one_line(text: str, error: str) -> None:
    with pytest.raises(MappingError) as caught:
        Definitions.parse(text, "p.json")
    assert str(caught.value) == error


def test_a_snapshot_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"cannot be read: No such file or directory; make it by"):
        Definitions.read(tmp_path / "none.json")


def test_hubspots_bare_answer_is_a_snapshot_of_an_unknown_date() -> None:
    definitions = Definitions.parse(json.dumps(ANSWER), "p.json")
    assert definitions.origin == "p.json, of an unknown date"
    assert "when it was pulled (nobody knows when)" in definitions.missing("zzz")


Command = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path, command: Command) -> Command:  # noqa: ARG001 - it changes to the folder
    """Write files into the folder that commands run in."""

    def write(**contents: str) -> None:
        for name, content in contents.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")

    return write


def test_a_mapping_that_is_fine_ends_with_0(command: Command, files: Command) -> None:
    files(m_yaml="version: 1\nproperties: {firstname: name.givenName}", p_json=PULLED)
    ended = command("mapping", "check", "m.yaml", "--properties", "p.json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "m.yaml: 1 property against p.json of 2026-11-24: nothing wrong\n"


def test_without_a_snapshot_the_file_alone_is_checked(command: Command, files: Command) -> None:
    files(m_yaml="version: 1\nproperties: {zzz: a}")
    ended = command("mapping", "check", "m.yaml")
    assert ended.code == 0
    assert "--properties holds them against HubSpot's definitions" in ended.out


def test_findings_end_with_1_each_with_file_and_line(command: Command, files: Command) -> None:
    files(m_yaml="version: 1\nproperties:\n  firstname: a\n  zzz: b\n  age: {constant: old}\n", p_json=PULLED)
    ended = command("mapping", "check", "m.yaml", "--properties", "p.json")
    assert ended.code == 1
    first, second, last = ended.out.splitlines()
    assert first.startswith("m.yaml:4: zzz: HubSpot had no contact property 'zzz' on 2026-11-24; if it was made since")
    assert second == "m.yaml:5: age: constant: 'old' is no number"
    assert last == "m.yaml: 3 properties against p.json of 2026-11-24: 2 findings"


def test_findings_are_given_as_json(command: Command, files: Command) -> None:
    files(m_yaml="version: 1\nproperties: {age: {constant: old}}", p_json=PULLED)
    ended = command("mapping", "check", "m.yaml", "--properties", "p.json", "--format", "json")
    document = json.loads(ended.out)
    assert ended.code == 1
    assert document["findings"] == [{"line": 2, "property": "age", "message": "constant: 'old' is no number"}]
    assert document["snapshot"] == {"file": "p.json", "pulledAt": "2026-11-24T08:00:00Z"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["wrong.yaml"], "bridge: wrong.yaml:2: 'propertys' is no key of a mapping; did you mean properties?"),
        (["none.yaml"], "bridge: none.yaml:1: cannot be read: No such file or directory"),
        (["good.yaml", "--properties", "none.json"], "bridge: none.json:1: cannot be read: No such file or directory"),
        (["good.yaml", "--format", "xml"], "bridge: --format 'xml' is none: give text or json."),
    ],
)
def test_what_cannot_be_read_ends_with_2_in_one_line(
    command: Command, files: Command, arguments: list[str], said: str
) -> None:
    files(good_yaml="version: 1\nproperties: {a: b}", wrong_yaml="version: 1\npropertys: {}")
    ended = command("mapping", "check", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(said)
    assert ended.err.count("\n") == 1
