"""Self-registration, as the recovery portal and its REST API both use it."""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.identity_server.simulator import claims, governance
from harness.identity_server.simulator.errors import (
    BadName,
    LocalRefusal,
    NameTaken,
    ProviderDisabled,
    SignUpRefused,
    WeakPassword,
)
from harness.identity_server.simulator.events import Accounts, NewUser
from harness.identity_server.simulator.mailbox import Mailbox
from harness.identity_server.simulator.provisioning.manager import OutboundProvisioning
from harness.identity_server.simulator.provisioning.model import Caller
from harness.identity_server.simulator.provisioning.turns import Turn, sign_up_turns
from harness.identity_server.simulator.setup import Configuration
from harness.identity_server.simulator.tracked import Tracked
from harness.identity_server.simulator.users import TENANT, User, UserStore, bare_name
from harness.seams import NewId

_CODES: Mapping[type[LocalRefusal], str] = {NameTaken: "20030", WeakPassword: "20035", BadName: "20036"}
"""20030 and 20035 as the portal knows them; the code of a bad name is assumed."""

_LOCK = {
    claims.ACCOUNT_LOCKED: "true",
    claims.LOCKED_REASON: "PENDING_SELF_REGISTRATION",
    claims.ACCOUNT_STATE: "PENDING_SR",
}
_CONFIRMED = {
    claims.ACCOUNT_LOCKED: "false",
    claims.LOCKED_REASON: "",
    claims.ACCOUNT_STATE: "UNLOCKED",
    claims.EMAIL_VERIFIED: "true",
}


@dataclass(frozen=True, slots=True)
class UsernameStatus:
    """The answer of `validate-username`: 60000 free, 60002 taken, 60003 self-registration off, 60004 invalid."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class SignUpClaim:
    """A claim of the registration form (kebab-case on the wire)."""

    uri: str
    display_name: str
    required: bool
    read_only: bool
    validation_regex: str
    display_order: int


@dataclass(frozen=True, slots=True)
class Registration:
    """What the form sends: claims by URI, empty ones left out."""

    username: str
    password: str
    claims: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration that was accepted; the code is there if the caller is to send it (no mail was)."""

    username: str
    code: str | None = None


class SignUp:
    """Self-registration of one server; `pending` holds user names by the confirmation code they wait for."""

    def __init__(
        self,
        configuration: Configuration,
        users: UserStore,
        accounts: Accounts,
        provisioning: OutboundProvisioning,
        mailbox: Mailbox,
        new_id: NewId,
    ) -> None:
        self._configuration = configuration
        self._users = users
        self._accounts = accounts
        self._provisioning = provisioning
        self._mailbox = mailbox
        self._new_id = new_id
        self.pending: Tracked[str, str] = Tracked()

    def username_status(self, username: str) -> UsernameStatus:
        """Tell whether a user name can be registered."""
        if not self._configuration.self_registration:
            return UsernameStatus(60003, f"Self registration is disabled for tenant - {TENANT}")
        name = bare_name(username)
        if not self._users.accepts_name(name):
            return UsernameStatus(60004, f"Username '{name}' is not valid. Please pick a different username")
        if self._users.find(name) is not None:
            return UsernameStatus(60002, f"Username '{name}' is already taken. Please pick a different username")
        return UsernameStatus(60000, "Username is available")

    def claims(self) -> tuple[SignUpClaim, ...]:
        """Return the claims of the form, in its order."""
        return tuple(
            SignUpClaim(claim.uri, claim.display_name, claim.required, claim.read_only, claim.regex, claim.order)
            for claim in self._configuration.claims.shown()
        )

    async def register(self, registration: Registration) -> Registered:
        """Register a person.

        The user is provisioned first and checked after: a name that is taken, or a password that the store refuses,
        has already reached the target then (IS 6.1, 7.0). Required claims are the form's affair.

        Raises:
            SignUpRefused: with the server's code.
        """
        if not self._configuration.self_registration:
            raise SignUpRefused("20037", "Self sign-up is off", "Switch SelfRegistration.Enable on.")
        first, second = self._turns()
        new = NewUser(
            bare_name(registration.username), registration.password, registration.claims, ("Internal/selfsignup",)
        )
        try:
            user = await self._accounts.sign_up(new, first)
        except ProviderDisabled as error:
            raise SignUpRefused("18013", "Unexpected error", str(error)) from error
        except LocalRefusal as refusal:
            if second is not None:
                second.done.set()
            raise SignUpRefused(_CODES[type(refusal)], str(refusal), str(refusal)) from refusal
        return await self._settle(user, second)

    async def confirm(self, code: str) -> bool:
        """Unlock the account of a confirmation code; False if the code is unknown or used."""
        name = self.pending.pop(code, None)
        user = self._users.find(name) if name is not None else None
        if user is None:
            return False
        await self._accounts.set_identity_claims(user, _CONFIRMED)
        return True

    def resend(self, username: str) -> bool:
        """Send a new confirmation code; False if nobody of this name waits for one."""
        user = self._users.find(username)
        if user is None or not user.unconfirmed:
            return False
        self._ask_to_confirm(user)
        return True

    async def _settle(self, user: User, second: Turn | None) -> Registered:
        """Lock the new account, and have its address confirmed, as far as the settings say so."""
        settings = self._configuration.governance
        if self._configuration.lock_on_creation:
            await self._accounts.set_identity_claims(user, _LOCK, second)
        elif not settings.on(governance.CONFIRM):
            return Registered(user.name)
        if settings.on(governance.INTERNAL):
            self._ask_to_confirm(user)
            return Registered(user.name)
        return Registered(user.name, self._new_code(user))

    def _turns(self) -> tuple[Turn | None, Turn | None]:
        """Return the order of the two events of a sign-up; None where there is no race."""
        if self._configuration.profile.sign_up_blocks or self._provisioning.blocks(Caller.RESIDENT):
            return None, None
        if not self._configuration.lock_on_creation:
            return None, None
        return sign_up_turns(self._configuration.double_post)

    def _ask_to_confirm(self, user: User) -> None:
        """Mail a confirmation code."""
        self._mailbox.send_confirmation(user.claims.get(claims.EMAIL, ""), user.name, self._new_code(user))

    def _new_code(self, user: User) -> str:
        """Make a confirmation code; earlier ones of this user end."""
        for earlier in [code for code, name in self.pending.items() if name == user.name]:
            del self.pending[earlier]
        code = self._new_id()
        self.pending[code] = user.name
        return code
