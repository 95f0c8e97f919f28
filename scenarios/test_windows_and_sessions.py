"""What a browser allows beside the straight way: going back, a second window, a session that ends."""

from harness.people import Person
from harness.verbs.administrator import Administrator
from harness.verbs.guide import Guide
from harness.verbs.hubspot import HubSpot
from harness.verbs.my_account import MyAccount


def test_going_back_and_registering_again_makes_no_second_contact(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    contact = hubspot.shows(person)
    said = guide.go_back_and_register_again(person)
    assert f"Username '{person.user_name}' is already taken" in said
    administrator.sees_sent(person, "POST")
    assert hubspot.shows(person) == contact


def test_going_back_after_signing_out_does_not_show_the_profile(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    person = my_account.edit_first_name(person, "Alicia")
    my_account.sign_out(person)
    shown = my_account.go_back(person)
    assert person.family_name not in shown
    assert person.email not in shown
    hubspot.shows(person)


def test_edits_in_two_windows_both_arrive(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    second_window = my_account.in_another_window(person)
    person = my_account.edit_first_name(person, "Alicia")
    person = second_window.edit_last_name(person, "Muster")
    hubspot.shows(person)


def test_a_session_that_ends_in_mid_edit_saves_nothing_and_the_next_one_does(
    guide: Guide, my_account: MyAccount, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    my_account.begin_to_edit_first_name(person, "Alicia")
    administrator.ends_sessions(person)
    my_account.is_signed_out_on_saving_first_name(person)
    administrator.sees_sent(person, "POST")
    hubspot.shows(person)
    my_account.sign_in(person)
    person = my_account.edit_first_name(person, "Alicia")
    hubspot.shows(person)
