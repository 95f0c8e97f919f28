"""What ends a command of the bridge with one line.

BridgeError
├── WrongUse            exit code 2: a flag, a file or a value is wrong
└── EnvironmentUnusable exit code 3: a port, a disk or a database cannot be used
"""


class BridgeError(Exception):
    """Ends a command with one line on standard error that says what to do next."""

    exit_code = 3


class WrongUse(BridgeError):
    """A flag, an input file or a value is wrong."""

    exit_code = 2


class EnvironmentUnusable(BridgeError):
    """Something outside the program cannot be used: a port, a disk, a database."""
