import httpx2
import pytest
from starlette.testclient import TestClient

from harness.identity_server.simulator import create_app
from tests.harness.identity_server.pages.portal import CLAIMS, DETAILS, PUBLIC_URL, Html, client_of

ROOT = "/accountrecoveryendpoint"
PHONE = r"^\s*(?:\+?(\d{1,3}))?[-. (]*(\d{3})[-. )]*(\d{3})[-. ]*(\d{4})(?: *x(\d+))?\s*$"


def ask_for(portal: TestClient, username: str) -> Html:
    answer = portal.post(f"{ROOT}/signup.do", data={"username": username, "scope": "openid"})
    assert answer.status_code == 200
    return Html(answer.text)


def register(portal: TestClient, **changes: str) -> httpx2.Response:
    return portal.post(f"{ROOT}/processregistration.do", data=DETAILS | changes)


def user_names(portal: TestClient) -> list[str]:
    return [user["userName"] for user in portal.get("/_sim/users").json()["users"]]


def test_the_user_name_step_brings_every_parameter_along_under_its_name(portal: TestClient) -> None:
    callback = f"{PUBLIC_URL}/myaccount"
    query = {"scope": "openid SYSTEM", "sp": "My Account", "callback": callback}
    html = Html(portal.get(f"{ROOT}/register.do", params=query).text)
    hidden = [(each.attributes["id"], each.attributes["value"]) for each in html.all("input", type="hidden")]
    assert hidden == list(query.items())
    assert html.one(id="registrationSubmit").text == "Proceed to Self Register"
    assert html.one("h2").text == "Initiate Sign Up"


@pytest.mark.parametrize(
    "callback",
    [
        "https://elsewhere.example/",
        "https://localhost:9443.elsewhere.example/",
        "javascript:alert(1)",
        "//[",
        "https://[",
    ],
)
@pytest.mark.parametrize("page", ["register.do", "signup.do", "confirmregistration.do"])
def test_a_callback_to_elsewhere_is_refused(portal: TestClient, page: str, callback: str) -> None:
    answer = portal.get(f"{ROOT}/{page}", params={"callback": callback, "username": "alice1"})
    assert answer.status_code == 400
    assert "callback" not in Html(answer.text).one(id="error-msg").attributes


def test_a_callback_may_come_encoded_once_more(portal: TestClient) -> None:
    query = "callback=https%253A%252F%252Flocalhost%253A9443%252Fmyaccount"
    assert portal.get(f"{ROOT}/register.do?{query}").status_code == 200


@pytest.mark.parametrize("username", ["x", "/alice", "alice@", "  ", ""])
def test_a_user_name_against_the_pattern_is_refused(portal: TestClient, username: str) -> None:
    html = ask_for(portal, username)
    assert html.one(id="error-msg").text == "Username pattern policy violated"
    assert html.one("input", name="username").attributes.get("value", "") == ""


def test_a_taken_user_name_is_refused_and_the_parameters_stay(portal: TestClient) -> None:
    html = ask_for(portal, "admin")
    assert html.one(id="error-msg").text == "Username 'admin' is already taken. Please pick a different username"
    assert html.one("input", id="scope").attributes["value"] == "openid"


def test_without_self_registration_no_user_name_can_be_had() -> None:
    with client_of(create_app()) as fresh:
        assert ask_for(fresh, "alice1").one(id="error-msg").text == (
            "Self registration is disabled for tenant - carbon.super"
        )


def test_the_user_name_may_come_in_the_address(portal: TestClient) -> None:
    html = Html(portal.get(f"{ROOT}/signup.do?username=+alice1+").text)
    assert html.one("input", id="username").attributes["value"] == "alice1"
    assert html.one("h2").text == "Create New Account"


def test_the_form_has_the_fields_with_ids_of_their_own(portal: TestClient) -> None:
    html = ask_for(portal, "alice1")
    names = {id_: html.one("input", id=id_).attributes.get("name") for id_ in ("firstname", "lastname", "email")}
    assert names == {
        "firstname": f"{CLAIMS}givenname",
        "lastname": f"{CLAIMS}lastname",
        "email": f"{CLAIMS}emailaddress",
    }
    assert {html.one(id=id_).attributes["type"] for id_ in ("password", "password2")} == {"password"}
    assert html.one(id="termsCheckbox").attributes["type"] == "checkbox"
    assert html.one(id="registrationSubmit").text == "Register"


def test_phone_numbers_is_required_and_has_no_id(portal: TestClient) -> None:
    attributes = ask_for(portal, "alice1").one("input", name=f"{CLAIMS}phoneNumbers").attributes
    assert attributes == {
        "name": f"{CLAIMS}phoneNumbers",
        "type": "text",
        "aria-label": "Phone Numbers",
        "pattern": PHONE,
        "required": "",
    }


def test_telephone_is_not_asked(portal: TestClient) -> None:
    assert ask_for(portal, "alice1").all("input", name=f"{CLAIMS}telephone") == []


def test_country_is_a_list(portal: TestClient) -> None:
    html = ask_for(portal, "alice1")
    assert html.one("select").attributes["name"] == f"{CLAIMS}country"
    assert "Switzerland" in [option.text for option in html.all("option")]


def test_registering_makes_a_user_and_says_so(portal: TestClient) -> None:
    html = Html(register(portal).text)
    assert html.one("dialog").attributes["class"] == "ui modal notify"
    assert html.one("dialog").attributes["data-callback"] == f"{PUBLIC_URL}/myaccount"
    assert html.one(id="result-text").text == "Confirmation link has been sent to your email"
    assert "alice1" in user_names(portal)


def test_what_was_typed_reaches_the_target_and_the_empty_is_left_out(portal: TestClient) -> None:
    register(portal, **{f"{CLAIMS}mobile": ""})
    (call,) = portal.get("/_sim/provisioning").json()["calls"]
    assert '"phoneNumbers":["+41441234567"]' in call["body"]
    assert "mobile" not in call["body"]


def test_a_weak_password_shows_the_form_again_with_the_servers_words(portal: TestClient) -> None:
    html = Html(register(portal, password="abc").text)
    assert "password" in html.one(id="server-error-msg").text
    assert html.one("input", id="username").attributes["value"] == "alice1"
    assert "alice1" not in user_names(portal)


def test_any_other_refusal_leaves_a_blank_page(portal: TestClient) -> None:
    register(portal)
    answer = register(portal)
    assert (answer.status_code, answer.text) == (200, "")


def test_nothing_at_all_makes_nobody(portal: TestClient) -> None:
    answer = portal.post(f"{ROOT}/processregistration.do")
    assert answer.status_code == 200
    assert user_names(portal) == ["admin"]


def test_a_confirmation_link_unlocks_once(portal: TestClient) -> None:
    portal.put("/_sim/config", json={"lockOnCreation": True, "doublePost": "off"}).raise_for_status()
    register(portal)
    (mail,) = portal.get("/_sim/mailbox").json()["messages"]
    link = f"{ROOT}/confirmregistration.do?confirmation={mail['code']}"
    assert Html(portal.get(link).text).one(id="result-text").text == "Successfully confirmed"
    assert portal.get(link).status_code == 400
