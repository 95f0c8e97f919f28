"""My Account, as a registered person uses it (the guide's step 13)."""

from dataclasses import replace

from harness.browser import LoginPage, PersonalInfo
from harness.browser import MyAccount as AccountPage
from harness.people import Person
from harness.stack import PUBLIC_URL
from harness.verbs.context import Context


class MyAccount:
    """Sign-in, and one edit after the other. An edit returns the person as they are from now on."""

    def __init__(self, context: Context) -> None:
        self._context = context

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

    def sign_out(self, person: Person) -> None:
        """Sign out and see the sign-in page."""
        self._context.note(f"{person.user_name} signs out")
        self._overview(person).sign_out()

    def _note(self, person: Person, label: str, value: str) -> None:
        self._context.note(f"{person.user_name} changes {label} to {value}")

    def _overview(self, person: Person) -> AccountPage:
        return AccountPage(self._context.tab_of(person))

    def _personal_info(self, person: Person) -> PersonalInfo:
        return self._overview(person).personal_info()

    def _open(self, person: Person) -> LoginPage:
        return LoginPage.visit(self._context.tab_of(person), PUBLIC_URL)
