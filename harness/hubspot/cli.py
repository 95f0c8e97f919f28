"""`harness hubspot …`: the fake HubSpot alone."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ssl import SSLContext

app = typer.Typer(no_args_is_help=True, help="The fake HubSpot: CRM API, contacts page, faults and limits.")


class PlanName(StrEnum):
    """Whose rate limits apply."""

    FREE = "free"
    PRO = "pro"
    ADDON = "addon"
    OFF = "off"


@app.callback()
def hubspot() -> None:
    """Keep `serve` a command of its own although it is the only one."""


@app.command()
def serve(  # noqa: PLR0913 - a flag each
    *,
    token: Annotated[str, typer.Option(envvar="HARNESS_HUBSPOT_TOKEN", help="The Bearer token the API takes.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = 8310,
    tls: Annotated[
        bool, typer.Option("--tls/--no-tls", help="HTTPS, by default with a throw-away certificate.")
    ] = False,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM certificate for --tls.")] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="PEM key of the certificate, when it is in another file.")
    ] = None,
    limits: Annotated[PlanName, typer.Option(help="100, 190 or 250 calls in any 10 s, or no limit.")] = PlanName.PRO,
    ui_username: Annotated[str, typer.Option(help="Who may log in to the pages.")] = "marketing@example.com",
    ui_password: Annotated[
        str, typer.Option(envvar="HARNESS_HUBSPOT_UI_PASSWORD", help="That person's password.")
    ] = "marketing",  # noqa: S107 - the documented log-in of a fake
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep everything in this file, over a kill too; without, in memory alone."),
    ] = None,
    fault_seed: Annotated[int, typer.Option(help="Seed of the probabilities in fault rules.")] = 0,
) -> None:
    """Serve the fake until Ctrl-C. Prints `ready URL` when it accepts connections."""
    if not token.strip():
        typer.echo("--token is empty (an unset variable?): give the token that the bridge will send", err=True)
        raise typer.Exit(2)
    from harness.hubspot import fake  # noqa: PLC0415 - a command imports what it needs
    from harness.serving import errors, server  # noqa: PLC0415 - the same

    try:
        context = _tls_context(host, tls_certificate, tls_key) if tls else None
        portal = fake.create_app(
            token=token,
            limits=limits.value,
            ui_username=ui_username,
            ui_password=ui_password,
            seed=fault_seed,
            state=state,
        )
        server.serve(portal, server.Address(host, port), context, lambda url: typer.echo(f"ready {url}"))
    except errors.ServerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from error


def _tls_context(host: str, certificate: Path | None, key: Path | None) -> "SSLContext":
    from harness.serving.certificate import context  # noqa: PLC0415 - a third of a second that plain HTTP does not need

    return context(host, certificate, key)
