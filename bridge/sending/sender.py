"""Sends letters one request after the other, and follows each until its end or until the patience is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any
from urllib.parse import quote

from bridge.errors import WrongUse
from bridge.seams import NewId
from bridge.sending.dialects import Change, Client, Request, look_up, request_of
from bridge.sending.door import Answer, Door
from bridge.sending.letters import Letter
from bridge.sending.story import SETTLED, Story


class Sender:
    """A client of the bridge who looks on."""

    def __init__(self, door: Door, client: Client, wait: float, new_id: NewId) -> None:
        """Take the bridge, whose form to use, how many seconds to wait for an outcome, and the id maker."""
        self._door = door
        self._client = client
        self._wait = wait
        self._new_id = new_id

    async def send(self, letter: Letter) -> AsyncIterator[Story]:
        """Send a case's requests and yield what became of each."""
        if letter.change is not None:
            async for story in self._change(letter.change):
                yield story
            return
        known: str | None = None
        for request in letter.requests:
            story = await self._tell(_with_id(request, self._door.base_path, known))
            known = _id_in(story.answer) or known
            yield story

    async def _change(self, change: Change) -> AsyncIterator[Story]:
        if self._client == "scim2" and change.method == "PATCH":
            raise WrongUse("WSO2's connector scim2 sends no PATCH of a user: give --method PUT, or --as rfc.")
        user_id = change.user_id
        if change.method != "POST" and not user_id:
            asked = await self._tell(look_up(self._client, self._door.base_path, change.user_name))
            yield asked
            user_id = _id_in(asked.answer) or ""
            if not user_id and self._client != "scim":
                return  # who does not find the user sends nothing more, and so do we
        # The older connector goes on with the id that it did not find.
        yield await self._tell(request_of(self._client, self._door.base_path, change, user_id or "null"))

    async def _tell(self, request: Request) -> Story:
        """Send one request and follow it."""
        place = await self._door.place()
        correlation_id = f"send-{self._new_id()}"
        story = Story(request, correlation_id, await self._door.send(request, correlation_id))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait):
                await self._follow(story, place)
        if "answered" not in story.steps:  # the patience was over before the trail was read
            for event in await self._door.told(correlation_id):
                story.hear(event)
        if story.user_name and not story.is_over:
            story.record = await self._door.record(story.user_name)
        return story

    async def _follow(self, story: Story, place: int) -> None:
        async with aclosing(self._door.events(place)) as events:
            async for event in events:
                story.hear(event)
                if story.is_over or (event["step"] == "answered" and await self._stands(story)):
                    return

    async def _stands(self, story: Story) -> bool:
        """Tell whether a request that said nothing new found its user settled: then no outcome comes any more."""
        if not story.changes_nothing:
            return False
        story.record = await self._door.record(story.user_name)
        return story.record.get("state") in SETTLED


def _id_in(answer: Answer) -> str | None:
    """Return the id of the user that a list names, or that is the answer."""
    body: Any = answer.body
    if not isinstance(body, dict):
        return None
    found = body.get("Resources")
    first = found[0] if isinstance(found, list) and found else body
    user_id = first.get("id") if isinstance(first, dict) else None
    return user_id if isinstance(user_id, str) else None


def _with_id(request: Request, base_path: str, known: str | None) -> Request:
    """Return a recorded request with the id that this bridge gave instead of the recorded one."""
    path, mark, query = request.target.partition("?")
    prefix = next((each for each in (base_path, "/scim/v2/Users") if path.startswith(f"{each}/")), None)
    if prefix is None:
        return request
    target = f"{prefix}/{quote(known or 'null', safe='')}{mark}{query}"
    return Request(request.method, target, request.headers, request.body)
