"""The claims of the local dialect, and their names in the SCIM dialects.

Which claims the registration form shows, and which SCIM attribute each maps to, is the fresh 6.1's (its
`claim-config.xml`). A claim without a name in a connector's dialect vanishes from what is provisioned: the guide's
reason for switching *Telephone* off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LOCAL = "http://wso2.org/claims/"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCIM_1 = "urn:scim:schemas:core:1.0"

GIVEN_NAME = LOCAL + "givenname"
LAST_NAME = LOCAL + "lastname"
EMAIL = LOCAL + "emailaddress"
PHONE_NUMBERS = LOCAL + "phoneNumbers"
MOBILE = LOCAL + "mobile"
TELEPHONE = LOCAL + "telephone"
COUNTRY = LOCAL + "country"
ORGANIZATION = LOCAL + "organization"
CREATED = LOCAL + "created"
MODIFIED = LOCAL + "modified"
ACCOUNT_LOCKED = LOCAL + "identity/accountLocked"
LOCKED_REASON = LOCAL + "identity/lockedReason"
ACCOUNT_STATE = LOCAL + "identity/accountState"
EMAIL_VERIFIED = LOCAL + "identity/emailVerified"
VERIFY_EMAIL = LOCAL + "identity/verifyEmail"

_PHONE = r"^\s*(?:\+?(\d{1,3}))?[-. (]*(\d{3})[-. )]*(\d{3})[-. ]*(\d{4})(?: *x(\d+))?\s*$"
_MAIL = r"^[A-Za-z0-9_.\-]+@([A-Za-z0-9\-]+\.)+[A-Za-z0-9]{2,}$"


@dataclass(frozen=True, slots=True)
class LocalClaim:
    """One claim of the local dialect.

    Attributes:
        uri: the claim's URI.
        display_name: its label.
        order: where it stands on forms.
        scim1: its path in SCIM 1.1's core schema, e.g. `name.givenName`; None if it has none.
        scim2: its path in SCIM 2's core User schema, or in the enterprise extension (see `extension`).
        extension: whether `scim2` is a path of the enterprise extension.
        supported: *Supported by Default*: shown on the registration form and in My Account.
        required: the registration form demands it.
        read_only: the person may not change it.
        regex: the pattern the forms check.
        description: what it is.
        attributes: the user stores' attributes that hold it, by store.
        properties: further settings by key; kept and shown, without effect here.
        outbound: whether its SCIM 2 path is in a schema of the connector SCIM2; the server's own schema is not.
    """

    uri: str
    display_name: str
    order: int
    scim1: str | None = None
    scim2: str | None = None
    extension: bool = False
    supported: bool = False
    required: bool = False
    read_only: bool = False
    regex: str = ""
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    outbound: bool = True

    @property
    def scim2_path(self) -> str | None:
        """The path as the simulator's SCIM 2 resources are flattened: extension paths carry their URN and a colon."""
        if self.scim2 is None:
            return None
        return f"{ENTERPRISE}:{self.scim2}" if self.extension else self.scim2


def _core(
    tail: str, name: str, order: int, path: str, *, regex: str = "", supported: bool = False, required: bool = False
) -> LocalClaim:
    """A claim with the same path in the core schemas of both SCIM versions."""
    return LocalClaim(LOCAL + tail, name, order, path, path, supported=supported, required=required, regex=regex)


def _identity(tail: str, name: str) -> LocalClaim:
    return LocalClaim(f"{LOCAL}identity/{tail}", name, 0, scim2=tail, extension=True, read_only=True)


FRESH = (
    _core("givenname", "First Name", 1, "name.givenName", supported=True, required=True),
    _core("lastname", "Last Name", 2, "name.familyName", supported=True, required=True),
    _core("emailaddress", "Email", 3, "emails", supported=True, required=True, regex=_MAIL),
    LocalClaim(LOCAL + "streetaddress", "Address", 5, supported=True),
    LocalClaim(COUNTRY, "Country", 6, "addresses.country", "country", extension=True, supported=True),
    LocalClaim(TELEPHONE, "Telephone", 7, supported=True, regex=_PHONE),
    _core("mobile", "Mobile", 8, "phoneNumbers.mobile", supported=True, regex=_PHONE),
    LocalClaim(LOCAL + "im", "IM", 9, supported=True),
    _core("url", "URL", 10, "profileUrl", supported=True),
    _core("phoneNumbers", "Phone Numbers", 11, "phoneNumbers", regex=_PHONE),
    _core("phoneNumbers.work", "Work Phone", 12, "phoneNumbers.work", regex=_PHONE),
    _core("phoneNumbers.home", "Home Phone", 13, "phoneNumbers.home", regex=_PHONE),
    _core("phoneNumbers.other", "Other Phone", 14, "phoneNumbers.other", regex=_PHONE),
    _core("emails.work", "Work Email", 15, "emails.work", regex=_MAIL),
    _core("emails.home", "Home Email", 16, "emails.home", regex=_MAIL),
    _core("emails.other", "Other Email", 17, "emails.other", regex=_MAIL),
    _core("title", "Title", 18, "title"),
    _core("nickname", "Nick Name", 19, "nickName"),
    LocalClaim(ORGANIZATION, "Organization", 20, scim2="organization", extension=True),
    LocalClaim(CREATED, "Created Time", 0, "meta.created", read_only=True),
    LocalClaim(MODIFIED, "Last Modified Time", 0, "meta.lastModified", read_only=True),
    _identity("accountLocked", "Account Locked"),
    _identity("lockedReason", "Locked Reason"),
    _identity("accountState", "Account State"),
    _identity("emailVerified", "Email Verified"),
    _identity("verifyEmail", "Verify Email"),
)


def with_support(claims: Iterable[LocalClaim], supported: Mapping[str, bool]) -> tuple[LocalClaim, ...]:
    """Return claims with *Supported by Default* ticked or unticked by URI."""
    return tuple(replace(claim, supported=supported.get(claim.uri, claim.supported)) for claim in claims)


def moved(claims: Iterable[LocalClaim]) -> tuple[LocalClaim, ...]:
    """Return claims as from 7.1 on, where country and the identity claims are in a schema of the server's own."""
    gone = {claim.uri for claim in claims if claim.uri.startswith(f"{LOCAL}identity/")} | {COUNTRY}
    return tuple(replace(claim, outbound=claim.uri not in gone) for claim in claims)


class Claims:
    """The claim configuration of one server. It can be changed, as the guide does with two phone claims."""

    def __init__(self, claims: Iterable[LocalClaim] = FRESH) -> None:
        self._claims = {claim.uri: claim for claim in claims}

    def set(self, uri: str, *, supported: bool, required: bool) -> None:
        """Tick or untick *Supported by Default* and *Required* of a claim."""
        self._claims[uri] = replace(self._claims[uri], supported=supported, required=required)

    def find(self, uri: str) -> LocalClaim | None:
        """Return the claim of a URI."""
        return self._claims.get(uri)

    def put(self, claim: LocalClaim) -> None:
        """Replace a claim."""
        self._claims[claim.uri] = claim

    def all(self) -> Iterable[LocalClaim]:
        """Return every claim."""
        return self._claims.values()

    def shown(self) -> list[LocalClaim]:
        """Return the claims of the registration form, in the form's order."""
        return sorted((claim for claim in self._claims.values() if claim.supported), key=lambda claim: claim.order)

    def to_scim2(self, local: Mapping[str, str]) -> dict[str, str]:
        """Return claims under their flattened SCIM 2 paths; those without one vanish."""
        paths = {uri: self._claims[uri].scim2_path for uri in local if uri in self._claims}
        return {path: local[uri] for uri, path in paths.items() if path is not None}

    def to_outbound_scim2(self, local: Mapping[str, str]) -> dict[str, str]:
        """Return claims as the connector SCIM2 sends them: without those of the server's own schema."""
        sent = {uri: value for uri, value in local.items() if uri in self._claims and self._claims[uri].outbound}
        return self.to_scim2(sent)

    def from_scim2(self, paths: Mapping[str, str]) -> dict[str, str]:
        """Return claims by URI from flattened SCIM 2 paths; unknown paths are left out."""
        known = {claim.scim2_path: claim.uri for claim in self._claims.values() if claim.scim2_path is not None}
        return {known[path]: value for path, value in paths.items() if path in known}

    def to_scim1(self, local: Mapping[str, str]) -> dict[str, str]:
        """Return claims under their SCIM 1.1 paths; those without one vanish."""
        paths = {uri: self._claims[uri].scim1 for uri in local if uri in self._claims}
        return {path: local[uri] for uri, path in paths.items() if path is not None}
