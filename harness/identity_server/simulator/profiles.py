"""The releases that are simulated, as the handful of things in which they differ."""

from dataclasses import dataclass

from harness.identity_server.simulator.errors import UnknownProfile


@dataclass(frozen=True, slots=True)
class Profile:
    """One release of the identity server.

    Attributes:
        name: the release, as `--profile` spells it.
        bearer_falls_back: whether an OAuth application without outbound settings uses the resident entry.
        rules_need_policy: whether *Enable Rules* without a matching published policy provisions nothing.
        sign_up_has_meta: whether the sign-up's claims carry SCIM's created and modified already.
        user_name_pattern: the user store's pattern of user names.
        password_pattern: the user store's pattern of passwords.
    """

    name: str
    bearer_falls_back: bool
    rules_need_policy: bool
    sign_up_has_meta: bool
    user_name_pattern: str
    password_pattern: str


SIX_ONE = Profile(
    name="6.1",
    bearer_falls_back=False,
    rules_need_policy=True,
    sign_up_has_meta=True,
    user_name_pattern=r"\S{3,30}",
    password_pattern=r"\S{5,30}",  # noqa: S106 - a pattern, not a password
)


def profile_named(name: str) -> Profile:
    """Return the profile of a release.

    Raises:
        UnknownProfile: for every release but 6.1, the only one simulated so far.
    """
    if name != SIX_ONE.name:
        raise UnknownProfile(f"profile {name!r} is not simulated yet; use --profile {SIX_ONE.name}")
    return SIX_ONE
