"""The stack, stood up for a person: started with progress, served with a start page, taken down without a trace."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

import httpx2

from harness.credentials import Credentials
from harness.errors import ControlError, StackError
from harness.people import Person
from harness.ports import PortClaims
from harness.rungs.embedded import HOST, EmbeddedServers, Ports
from harness.rungs.server import Server, Servers
from harness.seams import Clock, system_clock
from harness.serving.server import Address, serve
from harness.settings import Settings
from harness.stack import PUBLIC_URL, Stack
from harness.up.feed import Feed
from harness.up.page import NAME, Place, create_app
from harness.up.sources import moments_of

ALICE: Final = Person(
    given_name="Alice",
    family_name="Muster",
    user_name="alice",
    email="alice@example.com",
    phone="+41446681800",
    mobile="+41791234567",
    password="Alice1!demo",  # noqa: S106 - of a person who is made up, on a server that ends with the command
)
"""Somebody who has registered already: her user and her contact are there when the page opens."""

_CREDENTIALS: Final = Credentials(
    scim_username="admin",
    scim_password="admin",  # noqa: S106 - the guide's, on loopback only, and printed
    operator_username="operator",
    operator_password="operator",  # noqa: S106 - the same
    marketing_password="marketing",  # noqa: S106 - the same
)

_NAMES: Final = {"identity-server": "identity server", "bridge": "bridge", "hubspot": "HubSpot"}
"""The processes' names in a person's words."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Doors:
    """The ports of the servers and of the start page."""

    servers: Ports
    page: int


def stand(doors: Doors, tell: Tell, *, rung: str = "embedded", clock: Clock = system_clock) -> None:
    """Start everything, say where it is, and serve the start page until Ctrl-C or SIGTERM.

    Args:
        doors: the ports.
        tell: told what happens, line by line.
        rung: ``embedded`` or ``containers``.
        clock: seconds since 1970.

    Raises:
        StackError: a port is in use, another copy runs, or a server did not start.
    """
    _see_that_no_other_runs(doors.page)
    _see_that_the_page_has_its_port(doors)
    began = clock()
    with _interrupted_by_sigterm(), _folder() as folder:
        servers = _servers(folder, doors.servers, rung, tell)
        stack = Stack(folder, credentials=_CREDENTIALS, servers=servers)
        tell("starting the identity server's simulator, the bridge and the fake HubSpot …")
        try:
            stack.start(lambda name: tell(f"  {_NAMES[name]:16} ready after {clock() - began:.1f} s"))
            stack.identity_server.sign_up(ALICE)
            tell(f"  {'alice':16} registered")
            _serve(stack, doors, tell)
        except KeyboardInterrupt:
            pass  # while it started: the same wish as later, when the page's server takes the signal
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # one wish to end is enough; another must not cut it short
            tell("stopping …")
            stack.stop()
    tell("stopped; nothing was left behind.")


def _servers(folder: Path, ports: Ports, rung: str, tell: Tell) -> Servers:
    if rung == "embedded":
        return EmbeddedServers(folder, Settings(), _CREDENTIALS, PUBLIC_URL, ports)
    from harness.rungs.containers import servers_for_a_person  # noqa: PLC0415 - only that rung needs Docker's libraries

    return servers_for_a_person(folder, _CREDENTIALS, ports, lambda line: tell(f"  {line}"))


def _serve(stack: Stack, doors: Doors, tell: Tell) -> None:
    place = _place(stack, doors)
    feed = Feed(lambda: moments_of(stack), _Watch(stack, tell).state)
    feed.start()
    try:
        app = create_app(place, feed, os.getpid())
        serve(app, Address(HOST, doors.page), None, lambda _url: tell(_welcome(place, doors.page)))
    finally:
        feed.stop()


def _place(stack: Stack, doors: Doors) -> Place:
    credentials = stack.credentials
    return Place(
        my_account=f"{stack.public_url}/myaccount",
        hubspot=f"http://localhost:{doors.servers.hubspot}",
        bridge=f"https://localhost:{doors.servers.bridge}",
        logs=stack.brought.logs,
        person=ALICE,
        marketing=(credentials.marketing_username, credentials.marketing_password),
        operator=(credentials.operator_username, credentials.operator_password),
        provisioner=(credentials.scim_username, credentials.scim_password),
    )


class _Watch:
    """Says how the servers are; one that ends by itself is told at the terminal, once."""

    def __init__(self, stack: Stack, tell: Tell) -> None:
        self._stack = stack
        self._tell = tell
        self._told: set[str] = set()

    def state(self) -> Mapping[str, Any]:
        """Return each server's state, in the order of the chain, in a person's words."""
        return {"servers": [self._of(server) for server in self._stack.servers]}

    def _of(self, server: Server) -> Mapping[str, Any]:
        fine, says = self._judged(server)
        return {"name": _NAMES[server.name], "fine": fine, "says": says}

    def _judged(self, server: Server) -> tuple[bool, str]:
        if not server.running:
            self._tell_once(server)
            return False, "has ended: see the terminal"
        if server.name != "bridge":
            return True, "runs"
        try:
            hubspot = self._stack.bridge.health()["hubspot"]
        except ControlError:
            return False, "does not answer"
        says = "runs, and reaches HubSpot" if hubspot["usable"] else f"runs; HubSpot: {hubspot['reason']}"
        return bool(hubspot["usable"]), says

    def _tell_once(self, server: Server) -> None:
        if server.name not in self._told:
            self._told.add(server.name)
            advice = "end this with Ctrl-C and start again"
            self._tell(
                f"{server.log_tail(5)}\nthe {_NAMES[server.name]} has ended by itself ({server.ending}): {advice}"
            )


def _welcome(place: Place, page: int) -> str:
    rows = (
        ("start page", f"http://localhost:{page}", "what to click, and the chain live"),
        ("My Account", place.my_account, f"{place.person.user_name} / {place.person.password}"),
        ("HubSpot", place.hubspot, " / ".join(place.marketing)),
        ("bridge", f"{place.bridge}/health/ready", f"admin interface: {' / '.join(place.operator)}"),
        ("logs", place.logs, "gone at the end"),
    )
    wide = max(len(where) for _, where, _ in rows)
    lines = [f"  {what:12}{where:{wide + 2}}{note}" for what, where, note in rows]
    return "\n".join(
        [
            "",
            *lines,
            "",
            "  1  open the start page",
            "  2  register somebody at My Account (the browser warns of a throw-away certificate: go on)",
            "  3  see the contact in HubSpot",
            "  4  edit the profile in My Account, and see the contact follow",
            "",
            "Ctrl-C ends everything.",
        ]
    )


def _see_that_no_other_runs(page: int) -> None:
    url = f"http://{HOST}:{page}"
    try:
        answer = httpx2.get(f"{url}/up.json", timeout=1, trust_env=False)
        other = answer.json()
        mine = other["name"] == NAME
    except (httpx2.HTTPError, ValueError, KeyError, TypeError):
        mine, other = False, {}
    if mine:
        raise StackError(
            f"harness up runs already, as process {other['pid']}: open http://localhost:{page}, or end that one first"
        )


def _see_that_the_page_has_its_port(doors: Doors) -> None:
    claims, servers = PortClaims(), doors.servers
    try:
        claims.reserve(doors.page, "--port")
    finally:
        claims.release()
    ports = (doors.page, servers.identity_server, servers.bridge, servers.hubspot)
    if len(set(ports)) < len(ports):
        raise StackError(f"two servers cannot share a port, and {ports} are not four: give each one of its own")


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards.

    Raises:
        StackError: it cannot be made, e.g. because the disk is full.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="harness-up-", ignore_cleanup_errors=True)
        probe = Path(folder.name) / "probe"
        probe.write_bytes(bytes(1 << 20))
        probe.unlink()
    except OSError as error:
        raise StackError(
            f"no files can be made in {tempfile.gettempdir()} ({error.strerror}): "
            "free some space there, or name another folder by TMPDIR"
        ) from error
    with folder as name:
        yield Path(name)


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM do while the servers start what Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
