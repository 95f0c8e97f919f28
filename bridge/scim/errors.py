"""What a SCIM request can be answered with when it is refused.

ScimError
├── InvalidSyntaxError   400 invalidSyntax: the body is not what the request needs
├── InvalidValueError    400 invalidValue: an attribute has a value that it cannot have
├── InvalidPathError     400 invalidPath: a PATCH path that names nothing one can change
├── InvalidFilterError   400 invalidFilter: a filter that cannot be read or compared
├── NoTargetError        400 noTarget: a PATCH path that selects no value
├── MutabilityError      400 mutability: an attribute that cannot be changed or removed
├── UnauthorizedError    401: no or wrong credentials
├── NotFoundError        404: no such user or path
├── MethodError          405: the path has no such method
├── TooLargeError        413: the body is over the limit
├── MediaTypeError       415: the body is of a kind that is no JSON
├── InternalError        500: an error of the bridge itself
├── NotServedError       501: a part of SCIM that the bridge does not serve
└── UnavailableError     503: the database did not take the change

The scimType keywords are those of RFC 7644 table 9. Every detail says what to do; none repeats a value that was sent,
but for the user name, as values can be secrets.
"""

from collections.abc import Mapping
from typing import ClassVar


class ScimError(Exception):
    """An answer that refuses a request.

    Attributes:
        status: the HTTP status.
        scim_type: the keyword of RFC 7644 table 9, where the RFC has one.
        detail: what is wrong and what to do next, for a person.
        headers: further headers of the answer.
    """

    status: ClassVar[int] = 400
    scim_type: ClassVar[str | None] = None

    def __init__(self, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers: Mapping[str, str] = headers or {}


class InvalidSyntaxError(ScimError):
    """The body is not what the request needs."""

    scim_type = "invalidSyntax"


class InvalidValueError(ScimError):
    """An attribute has a value that it cannot have."""

    scim_type = "invalidValue"


class InvalidPathError(ScimError):
    """A PATCH path names nothing that can be changed."""

    scim_type = "invalidPath"


class InvalidFilterError(ScimError):
    """A filter cannot be read, or compares what cannot be compared."""

    scim_type = "invalidFilter"


class NoTargetError(ScimError):
    """A PATCH path selects no value."""

    scim_type = "noTarget"


class MutabilityError(ScimError):
    """An attribute cannot be changed or removed."""

    scim_type = "mutability"


class UnauthorizedError(ScimError):
    """No or wrong credentials."""

    status = 401


class NotFoundError(ScimError):
    """There is no such user or path."""

    status = 404


class MethodError(ScimError):
    """The path has no such method."""

    status = 405


class TooLargeError(ScimError):
    """The body is over the limit."""

    status = 413


class MediaTypeError(ScimError):
    """The body is of a kind that is no JSON."""

    status = 415


class InternalError(ScimError):
    """An error of the bridge itself."""

    status = 500


class NotServedError(ScimError):
    """A part of SCIM that the bridge does not serve."""

    status = 501


class UnavailableError(ScimError):
    """The database did not take the change."""

    status = 503
