"""The identity server's administrator."""

from collections.abc import Iterator
from contextlib import contextmanager

from harness.errors import NotAsExpected
from harness.people import Person
from harness.verbs.context import Context
from harness.waiting import NotYet


class Administrator:
    """Acts by the server's own API, with an administrator's credentials."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def create(self, person: Person) -> None:
        """Create a user, whatever the registration form would say."""
        self._context.note(f"the administrator creates {person.user_name} with {person.email}")
        self._context.stack.identity_server.create_user(person)

    def sees_sent(self, person: Person, *methods: str) -> None:
        """See, in the server's log, that it has sent these requests about a person and got their answers."""

        def look() -> None:
            calls = self._context.stack.identity_server.provisioning(person.user_name)
            answered = sorted(str(call.method) for call in calls if call.status is not None)
            if answered != sorted(methods):
                raise NotYet(f"answered: {', '.join(answered) or 'nothing'}")

        self._context.note(f"the administrator looks for {', '.join(methods)} about {person.user_name}")
        self._context.await_for(person, look, f"{', '.join(methods)} about {person.user_name} to be sent and answered")

    def sees_nothing_sent(self, person: Person) -> None:
        """See, in the server's log, that nothing about a person was to be sent."""
        self._context.note(f"the administrator looks for what was sent about {person.user_name}")
        calls = self._context.stack.identity_server.provisioning(person.user_name)
        if calls:
            raise NotAsExpected(f"{len(calls)} calls were made about {person.user_name}, the first was {calls[0]}")

    def delete(self, person: Person) -> None:
        """Delete a user."""
        self._context.note(f"the administrator deletes {person.user_name}")
        self._context.stack.identity_server.delete_user(person.user_name)

    def kills_the_server(self) -> None:
        """End the identity server by SIGKILL, as a power cut would."""
        self._context.note("the identity server is killed")
        self._context.stack.kill("identity-server")

    def starts_the_server(self) -> None:
        """Start the identity server again, with what it had kept."""
        self._context.stack.restart("identity-server")
        self._context.note("the identity server runs again")

    @contextmanager
    def unplugs_the_server(self, person: Person) -> Iterator[None]:
        """Cut the network between the identity server and the bridge, until it has tried in vain to tell of a person.

        Browsers still reach it.
        """
        stack = self._context.stack
        told = len(stack.identity_server.provisioning(person.user_name))
        self._context.note("the network between identity server and bridge is cut")
        with stack.cut_off("identity-server"):
            yield
            if stack.identity_server.tells_what_failed:
                self._tried_in_vain(person, told)
        self._context.note("the network between identity server and bridge is whole again")

    def _tried_in_vain(self, person: Person, told: int) -> None:
        def look() -> None:
            calls = self._context.stack.identity_server.provisioning(person.user_name)[told:]
            if not any(call.status is None for call in calls):
                raise NotYet(f"since the cut: {calls}")

        self._context.await_for(person, look, f"a call about {person.user_name} that got no answer")

    def ends_sessions(self, person: Person) -> None:
        """End a person's sessions, as happens by itself when they are idle for too long."""
        self._context.note(f"the administrator ends the sessions of {person.user_name}")
        self._context.stack.identity_server.end_sessions(person.user_name)

    def edit_last_name(self, person: Person, last_name: str) -> None:
        """Change a user's last name."""
        self._context.note(f"the administrator changes the last name of {person.user_name} to {last_name}")
        self._context.stack.identity_server.replace(person.user_name, {"name": {"familyName": last_name}})
