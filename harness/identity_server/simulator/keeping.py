"""Keeps a server in a file: what a request changed is committed before its answer goes out."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.identity_server.simulator import documents
from harness.identity_server.simulator.mailbox import Mail
from harness.identity_server.simulator.oauth.sessions import Grant, Session
from harness.identity_server.simulator.provisioning.model import Call
from harness.identity_server.simulator.server import Server
from harness.identity_server.simulator.state import Change, StateFile
from harness.identity_server.simulator.tracked import Tracked
from harness.identity_server.simulator.users import User

_SENT = "sent"


class Keeper:
    """Keeps one server in one file."""

    def __init__(self, server: Server, file: StateFile) -> None:
        """Give a server what its file has, or write its start to a new one.

        Raises:
            BadState: the file has something that cannot be understood, or is of another release.
        """
        self._server = server
        self._file = file
        self._claims: dict[str, object] = {}
        self._written: dict[str, str] = {}
        self._calls = self._mails = 0
        self._open_calls: list[int] = []
        self._anew = False
        saved = file.read()
        if saved:
            self._restore(saved)
        server.keep, server.forgotten, server.provisioning.settled = self.save, self.forget, self.save
        self.save()

    def forget(self) -> None:
        """Note that the server begins anew: nothing that is in the file stays at the next commit."""
        self._anew = True
        self._claims = {}
        self._written = {}
        self._calls = self._mails = 0
        self._open_calls = []
        self._server.provisioning.settled = self.save

    def save(self) -> None:
        """Commit what has changed since the last commit."""
        changes = [*self._settings(), *self._tables(), *self._lists()]
        if changes or self._anew:
            self._file.write(changes, anew=self._anew)
        self._anew = False

    def _settings(self) -> Iterator[Change]:
        configuration = self._server.configuration
        for claim in configuration.claims.all():
            if self._claims.get(claim.uri) is not claim:  # a changed one is another object
                self._claims[claim.uri] = claim
                yield "claims", claim.uri, documents.claim(claim)
        whole = {"configuration": documents.settings(configuration), "key": self._server.keys.private()}
        for name, document in whole.items():
            text = json.dumps(document)
            if document is not None and text != self._written.get(name):
                self._written[name] = text
                yield "server", name, document

    def _tables(self) -> Iterator[Change]:
        for section, (table, _) in _tables(self._server).items():
            for key in table.changed:
                value = table.get(key)
                document = value if value is None or isinstance(value, str | dict) else asdict(value)
                yield section, key if isinstance(key, str) else json.dumps(key), document
            table.changed.clear()

    def _lists(self) -> Iterator[Change]:
        """Return new calls and mails, and those calls again that were unanswered at the last commit."""
        calls, mails = self._server.journal.calls, self._server.mailbox.mails
        numbers = [*self._open_calls, *range(self._calls, len(calls))]
        self._open_calls = [number for number in numbers if calls[number].outcome == _SENT]
        yield from (("calls", str(number), asdict(calls[number])) for number in numbers)
        yield from (("mails", str(number), asdict(mails[number])) for number in range(self._mails, len(mails)))
        self._calls, self._mails = len(calls), len(mails)

    def _restore(self, saved: Mapping[str, Mapping[str, Any]]) -> None:
        release = self._server.profile.name
        try:
            written = saved["server"]["configuration"]["profile"]
            if written == release:
                self._fill(saved)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            reason = f"it is damaged ({type(error).__name__}: {error}): take a copy, or another name for a new one"
            raise self._file.bad(reason) from error
        if written != release:
            raise self._file.bad(f"it was made with --profile {written}: start with that, or give another name")

    def _fill(self, saved: Mapping[str, Mapping[str, Any]]) -> None:
        server = self._server
        server.empty()
        documents.restore(server.configuration, saved["server"]["configuration"])
        for claim in saved.get("claims", {}).values():
            documents.restore_claim(server.configuration, claim)
        if "key" in saved["server"]:
            server.keys.restore(saved["server"]["key"])
        for section, (table, made) in _tables(server).items():
            for key, document in saved.get(section, {}).items():
                table[tuple(json.loads(key)) if section == "rows" else key] = made(document)
            table.changed.clear()
        server.journal.calls.extend(_ended(Call(**each)) for each in saved.get("calls", {}).values())
        server.mailbox.mails.extend(Mail(**each) for each in saved.get("mails", {}).values())
        self._calls, self._mails = len(server.journal.calls), len(server.mailbox.mails)


class Committing:
    """ASGI middleware that keeps the server before an answer begins, and after one that failed."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._server.keep()
            await send(message)

        try:
            await self._app(scope, receive, kept)
        finally:
            self._server.keep()


_Made = Callable[[Any], Any]


def _tables(server: Server) -> dict[str, tuple[Tracked[Any, Any], _Made]]:
    """Return the tables of a server by the section of the file, each with what makes a value of a document."""

    def made(kind: Callable[..., Any]) -> _Made:
        return lambda document: kind(**document)

    def same(document: Any) -> Any:
        return document

    sessions = server.sessions
    return {
        "users": (server.users.table, made(User)),
        "rows": (server.provisioning.rows, same),
        "codes": (server.sign_up.pending, same),
        "requests": (sessions.requests, same),
        "browsers": (sessions.browsers, made(Session)),
        "grants": (sessions.codes, made(Grant)),
        "access": (sessions.access, made(Grant)),
        "refresh": (sessions.refresh, made(Grant)),
    }


def _ended(call: Call) -> Call:
    """Return a call of an earlier process; one that was never answered is over."""
    if call.outcome == _SENT:
        call.outcome = "failed: the identity server was stopped"
    return call
