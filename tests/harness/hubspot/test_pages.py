"""The pages: who sees them, what the table and a record show. Read as HTML; scenarios look at them in a browser."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

LIST = "/contacts/1/objects/0-1/views/all/list"
RECORD = "/contacts/1/record/0-1"
Create = Callable[..., str]


@pytest.fixture
def browser(app: Starlette) -> TestClient:
    """Somebody with cookies and no token."""
    return TestClient(app)


@pytest.fixture
def marketing(browser: TestClient) -> TestClient:
    """Somebody who has logged in."""
    log_in(browser)
    return browser


def log_in(browser: TestClient, password: str = "marketing", **more: str) -> Any:  # noqa: S107 - the documented log-in of a fake
    form = {"username": "Marketing@example.com", "password": password, **more}
    return browser.post("/login", data=form, follow_redirects=False)


def ids(page: str) -> list[str]:
    """Return the ids of the rows in their order."""
    return re.findall(r'data-test-id="contact-row" data-contact-id="(\d+)"', page)


def text_of(page: str, test_id: str) -> str:
    """Return the text of the element with a test id."""
    found = re.search(rf'<(\w+)[^>]* data-test-id="{re.escape(test_id)}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    assert found, f"{test_id} is not on the page"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[2])).split())


@pytest.mark.parametrize("path", [f"{LIST}?query=anna&page=2", f"{RECORD}/101"])
def test_a_stranger_is_sent_to_the_log_in_and_back(browser: TestClient, path: str) -> None:
    sent = browser.get(path, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"].startswith("/login?next=")) == (303, True)
    form = browser.get(sent.headers["location"]).text
    target = unescape(re.search(r'name="next" value="([^"]*)"', form)[1])  # type: ignore[index]
    assert log_in(browser, next=target).headers["location"] == path


def test_a_wrong_password_is_said_to_be_wrong(browser: TestClient) -> None:
    answer = log_in(browser, password="guess")
    assert (answer.status_code, "do not match" in answer.text) == (401, True)
    assert "guess" not in answer.text
    assert browser.get(LIST, follow_redirects=False).status_code == 303


def test_the_session_cookie_has_a_name_of_its_own_and_scripts_cannot_read_it(browser: TestClient) -> None:
    cookie = log_in(browser).headers["set-cookie"]
    assert cookie.startswith("fake_hubspot_session=")
    assert "HttpOnly" in cookie


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/contacts/", "/_fake/reset", ""])
def test_the_log_in_leads_nowhere_else(browser: TestClient, target: str) -> None:
    assert log_in(browser, next=target).headers["location"] == LIST


def test_logging_out_ends_the_session(marketing: TestClient) -> None:
    assert marketing.get(LIST, follow_redirects=False).status_code == 200
    marketing.post("/logout")
    assert marketing.get(LIST, follow_redirects=False).status_code == 303


def test_a_session_survives_a_reset(marketing: TestClient) -> None:
    marketing.post("/_fake/reset")
    assert marketing.get(LIST, follow_redirects=False).status_code == 200


def test_the_home_page_leads_to_the_contacts(marketing: TestClient) -> None:
    assert marketing.get("/").url.path == LIST


def test_the_table_shows_live_contacts_the_newest_first(
    marketing: TestClient, hubspot: TestClient, create: Create
) -> None:
    first = create(firstname="Anna", lastname="Muster", email="anna@example.com", phone="+41 44 668 18 00")
    gone, last = create(firstname="Gone"), create(email="ben@example.com")
    hubspot.delete(f"/crm/v3/objects/contacts/{gone}")
    page = marketing.get(LIST).text
    assert ids(page) == [last, first]
    table = text_of(page, "contacts-table")
    assert "Anna Muster anna@example.com +41 44 668 18 00 -- 21 Sep 2026, 14:13 UTC" in table
    assert "ben@example.com ben@example.com --" in table


def test_an_empty_table_says_so(marketing: TestClient) -> None:
    page = marketing.get(LIST).text
    assert "No contacts yet" in text_of(page, "contacts-empty")


@pytest.mark.parametrize("query", ["ANNA", "muster an", "anna@example", "668 18", "old@example.com", "ACME"])
def test_a_search_finds_in_names_emails_phones_and_company(
    marketing: TestClient, hubspot: TestClient, create: Create, query: str
) -> None:
    properties = {
        "firstname": "Anna",
        "lastname": "Muster",
        "email": "anna@example.com",
        "phone": "+41 44 668 18 00",
        "company": "Acme",
    }
    created = hubspot.post("/_fake/contacts", json={"properties": properties, "secondaryEmails": ["old@example.com"]})
    create(firstname="Ben")
    assert ids(marketing.get(LIST, params={"query": query}).text) == [created.json()["id"]]


def test_a_search_that_finds_nobody_says_so_and_is_safe_to_show(marketing: TestClient, create: Create) -> None:
    create(firstname="<script>alert(1)</script>")
    page = marketing.get(LIST, params={"query": "<b>x"}).text
    assert "No contact matches “<b>x”" in text_of(page, "contacts-empty")
    assert "<b>x" not in page
    assert "<script>" not in marketing.get(LIST).text


def test_the_table_comes_in_pages_of_25_50_or_100(marketing: TestClient, create: Create) -> None:
    created = [create(firstname=f"A{number}") for number in range(60)][::-1]
    first = marketing.get(LIST).text
    assert (ids(first), "Page 1 of 3" in first) == (created[:25], True)
    following = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])  # type: ignore[index]
    assert ids(marketing.get(LIST + following).text) == created[25:50]
    assert ids(marketing.get(f"{LIST}?pageSize=50&page=2").text) == created[50:]
    assert ids(marketing.get(f"{LIST}?pageSize=100").text) == created
    assert text_of(marketing.get(f"{LIST}?page=3").text, "contacts-count") == "51 to 60 of 60 contacts"


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999999", "pageSize=7", "pageSize=²"])
def test_a_page_that_does_not_exist_shows_the_nearest(marketing: TestClient, create: Create, query: str) -> None:
    contact_id = create(firstname="Anna")
    assert ids(marketing.get(f"{LIST}?{query}").text) == [contact_id]


def test_a_record_shows_every_set_property_and_no_other(marketing: TestClient, create: Create, unique: str) -> None:
    contact_id = create(firstname="Anna", phone="+41 44 668 18 00", wso2_username="anna")
    page = marketing.get(f"{RECORD}/{contact_id}").text
    shown = {name: text_of(page, f"property-{name}") for name in ("firstname", "phone", unique, "hs_object_id")}
    assert shown == {"firstname": "Anna", "phone": "+41 44 668 18 00", unique: "anna", "hs_object_id": contact_id}
    assert "property-lastname" not in page


def test_a_record_shows_the_history_of_a_property_newest_first(
    marketing: TestClient, hubspot: TestClient, create: Create, clock: Any
) -> None:
    contact_id = create(firstname="Anna", phone="1")
    for phone in ("2", ""):
        clock.now += 60
        hubspot.patch(f"/crm/v3/objects/contacts/{contact_id}", json={"properties": {"phone": phone}})
    history = text_of(marketing.get(f"{RECORD}/{contact_id}").text, "history-phone")
    assert history == (
        "Phone Number phone (cleared) 21 Sep 2026, 14:15:20 UTC, Bridge "
        "2 21 Sep 2026, 14:14:20 UTC, Bridge 1 21 Sep 2026, 14:13:20 UTC, Bridge"
    )


def test_an_archived_record_says_so(marketing: TestClient, hubspot: TestClient, create: Create) -> None:
    contact_id = create(firstname="Anna")
    assert "archived-notice" not in marketing.get(f"{RECORD}/{contact_id}").text
    hubspot.delete(f"/crm/v3/objects/contacts/{contact_id}")
    notice = text_of(marketing.get(f"{RECORD}/{contact_id}").text, "archived-notice")
    assert "archived on 21 Sep 2026, 14:13:20 UTC" in notice


@pytest.mark.parametrize("path", [f"{RECORD}/999", f"{RECORD}/anna", "/contacts/2/record/0-1/101"])
def test_a_record_that_is_not_there_is_404_and_leads_back(marketing: TestClient, path: str) -> None:
    answer = marketing.get(path)
    assert (answer.status_code, LIST in answer.text) == (404, True)


@pytest.mark.parametrize("element", ['id="username"', 'id="password"', 'id="loginBtn"'])
def test_the_log_in_has_the_ids_that_a_browser_test_uses(browser: TestClient, element: str) -> None:
    assert element in browser.get("/login").text


def test_every_field_has_a_label(marketing: TestClient, browser: TestClient) -> None:
    for page in (browser.get("/login").text, marketing.get(LIST).text):
        fields = re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]*? id="([\w-]+)"', page)
        assert len(fields) == 2
        assert all(f'<label for="{field}">' in page for field in fields)


def test_the_style_sheet_is_served(browser: TestClient) -> None:
    answer = browser.get("/static/style.css")
    assert answer.headers["content-type"].startswith("text/css")
