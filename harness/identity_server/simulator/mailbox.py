"""The mails the server would have sent. There is no mail server: a test reads them at `/_sim/mailbox`."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from harness.identity_server.simulator.users import TENANT
from harness.seams import Clock


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `at` in seconds since 1970, `link` for the person to follow."""

    at: float
    to: str
    userName: str  # noqa: N815 - the name on the wire
    subject: str
    code: str
    link: str


class Mailbox:
    """All mails of one server, oldest first."""

    def __init__(self, public_url: str, clock: Clock) -> None:
        self._public_url = public_url
        self._clock = clock
        self.mails: list[Mail] = []

    def send_confirmation(self, to: str, user_name: str, code: str) -> None:
        """Mail the link that confirms a registration."""
        query = urlencode(
            {"confirmation": code, "userstoredomain": "PRIMARY", "username": user_name, "tenantdomain": TENANT}
        )
        link = f"{self._public_url}/accountrecoveryendpoint/confirmregistration.do?{query}"
        self.mails.append(Mail(self._clock(), to, user_name, "Confirm your registration", code, link))

    def as_json(self) -> list[dict[str, Any]]:
        """Return the mails as `/_sim/mailbox` shows them."""
        return [asdict(mail) for mail in self.mails]
