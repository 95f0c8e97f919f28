"""One JVM with WSO2's own code in it, told one event after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from harness.identity_server.peer.errors import PeerGone
from harness.identity_server.peer.kinds import KINDS
from harness.process import ServerProcess

FOLDER: Final = "HARNESS_PEER_FOLDER"
"""Environment variable: where the JVM keeps its trust store and the like."""
ANSWER_WITHIN: Final = 60.0
"""Seconds. WSO2's clients wait for ever; who waits for them does not."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where WSO2's code provisions to.

    Attributes:
        url: the user endpoint.
        username: the Basic user name.
        password: the Basic password.
        ca_file: the PEM certificates that its Java trust store holds; None = the JVM's own.
        send_password: whether a POST carries the clear-text password.
    """

    url: str
    username: str
    password: str
    ca_file: Path | None = None
    send_password: bool = False

    def environment(self) -> dict[str, str]:
        """Return what the JVM is told, apart from the command line."""
        told = {"URL": self.url, "USERNAME": self.username, "PASSWORD": self.password}
        told |= {"PASSWORDS": str(self.send_password).lower(), "CA": str(self.ca_file or "")}
        return {f"HARNESS_PEER_{name}": value for name, value in told.items()}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that WSO2's code made; `status` is None when no answer came. `at` is in seconds since 1970."""

    at: float
    method: str
    target: str
    body: str
    status: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event: whether WSO2's code took it for done, why not, and what it sent."""

    ok: bool
    reason: str
    exchanges: tuple[Exchange, ...]


class Peer:
    """The JVM of one kind. Usable from several threads at once."""

    def __init__(self, kind: str, folder: Path, endpoint: Endpoint) -> None:
        """Take a kind's name, the folder of the process's log, and where to provision to."""
        self._kind = KINDS[kind]
        self._process = ServerProcess(
            f"wso2-{kind}",
            folder,
            {**endpoint.environment(), FOLDER: str(folder)},
            ["harness.identity_server.peer", self._kind.name],
        )
        self._http: httpx2.Client | None = None

    def start(self) -> None:
        """Start the JVM and wait until it is ready; what it needs is fetched and compiled first.

        Raises:
            StackError: it did not start; the text has the end of its log.
        """
        self._process.start()
        url = self._process.wait_until_ready()
        self._http = httpx2.Client(base_url=url, timeout=ANSWER_WITHIN, trust_env=False)

    def provision(
        self, operation: str, user_name: str, claims: Mapping[str, str], password: str | None = None
    ) -> Outcome:
        """Have WSO2's code provision one event.

        Args:
            operation: POST, PUT, PATCH or DELETE.
            user_name: the user name.
            claims: values by their path in the kind's dialect, e.g. `name.givenName`.
            password: the clear-text password that the event carries.

        Raises:
            PeerGone: the process does not answer.
        """
        event = {
            "operation": operation,
            "userName": user_name,
            "claims": self._kind.claims(claims),
            "password": password,
        }
        if self._http is None:
            raise PeerGone(f"wso2-{self._kind.name} does not run: call start() first")
        try:
            answer = self._http.post("/provision", json=event)
        except httpx2.TransportError as error:
            raise PeerGone(f"wso2-{self._kind.name} does not answer ({error!r})\n{self.log_tail()}") from error
        if answer.status_code != httpx2.codes.OK:
            raise PeerGone(f"wso2-{self._kind.name} answered {answer.status_code} {answer.text}\n{self.log_tail()}")
        return _outcome(answer.json())

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self._kind.name

    def stop(self) -> None:
        """End the JVM."""
        if self._http is not None:
            self._http.close()
        self._process.stop()

    def log_tail(self) -> str:
        """Return the end of what WSO2's code logged."""
        return self._process.log_tail()


def _outcome(json: Mapping[str, Any]) -> Outcome:
    exchanges = tuple(
        Exchange(each["at"], each["method"], each["target"], each["body"], each.get("status"), each.get("answer", ""))
        for each in json["exchanges"]
    )
    return Outcome(json["result"] == "OK", json["reason"], exchanges)
