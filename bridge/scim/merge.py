"""What a request does to a user's resource: pure functions `(resource, operation) -> resource`."""

from bridge.scim.errors import MutabilityError
from bridge.scim.names import key_of
from bridge.scim.operation import Merge, Operation, Patch, Resource
from bridge.scim.schema import OWN, USER
from bridge.scim.values import merged, replaced


def apply(resource: Resource, operation: Operation) -> Resource:
    """Return what `resource` is after `operation`.

    The userName stays as it was first said: its store domain and case come and go between IS's calls.

    Raises:
        ScimError: a PATCH that cannot be applied, or a userName of somebody else.
    """
    return _same_person(resource, _applied(resource, operation))


def _applied(resource: Resource, operation: Operation) -> Resource:
    if isinstance(operation, Patch):
        from bridge.scim.patch import patched  # noqa: PLC0415 - scim2-models takes 0.3 s to import, and only this needs it

        return patched(resource, operation.operations)
    values = {name: value for name, value in operation.values.items() if name not in OWN}
    if isinstance(operation, Merge):
        return dict(merged(USER, resource, values))
    name = {"userName": resource["userName"]} if "userName" in resource else {}
    return dict(replaced(USER, resource, {**name, **values}))


def _same_person(before: Resource, after: Resource) -> Resource:
    first, now = before.get("userName"), after.get("userName")
    if not isinstance(first, str) or now == first:
        return after
    if not isinstance(now, str) or key_of(now) != key_of(first):
        raise MutabilityError(
            f"The userName {first!r} cannot be changed or removed: send it as it is, or delete this user and create "
            "the other one."
        )
    return {**after, "userName": first}
