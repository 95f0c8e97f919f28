"""`bridge mapping check`: whether a mapping file can be used, and whether HubSpot would take what it sends."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bridge.errors import WrongUse
from bridge.mapping import Mapping, MappingError, load
from bridge.mapping.check import Finding, check
from bridge.mapping.definitions import PULL, Definitions

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("check")
def check_mapping(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The mapping file.")],
    properties: Annotated[
        Path | None,
        typer.Option("--properties", metavar="SNAPSHOT", help=f"HubSpot's definitions, as made by `{PULL}`."),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="How to print findings.")] = "text",
) -> None:
    """Check a mapping file: its syntax, and with --properties each row against HubSpot's definitions.

    Ends with 0 when all is fine, 1 when a row can never have a value or HubSpot would refuse one, 2 when a file cannot
    be used.
    """
    if form not in {"text", "json"}:
        raise WrongUse(f"--format {form!r} is none: give text or json.")
    try:
        mapping = load(file)
        definitions = None if properties is None else Definitions.read(properties)
    except MappingError as error:
        raise WrongUse(str(error)) from error
    findings = check(mapping, definitions)
    shown = _json if form == "json" else _text
    typer.echo(shown(file, mapping, definitions, findings))
    raise typer.Exit(1 if findings else 0)


def _text(file: Path, mapping: Mapping, definitions: Definitions | None, findings: Sequence[Finding]) -> str:
    count = f"{len(mapping.rows)} propert{'y' if len(mapping.rows) == 1 else 'ies'}"
    lines = [f"{file}:{each.line}: {each.property}: {each.message}" for each in findings]
    verdict = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" if findings else "nothing wrong"
    if definitions is None:
        about = f", {verdict} with the file; --properties holds them against HubSpot's definitions"
    else:
        about = f" against {definitions.origin}: {verdict}"
    return "\n".join([*lines, f"{file}: {count}{about}"])


def _json(file: Path, mapping: Mapping, definitions: Definitions | None, findings: Sequence[Finding]) -> str:
    document = {
        "file": str(file),
        "hash": mapping.hash,
        "properties": list(mapping.properties),
        "snapshot": None if definitions is None else {"file": definitions.file, "pulledAt": definitions.pulled_at},
        "findings": [{"line": each.line, "property": each.property, "message": each.message} for each in findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
