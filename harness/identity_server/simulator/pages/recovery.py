"""Self-registration in the account recovery portal: on 6.1 in steps (`steps.py`), from 7.0 on one page (`one_page.py`).

The portal of the real server is a web application of its own that calls the server's REST API; here it calls
`SignUp`, the object behind that API.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import SignUpRefused
from harness.identity_server.simulator.pages import one_page, steps
from harness.identity_server.simulator.pages.assets import page, server_of
from harness.identity_server.simulator.pages.typed import bad_callback, callback_of, claims_of, text_of
from harness.identity_server.simulator.signup import Registration


def _in_steps(request: Request) -> bool:
    return server_of(request).profile.portals == "6"


async def register(request: Request) -> Response:
    """Begin (``register.do``)."""
    if callback_of(request, request.query_params) is None:
        return bad_callback()
    if _in_steps(request):
        return steps.start(request.query_params)
    return one_page.start(request, request.query_params)


async def signup(request: Request) -> Response:
    """Ask for the details (``signup.do``)."""
    if _in_steps(request):
        return await steps.signup(request)
    text = "From 7.0 on registration is one page, register.do, which does not lead here."
    return page("error.html", status=501, title="Not simulated", text=text)


async def process(request: Request) -> Response:
    """Register the person and show the result (``processregistration.do``)."""
    form = await request.form()
    callback = callback_of(request, form)
    if callback is None:
        return bad_callback()
    username = text_of(form, "username").strip()
    registration = Registration(username=username, password=text_of(form, "password"), claims=claims_of(request, form))
    if not _in_steps(request):
        return await one_page.register(request, form, registration, callback)
    try:
        await server_of(request).sign_up.register(registration)
    except SignUpRefused as refused:
        return steps.refused(request, form, refused)
    return steps.done(callback)


async def confirm(request: Request) -> Response:
    """Unlock the account whose confirmation code the mailed link carries (``confirmregistration.do``)."""
    callback = callback_of(request, request.query_params)
    if callback is None:
        return bad_callback()
    if not await server_of(request).sign_up.confirm(request.query_params.get("confirmation", "")):
        return page(
            "error.html",
            status=400,
            title="Invalid confirmation link",
            text="Its code is unknown or was used before. Sign in, and if that fails, ask for another e-mail.",
        )
    return steps.confirmed(callback) if _in_steps(request) else one_page.confirmed(request, callback)


routes: list[BaseRoute] = [
    Route("/accountrecoveryendpoint/register.do", register),
    Route("/accountrecoveryendpoint/signup.do", signup, methods=["GET", "POST"]),
    Route("/accountrecoveryendpoint/processregistration.do", process, methods=["POST"]),
    Route("/accountrecoveryendpoint/confirmregistration.do", confirm),
]
