"""The vendor's guide, step by step, from code."""

from collections.abc import Callable
from typing import Final

from harness.identity_server.configure.claims import adjust_claims
from harness.identity_server.configure.client import AdminClient
from harness.identity_server.configure.errors import NotIdentityServer
from harness.identity_server.configure.identity_provider import add_provider
from harness.identity_server.configure.my_account import open_my_account
from harness.identity_server.configure.releases import release_named, release_of
from harness.identity_server.configure.report import Report
from harness.identity_server.configure.resident import choose_provider
from harness.identity_server.configure.self_registration import allow_registration
from harness.identity_server.configure.site import Action, Site, Step
from harness.identity_server.configure.wanted import Wanted

STEPS: Final[dict[str, Step]] = {
    "claims": adjust_claims,
    "identity provider": add_provider,
    "resident provisioning": choose_provider,
    "self-registration": allow_registration,
    "My Account": open_my_account,
}
"""The steps in the guide's order; the last one is what the guide leaves out."""


def configure(
    client: AdminClient,
    wanted: Wanted,
    *,
    dry_run: bool = False,
    release: str | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Report:
    """Bring a server to the guide's set-up, and say what that changed. What is as wanted already is not touched.

    All is read first, and nothing is changed if a step refuses.

    Args:
        client: an administrator of the server.
        wanted: what it is to be like.
        dry_run: only look, and change nothing.
        release: the release to take it for; None asks the server.
        tell: is told, in a line for a person, what is being done.

    Raises:
        WrongUse: the release is not known, the identity provider is somebody else's, or rules would stop everything.
        Unusable: the server does not answer, or not as it should.
    """
    known = release_named(release) if release is not None else release_of(client)
    tell(f"{client.url} is taken for WSO2 Identity Server {known.name}")
    site = Site(client, wanted, known)
    site.warnings.extend(wanted.doubts)
    try:
        actions = _read(site, tell)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotIdentityServer(
            f"{client.url} answered in JSON, but not as an Identity Server does ({type(error).__name__}: {error}): is "
            "that the address of one? Nothing was changed."
        ) from error
    if not dry_run:
        _act(actions, tell)
    changes = tuple(change for action in actions for change in action.changes)
    return Report(known.name, changes, tuple(site.warnings), dry_run)


def _read(site: Site, tell: Callable[[str], None]) -> list[Action]:
    actions: list[Action] = []
    for name, step in STEPS.items():
        found = list(step(site))
        differences = sum(len(action.changes) for action in found)
        tell(f"{name}: {f'{differences} to change' if differences else 'as wanted'}")
        actions += found
    return actions


def _act(actions: list[Action], tell: Callable[[str], None]) -> None:
    for action in actions:
        action.call()
        for change in action.changes:
            tell(f"{change.what}: {change.before} -> {change.after}")
