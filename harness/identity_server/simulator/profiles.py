"""The releases that are simulated, as the handful of things in which they differ."""

from dataclasses import dataclass, field, replace
from typing import Literal

from harness.identity_server.simulator.claims import FRESH, ORGANIZATION, TELEPHONE, LocalClaim, moved, with_support
from harness.identity_server.simulator.errors import UnknownProfile


@dataclass(frozen=True, slots=True)
class Profile:
    """One release of the identity server.

    Attributes:
        name: the release, as `--profile` spells it.
        bearer_falls_back: whether an OAuth application without outbound settings uses the resident entry.
        own_entries: whether an application may be given outbound settings of its own without a deployment setting.
        my_account_read_only: whether My Account is among the applications that are delivered read-only.
        rules_need_policy: whether *Enable Rules* without a matching published policy provisions nothing.
        blank_roles_match: whether empty outbound provisioning roles of an identity provider mean everybody.
        sign_up_has_meta: whether the sign-up's claims carry SCIM's created and modified already.
        sign_up_is_undone: whether a registration that is refused late is taken back at the target by a DELETE.
        sign_up_blocks: whether a sign-up waits for the target even where nothing blocks.
        flow_builder: whether self-registration has the settings that came with 7.2.
        connector_modes: whether the connector SCIM2 offers other credentials than Basic.
        resources: parts of the administration API that this release has and an earlier one has not.
        user_name_pattern: the user store's pattern of user names.
        password_pattern: the pattern of passwords.
        password_rule: the same in words.
        password_first: whether the pattern of passwords is checked before anything is provisioned.
        portals: the generation of the pages, "6" or "7".
        claims: the local claims of a fresh server.
    """

    name: str
    bearer_falls_back: bool = False
    own_entries: bool = True
    my_account_read_only: bool = True
    rules_need_policy: bool = True
    blank_roles_match: bool = False
    sign_up_has_meta: bool = True
    sign_up_is_undone: bool = False
    sign_up_blocks: bool = False
    flow_builder: bool = False
    connector_modes: bool = False
    resources: frozenset[str] = frozenset()
    user_name_pattern: str = r"\S{3,30}"
    password_pattern: str = r"\S{5,30}"  # noqa: S105 - a pattern, not a password
    password_rule: str = "5 to 30 characters and no blanks"  # noqa: S105 - the same in words
    password_first: bool = False
    portals: Literal["6", "7"] = "6"
    claims: tuple[LocalClaim, ...] = field(default=FRESH, repr=False)


SIX_ONE = Profile("6.1")
_SEVEN = replace(
    SIX_ONE,
    name="7.0",
    bearer_falls_back=True,
    own_entries=False,
    my_account_read_only=False,
    blank_roles_match=True,
    sign_up_blocks=True,
    resources=frozenset({"api-resources"}),
    user_name_pattern=r"[^\s*?%]{3,30}",
    password_pattern=r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[^A-Za-z0-9]).{8,30}",  # noqa: S106 - a pattern
    password_rule="8 to 30 characters, with a digit, a small, a capital and a special one",  # noqa: S106 - words
    password_first=True,
    portals="7",
    claims=with_support(FRESH, {TELEPHONE: False}),
)
_SEVEN_ONE = replace(
    _SEVEN,
    name="7.1",
    rules_need_policy=False,
    sign_up_has_meta=False,
    sign_up_is_undone=True,
    resources=_SEVEN.resources | {"actions/types"},
    claims=moved(with_support(_SEVEN.claims, {ORGANIZATION: True})),
)
_SEVEN_TWO = replace(_SEVEN_ONE, name="7.2", flow_builder=True, resources=_SEVEN_ONE.resources | {"flow"})
_SEVEN_THREE = replace(_SEVEN_TWO, name="7.3", own_entries=True, connector_modes=True)
PROFILES = (SIX_ONE, _SEVEN, _SEVEN_ONE, _SEVEN_TWO, _SEVEN_THREE)


def profile_named(name: str) -> Profile:
    """Return the profile of a release.

    Raises:
        UnknownProfile: the release is not simulated.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    known = ", ".join(profile.name for profile in PROFILES)
    raise UnknownProfile(f"profile {name!r} is not simulated; use --profile with one of {known}")
