"""What can go wrong with servers in containers.

::

    HarnessError
    └── StackError
        └── ContainerError        the engine refused something
            ├── EngineUnreachable  no Docker engine answers
            ├── ImageUnavailable   an image is not here, and can be neither pulled nor built
            ├── PortTaken          the engine could not have the port that was to be published
            └── NotReady           a server ended instead of starting, or did not answer in time
"""

from harness.errors import StackError


class ContainerError(StackError):
    """The engine refused something that a server in a container needs."""


class EngineUnreachable(ContainerError):
    """No Docker engine answers."""


class ImageUnavailable(ContainerError):
    """An image is not here, and can be neither pulled nor built."""


class PortTaken(ContainerError):
    """The engine could not have the port that was to be published."""


class NotReady(ContainerError):
    """A server ended instead of starting, or did not answer in time; the text has the end of its log."""
