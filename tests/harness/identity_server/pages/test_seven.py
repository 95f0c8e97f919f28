"""The pages of 7.x, where they differ from those of 6.1."""

from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from harness.identity_server.simulator import create_app
from harness.identity_server.simulator.profiles import PROFILES
from tests.harness.identity_server.pages.portal import CLAIMS, DETAILS, PUBLIC_URL, Html, client_of, simulator

LOGIN = "/authenticationendpoint/login.do?sessionDataKey=key-1&relyingParty=MY_ACCOUNT&sp=My+Account"
ROOT = "/accountrecoveryendpoint"
SEVEN = [profile.name for profile in PROFILES if profile.portals == "7"]


@pytest.fixture(params=SEVEN)
def portal(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """Return a client of each release."""
    with client_of(simulator(profile=request.param)) as client:
        yield client


def page(portal: TestClient, path: str) -> Html:
    answer = portal.get(path)
    assert answer.status_code == 200
    return Html(answer.text)


def register(portal: TestClient, **changes: str) -> httpx2.Response:
    return portal.post(f"{ROOT}/processregistration.do", data=DETAILS | changes)


def test_all_but_6_1_have_the_later_pages() -> None:
    assert SEVEN == ["7.0", "7.1", "7.2", "7.3"]


def test_the_user_name_is_typed_into_a_field_beside_the_one_that_is_sent(portal: TestClient) -> None:
    html = page(portal, LOGIN)
    assert html.one("input", id="usernameUserInput").attributes["data-testid"] == "login-page-username-input"
    assert html.one("input", id="username").attributes == {"id": "username", "name": "username", "type": "hidden"}
    assert "novalidate" in html.one("form", id="loginForm").attributes


def test_the_button_is_loading_until_the_page_is_ready(portal: TestClient) -> None:
    button = page(portal, LOGIN).one("button", data_testid="login-page-continue-login-button")
    assert (button.attributes["id"], button.text) == ("sign-in-button", "Sign In")
    assert "loading" in button.attributes["class"].split()


def test_create_account_is_a_link_that_leads_back_to_sign_in(portal: TestClient) -> None:
    link = page(portal, LOGIN).one("a", id="registerLink")
    assert (link.text, link.attributes["data-testid"]) == ("Register", "login-page-create-account-button")
    assert "callback=https%3A%2F%2Flocalhost%3A9443%2Fauthenticationendpoint%2Flogin.do" in link.attributes["href"]


def test_without_self_registration_there_is_no_create_account() -> None:
    with client_of(create_app(profile="7.1")) as fresh:
        assert page(fresh, LOGIN).all(id="registerLink") == []


def test_an_unconfirmed_account_is_told_in_other_words(portal: TestClient) -> None:
    html = page(portal, f"{LOGIN}&failedUsername=alice1&errorCode=17005&authFailureMsg=account.confirmation.pending")
    assert html.all(id="error-msg")[0].text.startswith("Your account is not activated. An activation link has already")
    assert html.one("a", data_testid="login-page-resend-confirmation-email-link").attributes["id"] != "registerLink"


def test_registration_is_one_page_with_one_password_and_no_box(portal: TestClient) -> None:
    html = page(portal, f"{ROOT}/register.do?sp=My+Account")
    typed = {
        each.attributes["id"]: each.attributes["name"] for each in html.all("input") if "required" in each.attributes
    }
    assert typed == {
        "alphanumericUsernameUserInput": "alphanumericUsernameUserInput",
        "usernameUserInput": f"{CLAIMS}emailaddress",
        "passwordUserInput": "passwordUserInput",
        "firstNameUserInput": f"{CLAIMS}givenname",
        "lastNameUserInput": f"{CLAIMS}lastname",
        "phoneNumbers_input": f"{CLAIMS}phoneNumbers",
    }
    assert html.all("input", type="checkbox") == []
    assert "novalidate" in html.one("form", id="register").attributes
    assert html.one("input", id="sp").attributes["value"] == "My Account"


def test_no_id_is_there_twice_even_if_the_address_repeats_a_fields_name(portal: TestClient) -> None:
    query = f"username=x&password=y&{CLAIMS}mobile=1&callback={PUBLIC_URL}/myaccount&sp=My+Account"
    ids = [
        each.attributes["id"]
        for each in page(portal, f"{ROOT}/register.do?{query}").elements
        if "id" in each.attributes
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("part", ["phoneNumbers", "mobile", "country"])
def test_a_further_field_has_its_elements_named_after_the_claim(portal: TestClient, part: str) -> None:
    html = page(portal, f"{ROOT}/register.do")
    assert {f"{part}_field", f"{part}_error", f"{part}_error_text"} <= {
        each.attributes["id"] for each in html.elements if "id" in each.attributes
    }
    assert html.one(name=f"{CLAIMS}{part}")


def test_each_rule_for_passwords_has_its_three_signs(portal: TestClient) -> None:
    html = page(portal, f"{ROOT}/register.do")
    for rule in ("length", "case", "number", "special-chr"):
        signs = [html.one("i", id=f"password-validation-{sign}-{rule}") for sign in ("neutral", "cross", "check")]
        assert ["hidden" in sign.attributes for sign in signs] == [False, True, True]
    assert html.one(id="length").text == "Must be between 8 and 30 characters"


def test_registering_makes_a_user_and_leads_on_by_itself(portal: TestClient) -> None:
    html = Html(register(portal).text)
    assert html.one("h3", data_testid="self-register-complete-page-header").text == "Account created successfully"
    countdown = html.one(id="countdown")
    assert (countdown.text[0], countdown.attributes["data-callback"]) == ("3", f"{PUBLIC_URL}/myaccount")
    assert "alice1" in [user["userName"] for user in portal.get("/_sim/users").json()["users"]]


def test_whoever_comes_from_my_account_is_led_back_there(portal: TestClient) -> None:
    login = f"{PUBLIC_URL}/authenticationendpoint/login.do?sessionDataKey=key-1"
    html = Html(register(portal, sp="My Account", callback=login).text)
    assert html.one(id="countdown").attributes["data-callback"] == f"{PUBLIC_URL}/myaccount"
    other = Html(register(portal, username="alice2", sp="other", callback=login).text)
    assert other.one(id="countdown").attributes["data-callback"] == login


def test_a_locked_account_is_sent_to_its_mail(portal: TestClient) -> None:
    portal.put("/_sim/config", json={"lockOnCreation": True}).raise_for_status()
    html = Html(register(portal).text)
    assert html.one("h3").text == "You're almost there!"
    assert html.one(id="maskedEmail").text.startswith("a***e@example.com:")
    assert html.all(id="countdown") == []
    (mail,) = portal.get("/_sim/mailbox").json()["messages"]
    verified = page(portal, f"{ROOT}/confirmregistration.do?confirmation={mail['code']}")
    assert verified.one("h3").text == "Account verified successfully"


@pytest.mark.parametrize(("email", "shown"), [("a@example.com", "a@example.com"), ("ab@example.com", "ab@example.com")])
def test_a_short_address_is_masked_too(portal: TestClient, email: str, shown: str) -> None:
    portal.put("/_sim/config", json={"lockOnCreation": True}).raise_for_status()
    html = Html(register(portal, **{f"{CLAIMS}emailaddress": email}).text)
    assert html.one(id="maskedEmail").text.startswith(f"{shown}:")


def test_a_taken_user_name_shows_the_page_again_and_nothing_is_sent(portal: TestClient) -> None:
    html = Html(register(portal, username="admin").text)
    assert html.one(id="server-error-msg").text == "Username 'admin' is already taken. Please pick a different username"
    assert html.one("input", id="alphanumericUsernameUserInput")
    assert portal.get("/_sim/provisioning").json()["calls"] == []


def test_a_weak_password_that_gets_past_the_page_shows_it_again(portal: TestClient) -> None:
    assert "password" in Html(register(portal, password="weakest").text).one(id="server-error-msg").text


def test_the_step_of_6_1_is_not_there(portal: TestClient) -> None:
    answer = portal.post(f"{ROOT}/signup.do", data={"username": "alice1"})
    assert answer.status_code == 501


def test_a_callback_to_elsewhere_is_refused(portal: TestClient) -> None:
    assert portal.get(f"{ROOT}/register.do", params={"callback": "https://elsewhere.example/"}).status_code == 400


def test_my_account_is_told_which_it_is(portal: TestClient) -> None:
    home = Html(portal.post("/myaccount", data={"code": "code-1"}).text)
    assert home.one("body").attributes["data-portals"] == "7"


def test_my_account_of_6_1_is_told_nothing() -> None:
    with client_of(simulator()) as portal:
        home = Html(portal.post("/myaccount", data={"code": "code-1"}).text)
    assert home.one("body").attributes == {"data-public-url": PUBLIC_URL}
