"""Making the call of a claim and recording each user's outcome: whatever happens, no user stays taken."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog
from sqlalchemy import Connection

from bridge.delivery.claim import Claim
from bridge.delivery.ending import Ending
from bridge.delivery.force import InForce
from bridge.delivery.line import Line, Reply, Request
from bridge.delivery.linking import Link, decide, holder_of
from bridge.delivery.outcome import Again, Delivered, Failed, Linked, Outcome, Refused
from bridge.delivery.plan import Item
from bridge.delivery.record import intend_link
from bridge.delivery.recorder import Recorder
from bridge.delivery.verdict import all_failed, undecided
from bridge.hubspot import errors
from bridge.hubspot.batches import (
    CONTACTS,
    KEY,
    Contact,
    Outcomes,
    Problem,
    read_body,
    read_contacts,
    read_outcomes,
    read_problem,
    update_body,
    upsert_body,
)
from bridge.hubspot.conflicts import is_conflict, misses_key_property, owner_of

_PASSING = ("RATE_LIMIT", "INTERNAL", "UNAVAILABLE", "TIMEOUT", "LOCK")
"""Categories of a single item's error that time mends."""

_log = structlog.get_logger()


class Sender:
    """Makes the calls of one claim after the other."""

    def __init__(
        self, line: Line, in_force: InForce, recorder: Recorder, key_property_missing: Callable[[], None]
    ) -> None:
        """Take the line, what is in force, what records, and what to call when HubSpot lost our property."""
        self._line = line
        self._in_force = in_force
        self._recorder = recorder
        self._key_property_missing = key_property_missing
        self._ending = Ending(line, recorder, key_property_missing)

    async def send(self, claim: Claim) -> None:
        """Make the claim's call, and those that follow from its answer."""
        try:
            if claim.kind == "upsert":
                reply = await self._line.make(_upsert(claim.items), claim.call_id, claim.items)
                await self._read(reply, claim.items)
            else:
                await self._ending.send(claim)
        except Exception as error:  # noqa: BLE001 - a defect must not leave users taken for ever
            _log.exception(
                "delivery_failed", call_id=claim.call_id, advice="this is a defect: report it with this line"
            )
            text = f"the bridge failed on this call ({type(error).__name__}); it is tried again"
            again = Again("DEFECT", text, unknown=True)
            await self._recorder.outcomes([(item, again) for item in claim.items])

    async def _read(self, reply: Reply, items: Sequence[Item]) -> None:
        """Record what an upsert brought; what was refused as a whole, or not answered for, is sent again in parts."""
        if isinstance(reply.error, errors.Away):
            await self._recorder.reply(reply, all_failed(reply.error, items))
            return
        if isinstance(reply.error, errors.Refused) and misses_key_property(problem := read_problem(reply.error.body)):
            await self._recorder.reply(reply, [(item, self._judge(problem)) for item in items])
            return
        decided, conflicts, left = self._sort(_answered(reply, items), items)
        await self._recorder.reply(reply, decided)
        for part in _parts(left, items):
            if not await self._gone(part):
                await self._read(await self._line.further(_upsert(part), part), part)
        if conflicts and not await self._gone([item for item, _ in conflicts]):
            await self._resolve(conflicts)

    async def _gone(self, items: Sequence[Item]) -> bool:
        """Release users whose further call would meet an absent HubSpot; say whether that was so."""
        if not self._line.outage.away:
            return False
        absent = Failed("AWAY", self._line.outage.reason or "HubSpot is away", unknown=False, unanswered=False)
        await self._recorder.outcomes([(item, absent) for item in items])
        return True

    def _sort(
        self, answered: Outcomes, items: Sequence[Item]
    ) -> tuple[list[tuple[Item, Outcome]], list[tuple[Item, Problem]], list[Item]]:
        decided: list[tuple[Item, Outcome]] = []
        conflicts: list[tuple[Item, Problem]] = []
        left: list[Item] = []
        for item in items:
            contact, problem = answered.contacts.get(item.trace), answered.problems.get(item.trace)
            if contact is not None:
                decided.append((item, Delivered(contact.id, contact.new)))
            elif problem is None:
                left.append(item)
            elif is_conflict(problem):
                conflicts.append((item, problem))
            else:
                decided.append((item, self._judge(problem)))
        if len(items) == 1 and left:
            unspoken = Again("UNANSWERED", "HubSpot's answer does not speak of this user", unknown=True)
            return [(items[0], unspoken)], [], []
        return decided, conflicts, left

    def _judge(self, problem: Problem) -> Outcome:
        if misses_key_property(problem):
            self._key_property_missing()
            return Again("PROPERTY", f"HubSpot does not know {KEY}; it is made again")
        if any(words in problem.category for words in _PASSING):
            return Again(problem.category, problem.message)
        return Refused(problem.category, problem.message)

    async def _resolve(self, conflicts: Sequence[tuple[Item, Problem]]) -> None:
        """Find whose contacts have the e-mails, and link those that are marketing's."""
        owners = await self._owners(conflicts)
        if owners is None:
            return
        decisions = [(item, await self._decide(item, owners.get(item.trace))) for item, _ in conflicts]
        await self._recorder.outcomes([(item, each) for item, each in decisions if not isinstance(each, Link)])
        links = {each.contact_id: (item, each) for item, each in reversed(decisions) if isinstance(each, Link)}
        first = {item.trace for item, _ in links.values()}
        second = [item for item, each in decisions if isinstance(each, Link) and item.trace not in first]
        later = Again("CONFLICT", "another user takes the contact that has this e-mail first")
        await self._recorder.outcomes([(item, later) for item in second])
        if links:
            await self._link(list(links.values()))

    async def _decide(self, item: Item, owner: Contact | None) -> Link | Refused | Again:
        key = "" if owner is None else owner.properties.get(KEY) or ""
        email = item.properties.get("email")
        holder = await self._line.keep(lambda connection: holder_of(connection, key, email, self._in_force.mapping))
        return decide(item, owner, holder)

    async def _owners(self, conflicts: Sequence[tuple[Item, Problem]]) -> dict[str, Contact] | None:
        """Return the owners by the items' trace ids; None: HubSpot went away and the items are recorded so."""
        named = {item.trace: owner for item, problem in conflicts if (owner := owner_of(problem)) is not None}
        unnamed = {
            item.trace: item.properties["email"].lower()
            for item, _ in conflicts
            if item.trace not in named and item.properties.get("email")
        }
        items = [item for item, _ in conflicts]
        by_id = await self._contacts(items, named.values(), None)
        by_email = await self._contacts(items, unnamed.values(), "email") if by_id is not None else None
        if by_id is None or by_email is None:
            return None
        ids = {contact.id: contact for contact in by_id}
        emails = {(contact.properties.get("email") or "").lower(): contact for contact in by_email}
        found = {trace: ids.get(owner) for trace, owner in named.items()}
        found |= {trace: emails.get(email) for trace, email in unnamed.items()}
        return {trace: contact for trace, contact in found.items() if contact is not None}

    async def _contacts(
        self, items: Sequence[Item], ids: Iterable[str], id_property: str | None
    ) -> list[Contact] | None:
        wanted = sorted(set(ids))
        if not wanted:
            return []
        request = Request("read", "POST", f"{CONTACTS}/batch/read", read_body(wanted, id_property))
        reply = await self._line.further(request, items)
        if reply.answer is not None:
            await self._recorder.reply(reply, [])
            return read_contacts(reply.answer)
        await self._recorder.reply(reply, [(item, undecided(reply)) for item in items])
        return None

    async def _link(self, links: Sequence[tuple[Item, Link]]) -> None:
        items = [item for item, _ in links]
        contact_ids = {item.trace: link.contact_id for item, link in links}

        def intend(connection: Connection, until: float) -> None:
            for item in items:
                intend_link(connection, item, contact_ids[item.trace], until)

        await self._recorder.before(intend)
        body = update_body((item.trace, contact_ids[item.trace], {KEY: item.key}) for item in items)
        reply = await self._line.further(Request("link", "POST", f"{CONTACTS}/batch/update", body), items)
        if isinstance(reply.error, errors.Away):
            await self._recorder.reply(reply, all_failed(reply.error, items))
            return
        if isinstance(reply.error, errors.Refused) and len(links) > 1:
            await self._recorder.reply(reply, [])
            middle = len(links) // 2
            for part in (links[:middle], links[middle:]):
                if not await self._gone([item for item, _ in part]):
                    await self._link(part)
            return
        answered = _answered_links(reply, items, contact_ids)
        await self._recorder.reply(reply, [(item, self._linked(answered, item)) for item in items])

    def _linked(self, answered: Outcomes, item: Item) -> Outcome:
        if item.trace in answered.contacts:
            return Linked()
        problem = answered.problems.get(item.trace)
        if problem is None:
            return Again("UNANSWERED", "HubSpot's answer does not speak of this contact", unknown=True)
        return self._judge(problem)


def _upsert(items: Sequence[Item]) -> Request:
    body = upsert_body((item.trace, item.key, item.properties) for item in items)
    return Request("upsert", "POST", f"{CONTACTS}/batch/upsert", body)


def _answered(reply: Reply, items: Sequence[Item]) -> Outcomes:
    if reply.answer is not None:
        return read_outcomes(reply.answer, {item.trace: item.key for item in items})
    return _refused_whole(reply, items)


def _answered_links(reply: Reply, items: Sequence[Item], contact_ids: Mapping[str, str]) -> Outcomes:
    """Match by trace id, else by the contact's id, which a linking call knows."""
    if reply.answer is None:
        return _refused_whole(reply, items)
    answered = read_outcomes(reply.answer, {item.trace: item.key for item in items})
    by_id = {contact.id: contact for contact in read_contacts(reply.answer)}
    contacts = {trace: by_id[each] for trace, each in contact_ids.items() if each in by_id}
    return Outcomes({**contacts, **answered.contacts}, answered.problems)


def _refused_whole(reply: Reply, items: Sequence[Item]) -> Outcomes:
    """A refusal of the whole call is an item's own only when that is all the call had."""
    if len(items) > 1 or not isinstance(reply.error, errors.Refused):
        return Outcomes({}, {})
    return Outcomes({}, {items[0].trace: read_problem(reply.error.body)})


def _parts(left: Sequence[Item], items: Sequence[Item]) -> list[Sequence[Item]]:
    """Cut what was not answered for: a whole call in two, so that one bad item is found in few calls."""
    if not left:
        return []
    if len(left) < len(items):
        return [left]
    middle = len(left) // 2
    return [left[:middle], left[middle:]]
