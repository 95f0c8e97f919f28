"""What every page shares: the server's state, the templates, the style sheet and the scripts."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from harness.identity_server.simulator.server import Server
from harness.style import serve

_HERE = Path(__file__).parent

STATIC_PATH = "/myaccount/static"
"""Where the browser finds the style sheet and the scripts."""

_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["static"] = STATIC_PATH

routes: list[BaseRoute] = [
    Route(f"{STATIC_PATH}/style.css", serve),
    Mount(STATIC_PATH, StaticFiles(directory=_HERE / "static")),
]


def server_of(request: Request) -> Server:
    """Return the identity server that the request reached."""
    server: Server = request.app.state.server
    return server


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a filled-in page that no browser or proxy keeps.

    Args:
        template: File name in ``templates/``.
        status: HTTP status.
        **values: What the template names; a missing one is an error.
    """
    html = _environment.get_template(template).render(**values)
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
