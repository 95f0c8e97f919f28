"""A redacted export of people who came the whole way holds nothing of theirs."""

import os
import subprocess
import sys
from collections.abc import Callable

from harness.chain import Chain
from harness.people import Person


def test_no_value_of_a_registered_person_is_in_a_redacted_export(
    chain: Chain, new_person: Callable[..., Person]
) -> None:
    # Long names: a short one may come up as somebody else's pseudonym.
    person = new_person(given_name="Serinusa", family_name="Vogelhaendler")
    chain.guide.register(person)
    chain.bridge.delivered(person)
    plain, redacted = export(chain), export(chain, "--redact")
    values = [person.user_name, person.given_name, person.family_name, person.email, person.phone]
    told = [value for value in values if value.lower() in plain.lower()]
    assert len(told) == len(values), "else the absence below shows nothing"
    assert [value for value in values if value.lower() in redacted.lower()] == []
    assert person.password not in plain + redacted
    assert len(plain.splitlines()) == len(redacted.splitlines())


def export(chain: Chain, *flags: str) -> str:
    """Export the users of the chain's bridge by the command; return what it printed."""
    credentials = chain.stack.credentials
    admin = {
        "BRIDGE_ADMIN_USERNAME": credentials.operator_username,
        "BRIDGE_ADMIN_PASSWORD": credentials.operator_password,
    }
    where = ["--url", chain.stack.bridge_url, "--ca", str(chain.stack.brought.ca_file)]
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bridge", "users", "export", *flags, *where],
        env={**os.environ, **admin},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
