"""What REST cannot set: lines of deployment.toml, which a server reads when it starts."""

import re
from typing import Final

from harness.identity_server.configure.releases import Release, release_named

_HEADER: Final = re.compile(r"^\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY: Final = re.compile(r"^\s*([A-Za-z0-9_.\-]+)\s*=")


def deployment_toml(release: str, *, stock: bool = False, hostname: str = "localhost") -> str:
    """Return the lines for a release's `repository/conf/deployment.toml`, to be there before the first start.

    They are a part of that file, not the whole: `amended_toml` puts them into one.

    Args:
        release: e.g. `6.1` or `7.2.0`.
        stock: leave out what the vendor's guide does not know of (on 6.1 that My Account may be changed).
        hostname: the name by which browsers know the server; its callbacks and tokens carry it.

    Raises:
        UnknownRelease: the release is not known.
    """
    known = release_named(release)
    tables = {
        "server": [f'hostname = "{hostname}"'],
        "carbon_health_check": ["enable = true"],
        "identity_mgt.user_self_registration": [
            "allow_self_registration = true",
            "lock_on_creation = false",
            "send_confirmation_on_creation = false",
        ],
        **_my_account(known, stock=stock),
    }
    return "\n\n".join("\n".join([f"[{name}]", *lines]) for name, lines in tables.items()) + "\n"


def amended_toml(text: str, lines: str) -> str:
    """Return a deployment.toml with lines put into it: keys that are there are replaced, the rest is kept as it is.

    Args:
        text: the file, e.g. that of a fresh server.
        lines: tables with keys of one line each, as `deployment_toml` makes them.
    """
    tables = _tables(lines)
    out: list[str] = []
    pending: list[str] = []
    table = ""
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header or line.lstrip().startswith("[["):
            table = header[1].strip() if header else ""
            out.append(line)
            pending = list(tables.get(table, {}))
            out += tables.pop(table, {}).values()
        elif not _replaced(line, pending):
            out.append(line)
    left = [line for name, keys in tables.items() for line in ("", f"[{name}]", *keys.values())]
    return "\n".join([*out, *left]) + "\n"


def _replaced(line: str, keys: list[str]) -> bool:
    key = _KEY.match(line)
    return key is not None and key[1] in keys


def _tables(lines: str) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] = {}
    for line in lines.splitlines():
        if header := _HEADER.match(line):
            table = tables.setdefault(header[1].strip(), {})
        elif key := _KEY.match(line):
            table[key[1]] = line
    return tables


def _my_account(release: Release, *, stock: bool) -> dict[str, list[str]]:
    """Return what lets the application My Account be changed, where that is needed for its edits to be provisioned."""
    if stock or not release.my_account_needs_entry:
        return {}
    return {"system_applications": ["read_only_apps = []"]}
