"""`bridge send`: send a SCIM request as a given client would, and see in five steps what became of it."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge import certificates
from bridge.cli.certificate import folder_of
from bridge.cli.flags import with_settings
from bridge.errors import WrongUse
from bridge.seams import system_seams
from bridge.sending.dialects import CLIENTS, METHODS, Client, name_of
from bridge.sending.door import Door, Keys
from bridge.sending.letters import Letter, Told, letters
from bridge.sending.page import Page
from bridge.sending.sender import Sender
from bridge.sending.story import Story
from bridge.settings import Settings

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_URL = "https://localhost:8253/hubspot/contacts"


@app.command()
@with_settings("database_url")
def send(  # noqa: PLR0913, PLR0917 - Typer reads the flags from the signature
    settings: Settings,
    source: Annotated[str | None, typer.Argument(metavar="[FILE|-]", show_default=False)] = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--wire",
            metavar="CASE",
            help="The case to send, of the recorded ones in FILE; without FILE, an example such as self-registration.",
        ),
    ] = None,
    client: Annotated[str, typer.Option("--as", metavar="|".join(CLIENTS), help="Whose form to use.")] = "scim",
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="|".join(METHODS), help="What to do with FILE's user; POST if not given."),
    ] = None,
    user_name: Annotated[str, typer.Option("--user-name", metavar="NAME", help="Whom it means; looked up.")] = "",
    user_id: Annotated[str, typer.Option("--id", metavar="ID", help="The user's SCIM id, if it is known.")] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the bridge is.")] = _URL,
    ca: Annotated[
        Path | None,
        typer.Option(
            "--ca", metavar="FILE", help="The bridge's authority; without, bridge-ca.pem beside the database."
        ),
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, max=3600, help="How long to wait for HubSpot's answer.")
    ] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Send a SCIM request to a running bridge, and see what became of it.

    FILE is a SCIM user, a PatchOp message, or recorded cases; - is standard input. Needs BRIDGE_USERNAME,
    BRIDGE_PASSWORD, BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD, or each with _FILE. Ends with 0 when all is fine,
    1 when the bridge or HubSpot refused or it was not delivered in time, 3 when the bridge cannot be used.
    """
    as_whom = _client(client)
    own = certificates.own_files(folder_of(settings)).authority
    door = Door(url, ca or (own if own.is_file() else None), _keys(settings))
    found = letters(source, Told(case, method, user_name, user_id), door.base_path)
    page = None if as_json else Page(Console())
    stories = asyncio.run(_send(door, found, Sender(door, as_whom, wait, system_seams().new_id), page, as_whom))
    code = max((story.exit_code for story in stories), default=0)
    unsent = bool(stories) and stories[-1].is_lookup and found[-1].change is not None
    if as_json:
        document: dict[str, Any] = {"requests": [story.document() for story in stories], "exitCode": max(code, unsent)}
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    raise typer.Exit(max(code, int(unsent)))


async def _send(door: Door, found: Sequence[Letter], sender: Sender, page: Page | None, client: Client) -> list[Story]:
    stories: list[Story] = []
    async with door:
        for letter in found:
            if page is not None:
                whom = f" as {name_of(client)}" if letter.change is not None else ", as recorded"
                page.title(f"{letter.case}{whom}")
            last: Story | None = None
            async for last in sender.send(letter):
                stories.append(last)
                if page is not None:
                    page.story(last)
            if page is not None and letter.change is not None and last is not None and last.is_lookup:
                page.say(f"The user is not known, so {name_of(client)} sends nothing more: create the user first.")
    return stories


def _client(given: str) -> Client:
    for client in CLIENTS:
        if client == given:
            return client
    raise WrongUse(f"--as {given!r} is none: give one of {', '.join(CLIENTS)}.")


def _keys(settings: Settings) -> Keys:
    own, admin = settings.credentials(), settings.admin_credentials()
    if admin is None:
        raise WrongUse(
            "BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD not set: set them to those of the bridge, as its trail "
            "shows what became of the request."
        )
    return Keys((own.username, own.password), (admin.username, admin.password))
