"""What is configured has its effect: registrations and edits go to the bridge, as the guide promises."""

from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from harness.identity_server.configure import AdminClient, Wanted, configure
from harness.identity_server.simulator import create_app
from tests.harness.identity_server.configure.inprocess import InProcess
from tests.harness.identity_server.place import PUBLIC_URL, Place, StubTarget, bearer

WANTED = Wanted("https://bridge.example/hubspot/contacts", "bridge-user", "bridge-secret", blocking=True)
LOOK_UP = "GET /hubspot/contacts?filter=userName%20Eq%20alice"
PROFILES = ["6.1", "7.0", "7.1", "7.2", "7.3"]


class Configured:
    """A simulator that was fresh and is configured now, with its target."""

    def __init__(self, profile: str, wanted: Wanted, *, stock: bool = False) -> None:
        self.target = StubTarget()
        app = create_app(profile=profile, stock=stock, transport=self.target)
        self._within = InProcess(app)
        with AdminClient(PUBLIC_URL, transport=self._within) as admin:
            configure(admin, wanted)
        self._within = InProcess(app)
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL, trust_env=False)
        self._place = Place(app.state.server, http, self.target)

    def register(self) -> httpx2.Response:
        """Register a person as the recovery portal does."""
        return self._within.run(self._place.register(phoneNumbers="+41441234567"))

    def edit(self) -> httpx2.Response:
        """Change a first name in My Account."""

        async def sign_in_and_edit() -> httpx2.Response:
            headers = await bearer(self._place.http)
            return await self._place.patch_me({"name": {"givenName": "Alicia"}}, auth=None, headers=headers)

        return self._within.run(sign_in_and_edit())

    def close(self) -> None:
        """End the loop."""
        self._within.close()


@pytest.fixture(params=PROFILES)
def server(request: pytest.FixtureRequest) -> Iterator[Configured]:
    made = Configured(request.param, WANTED)
    yield made
    made.close()


def test_a_registration_is_sent_with_the_phone_number_and_without_the_password(server: Configured) -> None:
    assert server.register().status_code == 201
    sent = server.target.requests[0]
    assert server.target.calls[0] == "POST /hubspot/contacts"
    assert sent.json["phoneNumbers"] == ["+41441234567"]
    assert "password" not in sent.json
    assert ("Authorization", "Basic YnJpZGdlLXVzZXI6YnJpZGdlLXNlY3JldA==") in sent.headers


def test_an_edit_in_my_account_is_sent(server: Configured) -> None:
    server.register()
    assert server.edit().status_code == 200
    assert server.target.calls[-2:] == [LOOK_UP, "PATCH /hubspot/contacts/1"]
    assert server.target.requests[-1].json["name"] == {"givenName": "Alicia"}


@pytest.mark.parametrize("options", [{"stock": True}, {}])
def test_on_6_1_an_edit_is_not_sent_without_settings_of_my_accounts_own(options: dict[str, bool]) -> None:
    server = Configured("6.1", replace(WANTED, my_account=False), **options)
    server.register()
    server.edit()
    assert server.target.calls == ["POST /hubspot/contacts"]
    server.close()
