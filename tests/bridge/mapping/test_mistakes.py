"""Forty mistakes that people make in a mapping file, each with its line and what it says.

Each is one change of a file that is right; the line is that of the change.
"""

import pytest

from bridge.mapping import MappingError, parse

RIGHT = """\
version: 1
scope: userType eq "customer" and emails pr
properties:
  firstname: name.givenName
  email:
    from:
      - emails[not (type pr)].value
      - emails[type eq "work"].value
    transforms:
      - trim
      - lower
  phone:
    from: phoneNumbers.value
    transforms:
      - e164: {region: CH}
    absent: clear
  country:
    from: addresses.country
    transforms:
      - country: {to: name}
    default: Switzerland
  birthday:
    from: urn:scim:wso2:schema:dateOfBirth
    transforms:
      - date: {to: date, from: DD.MM.YYYY}
    unfit: leave
  interests:
    groups:
      Topics/Events: events
  newsletter:
    from: nickName
    transforms:
      - map: {table: {yes: "true"}, default: "false"}
      - join: {separator: ";", sort: true}
      - truncate: {characters: 9}
      - split: {separator: "@", part: 1}
      - replace: {text: _, with: "-"}
  source: {constant: WSO2, only_on_create: true}
"""

MISTAKES = [
    ("version: 1", "version: 2", 1, "version '2' is unknown here; write version: 1, or use a newer bridge"),
    ("version: 1\n", "version:\n", 1, "version has no value; write a text, such as 1"),
    ("scope:", "scop:", 2, "'scop' is no key of a mapping; did you mean scope?"),
    ('userType eq "customer"', "userType eq customer", 2, "expected a text in double quotes or a number"),
    ('userType eq "customer"', 'userType is "customer"', 2, "expected '[' or a comparison (eq, ne, co,"),
    ("and emails pr", "and emails", 2, "or pr"),
    ("properties:", "propertys:", 3, "'propertys' is no key of a mapping; did you mean properties?"),
    ("  firstname: name", "  firstName: name", 4, "'firstName' is no property name; write HubSpot's internal name"),
    ("  firstname: name", "  wso2_username: name", 4, "wso2_username is how the bridge finds its contacts; remove"),
    ("name.givenName", "[name.givenName]", 4, "firstname is a list; write {from: [...]} around it"),
    ("name.givenName", "name givenName", 4, "invalid syntax at column 6; expected '[' or the end"),
    ("name.givenName", "true", 4, "firstname is a boolean; write an attribute path, such as name.givenName"),
    ("  email:\n", "  firstname:\n", 5, "'firstname' stands twice (line 4 too); keep one of them"),
    ("    from:\n", "    form:\n", 6, "'form' is no key of a row; did you mean from?"),
    ("(type pr)]", "(type pr]", 7, "emails[not (type pr].value' is unusable: invalid syntax at column 20"),
    ('"work"].value', '"work"]', 8, "it picks whole entries; say what of them is meant, as in emails[type eq"),
    ('[type eq "work"]', '[type.x eq "work"]', 8, "type.x in the condition is too long; inside [...] write a bare"),
    ("- trim", "- trimm", 10, "'trimm' is no transform; did you mean trim?"),
    ("- lower", "- lower: {}", 11, "lower takes no options; write lower alone"),
    ("- lower", "- Lower", 11, "'Lower' is no transform; did you mean lower?"),
    ("from: phoneNumbers.value", "from: []", 13, "phone: from is an empty list; write a path in it, or remove the row"),
    ("- e164: {region: CH}", "- e164", 15, "e164 wants the region of numbers without +; write {e164: {region: CH}}"),
    ("{region: CH}", "{regoin: CH}", 15, "'regoin' is no option of e164; did you mean region?"),
    ("{region: CH}", "{region: SWISS}", 15, "'SWISS' is no region; write a country's two letters, such as CH"),
    ("absent: clear", "absent: delete", 16, "phone: absent is 'delete'; write leave or clear"),
    ("{region: CH}", "{region: UK}", 15, "'UK' is no region; did you mean GB?"),
    ("{region: CH}", "{region: CHE}", 15, "'CHE' is no region; did you mean CH?"),
    ("{region: CH}", "{region: switzerland}", 15, "'switzerland' is no region; did you mean CH?"),
    ("absent: clear", "absent: leaves", 16, "phone: absent is 'leaves'; did you mean leave?"),
    ("absent: clear", "absent: Clear", 16, "phone: absent is 'Clear'; did you mean clear?"),
    ("absent: clear", "abscent: clear", 16, "'abscent' is no key of a row; did you mean absent?"),
    ("{to: name}", "{to: nam}", 20, "'nam' is no form of to; did you mean name?"),
    ("{to: name}", "name", 20, "country wants the form to write; write {country: {to: name}}"),
    ("default: Switzerland", "default:", 21, "country: default has no value; write a text, such as WSO2"),
    ("default: Switzerland", "default: CH\n    absent: leave", 17, "default and absent both say what happens when"),
    ("DD.MM.YYYY", "DD.MM.YY", 25, "'DD.MM.YY' is no form of a date; write ISO, or YYYY, MM and DD as in"),
    ("{to: date, ", "{", 25, "date wants the type of HubSpot's property; write {date: {to: date}}"),
    ("unfit: leave", "unfit: ignore", 26, "birthday: unfit is 'ignore'; write keep, leave or clear"),
    ("unfit: leave", "unfit: keeps", 26, "birthday: unfit is 'keeps'; did you mean keep?"),
    ("unfit: leave", "unfitt: leave", 26, "'unfitt' is no key of a row; did you mean unfit?"),
    ("    groups:\n", "    group:\n", 28, "'group' is no key of a row; did you mean groups?"),
    ("Topics/Events: events", "- Events", 29, "interests: groups is a list; write a table, such as {Newsletter:"),
    ("Topics/Events: events", 'Events: "a;b"', 29, "'Events' becomes 'a;b'; write one option's value, without ;"),
    ("    groups:\n", "    from: a\n    groups:\n", 27, "interests: groups does not go with from; remove it or them"),
    ("{table: {yes: ", "{tabel: {yes: ", 33, "'tabel' is no option of map; did you mean table?"),
    ('{table: {yes: "true"}, ', "{", 33, "map wants a table; write {map: {table: {de: German, fr: French}}}"),
    ('table: {yes: "true"}', "table: {}", 33, "table is empty; write a table, such as {de: German}"),
    ("sort: true", "sort: up", 34, "sort is 'up'; write true or false"),
    ("- truncate: {characters: 9}", "- join: {separator: x}", 35, "join stands twice; after the first there is one"),
    ("characters: 9", "characters: nine", 35, "characters is 'nine'; write a whole number, such as 100"),
    ("characters: 9", "characters: 0", 35, "characters is 0; write a number from 1 to 65536"),
    ("part: 1", "part: 0", 36, "part is 0; write 1 for the first part, or -1 for the last"),
    ('separator: "@"', 'separator: ""', 36, 'separator is empty; write a text, such as ","'),
    ('with: "-"', 'by: "-"', 37, "'by' is no option of replace; write one of text, with"),
    ("constant: WSO2", "constant: ''", 38, "source: constant is no usable text; write one, such as WSO2"),
    ("constant: WSO2", "constant: WSO2, from: title", 38, "constant goes with no other key but only_on_create"),
    ("only_on_create: true", "only_on_create: once", 38, "source: only_on_create is 'once'; write true or false"),
    (
        "only_on_create: true",
        "only_on_creation: true",
        38,
        "'only_on_creation' is no key of a row; did you mean only_on_",
    ),
]


def test_the_file_without_a_mistake_is_right() -> None:
    assert len(parse(RIGHT, "m.yaml").rows) == 8


def test_there_are_forty_mistakes_at_least() -> None:
    assert len({(before, after) for before, after, _, _ in MISTAKES}) == len(MISTAKES) >= 40


@pytest.mark.parametrize(("before", "after", "line", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_to_write(before: str, after: str, line: int, message: str) -> None:
    assert before in RIGHT
    with pytest.raises(MappingError) as caught:
        parse(RIGHT.replace(before, after, 1), "m.yaml")
    assert str(caught.value).startswith(f"m.yaml:{line}: ")
    assert message in str(caught.value)
    assert ";" in caught.value.message
