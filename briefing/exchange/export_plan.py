"""What an export will do to the files that are there, said before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.annotation import AnnotatedArticle
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_files import not_text, refuse_other_note
from briefing.exchange.filenames import known_notes, note_name, note_of
from briefing.exchange.formats import ExportFormat
from briefing.exchange.markdown.managed_blocks import BlockRecord, parse_ledger
from briefing.exchange.markdown.note_update import update_note

__all__ = ["ForeseenFile", "Foresight", "foresee"]


@dataclass(frozen=True, slots=True)
class ForeseenFile:
    """One file of an export."""

    path: Path
    text: str
    """What it will hold."""
    before: str | None
    """What it holds; None where it is not there."""
    is_note: bool
    """Whether it is brought up to date around the reader's own text; if not, it is replaced."""

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def changes(self) -> bool:
        return self.before is not None and self.before != self.text

    @property
    def changed_parts(self) -> int:
        """How many parts of a note that are ours come, go, or become others."""
        before, after = _remembered(self.before or ""), _remembered(self.text)
        return sum(before.get(each) != after.get(each) for each in before.keys() | after.keys())


@dataclass(frozen=True, slots=True)
class Foresight:
    """What will be written, in the order of the articles."""

    files: tuple[ForeseenFile, ...]
    failed: tuple[str, ...] = ()
    """A sentence for each note that cannot be brought up to date."""


def foresee(
    path: Path, form: ExportFormat, bundle: ExportBundle, *, text: str, whole: bool = True
) -> Foresight:
    """What `export_to` will do; `text` is what the format makes of the bundle, for an export into one file.

    Nothing is written, and a folder need not be there yet. Raises ExchangeError.
    """
    try:
        if form.takes_folder(path):
            return _notes(path, bundle, whole)
        if path.is_dir():
            raise ExchangeError(f"{path} is a folder: name a file in it to export to.")
        is_note = form.a_file_each and len(bundle.articles) == 1
        # Of a file that is replaced whole it matters only whether it says something else.
        before = _read(path, "strict" if is_note else "replace")
        if form.a_file_each and before is not None:
            refuse_other_note(path, bundle)
        if is_note and before is not None:
            text = _note(before, bundle.articles[0], bundle, whole)
        return Foresight((ForeseenFile(path, text, before, is_note),))
    except UnicodeDecodeError as error:
        raise not_text(path) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExchangeError(f"{path} cannot be read ({reason}): name another place to export to.") from error


def _notes(folder: Path, bundle: ExportBundle, whole: bool) -> Foresight:
    there = folder.exists()
    known = known_notes(folder) if there else {}
    taken = {each.name.casefold() for each in folder.iterdir()} if there else set()
    files: list[ForeseenFile] = []
    failed: list[str] = []
    for article in bundle.articles:
        path = note_of(article.head, folder, known) or folder / note_name(article.head, taken)
        try:
            before = _read(path) if there else None
        except (OSError, UnicodeDecodeError):
            failed.append(f"{path} is not text that can be read: move it away and export again.")
            continue
        taken.add(path.name.casefold())
        known[article.head.id] = path
        files.append(ForeseenFile(path, _note(before or "", article, bundle, whole), before, is_note=True))
    return Foresight(tuple(files), tuple(failed))


def _note(before: str, article: AnnotatedArticle, bundle: ExportBundle, whole: bool) -> str:
    return update_note(before, article, bundle.briefings.get(article.head.id), whole=whole)


def _read(path: Path, errors: str = "strict") -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors)
    except FileNotFoundError:
        return None


def _remembered(note: str) -> Mapping[str, BlockRecord]:
    lines = (parse_ledger(line) for line in reversed(note.splitlines()))
    return next((words for words in lines if words is not None), {})
