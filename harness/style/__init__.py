"""The look of the harness's own pages: one style sheet, which every server serves as its own file.

Servers that know nothing of each other share it through here. The class names that the real servers' pages have
(``ui``, ``modal``, ``notification`` …) stand in the templates, since tests find elements by them.
"""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

_KEPT = "max-age=300"
"""Browsers ask again after five minutes, so that a new version is seen and a walk through pages asks once."""


def style_sheet() -> str:
    """Return the text of the style sheet, for a page that carries it in itself."""
    return files(__name__).joinpath("style.css").read_text("utf-8")


async def serve(_request: Request) -> Response:
    """Answer with the style sheet: an endpoint for a Starlette route."""
    return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": _KEPT})
