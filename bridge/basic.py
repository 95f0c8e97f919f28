"""HTTP Basic authentication (RFC 7617): whether a header carries the right user name and password."""

import base64
import binascii
import hmac

from bridge.settings import Basic


def matches(header: str | None, expected: Basic) -> bool:
    """Return whether an Authorization header is right, in a time that tells nothing about what is expected."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{expected.username}:{expected.password}".encode())
