"""What the trail is told of the delivery: what a contact should have, what is sent of each user, what came of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Literal

from bridge.delivery.claim import Seen
from bridge.delivery.holding import Next
from bridge.delivery.outcome import Again, Delivered, Failed, Gone, Outcome, Refused
from bridge.delivery.plan import Item
from bridge.trail import About, Tell

State = Literal["delivered", "refused", "waiting", "incomplete", "outside", "held"]


class Teller:
    """Turns what the delivery does into events, one a user."""

    def __init__(self, tell: Tell) -> None:
        """Take the trail."""
        self._tell = tell

    def mapped(self, items: Sequence[Item]) -> None:
        """Tell what the contacts of users that are looked at should have."""
        for item in items:
            self._tell("mapped", _about(item), partial(dict, properties=item.desired))

    def sent(self, operation: str, body: Mapping[str, Any] | None, items: Sequence[Item], call_id: str) -> None:
        """Tell of a call before it is made: what of each user is in it."""
        inputs = cache(partial(_inputs, body))
        for item in items:
            self._tell("sent", _about(item), partial(_sent, call_id, operation, inputs, item.trace))

    def settled(self, seen: Seen) -> None:
        """Tell of users that need no call: HubSpot has it all, cannot make a contact of so little, or is not to."""
        self.mapped([*seen.paid, *seen.incomplete, *seen.outside])
        for item in seen.paid:
            self._tell("outcome", _about(item), partial(_outcome, "delivered", contactId=item.contact_id))
        for item in seen.incomplete:
            self._tell("outcome", _about(item), partial(_outcome, "incomplete", contactId=item.contact_id))
        for item in seen.outside:
            self._tell("outcome", _about(item), partial(_outcome, "outside", contactId=item.contact_id))

    def held(self, items: Sequence[tuple[Item, Next]]) -> None:
        """Tell what would be sent of users."""
        self.mapped([item for item, _ in items])
        for item, following in items:
            self._tell("outcome", _about(item), partial(_held, item, following))

    def outcomes(
        self, outcomes: Sequence[tuple[Item, Outcome]], call_id: str | None = None, status: int | None = None
    ) -> None:
        """Tell what became of users, once it is recorded."""
        for item, outcome in outcomes:
            self._tell("outcome", _about(item), partial(_settled, item, outcome, call_id, status))


def _about(item: Item) -> About:
    return About(item.key, item.correlation_id, item.version)


def _inputs(body: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a batch's properties by trace id; a call that names users otherwise sends none."""
    return {each.get("objectWriteTraceId"): each.get("properties", {}) for each in (body or {}).get("inputs", [])}


def _sent(call_id: str, operation: str, inputs: Callable[[], dict[str, Any]], trace: str) -> dict[str, Any]:
    return {"callId": call_id, "operation": operation, "properties": inputs().get(trace, {})}


def _outcome(state: State, **known: Any) -> dict[str, Any]:
    return {"state": state, "callId": None, "status": None, "contactId": None, "error": None, **known}


def _held(item: Item, following: Next) -> dict[str, Any]:
    would = {"operation": following.operation, "properties": following.properties}
    return {**_outcome("held", contactId=item.contact_id), **would}


def _settled(item: Item, outcome: Outcome, call_id: str | None, status: int | None) -> dict[str, Any]:
    return _outcome(
        _state(item, outcome),
        callId=call_id,
        status=status,
        contactId=_contact_id(item, outcome),
        error=_error(outcome),
    )


def _state(item: Item, outcome: Outcome) -> State:
    """Return where the outcome leaves this version of the user; what is not the end of it waits for the next call."""
    match outcome:
        case Delivered(new=new):
            # A contact that is new although only changes were sent lacks the rest, which follows.
            return "waiting" if new and item.partial else "delivered"
        case Refused():
            # What is there may have changed under us: only the whole contact can be refused.
            return "waiting" if item.partial else "refused"
        case Gone():
            return "delivered" if item.deleted else "waiting"
        case _:
            return "waiting"


def _contact_id(item: Item, outcome: Outcome) -> str | None:
    if isinstance(outcome, Gone):
        return None
    found: str | None = getattr(outcome, "contact_id", None)
    return found or item.contact_id


def _error(outcome: Outcome) -> dict[str, str] | None:
    if isinstance(outcome, Refused | Again | Failed):
        return {"class": outcome.kind, "message": outcome.message}
    return None
