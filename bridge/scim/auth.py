"""HTTP Basic credentials (RFC 7617), as connectors of any age send them."""

import base64
import binascii
import hmac
from dataclasses import dataclass, field

from bridge.scim.errors import UnauthorizedError


@dataclass(frozen=True, slots=True)
class Credentials:
    """The name and the password that a caller must send. There is no default."""

    username: str
    password: str = field(repr=False)

    def match(self, authorization: str | None) -> bool:
        """Tell whether an Authorization header carries these credentials, in UTF-8 or Latin-1.

        Both comparisons are always made, and take a time that does not depend on where they differ.
        """
        sent = _decoded(authorization)
        text = f"{self.username}:{self.password}"
        utf_8 = hmac.compare_digest(sent, text.encode())
        # A name with characters beyond Latin-1 cannot come in it; UTF-8 then stands in for both.
        latin_1 = hmac.compare_digest(sent, text.encode("latin-1" if _fits_latin_1(text) else "utf-8"))
        return utf_8 or latin_1

    def check(self, authorization: str | None) -> None:
        """Refuse a request without these credentials.

        Raises:
            UnauthorizedError: they are missing or others.
        """
        if not self.match(authorization):
            raise UnauthorizedError(
                "The credentials are missing or wrong: send those of the bridge by HTTP Basic authentication.",
                {"WWW-Authenticate": 'Basic realm="bridge", charset="UTF-8"'},
            )


def _decoded(authorization: str | None) -> bytes:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.casefold() != "basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _fits_latin_1(text: str) -> bool:
    return all(ord(character) <= 0xFF for character in text)  # noqa: PLR2004 - the last character of Latin-1
