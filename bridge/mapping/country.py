"""The transform of countries: English names and ISO 3166-1 codes to one form, by the pycountry library."""

from functools import cache
from typing import Any, Final

from bridge.mapping.transform import Left, Transform

FORMS: Final = ("name", "alpha-2", "alpha-3")
"""What a country can be written as: ``Switzerland``, ``CH``, ``CHE``."""


def country(to: str) -> Transform:
    """Make the transform that writes a country in one form.

    It reads English names (the short, the official and the common one) and codes of two or three letters, without
    regard to case and to white space at the ends.

    Args:
        to: one of ``FORMS``; the name is the common one where there is one (``Bolivia``).
    """
    known = _known()
    form = FORMS.index(to)

    def apply(value: str) -> str | Left:
        found = known.get(value.strip().casefold())
        return Left("no country that ISO 3166-1 knows by this name or code") if found is None else found[form]

    return Transform("country", (("to", to),), apply)


_RESERVED: Final = {"uk": "GB"}
"""Two letters that people write and ISO 3166-1 keeps for another code's country."""


def code_of(written: str) -> str | None:
    """Return the two letters of a country by a name or code that people write; None if it is unknown."""
    folded = written.strip().casefold()
    return _RESERVED.get(folded) or next((forms[1] for forms in (_known().get(folded),) if forms), None)


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Return every name and code, case-folded, with the country's three forms."""
    import pycountry  # noqa: PLC0415 - it costs 50 ms, and most mappings do without

    found: dict[str, tuple[str, str, str]] = {}
    for each in pycountry.countries:
        forms = (getattr(each, "common_name", None) or each.name, each.alpha_2, each.alpha_3)
        for name in _names(each):
            found[name.casefold()] = forms
    return found


def _names(entry: Any) -> list[str]:
    names = [getattr(entry, name, None) for name in ("name", "official_name", "common_name", "alpha_2", "alpha_3")]
    return [name for name in names if name]
