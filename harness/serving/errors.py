"""Why a server of the harness cannot run.

The tree::

    HarnessError
    └── ServerError    one line for a person, and the exit code of the command
"""

from harness.errors import HarnessError


class ServerError(HarnessError):
    """The server cannot start.

    Args:
        message: What is wrong and what to do, in one line.
        exit_code: 2 for wrong use, 3 for an environment that is unusable.
    """

    def __init__(self, message: str, exit_code: int = 3) -> None:
        super().__init__(message)
        self.exit_code = exit_code
