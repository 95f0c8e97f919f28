"""The flags of a command, made from the settings, so that there is one list of them."""

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from bridge.settings import Settings, flag, is_secret, variable
from bridge.sources import load

ALL = tuple(name for name in Settings.model_fields if not is_secret(name))
"""The settings that have a flag: all but the secrets."""

_Command = Callable[..., None]


def with_settings(*names: str) -> Callable[[_Command], _Command]:
    """Give a command a flag for each named setting and `--config`, and call it with the settings first.

    A flag that is not given says nothing, so that the other sources count.
    """

    def decorate(command: _Command) -> _Command:
        own = list(inspect.signature(command).parameters.values())[1:]

        def run(config: Path | None = None, **given: Any) -> None:
            arguments = {parameter.name: given.pop(parameter.name) for parameter in own}
            flags = {name: value for name, value in given.items() if value not in (None, [], ())}
            command(load(flags, config), **arguments)

        run.__doc__ = command.__doc__
        # Typer reads a function's signature; this one is the command's own with the flags behind it.
        run.__signature__ = inspect.Signature([*own, *_parameters(names)])  # type: ignore[attr-defined]  # Python's documented hook, unknown to mypy
        run.__annotations__ = {}
        return run

    return decorate


def _parameters(names: Iterable[str]) -> list[inspect.Parameter]:
    config = typer.Option(None, "--config", help="TOML file with settings.", metavar="FILE", show_default=False)
    return [_parameter("config", config, Path | None), *(_setting(name) for name in names)]


def _setting(name: str) -> inspect.Parameter:
    field = Settings.model_fields[name]
    if field.annotation is bool:
        declaration = f"{flag(name)}/{flag('no_' + name)}"
        return _parameter(
            name, typer.Option(None, declaration, help=_help(name, field), show_default=False), bool | None
        )
    kind = list[str] if get_origin(field.annotation) is tuple else str | None
    option = typer.Option(None, flag(name), help=_help(name, field), metavar=metavar(field), show_default=False)
    return _parameter(name, option, kind)


def _parameter(name: str, option: Any, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=annotation)


def _help(name: str, field: FieldInfo) -> str:
    return f"{field.description} [{variable(name)}; default: {default(field)}]"


def default(field: FieldInfo) -> str:
    """Return a setting's default in words."""
    value = field.default
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None or value == () else f"{value:g}" if isinstance(value, float) else str(value)


def metavar(field: FieldInfo) -> str:
    """Return what kind of value a setting takes, in a word."""
    kinds = get_args(field.annotation) or (field.annotation,)
    if get_origin(field.annotation) is Literal:
        return "|".join(kinds)
    if get_origin(field.annotation) is tuple:
        return "NAME"
    names = {int: "NUMBER", float: "SECONDS", Path: "FILE", bool: "on|off"}
    return next((names[kind] for kind in kinds if kind in names), "TEXT")
