"""`bridge mapping`: comes with a later release."""

import typer

from bridge.errors import WrongUse

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def mapping() -> None:
    """Not in this release: check and explain mapping files."""
    raise WrongUse(
        "the mapping commands come with a later release: until then `bridge doctor` checks the mapping file."
    )
