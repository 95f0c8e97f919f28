"""The signing key, and ID tokens signed with it (RS256)."""

from functools import cached_property
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey


class Keys:
    """One RSA key, made when it is first needed."""

    def __init__(self) -> None:
        self._private: dict[str, Any] | None = None

    def private(self) -> dict[str, Any] | None:
        """Return the private key as a JWK; None if it was not needed yet."""
        return self._private

    def restore(self, private: dict[str, Any]) -> None:
        """Take the key of an earlier process."""
        self._key = RSAKey.import_key(private)
        self._private = private

    @cached_property
    def _key(self) -> RSAKey:
        key = self._made()
        self._private = dict(key.as_dict(private=True))
        return key

    def _made(self) -> RSAKey:
        return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True, auto_kid=True)

    def jwks(self) -> dict[str, Any]:
        """Return the public key as a JWK set (RFC 7517)."""
        return dict(KeySet([self._key]).as_dict(private=False))

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a signed token."""
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key)

    def read(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a token of this server, expired or not; None if it is none."""
        try:
            return dict(jwt.decode(token, self._key, algorithms=["RS256"]).claims)
        except (JoseError, ValueError):
            return None
