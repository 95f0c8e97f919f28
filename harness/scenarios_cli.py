"""`harness scenarios`: what the scenarios look at, and which of them a change of the mapping touches."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def scenarios(
    touched_by: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="OLD NEW", help="Two mappings, files or REVISION:PATH in git: only what differs counts."),
    ] = None,
    folder: Annotated[Path, typer.Option("--scenarios", metavar="FOLDER", help="Where they are.")] = Path("scenarios"),
) -> None:
    """Print the scenarios, as pytest takes them; with --touched-by those that a change of the mapping touches.

    Those that change or name a property that differs come first, those that merely look at it after them. Ends with 0
    also when there is none, with 2 for a mapping or a folder that cannot be used.
    """
    from harness.touched import changed_rows, touched  # noqa: PLC0415 - imported when it is used
    from harness.touched import scenarios as read  # noqa: PLC0415 - the same

    found = read(folder)
    if touched_by is None:
        for each in found:
            typer.echo(f"{each.id}  {', '.join(sorted(each.sees)) or '-'}")
        return
    rows = changed_rows(*touched_by)
    chosen = touched(found, rows)
    for each in chosen:
        typer.echo(each.id)
    subject = ", ".join([*rows.properties, *(["the scope"] if rows.everybody else [])]) or "nothing"
    typer.echo(f"{len(chosen)} of {len(found)} scenarios are touched by a change of {subject}", err=True)
    unseen = sorted(set(rows.properties).difference(*(each.sees for each in found)))
    if unseen:
        typer.echo(f"no scenario looks at {', '.join(unseen)}: bridge mapping diff shows what becomes of it", err=True)
