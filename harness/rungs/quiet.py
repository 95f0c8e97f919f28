"""When this machine's network has settled after a container came or went.

Chrome gives up every request that is under way when an address of the machine comes or goes, also those over the
loopback (``net::ERR_NETWORK_CHANGED``). A container that starts, or joins a network, brings an interface whose IPv6
address is *tentative* for a second or two (RFC 4862 section 5.4) and counts as new when it no longer is.
"""

from pathlib import Path
from typing import Final

from harness.waiting import NotYet, Wait, eventually

ADDRESSES: Final = Path("/proc/net/if_inet6")
_FLAGS: Final = 4  # the field with the flags, in hex
_NAME: Final = 5
_TENTATIVE: Final = 0x40  # IFA_F_TENTATIVE of Linux's if_addr.h
_WITHIN: Final = Wait(within=10.0)


def wait_until_quiet(addresses: Path = ADDRESSES, wait: Wait = _WITHIN) -> None:
    """Wait until no address of this machine is tentative; where that cannot be seen there is nothing to wait for.

    Raises:
        WaitFailed: one still is after ten seconds, which means that somebody starts container after container.
    """

    def look() -> None:
        if names := _tentative(addresses):
            raise NotYet(f"the addresses of {', '.join(names)} are tentative")

    eventually(look, "this machine's network to settle, so that no browser's request is given up", wait=wait)


def _tentative(addresses: Path) -> list[str]:
    try:
        lines = addresses.read_text().splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines]
    return [each[_NAME] for each in fields if len(each) > _NAME and int(each[_FLAGS], 16) & _TENTATIVE]
