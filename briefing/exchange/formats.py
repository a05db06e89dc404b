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
    """The name that `--format` takes."""
    title: str
    """The name on the export screen."""
    suffix: str
    render: Callable[[ExportBundle], str]
    other_suffixes: tuple[str, ...] = ()
    lossless: bool = False
    """Whether `briefing import` gets back everything that was exported."""
    one_file_per_article: bool = False
    """Whether an export may name a folder, which gets a file for each article."""
    has_briefings: bool = False
    """Whether the format can include briefings."""
    has_cells: bool = False
    """Whether a spreadsheet may take its cells for formulas."""

    def takes_folder(self, path: Path) -> bool:
        """Whether an export to this path makes a folder of notes, be there a folder or not."""
        return self.one_file_per_article and (path.is_dir() or not path.suffix)


def _format(name: str, title: str, *suffixes: str, **features: bool) -> ExportFormat:
    """Make a format whose module is imported only when it renders, so that start-up waits for none."""

    def render(bundle: ExportBundle) -> str:
        module = import_module(f"briefing.exchange.exporters.{name.replace('-', '_')}")
        to_text: Callable[[ExportBundle], str] = getattr(module, f"to_{name.replace('-', '_')}")
        return to_text(bundle)

    return ExportFormat(name, title, suffixes[0], render, suffixes[1:], **features)


FORMATS: tuple[ExportFormat, ...] = (
    _format(
        "markdown",
        "Markdown notes, for Obsidian",
        ".md",
        ".markdown",
        one_file_per_article=True,
        has_briefings=True,
    ),
    _format("json", "JSON, all that briefing knows", ".json", lossless=True, has_briefings=True),
    _format(
        "jsonl", "JSON Lines, one annotation a line", ".jsonl", ".ndjson", lossless=True, has_briefings=True
    ),
    _format("csv", "CSV, for spreadsheets", ".csv", has_cells=True),
    _format("readwise", "CSV, for Readwise", ".readwise.csv", has_cells=True),
    _format("w3c", "Web Annotations (JSON-LD)", ".jsonld", lossless=True),
    _format("hypothesis", "JSON, as Hypothesis has it", ".hypothesis.json"),
    _format("org", "Org, for Emacs", ".org", has_briefings=True),
    _format("html", "HTML report, one file", ".html", ".htm", has_briefings=True),
    _format("csl-json", "CSL-JSON, for Zotero", ".csl.json"),
    _format("ris", "RIS, for Zotero, EndNote, Mendeley", ".ris"),
)
"""The export formats, in the order in which they are offered."""


def format_named(name: str) -> ExportFormat | None:
    return next((each for each in FORMATS if each.name == name), None)


def format_for_suffix(path: Path) -> ExportFormat | None:
    """Return the format for a file's suffix; of two that fit, the one with the longer suffix."""
    name = path.name.lower()
    fitting = [
        (len(suffix), each)
        for each in FORMATS
        for suffix in (each.suffix, *each.other_suffixes)
        if name.endswith(suffix) and len(name) > len(suffix)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
