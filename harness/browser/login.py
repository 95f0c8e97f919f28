"""The identity server's sign-in page. 6.1 and 7.x differ in the ids of two elements alone."""

from typing import TYPE_CHECKING

from harness.browser.signup import RegistrationStart
from harness.browser.tab import Tab
from harness.browser.variants import registration_start

if TYPE_CHECKING:
    from harness.browser.account import MyAccount

FORM = "#loginForm"
ERROR = "#error-msg, [data-testid=login-page-error-message]"
USER_NAME = "#username, #usernameUserInput"
"""On 7.x the first of the two is hidden."""
CONTINUE = f"{FORM} button[type=submit]:not(.loading)"
"""On 7.x it is loading until the form may be sent."""


class LoginPage:
    """Where My Account sends everybody who is not signed in."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see(FORM, "the sign-in page")

    @classmethod
    def visit(cls, tab: Tab, public_url: str = "https://localhost:9443") -> "LoginPage":
        """Open My Account, which leads here."""
        tab.open(f"{public_url}/myaccount")
        return cls(tab)

    def create_account(self) -> RegistrationStart:
        """Go to self-registration."""
        self._tab.leave(lambda: self._tab.click("#registerLink"), "the page after Create Account")
        return registration_start(self._tab)

    def sign_in(self, user_name: str, password: str) -> "MyAccount":
        """Sign in with credentials that are right."""
        from harness.browser.account import MyAccount  # noqa: PLC0415 - the two pages lead to each other

        self._continue(user_name, password)
        return MyAccount(self._tab)

    def sign_in_in_vain(self, user_name: str, password: str) -> str:
        """Sign in with credentials that are wrong; return what the page says."""
        self._continue(user_name, password)
        return self._tab.see(ERROR, "the sign-in page's error").text

    def _continue(self, user_name: str, password: str) -> None:
        self._tab.type(USER_NAME, user_name)
        self._tab.type("#password", password)
        self._tab.leave(lambda: self._tab.click(CONTINUE), "the page after Continue")
