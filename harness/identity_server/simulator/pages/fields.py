"""The fields of the registration form, derived from the claims that the server asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

import pycountry

from harness.identity_server.simulator.signup import SignUpClaim

GIVEN_NAME = "http://wso2.org/claims/givenname"
LAST_NAME = "http://wso2.org/claims/lastname"
EMAIL = "http://wso2.org/claims/emailaddress"
COUNTRY = "http://wso2.org/claims/country"
_NOT_ASKED = {"http://wso2.org/claims/username", "http://wso2.org/claims/local"}
_OWN_PLACE = {GIVEN_NAME, LAST_NAME, EMAIL}


@dataclass(frozen=True, slots=True)
class Field:
    """One input: ``name`` is the claim's URI, ``pattern`` the claim's regular expression (may be empty)."""

    name: str
    label: str
    required: bool
    pattern: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailsForm:
    """The form: three claims have a place of their own, the others follow in the order of the server's answer."""

    first_name: Field | None
    last_name: Field | None
    email: Field | None
    further: tuple[Field, ...]


def _countries() -> tuple[str, ...]:
    return tuple(sorted(str(country.name) for country in pycountry.countries))


def _field(claim: SignUpClaim) -> Field:
    return Field(
        name=claim.uri,
        label=claim.display_name,
        required=claim.required,
        pattern=claim.validation_regex or "",
        options=_countries() if claim.uri == COUNTRY else (),
    )


def details_form(claims: Iterable[SignUpClaim]) -> DetailsForm:
    """Lay out the claims; read-only ones, the user name and the language are not asked."""
    fields = {claim.uri: _field(claim) for claim in claims if not claim.read_only and claim.uri not in _NOT_ASKED}
    return DetailsForm(
        first_name=fields.get(GIVEN_NAME),
        last_name=fields.get(LAST_NAME),
        email=fields.get(EMAIL),
        further=tuple(field for uri, field in fields.items() if uri not in _OWN_PLACE),
    )
