"""`harness stack …`: what runs have on the Docker engine."""

from typing import Annotated

import typer

from harness.containers.stacks import RunningStack, list_stacks, remove_all_runs, remove_run
from harness.rungs.kept import forget
from harness.table import show

app = typer.Typer(no_args_is_help=True, help="What runs have on the Docker engine: kept stacks, and others.")

_WRONG_USE = 2


@app.command(name="list")
def list_all() -> None:
    """List the containers of all runs, by run."""
    rows = [_row(stack, number) for stack in list_stacks() for number in range(len(stack.servers))]
    if rows:
        show(["run", "", "server", "state", "published at", "image", "container"], rows)
    else:
        typer.echo("no run has a container")


@app.command()
def stop(
    *,
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="RUN...", help="As `harness stack list` names it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All runs, also those that still go on.")] = False,
) -> None:
    """Remove the containers, networks and volumes of runs, kept or not."""
    if not runs and not everything:
        typer.echo("say which run to stop, as `harness stack list` names it, or --all", err=True)
        raise typer.Exit(_WRONG_USE)
    known = {stack.run.id: stack.run.kept for stack in list_stacks()}
    if everything:
        typer.echo(f"{remove_all_runs()} containers removed")
        for kept in known.values():
            forget(kept)
        return
    for run in runs or ():
        if run not in known:
            typer.echo(f"there is no run {run!r}: `harness stack list` names those that are there", err=True)
            raise typer.Exit(_WRONG_USE)
        typer.echo(f"{run}: {remove_run(run)} containers removed")
        forget(known[run])


def _row(stack: RunningStack, number: int) -> list[str]:
    run, server = stack.run, stack.servers[number]
    state = "kept" if run.kept else "left behind" if run.ended else ""
    return [run.id, state, server.role, server.state, server.address, server.image, server.id]
