"""Nothing secret leaves in evidence: known secrets by their text in every spelling, unknown ones by their place."""

import base64
import html
import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, quote_plus

REDACTED: Final = "[redacted]"

_FIELDS: Final = "access_token|refresh_token|id_token|id_token_hint|code_verifier|client_secret|authorization|password"
_PLACES: Final = (
    # a header or a challenge's answer (RFC 7617, RFC 6750)
    (re.compile(r"(authorization\W{1,4})(Basic|Bearer) [A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1\2 {REDACTED}"),
    (re.compile(r"\b(Basic|Bearer) (?=[a-zA-Z]*[0-9=])[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {REDACTED}"),
    # a form's or a query's field
    (re.compile(rf"\b({_FIELDS})=[^&\s\"'<]+", re.IGNORECASE), rf"\1={REDACTED}"),
    # a member of JSON
    (re.compile(rf"(\"(?:{_FIELDS})\"\s*:\s*)\"[^\"]*\"", re.IGNORECASE), rf'\1"{REDACTED}"'),
    # a JSON Web Token (RFC 7519)
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), REDACTED),
)


class Redactor:
    """Takes secrets out of texts; ``secrets`` are the known ones (passwords typed, tokens)."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
        self._known = re.compile("|".join(map(re.escape, longest_first))) if spellings else None

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        for place, instead in _PLACES:
            text = place.sub(instead, text)
        return text

    def json(self, value: Any) -> str:
        """Return a value as readable JSON without secrets."""
        return self.text(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _spellings(secret: str) -> set[str]:
    """Return how a secret is written in URLs, forms, JSON, HTML and base64 (with any user name before it)."""
    written = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], html.escape(secret)}
    return written | set(_base64_spellings(secret))


def _base64_spellings(secret: str) -> Iterable[str]:
    """Return the part of ``base64(prefix + secret)`` that the secret alone decides, for each length of the prefix."""
    raw = secret.encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode()
        start, end = (0, 2, 3)[shift], (shift + len(raw)) * 8 // 6
        yield encoded[start:end]
