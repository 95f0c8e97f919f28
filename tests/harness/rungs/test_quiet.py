"""A browser is used only when the machine's network has settled."""

from pathlib import Path

import pytest

from harness.errors import WaitFailed
from harness.rungs.quiet import wait_until_quiet
from harness.waiting import Wait

SETTLED = """\
fe800000000000000042c5fffed5efa8 05 40 20 80  docker0
00000000000000000000000000000001 01 80 10 80       lo
"""
TENTATIVE = SETTLED + "fe80000000000000607d4efffe5925d7 2a 40 20 c0 veth7c844a4\n"


@pytest.fixture
def addresses(tmp_path: Path) -> Path:
    return tmp_path / "if_inet6"


def test_settled_addresses_are_quiet(addresses: Path) -> None:
    addresses.write_text(SETTLED)
    wait_until_quiet(addresses, Wait(within=0))


def test_a_tentative_address_is_waited_for(addresses: Path) -> None:
    addresses.write_text(TENTATIVE)
    wait = Wait(within=10, clock=lambda: 0.0, pause=lambda _seconds: addresses.write_text(SETTLED))
    wait_until_quiet(addresses, wait)
    assert addresses.read_text() == SETTLED


def test_an_address_that_stays_tentative_is_named(addresses: Path) -> None:
    addresses.write_text(TENTATIVE)
    with pytest.raises(WaitFailed, match="the addresses of veth7c844a4 are tentative"):
        wait_until_quiet(addresses, Wait(within=0))


def test_a_machine_that_does_not_tell_is_taken_for_quiet(addresses: Path) -> None:
    wait_until_quiet(addresses, Wait(within=0))
