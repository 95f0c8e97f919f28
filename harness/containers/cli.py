"""`harness images …`: the images of the bridge, the fake HubSpot and the simulator."""

from typing import Annotated

import typer

from harness.containers import images

app = typer.Typer(no_args_is_help=True, help="The images of the bridge, the fake HubSpot and the simulator.")


@app.command()
def build() -> None:
    """Build the images of this checkout that the engine does not have yet."""
    images.build(tell=typer.echo)


@app.command(name="list")
def list_images() -> None:
    """List the images of ours that the engine has; those of this checkout have a star."""
    current = {images.name(target) for target in images.TARGETS}
    for image in images.known():
        typer.echo(f"{'*' if image in current else ' '} {image}")


@app.command()
def remove(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those of this checkout too.")] = False,
) -> None:
    """Remove the images of ours that are not this checkout's; one that a container is made of stays."""
    current = set() if everything else {images.name(target) for target in images.TARGETS}
    images.remove([image for image in images.known() if image not in current], typer.echo)
