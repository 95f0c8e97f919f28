"""Where settings come from: flags, then the environment, then credential files, then the TOML file of `--config`."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource

from bridge.errors import WrongUse
from bridge.settings import Settings, credential, flag, is_secret, variable


def load(flags: Mapping[str, Any], config: Path | None = None) -> Settings:
    """Gather the settings from all sources.

    Args:
        flags: The settings that the command line gave, by name.
        config: The TOML file, if one is used.

    Raises:
        WrongUse: a value is wrong, a key of the file is unknown or a secret, or a file cannot be read.
    """
    environment = _environment()
    files = _credential_files(known=environment)
    values = {**(_toml(config) if config else {}), **files, **environment, **flags}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise WrongUse(_explained(error.errors(include_url=False, include_input=False)[0])) from None


def _environment() -> dict[str, Any]:
    values = EnvSettingsSource(Settings)()
    if str(values.get("port", "")).startswith("tcp://"):
        # Kubernetes makes BRIDGE_PORT=tcp://… for a service named bridge; nobody set it.
        del values["port"]
    return values


def _credential_files(known: Mapping[str, Any]) -> dict[str, str]:
    names = [name for name in Settings.model_fields if credential(name) and name not in known]
    paths = {name: os.environ.get(f"{variable(name)}_FILE") for name in names}
    return {name: _first_line(name, path) for name, path in paths.items() if path}


def _first_line(name: str, path: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise WrongUse(f"{variable(name)}_FILE={path} cannot be read ({reason}): name a readable file.") from None
    if not lines or not lines[0]:
        raise WrongUse(f"{variable(name)}_FILE={path} has an empty first line: write the value there.")
    return lines[0]


def _toml(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUse(f"--config {path} cannot be read ({error.strerror}): name a readable TOML file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"--config {path} is no TOML: {error}.") from None
    values = {key.replace("-", "_"): value for key, value in content.items()}
    for key in values:
        _check_key(path, key)
    return values


def _check_key(path: Path, key: str) -> None:
    allowed = [name for name in Settings.model_fields if not is_secret(name)]
    if key in allowed:
        return
    if key in Settings.model_fields:
        raise WrongUse(
            f"--config {path}: {key} is a secret, and configuration files get shown and copied: take it out and set "
            f"{variable(key)} or {variable(key)}_FILE."
        )
    near = get_close_matches(key, allowed, n=1, cutoff=0.0)
    raise WrongUse(f"--config {path}: there is no setting {key!r}; the nearest is {near[0]!r}.")


def _explained(error: ErrorDetails) -> str:
    reason = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return f"{reason}."
    name = str(error["loc"][0])
    if is_secret(name):
        return f"{variable(name)}: {reason}."
    return f"{flag(name)} (or {variable(name)}): {reason}."
