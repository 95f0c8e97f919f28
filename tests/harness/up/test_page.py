"""The start page says where everything is, and streams the feed."""

import asyncio
import json

import pytest
from starlette.testclient import TestClient

from harness.timeline.moment import Moment
from harness.up.feed import Feed
from harness.up.page import Place, create_app, stream
from harness.up.stand import ALICE

PLACE = Place(
    my_account="https://localhost:9443/myaccount",
    hubspot="http://localhost:8310",
    bridge="https://localhost:8253",
    logs="logs-are-here",
    person=ALICE,
    marketing=("marketing@example.com", "marketing"),
    operator=("operator", "operator"),
    provisioner=("admin", "admin"),
)
MOMENT = Moment("is-1", 1.0, "identity server", "alice", "POST </script> → 201", {"body": {"userName": "alice"}})


@pytest.fixture
def feed() -> Feed:
    feed = Feed(lambda: [MOMENT], lambda: {"servers": []})
    feed.look()
    return feed


@pytest.fixture
def client(feed: Feed) -> TestClient:
    return TestClient(create_app(PLACE, feed, process_id=4711))


@pytest.mark.parametrize(
    "text",
    [
        'href="https://localhost:9443/myaccount"',
        'href="http://localhost:8310"',
        'href="https://localhost:8253/health/ready"',
        "https://localhost:9443/scim2/Users",
        "Alice1!demo",
        "marketing@example.com",
        "logs-are-here",
    ],
)
def test_the_page_names_every_address_and_log_in(client: TestClient, text: str) -> None:
    assert text in client.get("/").text


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert policy == "default-src 'self'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/static/live.js", "/static/start.css"])
def test_what_the_page_needs_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_second_copy_can_ask_who_is_here(client: TestClient) -> None:
    assert client.get("/up.json").json() == {"name": "harness up", "pid": 4711}


def test_the_moments_are_there_as_json_too(client: TestClient) -> None:
    assert [moment["id"] for moment in client.get("/moments.json").json()["moments"]] == ["is-1"]


def test_an_event_of_the_stream_has_an_id_a_kind_and_one_line_of_json(feed: Feed) -> None:
    async def read() -> list[str]:
        read = []
        async for event in stream(feed, 0):
            read.append(event)
            if event.startswith("id: 1\n"):
                await asyncio.to_thread(feed.stop)
        return read

    feed.start()
    start, event, *_ = asyncio.run(asyncio.wait_for(read(), 10))
    number, kind, data = event.splitlines()[:3]
    assert (start, number, kind) == ("retry: 500\n\n", "id: 1", "event: moment")
    assert json.loads(data.removeprefix("data: "))["payload"] == {"body": {"userName": "alice"}}
