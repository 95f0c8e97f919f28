"""What people did in their browsers: a scenario's steps, with the picture of the page, and what the console said."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.timeline.moment import Moment

CONSOLE: Final = "browser-console"
"""How the id begins of what a console said."""
WINDOW: Final = "browser-window"
"""How the id begins of a look at a window after all was over."""
_WRONG: Final = "SEVERE"
"""The console's level of errors, as WebDriver names it."""
_LONGEST: Final = 160  # characters of a message in a title
_HARMLESS: Final = "Pattern attribute value"
"""Chrome about a form's pattern that it cannot read and so ignores; the identity server's own forms have one."""


def steps(told: Iterable[Mapping[str, Any]], people: Iterable[str] = ()) -> list[Moment]:
    """Return one moment a step.

    Args:
        told: steps as ``{"at": …, "text": …, "screenshot": file name or None, "url": …}``.
        people: user names; a step is of the one that it names first.
    """
    known = tuple(people)
    return [_step(number, step, known) for number, step in enumerate(told, 1)]


def console(entries: Iterable[Mapping[str, Any]], person: str = "") -> list[Moment]:
    """Return one moment an entry ``{"at": …, "level": …, "message": …}`` of a person's console."""
    return [
        Moment(
            id="-".join([CONSOLE, *([person.replace(" ", "-")] if person else []), str(number)]),
            at=float(entry["at"]),
            hop="browser",
            person=person,
            title=f"console, {str(entry.get('level')).lower()}: {_cut(str(entry.get('message')))}",
            payload=dict(entry),
            failed=entry.get("level") == _WRONG and _HARMLESS not in str(entry.get("message")),
        )
        for number, entry in enumerate(entries, 1)
    ]


def window(number: int, page: Mapping[str, Any], at: float) -> Moment:
    """Return the moment of looking at a window: ``page`` has ``title`` and ``url``, and what else is to be shown."""
    title = f"window {number} at the end: {page.get('title')}, {page.get('url')}"
    return Moment(f"{WINDOW}-{number}", at, "browser", "", title, page)


def _step(number: int, step: Mapping[str, Any], people: tuple[str, ...]) -> Moment:
    text = str(step["text"])
    named = sorted((text.find(name), name) for name in people if name in text)
    payload = {name: value for name, value in step.items() if name not in {"at", "text"} and value}
    return Moment(f"browser-{number}", float(step["at"]), "browser", named[0][1] if named else "", text, payload)


def _cut(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"
