"""`bridge doctor`: whether what the service needs is usable, one line a check."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer

from bridge import certificates
from bridge.cli.certificate import folder_of
from bridge.cli.flags import ALL, with_settings
from bridge.delivery.status import gauges
from bridge.errors import BridgeError, EnvironmentUnusable, WrongUse
from bridge.hubspot.client import HubSpot
from bridge.hubspot.errors import HubSpotError
from bridge.hubspot.properties import MISSING, PROPERTY_PATH, is_missing
from bridge.mapping import MappingError, load
from bridge.seams import Seams, system_seams
from bridge.settings import Settings
from bridge.storage import database_file, open_engine

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_PATIENCE = 5.0
"""Seconds for HubSpot's answer."""
_SOON = 30
"""Days before a certificate's end at which it becomes a finding."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: its exit code is 0 (fine), 1 (a finding) or 3 (the environment is unusable)."""

    name: str
    exit_code: int
    text: str


@app.command()
@with_settings(*ALL)
def doctor(settings: Settings) -> None:
    """Check settings, database, mapping, certificate and HubSpot.

    Ends with 0 when all is fine, 1 when something needs a person, 3 when the database or HubSpot cannot be used.
    """
    checks = list(examine(settings, system_seams()))
    for check in checks:
        typer.echo(f"{'ok  ' if check.exit_code == 0 else 'FAIL'}  {check.name.ljust(11)}  {check.text}")
    raise typer.Exit(max(check.exit_code for check in checks))


def examine(settings: Settings, seams: Seams) -> Iterator[Check]:
    """Run all checks; none changes anything, and a failed one does not keep the others from running."""
    yield _check("settings", lambda: _settings(settings))
    yield _check("database", lambda: _database(settings, seams))
    yield _check("mapping", lambda: _mapping(settings))
    yield _check("certificate", lambda: _certificate(settings, seams))
    yield _check("hubspot", lambda: asyncio.run(_hubspot(settings)))


def _check(name: str, find: Callable[[], str]) -> Check:
    try:
        return Check(name, 0, find())
    except EnvironmentUnusable as error:
        return Check(name, 3, str(error))
    except BridgeError as error:
        return Check(name, 1, str(error))


def _settings(settings: Settings) -> str:
    settings.check_serving()
    return "all that is needed to serve is set"


def _database(settings: Settings, seams: Seams) -> str:
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        if file.absolute().parent.is_dir():
            return f"{file} is not there yet; the first start makes it"
        raise EnvironmentUnusable(f"the folder of {file} is not there: make it, or give another by --database-url")
    engine = open_engine(settings.database_url)
    try:
        with engine.begin() as connection:
            owed = gauges(connection, seams.clock())
    finally:
        engine.dispose()
    found = f"{owed.owed_users} owed (the oldest for {owed.oldest_owed_seconds:.0f} s), {owed.refused_users} refused"
    if owed.refused_users:
        raise WrongUse(f"{found}: see `bridge users list --state refused`")
    return found


def _mapping(settings: Settings) -> str:
    try:
        mapping = load(settings.mapping)
    except MappingError as error:
        raise WrongUse(str(error)) from error
    return f"{len(mapping.rows)} properties from {settings.mapping or 'the packaged mapping'}"


def _certificate(settings: Settings, seams: Seams) -> str:
    if not settings.tls:
        return "not needed with --no-tls"
    own = certificates.own_files(folder_of(settings))
    certificate, key = settings.tls_certificate or own.certificate, settings.tls_key or own.key
    if settings.tls_certificate is None and not certificate.exists():
        return "not there yet; the first start, or `bridge certificate`, makes it"
    certificates.server_context(certificate, key)
    days = certificates.days_left(certificate, seams.clock)
    if days < _SOON:
        raise WrongUse(f"{certificate} is valid for {days} days only: renew it (the bridge's own: start it again)")
    return f"{certificate} is valid for {days} days"


async def _hubspot(settings: Settings) -> str:
    if settings.delivery == "hold" and not settings.token():
        return "not asked: --delivery hold writes nothing, and there is no token"
    client = HubSpot(settings.hubspot_url, settings.token(), timeout=_PATIENCE)
    try:
        answer = await client.call("GET", PROPERTY_PATH, accept=MISSING)
        missing = is_missing(answer, may_create=settings.create_properties)
    except HubSpotError as error:
        kind = WrongUse if _is_ours(error) else EnvironmentUnusable
        raise kind(f"{settings.hubspot_url}: {error}") from error
    finally:
        await client.aclose()
    return f"{settings.hubspot_url} takes the token; wso2_username {'is not there yet' if missing else 'is there'}"


def _is_ours(error: HubSpotError) -> bool:
    """Say whether a person has to mend token, scopes or property, as HubSpot itself works."""
    status = getattr(error, "status", None)
    return status is not None and status < 500 and status != 429  # noqa: PLR2004 - HTTP's own numbers
