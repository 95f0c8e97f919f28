"""Sign-in at My Account: the authorize request, the session, the tokens."""

from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from harness.identity_server.simulator.users import User
from tests.harness.identity_server.place import (
    CALLBACK,
    PASSWORD,
    PUBLIC_URL,
    Place,
    authorize_query,
    bearer,
    obtain_code,
    redeem,
)

pytestmark = pytest.mark.anyio


def alice(place: Place) -> User:
    """Return the user who has registered."""
    user = place.server.users.find("alice")
    assert user is not None
    return user


async def authorize(place: Place, **others: str) -> httpx2.Response:
    """Send the authorize request."""
    return await place.http.get("/oauth2/authorize", params=authorize_query(**others))


async def test_without_a_session_the_sign_in_page_is_asked_with_the_servers_query(place: Place) -> None:
    answer = await authorize(place)
    location = httpx2.URL(answer.headers["location"])
    assert answer.status_code == 302
    assert str(location).startswith(f"{PUBLIC_URL}/authenticationendpoint/login.do?")
    assert location.params["client_id"] == location.params["relyingParty"] == "MY_ACCOUNT"
    assert location.params["sp"] == "My Account"
    assert location.params["authenticators"] == "BasicAuthenticator:LOCAL"
    context = await place.http.get(f"/logincontext?sessionDataKey={location.params['sessionDataKey']}")
    assert (context.status_code, context.json()["status"]) == (200, "success")


async def test_the_code_comes_back_in_a_form_that_posts_itself(place: Place) -> None:
    await place.register()
    await obtain_code(place.http)
    page = await authorize(place)
    assert page.status_code == 200
    assert f'action="{CALLBACK}"' in page.text
    assert 'name="state" value="request_0"' in page.text
    assert 'name="session_state"' in page.text


async def test_with_a_session_no_password_is_asked_and_query_mode_redirects(place: Place) -> None:
    await place.register()
    await obtain_code(place.http)
    answer = await authorize(place, response_mode="query", prompt="none")
    assert httpx2.URL(answer.headers["location"]).params["code"]
    again = await authorize(place, prompt="login")
    assert "/authenticationendpoint/login.do?" in again.headers["location"]


async def test_prompt_none_without_a_session_is_login_required(place: Place) -> None:
    answer = await authorize(place, response_mode="query", prompt="none")
    assert httpx2.URL(answer.headers["location"]).params["error"] == "login_required"


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("client_id", "OTHER", "invalid_client"),
        ("redirect_uri", "https://evil.example/", "invalid_callback"),
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
    ],
)
async def test_a_wrong_authorize_request_ends_on_the_error_page(
    place: Place, parameter: str, value: str, code: str
) -> None:
    answer = await authorize(place, **{parameter: value})
    location = answer.headers["location"]
    assert location.startswith(f"{PUBLIC_URL}/authenticationendpoint/oauth2_error.do?oauthErrorCode={code}")
    assert code in (await place.http.get(location)).text


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_a_wrong_sign_in_goes_back_to_the_page_with_the_failure(place: Place, name: str, password: str) -> None:
    await place.register()
    asked = await authorize(place)
    key = httpx2.URL(asked.headers["location"]).params["sessionDataKey"]
    form = {"username": name, "password": password, "sessionDataKey": key}
    answer = await place.http.post("/commonauth", data=form)
    assert answer.headers["location"].endswith("&authFailure=true&authFailureMsg=login.fail.message")
    assert f"sessionDataKey={key}" in answer.headers["location"]
    assert "set-cookie" not in answer.headers


async def test_an_unconfirmed_person_is_told_so(place: Place) -> None:
    await place.configure(lockOnCreation=True)
    await place.register()
    asked = await authorize(place)
    key = httpx2.URL(asked.headers["location"]).params["sessionDataKey"]
    form = {"username": "alice", "password": PASSWORD, "sessionDataKey": key}
    location = httpx2.URL((await place.http.post("/commonauth", data=form)).headers["location"])
    assert location.params["errorCode"] == "17005"
    assert location.params["authFailureMsg"] == "account.confirmation.pending"


async def test_a_sign_in_without_a_request_goes_to_retry(place: Place) -> None:
    answer = await place.http.post("/commonauth", data={"username": "a", "password": "b", "sessionDataKey": "x"})
    assert "/authenticationendpoint/retry.do?" in answer.headers["location"]


async def test_the_id_token_is_what_my_account_demands(place: Place) -> None:
    await place.register()
    token = (await redeem(place.http, await obtain_code(place.http))).json()
    keys = KeySet.import_key_set((await place.http.get("/oauth2/jwks")).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
    assert decoded.claims["iss"] == f"{PUBLIC_URL}/oauth2/token"
    assert decoded.claims["aud"] == ["MY_ACCOUNT"]
    assert decoded.claims["sub"] == "alice@carbon.super"
    assert token["scope"] == "openid SYSTEM"
    assert token["token_type"] == "Bearer"


@pytest.mark.parametrize("wrong", [{"code_verifier": "w" * 43}, {"redirect_uri": "https://x/"}, {"code": "other"}])
async def test_a_code_is_not_redeemed_by_a_stranger(place: Place, wrong: dict[str, str]) -> None:
    await place.register()
    answer = await redeem(place.http, await obtain_code(place.http), **wrong)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_redeemed_once(place: Place) -> None:
    await place.register()
    code = await obtain_code(place.http)
    assert [(await redeem(place.http, code)).status_code for _ in "12"] == [200, 400]


async def test_a_refresh_token_brings_new_tokens_once(place: Place) -> None:
    await place.register()
    first = (await redeem(place.http, await obtain_code(place.http))).json()
    form = {"client_id": "MY_ACCOUNT", "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second: dict[str, Any] = (await place.http.post("/oauth2/token", data=form)).json()
    assert second["id_token"].count(".") == 2
    assert second["access_token"] != first["access_token"]
    assert (await place.http.post("/oauth2/token", data=form)).status_code == 400


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_id": "OTHER", "grant_type": "refresh_token"}, 401, "invalid_client"),
        ({"client_id": "MY_ACCOUNT", "grant_type": "password"}, 400, "unsupported_grant_type"),
        ({}, 401, "invalid_client"),
    ],
)
async def test_a_wrong_token_request_is_refused(place: Place, form: dict[str, str], status: int, error: str) -> None:
    answer = await place.http.post("/oauth2/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_revoked_token_opens_nothing(place: Place) -> None:
    await place.register()
    headers = await bearer(place.http)
    form = {"client_id": "MY_ACCOUNT", "token": headers["Authorization"].removeprefix("Bearer ")}
    assert (await place.http.post("/oauth2/revoke", data=form)).status_code == 200
    assert (await place.http.get("/scim2/Me", headers=headers)).status_code == 401


async def test_an_administrator_ends_a_persons_sessions_and_their_tokens(place: Place) -> None:
    await place.register()
    user = alice(place).id
    tokens = (await redeem(place.http, await obtain_code(place.http))).json()
    ended = await place.http.delete(f"/api/users/v1/{user}/sessions", auth=("admin", "admin"))
    assert ended.status_code == 204
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await place.http.get("/scim2/Me", headers=headers)).status_code == 401
    form = {"client_id": "MY_ACCOUNT", "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await place.http.post("/oauth2/token", data=form)).status_code == 400
    assert "login.do" in (await authorize(place)).headers["location"]


@pytest.mark.parametrize(("name", "user", "status"), [("alice", "", 403), ("admin", "nobody", 404)])
async def test_sessions_are_not_ended_by_others_or_of_nobody(place: Place, name: str, user: str, status: int) -> None:
    await place.register()
    own = alice(place).id
    password = PASSWORD if name == "alice" else "admin"
    answer = await place.http.delete(f"/api/users/v1/{user or own}/sessions", auth=(name, password))
    assert answer.status_code == status


async def test_signing_out_ends_the_session_and_returns_to_the_application(place: Place) -> None:
    await place.register()
    token = (await redeem(place.http, await obtain_code(place.http))).json()
    query = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": CALLBACK, "state": "sign_out_success"}
    answer = await place.http.get("/t/carbon.super/oidc/logout", params=query)
    assert answer.headers["location"] == f"{CALLBACK}?state=sign_out_success"
    assert "/authenticationendpoint/login.do?" in (await authorize(place)).headers["location"]


@pytest.mark.parametrize("query", [{}, {"id_token_hint": "a.b.c", "post_logout_redirect_uri": CALLBACK}])
async def test_signing_out_needs_a_token_of_this_server(place: Place, query: dict[str, str]) -> None:
    answer = await place.http.get("/oidc/logout", params=query)
    assert "oauth2_error.do" in answer.headers["location"]


async def test_the_frame_that_watches_the_session_is_served(place: Place) -> None:
    answer = await place.http.get(f"/t/carbon.super/oidc/checksession?client_id=MY_ACCOUNT&redirect_uri={CALLBACK}")
    assert answer.headers["content-type"].startswith("text/html")
