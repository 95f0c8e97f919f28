"""The state of one identity server, reached by every handler as `request.app.state.server`."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from starlette.requests import Request

from harness.identity_server.simulator.events import Accounts
from harness.identity_server.simulator.mailbox import Mailbox
from harness.identity_server.simulator.oauth.keys import Keys
from harness.identity_server.simulator.oauth.sessions import Sessions
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.manager import OutboundProvisioning
from harness.identity_server.simulator.setup import Configuration, Deployment, ProvisioningSettings, configured
from harness.identity_server.simulator.signup import SignUp
from harness.identity_server.simulator.users import UserStore
from harness.seams import Clock, NewId

ADMIN = "admin"
Hook = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Start:
    """How a server starts, and starts again at `/_sim/reset`.

    Attributes:
        public_url: the origin under which browsers reach it; nothing is ever derived from the Host header.
        deployment: the release, and what else the API cannot change.
        provisioning: the guide's set-up; None = a fresh server.
        clock: seconds since 1970.
        new_id: maker of ids, codes and tokens.
        transport: replaces the network for outbound calls.
    """

    public_url: str
    deployment: Deployment
    provisioning: ProvisioningSettings | None
    clock: Clock
    new_id: NewId
    transport: httpx2.AsyncBaseTransport | None


class Server:
    """Everything one server knows. `reset` forgets all but the signing key.

    `keep` is called before an answer goes out, `forgotten` after a reset: both do nothing unless the server is kept in
    a file (see `keeping`).
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self.public_url = start.public_url
        self.profile = start.deployment.profile
        self.clock = start.clock
        self.new_id = start.new_id
        self.keys = Keys()
        self.keep: Hook = lambda: None
        self.forgotten: Hook = lambda: None
        self._fill()

    async def reset(self) -> None:
        """Return to the state of the start: users, rows, record, mails, sessions and configuration."""
        await self.provisioning.close()
        self._fill()
        self.forgotten()

    def empty(self) -> None:
        """Become a server without anybody and with nothing set up, for what was kept of it to be filled in."""
        self._set_up(self._start.deployment.fresh())

    async def close(self) -> None:
        """Stop what is under way."""
        await self.provisioning.close()

    def _fill(self) -> None:
        start = self._start
        self._set_up(configured(start.deployment, start.provisioning, start.new_id))
        self.users.add_administrator(ADMIN, ADMIN)

    def _set_up(self, configuration: Configuration) -> None:
        start = self._start
        self.configuration = configuration
        self.users = UserStore(self.profile, start.clock, start.new_id)
        self.journal = Journal(start.clock)
        self.provisioning = OutboundProvisioning(self.configuration, self.journal, start.new_id, start.transport)
        self.accounts = Accounts(self.users, self.provisioning, self.profile, start.clock)
        self.mailbox = Mailbox(start.public_url, start.clock)
        self.sessions = Sessions(start.clock, start.new_id)
        self.sign_up = SignUp(
            self.configuration, self.users, self.accounts, self.provisioning, self.mailbox, start.new_id
        )


def server_of(request: Request) -> Server:
    """Return the server that a request reached."""
    server = request.app.state.server
    if not isinstance(server, Server):
        raise TypeError("the application was not made by create_app: it has no server")
    return server
