"""Odd requests to the control interfaces are refused in one line and change nothing."""

import asyncio
from typing import Any

import httpx2
import pytest

from harness.faults import FaultRuleError, rules_of
from harness.hubspot.fake import create_app


def post(body: dict[str, Any]) -> tuple[int, int]:
    async def main() -> tuple[int, int]:
        transport = httpx2.ASGITransport(create_app())
        async with httpx2.AsyncClient(transport=transport, base_url="http://fake") as fake:
            answer = await fake.post("/_fake/contacts", json=body)
            return answer.status_code, len((await fake.get("/_fake/contacts")).json()["contacts"])

    return asyncio.run(main())


@pytest.mark.parametrize("emails", [5, "a@example.com", [5]])
def test_secondary_addresses_that_are_no_list_of_texts_make_no_contact(emails: Any) -> None:
    assert post({"properties": {"email": "b@example.com"}, "secondaryEmails": emails}) == (400, 0)


@pytest.mark.parametrize("match", [[], "", 0, False])
def test_a_match_of_a_wrong_type_does_not_strike_everything(match: Any) -> None:
    with pytest.raises(FaultRuleError):
        rules_of({"match": match, "fault": {"kind": "reset"}})
