"""`bridge users`: what is owed to HubSpot, what it refused and why; send again. Works beside a running service."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bridge.admin import document, full_document
from bridge.cli.flags import with_settings
from bridge.delivery.details import Details, details
from bridge.delivery.status import STATES, State, UserStatus, replay, user_status, user_statuses
from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.mapping import Mapping, MappingError, load
from bridge.seams import system_seams
from bridge.settings import Settings
from bridge.storage import database_file, open_engine

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    help="Show what is owed to HubSpot, what it refused and why; send again.",
)

_HEADINGS = ("USER NAME", "STATE", "VERSION", "DELIVERED", "CONTACT", "TRIES", "NEXT TRY", "ERROR")

_Json = Annotated[bool, typer.Option("--json", help="Print JSON, as /admin/users gives it.")]


@app.command("list")
@with_settings("database_url")
def list_users(
    settings: Settings,
    state: Annotated[
        str | None, typer.Option("--state", metavar="|".join(STATES), help="Only users in this state.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 100,
    as_json: _Json = False,
) -> None:
    """List users, those owed longest first."""
    with _database(settings) as connection:
        found = user_statuses(connection, _state(state), limit)
    typer.echo(json.dumps([document(user) for user in found], indent=2) if as_json else _table(found))


@app.command("show")
@with_settings("database_url", "mapping")
def show_user(
    settings: Settings, user_name: Annotated[str, typer.Argument(metavar="USERNAME")], as_json: _Json = False
) -> None:
    """Show where one user stands, and what HubSpot would be sent next."""
    mapping = _mapping(settings)
    with _database(settings) as connection:
        _known(connection, user_name)
        found = details(connection, user_name, mapping)
    if found is not None:
        typer.echo(json.dumps(full_document(found), indent=2) if as_json else _record(found))


@app.command("replay")
@with_settings("database_url")
def replay_users(
    settings: Settings,
    user_name: Annotated[str | None, typer.Argument(metavar="[USERNAME]")] = None,
    every: Annotated[bool, typer.Option("--all", help="All users that HubSpot refused.")] = False,
) -> None:
    """Send a user again, whole, or all that HubSpot refused. A running bridge notices within seconds."""
    if (user_name is None) != every:
        raise WrongUse("users replay: give a user name, or --all for all that HubSpot refused.")
    now = system_seams().clock()
    with _database(settings) as connection:
        if user_name is not None:
            _known(connection, user_name)
        count = replay(connection, user_name, now)
    typer.echo(f"{count} user{'' if count == 1 else 's'} will be sent again; under --delivery hold, when that ends.")


@app.command("export")
@with_settings("database_url")
def export_users(
    settings: Settings,
    redact: Annotated[bool, typer.Option("--redact", help="Give pseudonyms that keep the shape.")] = False,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file", metavar="FILE", help="Key of the pseudonyms; without, a new one each time, kept nowhere."
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="ATTRIBUTE", help="Leave its values as they are, such as userType; repeatable."),
    ] = None,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the bridge is.")] = "https://localhost:8253",
    ca: Annotated[
        Path | None,
        typer.Option(
            "--ca", metavar="FILE", help="The bridge's authority; without, bridge-ca.pem beside the database."
        ),
    ] = None,
) -> None:
    """Print all users of a running bridge as JSON Lines, one SCIM user a line: a corpus for `bridge mapping diff`.

    Needs BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD, or each with _FILE. Never prints a password.
    """
    from bridge.exporting import Pseudonyms, export  # noqa: PLC0415 - the other commands need no HTTP client

    if (key_file is not None or keep) and not redact:
        raise WrongUse("--key-file and --keep go with --redact: give it too, or leave them out.")
    pseudonyms = Pseudonyms(key_file, tuple(keep or ())) if redact else None
    count = export(settings, url, ca, pseudonyms)
    typer.echo(f"{count} user{'' if count == 1 else 's'} exported{', redacted' if redact else ''}.", err=True)


@contextmanager
def _database(settings: Settings) -> Iterator[Connection]:
    """Open the database, which must be there: this command makes none."""
    file = database_file(settings.database_url)
    if file is None or not file.is_file():
        raise EnvironmentUnusable(
            f"There is no database at {settings.database_url}: give that of the service by --database-url, or start "
            "`bridge serve` first."
        )
    engine = open_engine(settings.database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _known(connection: Connection, user_name: str) -> UserStatus:
    found = user_status(connection, user_name)
    if found is None:
        raise WrongUse(f"There is no user {user_name!r}: see `bridge users list` for the names.")
    return found


def _state(given: str | None) -> State | None:
    if given is None:
        return None
    for state in STATES:
        if state == given:
            return state
    raise WrongUse(f"--state {given!r} is none: give one of {', '.join(STATES)}.")


def _table(users: Sequence[UserStatus]) -> str:
    """Lay users out in columns as wide as they need, for eyes and for grep alike."""
    rows = [_HEADINGS, *(_row(user) for user in users)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(user: UserStatus) -> tuple[str, ...]:
    error = f"{user.error_class}: {user.error_message}" if user.error_class else "-"
    return (
        user.user_name,
        f"{user.state}, deleted" if user.deleted else user.state,
        str(user.version),
        "-" if user.delivered_version is None else str(user.delivered_version),
        user.contact_id or "-",
        str(user.attempts),
        "-" if user.next_try_at is None else f"{datetime.fromtimestamp(user.next_try_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
        " ".join(error.split()),
    )


def _mapping(settings: Settings) -> Mapping:
    try:
        return load(settings.mapping)
    except MappingError as error:
        raise WrongUse(str(error)) from error


def _record(found: Details) -> str:
    user = found.status
    lines = dict(zip(_HEADINGS, _row(user), strict=True))
    lines["LAST REQUEST"] = f"{datetime.fromtimestamp(user.last_request_at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    lines["CORRELATION ID"] = user.correlation_id
    if found.next is not None:
        lines["NEXT CALL"] = f"{found.next.operation}, {'not sent: held' if user.state == 'held' else 'owed'}"
        lines |= {f"  {name}": value or "(cleared)" for name, value in found.next.properties.items()}
    width = max(map(len, lines))
    return "\n".join(f"{name.lower().ljust(width)}  {value}".rstrip() for name, value in lines.items())
