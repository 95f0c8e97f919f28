"""Nothing is lost while a link of the chain is away."""

from dataclasses import replace

from harness.people import Person
from harness.plugin import OwnStack


def test_what_happens_while_hubspot_is_down_arrives_when_it_is_back(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    with chain.hubspot.down():
        chain.guide.register(person)
        chain.my_account.sign_in(person)
        person = chain.my_account.edit_last_name(person, "Muster")
        chain.bridge.owes(person)
        chain.hubspot.shows_nobody(person.email)
    chain.hubspot.shows(person)


def test_a_killed_bridge_delivers_what_it_had_taken(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    with chain.hubspot.down(kind="reset"):
        chain.guide.register(person)
        chain.bridge.owes(person)
        chain.bridge.kill()
    chain.bridge.start()
    chain.hubspot.shows(person)


def test_an_answer_that_is_lost_makes_no_second_contact(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    chain.hubspot.spoils_the_next_call(person, kind="applied-then-error", status=502)
    chain.guide.register(person)
    chain.hubspot.shows(person)


def test_a_call_that_a_killed_bridge_left_behind_never_undoes_a_newer_one(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack(blocking=True, hubspot_timeout=3, lease=4)
    chain.guide.register(person)
    chain.hubspot.shows(person)
    chain.hubspot.spoils_the_next_call(person, kind="delay", seconds=2.5, when="before")
    chain.administrator.edit_last_name(person, "Older")
    chain.hubspot.has_received(person, lastname="Older")
    chain.administrator.edit_last_name(person, "Newer")
    chain.bridge.owes(person)
    chain.bridge.kill()
    chain.bridge.start()
    chain.hubspot.shows(replace(person, family_name="Newer"))
    assert chain.hubspot.history(person, "lastname") == ["Newer", "Older", person.family_name]
