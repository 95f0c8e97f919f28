"""Check Jenkinsfiles without a Jenkins: Groovy's syntax, and which block of a declarative pipeline may stand in which.

Usage: python ci/jenkinsfile.py FILE…    Ends with 1 when something is wrong, each with its line.

Source of the rules: Jenkins' handbook, "Pipeline Syntax", Declarative Pipeline. Steps and their arguments belong to
plug-ins and are not known here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import tree_sitter_groovy
from tree_sitter import Language, Node, Parser

_CONDITIONS: Final = frozenset(
    ("always", "changed", "fixed", "regression", "aborted", "failure", "success", "unstable", "unsuccessful", "cleanup")
)
_ANYWHERE: Final = frozenset(("agent", "environment", "options", "post", "tools"))
_ALLOWED: Final = {
    "the file": frozenset(("pipeline",)),
    "pipeline": _ANYWHERE | {"stages", "triggers", "parameters", "libraries"},
    "stages": frozenset(("stage",)),
    "parallel": frozenset(("stage",)),
    "stage": _ANYWHERE | {"steps", "stages", "parallel", "matrix", "when", "input", "failFast"},
    "matrix": _ANYWHERE | {"axes", "excludes", "stages", "when", "input"},
    "axes": frozenset(("axis",)),
    "axis": frozenset(("name", "values")),
    "post": _CONDITIONS,
}
"""Block -> what may stand in it. What is in a block that is not named here is not looked at: steps, options, values."""

_NEEDED: Final = {
    "pipeline": ("agent", "stages"),
    "matrix": ("axes", "stages"),
    "axes": ("axis",),
    "axis": ("name", "values"),
    "stages": ("stage",),
}
_WORK: Final = frozenset(("steps", "stages", "parallel", "matrix"))
_COMMENTS: Final = frozenset(("line_comment", "block_comment", "{", "}", ";"))


def problems(text: str) -> Iterator[str]:
    """Yield what is wrong with a Jenkinsfile, each with its line."""
    root = Parser(Language(tree_sitter_groovy.language())).parse(text.encode()).root_node
    if root.has_error:
        yield from (f"line {_line(node)}: this is no Groovy" for node in _broken(root))
        return
    yield from _looked_at("the file", root)


def _looked_at(name: str, block: Node) -> Iterator[str]:
    inside = [(_name(node), node) for node in block.children if node.type not in _COMMENTS]
    names = [each for each, _ in inside]
    for each, node in inside:
        if each not in _ALLOWED[name]:
            yield f"line {_line(node)}: {each} cannot stand in {name}: {', '.join(sorted(_ALLOWED[name]))} can"
        elif each in _ALLOWED:
            closure = _closure(node)
            yield from [f"line {_line(node)}: {each} has no block"] if closure is None else _looked_at(each, closure)
    for needed in _NEEDED.get(name, ()):
        if needed not in names:
            yield f"line {_line(block)}: {name} needs {needed}"
    if name == "stage" and len(_WORK.intersection(names)) != 1:
        yield f"line {_line(block)}: a stage has one of {', '.join(sorted(_WORK))}"


def _name(node: Node) -> str:
    """Return the first word of a statement."""
    while node.children:
        node = node.children[0]
    return (node.text or b"").decode()


def _closure(node: Node) -> Node | None:
    """Return the outermost block in a statement."""
    if node.type == "closure":
        return node
    return next((found for child in node.children if (found := _closure(child)) is not None), None)


def _broken(node: Node) -> Iterator[Node]:
    """Yield the innermost nodes that the grammar could not read."""
    inner = [each for child in node.children if child.has_error for each in _broken(child)]
    yield from inner or [node]


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def main(files: list[str]) -> int:
    """Print what is wrong with the files; return the exit code."""
    wrong = [f"{file}: {problem}" for file in files for problem in problems(Path(file).read_text(encoding="utf-8"))]
    print("\n".join(wrong or [f"{len(files)} Jenkinsfiles: fine"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
