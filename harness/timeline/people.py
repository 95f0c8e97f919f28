"""Whom a request of the bridge is about when it names nobody: a GET or a DELETE says only an id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from harness.timeline.moment import Moment


def named(moments: Sequence[Moment]) -> list[Moment]:
    """Return the moments, those of the bridge with the person of their request where they name none.

    Another step of the same request names the person, or else the identity server's call that it answers: the one with
    the same method and target that was sent last before it arrived.
    """
    people = {str(each.payload.get("correlationId")): each.person for each in _of_bridge(moments) if each.person}
    for moment in _of_bridge(moments):
        request = str(moment.payload.get("correlationId"))
        if moment.payload.get("step") == "received" and request not in people:
            people[request] = _sender(moment, moments)
    return [_with(moment, people) for moment in moments]


def _of_bridge(moments: Iterable[Moment]) -> list[Moment]:
    return [moment for moment in moments if moment.hop == "bridge"]


def _sender(received: Moment, moments: Iterable[Moment]) -> str:
    wanted = (received.payload.get("method"), received.payload.get("target"))
    calls = [each for each in moments if each.hop == "identity server" and each.at <= received.at]
    people = [each.person for each in calls if _request(each.payload) == wanted]
    return people[-1] if people else ""


def _request(payload: Mapping[str, Any]) -> tuple[Any, Any]:
    request = payload.get("request") or {}
    return request.get("method"), request.get("target")


def _with(moment: Moment, people: Mapping[str, str]) -> Moment:
    if moment.hop != "bridge" or moment.person:
        return moment
    return replace(moment, person=people.get(str(moment.payload.get("correlationId")), ""))
