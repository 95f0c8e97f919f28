"""A simulator in this process, for a client that waits for its answers."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx2
from starlette.applications import Starlette

Done = TypeVar("Done")


class InProcess(httpx2.BaseTransport):
    """Brings a client's requests to an application in this process."""

    def __init__(self, app: Starlette) -> None:
        self._asgi = httpx2.ASGITransport(app)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""

        async def answer() -> httpx2.Response:
            asked = httpx2.Request(request.method, request.url, headers=request.headers, content=request.read())
            given = await self._asgi.handle_async_request(asked)
            return httpx2.Response(given.status_code, headers=given.headers, content=await given.aread())

        return self.run(answer())

    def run(self, doing: Coroutine[Any, Any, Done]) -> Done:
        """Do something else in the simulator's loop, to its end."""
        return self._runner.run(doing)

    def close(self) -> None:
        """End the loop."""
        self._runner.close()
