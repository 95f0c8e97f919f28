"""Whatever a client sends, the fake answers in HubSpot's form and stays whole."""

from json import dumps
from typing import Any

import httpx2
from hypothesis import given, settings
from hypothesis import strategies as some

from harness.hubspot.fake import create_app
from harness.simulation.clock import VirtualLoop, run_virtually

ANSWERS = (200, 201, 204, 207, 400, 404, 409, 501)

NAMES = some.sampled_from(
    ["email", "firstname", "closedate", "lifecyclestage", "hs_buying_role", "hubspot_owner_id", "hs_object_id", "x"]
)
LEAVES = some.none() | some.booleans() | some.integers() | some.floats() | some.text()
ANYTHING = some.recursive(LEAVES, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=8)
VALUES = some.dictionaries(NAMES | some.text(), LEAVES, max_size=4)
IDS = some.sampled_from(["101", "102", "a@example.com"]) | LEAVES
ITEM = some.fixed_dictionaries(
    {},
    optional={
        "id": IDS,
        "idProperty": some.sampled_from(["email", "firstname", "x"]) | LEAVES,
        "properties": VALUES | ANYTHING,
        "objectWriteTraceId": LEAVES,
    },
)
BODY = some.fixed_dictionaries(
    {},
    optional={
        "properties": VALUES | ANYTHING,
        "inputs": some.lists(ITEM, max_size=4) | ANYTHING,
        "idProperty": some.sampled_from(["email", "x"]) | LEAVES,
        "associations": ANYTHING,
        **dict.fromkeys(("name", "label", "type", "fieldType", "groupName", "options"), ANYTHING),
    },
)
REQUEST = some.tuples(
    some.sampled_from(
        [
            ("POST", "/crm/v3/objects/contacts"),
            ("PATCH", "/crm/v3/objects/contacts/101"),
            ("POST", "/crm/v3/properties/contacts"),
            *(
                ("POST", f"/crm/v3/objects/contacts/batch/{name}")
                for name in ("create", "read", "update", "upsert", "archive")
            ),
        ]
    ),
    BODY | ANYTHING,
)


@given(some.lists(REQUEST, max_size=6))
@settings(max_examples=50, deadline=None)
def test_any_body_is_answered_and_the_fake_stays_whole(requests: list[tuple[tuple[str, str], Any]]) -> None:
    async def act(_loop: VirtualLoop) -> None:
        transport = httpx2.ASGITransport(create_app(token="t"))
        headers = {"Authorization": "Bearer t"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://fake", headers=headers) as fake:
            for (method, path), body in requests:
                answer = await fake.request(method, path, content=dumps(body))
                assert answer.status_code in ANSWERS, answer.text
                assert not answer.is_error or answer.json()["status"] == "error"
            assert len((await fake.get("/_fake/requests")).json()["requests"]) == len(requests)
            contacts = (await fake.get("/_fake/contacts")).json()["contacts"]
            emails = [contact["properties"].get("email") for contact in contacts if not contact["archived"]]
            assert len(set(filter(None, emails))) == len(list(filter(None, emails)))

    run_virtually(act)
