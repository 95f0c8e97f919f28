"""My Account, as a registered person uses it (the guide's step 13)."""

from dataclasses import replace

from harness.browser import LoginPage, PersonalInfo, Tab
from harness.browser import MyAccount as AccountPage
from harness.browser.account import FIRST_NAME
from harness.people import Person
from harness.stack import PUBLIC_URL
from harness.verbs.context import Context


class MyAccount:
    """Sign-in, and one edit after the other. An edit returns the person as they are from now on."""

    def __init__(self, context: Context, window: Tab | None = None) -> None:
        """Take the context, and the window to use instead of a person's first one."""
        self._context = context
        self._window = window

    def sign_in(self, person: Person) -> None:
        """Sign in and see the overview."""
        self._context.note(f"{person.user_name} signs in to My Account")
        self._open(person).sign_in(person.user_name, person.password)

    def sign_in_in_vain(self, person: Person, password: str) -> str:
        """Try to sign in with a wrong password; return what the page says."""
        self._context.note(f"{person.user_name} mistypes the password")
        return self._open(person).sign_in_in_vain(person.user_name, password)

    def edit_first_name(self, person: Person, first_name: str) -> Person:
        """Change the first name and see it in its row."""
        self._note(person, "First Name", first_name)
        info = self._personal_info(person)
        info.edit_first_name(first_name)
        info.shows("First Name", first_name)
        return replace(person, given_name=first_name)

    def edit_last_name(self, person: Person, last_name: str) -> Person:
        """Change the last name and see it in its row."""
        self._note(person, "Last Name", last_name)
        info = self._personal_info(person)
        info.edit_last_name(last_name)
        info.shows("Last Name", last_name)
        return replace(person, family_name=last_name)

    def edit_email(self, person: Person, email: str) -> Person:
        """Change the e-mail address and see it in its row."""
        self._note(person, "Email", email)
        info = self._personal_info(person)
        info.edit_email(email)
        info.shows("Email", email)
        return replace(person, email=email)

    def edit_mobile(self, person: Person, mobile: str) -> Person:
        """Change the mobile number and see it in its row."""
        self._note(person, "Mobile", mobile)
        info = self._personal_info(person)
        info.edit_mobile(mobile)
        info.shows("Mobile", mobile)
        return replace(person, mobile=mobile)

    def in_another_window(self, person: Person) -> "MyAccount":
        """Open the personal info in a second window; it shows, and goes on showing, the values of now."""
        self._context.note(f"{person.user_name} opens My Account in another window")
        window = self._tab(person).another()
        window.open(f"{PUBLIC_URL}/myaccount")
        AccountPage(window).personal_info()
        return MyAccount(self._context, window)

    def begin_to_edit_first_name(self, person: Person, first_name: str) -> None:
        """Type a new first name, and save it not yet."""
        self._context.note(f"{person.user_name} begins to change First Name to {first_name}")
        info = self._personal_info(person)
        info.open(FIRST_NAME)
        info.type(FIRST_NAME, first_name)

    def is_signed_out_on_saving_first_name(self, person: Person) -> None:
        """Save what was typed, and see the sign-in page instead of an outcome."""
        self._context.note(f"{person.user_name} saves, and is signed out")
        tab = self._tab(person)
        PersonalInfo(tab).save(FIRST_NAME)
        LoginPage(tab)

    def sign_out(self, person: Person) -> None:
        """Sign out and see the sign-in page."""
        self._context.note(f"{person.user_name} signs out")
        self._overview(person).sign_out()

    def go_back(self, person: Person) -> str:
        """Press the browser's back button; return all that the page shows then."""
        self._context.note(f"{person.user_name} goes back")
        tab = self._tab(person)
        tab.back()
        return " ".join(tab.texts("html"))

    def _note(self, person: Person, label: str, value: str) -> None:
        self._context.note(f"{person.user_name} changes {label} to {value}")

    def _overview(self, person: Person) -> AccountPage:
        return AccountPage(self._tab(person))

    def _personal_info(self, person: Person) -> PersonalInfo:
        return self._overview(person).personal_info()

    def _open(self, person: Person) -> LoginPage:
        return LoginPage.visit(self._tab(person), PUBLIC_URL)

    def _tab(self, person: Person) -> Tab:
        return self._window or self._context.tab_of(person)
