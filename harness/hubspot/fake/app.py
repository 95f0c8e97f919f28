"""The fake as one ASGI application: control API, pages, and HubSpot's API behind its gate."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from harness.hubspot.fake.control import control_error, control_routes
from harness.hubspot.fake.gate import Gate
from harness.hubspot.fake.limits import ALLOWANCES, Allowance, Plan
from harness.hubspot.fake.pages import page_routes
from harness.hubspot.fake.portal import Portal, PortalSettings
from harness.hubspot.fake.routes import api
from harness.seams import Clock, system_clock


def create_app(  # noqa: PLR0913 - a setting each
    *,
    token: str = "pat-fake",  # noqa: S107 - a made-up token of a fake
    limits: Plan | Allowance = "pro",
    ui_username: str = "marketing@example.com",
    ui_password: str = "marketing",  # noqa: S107 - the documented log-in of a fake
    clock: Clock = system_clock,
    portal_id: int = 1,
    seed: int = 0,
    state: Path | None = None,
) -> Starlette:
    """Return a fresh fake HubSpot with one portal, its state in memory (`app.state.portal`).

    Args:
        token: The Bearer token that the API takes.
        limits: A plan (`free`, `pro`, `addon`, `off`) or an allowance of one's own.
        ui_username: Who may log in to the pages.
        ui_password: That person's password.
        clock: Seconds since 1970. The fake reads no other clock, and waits through asyncio alone.
        portal_id: HubSpot's number of the account.
        seed: Of the probabilities in fault rules.
        state: A file that keeps the portal over the end of the process; without, it is in memory alone.

    Raises:
        StateFileError: The file cannot be used.
    """
    allowance = limits if isinstance(limits, Allowance) else ALLOWANCES[limits]
    portal = Portal(PortalSettings(token, allowance, ui_username, ui_password, portal_id, seed), clock)
    app = Starlette(
        routes=[control_routes(portal), *page_routes(portal), Mount("/", app=Gate(api(portal), portal))],
        exception_handlers={HTTPException: control_error},
    )
    app.state.portal = portal
    if state is not None:
        from harness.hubspot.fake.state import StateFile  # noqa: PLC0415 - a database that the others do not need

        app.state.keeper = StateFile(state)
        app.state.keeper.restore(portal)
    return app
