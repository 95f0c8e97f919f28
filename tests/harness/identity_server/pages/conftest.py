"""A client of the pages, one a test."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.harness.identity_server.pages.portal import client_of, simulator


@pytest.fixture
def portal() -> Iterator[TestClient]:
    """Return a client of a simulator set up as the guide says."""
    with client_of(simulator()) as client:
        yield client
