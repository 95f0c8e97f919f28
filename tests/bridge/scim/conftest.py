"""A fresh service for each test: it takes a few milliseconds."""

from collections.abc import Iterator

import pytest

from tests.bridge.scim.service import Service


@pytest.fixture
def service() -> Iterator[Service]:
    """The SCIM routes over an empty directory."""
    made = Service()
    yield made
    made.store.close()
