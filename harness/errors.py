"""What can go wrong with an environment, apart from the chain under test.

::

    HarnessError
    ├── StackError      a server of the environment did not start or stopped by itself
    ├── ControlError    a control interface of the environment answered what it should not
    └── WrongInput      the environment is fine, and what a command was given cannot be used
    AssertionError
    ├── WaitFailed      what a scenario waited for did not come in time
    └── NotAsExpected   what a scenario looked at is not what it should be
"""


class HarnessError(Exception):
    """Something of the test environment is unusable."""


class StackError(HarnessError):
    """A server of the environment did not start, or stopped by itself."""


class ControlError(HarnessError):
    """A control interface (fake, simulator or bridge) answered with an unexpected status."""


class WrongInput(HarnessError):
    """What a command was given cannot be used: exit code 2; the text says what to give instead."""


class WaitFailed(AssertionError):
    """What a scenario waited for did not come in time; the text says what was seen last and which hop is stuck."""


class NotAsExpected(AssertionError):
    """What a scenario looked at is not what it should be."""
