"""Fixtures: a simulator in this process, and its target."""

from itertools import count

import httpx2
import pytest

from harness.identity_server.simulator import ProvisioningSettings, create_app
from tests.harness.identity_server.place import PUBLIC_URL, MakePlace, Place, StubTarget


@pytest.fixture
def anyio_backend() -> str:
    """Run the asynchronous tests on asyncio, as the server runs."""
    return "asyncio"


@pytest.fixture
def target() -> StubTarget:
    """A target that knows everybody."""
    return StubTarget()


@pytest.fixture
def make_place(target: StubTarget) -> MakePlace:
    """Return a maker of simulators; ids are counted, the clock stands still unless a test moves it."""

    def make(*, connector: str = "scim", blocking: bool = True, stock: bool = False, profile: str = "6.1") -> Place:
        ids = count(1)
        settings = ProvisioningSettings(
            "https://bridge.example/hubspot/contacts", connector=connector, blocking=blocking
        )
        app = create_app(
            provisioning=settings,
            stock=stock,
            profile=profile,
            clock=lambda: 1_800_000_000.0,
            new_id=lambda: f"id-{next(ids)}",
            transport=target,
        )
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL, trust_env=False)
        return Place(app.state.server, http, target)

    return make


@pytest.fixture
def place(make_place: MakePlace) -> Place:
    """A simulator with the guide's set-up, blocking, so that a test sees what was sent when it has its answer."""
    return make_place()
