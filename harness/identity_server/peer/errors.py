"""What can go wrong with WSO2's own code, apart from what that code itself says.

HarnessError
└── PeerError
    ├── PeerUnusable   the JDK, Maven or a jar is missing; the text says what to install or to do
    └── PeerGone       the JVM ended, or did not answer in time; the text has the end of its log
"""

from harness.errors import HarnessError


class PeerError(HarnessError):
    """WSO2's own code cannot be run."""


class PeerUnusable(PeerError):
    """Something that it needs is missing."""


class PeerGone(PeerError):
    """Its process ended, or did not answer in time."""
