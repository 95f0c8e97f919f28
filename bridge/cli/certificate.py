"""`bridge certificate`: what Identity Server must trust, and how."""

from pathlib import Path

import typer

from bridge import certificates
from bridge.cli.flags import with_settings
from bridge.seams import system_seams
from bridge.settings import Settings
from bridge.storage import database_file

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_STORE = "<IS_HOME>/repository/resources/security/client-truststore"
_IMPORT = "keytool -importcert -noprompt -alias hubspot-bridge -storepass wso2carbon"


@app.command()
@with_settings("tls_certificate", "tls_key", "tls_hostname", "database_url")
def certificate(settings: Settings) -> None:
    """Print the authority's certificate and the keytool line that makes Identity Server trust it.

    The bridge's own certificates are made when they are missing.
    """
    if settings.tls_certificate is not None:
        pem, file = certificates.last_of_chain(settings.tls_certificate), settings.tls_certificate
    else:
        own = certificates.ensure(folder_of(settings), settings.tls_hostname, system_seams().clock)
        pem, file = own.authority.read_text(encoding="ascii"), own.authority
    typer.echo(pem)
    typer.echo("To make Identity Server trust it, run this where Identity Server is, then start it again:")
    typer.echo(
        f"\n# Identity Server 7.1 and later\n{_IMPORT} -file {_quoted(file)} -storetype PKCS12 -keystore {_STORE}.p12"
    )
    typer.echo(f"\n# Identity Server 6.1 and 7.0\n{_IMPORT} -file {_quoted(file)} -keystore {_STORE}.jks")


def folder_of(settings: Settings) -> Path:
    """Return the folder in which the bridge keeps its files: that of the database."""
    file = database_file(settings.database_url)
    return Path() if file is None else file.parent


def _quoted(path: Path) -> str:
    text = str(path.absolute())
    return f'"{text}"' if " " in text else text
