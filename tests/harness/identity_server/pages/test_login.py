from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from harness.identity_server.simulator import create_app
from tests.harness.identity_server.pages.portal import Html, client_of

LOGIN = "/authenticationendpoint/login.do"
QUERY = (
    "sessionDataKey=key-1&relyingParty=MY_ACCOUNT&sp=My+Account&tenantDomain=carbon.super"
    "&authenticators=BasicAuthenticator%3ALOCAL&ut="
)
LOCKED = (
    "Your account is temporarily locked due to excessive failed sign-in attempts. "
    "Please check your email for more details."
)
UNVERIFIED = (
    "Account is unverified. An account activation link has been sent to your registered email address, "
    "please check your inbox."
)


def page(portal: TestClient, query: str = QUERY) -> Html:
    answer = portal.get(f"{LOGIN}?{query}")
    assert answer.status_code == 200
    return Html(answer.text)


def test_the_form_posts_the_session_key_to_commonauth_and_no_tocommonauth(portal: TestClient) -> None:
    html = page(portal)
    form = html.one("form", id="loginForm")
    assert form.attributes["action"] == "../commonauth"
    names = [element.attributes.get("name") for element in html.all("input")]
    assert names == ["username", "password", "chkRemember", "sessionDataKey", "sessionDataKey", "tocommonauth"]
    assert html.all("input", name="sessionDataKey")[0].attributes["value"] == "key-1"
    assert html.one("form", id="restartFlowForm").attributes["hidden"] == ""


def test_the_form_knows_which_login_context_to_ask_for(portal: TestClient) -> None:
    url = urlsplit(page(portal).one("form", id="loginForm").attributes["data-login-context"])
    assert url.path == "../logincontext"
    assert parse_qs(url.query) == {
        "sessionDataKey": ["key-1"],
        "application": ["MY_ACCOUNT"],
        "authenticators": ["BasicAuthenticator:LOCAL"],
        "tenantDomain": ["carbon.super"],
    }


def test_a_first_visit_has_a_hidden_empty_error(portal: TestClient) -> None:
    error = page(portal).one(id="error-msg")
    assert (error.text, error.attributes["hidden"]) == ("", "")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("login.fail.message", "Login failed! Please check your username and password and try again."),
        (
            "account.pending.approval",
            "Account approval is pending. Please wait until your account has been approved to login.",
        ),
        ("something.else", "Authentication Failed! Please Retry"),
    ],
)
def test_a_failed_attempt_says_why(portal: TestClient, message: str, text: str) -> None:
    error = page(portal, f"{QUERY}&authFailure=true&authFailureMsg={message}").one(id="error-msg")
    assert error.text == text
    assert "hidden" not in error.attributes


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("", LOCKED),
        ("&lockedReason=AdminInitiated", "Your account is locked. Please contact your system administrator."),
    ],
)
def test_a_locked_account_is_named_in_an_element_without_id(portal: TestClient, reason: str, text: str) -> None:
    html = page(portal, f"{QUERY}&authFailure=true&errorCode=17003&remainingAttempts=0{reason}")
    shown = [each for each in html.all(data_testid="login-page-error-message") if "hidden" not in each.attributes]
    assert [(each.text, "id" in each.attributes) for each in shown] == [(text, False)]


def test_an_unconfirmed_account_is_offered_the_mail_again(portal: TestClient) -> None:
    html = page(portal, f"{QUERY}&failedUsername=alice1&errorCode=17005&authFailureMsg=account.confirmation.pending")
    assert [error.text for error in html.all(id="error-msg")] == [UNVERIFIED, ""]
    assert len(html.all(id="registerLink")) == 2
    assert html.one("input", name="resend_username").attributes["value"] == "alice1"


def test_asking_again_for_nobodys_mail_says_so(portal: TestClient) -> None:
    answer = portal.post(f"{LOGIN}?{QUERY}", data={"resend_username": "nobody"})
    assert "Email sent successfully." not in answer.text
    assert "There is nobody of that name who waits for an e-mail." in answer.text


def test_create_account_takes_the_whole_query_along_and_my_account_as_callback(portal: TestClient) -> None:
    button = page(portal).one("button", data_testid="login-page-create-account-button")
    assert button.attributes["id"] == "registerLink"
    assert button.attributes["data-href"] == (
        f"/accountrecoveryendpoint/register.do?{QUERY}&callback=https%3A%2F%2Flocalhost%3A9443%2Fmyaccount"
    )


def test_for_another_application_create_account_leads_back_to_sign_in(portal: TestClient) -> None:
    button = page(portal, "relyingParty=other").one("button", id="registerLink")
    assert button.attributes["data-href"].endswith(
        "callback=https%3A%2F%2Flocalhost%3A9443%2Fauthenticationendpoint%2Flogin.do%3FrelyingParty%3Dother"
    )


def test_without_self_registration_there_is_no_create_account() -> None:
    with client_of(create_app()) as fresh:
        assert page(fresh).all(id="registerLink") == []


def test_the_query_is_never_markup(portal: TestClient) -> None:
    html = page(portal, "sessionDataKey=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&sp=%3Cb%3E")
    assert [script.attributes.get("src") for script in html.all("script")] == ["/myaccount/static/login.js"]
    assert html.all("b") == []


def test_retry_shows_what_it_is_told(portal: TestClient) -> None:
    answer = portal.get("/authenticationendpoint/retry.do?status=Oh&statusMsg=Start+again.")
    assert Html(answer.text).one(id="error-msg").text == "Start again."
