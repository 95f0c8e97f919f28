"""Where the live view's moments come from: what the three servers of a running stack tell."""

from harness.stack import Stack
from harness.timeline import bridge, hubspot, identity_server
from harness.timeline.moment import Moment
from harness.timeline.order import merge
from harness.timeline.people import named


def moments_of(stack: Stack) -> list[Moment]:
    """Return everything that has happened so far, by time.

    Raises:
        ControlError: a server does not answer.
    """
    moments = merge(
        identity_server.moments(stack.identity_server.exchanges()),
        bridge.moments(stack.bridge.events()),
        hubspot.moments(stack.hubspot.requests()),
    )
    return named(moments)
