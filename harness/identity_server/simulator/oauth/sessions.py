"""What the server remembers of sign-ins: requests under way, browser sessions, codes and tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.identity_server.simulator.tracked import Tracked
from harness.seams import Clock, NewId

CODE_LIFE = 300.0
"""Seconds in which a code is to be redeemed."""
ACCESS_LIFE = 3600
"""Seconds for which an access token is good."""
REFRESH_LIFE = 86400
"""Seconds for which a refresh token is good."""
COOKIE = "commonAuthId"
"""The cookie of a browser session; its name is the real server's."""


@dataclass(slots=True)
class Session:
    """A browser session; times in seconds since 1970."""

    id: str
    user_name: str
    begun: float
    user_agent: str
    address: str
    used: float


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code or a refresh token stands for."""

    user_name: str
    client_id: str
    scope: str
    session_id: str
    ends: float
    redirect_uri: str = ""
    challenge: str = ""


@dataclass(slots=True)
class Sessions:
    """The sign-ins of one server. `requests` are the parameters of authorize requests by `sessionDataKey`."""

    clock: Clock
    new_id: NewId
    requests: Tracked[str, dict[str, str]] = field(default_factory=Tracked)
    browsers: Tracked[str, Session] = field(default_factory=Tracked)
    codes: Tracked[str, Grant] = field(default_factory=Tracked)
    access: Tracked[str, Grant] = field(default_factory=Tracked)
    refresh: Tracked[str, Grant] = field(default_factory=Tracked)

    def ask(self, parameters: Mapping[str, str]) -> str:
        """Remember an authorize request; return its `sessionDataKey`."""
        key = self.new_id()
        self.requests[key] = dict(parameters)
        return key

    def sign_in(self, user_name: str, user_agent: str, address: str) -> Session:
        """Begin a browser session."""
        now = self.clock()
        session = Session(self.new_id(), user_name, now, user_agent, address, now)
        self.browsers[session.id] = session
        return session

    def session(self, cookie: str | None) -> Session | None:
        """Return the browser session of a cookie, and note that it is used."""
        session = self.browsers.get(cookie or "")
        if session is not None:
            session.used = self.clock()
            self.browsers.touch(session.id)
        return session

    def take(self, grants: dict[str, Grant], key: str) -> Grant | None:
        """Take a code or refresh token out; None if it is unknown or over."""
        grant = grants.pop(key, None)
        return grant if grant is not None and grant.ends > self.clock() else None

    def bearer(self, token: str) -> Grant | None:
        """Return what an access token stands for; None if it is unknown or over."""
        grant = self.access.get(token)
        return grant if grant is not None and grant.ends > self.clock() else None

    def revoke(self, token: str) -> None:
        """Forget a token, and with it the other tokens of its grant's session."""
        grant = self.access.pop(token, None) or self.refresh.pop(token, None)
        if grant is not None:
            self.end_tokens(grant.session_id)

    def end_tokens(self, session_id: str) -> None:
        """Forget all tokens of a session."""
        for grants in (self.access, self.refresh, self.codes):
            for key in [key for key, grant in grants.items() if grant.session_id == session_id]:
                del grants[key]

    def forget_user(self, user_name: str) -> None:
        """End every session and token of a user."""
        for session in [session for session in self.browsers.values() if session.user_name == user_name]:
            del self.browsers[session.id]
            self.end_tokens(session.id)
