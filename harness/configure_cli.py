"""`harness configure`: a server one already has is brought to the vendor guide's set-up, or compared with it."""

import json
import os
import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from harness.identity_server.configure import Report, Wanted

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_DIFFERS: Final = 1
_WRONG_USE: Final = 2
_ADMIN: Final = ("IS_ADMIN_USERNAME", "IS_ADMIN_PASSWORD")
_BRIDGE: Final = ("BRIDGE_USERNAME", "BRIDGE_PASSWORD")


class ConnectorName(StrEnum):
    """The outbound connector."""

    SCIM = "scim"
    SCIM2 = "scim2"


class FormatName(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run does besides configuring: how it looks at the server, and how it tells."""

    url: str
    ca: Path | None
    dry_run: bool
    check: bool
    form: FormatName
    release: str | None


@app.command()
def configure(  # noqa: PLR0913 - a flag each
    url: Annotated[str, typer.Argument(metavar="URL", help="The Identity Server, e.g. https://localhost:9443.")] = "",
    *,
    user_endpoint: Annotated[
        str, typer.Option(metavar="URL", help="The bridge's address for users, as the Identity Server reaches it.")
    ] = "",
    connector: Annotated[ConnectorName, typer.Option(help="The outbound connector.")] = ConnectorName.SCIM,
    blocking: Annotated[
        bool, typer.Option("--blocking/--no-blocking", help="Registrations wait for the bridge's answer.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="Enable Rules: XACML policies decide; 6.1 and 7.0 need one.")
    ] = False,
    idp_name: Annotated[str, typer.Option(metavar="NAME", help="The identity provider's name.")] = "HubSpot.com",
    lock_on_creation: Annotated[
        bool, typer.Option("--lock-on-creation", help="Accounts stay locked until their e-mail address is confirmed.")
    ] = False,
    password_provisioning: Annotated[
        bool, typer.Option("--password-provisioning", help="Send passwords in clear text; the bridge drops them.")
    ] = False,
    my_account: Annotated[
        bool, typer.Option("--my-account/--no-my-account", help="On 6.1, have the edits in My Account provisioned too.")
    ] = True,
    renew_password: Annotated[
        bool, typer.Option("--renew-password", help="Write the bridge's password even where the server masks it.")
    ] = False,
    ca: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PEM certificate to trust; by default those of the machine.")
    ] = None,
    release: Annotated[
        str | None, typer.Option(metavar="RELEASE", help="Take the server for this one: 6.1, 7.0, 7.1, 7.2 or 7.3.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what differs; ends with 1 if something does.")
    ] = False,
    form: Annotated[
        FormatName, typer.Option("--format", help="A table for people, JSON for machines.")
    ] = FormatName.TABLE,
    deployment_toml: Annotated[
        bool,
        typer.Option("--deployment-toml", help="Print what REST cannot set, for a --release, and touch no server."),
    ] = False,
    stock: Annotated[
        bool, typer.Option("--stock", help="With --deployment-toml: leave My Account as a fresh server has it.")
    ] = False,
) -> None:
    """Bring an Identity Server to the vendor guide's set-up, step by step, and say what that changed.

    What is as wanted already is not touched. Credentials come from the environment: IS_ADMIN_USERNAME,
    IS_ADMIN_PASSWORD, BRIDGE_USERNAME and BRIDGE_PASSWORD, or each with _FILE from the first line of a file.
    """
    from harness.identity_server.configure import Wanted  # noqa: PLC0415 - help comes at once without it
    from harness.identity_server.configure.errors import ConfigureError  # noqa: PLC0415 - the same

    try:
        if deployment_toml:
            _print_what_rest_cannot(release, stock=stock)
            return
        _demand(url, "the Identity Server's URL, e.g. https://localhost:9443")
        _demand(user_endpoint, "--user-endpoint, e.g. https://bridge:8253/hubspot/contacts")
        username, password, bridge_username, bridge_password = _credentials()
        wanted = Wanted(
            user_endpoint,
            bridge_username,
            bridge_password,
            connector=connector.value,
            blocking=blocking,
            rules=rules,
            idp_name=idp_name,
            lock_on_creation=lock_on_creation,
            my_account=my_account,
            password_provisioning=password_provisioning,
            renew_password=renew_password,
        )
        run = _Run(url, ca, dry_run or check, check, form, release)
        report = _configure(run, wanted, username, password)
    except ConfigureError as error:
        typer.echo(f"harness configure: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    _show(run, wanted, report)
    raise typer.Exit(_DIFFERS if check and report.differs else 0)


def _configure(run: _Run, wanted: "Wanted", username: str, password: str) -> "Report":
    from harness.identity_server.configure import AdminClient, configure  # noqa: PLC0415 - help comes at once without it

    client = AdminClient(run.url, username=username, password=password, verify=_trusted(run.ca))
    with client:
        return configure(
            client, wanted, dry_run=run.dry_run, release=run.release, tell=lambda line: typer.echo(line, err=True)
        )


def _show(run: _Run, wanted: "Wanted", report: "Report") -> None:
    from harness.identity_server.configure import trust_store  # noqa: PLC0415 - help comes at once without it
    from harness.table import show  # noqa: PLC0415 - the same

    if run.form is FormatName.JSON:
        typer.echo(json.dumps(report.as_json(), indent=2))
        return
    if report.changes:
        rows = [[change.step, change.what, change.before, change.after] for change in report.changes]
        show(["step", "what", "was", "would be" if run.dry_run else "is"], rows)
    for warning in report.warnings:
        typer.echo(f"warning: {warning}")
    typer.echo(_sentence(run, len(report.changes)))
    if wanted.user_endpoint.startswith("https:") and not run.check:
        typer.echo(
            "What REST cannot do: the server must trust the bridge's certificate, from its start on. In its home:\n"
            f"  {trust_store(report.release).keytool('bridge-ca.pem')}"
        )


def _sentence(run: _Run, count: int) -> str:
    if not count:
        return "The server is as wanted."
    things = "1 thing" if count == 1 else f"{count} things"
    if run.check:
        return f"{things} differ{'s' if count == 1 else ''}; the same without --check mends that."
    return f"{things} would be changed; nothing was." if run.dry_run else f"{things} changed."


def _print_what_rest_cannot(release: str | None, *, stock: bool) -> None:
    from harness.identity_server.configure import deployment_toml, release_named  # noqa: PLC0415 - as above

    _demand(release or "", "--release with --deployment-toml, e.g. --release 7.2")
    known = release_named(release or "")
    typer.echo(f"# For repository/conf/deployment.toml of WSO2 Identity Server {known.name}, before its start.")
    typer.echo("# Where that file has one of these tables already, put the keys there.")
    typer.echo("# And in the server's home, so that it trusts the bridge:")
    typer.echo(f"# {known.trust_store.keytool('bridge-ca.pem')}\n")
    typer.echo(deployment_toml(known.name, stock=stock), nl=False)


def _credentials() -> list[str]:
    """Return the administrator's name and password, and the bridge's.

    Raises:
        BadWish: one of them is missing, or its file cannot be read.
    """
    from harness.identity_server.configure.errors import BadWish  # noqa: PLC0415 - help comes at once without it

    names = (*_ADMIN, *_BRIDGE)
    values = {name: _secret(name) for name in names}
    missing = [name for name in names if not values[name]]
    if missing:
        last = f" and {missing[-1]}" if len(missing) > 1 else missing[-1]
        raise BadWish(
            f"{', '.join(missing[:-1])}{last} not set: set {'it' if len(missing) == 1 else 'them'} in the environment, "
            f"or {', '.join(f'{name}_FILE' for name in missing)} to the name of a file that holds the value."
        )
    return [*values.values()]


def _secret(name: str) -> str:
    from harness.identity_server.configure.errors import BadWish  # noqa: PLC0415 - help comes at once without it

    path = os.environ.get(f"{name}_FILE")
    if os.environ.get(name) or not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise BadWish(f"{name}_FILE={path} cannot be read ({error}): name a readable file of text.") from None


def _trusted(ca: Path | None) -> ssl.SSLContext:
    from harness.identity_server.configure.errors import BadWish  # noqa: PLC0415 - help comes at once without it

    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:
        raise BadWish(
            f"--ca {ca} cannot be used ({error.strerror or error}): name a file of certificates in PEM, "
            "which begins with -----BEGIN CERTIFICATE-----."
        ) from None


def _demand(value: str, what: str) -> None:
    if not value:
        typer.echo(f"harness configure: give {what}", err=True)
        raise typer.Exit(_WRONG_USE)
