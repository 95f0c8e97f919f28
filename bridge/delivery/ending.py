"""Ended generations: their contacts are archived, or unlinked where marketing made them."""

from collections.abc import Callable, Sequence

from bridge.delivery.claim import Claim
from bridge.delivery.line import Line, Reply, Request
from bridge.delivery.outcome import Again, Found, Gone, Outcome, Refused
from bridge.delivery.plan import Item
from bridge.delivery.recorder import Recorder
from bridge.delivery.verdict import all_failed, undecided
from bridge.hubspot import errors
from bridge.hubspot.batches import (
    CONTACTS,
    KEY,
    archive_body,
    read_body,
    read_contacts,
    read_outcomes,
    read_problem,
    update_body,
)
from bridge.hubspot.conflicts import misses_key_property


class Ending:
    """Makes the calls that a deleted user's contact is owed."""

    def __init__(self, line: Line, recorder: Recorder, key_property_missing: Callable[[], None]) -> None:
        """Take the line, what records, and what to call when HubSpot lost our property."""
        self._line = line
        self._recorder = recorder
        self._key_property_missing = key_property_missing

    async def send(self, claim: Claim) -> None:
        """Make the claim's call, and those that follow from its answer."""
        request = _first_request(claim)
        reply = await self._line.make(request, claim.call_id, claim.items)
        match claim.kind:
            case "archive":
                await self._archived(reply, claim.items)
            case "find":
                await self._found(reply, claim.items)
            case _:
                await self._unlink(reply, claim.items)

    async def _archived(self, reply: Reply, items: Sequence[Item]) -> None:
        """`batch/archive` answers for all at once; a refused batch is cut in two until the bad one stands alone."""
        if isinstance(reply.error, errors.Refused) and len(items) > 1:
            await self._recorder.reply(reply, [])
            middle = len(items) // 2
            for part in (items[:middle], items[middle:]):
                await self._archived(await self._line.further(_archive(part), part), part)
            return
        await self._recorder.reply(reply, _archived(reply, items))

    async def _unread(self, reply: Reply, items: Sequence[Item]) -> None:
        """Keep users whose contact could not be looked up; a refused look-up says nothing about a user."""
        if isinstance(reply.error, errors.Refused) and misses_key_property(read_problem(reply.error.body)):
            self._key_property_missing()
        await self._recorder.reply(reply, [(item, undecided(reply)) for item in items])

    async def _found(self, reply: Reply, items: Sequence[Item]) -> None:
        if reply.answer is None:
            await self._unread(reply, items)
            return
        by_key = {contact.properties.get(KEY): contact.id for contact in read_contacts(reply.answer)}
        outcomes: list[tuple[Item, Outcome]] = [
            (item, Found(by_key[item.key]) if item.key in by_key else Gone()) for item in items
        ]
        await self._recorder.reply(reply, outcomes)

    async def _unlink(self, reply: Reply, items: Sequence[Item]) -> None:
        """Only a contact that still has our key gives it up: another user may have been linked to it since."""
        if reply.answer is None:
            await self._unread(reply, items)
            return
        keys = {contact.id: contact.properties.get(KEY) for contact in read_contacts(reply.answer)}
        ours = [item for item in items if keys.get(item.contact_id or "") == item.key]
        await self._recorder.reply(reply, [(item, Gone()) for item in items if item not in ours])
        if ours:
            body = update_body((item.trace, item.contact_id or "", {KEY: ""}) for item in ours)
            request = Request("unlink", "POST", f"{CONTACTS}/batch/update", body)
            second = await self._line.further(request, ours)
            if isinstance(second.error, errors.Away):
                await self._recorder.reply(second, all_failed(second.error, ours))
                return
            await self._recorder.reply(second, [(item, _unlinked(second, item)) for item in ours])


def _first_request(claim: Claim) -> Request:
    if claim.kind == "archive":
        return _archive(claim.items)
    if claim.kind == "find":
        body = read_body((item.key for item in claim.items), KEY)
    else:
        body = read_body(item.contact_id or "" for item in claim.items)
    return Request("read", "POST", f"{CONTACTS}/batch/read", body)


def _archive(items: Sequence[Item]) -> Request:
    return Request(
        "archive", "POST", f"{CONTACTS}/batch/archive", archive_body(item.contact_id or "" for item in items)
    )


def _archived(reply: Reply, items: Sequence[Item]) -> list[tuple[Item, Outcome]]:
    if isinstance(reply.error, errors.Away):
        # Landing late, an archive undoes nothing newer: it holds nothing back.
        return all_failed(reply.error, items, holds=False)
    if isinstance(reply.error, errors.Refused):
        problem = read_problem(reply.error.body)
        return [(item, Refused(problem.category, problem.message)) for item in items]
    return [(item, Gone()) for item in items]


def _unlinked(reply: Reply, item: Item) -> Outcome:
    if reply.answer is None:
        return Again("UNLINK", f"HubSpot refused to take {KEY} off contact {item.contact_id}: {reply.error}")
    outcomes = read_outcomes(reply.answer, {item.trace: item.key})
    problem = outcomes.problems.get(item.trace)
    if problem is not None and problem.category != "OBJECT_NOT_FOUND":
        return Refused(problem.category, problem.message)
    return Gone()
