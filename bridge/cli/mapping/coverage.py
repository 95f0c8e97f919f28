"""`bridge mapping coverage`: what of a mapping file a corpus of users exercises."""

import json
from typing import Annotated, Any

import typer

from bridge.errors import WrongUse
from bridge.mapping.coverage import Coverage
from bridge.review.corpus import read_users
from bridge.review.files import read_mapping

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("coverage")
def coverage(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The mapping file, or REVISION:PATH in git.")],
    users: Annotated[
        str,
        typer.Option("--users", metavar="CORPUS", help="JSON Lines with a SCIM user a line, or faker:10000?seed=7."),
    ],
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="What to print.")] = "text",
) -> None:
    """Show rows, alternatives and transforms that no user exercises, and attributes of users that no row reads.

    Ends with 0 when all of the mapping is exercised, 1 when something is not, 2 when a file cannot be used.
    """
    if form not in {"text", "json"}:
        raise WrongUse(f"--format {form!r} is none: give text or json.")
    watched = Coverage(read_mapping(file))
    for user in read_users(users):
        watched.add(user.resource)
    typer.echo(json.dumps(_document(watched), indent=2, ensure_ascii=False) if form == "json" else _text(file, watched))
    raise typer.Exit(1 if watched.gaps() else 0)


def _document(watched: Coverage) -> dict[str, Any]:
    return {
        "users": watched.users,
        "gaps": [{"line": gap.line, "property": gap.property or None, "what": gap.what} for gap in watched.gaps()],
        "unread": [{"path": each.path, "users": each.users} for each in watched.unread()],
    }


def _text(file: str, watched: Coverage) -> str:
    gaps, unread = watched.gaps(), watched.unread()
    lines = [f"{file}:{gap.line}: {gap.property or 'scope'}: {gap.what}" for gap in gaps]
    count = f"{len(gaps)} not exercised" if gaps else "all of it is exercised"
    lines.append(f"{file}: {count} by {watched.users:,} user{'' if watched.users == 1 else 's'}")
    if unread:
        width = max(len(f"{each.users:,}") for each in unread)
        lines += ["", "attributes that no row reads, and how many users have them:"]
        lines += [f"{each.users:>{width},}  {each.path}" for each in unread]
    return "\n".join(lines)
