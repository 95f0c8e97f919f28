"""`harness picture`: a picture of a page, such as the one that `bridge mapping diff --html` writes."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def picture(
    page: Annotated[Path, typer.Argument(metavar="PAGE", help="A file of HTML.", dir_okay=False)],
    png: Annotated[Path, typer.Argument(metavar="PNG", help="Where the picture goes.", dir_okay=False)],
    width: Annotated[int, typer.Option(min=320, max=4000, help="Of the window, in CSS pixels.")] = 1280,
    height: Annotated[int, typer.Option(min=320, max=4000, help="Of the window, in CSS pixels.")] = 900,
) -> None:
    """Open a page in the harness's browser and take a picture of what its window shows."""
    from harness.browser import Browser  # noqa: PLC0415 - imported when it is used
    from harness.errors import HarnessError  # noqa: PLC0415 - the same

    if not page.is_file():
        raise HarnessError(f"there is no page {page}: write one, for example by bridge mapping diff --html {page}")
    browser = Browser(_NOWHERE, window=(width, height))
    try:
        with browser.person() as tab:
            tab.open(page.resolve().as_uri())
            png.parent.mkdir(parents=True, exist_ok=True)
            png.write_bytes(tab.screenshot())
    finally:
        browser.close()
    typer.echo(str(png))


_NOWHERE = "https://127.0.0.1:9"
"""The identity server of a browser that visits none."""
