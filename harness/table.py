"""Tables for a terminal: in colour and folded to its width, or in plain columns where the output is no terminal."""

import sys
from collections.abc import Sequence
from typing import Final

_COLOURS: Final = {"fine": "green", "note": "yellow", "missing": "bold red", "passed": "green", "failed": "bold red"}
"""Words that are coloured when they fill a cell."""


def show(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table to standard output; a column that is empty in every row is left out."""
    kept = [column for column in range(len(headings)) if any(row[column] for row in rows)]
    titles = [headings[column] for column in kept]
    cells = [[row[column] for column in kept] for row in rows]
    if sys.stdout.isatty():
        _show_in_colour(titles, cells)
    else:
        sys.stdout.write(plain(titles, cells) + "\n")


def plain(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as lines of columns, each as wide as it needs."""
    lines = [list(headings), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _show_in_colour(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - a pipe needs none of it
    from rich.table import Table  # noqa: PLC0415 - the same
    from rich.text import Text  # noqa: PLC0415 - the same

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_COLOURS.get(cell, "")) for cell in row))
    Console().print(table)
