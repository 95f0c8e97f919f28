"""The vendor's guide, from My Account's Create Account to the end of the registration (steps 10 and 11)."""

from dataclasses import replace
from typing import Final

from harness.browser import LoginPage, RegistrationForm, back_to_registration, registration_form
from harness.identity_server.client import CLAIMS
from harness.people import Person
from harness.stack import PUBLIC_URL
from harness.verbs.context import Context

EMAIL: Final = f"{CLAIMS}emailaddress"
PHONE_NUMBERS: Final = f"{CLAIMS}phoneNumbers"
"""The claims behind the form's "Email" and "Phone Numbers"."""


class Guide:
    """What somebody does who is new."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def register(self, person: Person) -> None:
        """Register through all pages, as the guide says, and see the result."""
        self._context.note(f"{person.user_name} registers as {person.full_name}, {person.email}, {person.phone}")
        self._form(person).register(person)

    def has_registered(self, person: Person) -> None:
        """Have somebody registered before the story begins: the call that the pages make, without the pages."""
        self._context.note(f"{person.user_name} has registered as {person.full_name}, {person.email}, {person.phone}")
        self._context.stack.identity_server.sign_up(person)

    def register_in_vain(self, person: Person) -> str:
        """Fill in the form and press Register; return the field (claim URI) that the form stops at."""
        self._context.note(f"{person.user_name} tries {person.email}, {person.phone or 'no phone number'}")
        form = self._form(person)
        form.fill(person)
        form.accept_privacy_policy()
        form.submit()
        return form.missing()

    def is_refused(self, person: Person, *, confirmation: str = "", ticks_box: bool = True) -> str:
        """Fill in the form and press Register; return what the page says against it. The form stays open.

        Args:
            person: who registers, with what they type.
            confirmation: what they type as the password's confirmation; by default the password.
            ticks_box: whether they agree to the privacy policy.
        """
        self._context.note(f"{person.user_name} tries to register as {person.full_name}, {person.email}")
        form = self._form(person)
        form.fill(person)
        form.fill_passwords(person.password, confirmation or person.password)
        if ticks_box:
            form.accept_privacy_policy()
        form.submit()
        return form.error()

    def try_again(self, person: Person) -> None:
        """Correct the form that was refused, and register."""
        self._context.note(f"{person.user_name} corrects the form and registers")
        registration_form(self._context.tab_of(person)).register(person)

    def go_back_and_register_again(self, person: Person) -> str:
        """Go back from the result to the form's first page and ask for the same user name; return what it says."""
        self._context.note(f"{person.user_name} goes back and registers again")
        return back_to_registration(self._context.tab_of(person)).proceed_in_vain(person)

    def ask_for_user_name(self, person: Person, user_name: str) -> str:
        """Ask for somebody else's user name; return what the page says to ``person``."""
        self._context.note(f"{person.full_name} asks for the user name {user_name}")
        return self._start(person).create_account().proceed_in_vain(replace(person, user_name=user_name))

    def _start(self, person: Person) -> LoginPage:
        return LoginPage.visit(self._context.tab_of(person), PUBLIC_URL)

    def _form(self, person: Person) -> RegistrationForm:
        return self._start(person).create_account().proceed(person.user_name)
