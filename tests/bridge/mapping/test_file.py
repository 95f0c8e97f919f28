"""What the mapping file may say, and the one line that each mistake ends in."""

from pathlib import Path

import pytest

from bridge.mapping import MappingError, load, parse
from bridge.mapping.kinds import KINDS
from bridge.mapping.reader import ROW_KEYS


def error_of(text: str) -> str:
    with pytest.raises(MappingError) as caught:
        parse(text, "m.yaml")
    return str(caught.value)


def error_of_row(row: str) -> str:
    """Return the error for one row, which stands on line 3."""
    return error_of(f"version: 1\nproperties:\n  {row}\n")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "1: is empty; write version: 1 and properties"),
        ("# nothing\n", "1: is empty; write version: 1 and properties"),
        ("[]", "1: the file is a list; write it as name: value"),
        ("hello", "1: the file is a text; write it as name: value"),
        ("properties: {a: b}", "1: version is missing; write version: 1"),
        ("version: 2", "1: version '2' is unknown here; write version: 1, or use a newer bridge"),
        ("version: [1]", "1: version is a list; write a text, such as 1"),
        ("version:\nproperties: {a: b}", "1: version has no value; write a text, such as 1"),
        ("version: 1", "1: properties is missing; write properties: and a row for each below it"),
        ("version: 1\nproperties: {}", "2: properties is empty; write a row, such as firstname: name.givenName"),
        ("version: 1\nproperties:", "2: properties is empty; write it as name: value"),
        ("version: 1\nproperties: [a]", "2: properties is a list; write it as name: value"),
        ("version: 1\npropertys: {}", "2: 'propertys' is no key of a mapping; did you mean properties?"),
        ("version: 1\nversion: 1", "2: 'version' stands twice (line 1 too); keep one of them"),
        ("version: 1\n? [a]\n: b", "2: a name is a list; write a plain name before the colon"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused_with_its_line(text: str, error: str) -> None:
    assert error_of(text) == f"m.yaml:{error}"


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        ("version: 1\nproperties: {a: [", 2, "while parsing a flow node"),
        ("version: 1\n\tproperties: {}", 2, "cannot start any token (column 1)"),
        ("version: 1\n---\nversion: 1", 2, "expected a single document"),
        ("version: 1\nproperties: *rows", 2, "undefined alias 'rows'"),
        ("version: 1\nproperties: {a: \x01}", 2, "has a character that YAML forbids"),
        ("version: " + "[" * 3_000, 1, "nests too deep"),
    ],
)
def test_a_file_that_is_no_yaml_is_refused_with_its_line(text: str, line: int, about: str) -> None:
    error = error_of(text)
    assert error.startswith(f"m.yaml:{line}: ")
    assert about in error
    assert ";" in error


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("A: x", "'A' is no property name; write HubSpot's internal name: small letters, digits and _, a letter first"),
        ("wso2_username: x", "wso2_username is how the bridge finds its contacts; remove this row"),
        ("a:", "a has no value; write a text, such as name.givenName"),
        ("a: 5", "a is a number; write an attribute path, such as name.givenName"),
        ("a: 5.5", "a is a number; write an attribute path, such as name.givenName"),
        ("a: yes", "a is a boolean; write an attribute path, such as name.givenName"),
        ("a: 2026-01-01", "a is a date; write an attribute path, such as name.givenName"),
        ("a: !env x", "a is tagged '!env'; write a text, such as name.givenName"),
        ("a: [x]", "a is a list; write {from: [...]} around it"),
        ("a: {}", "a has none of from, groups and constant; write from: and a path"),
        ("a: {form: x}", "'form' is no key of a row; did you mean from?"),
        (
            "a: {zzz: x}",
            f"'zzz' is no key of a row; write one of {', '.join(sorted(ROW_KEYS))}",
        ),
        ("a: {from: x, from: y}", "'from' stands twice (line 3 too); keep one of them"),
        ("a: {from: []}", "a: from is an empty list; write a path in it, or remove the row"),
        ("a: {from: {x: y}}", "a: from is a block of names and values; write a list, such as [userName]"),
        ("a: {from: [[x]]}", "a: from is a list; write a text, such as name.givenName"),
        ("a: {from: [~]}", "a: from has no value; write a text, such as name.givenName"),
        ("a: {from: x, absent: keep}", "a: absent is 'keep'; write leave or clear"),
        ("a: {from: x, constant: y}", "a: constant goes with no other key but only_on_create; remove it or the others"),
        ("a: {constant: }", "a: constant has no value; write a text, such as WSO2"),
        ("a: {constant: ''}", "a: constant is no usable text; write one, such as WSO2"),
        ('a: {constant: "\\ud800"}', "a: constant is no usable text; write one, such as WSO2"),
        ("a: {constant: [x]}", "a: constant is a list; write a text, such as WSO2"),
    ],
)
def test_a_row_of_the_wrong_shape_is_refused_with_its_line(row: str, error: str) -> None:
    assert error_of_row(row) == f"m.yaml:3: {error}"


@pytest.mark.parametrize(
    ("transforms", "error"),
    [
        ("trim", "a: transforms is a text; write a list, such as [trim]"),
        ("[trm]", "'trm' is no transform; did you mean trim?"),
        ("[Lower]", "'Lower' is no transform; did you mean lower?"),
        (
            "[upside]",
            f"'upside' is no transform; write one of {', '.join(sorted(KINDS))}",
        ),
        ("[{trim: {}}]", "trim takes no options; write trim alone"),
        ("[{trim: {}, lower: {}}]", "a: transforms: an entry has 2 names; write each as an entry of its own"),
        ("[[trim]]", "a: transforms is a list; write a text, such as trim"),
        ("[e164]", "e164 wants the region of numbers without +; write {e164: {region: CH}}"),
        ("[{e164: CH}]", "e164 wants the region of numbers without +; write {e164: {region: CH}}"),
        ("[{e164: {}}]", "e164 wants the region of numbers without +; write {e164: {region: CH}}"),
        ("[{e164: {regon: CH}}]", "'regon' is no option of e164; did you mean region?"),
        ("[{e164: {region: XX}}]", "'XX' is no region; write a country's two letters, such as CH"),
        ("[{e146: {region: CH}}]", "'e146' is no transform; did you mean e164?"),
    ],
)
def test_an_unknown_transform_is_refused_and_the_nearest_named(transforms: str, error: str) -> None:
    assert error_of_row(f"a: {{from: x, transforms: {transforms}}}") == f"m.yaml:3: {error}"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", "it is empty; write an attribute path, such as name.givenName"),
        ("name.givenNam[", "invalid syntax at column 14; expected an attribute name or '(' or not"),
        ("name givenName", "invalid syntax at column 6; expected '[' or the end"),
        ("name.givenName.x", "invalid syntax at column 15; expected '[' or the end"),
        ('emails[type eq "work".value', "invalid syntax at column 22; expected ']' or and or or"),
        (
            "emails[type eq work].value",
            "invalid syntax at column 16; expected a text in double quotes or a number or true or false or null",
        ),
        (
            'emails[type eq "work"]',
            'it picks whole entries; say what of them is meant, as in emails[type eq "work"].value',
        ),
        (
            'emails.type eq "work"',
            'it picks whole entries; say what of them is meant, as in emails[type eq "work"].value',
        ),
        (
            "emails[type.x pr].value",
            "type.x in the condition is too long; inside [...] write a bare name, such as type",
        ),
        (
            "a.b[c pr].d",
            "a value selection cannot apply to the sub-attribute 'a.b'; write a path such as name.givenName",
        ),
    ],
)
def test_an_unusable_path_is_refused_with_its_column_and_what_was_expected(path: str, error: str) -> None:
    assert error_of_row(f"a: '{path}'") == f"m.yaml:3: a: the path '{path}' is unusable: {error}"


def test_an_error_stays_on_one_line_and_short_whatever_the_file_says() -> None:
    error = error_of_row('a: "name[\\n\\e' + "x" * 5_000 + '"')
    assert error.isprintable()
    assert len(error) < 400


def test_an_error_carries_file_line_and_message() -> None:
    with pytest.raises(MappingError) as caught:
        parse("version: 1\nproperties: []", "m.yaml")
    error = caught.value
    assert (error.file, error.line, error.message) == (
        "m.yaml",
        2,
        "properties is a list; write it as name: value",
    )


def test_a_file_is_loaded_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("version: 1\nproperties:\n  firstname: name.givenName\n")
    assert load(file).contact({"name": {"givenName": "Zoë"}}) == {"firstname": "Zoë"}


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"\xef\xbb\xbfversion: 1\nproperties: {firstname: title}\n")
    assert load(file).properties == ("firstname",)


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    with pytest.raises(MappingError, match="cannot be read: No such file or directory; name a readable") as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}:1: ")


def test_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read: Is a directory; name a readable mapping file"):
        load(tmp_path)


def test_a_path_that_no_file_can_have_is_refused_in_one_line() -> None:
    with pytest.raises(MappingError, match="cannot be read: embedded null byte; name a readable mapping file"):
        load(Path("a\0b"))


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes("version: 1\n# Zoë\n".encode("latin-1"))
    with pytest.raises(MappingError, match="is not UTF-8; save the file as UTF-8") as caught:
        load(file)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("written", "constant"),
    [("WSO2", "WSO2"), ("01", "01"), ("NO", "NO"), ("True", "true"), ("1.10", "1.10"), ("'two words'", "two words")],
)
def test_a_constant_is_the_text_as_written(written: str, constant: str) -> None:
    mapping = parse(f"version: 1\nproperties: {{source: {{constant: {written}}}}}", "m.yaml")
    assert mapping.contact({}) == {"source": constant}


def test_the_region_of_norway_is_no_boolean() -> None:
    mapping = parse("version: 1\nproperties: {a: {from: x, transforms: [{e164: {region: NO}}]}}", "m.yaml")
    assert mapping.contact({"x": "22 12 34 56"}) == {"a": "+4722123456"}


def test_anchors_may_save_repetition() -> None:
    text = "version: 1\nproperties:\n  a: {from: x, transforms: &tidy [trim]}\n  b: {from: y, transforms: *tidy}\n"
    assert parse(text, "m.yaml").contact({"x": " 1 ", "y": " 2 "}) == {"a": "1", "b": "2"}


def test_properties_keep_the_order_of_the_file() -> None:
    assert parse("version: 1\nproperties: {z: x, a: y, m: x}", "m.yaml").properties == ("z", "a", "m")
