"""The fault rule of harness.md, given to the fake HubSpot: it strikes whom and when the page says."""

import json

from starlette.testclient import TestClient

from harness.hubspot.fake import create_app
from walkthroughs.markdown import blocks

CONTACTS = "/crm/v3/objects/contacts"


def upsert(hubspot: TestClient, name: str) -> int:
    email = f"{name}@example.com"
    item = {"id": email, "idProperty": "email", "properties": {"email": email, "firstname": name}}
    return hubspot.post(f"{CONTACTS}/batch/upsert", json={"inputs": [item]}).status_code


def test_the_page_s_rule_applies_one_write_of_one_person_and_answers_an_error() -> None:
    (rule,) = [block.text for block in blocks("json") if block.page == "harness.md" and '"match"' in block.text]
    struck = json.loads(rule)["fault"]["status"]
    with TestClient(create_app(token="t"), headers={"Authorization": "Bearer t"}) as hubspot:
        assert hubspot.post("/_fake/faults", content=rule).status_code == 201
        assert upsert(hubspot, "bob") in {200, 201}
        assert upsert(hubspot, "alice") == struck == 502
        contacts = hubspot.get("/_fake/contacts").json()["contacts"]
        assert sorted(each["properties"]["firstname"] for each in contacts) == ["alice", "bob"]
        assert upsert(hubspot, "alice") == 200
