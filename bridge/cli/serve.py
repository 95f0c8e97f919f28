"""`bridge serve`."""

import typer

from bridge.cli.flags import ALL, with_settings
from bridge.seams import system_seams
from bridge.settings import Settings

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
@with_settings(*ALL)
def serve(settings: Settings) -> None:
    """Take users over SCIM and keep HubSpot's contacts equal to them.

    Needs BRIDGE_USERNAME, BRIDGE_PASSWORD and BRIDGE_HUBSPOT_TOKEN in the environment, or BRIDGE_PASSWORD_FILE and so
    on, each the name of a file that holds the value. Prints `ready URL` once it accepts. A flag wins over its
    environment variable, that over the TOML file.
    """
    settings.check_serving()
    from bridge.serve import serve as run  # noqa: PLC0415 - the whole service takes half a second to import

    run(settings, system_seams())
