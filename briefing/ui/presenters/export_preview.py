"""The work of the export screen, for a thread of its own: what an export will do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.annotation import AnnotationEntry
from briefing.errors import BriefingError, ExchangeError, StoreError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_files import export_to, is_in_the_way
from briefing.exchange.exporters.own_templates import own_templates
from briefing.exchange.formats import FORMATS, ExportFormat
from briefing.services.annotation_export import CollectedExport, collect_export
from briefing.services.articles import Library
from briefing.ui.presenters.export_messages import (
    export_plan_message,
    exported_message,
    first_lines,
    home_path,
)
from briefing.ui.presenters.export_request import ExportRequest, target_of

if TYPE_CHECKING:
    from briefing.exchange.export_plan import Foresight

__all__ = ["Exported", "Exporter", "Outlook"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an export will do."""

    sentence: str
    preview: str = ""
    question: str = ""
    """What must be agreed to before; empty where nothing must."""
    failed: bool = False
    """Whether the sentence says why nothing can be exported so."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has done."""

    sentence: str
    troubles: tuple[str, ...] = ()
    """A sentence for each article that went out without its briefing, and each note that could not be."""
    complete: bool = True
    """Whether all that was asked for is written."""


class Exporter:
    """Asked from one thread at a time; keeps what it has read and rendered for the next key."""

    def __init__(self, library: Library, templates: Path | None, settle: Callable[[], None]) -> None:
        """`templates` is the folder of the reader's own; `settle` waits for what is still to be written."""
        self._library = library
        self._templates = templates
        self._settle = settle
        self._given: tuple[object, CollectedExport] | None = None
        self._rendered: tuple[object, str] | None = None

    def entries(self) -> tuple[AnnotationEntry, ...]:
        """All annotations of the library. Raises StoreError."""
        self._settle()
        return tuple(self._library.annotations.entries())

    def formats(self) -> tuple[ExportFormat, ...]:
        """What can be exported to, the reader's own templates last."""
        return (*FORMATS, *(own_templates(self._templates) if self._templates else ()))

    def folder(self) -> Path:
        """Where the last export went, or else where one keeps one's documents."""
        with suppress(StoreError):
            last = self._library.export_folder()
            if last is not None and last.is_dir():
                return last
        home = Path.home()
        documents = home / "Documents"
        return documents if documents.is_dir() else home

    def look_ahead(self, request: ExportRequest) -> Outlook:
        """What this export would do, by the briefings that have been made; nothing is written, nor raised."""
        from briefing.exchange.export_plan import foresee  # here, in the thread: no key waits for it

        try:
            given = self._give(request)
            path = target_of(request)
            missing = _missing_folder(path, request.form)
            foresight = foresee(
                path,
                request.form,
                given.bundle,
                text=self._render(request, given.bundle),
                whole=request.scope.whole,
            )
            question = _question(path, request.form, given.bundle, foresight, missing)
        except BriefingError as error:
            return Outlook(str(error), failed=True)
        sentence = export_plan_message(foresight) if foresight.files else ""
        if not foresight.files:
            failure = foresight.failed[0] if foresight.failed else "These annotations are gone by now."
            return Outlook(failure, failed=True)
        if missing is not None:
            sentence += f"; there is no folder {home_path(missing)}"
        if question:
            sentence += "; Enter asks first"
        left = _unbriefed(request, given.bundle)
        if left:
            sentence += f"; {left} still to be made" if left > 1 else "; the briefing is still to be made"
        return Outlook(f"{sentence}.", first_lines(foresight.files[0].text), question)

    def export(self, request: ExportRequest, agreed: str) -> Exported | Outlook:
        """Write it; the outlook instead, where it fails, or asks what was not `agreed` to yet."""
        outlook = self.look_ahead(request)
        if outlook.failed or outlook.question not in ("", agreed):
            return outlook
        try:
            self._settle()
            given = collect_export(
                self._library,
                request.scope.entries,
                briefings=request.briefings,
                guard_cells=request.guard_cells,
            )
            path = target_of(request)
            missing = _missing_folder(path, request.form)
            if missing is not None:
                _make(missing)
            written = export_to(
                path, request.form, given.bundle, whole=request.scope.whole, replace=bool(agreed)
            )
        except BriefingError as error:
            return Outlook(str(error), outlook.preview, failed=True)
        with suppress(StoreError):  # it is only where the next one begins
            self._library.set_export_folder(_folder_of(path, request.form))
        annotations = sum(len(article.annotations) for article in given.bundle.articles)
        self._given = self._rendered = None
        return Exported(
            exported_message(written, annotations, path),
            (*given.failures, *written.failed),
            complete=not written.failed,
        )

    def _give(self, request: ExportRequest) -> CollectedExport:
        asked = (request.scope, request.briefings, request.guard_cells)
        if self._given is None or self._given[0] != asked:
            self._settle()
            given = collect_export(
                self._library,
                request.scope.entries,
                briefings=request.briefings,
                only_kept=True,
                guard_cells=request.guard_cells,
            )
            self._given, self._rendered = (asked, given), None
        return self._given[1]

    def _render(self, request: ExportRequest, bundle: ExportBundle) -> str:
        """Nothing for notes, which are made one by one."""
        path = target_of(request)
        if _folder_of(path, request.form) == path:
            return ""
        if self._rendered is None or self._rendered[0] != request.form:
            self._rendered = (request.form, request.form.render(bundle))
        return self._rendered[1]


def _missing_folder(path: Path, form: ExportFormat) -> Path | None:
    folder = _folder_of(path, form)
    return None if folder.exists() else folder


def _folder_of(path: Path, form: ExportFormat) -> Path:
    """The folder that the files will lie in: the path itself, for notes."""
    return path if form.takes_folder(path) else path.parent


def _question(
    path: Path, form: ExportFormat, bundle: ExportBundle, foresight: Foresight, missing: Path | None
) -> str:
    if missing is not None:
        return f"There is no folder {home_path(missing)}: Enter again makes it, and exports."
    if is_in_the_way(path, form, bundle) and any(file.changes for file in foresight.files):
        return (
            f"{home_path(path)} holds something other than an earlier export: Enter again replaces it, "
            f"another name leaves it."
        )
    return ""


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExchangeError(
            f"The folder {home_path(folder)} could not be made ({reason}): name another place to export to."
        ) from error


def _unbriefed(request: ExportRequest, bundle: ExportBundle) -> int:
    return len(bundle.articles) - len(bundle.briefings) if request.briefings else 0
