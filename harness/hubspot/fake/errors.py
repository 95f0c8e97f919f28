"""HubSpot's error answers as exceptions.

The tree::

    HubSpotError                     a status and a body in HubSpot's error form
    ├── InvalidAuthenticationError   401
    ├── InvalidJsonError             400, without category
    ├── ValidationFailedError        400 VALIDATION_ERROR
    │   ├── InvalidValuesError       all values that are not valid, listed
    │   └── ValueTakenError          a unique value that another contact owns
    ├── NotFoundError                404
    ├── MethodNotAllowedError        405
    ├── ConflictError                409 CONFLICT or OBJECT_ALREADY_EXISTS
    ├── RateLimitedError             429, a body of its own form
    └── NotImplementedByFakeError    501: HubSpot can do it, this fake cannot

Texts and fields: HubSpot's error handling page and recorded answers; where HubSpot's text is not known, ours is marked
[U] and nothing should be read out of it but status and category.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any


class HubSpotError(Exception):
    """An answer that is no success.

    Args:
        message: The text a person reads.
        category: HubSpot's class of the error, left out where HubSpot leaves it out.
        context: Values that belong to the error, each a list of texts.
        errors: One entry a detail.
    """

    status = 400

    def __init__(
        self,
        message: str,
        category: str | None = None,
        context: Mapping[str, Sequence[str]] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.category = category
        self.context = {key: list(values) for key, values in (context or {}).items()}
        self.errors = list(errors)

    def body(self, correlation_id: str) -> dict[str, Any]:
        """Return the JSON body of the answer; every field but status, message and correlationId may be missing."""
        optional = {"errors": self.errors, "context": self.context, "category": self.category}
        return {
            "status": "error",
            "message": self.message,
            "correlationId": correlation_id,
            **{key: value for key, value in optional.items() if value},
        }

    def batch_entry(self, trace_id: str) -> dict[str, Any]:
        """Return the error as an entry of `errors` in a 207 answer, naming the input by its objectWriteTraceId."""
        return {
            "status": "error",
            "category": self.category or "VALIDATION_ERROR",
            "message": self.message,
            "context": {"objectWriteTraceId": [trace_id], **self.context},
        }


class InvalidAuthenticationError(HubSpotError):
    """No token, or one that HubSpot does not know."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
            "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
            "INVALID_AUTHENTICATION",
        )


class InvalidJsonError(HubSpotError):
    """A body that is no JSON, or JSON of another shape."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"Invalid input JSON on line {line}, column {column}: {reason}")


class ValidationFailedError(HubSpotError):
    """A request that HubSpot understands and refuses."""

    def __init__(
        self,
        message: str,
        context: Mapping[str, Sequence[str]] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, "VALIDATION_ERROR", context, errors)


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """Why one value is refused."""

    name: str
    error: str
    message: str


class InvalidValuesError(ValidationFailedError):
    """One or more values are not valid; all are listed, once in the message and once in `errors`."""

    def __init__(self, problems: Sequence[ValueProblem], portal_id: int) -> None:
        listed = [
            {
                "isValid": False,
                "message": problem.message,
                "error": problem.error,
                "name": problem.name,
                "localizedErrorMessage": problem.message,
                "portalId": portal_id,
            }
            for problem in problems
        ]
        errors = [
            {"message": problem.message, "code": problem.error, "context": {"propertyName": [problem.name]}}
            for problem in problems
        ]
        message = f"Property values were not valid: {dumps(listed, separators=(',', ':'), ensure_ascii=False)}"
        super().__init__(message, errors=errors)


class ValueTakenError(ValidationFailedError):
    """A unique value (a secondary e-mail included) that another live contact owns; the owner is the LAST id named."""

    def __init__(self, name: str, value: str, target: str, owner: str, portal_id: int) -> None:
        super().__init__(
            f"Cannot set PropertyValueCoordinates{{portalId={portal_id}, "
            f"objectTypeId=ObjectTypeId{{legacyObjectType=CONTACT}}, propertyName={name}, value={value}}} on {target}. "
            f"{owner} already has that value."
        )


class NotFoundError(HubSpotError):
    """Nothing there under that name or id."""

    status = 404

    @classmethod
    def of_id(cls, contact_id: str) -> "NotFoundError":
        """Return HubSpot's answer to an unknown record id: without category for a numeric one."""
        if contact_id.isdecimal():
            return cls("resource not found")
        return cls("Object not found.  objectId are usually numeric.", "OBJECT_NOT_FOUND", {"id": [contact_id]})


class MethodNotAllowedError(HubSpotError):
    """The path is there, the method is not. Text and form [U]."""

    status = 405

    def __init__(self, method: str) -> None:
        super().__init__(f"Method {method} is not allowed here.", "METHOD_NOT_ALLOWED")


class ConflictError(HubSpotError):
    """Something of that name is there already."""

    status = 409

    @classmethod
    def of_contact(cls, existing_id: str) -> "ConflictError":
        """Return HubSpot's answer to a create with an e-mail that a live contact has."""
        return cls(f"Contact already exists. Existing ID: {existing_id}", "CONFLICT", {"existingId": [existing_id]})

    def body(self, correlation_id: str) -> dict[str, Any]:
        """Return the body: it names the owner in its message alone, an entry of a 207 in its context too."""
        return {key: value for key, value in super().body(correlation_id).items() if key != "context"}


class RateLimitedError(HubSpotError):
    """More calls than a policy (`TEN_SECONDLY_ROLLING` or `DAILY`) allows."""

    status = 429

    def __init__(self, policy: str) -> None:
        super().__init__(f"You have reached your {policy.lower()} limit.")
        self.policy = policy

    def body(self, correlation_id: str) -> dict[str, Any]:
        """Return the body of a 429, which has fields of its own and no category."""
        return {
            "status": "error",
            "message": self.message,
            "errorType": "RATE_LIMIT",
            "correlationId": correlation_id,
            "policyName": self.policy,
            "requestId": correlation_id,
        }


class NotImplementedByFakeError(HubSpotError):
    """HubSpot has it, this fake has not. The reason says what it has instead."""

    status = 501

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "NOT_IMPLEMENTED_BY_FAKE")
