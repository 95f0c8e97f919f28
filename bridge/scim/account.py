"""What the trail is told of one request: that it was received, how it was understood, and the answer."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response

from bridge.scim.dialect import Caller
from bridge.scim.document import names_password
from bridge.scim.operation import Operation, Patch, PatchOperation
from bridge.trail import About, Tell

_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_UNREAD: Final = "(not shown: it was not read, or is no JSON object)"


class Account:
    """Tells each step once, and whom it is about as soon as that is known."""

    def __init__(self, tell: Tell, request: Request, correlation_id: str) -> None:
        """Take the trail, the request and the id under which it is known."""
        self.user_name = ""
        self._tell = tell
        self._request = request
        self._correlation_id = correlation_id
        self._received = False

    def came(self, caller: Caller) -> None:
        """Tell at once of a request that has no body."""
        if self._request.method not in _WITH_BODY:
            self.received(caller, None)

    def received(self, caller: Caller, body: Mapping[str, Any] | str | None) -> None:
        """Tell of the request, once its body is read and without passwords."""
        if self._received:
            return
        self._received = True
        self.user_name = _name_in(body)
        request = self._request
        self._tell(
            "received",
            self._about(),
            lambda: {
                "method": request.method,
                "target": _target(request),
                "dialect": caller.dialect.value,
                "userAgent": request.headers.get("user-agent", ""),
                "body": body,
            },
        )

    def understood(self, operation: str, says: Operation | Mapping[str, Any], user_name: str | None = None) -> None:
        """Tell what the request asks for.

        Args:
            operation: create, put, patch, delete, read or list.
            says: the operation in normal form, or what is asked for.
            user_name: whose attributes these are, where the request says it.
        """
        self.user_name = user_name or self.user_name
        self._tell("understood", self._about(), lambda: {"operation": operation, "says": _said(says)})

    def answered(self, caller: Caller, response: Response) -> None:
        """Tell of the answer, and before it of a request whose body could not be used."""
        self.received(caller, _UNREAD)
        self._tell("answered", self._about(), lambda: {"status": response.status_code, "body": _json(response)})

    def _about(self) -> About:
        return About(self.user_name, self._correlation_id)


def _name_in(body: Mapping[str, Any] | str | None) -> str:
    """Return the userName that a body says, before it is understood; a wrong one is refused later."""
    if not isinstance(body, Mapping):
        return ""
    names = (value for name, value in body.items() if name.casefold() == "username")
    name = next(names, "")
    return name if isinstance(name, str) else ""


def _target(request: Request) -> str:
    """Return path and query as sent; a filter on a password is not shown."""
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    if names_password(unquote_plus(query)):
        return f"{path}?(not shown: it names the password)"
    return f"{path}?{query}" if query else str(path)


def _said(says: Operation | Mapping[str, Any]) -> Any:
    if isinstance(says, Patch):
        return [_patched(each) for each in says.operations]
    return says if isinstance(says, Mapping) else says.values


def _patched(operation: PatchOperation) -> dict[str, Any]:
    path = {} if operation.path is None else {"path": operation.path}
    value = {} if operation.op == "remove" else {"value": operation.value}
    return {"op": operation.op, **path, **value}


def _json(response: Response) -> Any:
    body = bytes(response.body)
    return json.loads(body) if body else None
