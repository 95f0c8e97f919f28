"""A real browser, as the people of a scenario use it: one session a person, and one page object a page.

A page object's methods are what a person does there (`create_account()`, `edit_first_name("…")`); each waits, bounded,
for what it needs, and a wait that fails says what was awaited and what the page shows instead.
"""

from harness.browser.account import MyAccount, PersonalInfo
from harness.browser.browser import Browser
from harness.browser.hubspot import ContactRecordPage, ContactsPage, HubSpotLoginPage
from harness.browser.login import LoginPage
from harness.browser.registration import RegistrationPage, RegistrationResult, UsernamePage
from harness.browser.tab import Tab

__all__ = [
    "Browser",
    "ContactRecordPage",
    "ContactsPage",
    "HubSpotLoginPage",
    "LoginPage",
    "MyAccount",
    "PersonalInfo",
    "RegistrationPage",
    "RegistrationResult",
    "Tab",
    "UsernamePage",
]
