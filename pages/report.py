"""What a run saw, as ``axe.json`` for programs and ``axe.html`` for people."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template


def clear(pictures: Path) -> None:
    """Forget what an earlier run saw."""
    for path in (*pictures.glob("*.png"), *pictures.glob("*.json")):
        path.unlink()


def write(pictures: Path) -> None:
    """Write both files beside the folder of the pictures, from all looks kept there."""
    looks = [json.loads(path.read_text("utf-8")) for path in sorted(pictures.glob("*.json"))]
    violations = Counter(found["rule"] for look in looks for found in look["findings"] for _ in found["where"])
    states = _by_state(looks)
    summary = {
        "axe": ", ".join({look["axe"] for look in looks}),
        "states": len(states),
        "looks": len(looks),
        "violations": dict(violations),
    }
    (pictures.parent / "axe.json").write_text(json.dumps({**summary, "results": looks}, indent=1), "utf-8")
    html = _template().render(summary=summary, states=states, pictures=pictures.name)
    (pictures.parent / "axe.html").write_text(html, "utf-8")


def _by_state(looks: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    states: dict[str, list[dict[str, Any]]] = {}
    for look in looks:
        states.setdefault(look["state"], []).append(look)
    return states


def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("axe.html")
