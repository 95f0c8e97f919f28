"""A story for a person's eyes: five steps, in colours where there is a terminal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from bridge.sending.story import Story

_STEPS: Final = ("received", "understood", "directory change", "mapped properties", "HubSpot's answer")
_COLOURS: Final = {
    "delivered": "green",
    "held": "cyan",
    "refused": "red",
    "incomplete": "yellow",
    "outside": "yellow",
    "waiting": "yellow",
    "owed": "yellow",
}
_UNSENT: Final = {
    "incomplete": ": HubSpot needs an e-mail, a first or a last name for a new contact; nothing was sent",
    "outside": ": the mapping's scope leaves this user out; nothing was sent",
}
_INDENT: Final = 23
_NOTHING: Final = Text("-", style="dim")

Lines = Iterator[Text]


class Page:
    """Prints stories."""

    def __init__(self, console: Console) -> None:
        """Take where to print."""
        self._console = console

    def title(self, text: str) -> None:
        """Print what is sent, and as whom."""
        self._line(Text(text, style="bold"))

    def story(self, story: Story) -> None:
        """Print one request: a look-up in a line, a change in five steps."""
        if story.is_lookup:
            self._line(Text.assemble(("look-up  ", "dim"), _lookup(story)))
            return
        parts = (_received, _understood, _changed, _mapped, _answered)
        for number, (name, part) in enumerate(zip(_STEPS, parts, strict=True), 1):
            head = Text(f"{number} {name}".ljust(_INDENT), style="bold")
            for text in part(story):
                self._line(head + text)
                head = Text(" " * _INDENT)

    def say(self, text: str) -> None:
        """Print a line of plain text."""
        self._line(Text(text))

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)


def _lookup(story: Story) -> str:
    body = story.answer.body
    found = body.get("totalResults") if isinstance(body, Mapping) else None
    what = {None: "no list", 0: "not found", 1: "found"}.get(found, f"{found} found")
    return f"{story.request.method} {story.request.target} -> {story.answer.status}, {what}"


def _received(story: Story) -> Lines:
    data = story.steps.get("received", {})
    dialect = f", SCIM {data['dialect']}" if data else " (the trail did not tell)"
    yield Text(f"{story.request.method} {story.request.target}{dialect}; answered {story.answer.status}")
    body = data.get("body")
    if body is not None:
        yield Text(json.dumps(body, ensure_ascii=False), style="dim")
    yield Text(f"correlation id {story.correlation_id}", style="dim")


def _understood(story: Story) -> Lines:
    data = story.steps.get("understood")
    if data is None:
        yield from _refusal(story)
        return
    name = f" {story.user_name}" if story.user_name else ""
    yield Text(f"{data['operation']}{name}")
    for path, value in flat(data["says"]).items():
        yield Text(f"{path} = {value}")


def _changed(story: Story) -> Lines:
    changed = story.steps.get("changed")
    if changed is None:
        yield from _refusal(story) if "understood" in story.steps else iter([_NOTHING])
        return
    yield Text(_kind_of_change(story, changed))
    before, after = flat(changed["before"]), flat(changed["after"])
    for path in dict.fromkeys([*before, *after]):
        if before.get(path) == after.get(path):
            continue
        if path in before:
            yield Text(f"- {path} = {before[path]}", style="red")
        if path in after:
            yield Text(f"+ {path} = {after[path]}", style="green")


def _kind_of_change(story: Story, changed: Mapping[str, Any]) -> str:
    if story.changes_nothing:
        return f"nothing: all of it was known (version {story.version})"
    kind = "new" if changed["before"] is None else "deleted" if changed["after"] is None else "changed"
    return f"{kind}, version {story.version}"


def _mapped(story: Story) -> Lines:
    properties = story.steps.get("mapped", {}).get("properties")
    if properties is None:
        properties = story.record.get("properties")
    yield from _properties(properties) if properties else iter([_NOTHING])


def _properties(properties: Mapping[str, str]) -> Lines:
    width = max(map(len, properties), default=0)
    for name, value in properties.items():
        yield Text(f"{name.ljust(width)}  {_shown(value) if value else '(cleared)'}")


def _answered(story: Story) -> Lines:
    state = story.state
    if state is None:
        yield _NOTHING
        return
    yield Text.assemble((state, _COLOURS.get(state, "")), _explained(story, state))
    yield from _sent(story, state)
    if story.error is not None:
        yield Text(f"{story.error['class']}: {story.error['message']}", style="red" if state == "refused" else "yellow")


def _explained(story: Story, state: str) -> str:
    last = story.outcomes[-1] if story.outcomes else {}
    contact = last.get("contactId") or story.record.get("contactId")
    match state:
        case "delivered" if story.steps["changed"]["after"] is None:
            return f": {_ended(story)}{_call(last)}"
        case "delivered":
            return f": {_contact(contact)}{_call(last)}"
        case "held":
            operation = last.get("operation") or (story.record.get("next") or {}).get("operation")
            return (
                f": nothing was sent; --delivery async would send {operation} to {_contact(contact, 'a new contact')}"
            )
        case "incomplete" | "outside":
            return _UNSENT[state]
        case "refused":
            return f" by HubSpot{_call(last)}"
        case _:
            again = story.record.get("nextTryAt")
            return f": not delivered in time, {f'next try at {again}' if again else 'it is tried again by itself'}"


def _ended(story: Story) -> str:
    done = {call["operation"] for call in story.sent}
    if "unlink" in done:
        return "the contact stays, as marketing made it; our key is taken off"
    return "the contact is archived" if "archive" in done else "there was no contact"


def _contact(contact_id: Any, without: str = "no contact") -> str:
    return f"contact {contact_id}" if contact_id else without


def _call(outcome: Mapping[str, Any]) -> str:
    if not outcome.get("callId"):
        return ", no call was needed" if outcome else ", as before"
    status = f" answered {outcome['status']}" if outcome.get("status") else ""
    return f", call {outcome['callId']}{status}"


def _sent(story: Story, state: str) -> Lines:
    if state == "held":
        would = story.outcomes[-1] if story.outcomes else story.record.get("next") or {}
        for text in _properties(would.get("properties") or {}):
            yield Text("would send ") + text
    for call in story.sent:
        yield Text(f"sent {call['operation']} in call {call['callId']}", style="dim")
        for text in _properties(call["properties"]):
            yield Text("  ", style="dim") + text


def _refusal(story: Story) -> Lines:
    if story.answer.status < 400:  # noqa: PLR2004 - HTTP's own number
        yield _NOTHING
        return
    yield Text(f"refused with {story.answer.status}: {_reason(story.answer.body)}", style="red")


def _reason(body: Any) -> str:
    if isinstance(body, Mapping):
        errors = body.get("Errors")
        if isinstance(errors, Sequence) and errors and isinstance(errors[0], Mapping):
            return str(errors[0].get("description"))
        return str(body.get("detail", "no reason given"))
    return "no reason given"


def flat(value: Any, path: str = "") -> dict[str, str]:
    """Return a resource's values by their paths, as people write them: `name.givenName`, `emails[work]`."""
    if isinstance(value, Mapping):
        found: dict[str, str] = {}
        for name, inner in value.items():
            found |= flat(inner, f"{path}.{name}" if path else str(name))
        return found
    if isinstance(value, list):
        return _flat_list(value, path)
    return {path: _shown(value)} if path else {}


def _flat_list(values: list[Any], path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, each in enumerate(values):
        kind = each.get("type") if isinstance(each, Mapping) else None
        label = f"{path}[{kind}]" if kind else path
        label = f"{label}#{number + 1}" if any(name.startswith(label) for name in found) else label
        if not isinstance(each, Mapping) or each.keys() - {"type"} == {"value"}:
            found[label] = _shown(each["value"] if isinstance(each, Mapping) else each)
        elif not each:
            found[label] = "(all others said empty)"
        else:
            found |= flat({name: inner for name, inner in each.items() if name != "type"}, label)
    return found or {path: "(empty)"}


def _shown(value: Any) -> str:
    """Return a value so that no character of it can steer a terminal."""
    return json.dumps(value, ensure_ascii=False)
