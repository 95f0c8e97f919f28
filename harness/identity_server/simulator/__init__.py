"""WSO2 Identity Server as far as the chain meets it: pages, sign-up, OAuth, SCIM 2 and outbound provisioning.

`create_app` makes the server as an ASGI application; `harness identity-server serve` runs it over TLS.
"""

from harness.identity_server.simulator.app import create_app
from harness.identity_server.simulator.setup import ProvisioningSettings

__all__ = ["ProvisioningSettings", "create_app"]
