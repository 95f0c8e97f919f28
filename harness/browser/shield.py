"""A browser that does not hear of changes of this machine's network, and that ends with whoever started it.

Chrome gives up every request that is under way when an address of the machine comes or goes, also those over the
loopback (``net::ERR_NETWORK_CHANGED``), and a container that starts anywhere on the machine changes them. There is no
switch against it. Chrome learns of changes by a socket of the family ``AF_NETLINK`` (rtnetlink(7)) alone, and goes on
without one where there is none; so it is started where there is none (seccomp(2)). All that our browsers are asked for
is on the loopback.

When the process that holds a browser is killed, nobody is left to end it: Linux ends the driver then (prctl(2),
PR_SET_PDEATHSIG), and Chrome ends when the pipe to its driver does.
"""

import ctypes
import platform
import signal
import struct
import sys
from collections.abc import Callable
from typing import Final

_DIE_WITH_PARENT: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
"""Of prctl(2): a filter may be set without privileges by whoever renounces new ones."""
_NETLINK: Final = 16
_NO_SUCH_FAMILY: Final = 97  # EAFNOSUPPORT, what a machine without it answers
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Offsets in ``struct seccomp_data``."""
_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""The kernel's name of each architecture, and the number of socket(2) there."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def shield() -> Callable[[], None] | None:
    """Return what a child calls before it becomes the browser's driver; None where the machine has no such calls."""
    if sys.platform != "linux":
        return None
    known = _SOCKET.get(platform.machine())
    code = ctypes.create_string_buffer(_filter(*known) if known else b"", 64)
    program = _Program(len(code) // 8, ctypes.cast(code, ctypes.c_void_p))
    prctl = ctypes.CDLL(None).prctl

    def apply() -> None:
        prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if known:  # what fails leaves a browser that hears of changes
            prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
            prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)

    return apply


def _filter(architecture: int, socket: int) -> bytes:
    """Return the filter: socket(AF_NETLINK, …) fails, all else is allowed. A jump counts the instructions it skips."""
    instructions = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_IF_EQUAL, 0, 1, _NETLINK),
        (_RETURN, 0, 0, _ERROR | _NO_SUCH_FAMILY),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)
