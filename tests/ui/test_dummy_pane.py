"""A pane more: the modules that have to know of it, and that it is then everywhere where panes are."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import briefing
from briefing.domain.analysis import PARTS
from tests.program_copy import change, copy_program, run

PACKAGE = Path(briefing.__file__).parent
MOST = 6
"""Modules that a new pane may touch."""

_EXTRACTOR = """
import re

from briefing.domain.analysis import Figure
from briefing.domain.span import Passage


def extract_figures(text):
    found = re.finditer(r"\\d+ (\\w+)", text)
    return tuple(Figure(each[1], Passage.at(text, *each.span())) for each in found)
"""
_FIGURE = """
@dataclass(frozen=True, slots=True)
class Figure:
    unit: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Analysis:
"""
_SECTION = """    Section("figures", "Figures", "figures", "It counts nothing.", "None.", is_aside=True),
)
"""
_CASE = """        case Figure():
            return CitedLine(item, cite((item.passage,)), item.unit)
{}"""
_PART = """        yield Part("quotes", quotes)
    yield Part("figures", extract_figures(document.article.text))
    attempts"""
_VALUES = """briefing.quotes),
        "figures": tuple({"date": each.unit, "text": each.passage.text} for each in briefing.figures),
"""
_KEY = """        ("pane-6", "6", "Figures", "Focus the figures."),
"""

CHANGES: Mapping[str, Sequence[tuple[str, str]]] = {
    "domain/analysis.py": (
        ("\n@dataclass(frozen=True, slots=True)\nclass Analysis:\n", _FIGURE),
        ("timeline quotes model?", "timeline quotes figures model?"),
        ("    model: ModelShare | None = None\n    is_", "    figures: tuple[Figure, ...] = ()\n{}"),
        (
            '"timeline", "quotes")\n"""The parts of every',
            '"timeline", "quotes", "figures")\n"""The parts of every',
        ),
        ('"quotes")\n"""The parts whose', '"quotes", "figures")\n"""The parts whose'),
    ),
    "domain/briefing.py": (
        (")  # fmt: skip\n", _SECTION),
        ("        case Point():\n", _CASE),
        ("    Event,\n", "    Event,\n    Figure,\n"),
    ),
    "nlp/figures.py": (("", _EXTRACTOR),),
    "nlp/engine/built_in_engine.py": (
        ("\nLANGUAGE =", "\nfrom briefing.nlp.figures import extract_figures\n\nLANGUAGE ="),
        ('        yield Part("quotes", quotes)\n    attempts', _PART),
    ),
    "presentation/keys/registry.py": (
        ('        ("go-back", "backspace', _KEY + "{}"),
        ('        ("next-pane", "tab | l", "Next pane", "Focus the next pane.", "pane"),\n', _KEY + "{}"),
    ),
    "exchange/exporters/template_values.py": (("briefing.quotes),\n", _VALUES),),
}
"""What a pane of figures takes: text that stands once in a module, and what comes in its place; {} is it."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:  # JSON
    """What is printed and shown of an article by a copy of the package that has the pane."""
    copy = copy_program(tmp_path_factory.mktemp("copy"))
    change(copy / "briefing", CHANGES)
    script = Path(__file__).with_name("dummy_pane.py").read_text(encoding="utf-8")
    printed = run(copy, script, str(tmp_path_factory.mktemp("home")))
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_a_new_pane_touches_few_modules() -> None:
    assert len(CHANGES) <= MOST


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("json", [{"unit": "percent", "text": "40 percent", "start": 35, "end": 45}]),
        ("story rows", [["percent: 40 percent", 2]]),
    ],
)
def test_the_pane_has_the_lines_of_its_extractor(shown: dict[str, Any], where: str, expected: object) -> None:
    assert shown[where] == expected


@pytest.mark.slow
def test_a_story_cites_every_article_that_has_the_line(shown: dict[str, Any]) -> None:
    (line,) = shown["story json"]
    assert (line["unit"], line["article"], [each["article"] for each in line["also"]]) == (
        "percent",
        "a",
        ["b"],
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("printed", "\nFigures\n- percent: 40 percent\n"),
        ("printed", "\n## Figures\n\n- percent: 40 percent\n"),
        ("markdown", "## Figures\n\n- **percent**: 40 percent\n"),
        ("template", "'figures': ({'date': 'percent', 'text': '40 percent'},)"),
        ("html", '<h3>Figures</h3>\n<ul>\n<li dir="auto"><strong>percent</strong>: 40 percent</li>'),
    ],
    ids=["text", "story", "markdown", "template", "html"],
)
def test_every_document_has_the_section(shown: dict[str, Any], where: str, expected: str) -> None:
    assert expected in str(shown[where])


@pytest.mark.slow
def test_its_key_shows_the_pane_in_the_reader(shown: dict[str, Any]) -> None:
    screen = "\n".join(shown["screen"])
    assert "[6 Figures 1]" in screen and "percent: 40 percent" in screen


def names_of_parts(module: Path) -> set[str]:
    """The parts of an analysis that a module names as fields, keywords or strings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = {each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    found |= {each.arg or "" for each in ast.walk(tree) if isinstance(each, ast.keyword | ast.arg)}
    found |= {
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    return found & set(PARTS)


def test_no_screen_and_no_printer_names_the_panes_of_passages() -> None:
    """A pane like Timeline is named where it is declared, made, merged, searched, and written for others."""
    naming = {
        str(each.relative_to(PACKAGE)) for each in PACKAGE.rglob("*.py") if "timeline" in names_of_parts(each)
    }
    assert naming == {
        "domain/analysis.py",
        "domain/briefing.py",
        "domain/stories/actor_page.py",
        "domain/stories/briefing_merge.py",
        "exchange/exporters/template_values.py",
        "exchange/tables.py",
        "nlp/engine/built_in_engine.py",
        "services/language_model/model_engine.py",
    }
