"""Draw docs/architecture.svg from the imports: the packages in their layers, and which imports which."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, BOX, ROW, MARGIN = 1000, 34, 74, 24
"""Pixels: of the picture, of the height of a box, from row to row, and around."""
LETTER = 8.2
"""Pixels of the width of a letter."""
STYLE = """
  rect { fill: #f6f3ec; stroke: #6b6558; }
  text { font: 14px monospace; fill: #26231d; text-anchor: middle; dominant-baseline: central; }
  path { fill: none; stroke: #6b6558; stroke-opacity: .45; marker-end: url(#tip); }
"""


def layers() -> Sequence[Sequence[str]]:
    """The packages and modules by layer, the highest first, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    rows = next(each["layers"] for each in contracts if each["type"] == "layers")
    return [[name.strip() for name in row.split("|")] for row in rows]


def imports() -> Mapping[str, frozenset[str]]:
    """Each package with those that its modules import, those for type checkers alone included."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        parts = path.relative_to(ROOT / "briefing").with_suffix("").parts
        for name in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            if name != parts[0]:
                found.setdefault(parts[0], set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "briefing":
            inner = (node.module or "").split(".")[1:2]
            yield from inner or (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                alias.name.split(".")[1] for alias in node.names if alias.name.startswith("briefing.")
            )


def svg() -> str:
    rows = layers()
    places = {name: place for number, row in enumerate(rows) for name, place in _placed(number, row)}
    known = imports()
    arrows = [
        _arrow(places[name], places[other])
        for name, others in sorted(known.items())
        for other in sorted(others)
        if name in places and other in places and _is_nearest(name, other, known)
    ]
    boxes = [_box(name, x, y) for name, (x, y) in places.items()]
    height = 2 * MARGIN + ROW * (len(rows) - 1) + BOX
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
            "<title>The packages of briefing in their layers; an arrow means: imports</title>",
            f"<style>{STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto"><path d="M0 0 L8 4 L0 8" style="marker-end: none; fill: #6b6558"/>',
            "</marker></defs>",
            *arrows,
            *boxes,
            "</svg>\n",
        )
    )


def _is_nearest(name: str, other: str, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether nothing that `name` imports imports the other: an arrow that others imply is left out."""
    return not any(other in known.get(between, ()) for between in known[name] - {other})


def _placed(number: int, row: Sequence[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    for at, name in enumerate(row, start=1):
        yield name, (WIDTH * at / (len(row) + 1), MARGIN + BOX / 2 + ROW * number)


def _box(name: str, x: float, y: float) -> str:
    width = len(name) * LETTER + 28
    return (
        f'<rect x="{x - width / 2:.0f}" y="{y - BOX / 2:.0f}" width="{width:.0f}" height="{BOX}" rx="4"/>'
        f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>'
    )


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = start, end
    y, to_y = y + BOX / 2, to_y - BOX / 2
    bend = (to_y - y) / 2
    # An arrow past other rows goes round them.
    side = 0 if to_y - y < ROW else (150 if to_x >= x else -150)
    return (
        f'<path d="M{x:.0f} {y:.0f} C{x + side:.0f} {y + bend:.0f} {to_x + side:.0f} {to_y - bend:.0f} '
        f'{to_x:.0f} {to_y:.0f}"/>'
    )


if __name__ == "__main__":
    PICTURE.write_text(svg(), encoding="utf-8")
