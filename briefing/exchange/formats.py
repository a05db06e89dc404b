"""The export formats, as the command line and the export screen offer them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from briefing.exchange.export_bundle import ExportBundle


@dataclass(frozen=True, slots=True)
class ExportFormat:
    name: str
    """As `--format` takes it."""
    title: str
    """As the export screen shows it."""
    suffix: str
    render: Callable[[ExportBundle], str]
    other_suffixes: tuple[str, ...] = ()
    lossless: bool = False
    """Whether `briefing import` gets back all that was exported."""
    one_file_per_article: bool = False
    """Whether a folder can be named, and gets a file for each article."""
    has_briefings: bool = False
    """Whether it can include briefings."""
    has_cells: bool = False
    """Whether a spreadsheet may take its cells for formulas."""

    def takes_folder(self, path: Path) -> bool:
        """Return whether an export there makes a folder of notes, whether or not the folder exists."""
        return self.one_file_per_article and (path.is_dir() or not path.suffix)


def _lazily(module: str, function: str) -> Callable[[ExportBundle], str]:
    """Import a format's module only when it is rendered, so that start-up waits for none."""

    def render(bundle: ExportBundle) -> str:
        to_text: Callable[[ExportBundle], str] = getattr(
            import_module(f"briefing.exchange.exporters.{module}"), function
        )
        return to_text(bundle)

    return render


FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "markdown",
        "Markdown notes, for Obsidian",
        ".md",
        _lazily("markdown", "to_markdown"),
        other_suffixes=(".markdown",),
        one_file_per_article=True,
        has_briefings=True,
    ),
    ExportFormat(
        "json",
        "JSON, all that briefing knows",
        ".json",
        _lazily("json", "to_json"),
        lossless=True,
        has_briefings=True,
    ),
    ExportFormat(
        "jsonl",
        "JSON Lines, one annotation a line",
        ".jsonl",
        _lazily("jsonl", "to_jsonl"),
        other_suffixes=(".ndjson",),
        lossless=True,
        has_briefings=True,
    ),
    ExportFormat("csv", "CSV, for spreadsheets", ".csv", _lazily("csv", "to_csv"), has_cells=True),
    ExportFormat(
        "readwise", "CSV, for Readwise", ".readwise.csv", _lazily("readwise", "to_readwise"), has_cells=True
    ),
    ExportFormat("w3c", "Web Annotations (JSON-LD)", ".jsonld", _lazily("w3c", "to_w3c"), lossless=True),
    ExportFormat(
        "hypothesis",
        "JSON, as Hypothesis has it",
        ".hypothesis.json",
        _lazily("hypothesis", "to_hypothesis"),
    ),
    ExportFormat("org", "Org, for Emacs", ".org", _lazily("org", "to_org"), has_briefings=True),
    ExportFormat(
        "html",
        "HTML report, one file",
        ".html",
        _lazily("html", "to_html"),
        other_suffixes=(".htm",),
        has_briefings=True,
    ),
)
"""In the order in which they are offered."""


def format_named(name: str) -> ExportFormat | None:
    return next((each for each in FORMATS if each.name == name), None)


def format_for_suffix(path: Path) -> ExportFormat | None:
    """The format that a file's suffix asks for; of two that fit, the one with the longer suffix."""
    name = path.name.lower()
    fitting = [
        (len(suffix), each)
        for each in FORMATS
        for suffix in (each.suffix, *each.other_suffixes)
        if name.endswith(suffix) and len(name) > len(suffix)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
