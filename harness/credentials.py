"""Who may do what in one environment."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self


def _new_secret() -> str:
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who may do what. The secrets are new for each environment, so that a leak of one is found by its text."""

    scim_username: str = "provisioner"
    scim_password: str = field(default_factory=_new_secret, repr=False)
    operator_username: str = "operator"
    operator_password: str = field(default_factory=_new_secret, repr=False)
    hubspot_token: str = field(default_factory=_new_secret, repr=False)
    marketing_username: str = "marketing@example.com"
    marketing_password: str = field(default_factory=_new_secret, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no evidence may show."""
        return (self.scim_password, self.operator_password, self.hubspot_token, self.marketing_password)

    def as_json(self) -> dict[str, str]:
        """Return all of it, secrets included, for a file that only this user can read."""
        return asdict(self)

    @classmethod
    def of_json(cls, json: Mapping[str, str]) -> Self:
        """Return what ``as_json`` was made of."""
        return cls(**json)
