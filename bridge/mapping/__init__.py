"""Pure: one SCIM user in, the HubSpot properties it should have out. No I/O but reading the mapping file.

The modules, from the outside in: ``mapping`` (the whole), ``reader``, ``options`` and ``document`` (the file's
language, its transforms and its YAML), ``scope`` (who becomes a contact), ``row`` and ``groups`` (one property),
``path``, ``condition`` and ``lookup`` (where a value comes from), ``pipeline``, ``transform`` and ``join`` (what is
done to it), ``kinds`` (the transforms by name; the work in ``texts``, ``phone``, ``country``, ``date`` and ``table``),
``value`` (what can be found), ``explanation`` (how it went). The language is described in docs/mapping.md.
"""

from bridge.mapping.errors import MappingError
from bridge.mapping.explanation import Alternative, Explanation, Step
from bridge.mapping.mapping import Mapping, load, parse
from bridge.mapping.path import Resource

__all__ = ["Alternative", "Explanation", "Mapping", "MappingError", "Resource", "Step", "load", "parse"]
