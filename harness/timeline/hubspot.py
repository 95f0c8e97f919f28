"""What HubSpot was asked and answered: the requests of ``/_fake/requests``, one moment a call and person concerned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from harness.timeline.moment import Moment
from harness.timeline.values import pairs

KEY: Final = "wso2_username"
"""The property that says whose contact it is."""
_ERROR: Final = 400
_NOT_FOUND: Final = 404
_CONTACTS: Final = "/objects/contacts/"
_OWN: Final = ("hs_", "createdate", "lastmodifieddate", "lifecyclestage")
"""How the names begin of properties that HubSpot sets by itself."""
_SHOWN: Final = 20
"""Items of an answer that are shown besides the person's own."""


def moments(requests: Sequence[Mapping[str, Any]], owners: Mapping[str, str] | None = None) -> list[Moment]:
    """Return one moment a call and person; a call about nobody is one moment without a person.

    Args:
        requests: the calls, oldest first.
        owners: user names by contact id from earlier calls, where these are only the latest ones.
    """
    known = {**(owners or {}), **owners_in(requests)}
    return [moment for number, call in enumerate(requests, 1) for moment in _of_call(number, call, known)]


def owners_in(requests: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the user names by contact id, as the answers tell them."""
    found = {}
    for call in requests:
        for result in _results(call.get("answer")):
            if name := (result.get("properties") or {}).get(KEY):
                found[str(result.get("id"))] = str(name)
    return found


def contact(record: Mapping[str, Any], at: float) -> Moment:
    """Return the moment of looking at a contact (an item of ``/_fake/contacts``) at a time."""
    properties = record.get("properties") or {}
    standing = ", archived" if record.get("archived") else ""
    shown = {name: properties[name] for name in sorted(properties) if not name.startswith(_OWN)}
    return Moment(
        id=f"hubspot-contact-{record['id']}",
        at=at,
        hop="HubSpot",
        person=str(properties.get(KEY) or ""),
        title=f"contact {record['id']} at the end{standing}: {pairs(shown)}",
        payload=record,
    )


def _of_call(number: int, call: Mapping[str, Any], owners: Mapping[str, str]) -> Iterator[Moment]:
    id_ = f"hubspot-{call.get('id', number)}"
    inputs = [each for each in call.get("inputs") or [] if isinstance(each, Mapping)]
    if not inputs:
        yield _moment(id_, call, owners.get(_contact_in(call), ""), None)
    for place, item in enumerate(inputs, 1):
        yield _moment(id_ if len(inputs) == 1 else f"{id_}-{place}", call, _person(item, owners), item)


def _moment(id_: str, call: Mapping[str, Any], person: str, item: Mapping[str, Any] | None) -> Moment:
    result, error = _own(call, item)
    status = call.get("status")
    return Moment(
        id=id_,
        at=float(call["at"]),
        hop="HubSpot",
        person=person,
        title=_title(call, result, error),
        payload=_payload(call, item, result or error),
        failed=bool(call.get("fault")) or (not _is_in_vain(call) and (error is not None or _is_error(status))),
    )


def _title(call: Mapping[str, Any], result: Mapping[str, Any] | None, error: Mapping[str, Any] | None) -> str:
    path = str(call.get("path"))
    name = path.partition(_CONTACTS)[2] or path
    fault = f" (fault: {call['fault'].get('kind')})" if call.get("fault") else ""
    said = ", not there" if _is_in_vain(call) else _said(result, error)
    return f"{call.get('method')} {name} → {call.get('status') or 'no answer'}{said}{fault}"


def _is_in_vain(call: Mapping[str, Any]) -> bool:
    """Say whether a call looked for what is not there, which is an answer and no failure."""
    return call.get("method") == "GET" and call.get("status") == _NOT_FOUND


def _is_error(status: Any) -> bool:
    return isinstance(status, int) and status >= _ERROR


def _said(result: Mapping[str, Any] | None, error: Mapping[str, Any] | None) -> str:
    if error is not None:
        return f", refused: {error.get('category') or 'error'}: {error.get('message')}"
    if result is not None and result.get("id"):
        return f", contact {result['id']}" + (" (new)" if result.get("new") else "")
    return ""


def _payload(call: Mapping[str, Any], item: Mapping[str, Any] | None, own: Any) -> dict[str, Any]:
    request = {"method": call.get("method"), "path": call.get("path"), "query": call.get("query")}
    answer = {"status": call.get("status"), "applied": call.get("applied")}
    common = {"fault": call.get("fault"), "correlationId": call.get("correlationId")}
    if item is None:
        return {
            "request": {**request, "body": call.get("body")},
            "answer": {**answer, "body": call.get("answer")},
        } | common
    request |= {"items": len(call["inputs"]), "this person's item": item}
    whole = call.get("answer") if len(call["inputs"]) <= _SHOWN else None
    return {"request": request, "answer": {**answer, "about this person": own, "body": whole}} | common


def _own(
    call: Mapping[str, Any], item: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Return what an answer says of one item: its result, or its error (the whole answer's, when it is one)."""
    answer = call.get("answer")
    if not isinstance(answer, Mapping):
        return None, None
    if answer.get("status") == "error":
        return None, answer
    if item is None:
        return answer, None
    error = next((each for each in _listed(answer, "errors") if _names(each.get("context") or {}, item)), None)
    result = next((each for each in _results(answer) if _is_of(each, item)), None)
    return result, error


def _is_of(result: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    trace = result.get("objectWriteTraceId")
    if trace and item.get("objectWriteTraceId"):
        return bool(trace == item["objectWriteTraceId"])
    named = (result.get("id"), (result.get("properties") or {}).get(str(item.get("idProperty") or KEY)))
    return str(item.get("id")) in map(str, named)


def _names(context: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    wanted = {str(item[name]) for name in ("objectWriteTraceId", "id") if item.get(name)}
    said = [context.get(name) for name in ("objectWriteTraceId", "id", "ids")]
    return any(str(each) in wanted for one in said for each in (one if isinstance(one, list) else [one]))


def _person(item: Mapping[str, Any], owners: Mapping[str, str]) -> str:
    named = (item.get("properties") or {}).get(KEY)
    by_key = item.get("id") if item.get("idProperty") == KEY else None
    return str(named or by_key or owners.get(str(item.get("id")), ""))


def _contact_in(call: Mapping[str, Any]) -> str:
    """Return the contact id in a path such as ``…/objects/contacts/101``."""
    return str(call.get("path")).partition(_CONTACTS)[2].partition("/")[0]


def _results(answer: Any) -> list[Mapping[str, Any]]:
    if not isinstance(answer, Mapping):
        return []
    return _listed(answer, "results") if "results" in answer else [answer]


def _listed(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = answer.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
