"""The fake HubSpot in a container."""

from collections.abc import Sequence
from typing import ClassVar, Self

from harness.containers.readiness import FirstCall
from harness.containers.server import HARDENED, ServerContainer


class HubSpotContainer(ServerContainer):
    """The fake HubSpot: API, pages, limits and faults, with what it knows in a volume."""

    role: ClassVar = "hubspot"
    port: ClassVar = 8310
    folder: ClassVar = "/var/lib/hubspot"
    scheme: ClassVar = "http"
    options: ClassVar = HARDENED

    def with_token(self, token: str) -> Self:
        """Set the token that the API takes; there is no default."""
        return self.with_env("HARNESS_HUBSPOT_TOKEN", token)

    def with_marketing(self, username: str, password: str) -> Self:
        """Set who may log in to the pages."""
        return self.with_argument("--ui-username", username).with_env("HARNESS_HUBSPOT_UI_PASSWORD", password)

    def with_limits(self, limits: str) -> Self:
        """Set whose rate limits apply: ``free``, ``pro``, ``addon`` or ``off``."""
        return self.with_argument("--limits", limits)

    def _first_calls(self) -> Sequence[FirstCall]:
        return [FirstCall("/login"), FirstCall("/_fake/contacts")]
