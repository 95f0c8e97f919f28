"""The command `bridge`. Each command is imported when it is called: the help comes at once."""

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bridge.errors import BridgeError

_COMMANDS = {
    "serve": "Take users over SCIM and keep HubSpot's contacts equal to them.",
    "certificate": "Print the authority's certificate, and how Identity Server is made to trust it.",
    "users": "Show what is owed to HubSpot, what it refused and why; send again.",
    "send": "Send a SCIM request as a given client would, and see what became of it.",
    "doctor": "Check database, mapping, certificate and HubSpot.",
    "mapping": "Check and explain mapping files.",
}


class _Group(TyperGroup):
    """Knows each command's name and summary, and imports the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments call: its name, itself, and what is left of the arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        return name, typer.main.get_command(import_module(f"bridge.cli.{name}").app), rest


app = typer.Typer(cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bridge {_installed_version()}")
        raise typer.Exit


def _installed_version() -> str:
    try:
        return version("wso2-hubspot-bridge")
    except PackageNotFoundError:
        return "(not installed)"


@app.callback(no_args_is_help=True)
def _bridge(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Keep HubSpot contacts equal to the users of WSO2 Identity Server."""


def _stand_in() -> None:
    """Stand for a command in the help; `_Group` imports the real one."""


for _name, _summary in _COMMANDS.items():
    app.command(_name, help=_summary)(_stand_in)


def main() -> None:
    """Run the command line; every failure ends in one line on standard error."""
    try:
        app(prog_name="bridge")
    except BridgeError as error:
        typer.echo(f"bridge: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - a defect of ours ends in one line too
        from bridge.telemetry import describe  # noqa: PLC0415 - imported only when needed

        typer.echo(f"bridge: unexpected {describe(error)}: this is a defect, report it with this line", err=True)
        sys.exit(3)
