"""Where the bridge took HubSpot's answer for something else than it said of this person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from harness.diagnosis import Hop
from harness.evidence.silence import Silence
from harness.timeline.moment import Moment
from harness.timeline.order import same_person

_WRITES: Final = ("batch/upsert", "batch/update")


def contradictions(user_name: str, moments: Sequence[Moment]) -> list[Silence]:
    """Return what the bridge believes to have delivered, though HubSpot said otherwise."""
    mine = [moment for moment in moments if same_person(moment.person, user_name)]
    return [each for moment in mine for each in _against(moment, mine)]


def _against(outcome: Moment, mine: Sequence[Moment]) -> Iterator[Silence]:
    if outcome.hop != "bridge" or outcome.payload.get("state") != "delivered":
        return
    answers = [each for each in mine if _is_write(each) and each.at <= outcome.at]
    if not answers:
        return
    own, believed = _own(answers[-1].payload), outcome.payload.get("contactId")
    if own.get("id") is None and own.get("message"):
        text = f"HubSpot refused this person ({own['message']}), but the bridge believes in contact {believed}."
        yield Silence(Hop.DELIVERY, text, outcome.id)
    elif own.get("id") is not None and believed is not None and str(own["id"]) != str(believed):
        text = f"HubSpot wrote this person to contact {own['id']}, but the bridge believes in contact {believed}."
        yield Silence(Hop.DELIVERY, text, outcome.id)


def _is_write(moment: Moment) -> bool:
    request = moment.payload.get("request") or {}
    return moment.hop == "HubSpot" and str(request.get("path")).endswith(_WRITES)


def _own(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    own = (payload.get("answer") or {}).get("about this person")
    return own if isinstance(own, dict) else {}
