"""`harness identity-server …`: the simulator alone."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.seams import system_clock

if TYPE_CHECKING:
    from harness.identity_server.simulator.setup import Sender

app = typer.Typer(no_args_is_help=True, help="The simulator of WSO2 Identity Server: pages, SCIM, provisioning.")

_WRONG_USE = 2
_LAST_PORT = 65_535


class ConnectorName(StrEnum):
    """Which outbound connector the guide's set-up chooses."""

    SCIM = "scim"
    SCIM2 = "scim2"


class SenderName(StrEnum):
    """Who makes the connector's requests."""

    OWN = "own"
    WSO2 = "wso2"


@app.callback()
def identity_server() -> None:
    """Keep `serve` a command of its own although it is the only one."""


@app.command()
def serve(  # noqa: PLR0913 - a flag each
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = 9443,
    tls: Annotated[
        bool, typer.Option("--tls/--no-tls", help="HTTPS, by default with a throw-away certificate.")
    ] = True,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM certificate for --tls.")] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="PEM key of the certificate, when it is in another file.")
    ] = None,
    public_url: Annotated[
        str, typer.Option(help="The origin under which browsers reach it, whatever the socket.")
    ] = "https://localhost:9443",
    provision_to: Annotated[
        str | None, typer.Option(help="The bridge's user endpoint; makes the vendor guide's set-up.")
    ] = None,
    provision_username: Annotated[str, typer.Option(help="The bridge's Basic user name.")] = "admin",
    provision_password: Annotated[
        str, typer.Option(envvar="HARNESS_PROVISION_PASSWORD", help="The bridge's Basic password.")
    ] = "admin",  # noqa: S107 - the vendor guide's own
    provision_ca: Annotated[
        Path | None, typer.Option(help="The trust store: PEM certificates; read at the first call.")
    ] = None,
    connector: Annotated[ConnectorName, typer.Option(help="The outbound connector.")] = ConnectorName.SCIM,
    blocking: Annotated[bool, typer.Option("--blocking/--no-blocking", help="Whether writes wait for it.")] = False,
    profile: Annotated[str, typer.Option(help="The release: 6.1, or 7.0 to 7.3, which are simulated in part.")] = "6.1",
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep everything in this file, over a kill too; without, in memory alone."),
    ] = None,
    sender: Annotated[
        SenderName, typer.Option(help="Who makes the connector's requests: own, or wso2's own code in a JVM.")
    ] = SenderName.OWN,
    stock: Annotated[
        bool, typer.Option("--stock", help="Leave My Account as a 6.1 is delivered: read-only, and not provisioned.")
    ] = False,
) -> None:
    """Serve the simulator until Ctrl-C. Prints `ready URL` when it accepts connections. Administrator: admin/admin."""
    begun = system_clock()
    # A command imports what it needs, so that help comes at once.
    from harness.identity_server.simulator import ProvisioningSettings, create_app  # noqa: PLC0415
    from harness.identity_server.simulator.errors import BadState, UnknownProfile  # noqa: PLC0415
    from harness.serving import certificate, errors, server  # noqa: PLC0415

    _demand_url("--public-url", public_url)
    settings = None
    if provision_to is not None:
        _demand_url("--provision-to", provision_to)
        settings = ProvisioningSettings(
            provision_to, provision_username, provision_password, connector=connector.value, blocking=blocking
        )
    _warn_of_missing(provision_ca)
    try:
        simulator = create_app(
            public_url=public_url,
            provisioning=settings,
            profile=profile,
            stock=stock,
            trust=provision_ca,
            sender=_ready(sender),
            state=state,
        )
        _warn_of_parts(profile)
        context = certificate.context(host, tls_certificate, tls_key) if tls else None
        server.serve(simulator, server.Address(host, port), context, lambda url: _announce(url, begun))
    except (BadState, UnknownProfile) as error:
        raise _wrong_use(str(error)) from error
    except errors.ServerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from error


def _announce(url: str, begun: float) -> None:
    """Say that connections are accepted: in the real server's log line, and to whoever started this one."""
    started = f"WSO2 Carbon started in {system_clock() - begun:.0f} sec"
    typer.echo(f"INFO {{org.wso2.carbon.core.internal.StartupFinalizerServiceComponent}} - {started}", err=True)
    typer.echo(f"ready {url}")


def _warn_of_parts(profile: str) -> None:
    if profile.startswith("7."):
        message = "groups, flows and the repetitions of later connectors, among others, are missing"
        typer.echo(f"warning: the profile {profile} is simulated in part: {message}", err=True)


def _ready(name: SenderName) -> "Sender":
    """Return the sender; what WSO2's own code needs is fetched and compiled first, or else ends the start here."""
    from harness.identity_server.simulator.setup import Sender  # noqa: PLC0415 - a command imports what it needs

    if name is SenderName.WSO2:
        from harness.identity_server.peer.build import prepare  # noqa: PLC0415 - the same

        prepare()
    return Sender(name.value)


def _demand_url(flag: str, url: str) -> None:
    from httpx2 import URL, InvalidURL  # noqa: PLC0415 - a command imports what it needs

    try:
        parsed = URL(url)
        usable = parsed.scheme in {"http", "https"} and bool(parsed.host) and (parsed.port or 0) <= _LAST_PORT
    except InvalidURL:
        usable = False
    if not usable:
        raise _wrong_use(f"{flag} {url!r} is no URL: give one like https://localhost:9443")


def _warn_of_missing(ca_file: Path | None) -> None:
    if ca_file is not None and not ca_file.is_file():
        typer.echo(f"warning: the CA file {ca_file} is not there yet; it is read at the first call", err=True)


def _wrong_use(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(_WRONG_USE)
