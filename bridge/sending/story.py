"""What became of one request: its steps as the trail told them, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bridge.scim.names import key_of
from bridge.sending.dialects import Request
from bridge.sending.door import Answer

SETTLED: Final = frozenset({"delivered", "refused", "incomplete", "outside", "held"})
"""States in which nothing more happens by itself."""

_OF_REQUEST: Final = frozenset({"received", "understood", "changed", "answered"})

Data = Mapping[str, Any]


@dataclass(slots=True)
class Story:
    """One request and what the trail told of it so far.

    Attributes:
        request: what was sent.
        correlation_id: under which the bridge knows it.
        answer: what came back.
        steps: the data of each step of the request, and of the last `mapped` for its change.
        sent: each call of HubSpot that this user was in.
        outcomes: what came of them.
        record: the bridge's record of the user, where the trail does not tell the end.
    """

    request: Request
    correlation_id: str
    answer: Answer
    steps: dict[str, Data] = field(default_factory=dict)
    sent: list[Data] = field(default_factory=list)
    outcomes: list[Data] = field(default_factory=list)
    record: Data = field(default_factory=dict)
    user_name: str = ""
    version: int = 0

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take an event, if it is about this request or about what follows from its change."""
        step = event["step"]
        if step in _OF_REQUEST:
            if event["correlationId"] == self.correlation_id:
                self.steps[step] = event["data"]
                if step == "changed":
                    self.user_name, self.version = event["userName"], event["version"]
        elif self._follows(event):
            self._follow(step, event["data"])

    def _follows(self, event: Mapping[str, Any]) -> bool:
        return (
            "changed" in self.steps
            and key_of(event["userName"]) == key_of(self.user_name)
            and (event["version"] or 0) >= self.version
        )

    def _follow(self, step: str, data: Data) -> None:
        if step == "mapped":
            self.steps["mapped"] = data
        elif step == "sent":
            self.sent.append(data)
        else:
            self.outcomes.append(data)

    @property
    def is_lookup(self) -> bool:
        """Whether it asks only."""
        return self.request.method == "GET"

    @property
    def changes_nothing(self) -> bool:
        """Whether what was said was known before."""
        changed = self.steps.get("changed")
        return changed is not None and changed["before"] == changed["after"]

    @property
    def is_over(self) -> bool:
        """Whether all has been told."""
        if "answered" not in self.steps:
            return False
        if self.is_lookup or "changed" not in self.steps:
            return True
        return bool(self.outcomes) and self.outcomes[-1]["state"] in SETTLED

    @property
    def state(self) -> str | None:
        """Where the user stands, as far as was seen; None: the directory did not change."""
        if "changed" not in self.steps:
            return None
        if self.outcomes and self.outcomes[-1]["state"] in SETTLED:
            return str(self.outcomes[-1]["state"])
        said = self.record.get("state") or (self.outcomes[-1]["state"] if self.outcomes else "owed")
        return str(said)

    @property
    def error(self) -> Data | None:
        """Why the user is not delivered, in HubSpot's or the bridge's words."""
        told = self.outcomes[-1]["error"] if self.outcomes else None
        return told or self.record.get("error")

    @property
    def exit_code(self) -> int:
        """0: fine; 1: a SCIM error, a refusal, or not delivered in time."""
        refused = self.answer.status >= 400  # noqa: PLR2004 - HTTP's own number
        return int(refused or self.state in {"refused", "waiting", "owed"})

    def document(self) -> dict[str, Any]:
        """Return the story as JSON."""
        return {
            "method": self.request.method,
            "target": self.request.target,
            "correlationId": self.correlation_id,
            "status": self.answer.status,
            "userName": self.user_name,
            "version": self.version or None,
            "received": self.steps.get("received"),
            "understood": self.steps.get("understood"),
            "changed": self.steps.get("changed"),
            "answered": self.steps.get("answered"),
            "mapped": self.steps.get("mapped"),
            "sent": self.sent,
            "outcomes": self.outcomes,
            "state": self.state,
            "nextTryAt": self.record.get("nextTryAt"),
            "error": self.error,
        }
