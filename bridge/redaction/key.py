"""What pseudonyms are drawn by: a key that nobody else has makes them the same each time, and not to be undone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from typing import Final

SHORTEST: Final = 16
"""Bytes of the shortest key: fewer could be guessed."""

_LONGEST: Final = 64  # what BLAKE2b takes (RFC 7693 section 2.5)


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of 16 bytes or more; a longer one than BLAKE2b takes is hashed first."""

    secret: bytes = field(repr=False)

    def numbers(self, purpose: str, text: str) -> Iterator[int]:
        """Yield numbers from 0 to 65535 without end, the same ones for the same text and purpose.

        Args:
            purpose: keeps the same text apart in two roles, as a word and as a phone number.
            text: what the numbers stand for.
        """
        secret = self.secret if len(self.secret) <= _LONGEST else blake2b(self.secret).digest()
        for block in count():
            seed = f"{purpose}\0{block}\0{text}".encode("utf-8", "surrogatepass")
            digest = blake2b(seed, key=secret).digest()
            for place in range(0, len(digest), 2):
                yield int.from_bytes(digest[place : place + 2], "big")
