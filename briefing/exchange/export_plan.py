"""Plans an export file by file, knows files of earlier ones, and writes exactly what was planned."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.annotation import AnnotatedArticle
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.filenames import note_name
from briefing.exchange.formats import ExportFormat
from briefing.exchange.markdown.managed_blocks import BlockRecord, parse_ledger
from briefing.exchange.markdown.note_files import article_of_note, find_note, known_notes
from briefing.exchange.markdown.note_update import update_note
from briefing.regular_files import NotRegularError, TooLargeFileError, read_regular
from briefing.store.files.atomic_write import write_durably


@dataclass(frozen=True, slots=True)
class PlannedFile:
    path: Path
    content: bytes
    before: bytes | None = None
    """The present content; None for a file that does not exist yet."""
    is_note: bool = False
    """Whether it is updated around the reader's own text; any other file is replaced as a whole."""
    in_the_way: bool = False
    """Whether something other than an earlier export would be lost, so that replacing it needs permission."""

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def changes(self) -> bool:
        return self.before is not None and self.before != self.content

    @property
    def changed_parts(self) -> int:
        """The number of a note's managed blocks that are added, removed or rewritten."""
        before, after = _block_records(self.before or b""), _block_records(self.content)
        return sum(before.get(each) != after.get(each) for each in before.keys() | after.keys())


@dataclass(frozen=True, slots=True)
class ExportResult:
    files: tuple[Path, ...]
    """Every file that now holds exported annotations, in the order of the articles."""
    updated: int = 0
    """The number of files that existed before and have changed."""
    created: int = 0
    failed: tuple[str, ...] = ()
    """A sentence for each note that could not be written."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """The files that an export will write, and their content; nothing has been written yet."""

    target: Path
    folder: Path
    """The folder of the files: for notes it is the target itself, which may not exist yet."""
    files: tuple[PlannedFile, ...]
    """The planned files, in the order of the articles."""
    refused: tuple[str, ...] = ()
    """A sentence for each note that cannot be updated."""

    def apply(self, *, replace: bool = False) -> ExportResult:
        """Write the planned bytes. Raises ExchangeError if no file could be written.

        `replace` permits replacing files that are in the way.
        """
        if not self.target.parent.is_dir():
            raise _no_folder(self.target.parent)
        for file in self.files:
            if file.in_the_way and not replace:
                raise ExchangeError(
                    f"{file.path} is there and holds something other than an earlier export: name another "
                    f"file, or let it be replaced (--replace)."
                )
        if self.folder == self.target:
            try:
                self.folder.mkdir(exist_ok=True)
            except OSError as error:
                raise _failure(self.folder, error) from error
        written: list[PlannedFile] = []
        failed = list(self.refused)
        for file in self.files:
            try:
                _write(file)
            except ExchangeError as error:
                failed.append(str(error))
            else:
                written.append(file)
        if failed and not written:
            raise ExchangeError(failed[0])
        return ExportResult(
            tuple(file.path for file in written),
            updated=sum(file.changes for file in written),
            created=sum(file.is_new for file in written),
            failed=tuple(failed),
        )


def plan_export(
    bundle: ExportBundle, form: ExportFormat, target: Path, *, whole: bool = True, text: str | None = None
) -> ExportPlan:
    """Plan writing a bundle into one file or, in Markdown, a folder with a note for each article.

    An existing note is updated around the reader's own text. `whole` says that the bundle holds all
    annotations of its articles: a partial one removes nothing from a note. `text` is the rendered bundle, if
    the caller has it already. Raises ExchangeError.
    """
    try:
        if form.takes_folder(target):
            return _plan_notes(bundle, target, whole)
        if target.is_dir():
            raise ExchangeError(
                f"{target} is a folder: name a file in it to export to, such as notes{form.suffix}."
            )
        if target.exists() and not target.is_file():
            raise ExchangeError(f"{target} is no file that could be replaced: name another one to export to.")
        if target.parent.is_file():
            raise _no_folder(target.parent)
        return ExportPlan(target, target.parent, (_plan_file(bundle, form, target, whole, text),))
    except OSError as error:
        raise _failure(target, error) from error


def _plan_file(
    bundle: ExportBundle, form: ExportFormat, path: Path, whole: bool, text: str | None
) -> PlannedFile:
    before = _read(path)
    if before is not None and form.one_file_per_article:
        noted = article_of_note(path)
        if noted is not None and [noted] != [article.head.id for article in bundle.articles]:
            raise ExchangeError(
                f"{path} is the note of another article: name another file, or a folder for notes."
            )
    if form.one_file_per_article and len(bundle.articles) == 1:
        return _plan_note(path, before, bundle.articles[0], bundle, whole)
    content = _encode(form.render(bundle) if text is None else text)
    in_the_way = before not in (None, content) and not is_earlier_export(before or b"")
    return PlannedFile(path, content, before, in_the_way=in_the_way)


def _plan_notes(bundle: ExportBundle, folder: Path, whole: bool) -> ExportPlan:
    exists = folder.exists()
    known = known_notes(folder) if exists else {}
    taken = {each.name.casefold() for each in folder.iterdir()} if exists else set()
    files: list[PlannedFile] = []
    refused: list[str] = []
    for article in bundle.articles:
        path = find_note(article.head, folder, known) or folder / note_name(article.head, taken)
        try:
            before = _read(path) if exists else None
            files.append(_plan_note(path, before, article, bundle, whole))
        except ExchangeError as error:
            refused.append(str(error))
            continue
        taken.add(path.name.casefold())
        known[article.head.id] = path
    return ExportPlan(folder, folder, tuple(files), tuple(refused))


def _plan_note(
    path: Path, before: bytes | None, article: AnnotatedArticle, bundle: ExportBundle, whole: bool
) -> PlannedFile:
    try:
        existing = (before or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise ExchangeError(
            f"{path} is not text in UTF-8, so it was left as it is: move it away and export again."
        ) from error
    text = update_note(existing, article, bundle.briefings.get(article.head.id), whole=whole)
    return PlannedFile(path, _encode(text), before, is_note=True)


def _write(file: PlannedFile) -> None:
    """Replace a file whole or not at all; a link stays, its target is replaced. Raises ExchangeError."""
    if file.content == file.before:
        return
    if _read(file.path) != file.before:
        raise ExchangeError(f"{file.path} has changed in the meantime: export again.")
    try:
        # A new file could be moved into its place, but the owner of a read-only file wants it unchanged.
        if not file.is_new and not file.path.stat().st_mode & 0o222:
            raise PermissionError(errno.EACCES, "it is read-only")
        write_durably(file.path, file.content, private=False)
    except OSError as error:
        raise _failure(file.path, error) from error


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failure(path, error) from error


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _block_records(note: bytes) -> Mapping[str, BlockRecord]:
    lines = (parse_ledger(line) for line in reversed(note.decode("utf-8", "replace").splitlines()))
    return next((records for records in lines if records is not None), {})


def _no_folder(folder: Path) -> ExchangeError:
    return ExchangeError(f"There is no folder {folder}: make it, or name another place to export to.")


def _failure(path: Path, error: OSError) -> ExchangeError:
    if isinstance(error, NotRegularError | TooLargeFileError):
        return ExchangeError(f"{path} cannot be updated because {error.strerror}: move it away.")
    reason = (error.strerror or str(error)).lower()
    return ExchangeError(f"{path} could not be written ({reason}): name another place to export to.")


_HEAD = 8_192
"""Bytes at the beginning of a file that are examined."""

_OURS = (
    # These match JSON and JSON Lines: annotations, annotations with briefings, and an empty export.
    r'(?:\{\s*"annotations": )?\[\s*\{\s*"id": "[^"\n]*",\s*"type": "Annotation",',
    r'\{\s*"annotations": \[\],\s*"briefings": \[',
    r'\{"id": "[^"\n]*", "type": "Annotation",',
    r'\{"type": "Briefing", "schema": ',
    # These match CSL-JSON and RIS.
    r'\[\s*\{\s*"id": "urn:x-briefing:',
    r"TY  - [A-Z]+\r\nID  - urn:x-briefing:",
    r"\[\]\n\Z",
    # This matches Web Annotations: the library's own files have a schema where an export has its label.
    r'\{\s*"@context": "[^"\n]*",\s*"id": "urn:uuid:[^"\n]*",\s*"type": "AnnotationCollection",\s*"label": ',
    # This matches Hypothesis JSON: what its own server answers has other accounts in it.
    r'\{\s*"total": \d+,\s*"rows": \[(?:\]|[^\0]*?"acct:reader@localhost")',
    r"id,article,title,source,author,url,path,published,quote,note,tags,color,state,",
    r"Highlight,Title,Author,URL,Note,Location,Date\r\n",
    r"#\+title: Annotations\n#\+startup: overview\n",
    r"<!DOCTYPE html>\n[^\0]*?Content-Security-Policy. content=.default-src 'none'; style-src 's",
)
_EARLIER = re.compile("|".join(_OURS))


def is_earlier_export(content: bytes) -> bool:
    """Whether replacing a file loses nothing: it is empty, or an export in a format for programs.

    Markdown and the output of templates cannot be distinguished from the reader's own text.
    """
    start = content[:_HEAD].decode("utf-8-sig", "replace")
    return not start.strip() or _EARLIER.match(start) is not None
