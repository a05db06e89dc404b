"""Plans an export for the preview, and carries it out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_documents_path

from briefing.domain.annotation import AnnotationEntry
from briefing.errors import BriefingError, ExchangeError, StoreError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_plan import ExportPlan, ExportResult, plan_export
from briefing.exchange.exporters.template import TemplateRenderer
from briefing.exchange.formats import FORMATS, ExportFormat
from briefing.services.annotation_export import CollectedExport, cached_each, collect_export
from briefing.services.library import Library
from briefing.ui.screens.export.downloads import offer
from briefing.ui.screens.export.export_messages import (
    downloaded_message,
    export_plan_message,
    exported_message,
    first_lines,
    home_path,
)
from briefing.ui.screens.export.export_request import SEVERAL, ExportRequest, target_of


@dataclass(frozen=True, slots=True)
class Outlook:
    sentence: str
    preview: str = ""
    question: str = ""
    """The question that must be confirmed first; empty if there is none."""
    failed: bool = False
    """Whether the sentence says why the export is impossible."""
    download: None = None


@dataclass(frozen=True, slots=True)
class Exported:
    sentence: str
    troubles: tuple[str, ...] = ()
    """A sentence for each article exported without its briefing, and each note that failed."""
    complete: bool = True
    """Whether everything was written."""
    download: Path | None = None
    """What the browser that shows the reader is to save."""


class Exporter:
    """Plans and runs exports; call from one thread at a time. Caches what it has read and rendered."""

    def __init__(
        self,
        library: Library,
        templates: Path | None,
        settle: Callable[[], None],
        outbox: Path | None = None,
    ) -> None:
        """`templates` is the folder of the user's own; `settle` waits for pending writes.

        With an `outbox`, a browser saves what is exported.
        """
        self._outbox = outbox
        self._library = library
        self._templates = templates
        self._settle = settle
        self._renderer = TemplateRenderer()
        self._given: tuple[object, CollectedExport] | None = None
        self._rendered: tuple[object, str] | None = None

    def close(self) -> None:
        self._renderer.close()

    def entries(self) -> tuple[AnnotationEntry, ...]:
        """All annotations of the library. Raises StoreError."""
        self._settle()
        return tuple(self._library.annotations.entries())

    def formats(self) -> tuple[ExportFormat, ...]:
        """All export formats, the user's templates last."""
        return (*FORMATS, *(self._renderer.formats(self._templates) if self._templates else ()))

    def folder(self) -> Path:
        """The folder of the last export, or else the documents folder."""
        with suppress(StoreError):
            last = self._library.articles.export_folder()
            if last is not None and last.is_dir():
                return last
        return user_documents_path()

    def preview(self, request: ExportRequest) -> Outlook:
        """Plan this export from the briefings already made; writes nothing and raises nothing."""
        try:
            given = self._give(request)
            plan = self._plan(request, given.bundle)
        except BriefingError as error:
            return Outlook(str(error), failed=True)
        if not plan.files:
            failure = plan.refused[0] if plan.refused else "These annotations are gone by now."
            return Outlook(failure, failed=True)
        sentence, question = export_plan_message(plan), _question(plan)
        if not plan.folder.exists():
            sentence += f"; there is no folder {home_path(plan.folder)}"
        if question:
            sentence += "; Enter asks first"
        left = len(given.bundle.articles) - len(given.bundle.briefings) if request.briefings else 0
        if left:
            sentence += f"; {left} still to be made" if left > 1 else "; the briefing is still to be made"
        return Outlook(f"{sentence}.", first_lines(plan.files[0].content.decode()), question)

    def export(self, request: ExportRequest, agreed: str) -> Exported | Outlook:
        """Write the export; return the outlook if it fails, or asks something that was not `agreed` to."""
        outlook = self.preview(request)
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
            self._rendered = None
            plan = self._plan(request, given.bundle)
            self._given = self._rendered = None
            if not plan.folder.exists():
                _make(plan.folder)
            written = plan.apply(replace=bool(agreed))
            download = self._offer(written, request)
        except BriefingError as error:
            return Outlook(str(error), outlook.preview, failed=True)
        if download is None:
            with suppress(StoreError):  # it is only the folder where the next one begins
                self._library.articles.set_export_folder(plan.folder)
        annotations = sum(len(article.annotations) for article in given.bundle.articles)
        return Exported(
            downloaded_message(download, annotations)
            if download
            else exported_message(written, annotations, plan.target),
            (*given.failures, *written.failed),
            complete=not written.failed,
            download=download,
        )

    def _offer(self, written: ExportResult, request: ExportRequest) -> Path | None:
        """Offer the browser what was written for it, and return that. Raises StoreError."""
        outbox = self._outbox
        if outbox is None or not written.files or not written.files[0].is_relative_to(outbox):
            return None
        return offer(written.files, outbox, f"{SEVERAL} {request.day}")

    def _give(self, request: ExportRequest) -> CollectedExport:
        asked = (request.scope, request.briefings, request.guard_cells)
        if self._given is None or self._given[0] != asked:
            self._settle()
            given = collect_export(
                self._library,
                request.scope.entries,
                briefings=request.briefings,
                analyze=cached_each,
                guard_cells=request.guard_cells,
            )
            self._given, self._rendered = (asked, given), None
        return self._given[1]

    def _plan(self, request: ExportRequest, bundle: ExportBundle) -> ExportPlan:
        form, target, text = request.form, target_of(request, self._outbox), None
        if not form.takes_folder(target):
            if self._rendered is None or self._rendered[0] != form:
                self._rendered = (form, form.render(bundle))
            text = self._rendered[1]
        return plan_export(bundle, form, target, whole=request.scope.whole, text=text)


def _question(plan: ExportPlan) -> str:
    if not plan.folder.exists():
        return f"There is no folder {home_path(plan.folder)}: Enter again makes it, and exports."
    if any(file.in_the_way for file in plan.files):
        return (
            f"{home_path(plan.target)} holds something other than an earlier export: Enter again replaces "
            f"it, another name leaves it."
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
