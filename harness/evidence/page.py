"""A test's page: what failed, where each value got to, and the time line from screen to record."""

from datetime import UTC, datetime
from typing import Any, Final

from jinja2 import Environment, PackageLoader

from harness.evidence.redaction import Redactor
from harness.evidence.story import Story
from harness.evidence.trace import COLUMNS
from harness.timeline.browser import CONSOLE, WINDOW
from harness.timeline.moment import Moment

_CLASSES: Final = {
    "browser": "browser",
    "identity server": "identity",
    "bridge": "bridge",
    "HubSpot": "hubspot",
}
_LOOKUPS: Final = frozenset({"read", "list"})


def environment() -> Environment:
    """Return the templates of evidence; they escape everything."""
    templates = Environment(
        loader=PackageLoader("harness.evidence"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters.update(instant=instant)
    return templates


def instant(at: float) -> str:
    """Return a time in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(" ", "milliseconds").removesuffix("+00:00") + " UTC"


def render(story: Story, redactor: Redactor) -> str:
    """Return the page; secrets are taken out of each piece before it is written as HTML."""
    templates = environment()
    templates.filters.update(redacted=redactor.text)
    looked_up = _lookups(story)
    return templates.get_template("test.html").render(
        story=story,
        columns=COLUMNS,
        rows=[_row(story, moment, looked_up, redactor) for moment in story.moments],
        failed=sum(moment.failed for moment in story.moments),
    )


def _row(story: Story, moment: Moment, looked_up: set[str], redactor: Redactor) -> dict[str, Any]:
    payload = {name: value for name, value in moment.payload.items() if name != "screenshot"}
    return {
        "moment": moment,
        "kind": _CLASSES[moment.hop],
        "after": moment.at - story.start,
        "title": redactor.text(moment.title),
        "payload": redactor.json(payload) if any(payload.values()) else "",
        "screenshot": moment.payload.get("screenshot"),
        "open": story.sentence is not None and _deserves_a_look(moment),
        "quiet": _is_quiet(moment, looked_up),
    }


def _deserves_a_look(moment: Moment) -> bool:
    """Say whether a moment's details are open from the start: what went wrong, and the windows at the end."""
    return moment.failed or moment.id.startswith(WINDOW)


def _lookups(story: Story) -> set[str]:
    """Return the correlation ids of requests that only read."""
    return {
        str(moment.payload.get("correlationId"))
        for moment in story.moments
        if moment.payload.get("step") == "understood" and moment.payload.get("operation") in _LOOKUPS
    }


def _is_quiet(moment: Moment, looked_up: set[str]) -> bool:
    if moment.id.startswith(CONSOLE):
        return not moment.failed
    request = moment.payload.get("request") or {}
    reads = moment.hop == "identity server" and request.get("method") == "GET"
    return not moment.failed and (reads or str(moment.payload.get("correlationId")) in looked_up)
