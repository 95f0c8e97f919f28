"""What can be wrong with a golden.

::

    harness.errors.HarnessError
    └── CaseError    a case, or its mapping, that cannot be read
    AssertionError
    └── Differs      the contact is not what its case says
"""

from harness.errors import HarnessError


class CaseError(HarnessError):
    """A case, or its mapping, that cannot be read; says what to write instead."""


class Differs(AssertionError):
    """The contact is not what its case says; the text shows both, and where each value comes from."""
