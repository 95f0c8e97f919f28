"""``harness tour``: a walk through the pages of a running stack, with a picture at each stop, as a page of docs/."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from harness.browser import (
    Browser,
    ContactsPage,
    HubSpotLoginPage,
    LoginPage,
    MyAccount,
    RegistrationPage,
    RegistrationResult,
    Tab,
    UsernamePage,
)
from harness.errors import StackError
from harness.people import Person
from harness.ports import PortClaims
from harness.waiting import NotYet, Wait, eventually

BERTA: Final = Person(
    given_name="Berta",
    family_name="Beispiel",
    user_name="berta",
    email="berta@example.com",
    phone="+41446681801",
    mobile="+41791234568",
    password="Berta1!demo",  # noqa: S106 - of a person who is made up
)
START_WITHIN: Final = 60.0  # seconds
WINDOW: Final = (1280, 860)
_READY: Final = "Ctrl-C ends everything."


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the tour: the picture's name, a heading, a sentence, and how to get there from the stop before."""

    name: str
    heading: str
    text: str
    go: "Callable[[Walk], None]"


class Walk:
    """Somebody on the tour: where the servers are, and three windows."""

    def __init__(self, start: str, identity_server: str, hubspot: str, person: Tab) -> None:
        self.start = start
        self.identity_server = identity_server
        self.hubspot = hubspot
        self.person = person
        self.shown = person

    def see(self, tab: Tab) -> Tab:
        """Turn to a window: the next picture is of it."""
        self.shown = tab
        return tab


def _sign_in_page(walk: Walk) -> None:
    LoginPage.visit(walk.person, walk.identity_server)


def _user_name(walk: Walk) -> None:
    LoginPage(walk.person).create_account()


def _form(walk: Walk) -> None:
    UsernamePage(walk.person).proceed(BERTA.user_name).fill(BERTA)


def _registered(walk: Walk) -> None:
    form = RegistrationPage(walk.person)
    form.accept_privacy_policy()
    form.submit()
    RegistrationResult(walk.person)


def _contacts(walk: Walk) -> None:
    tab = walk.see(walk.person.another())
    HubSpotLoginPage.visit(tab, walk.hubspot).log_in("marketing@example.com", "marketing")
    ContactsPage.visit(tab, walk.hubspot).search("example.com")


def _record(walk: Walk) -> None:
    ContactsPage(walk.shown).find(BERTA.email)


def _overview(walk: Walk) -> None:
    LoginPage.visit(walk.see(walk.person), walk.identity_server).sign_in(BERTA.user_name, BERTA.password)


def _edit(walk: Walk) -> None:
    info = MyAccount(walk.person).personal_info()
    info.edit_last_name("Muster")
    info.shows("Last Name", "Muster")


def _live(walk: Walk) -> None:
    tab = walk.see(walk.person.another())
    tab.open(walk.start)
    tab.until(lambda: _see_delivered(tab), "Berta's change in the live view")
    tab.driver.execute_script("document.getElementById('live').scrollIntoView()")


def _see_delivered(tab: Tab) -> None:
    headings = tab.texts(".change h3")
    if sum("delivered" in heading and BERTA.user_name in heading for heading in headings) < 2:  # noqa: PLR2004 - registration and edit
        raise NotYet(f"the headings are {headings}")


STOPS: Final = (
    Stop(
        "sign-in",
        "Sign-in",
        "My Account sends everybody here first. **Create Account** begins a registration.",
        _sign_in_page,
    ),
    Stop(
        "user-name",
        "Register: the user name",
        "The identity server asks for the user name alone, and says when it is taken.",
        _user_name,
    ),
    Stop(
        "form",
        "Register: the details",
        "The guide's form: *Phone Numbers* is required, *Mobile* is not.",
        _form,
    ),
    Stop(
        "registered",
        "Registered",
        "By now the identity server has sent the new user to the bridge.",
        _registered,
    ),
    Stop(
        "contacts",
        "The contact in HubSpot",
        "What marketing sees, a moment later.",
        _contacts,
    ),
    Stop(
        "record",
        "The contact's record",
        "Every property with its history, and who wrote it.",
        _record,
    ),
    Stop(
        "my-account",
        "My Account",
        "The same person signs in.",
        _overview,
    ),
    Stop(
        "personal-info",
        "An edit",
        "The last name is changed; the toast tells that it was saved.",
        _edit,
    ),
    Stop(
        "live",
        "What passed",
        "The start page of `harness up`: each change, hop by hop, with its payload on a click.",
        _live,
    ),
)


def walk(folder: Path, tell: Callable[[str], None]) -> None:
    """Stand the stack up, take a picture at each stop, and write the page beside the pictures' folder.

    Args:
        folder: where ``tour.md`` and the folder ``tour`` go.
        tell: told of each picture.

    Raises:
        StackError: the stack did not start.
    """
    pictures = folder / "tour"
    pictures.mkdir(parents=True, exist_ok=True)
    with running_stack() as ports:
        start, identity_server, _, hubspot = ports
        public = f"https://localhost:{identity_server}"
        browser = Browser(f"https://127.0.0.1:{identity_server}", public, window=WINDOW)
        with browser.person() as tab:
            tour = Walk(f"http://localhost:{start}", public, f"http://localhost:{hubspot}", tab)
            for stop in STOPS:
                stop.go(tour)
                (pictures / f"{stop.name}.png").write_bytes(tour.shown.screenshot())
                tell(f"  {stop.heading}")
        browser.close()
    (folder / "tour.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the tour as Markdown."""
    lines = [
        "# A tour in pictures",
        "",
        "Made by `harness tour`, from a stack that ran: what you see when you follow [start](start.md).",
    ]
    for number, stop in enumerate(STOPS, 1):
        lines += ["", f"## {number} {stop.heading}", "", stop.text, "", f"![{stop.heading}](tour/{stop.name}.png)"]
    return "\n".join(lines) + "\n"


@contextmanager
def running_stack() -> Iterator[list[int]]:
    """Run ``harness up`` on free ports: of the start page, the identity server, the bridge and HubSpot."""
    claims = PortClaims()
    ports = [claims.claim() for _ in range(4)]
    claims.release()
    flags = ("--port", "--identity-server-port", "--bridge-port", "--hubspot-port")
    command = [sys.executable, "-m", "harness", "up"]
    command += [word for flag, port in zip(flags, ports, strict=True) for word in (flag, str(port))]
    with TemporaryDirectory() as folder, (Path(folder) / "screen.txt").open("w+b") as screen:
        running = subprocess.Popen(command, stdout=screen, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
        try:
            eventually(lambda: _see_ready(running, Path(screen.name)), "the stack to be ready", wait=Wait(START_WITHIN))
            yield ports
        finally:
            os.kill(running.pid, signal.SIGINT)
            running.wait()


def _see_ready(running: "subprocess.Popen[bytes]", screen: Path) -> None:
    said = screen.read_text(encoding="utf-8", errors="replace")
    if _READY in said:
        return
    if running.poll() is not None:
        raise StackError(f"harness up ended instead of starting:\n{said}")
    raise NotYet(f"it said {said[-200:]!r}")
