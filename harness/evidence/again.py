"""The command that does it again, as whoever reads the page can type it."""

import os
import shlex
from collections.abc import Iterator, Mapping

from harness.rungs.abilities import RUNGS

_WITHOUT_OPTIONS = {"profiles": "e2e"}
"""Environments of tox that take no options, each with the one that does the same with them."""


def again(seed: str, *words: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the command that runs scenarios with the same people: by tox where tox ran them, else by pytest.

    Args:
        seed: the people's seed.
        words: what comes before it: a test's id, options.
        environment: tox names its environment there.
    """
    name = _tox_environment(environment)
    start = f"./ci/tox -e {name} --" if name else "pytest"
    return " ".join([start, *map(shlex.quote, words), "--people-seed", seed])


def chain_of(option: object, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the options by which the same chain is had again: its rung, its identity server's image or release.

    Args:
        option: what pytest was given; a run without our plug-in has none of them.
        environment: tox names its environment there, which can give the rung itself.
    """
    return tuple(_chain_of(option, _tox_environment(environment)))


def _chain_of(option: object, name: str) -> Iterator[str]:
    rung, image, profile = (getattr(option, each, None) for each in ("rung", "is_image", "profile"))
    if rung and rung != (name if name in RUNGS else RUNGS[0]):
        yield from ("--rung", rung)
    if rung == "real-is" and image:
        yield from ("--is-image", image)
    if profile:
        yield from ("--profile", profile)


def _tox_environment(environment: Mapping[str, str]) -> str:
    name = environment.get("TOX_ENV_NAME", "")
    return _WITHOUT_OPTIONS.get(name, name)
