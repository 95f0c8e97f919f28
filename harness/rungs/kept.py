"""Where stacks that are kept between runs are described: each under the hash of what it is made of."""

import os
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path


def hash_of(parts: Iterable[str]) -> str:
    """Return the name of a stack that is made of these images and settings."""
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def folder_of(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of a kept stack, made if need be; only this user can read it, since it has credentials.

    It is in the folder for states of the XDG Base Directory Specification.
    """
    folder = _stacks(environment) / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def forget(name: str, environment: Mapping[str, str] = os.environ) -> None:
    """Remove the folder of a kept stack that is no more; nothing happens when there is none."""
    if name.isalnum():  # it was read from a label
        shutil.rmtree(_stacks(environment) / name, ignore_errors=True)


def _stacks(environment: Mapping[str, str]) -> Path:
    state = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "wso2-hubspot-harness" / "stacks"
