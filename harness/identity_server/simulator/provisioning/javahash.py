"""The order of a Java HashMap, and JSON text as org.json writes it.

WSO2's connectors keep claims and JSON objects in HashMaps, so the order of what they send follows String.hashCode
(java.lang.String) and the size of the table (java.util.HashMap, JDK 8 on: hash spread by its upper half, table of 16
doubled whenever it is more than three quarters full, keys of one bucket in the order of their insertion).
"""

from collections.abc import Iterable, Mapping
from typing import Any

_TABLE = 16
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def hash_code(text: str) -> int:
    """Return String.hashCode as an unsigned 32 bit number: over UTF-16 code units, as Java counts."""
    units = text.encode("utf-16-be")
    code = 0
    for high, low in zip(units[::2], units[1::2], strict=True):
        code = (code * 31 + (high << 8 | low)) & 0xFFFFFFFF
    return code


def hash_order(keys: Iterable[str]) -> list[str]:
    """Return distinct keys in the iteration order of a HashMap into which they were put one after the other."""
    inserted = list(keys)
    size = _TABLE
    while len(inserted) * 4 > size * 3:
        size *= 2

    def bucket(key: str) -> int:
        code = hash_code(key)
        return (code ^ code >> 16) & (size - 1)

    return sorted(inserted, key=bucket)


def write(value: Any) -> str:
    """Return JSON text as org.json's JSONObject.toString writes it: hash order, no blanks, raw non-ASCII."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quote(key)}:{write(value[key])}" for key in hash_order(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quote(str(value))


def _quote(text: str) -> str:
    """Quote as JSONObject.quote does: `</` is broken up, C1 controls and U+2000 to U+20FF are escaped."""
    return '"' + "".join(map(_escape, text)).replace("</", "<\\/") + '"'


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char < " " or "\u0080" <= char < "\u00a0" or "\u2000" <= char < "\u2100":
        return f"\\u{ord(char):04x}"
    return char
