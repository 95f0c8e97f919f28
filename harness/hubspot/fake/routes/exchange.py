"""Reading HubSpot requests and writing its responses: bodies, lists in queries, paging, JSON."""

from json import dumps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from harness.hubspot.fake.answers import MEDIA_TYPE, error_answer
from harness.hubspot.fake.bodies import BadBodyError, parse
from harness.hubspot.fake.errors import HubSpotError, InvalidJsonError, ValidationFailedError
from harness.hubspot.fake.gate import CORRELATION_ID
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.records import Selection

_DIGITS = 20
"""More than any id has."""


def portal_of(request: Request) -> Portal:
    """Return the portal that a request means."""
    portal = request.app.state.portal
    if not isinstance(portal, Portal):
        raise TypeError("the application has no portal")
    return portal


def json_response(document: Any, status: int = 200) -> Response:
    """Return a JSON response in HubSpot's media type."""
    body = dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, media_type=MEDIA_TYPE)


def error_response(request: Request, error: HubSpotError) -> Response:
    """Return the response for an error."""
    answer = error_answer(error, request.scope[CORRELATION_ID])
    return Response(answer.body, answer.status, media_type=MEDIA_TYPE)


async def json_body(request: Request) -> dict[str, Any]:
    """Return the body.

    Raises:
        InvalidJsonError: It is no JSON object.
    """
    try:
        document = parse(await request.body())
    except BadBodyError as error:
        raise InvalidJsonError(str(error), error.line, error.column) from error
    if not isinstance(document, dict):
        raise InvalidJsonError("an object was expected")
    return document


def properties_in(body: dict[str, Any]) -> dict[str, str]:
    """Return the `properties` of a body as texts: numbers and booleans are written out, null clears [U].

    Raises:
        ValidationFailedError: There are none.
        InvalidJsonError: They are no object of simple values.
    """
    properties = body.get("properties")
    if properties is None:
        raise ValidationFailedError("Some required fields were not set: [properties]")
    if not isinstance(properties, dict):
        raise InvalidJsonError("Cannot deserialize value of type `java.util.Map` for properties")
    return {name: _text(name, value) for name, value in properties.items()}


def names_in(request: Request, parameter: str) -> list[str]:
    """Return a list from the query, whose items are separated by commas or by repeating the parameter."""
    return [name for text in request.query_params.getlist(parameter) for name in text.split(",") if name]


def selection_in(request: Request) -> Selection:
    """Return what a reader asks for in the query."""
    return Selection(names_in(request, "properties"), names_in(request, "propertiesWithHistory"))


def archived_in(request: Request) -> bool:
    """Return whether the query asks for archived records."""
    return request.query_params.get("archived", "false").lower() == "true"


def whole_number_in(request: Request, parameter: str, default: int, most: int | None = None) -> int:
    """Return a number from the query.

    Raises:
        ValidationFailedError: It is no number, or out of bounds. HubSpot's text is not known [U].
    """
    text = request.query_params.get(parameter)
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else 0
    if number < 1 or (most is not None and number > most):
        bounds = f"from 1 to {most}" if most is not None else "from 1"
        raise ValidationFailedError(f"{parameter} must be a whole number {bounds}, not {text}")
    return number


def _text(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | int() | float():
            return dumps(value)
        case _:
            raise InvalidJsonError(f"Cannot deserialize value of type `java.lang.String` for properties.{name}")
