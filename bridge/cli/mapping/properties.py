"""`bridge mapping pull-properties`: HubSpot's definitions as a file, so that mappings are checked offline."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.cli.flags import with_settings
from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.hubspot.client import HubSpot
from bridge.hubspot.errors import HubSpotError
from bridge.hubspot.properties import PROPERTIES
from bridge.seams import Clock, system_seams
from bridge.settings import Settings

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("pull-properties")
@with_settings("hubspot_url", "hubspot_timeout")
def pull_properties(
    settings: Settings,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write; standard output if not given.")
    ] = None,
) -> None:
    """Pull HubSpot's definitions of contact properties, for `bridge mapping check --properties`.

    Needs BRIDGE_HUBSPOT_TOKEN with the scope crm.schemas.contacts.read.
    """
    results = asyncio.run(_pull(settings))
    text = json.dumps(_document(results, system_seams().clock), indent=2, ensure_ascii=False)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"--output {output} cannot be written ({error.strerror}): name another file.") from error
    typer.echo(f"{len(results)} properties written to {output}")


async def _pull(settings: Settings) -> list[dict[str, Any]]:
    client = HubSpot(settings.hubspot_url, settings.token(), timeout=settings.hubspot_timeout)
    try:
        answer = await client.call("GET", PROPERTIES)
    except HubSpotError as error:
        status = getattr(error, "status", None)
        ours = status is not None and status < 500 and status != 429  # noqa: PLR2004 - HTTP's own numbers
        raise (WrongUse if ours else EnvironmentUnusable)(f"{settings.hubspot_url}: {error}") from error
    finally:
        await client.aclose()
    results = answer.body.get("results")
    if not isinstance(results, list) or not all(isinstance(each, dict) and "name" in each for each in results):
        raise EnvironmentUnusable(f"{settings.hubspot_url} answers no list of properties: check --hubspot-url.")
    return results


def _document(results: list[dict[str, Any]], clock: Clock) -> dict[str, Any]:
    """Put the definitions in order of their names, so that two pulls can be compared by eye."""
    at = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"pulledAt": at, "results": sorted(results, key=lambda each: str(each["name"]))}
