"""Users to try a mapping on, many at a time, as `bridge mapping diff --users` takes them by name.

``faker`` makes whole crowds from a seed, ``wire`` has what WSO2's connectors were recorded to send. Both are entry
points of the group ``bridge.corpora`` and yield users as sent over SCIM.
"""

from harness.corpora.crowd import faker
from harness.corpora.wire import wire

__all__ = ["faker", "wire"]
