"""One fake a test, called in process by a client that knows its token, on a clock that a test sets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from harness.hubspot.fake import create_app

TOKEN = "pat-test"
NOW = 1_790_000_000.25


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    now: float = NOW

    def __call__(self) -> float:
        """Return the time that was set."""
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(clock: SetClock) -> Starlette:
    return create_app(token=TOKEN, clock=clock)


@pytest.fixture
def hubspot(app: Starlette) -> Iterator[TestClient]:
    """A client with the right token; one event loop for the whole test, as a server has."""
    with TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture
def create(hubspot: TestClient) -> Callable[..., str]:
    """Create a contact with the given properties and return its id."""

    def make(**properties: str) -> str:
        answer = hubspot.post("/crm/v3/objects/contacts", json={"properties": properties})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    return make


@pytest.fixture
def stored(hubspot: TestClient) -> Callable[[str], dict[str, Any]]:
    """Return what the control API says of a contact."""

    def look(contact_id: str) -> dict[str, Any]:
        contacts = hubspot.get("/_fake/contacts").json()["contacts"]
        return next(contact for contact in contacts if contact["id"] == contact_id)

    return look


@pytest.fixture
def unique(hubspot: TestClient) -> str:
    """Create the unique property `wso2_username` and return its name."""
    body = {
        "name": "wso2_username",
        "label": "WSO2 username",
        "type": "string",
        "fieldType": "text",
        "groupName": "contactinformation",
        "hasUniqueValue": True,
    }
    assert hubspot.post("/crm/v3/properties/contacts", json=body).status_code == 201
    return "wso2_username"
