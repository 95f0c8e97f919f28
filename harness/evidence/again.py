"""The command that does it again, as whoever reads the page can type it."""

import os
import shlex
from collections.abc import Mapping


def again(seed: str, *words: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the command that runs scenarios with the same people: by tox where tox ran them, else by pytest.

    Args:
        seed: the people's seed.
        words: what comes before it: a test's id, options.
        environment: tox names its environment there.
    """
    name = environment.get("TOX_ENV_NAME")
    start = f"./ci/tox -e {name} --" if name else "pytest"
    return " ".join([start, *map(shlex.quote, words), "--people-seed", seed])
