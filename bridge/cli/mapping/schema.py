"""`bridge mapping schema`: the mapping file's JSON Schema."""

import json

import typer

from bridge.mapping.schema import schema

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of mapping files, for editors; the installed package has it as mapping.schema.json."""
    typer.echo(json.dumps(schema(), indent=2))
