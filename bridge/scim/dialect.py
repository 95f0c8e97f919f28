"""Which dialect a request speaks, and what follows from who speaks it.

A dialect is named by the body's `schemas`, else by the media type, the User-Agent or the path, else it is SCIM 1.1.
WSO2's connectors are known by their User-Agent; what they send are parts, and they read bare strings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bridge.scim.schema import CORE_1, CORE_2

LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


class Dialect(Enum):
    """A version of SCIM; the value is its name in logs and metrics."""

    SCIM_1 = "1.1"
    SCIM_2 = "2.0"

    @property
    def media_type(self) -> str:
        """The Content-Type of an answer."""
        return "application/json;charset=UTF-8" if self is Dialect.SCIM_1 else "application/scim+json"

    @property
    def user_schema(self) -> str:
        """The schema of a user."""
        return CORE_1 if self is Dialect.SCIM_1 else CORE_2

    @property
    def list_schema(self) -> str:
        """The schema of a list of users."""
        return CORE_1 if self is Dialect.SCIM_1 else LIST_RESPONSE


_CONNECTORS: Mapping[str, Dialect] = {
    "jakarta commons-httpclient": Dialect.SCIM_1,
    "wso2": Dialect.SCIM_2,
}
"""Products in the User-Agent of WSO2's connectors, wherever they call."""

_LIBRARIES: Mapping[str, Dialect] = {"okhttp": Dialect.SCIM_2, "apache-httpclient": Dialect.SCIM_2}
"""HTTP libraries of other releases of the scim2 connector; anybody uses them, so they count at the base path only."""


@dataclass(frozen=True, slots=True)
class Caller:
    """How to understand a request and to answer it.

    Attributes:
        dialect: the SCIM version of the answer.
        wso2: whether it is a connector of WSO2.
        at_base: whether the request is for the base path, where WSO2's guide points its connectors.
    """

    dialect: Dialect
    wso2: bool
    at_base: bool

    @property
    def partial(self) -> bool:
        """Whether what it sends are parts (a PUT merges), and its filters are written as WSO2 writes them."""
        return self.wso2 or self.at_base

    @property
    def plain(self) -> bool:
        """Whether it gets untyped values as bare strings, and no more than WSO2's server would answer."""
        return self.wso2 or self.dialect is Dialect.SCIM_1


def caller_of(headers: Mapping[str, str], *, at_base: bool) -> Caller:
    """Return who calls, as far as the headers and the path say.

    Args:
        headers: the request's headers, case-insensitive as Starlette's are.
        at_base: whether the request is for the base path rather than `/scim/v2`.
    """
    product = headers.get("user-agent", "").strip().casefold().partition("/")[0]
    known = _CONNECTORS.get(product) or (_LIBRARIES.get(product) if at_base else None)
    media = f"{headers.get('content-type', '')} {headers.get('accept', '')}".casefold()
    if "scim+json" in media:
        return Caller(Dialect.SCIM_2, known is not None, at_base)
    default = Dialect.SCIM_1 if at_base else Dialect.SCIM_2
    return Caller(known or default, known is not None, at_base)


def as_declared(caller: Caller, schemas: Iterable[str]) -> Caller:
    """Return the caller with the dialect that the schemas of its body declare, if they do."""
    for urn in schemas:
        if urn.casefold().startswith("urn:ietf:params:scim:"):
            return replace(caller, dialect=Dialect.SCIM_2)
        if urn.casefold().startswith("urn:scim:schemas:"):
            return replace(caller, dialect=Dialect.SCIM_1)
    return caller
