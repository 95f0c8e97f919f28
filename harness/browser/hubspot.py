"""The pages of the fake HubSpot: log in, contacts table, contact record."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from harness.browser.tab import Tab
from harness.waiting import NotYet

CONTACTS_PATH: Final = "/contacts/1/objects/0-1/views/all/list"
RECORD_PATH: Final = "/contacts/1/record/0-1/"

_TABLE: Final = "[data-test-id=contacts-table]"
_ROW: Final = "[data-test-id=contact-row]"
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

    def _submit(self, username: str, password: str) -> None:
        self._tab.type("#username", username)
        self._tab.type("#password", password)
        self._tab.leave(lambda: self._tab.click("#loginBtn"), "the page after HubSpot's log-in")


class ContactsPage:
    """The table of contacts."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see(_SEARCH, "HubSpot's contacts page")

    @classmethod
    def visit(cls, tab: Tab, hubspot_url: str) -> "ContactsPage":
        """Open the table; the person has logged in before."""
        tab.open(f"{hubspot_url}{CONTACTS_PATH}")
        return cls(tab)

    def search(self, text: str) -> list[str]:
        """Search, and return the text of the rows found."""
        self._tab.type(_SEARCH, text)
        self._tab.leave(lambda: self._tab.see(_SEARCH).submit(), "the result of the search")
        return self.rows()

    def rows(self) -> list[str]:
        """Return the text of the rows shown now."""
        return self._tab.until(lambda: [row.text for row in self._tab.all(_ROW)], "rows that stay while they are read")

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
        tab.see("[data-test-id^=property-]", "the contact's record")

    @classmethod
    def visit(cls, tab: Tab, hubspot_url: str, contact_id: str) -> "ContactRecordPage":
        """Open a contact by its id; the person has logged in before."""
        tab.open(f"{hubspot_url}{RECORD_PATH}{contact_id}")
        return cls(tab)

    @property
    def contact_id(self) -> str:
        """The contact's id, from the address."""
        return urlsplit(self._tab.url).path.rstrip("/").rpartition("/")[2]

    def value(self, name: str) -> str:
        """Return a property's value as shown now; one that has none is empty."""
        selector = f'[data-test-id="property-{name}"]'

        def look() -> str:
            found = self._tab.all(selector)
            if not found:
                raise NotYet(f"there is no {selector}")
            return found[0].text

        return self._tab.until(look, f"the property {name} in the contact's record")

    def history(self, name: str) -> list[str]:
        """Return the lines of a property's history, newest first."""
        element = self._tab.all(f'[data-test-id="history-{name}"]')
        return (element[0].get_attribute("innerText") or "").splitlines() if element else []

    def shows(self, name: str, text: str, *, diagnose: Diagnose | None = None) -> None:
        """Load the record again until a property has a value (the chain may still be at work)."""

        def look() -> None:
            value = self.value(name)
            if value != text:
                self._tab.reload()
                raise NotYet(f"{name} is {value!r}")

        self._tab.until(look, f"{name} to be {text!r} in the contact's record", diagnose=diagnose)
