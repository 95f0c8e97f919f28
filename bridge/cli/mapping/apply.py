"""`bridge mapping apply`: rewrite the contacts that the mapping in force would make other than they are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.cli.flags import with_settings
from bridge.office import URL, Office
from bridge.settings import Settings

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_UNCHANGED = "Every contact is as this mapping would have it: nothing to do."


@app.command("apply")
@with_settings("database_url")
def apply_mapping(
    settings: Settings,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be rewritten.")] = False,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the bridge is.")] = URL,
    ca: Annotated[
        Path | None,
        typer.Option(
            "--ca", metavar="FILE", help="The bridge's authority; without, bridge-ca.pem beside the database."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rewrite the contacts that the mapping in force makes other than an earlier one did, and just those.

    Asks a running bridge by BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD. Ends with 0 when all is fine, 1 when the
    bridge refused its mapping file, so that nothing is applied, 2 for wrong use, 3 when the bridge cannot be used.
    """
    with Office.of(settings, url, ca) as office:
        head = office.ask("GET", "/admin/mapping")
        refused = head.get("problem")
        if refused:
            typer.echo(f"bridge: its mapping file is refused, so nothing is applied: {refused}", err=True)
            raise typer.Exit(1)
        path = "/admin/mapping/effect" if dry_run else "/admin/mapping/apply"
        found = office.ask("GET" if dry_run else "POST", path)
    typer.echo(json.dumps(found, indent=2) if as_json else _page(found))


def _page(found: Mapping[str, Any]) -> str:
    head = f"{found['file'] or 'the packaged mapping'} ({found['hash'][:12]})"
    if not any(found[effect] for effect in ("rewritten", "made", "left", "incomplete")):
        return f"{head}\n{_UNCHANGED}"
    verb = "are" if found["applied"] else "would be"
    lines = [head, f"{_count(found['rewritten'], 'contact')} {verb} rewritten"]
    lines += [f"  {name}: {_property(counts)}" for name, counts in found["properties"].items()]
    others = {
        "made": f"{_count(found['made'], 'contact')} {verb} made, of users that had none",
        "left": f"{_count(found['left'], 'user')} out of scope from now on; their contacts stay as they are",
        "incomplete": f"{_count(found['incomplete'], 'user')} with too little for a contact",
        "unchanged": f"{_count(found['unchanged'], 'user')} unchanged",
    }
    lines += [line for effect, line in others.items() if found[effect]]
    said = "They are owed now: see `bridge users list --state owed`." if found["applied"] else "Nothing was changed."
    return "\n".join([*lines, said])


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _property(counts: Mapping[str, int]) -> str:
    cleared = f", cleared in {counts['cleared']}" if counts["cleared"] else ""
    return f"changed in {counts['changed']}{cleared}"
