"""`python -m bridge` is the command `bridge`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - a checkout can be started by any Python, without an installer to refuse it
    sys.stderr.write("bridge: needs Python 3.11, 3.12 or 3.13: start it with one of them\n")
    sys.exit(3)

from bridge.cli import main

if __name__ == "__main__":
    main()
