"""The bridge, as its operator sees and treats it."""

from harness.clients import UserRecord
from harness.people import Person
from harness.verbs.context import Context
from harness.waiting import NotYet


class Bridge:
    """Looks at users' records, and ends the process as a power cut would."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def owes(self, person: Person) -> UserRecord:
        """See that the bridge took what IS said, and has not delivered it."""
        return self._has_state(person, "owed", "waiting")

    def delivered(self, person: Person) -> UserRecord:
        """See that everything was delivered."""
        return self._has_state(person, "delivered")

    def refused(self, person: Person) -> str:
        """See that HubSpot refuses the person, and return the reason kept."""
        record = self._has_state(person, "refused")
        return (record.error or {}).get("message", "")

    def kill(self) -> None:
        """End the bridge by SIGKILL, as a power cut would."""
        self._context.note("the bridge is killed")
        self._context.stack.kill("bridge")

    def start(self) -> None:
        """Start the bridge again, on its port and its database."""
        self._context.stack.restart("bridge")
        self._context.note("the bridge runs again")

    def _has_state(self, person: Person, *states: str) -> UserRecord:
        def look() -> UserRecord:
            record = self._context.stack.bridge.user(person.user_name)
            if record is None or record.state not in states:
                raise NotYet("no record" if record is None else f"state {record.state}")
            return record

        wanted = " or ".join(states)
        self._context.note(f"the operator looks for {person.user_name} as {wanted}")
        return self._context.await_for(person, look, f"the bridge's record of {person.user_name} to be {wanted}")
