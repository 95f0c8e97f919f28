"""What a failed call means for each of its users."""

from collections.abc import Sequence

from bridge.delivery.line import Reply
from bridge.delivery.outcome import Again, Failed, Outcome
from bridge.delivery.plan import Item
from bridge.hubspot import errors


def all_failed(error: errors.Away, items: Sequence[Item], *, holds: bool = True) -> list[tuple[Item, Outcome]]:
    """Return the outcome of a write that met an absent HubSpot, for each of its users.

    Args:
        error: how it failed.
        items: the call's users; a single one whom HubSpot answers with a failure may be the cause.
        holds: whether the call, landing late, would undo something newer.
    """
    alone = len(items) == 1 and error.unknown and error.status is not None
    unanswered = holds and isinstance(error, errors.Unanswered)
    return [(item, Failed(error.kind, error.reason, error.unknown, unanswered, alone)) for item in items]


def undecided(reply: Reply) -> Outcome:
    """Return the outcome of a reading that failed: nothing was written, so all stays as it was."""
    if isinstance(reply.error, errors.Away):
        return Failed(reply.error.kind, reply.error.reason, unknown=False, unanswered=False)
    return Again("READ", f"HubSpot refused the look-up: {reply.error}")
