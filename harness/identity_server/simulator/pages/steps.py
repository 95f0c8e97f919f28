"""Self-registration of 6.1, in steps: user name, details, result.

The checks that the real pages make in the browser are made there too.
"""

import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from harness.identity_server.simulator.errors import SignUpRefused
from harness.identity_server.simulator.pages.assets import page, server_of
from harness.identity_server.simulator.pages.fields import DetailsForm, details_form
from harness.identity_server.simulator.pages.typed import (
    PASSWORD_POLICY,
    USERNAME_FREE,
    bad_callback,
    callback_of,
    text_of,
)

_USERNAME_PATTERN = re.compile(r"[^/].*[^@]")


def start(query: ImmutableMultiDict[str, Any], error: str = "") -> Response:
    """Show the first step; every parameter comes back as a hidden field whose id is its name, as on the real page."""
    hidden = [(name, value) for name, value in query.multi_items() if name != "username" and isinstance(value, str)]
    return page("username.html", hidden=hidden, error=error)


async def signup(request: Request) -> Response:
    """Ask for the details (``signup.do``), or for another user name when this one cannot be had."""
    form: FormData | ImmutableMultiDict[str, str] = request.query_params
    if request.method == "POST":
        form = await request.form()
    if callback_of(request, form) is None:
        return bad_callback()
    username = text_of(form, "username").strip()
    if not _USERNAME_PATTERN.fullmatch(username):
        return start(form, "Username pattern policy violated")
    status = server_of(request).sign_up.username_status(username)
    if status.code != USERNAME_FREE:
        return start(form, status.message)
    return _details_page(request, form, username)


def _details_page(request: Request, form: Mapping[str, Any], username: str, server_error: str = "") -> Response:
    shown: DetailsForm = details_form(server_of(request).sign_up.claims())
    return page(
        "details.html",
        username=username,
        callback=text_of(form, "callback"),
        form=shown,
        server_error=server_error,
    )


def refused(request: Request, form: FormData, refusal: SignUpRefused) -> Response:
    """Show the form again for a password that breaks the policy; for any other refusal a blank page, as observed."""
    if refusal.code == PASSWORD_POLICY:
        return _details_page(request, form, text_of(form, "username").strip(), refusal.description)
    return HTMLResponse("")


def done(callback: str) -> Response:
    """Say that somebody is registered."""
    return page("result.html", callback=callback, text="Confirmation link has been sent to your email")


def confirmed(callback: str) -> Response:
    """Say that an account is confirmed."""
    return page("result.html", callback=callback, text="Successfully confirmed")
