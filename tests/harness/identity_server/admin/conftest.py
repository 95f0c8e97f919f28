"""Fixtures: fresh servers of any release."""

from itertools import count
from typing import Any

import httpx2
import pytest

from harness.identity_server.simulator import create_app
from tests.harness.identity_server.admin.office import MakeOffice, Office
from tests.harness.identity_server.place import PUBLIC_URL, Place, StubTarget


@pytest.fixture
def make_office(target: StubTarget) -> MakeOffice:
    """Return a maker of fresh servers; ids are counted."""

    def make(**options: Any) -> Office:
        ids = count(1)
        app = create_app(clock=lambda: 1_800_000_000.0, new_id=lambda: f"id-{next(ids)}", transport=target, **options)
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL, trust_env=False)
        return Office(Place(app.state.server, http, target))

    return make


@pytest.fixture
def office(make_office: MakeOffice) -> Office:
    """A fresh 6.1 whose My Account may be changed."""
    return make_office()
