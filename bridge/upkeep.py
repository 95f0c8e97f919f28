"""`/admin/mapping` and `/admin/export`: the mapping in force, what it would change, and all users as SCIM."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bridge.admin import Guard, error_answer
from bridge.delivery.applying import Tally, look
from bridge.delivery.worker import Delivery
from bridge.directory import page_of_resources
from bridge.reload import Reload
from bridge.scim.auth import Credentials
from bridge.seams import Clock
from bridge.storage import Store


def routes(
    store: Store, credentials: Credentials | None, delivery: Delivery, reload: Reload, clock: Clock
) -> list[Route]:
    """Return the routes, or none when there are no credentials for them.

    Args:
        store: the database.
        credentials: what a caller must send.
        delivery: pays what is owed by the mapping in force.
        reload: what became of the mapping file.
        clock: the wall clock.
    """
    if credentials is None:
        return []
    guard = Guard(credentials)
    mapping = _Mapping(store, delivery, reload, clock)
    return [
        Route("/admin/mapping", guard(mapping.show)),
        Route("/admin/mapping/effect", guard(mapping.effect)),
        Route("/admin/mapping/apply", guard(mapping.apply), methods=["POST"]),
        Route("/admin/export", guard(_Export(store).show)),
    ]


class _Exchanged(Exception):
    """Another mapping came into force while one was applied."""


@dataclass(frozen=True, slots=True)
class _Mapping:
    store: Store
    delivery: Delivery
    reload: Reload
    clock: Clock

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self._head())

    async def effect(self, _request: Request) -> Response:
        """Say what applying the mapping would change."""
        return await self._answer(owe=False)

    async def apply(self, _request: Request) -> Response:
        """Owe those whose contacts change."""
        return await self._answer(owe=True)

    async def _answer(self, *, owe: bool) -> Response:
        head = self._head()
        try:
            tally = await self._through(owe=owe)
        except _Exchanged:
            return error_answer(
                409, "The mapping changed while it was applied; nothing of it is lost. Look at the new one, then again."
            )
        return JSONResponse({**head, "applied": owe, **_document(tally)})

    async def _through(self, *, owe: bool) -> Tally:
        rules = self.delivery.in_force.rules
        found = Tally(through="")
        while found.through is not None:
            if self.delivery.in_force.rules is not rules:
                raise _Exchanged
            after, now = found.through, self.clock()
            found.add(await self.store.run(lambda connection: look(connection, rules, after, now, owe=owe)))  # noqa: B023 - awaited before the next turn of the loop
            if owe:
                self.delivery.wake()
        return found

    def _head(self) -> dict[str, Any]:
        path = self.reload.path
        return {
            "file": None if path is None else str(path),
            "hash": self.delivery.in_force.mapping.hash,
            "problem": self.reload.problem,
        }


def _document(tally: Tally) -> dict[str, Any]:
    names = sorted(tally.changed.keys() | tally.cleared.keys())
    return {
        "users": tally.effects.total(),
        **{effect: tally.effects[effect] for effect in ("rewritten", "made", "left", "incomplete", "unchanged")},
        "properties": {name: {"changed": tally.changed[name], "cleared": tally.cleared[name]} for name in names},
    }


@dataclass(frozen=True, slots=True)
class _Export:
    store: Store

    async def show(self, _request: Request) -> Response:
        return StreamingResponse(self._lines(), media_type="application/jsonl")

    async def _lines(self) -> AsyncIterator[str]:
        """Yield a page of users at a time, so that the memory does not grow with their number."""
        after: str | None = ""
        while after is not None:
            start = after
            page, after = await self.store.run(lambda connection: page_of_resources(connection, start))  # noqa: B023 - awaited before the next turn of the loop
            if page:
                yield "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in page)
