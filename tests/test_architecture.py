"""The layout of the package: no module imports, by whatever detour, one that imports it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import briefing

PACKAGE = Path(briefing.__file__).parent


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each imported name and its module: in functions, and for the type checker alone, too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.module) for alias in node.names)


def import_graph(package: Path) -> dict[str, set[str]]:
    paths = {module_name(path): path for path in package.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        found = imported(ast.parse(path.read_text(encoding="utf-8")))
        graph[name] = {named if named in paths else module for named, module in found} & paths.keys() - {name}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one node (Tarjan 1972), each sorted."""
    numbers = count()
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = next(numbers)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            component = stack[at:]
            del stack[at:]
            if len(component) > 1:
                found.append(sorted(component))

    for node in graph:
        if node not in index:
            visit(node)
    return found


def test_a_circle_is_found_through_several_modules_and_only_there() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": set(), "e": {"a", "d"}}
    assert circles(graph) == [["a", "b", "c"]]


def test_imports_within_functions_and_for_the_type_checker_count() -> None:
    source = "if TYPE_CHECKING:\n    import x.y\nimport a\ndef f():\n    from b.c import d\n"
    assert set(imported(ast.parse(source))) == {("x.y", "x.y"), ("a", "a"), ("b.c.d", "b.c")}


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(import_graph(PACKAGE)) == []
