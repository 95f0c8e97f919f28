"""The pages a person looks at: log in, the table of contacts, one contact. They read the fake's own model."""

import secrets
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.hubspot.fake import views
from harness.hubspot.fake.portal import Portal
from harness.style import serve

SESSION_COOKIE = "fake_hubspot_session"
"""Cookies of `localhost` reach every port, so the name is this server's own."""

_LIST = "/contacts/{portal}/objects/0-1/views/all/list"
_RECORD = "/contacts/{portal}/record/0-1/{contact_id}"

_View = Callable[[Request], Awaitable[Response]]


def page_routes(portal: Portal) -> list[Route]:
    """Return the pages of a portal."""
    pages = _Pages(portal)
    return [
        Route("/", pages.home, methods=["GET"]),
        Route("/login", pages.login_form, methods=["GET"]),
        Route("/login", pages.log_in, methods=["POST"]),
        Route("/logout", pages.log_out, methods=["POST"]),
        Route("/static/style.css", serve, methods=["GET"]),
        Route(_LIST, pages.behind_login(pages.contacts), methods=["GET"]),
        Route(_RECORD, pages.behind_login(pages.record), methods=["GET"]),
    ]


class _Pages:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._list = _LIST.format(portal=portal.settings.portal_id)
        self._templates = Environment(loader=PackageLoader("harness.hubspot.fake"), autoescape=True, trim_blocks=True)
        self._templates.filters.update(moment=views.moment, minute=views.minute)
        self._templates.globals.update(name_of=views.name_of, portal_id=portal.settings.portal_id, list_url=self._list)

    def behind_login(self, view: _View) -> _View:
        """Return the view for those who are logged in; others are sent to the log-in and back."""

        async def guarded(request: Request) -> Response:
            if request.cookies.get(SESSION_COOKIE) not in self._portal.sessions:
                return RedirectResponse(f"/login?{urlencode({'next': _target(request)})}", 303)
            if request.path_params["portal"] != str(self._portal.settings.portal_id):
                return self._missing("There is no such account here.")
            return await view(request)

        return guarded

    async def home(self, _request: Request) -> Response:
        """Lead to the contacts."""
        return RedirectResponse(self._list, 303)

    async def login_form(self, request: Request) -> Response:
        """Ask who it is."""
        return self._page("login.html", next=_own_path(request.query_params.get("next")), username="", wrong=False)

    async def log_in(self, request: Request) -> Response:
        """Take e-mail address and password."""
        form = await request.form()
        username, password = str(form.get("username", "")), str(form.get("password", ""))
        target = _own_path(str(form.get("next", "")))
        settings = self._portal.settings
        known = username.strip().lower() == settings.ui_username.lower()
        if not (compare_digest(password.encode(), settings.ui_password.encode()) and known):
            return self._page("login.html", 401, next=target, username=username, wrong=True)
        session = secrets.token_urlsafe()
        self._portal.sessions.add(session)
        self._portal.keep()
        response = RedirectResponse(target or self._list, 303)
        response.set_cookie(
            SESSION_COOKIE, session, httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        return response

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        self._portal.sessions.discard(request.cookies.get(SESSION_COOKIE, ""))
        self._portal.keep()
        response = RedirectResponse("/login", 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    async def contacts(self, request: Request) -> Response:
        """Show the table of contacts."""
        query = request.query_params
        number, size = _number(query.get("page")), _number(query.get("pageSize"))
        page = views.page_of(self._portal, query.get("query", "").strip(), number, size)

        def link(to: int) -> str:
            return f"?{urlencode({'query': page.query, 'pageSize': page.size, 'page': to})}"

        return self._page("contacts.html", page=page, link=link, sizes=views.PAGE_SIZES)

    async def record(self, request: Request) -> Response:
        """Show one contact, live or archived."""
        contact = self._portal.contacts.get(request.path_params["contact_id"])
        if contact is None:
            return self._missing("This contact does not exist.")
        entries = views.entries_of(self._portal, contact)
        history = views.history_of(self._portal, contact)
        return self._page("record.html", contact=contact, entries=entries, history=history)

    def _missing(self, reason: str) -> Response:
        return self._page("missing.html", 404, reason=reason)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(values), status)


def _target(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{quote(request.url.path)}{query}"


def _own_path(target: str | None) -> str:
    """Return a target on this server, else an empty text: a log-in leads nowhere else."""
    return target if target and target.startswith("/contacts/") else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - no page has ten digits
