"""The pages of the fake HubSpot: log in, contacts table, contact record."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from selenium.webdriver.common.keys import Keys

from harness.browser.tab import Tab
from harness.waiting import NotYet

CONTACTS_PATH: Final = "/contacts/1/objects/0-1/views/all/list"
RECORD_PATH: Final = "/contacts/1/record/0-1/"

_TABLE: Final = "[data-test-id=contacts-table]"
_ROW: Final = "[data-test-id=contact-row]"
_PROPERTY: Final = "[data-test-id^=property-]"
_SEARCH: Final = "[data-test-id=search-input]"

Diagnose = Callable[[], str]


class HubSpotLoginPage:
    """Where HubSpot sends everybody who is not logged in."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see("#loginBtn", "HubSpot's log-in page")

    @classmethod
    def visit(cls, tab: Tab, hubspot_url: str) -> "HubSpotLoginPage":
        """Open the log-in page."""
        tab.open(f"{hubspot_url}/login")
        return cls(tab)

    def log_in(self, username: str, password: str) -> "ContactsPage":
        """Log in with credentials that are right."""
        self._submit(username, password)
        return ContactsPage(self._tab)

    def log_in_in_vain(self, username: str, password: str) -> str:
        """Log in with credentials that are wrong; return what the page says."""
        self._submit(username, password)
        return self._tab.see("[role=alert]", "the log-in page's error").text

    def _submit(self, username: str, password: str) -> None:
        self._tab.type("#username", username)
        self._tab.type("#password", password)
        self._tab.leave(lambda: self._tab.click("#loginBtn"), "the page after HubSpot's log-in")


class ContactsPage:
    """The table of contacts, and the search that leads to it."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see(_SEARCH, "HubSpot's contacts page")

    @classmethod
    def visit(cls, tab: Tab, hubspot_url: str) -> "ContactsPage":
        """Open the table; the person has logged in before."""
        tab.open(f"{hubspot_url}{CONTACTS_PATH}")
        return cls(tab)

    @classmethod
    def at(cls, tab: Tab, hubspot_url: str) -> "ContactsPage":
        """Stay where the page shown has the search of contacts, as table and records do; else open the table."""
        on_page = tab.url.startswith(f"{hubspot_url}/contacts/") and tab.shown(_SEARCH) is not None
        return cls(tab) if on_page else cls.visit(tab, hubspot_url)

    def search(self, text: str) -> list[str]:
        """Search, and return the text of the rows found."""
        self._tab.type(_SEARCH, text)
        self._tab.leave(lambda: self._tab.press(Keys.ENTER), "the result of the search")
        return self.rows()

    def rows(self) -> list[str]:
        """Return the text of the rows shown now."""
        return self._tab.texts(_ROW)

    def find(self, text: str, *, diagnose: Diagnose | None = None) -> "ContactRecordPage":
        """Search until exactly one contact is found (the chain may still be at work), and open its record.

        Args:
            text: What to search for, e.g. the e-mail address.
            diagnose: Says which hop of the chain is stuck.
        """

        def look() -> None:
            rows = self.search(text)
            if len(rows) != 1:
                raise NotYet(f"{len(rows)} contacts: {rows}")

        self._tab.until(look, f"one contact found by {text!r} on HubSpot's contacts page", diagnose=diagnose)
        self._tab.leave(lambda: self._tab.click(f"{_ROW} a"), "the contact's record")
        return ContactRecordPage(self._tab)

    def has_none(self, text: str) -> bool:
        """Search now; tell whether nothing is found."""
        return not self.search(text)


class ContactRecordPage:
    """One contact, with the history of its properties. Properties go by HubSpot's internal names."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see(_PROPERTY, "the contact's record")
        self.contact_id = urlsplit(tab.url).path.rpartition("/")[2]

    @classmethod
    def visit(cls, tab: Tab, hubspot_url: str, contact_id: str) -> "ContactRecordPage":
        """Open a contact by its id; the person has logged in before."""
        tab.open(f"{hubspot_url}{RECORD_PATH}{contact_id}")
        return cls(tab)

    def value(self, name: str) -> str:
        """Return a property's value as shown now; the record leaves out a property that has none."""
        return self.values().get(name, "")

    def values(self) -> dict[str, str]:
        """Return the values shown now, by property; one that has none is absent."""
        return {name.removeprefix("property-"): text for name, text in self._tab.named_texts(_PROPERTY, "data-test-id")}

    def history(self, name: str) -> list[str]:
        """Return the values that a property had, newest first."""
        values = f'[data-test-id="history-{name}"] [data-test-id=history-value]'
        return self._tab.texts(values)

    def shows(self, name: str, text: str, *, diagnose: Diagnose | None = None) -> None:
        """Load the record again until a property has a value (the chain may still be at work)."""

        def look() -> None:
            value = self.value(name)
            if value != text:
                self._tab.reload()
                raise NotYet(f"{name} is {value!r}")

        self._tab.until(look, f"{name} to be {text!r} in the contact's record", diagnose=diagnose)
