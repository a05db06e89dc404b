"""Exported annotations on disk: a file, or a folder with a note for each article."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.annotation import AnnotatedArticle
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.formats import ExportFormat

__all__ = ["ExportResult", "export_to", "is_in_the_way", "not_text", "refuse_other_note", "write_text"]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export did."""

    files: tuple[Path, ...]
    """Every file that now holds what was exported, in the order of the articles."""
    updated: int = 0
    """How many of them were there before and are others now."""
    created: int = 0
    failed: tuple[str, ...] = ()
    """A sentence for each note of a folder that could not be written; the others were."""


def export_to(
    path: Path, form: ExportFormat, bundle: ExportBundle, *, whole: bool = True, replace: bool = False
) -> ExportResult:
    """Write a bundle where the reader said: notes into a folder for Markdown, otherwise one file.

    A note that is there is brought up to date around the reader's own text, and an earlier export replaced;
    any other file only with `replace`. `whole` says that the bundle holds all annotations of its articles; of
    a selection, notes lose nothing. Raises ExchangeError when nothing could be written.
    """
    try:
        return _exported(path, form, bundle, whole, replace)
    except OSError as error:
        raise _failure(path, error) from error


def _exported(
    path: Path, form: ExportFormat, bundle: ExportBundle, whole: bool, replace: bool
) -> ExportResult:
    if not path.parent.is_dir():
        raise ExchangeError(f"There is no folder {path.parent}: make it, or name another place to export to.")
    if form.takes_folder(path):
        return _into_folder(path, bundle, whole)
    if path.is_dir():
        raise ExchangeError(
            f"{path} is a folder: name a file in it to export to, such as notes{form.suffix}."
        )
    there = path.exists()
    if there and not path.is_file():
        raise ExchangeError(f"{path} is no file that could be replaced: name another one to export to.")
    text = form.render(bundle)
    if there and form.a_file_each:
        text = _into_note(path, text, bundle, whole)
    if there and not replace and is_in_the_way(path, form, bundle) and not _holds(path, text):
        raise ExchangeError(
            f"{path} is there and holds something other than an earlier export: name another file, or let it "
            f"be replaced (--replace)."
        )
    changed = write_text(path, text)
    return ExportResult((path,), updated=int(there and changed), created=int(not there))


def is_in_the_way(path: Path, form: ExportFormat, bundle: ExportBundle) -> bool:
    """Whether something would be lost with the file that is there: ask before it is replaced.

    A folder is never in the way, nor a note of one article, whose reader's text stays. Raises ExchangeError.
    """
    from briefing.exchange.earlier_exports import is_earlier_export

    try:
        if not path.is_file() or (form.a_file_each and len(bundle.articles) == 1):
            return False
        return not is_earlier_export(path)
    except OSError as error:
        raise _failure(path, error) from error


def _holds(path: Path, text: str) -> bool:
    return path.read_bytes() == text.encode("utf-8", "replace")


def _into_folder(folder: Path, bundle: ExportBundle, whole: bool) -> ExportResult:
    from briefing.exchange.filenames import known_notes, note_name, note_of

    try:
        folder.mkdir(exist_ok=True)
        known = known_notes(folder)
        taken = {each.name.casefold() for each in folder.iterdir()}
    except OSError as error:
        raise _failure(folder, error) from error
    files: list[Path] = []
    failed: list[str] = []
    updated = created = 0
    for article in bundle.articles:
        found = note_of(article.head, folder, known)
        path = found or folder / note_name(article.head, taken)
        try:
            changed = write_text(path, _note(path, article, bundle, whole))
        except ExchangeError as error:
            failed.append(str(error))
            continue
        taken.add(path.name.casefold())
        known[article.head.id] = path
        files.append(path)
        updated += int(found is not None and changed)
        created += int(found is None)
    if failed and not files:
        raise ExchangeError(failed[0])
    return ExportResult(tuple(files), updated, created, tuple(failed))


def _into_note(path: Path, text: str, bundle: ExportBundle, whole: bool) -> str:
    """The note at this path with its article in it; no other article's note is written over."""
    refuse_other_note(path, bundle)
    return _note(path, bundle.articles[0], bundle, whole) if len(bundle.articles) == 1 else text


def refuse_other_note(path: Path, bundle: ExportBundle) -> None:
    """Raises ExchangeError where the file is the note of an article, and that is not what is exported."""
    from briefing.exchange.filenames import article_of_note

    noted = article_of_note(path)
    if noted is not None and [noted] != [article.head.id for article in bundle.articles]:
        raise ExchangeError(
            f"{path} is the note of another article: name another file, or a folder for notes."
        )


def not_text(path: Path) -> ExchangeError:
    return ExchangeError(
        f"{path} is not text in UTF-8, so it was left as it is: move it away and export again."
    )


def _note(path: Path, article: AnnotatedArticle, bundle: ExportBundle, whole: bool) -> str:
    from briefing.exchange.markdown.note_update import update_note

    return update_note(_read(path), article, bundle.briefings.get(article.head.id), whole=whole)


def _read(path: Path) -> str:
    """What the file holds; nothing for one that is not there."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise not_text(path) from error
    except OSError as error:
        raise _failure(path, error) from error


def write_text(path: Path, text: str) -> bool:
    """Let a file hold this text, whole or not at all; whether it held another. A link's target is written."""
    content = text.encode("utf-8", "replace")
    path = path.resolve()
    temporary = path.with_name(f".~{path.name[:40]}.{secrets.token_hex(4)}.tmp")
    try:
        with contextlib.suppress(FileNotFoundError):
            if path.read_bytes() == content:
                return False
            # Another file could be moved into its place, but its owner does not want it changed.
            if not path.stat().st_mode & 0o222:
                raise PermissionError(errno.EACCES, "it is read-only")
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileNotFoundError):
                temporary.chmod(path.stat().st_mode & 0o7777)
            temporary.replace(path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _failure(path, error) from error
    return True


def _failure(path: Path, error: OSError) -> ExchangeError:
    reason = (error.strerror or str(error)).lower()
    return ExchangeError(f"{path} could not be written ({reason}): name another place to export to.")
