"""My Account: overview and personal info."""

from typing import TYPE_CHECKING, Final

from selenium.webdriver.remote.webelement import WebElement

from harness.browser.tab import Tab
from harness.waiting import NotYet

if TYPE_CHECKING:
    from harness.browser.login import LoginPage

FIRST_NAME: Final = "name.givenName"
LAST_NAME: Final = "name.familyName"
EMAIL: Final = "emails"
MOBILE: Final = "phoneNumbers.mobile"

_MENU: Final = "[data-testid=app-header-hamburger-icon]"
_PERSONAL_INFO: Final = "[data-testid=side-panel-items-personal-info]"
_LIST: Final = "[data-testid=profile-schema-list]"
_ROW: Final = "[data-testid=profile-schema-list-item]"
_FORM: Final = "[data-testid=profile-schema-editing-section]"
_FIELD_ERROR: Final = ".ui.pointing.above.prompt.label"
_TOAST: Final = ".notification"
_COOKIES: Final = "[data-testid=cookie-consent-banner-confirm-button]"


def _part(attribute: str, what: str) -> str:
    """Return the locator of an attribute's pencil, link or button: the first dot of its name is a dash there."""
    return f"[data-testid=profile-schema-mobile-editing-section-{attribute.replace('.', '-', 1)}-{what}]"


class MyAccount:
    """The overview, and the way to everything else."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see("[data-testid=app-header-user-dropdown]", "My Account after sign-in")
        if tab.shown(_COOKIES):
            tab.click(_COOKIES)

    def personal_info(self) -> "PersonalInfo":
        """Go to the personal info."""
        if self._tab.shown(_PERSONAL_INFO) is None:
            self._tab.click(_MENU, "the side panel or its menu button")
        self._tab.click(_PERSONAL_INFO)
        return PersonalInfo(self._tab)

    def sign_out(self) -> "LoginPage":
        """Sign out, which leads back to sign-in."""
        from harness.browser.login import LoginPage  # noqa: PLC0415 - the two pages lead to each other

        self._tab.click("[data-testid=app-header-user-dropdown]")
        logout = "[data-testid=app-header-dropdown-link-Logout]"
        self._tab.leave(lambda: self._tab.click(logout), "the page after Logout")
        return LoginPage(self._tab)


class PersonalInfo:
    """A row for each attribute; attributes go by their SCIM name (``FIRST_NAME`` …), rows by their label."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see(f"{_LIST} {_ROW}", "the rows of the personal info")

    def edit_first_name(self, text: str) -> None:
        """Change the first name."""
        self.edit(FIRST_NAME, text)

    def edit_last_name(self, text: str) -> None:
        """Change the last name."""
        self.edit(LAST_NAME, text)

    def edit_email(self, text: str) -> None:
        """Change the e-mail address."""
        self.edit(EMAIL, text)

    def edit_mobile(self, text: str) -> None:
        """Change the mobile number."""
        self.edit(MOBILE, text)

    def edit(self, attribute: str, text: str) -> None:
        """Change an attribute and wait for the toast of success; on 6.1 the form closes before the server has answered.

        Raises:
            AssertionError: The toast tells of an error.
        """
        title, description = self._save_and_read_toast(attribute, text)
        if title != "User profile updated successfully":
            raise AssertionError(f"{attribute} was not saved: {title}: {description}")

    def edit_in_vain(self, attribute: str, text: str) -> str:
        """Change an attribute to what the server refuses; return the text of the error's toast.

        Raises:
            AssertionError: It was saved.
        """
        title, description = self._save_and_read_toast(attribute, text)
        if title == "User profile updated successfully":
            raise AssertionError(f"{attribute} was saved, though it should have been refused")
        return description

    def field_error(self, attribute: str, text: str) -> str:
        """Type what the form itself refuses; return what it says, and cancel."""
        self.try_to_save(attribute, text)
        said = self._tab.see(_FIELD_ERROR, f"the error under {attribute}").text
        self._tab.click(_part(attribute, "cancel-button"))
        return said

    def open(self, attribute: str) -> None:
        """Open the form of an attribute."""
        either = f"{_part(attribute, 'edit-button')}, {_part(attribute, 'placeholder')}"
        self._tab.click(either, f"the pencil or link of {attribute}")
        self._tab.see(f"{_FORM} input", f"the form of {attribute}")

    def try_to_save(self, attribute: str, text: str) -> None:
        """Type into the form of an attribute and press Save, whatever comes of it."""
        self.open(attribute)
        self.type(attribute, text)
        self.save(attribute)

    def type(self, attribute: str, text: str) -> None:
        """Type into the open form of an attribute."""
        self._tab.type(f'{_FORM} input[name="{attribute}"]', text)

    def save(self, attribute: str) -> None:
        """Press Save in the open form of an attribute."""
        self._tab.click(_part(attribute, "save-button"))

    def rows(self) -> dict[str, str]:
        """Return the values shown now, by label; an empty attribute shows an invitation ("Enter your …")."""
        return dict(_label_and_value(row) for row in self._tab.texts(f"{_LIST} {_ROW}"))

    def shows(self, label: str, text: str) -> None:
        """Wait until a row shows a value."""

        def look() -> None:
            value = self.rows().get(label)
            if value != text:
                raise NotYet(f"{label} is {value!r}")

        self._tab.until(look, f"{label} to be {text!r} in My Account")

    def _save_and_read_toast(self, attribute: str, text: str) -> tuple[str, str]:
        before = {toast.id for toast in self._tab.all(_TOAST)}
        self.try_to_save(attribute, text)

        def look() -> tuple[str, str]:
            new = [toast for toast in self._tab.all(_TOAST) if toast.id not in before]
            if not new:
                raise NotYet("no new toast")
            return _toast_text(new[-1])

        return self._tab.until(look, f"the toast after saving {attribute}")


def _label_and_value(row: str) -> tuple[str, str]:
    label, _, value = row.partition("\n")
    return label, value


def _toast_text(toast: WebElement) -> tuple[str, str]:
    def part(name: str) -> str:
        return toast.find_element("css selector", f"[data-testid^=alert-][data-testid$=-{name}]").text

    return part("message"), part("description")
