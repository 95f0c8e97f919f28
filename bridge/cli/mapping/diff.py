"""`bridge mapping diff`: what a change of the mapping does to the contacts of a corpus of users."""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bridge.errors import WrongUse
from bridge.review.elsewhere import elsewhere

if TYPE_CHECKING:
    from bridge.mapping import Resource
    from bridge.review.report import Report

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_FORMATS: Final = {"json": "data", "markdown": "markdown", "junit": "junit", "html": "page"}
"""Each format's module in `bridge.review`; the table is for terminals alone."""

_File = Path | None


def _file_option(name: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(f"--{name}", metavar="FILE", help=f"Write {what} too.")
    return option


@app.command("diff")
def diff(  # noqa: PLR0913, PLR0917 - one argument a flag
    old: Annotated[str, typer.Argument(metavar="OLD", help="The mapping in force: a file, or REVISION:PATH in git.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The mapping that is to replace it, likewise.")],
    users: Annotated[
        str,
        typer.Option("--users", metavar="CORPUS", help="JSON Lines with a SCIM user a line, or faker:10000?seed=7."),
    ],
    properties: Annotated[
        _File, typer.Option("--properties", metavar="SNAPSHOT", help="Hold values against HubSpot's definitions.")
    ] = None,
    approvals: Annotated[
        str | None, typer.Option("--approvals", metavar="FILE", help="Intended changes, with a reason each.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(("table", *_FORMATS)), help="What to print.")
    ] = "table",
    json_file: Annotated[_File, _file_option("json", "JSON")] = None,
    markdown: Annotated[_File, _file_option("markdown", "Markdown for a pull request")] = None,
    junit: Annotated[_File, _file_option("junit", "JUnit XML")] = None,
    html: Annotated[_File, _file_option("html", "a page to read and filter")] = None,
) -> None:
    """Show what a change of the mapping does to contacts.

    Ends with 0 when no contact differs or all that differs is approved, 1 when something is not, 2 when a file cannot
    be used.
    """
    if form not in {"table", *_FORMATS}:
        raise WrongUse(f"--format {form!r} is none: give one of table, {', '.join(_FORMATS)}.")
    with elsewhere(lambda: _read(users), readers=2) as dealt:
        gc.disable()  # importing leaves nothing to collect: a tenth of its time
        # Only now, while another process reads the users: to import all that compares them takes half a second.
        from bridge.review.difference import Question, answer, read_definitions  # noqa: PLC0415 - see above

        gc.enable()
        report = answer(Question(old, new, users, approvals), dealt, read_definitions(properties))
    for name, file in {"json": json_file, "markdown": markdown, "junit": junit, "html": html}.items():
        if file is not None:
            _write(file, _renderer(name)(report))
    _show(report, form)
    raise typer.Exit(0 if report.verdict.is_fine else 1)


def _read(given: str) -> Iterator[list["Resource"]]:
    from bridge.review.corpus import read_blocks  # noqa: PLC0415 - in the process that reads

    return read_blocks(given)


def _renderer(name: str) -> Callable[["Report"], str]:
    render: Callable[[Report], str] = import_module(f"bridge.review.{_FORMATS[name]}").render
    return render


def _show(report: "Report", form: str) -> None:
    if form != "table":
        typer.echo(_renderer(form)(report).rstrip("\n"))
        return
    from rich.console import Console  # noqa: PLC0415 - only the table needs it

    from bridge.review.table import show  # noqa: PLC0415 - the same

    show(report, Console())


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"{file}: cannot be written: {error.strerror}; name a file that can be written") from error
