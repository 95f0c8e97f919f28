"""Pure: a SCIM user with stable pseudonyms in the place of all that may tell who it is.

The modules, from the outside in: ``resource`` (a user), ``leaf`` (one text, by what it is: a phone number, a date, an
id, words), ``alphabet`` (one letter for another of its kind), ``key`` (what the pseudonyms are drawn by).
"""

from bridge.redaction.key import Key
from bridge.redaction.resource import Redaction

__all__ = ["Key", "Redaction"]
