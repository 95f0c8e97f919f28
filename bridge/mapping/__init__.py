"""Pure: one SCIM user in, the HubSpot properties it should have out. No I/O but reading the mapping file.

The modules, from the outside in: ``mapping`` (the whole), ``reader`` and ``document`` (the file's language and its
YAML), ``row`` (one property), ``path``, ``condition`` and ``lookup`` (where a value comes from), ``transform`` (what is
done to it), ``value`` (what can be found). The language is described in docs/mapping.md.
"""

from bridge.mapping.errors import MappingError
from bridge.mapping.mapping import Mapping, load, parse
from bridge.mapping.path import Resource
from bridge.mapping.row import Alternative, Explanation, Step

__all__ = ["Alternative", "Explanation", "Mapping", "MappingError", "Resource", "Step", "load", "parse"]
