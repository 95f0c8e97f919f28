"""`bridge mapping`: the mapping file, checked and explained. Each command is imported when it is called."""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

_COMMANDS: Final = {
    "check": ("check", "Check a mapping file, and what it sends against HubSpot's definitions."),
    "explain": ("explain", "Show for one user where each property comes from, and why one is absent."),
    "coverage": ("coverage", "Show what of a mapping file a corpus of users never exercises."),
    "diff": ("diff", "Show what a change of the mapping does to the contacts of a corpus of users."),
    "apply": ("apply", "Rewrite the contacts that the mapping of a running bridge makes other than they are."),
    "pull-properties": ("properties", "Pull HubSpot's definitions of contact properties to a file."),
    "schema": ("schema", "Print the JSON Schema of mapping files, for editors."),
}
"""Each command's module and its summary in the help."""


class _Group(TyperGroup):
    """Knows each command's name and summary, and imports the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments call: its name, itself, and what is left of the arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        return name, typer.main.get_command(import_module(f"bridge.cli.mapping.{_COMMANDS[name][0]}").app), rest


app = typer.Typer(
    cls=_Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    help="Check and explain mapping files.",
)


@app.callback()
def _mapping() -> None:
    """Check and explain mapping files."""


def _stand_in() -> None:
    """Stand for a command in the help; `_Group` imports the real one."""


for _name, (_module, _summary) in _COMMANDS.items():
    app.command(_name, help=_summary)(_stand_in)
