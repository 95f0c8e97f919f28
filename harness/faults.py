"""Fault rules: which request is to go wrong, and how. Pure: it decides and counts, a server carries out.

A rule is JSON, so that a test, a person with curl and a recorded finding say it alike::

    {"match": {"method": "POST", "path": "/crm/*/batch/*", "containing": "anna", "nth": 2}, "fault": {"kind": "reset"},
     "times": 1}

Every key of `match` is optional and all given ones must hold. `nth`, `every` and `probability` count the requests that
the other keys (method, path, containing) let through.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from json import dumps, loads
from typing import Any, Literal, cast

Kind = Literal["status", "delay", "reset", "truncate", "garbage", "hang", "applied-then-error"]
When = Literal["before", "after"]

Chance = Callable[[], float]
"""A number in [0, 1), as `random.Random(seed).random` draws it."""

_FAULT_KEYS: dict[str, tuple[str, ...]] = {
    "status": ("status",),
    "delay": ("seconds", "when"),
    "reset": ("when",),
    "truncate": (),
    "garbage": (),
    "hang": ("when",),
    "applied-then-error": ("status",),
}
_MATCH_KEYS = ("method", "path", "containing", "nth", "every", "probability")
_ALWAYS_APPLIED = ("delay", "truncate", "garbage", "applied-then-error")


class FaultRuleError(ValueError):
    """A rule that is not understood. The text says what is allowed instead."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests a rule means."""

    method: str | None = None
    """Upper case, e.g. `POST`."""
    path: str | None = None
    """A glob over the path without the query; `*` also matches `/`. Case counts."""
    containing: str | None = None
    """Text that the body holds, as sent or with JSON's escapes resolved."""
    nth: int | None = None
    """Only the nth matching request, counted from 1."""
    every: int | None = None
    """Each nth matching request: 3 means the third, the sixth, …"""
    probability: float | None = None
    """From 0 (never) to 1 (always)."""

    def admits(self, method: str, path: str, body: bytes) -> bool:
        """Return whether a request is one that this rule counts."""
        return (
            (self.method is None or self.method == method.upper())
            and (self.path is None or fnmatchcase(path, self.path))
            and (self.containing is None or _contains(body, self.containing))
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to happen to a request."""

    kind: Kind
    status: int = 503
    """Of `status` and `applied-then-error`: the HTTP status answered."""
    seconds: float = 0.0
    """Of `delay`: how long to wait."""
    when: When = "before"
    """Of `delay`, `reset` and `hang`: before the request is applied, or after it."""

    @property
    def applied(self) -> bool:
        """Whether the server carries the request out before the client is disappointed."""
        return self.kind in _ALWAYS_APPLIED or (self.kind in ("reset", "hang") and self.when == "after")

    def as_json(self) -> dict[str, Any]:
        """Return the fault as it stands in a rule, defaults included."""
        return {"kind": self.kind, **{key: getattr(self, key) for key in _FAULT_KEYS[self.kind]}}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches, the fault, and how often it strikes (`None`: without end)."""

    match: Match
    fault: Fault
    times: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the rule in the form in which it was given, defaults of the fault included."""
        match = {key: value for key in _MATCH_KEYS if (value := getattr(self.match, key)) is not None}
        return {"match": match, "fault": self.fault.as_json(), "times": self.times}


@dataclass(slots=True)
class _Armed:
    """A rule with its counts."""

    rule: Rule
    seen: int = 0
    struck: int = 0

    def strikes(self, chance: Chance) -> bool:
        """Count a request that the rule admits, and return whether it is one to strike."""
        self.seen += 1
        match = self.rule.match
        return (
            (self.rule.times is None or self.struck < self.rule.times)
            and (match.nth is None or self.seen == match.nth)
            and (match.every is None or self.seen % match.every == 0)
            and (match.probability is None or chance() < match.probability)
        )


@dataclass(slots=True)
class FaultPlan:
    """The rules in force. Every rule counts every request it admits; the first rule that strikes decides."""

    chance: Chance
    _armed: list[_Armed] = field(default_factory=list)

    def add(self, rules: Sequence[Rule]) -> None:
        """Put rules in force behind those that are there."""
        self._armed.extend(_Armed(rule) for rule in rules)

    def clear(self) -> None:
        """Lift all rules."""
        self._armed.clear()

    def decide(self, method: str, path: str, body: bytes) -> Fault | None:
        """Count a request and return the fault it is to suffer, if any.

        Args:
            method: HTTP method.
            path: Decoded path without the query.
            body: The whole body as it came.
        """
        admitting = [armed for armed in self._armed if armed.rule.match.admits(method, path, body)]
        struck = [armed for armed in admitting if armed.strikes(self.chance)]
        if not struck:
            return None
        struck[0].struck += 1
        return struck[0].rule.fault

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rules with their counts: `seen` requests admitted, `struck` of them."""
        return [{**armed.rule.as_json(), "seen": armed.seen, "struck": armed.struck} for armed in self._armed]


def rules_of(document: Any) -> list[Rule]:
    """Read one rule, or a list of rules, from parsed JSON.

    Raises:
        FaultRuleError: Something is not understood; nothing is guessed.
    """
    items = document if isinstance(document, list) else [document]
    return [_rule(item) for item in items]


def _rule(item: Any) -> Rule:
    rule = _object(item, "a rule", ("match", "fault", "times"))
    if "fault" not in rule:
        raise FaultRuleError(f'A rule needs "fault": {{"kind": …}}; kinds are {_listed(_FAULT_KEYS)}.')
    times = _count(rule, "times")
    match = rule.get("match")
    return Rule(_match({} if match is None else match), _fault(rule["fault"]), times)


def _match(item: Any) -> Match:
    match = _object(item, "match", _MATCH_KEYS)
    method = _text(match, "method")
    probability = _number(match, "probability")
    if probability is not None and probability > 1:
        raise FaultRuleError(f'"probability" is a number from 0 to 1, not {probability}.')
    return Match(
        method=method.upper() if method else None,
        path=_text(match, "path"),
        containing=_text(match, "containing"),
        nth=_count(match, "nth"),
        every=_count(match, "every"),
        probability=probability,
    )


def _fault(item: Any) -> Fault:
    kind = item.get("kind") if isinstance(item, dict) else None
    if not isinstance(kind, str) or kind not in _FAULT_KEYS:
        raise FaultRuleError(f'"fault" needs a "kind"; kinds are {_listed(_FAULT_KEYS)}, not {dumps(kind)}.')
    fault = _object(item, f'a fault of kind "{kind}"', ("kind", *_FAULT_KEYS[kind]))
    when = fault.get("when", "before")
    if when not in ("before", "after"):
        raise FaultRuleError(f'"when" is "before" or "after" (the request is applied), not {dumps(when)}.')
    return Fault(cast("Kind", kind), _status(fault), _number(fault, "seconds") or 0.0, when)


def _status(fault: Mapping[str, Any]) -> int:
    status = _count(fault, "status")
    if status is not None and not 200 <= status <= 599:  # noqa: PLR2004 - the final statuses HTTP has, RFC 9110 section 15
        raise FaultRuleError(f'"status" is an HTTP status from 200 to 599, not {status}.')
    return status or 503


def _object(item: Any, what: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(item, dict):
        raise FaultRuleError(f"{what[0].upper()}{what[1:]} is a JSON object with the keys {_listed(keys)}.")
    unknown = [key for key in item if key not in keys]
    if unknown:
        raise FaultRuleError(f"Unknown {_listed(unknown)} in {what}; allowed are {_listed(keys)}.")
    return item


def _text(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise FaultRuleError(f'"{key}" is a text, not {dumps(value)}.')
    return value


def _count(item: Mapping[str, Any], key: str) -> int | None:
    value = item.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise FaultRuleError(f'"{key}" is a whole number from 1, not {dumps(value)}.')
    return value


def _number(item: Mapping[str, Any], key: str) -> float | None:
    value = item.get(key)
    if value is not None and (not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e9):  # noqa: PLR2004 - above any wait, and shuts out infinity
        raise FaultRuleError(f'"{key}" is a number that is not negative, not {dumps(value)}.')
    return None if value is None else float(value)


def _listed(words: Sequence[str] | Mapping[str, Any]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _contains(body: bytes, text: str) -> bool:
    return text in body.decode(errors="replace") or (b"\\" in body and text in _unescaped(body))


def _unescaped(body: bytes) -> str:
    try:
        return dumps(loads(body), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
