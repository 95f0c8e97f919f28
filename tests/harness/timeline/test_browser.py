"""Steps and consoles as moments."""

from harness.timeline.browser import console, steps


def test_a_step_is_of_the_person_whom_it_names_first() -> None:
    told = [{"at": 1.0, "text": "bob asks for the user name alice", "screenshot": "step-1.jpg"}]
    (moment,) = steps(told, ["alice", "bob"])
    assert (moment.id, moment.hop, moment.person, moment.at) == ("browser-1", "browser", "bob", 1.0)
    assert moment.payload == {"screenshot": "step-1.jpg"}


def test_a_step_without_a_name_is_of_nobody() -> None:
    assert steps([{"at": 1.0, "text": "HubSpot goes down", "screenshot": None}], ["alice"])[0].person == ""


def test_an_error_in_the_console_is_marked() -> None:
    entries = [{"at": 1.0, "level": "SEVERE", "message": "boom"}, {"at": 2.0, "level": "INFO", "message": "hello"}]
    assert [moment.failed for moment in console(entries, "alice")] == [True, False]
    assert console(entries)[0].title == "console, severe: boom"
