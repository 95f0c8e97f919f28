"""`bridge mapping explain`: how each property of one user's contact comes by its value."""

import asyncio
import json
import sys
from collections.abc import Mapping as Object
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bridge import certificates
from bridge.cli.certificate import folder_of
from bridge.cli.flags import with_settings
from bridge.cli.mapping.page import page
from bridge.errors import WrongUse
from bridge.mapping import Mapping, MappingError, load
from bridge.scim.document import parse
from bridge.scim.errors import ScimError
from bridge.scim.merge import apply
from bridge.scim.normal import normal
from bridge.scim.operation import Merge
from bridge.settings import Settings

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_URL: Final = "https://localhost:8253/hubspot/contacts"


@app.command("explain")
@with_settings("mapping", "database_url")
def explain_user(
    settings: Settings,
    user_name: Annotated[str | None, typer.Argument(metavar="[USER]", show_default=False)] = None,
    user_file: Annotated[
        str | None, typer.Option("--user-file", metavar="FILE|-", help="A SCIM user instead; - is standard input.")
    ] = None,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the bridge is.")] = _URL,
    ca: Annotated[
        Path | None,
        typer.Option(
            "--ca", metavar="FILE", help="The bridge's authority; without, bridge-ca.pem beside the database."
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="table|json", help="How to print.")] = "table",
) -> None:
    """Show for one user where each property comes from, what each transform did to it, and why one is absent.

    USER is asked of a running bridge by BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD; --user-file needs none. The
    mapping is the one that `bridge serve` would take here.
    """
    if form not in {"table", "json"}:
        raise WrongUse(f"--format {form!r} is none: give table or json.")
    if (user_name is None) == (user_file is None):
        raise WrongUse("give either USER, who is asked of the running bridge, or --user-file with a SCIM user.")
    mapping = _mapping(settings)
    resource = _of_bridge(settings, mapping, user_name, _Place(url, ca)) if user_file is None else _of_file(user_file)
    document = _document(mapping, resource, settings)
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False) if form == "json" else page(document))


def _mapping(settings: Settings) -> Mapping:
    try:
        return load(settings.mapping)
    except MappingError as error:
        raise WrongUse(str(error)) from error


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the bridge is, and whom to trust there."""

    url: str
    ca: Path | None


def _of_bridge(settings: Settings, mapping: Mapping, user_name: str | None, place: _Place) -> Object[str, Any]:
    from bridge.sending.door import Door, Keys  # noqa: PLC0415 - a file needs no HTTP client

    admin = settings.admin_credentials()
    if admin is None:
        raise WrongUse("BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD not set: set them to those of the bridge.")
    own = certificates.own_files(folder_of(settings)).authority
    door = Door(
        place.url, place.ca or (own if own.is_file() else None), Keys(("", ""), (admin.username, admin.password))
    )

    async def ask() -> tuple[Object[str, Any], Object[str, Any]]:
        async with door:
            return await door.record(user_name or ""), await door.mapping()

    record, in_force = asyncio.run(ask())
    if not record:
        raise WrongUse(f"The bridge at {place.url} has no user {user_name!r}: see `bridge users list` for the names.")
    resource: Object[str, Any] | None = record.get("resource")
    if resource is None:
        raise WrongUse(f"{user_name!r} was deleted: there is nothing to map. Give a user that is there.")
    if in_force.get("hash", mapping.hash) != mapping.hash:
        file = in_force.get("file") or "the packaged mapping"
        typer.echo(
            f"bridge: the bridge itself maps by {file}, which means something else; to "
            "explain what it does, give the same by --mapping or BRIDGE_MAPPING",
            err=True,
        )
    return resource


def _of_file(source: str) -> Object[str, Any]:
    """Return a user of a file as the directory would keep it."""
    shown = "standard input" if source == "-" else source
    try:
        body = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUse(f"--user-file {shown} cannot be read ({reason}): name a file with a SCIM user.") from error
    try:
        return apply({}, Merge(normal(parse(body))))
    except ScimError as error:
        raise WrongUse(f"--user-file {shown} is no SCIM user: {error}") from error


def _document(mapping: Mapping, resource: Object[str, Any], settings: Settings) -> dict[str, Any]:
    return {
        "userName": resource.get("userName"),
        "mapping": str(settings.mapping or "the packaged mapping"),
        "scope": None if mapping.scope is None else mapping.scope.written,
        "inScope": mapping.in_scope(resource),
        "properties": [_renamed(asdict(each)) for each in mapping.explain(resource)],
    }


def _renamed(explanation: dict[str, Any]) -> dict[str, Any]:
    explanation["onlyOnCreate"] = explanation.pop("only_on_create")
    return explanation
