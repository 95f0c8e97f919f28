"""``python -m harness.leash MODULE …`` runs a module that dies with the process that started it.

Linux ends the process by itself when its parent is gone, however the parent went (prctl(2), PR_SET_PDEATHSIG).
Elsewhere the leash does nothing, and the stack's own stop has to be enough.
"""

import ctypes
import os
import runpy
import signal
import sys
from typing import Final

PARENT: Final = "HARNESS_PARENT"
"""Environment variable: the process id of who holds the leash."""

_PR_SET_PDEATHSIG: Final = 1


def die_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when ``parent`` ends; end at once when it already has."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(f"the process that started this one ({parent}) is gone")


def main() -> None:
    """Run the module named by the first argument with the rest as its arguments."""
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        die_with_parent(int(parent))
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
