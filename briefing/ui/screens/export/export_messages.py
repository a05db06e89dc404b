"""Messages of the export screen, and the first lines of an exported file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.exchange.export_plan import ExportPlan, ExportResult, PlannedFile
from briefing.exchange.markdown.markdown_text import split_front_matter
from briefing.presentation.sentences import pluralize

MAX_LINES = 60
LONGEST_LINE = 400
MAX_CHARACTERS = 40_000


def home_path(path: Path) -> str:
    """Return a path with `~` for the home folder."""
    try:
        return safe_line(str(Path("~") / path.relative_to(Path.home())))
    except (ValueError, RuntimeError):  # the path is elsewhere, or there is no home
        return safe_line(str(path))


def export_plan_message(plan: ExportPlan) -> str:
    """Say what the export would do to files, in a sentence without its full stop."""
    files = plan.files
    refused = f"{plan.refused[0]} " if plan.refused else ""
    if len(files) == 1:
        return refused + _one(files[0])
    new = sum(file.is_new for file in files)
    existing = len(files) - new
    words = pluralize(len(files), "file")
    if not existing:
        return f"{refused}{words}, all new"
    parts = [f"{new} new"] if new else []
    parts.append(f"{existing} {'exists' if existing == 1 else 'exist'}: {_changes(files)}")
    return f"{refused}{words}; {'; '.join(parts)}"


def _one(file: PlannedFile) -> str:
    name = safe_line(file.path.name)
    if file.is_new:
        return f"1 new file: {name}"
    if not file.is_note:
        return f"{name} exists and {'is replaced' if file.changes else 'holds this already'}"
    return f"{name} exists: {_changes((file,))}"


def _changes(files: Sequence[PlannedFile]) -> str:
    if not any(file.changes for file in files):
        return "nothing in it changes" if len(files) == 1 else "nothing in them changes"
    parts = sum(file.changed_parts for file in files if not file.is_new)
    if not parts:
        return "its properties change, your own text stays"
    ours = f"our {parts} blocks change" if parts > 1 else "one block of ours changes"
    return f"{ours}, your own text stays"


def exported_message(written: ExportResult, annotations: int, place: Path) -> str:
    """Say what was exported, and where it is."""
    made = [f"{written.created} new"] if written.created else []
    made += [f"{written.updated} changed"] if written.updated else []
    place = written.files[0] if len(written.files) == 1 else place
    what = f"Exported {pluralize(annotations, 'annotation')} to {home_path(place)}"
    if len(written.files) == 1:
        return f"{what}." if made else f"{what}: it held them already."
    return f"{what}: {pluralize(len(written.files), 'file')}, {', '.join(made) or 'none had to change'}."


def downloaded_message(file: Path, annotations: int) -> str:
    """Say what the browser saves."""
    return f"Exported {pluralize(annotations, 'annotation')}: your browser saves {safe_line(file.name)}."


def first_lines(text: str) -> str:
    """Return the beginning of the readable part of a file, without front matter or an HTML head."""
    start = text[:MAX_CHARACTERS]
    body = start.find("<body")
    shown = start[body:] if body >= 0 and start.startswith("<!DOCTYPE") else split_front_matter(start)[2]
    lines = shown.removeprefix("---").strip("\r\n").splitlines()[:MAX_LINES]
    return "\n".join(safe_one_to_one(line.expandtabs(4))[:LONGEST_LINE] for line in lines)
