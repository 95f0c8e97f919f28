"""The record of what was sent, and of what was not, with the reason. Passwords never enter it."""

import logging
import re

from harness.identity_server.simulator.provisioning.model import Call, Event
from harness.seams import Clock

_log = logging.getLogger(__name__)
_PASSWORD = re.compile(r'("password"\s*:\s*)"(?:[^"\\]|\\.)*"')


def redact(text: str) -> str:
    """Return JSON text with the value of every `password` hidden."""
    return _PASSWORD.sub(r'\1"[redacted]"', text)


class Journal:
    """Every call of one server, in the order of sending."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.calls: list[Call] = []

    def skip(self, event: Event, reason: str) -> None:
        """Note that an event was not provisioned, and why."""
        _log.info("%s of %s is not provisioned: %s", event.operation, event.user_name, reason)
        self.unsent(event.user_name, event.operation, f"skipped: {reason}")

    def unsent(self, user_name: str, operation: str, outcome: str) -> None:
        """Note that no request was made."""
        self.calls.append(Call(self._clock(), user_name, operation, outcome=outcome))

    def sent(self, user_name: str, operation: str, method: str, target: str, body: str) -> Call:
        """Note a request at the moment of sending; its answer is filled in later."""
        call = Call(self._clock(), user_name, operation, method, target, body=redact(body))
        self.calls.append(call)
        return call
