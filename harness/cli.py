"""The command ``harness``. Each command imports what it needs when it runs, so that help comes at once."""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from harness.errors import HarnessError, WaitFailed, WrongInput

INSTALL: Final = "pip install '.[harness]'"
WRONG_USE: Final = 2
UNUSABLE: Final = 3

_ELSEWHERE: Final = {
    "hubspot": ("harness.hubspot.cli", "The fake HubSpot."),
    "identity-server": ("harness.identity_server.cli", "The simulator of WSO2 Identity Server."),
    "scenarios": ("harness.scenarios_cli", "The scenarios, and which of them a change of the mapping touches."),
    "picture": ("harness.picture_cli", "A picture of a page."),
    "configure": ("harness.configure_cli", "Bring an Identity Server to the vendor guide's set-up."),
    "stack": ("harness.containers.stack_cli", "What runs have on the Docker engine: kept stacks, and others."),
    "images": ("harness.containers.cli", "The images of the bridge, the fake HubSpot and the simulator."),
}
"""Commands that are made in a module of their own."""


class _Group(TyperGroup):
    """Imports what has a module of its own only when it is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments call: its name, itself, and what is left of the arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name not in _ELSEWHERE:
            return name, command, rest
        module, _ = _ELSEWHERE[name]
        return name, typer.main.get_command(import_module(module).app), rest


app = typer.Typer(
    cls=_Group,
    help="Stand the chain from WSO2 Identity Server to HubSpot up, and prove it.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, (_, _summary) in _ELSEWHERE.items():
    app.add_typer(typer.Typer(help=_summary), name=_name)


@app.command()
def doctor(
    *,
    install: Annotated[bool, typer.Option("--install", help="Bring the browser and its driver when missing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False,
    rung: Annotated[
        str, typer.Option(metavar="RUNG", help="What is to run here: embedded, containers or real-is.")
    ] = "embedded",
    is_image: Annotated[
        str | None, typer.Option(metavar="IMAGE", help="The identity server's image, for real-is.")
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- WORD...]", help="What pytest is given afterwards: its --is-image is looked at."),
    ] = None,
) -> None:
    """See whether this machine can run the scenarios, and what mends it."""
    from harness.doctor import RUNGS, examine, image_of, install_browser  # noqa: PLC0415 - imported when it is used

    if rung not in RUNGS:
        typer.echo(f"there is no rung {rung!r} to look at: give one of {', '.join(RUNGS)}", err=True)
        raise typer.Exit(WRONG_USE)
    if install:
        install_browser()
    checks = examine(rung, is_image or image_of(words or ()))
    usable = all(check.state != "missing" for check in checks)
    if as_json:
        typer.echo(json.dumps({"usable": usable, "checks": [asdict(check) for check in checks]}, indent=2))
    else:
        from harness.table import show  # noqa: PLC0415 - imported when it is used

        show(
            ["", "what", "seen", "mend it by"], [[check.state, check.name, check.seen, check.mend] for check in checks]
        )
        typer.echo("This machine can run the scenarios." if usable else "What is missing must be mended first.")
    raise typer.Exit(0 if usable else UNUSABLE)


@app.command()
def up(
    *,
    rung: Annotated[
        str, typer.Option(metavar="RUNG", help="How real the chain is: embedded or containers.")
    ] = "embedded",
    port: Annotated[int, typer.Option(help="The start page's port.", min=1, max=65535)] = 8300,
    identity_server_port: Annotated[int, typer.Option(help="The simulator's port.", min=1, max=65535)] = 9443,
    bridge_port: Annotated[int, typer.Option(help="The bridge's port.", min=1, max=65535)] = 8253,
    hubspot_port: Annotated[int, typer.Option(help="The fake HubSpot's port.", min=1, max=65535)] = 8310,
) -> None:
    """Stand the stack up for a person: addresses, log-ins, what to click, and the chain live. Ends with Ctrl-C."""
    if rung not in {"embedded", "containers"}:
        typer.echo(f"harness up has no --rung {rung}: leave it out, or give embedded or containers", err=True)
        raise typer.Exit(WRONG_USE)
    from harness.rungs.embedded import Ports  # noqa: PLC0415 - imported when it is used
    from harness.up.stand import Doors, stand  # noqa: PLC0415 - the same

    servers = Ports(identity_server=identity_server_port, bridge=bridge_port, hubspot=hubspot_port)
    stand(Doors(servers, port), typer.echo, rung=rung)


@app.command()
def tour(
    folder: Annotated[Path, typer.Option(help="Where tour.md and its pictures go.", file_okay=False)] = Path("docs"),
) -> None:
    """Stand a stack up, walk through its pages, and make a page of pictures (by default that of docs/)."""
    from harness.tour import walk  # noqa: PLC0415 - imported when it is used

    walk(folder, typer.echo)
    typer.echo(f"{folder / 'tour.md'}")


@app.command()
def simulate() -> None:
    """Not in this version: play many users' lives in virtual time."""
    _comes_later("simulate", "run `./ci/tox` for the tests on a virtual clock")


@app.command()
def report(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR]...", help="For --compare: where each run's results are.")
    ] = None,
    *,
    reports: Annotated[
        Path, typer.Option("--reports", metavar="DIR", help="Where an earlier run's results are.")
    ] = Path("reports"),
    compare: Annotated[
        bool, typer.Option("--compare", help="Put several runs side by side, by scenario; the first is the measure.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.html", help="The page of --compare; FILE.md is beside it.")
    ] = None,
) -> None:
    """Make the pages of an earlier run again: index.html, summary.md and summary.txt, from run.json or junit.xml.

    With --compare, one table of several runs. It reports what was; so the exit code is 0 whatever became of the runs,
    and 2 when there is none.
    """
    from harness.evidence.command import WrongReport, compare_runs, report_run  # noqa: PLC0415 - imported when used

    try:
        line = compare_runs(folders or [], output) if compare else report_run(reports, folders or [], output)
        typer.echo(line)
    except WrongReport as error:
        typer.echo(f"harness report: {error}", err=True)
        raise typer.Exit(WRONG_USE) from None


def _comes_later(command: str, instead: str) -> None:
    typer.echo(f"harness {command} comes in a later version: {instead}", err=True)
    raise typer.Exit(WRONG_USE)


def main() -> None:
    """Run the command line; wrong input (exit code 2) and an unusable harness (3) are one line, never a stack trace."""
    try:
        app(prog_name="harness")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in {"", "bridge", "harness"}:
            raise
        sys.exit(_unusable(f"needs {missing}, which is not installed: {INSTALL}"))
    except WrongInput as error:
        typer.echo(f"harness: {error}", err=True)
        sys.exit(WRONG_USE)
    except (HarnessError, WaitFailed) as error:
        sys.exit(_unusable(str(error)))


def _unusable(reason: str) -> int:
    typer.echo(f"harness: {reason}", err=True)
    return UNUSABLE
