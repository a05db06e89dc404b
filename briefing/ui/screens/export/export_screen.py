"""The export screen: previews what the chosen export would write, and writes it on Enter."""

from __future__ import annotations

import os
from asyncio import wrap_future
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.content import Content
from textual.widgets import Input, OptionList

from briefing.diagnostics import report_error
from briefing.domain.annotation import AnnotationEntry
from briefing.services.library import Library
from briefing.ui.screens.export.downloads import PLACEHOLDER, new_outbox, send
from briefing.ui.screens.export.export_form import ExportForm, Exporting
from briefing.ui.screens.export.export_messages import home_path
from briefing.ui.screens.export.export_preview import Exported, Exporter, Outlook
from briefing.ui.screens.export.export_request import ExportScope, scopes_of
from briefing.ui.tasks import SerialExecutor


class ExportScreen(ExportForm):
    """Dismissed with the export, which may still be running, or None."""

    CSS_PATH: ClassVar = "export_screen.tcss"

    def __init__(
        self,
        library: Library,
        templates: Path | None,
        settle: Callable[[], None],
        entries: Sequence[AnnotationEntry],
        article_id: str | None,
        *,
        of_article: bool = False,
    ) -> None:
        """`templates` is the folder of the user's templates; `settle` waits for pending writes.

        `entries` is the default scope and not empty; `of_article` means all annotations of the article, also
        those added since.
        """
        super().__init__(ExportScope(f"these {len(entries)}", tuple(entries), whole=False))
        self._outbox = new_outbox(self.app)
        self._exporter = Exporter(library, templates, settle, self._outbox)
        self._asked_for = tuple(entries)
        self._article_id = article_id
        self._of_article = of_article
        self._executor = SerialExecutor()
        self._choices = 0
        """Counts changes of the form, to drop the preview of an earlier one."""
        self._question = ""
        """The question that the next Enter confirms."""
        self._exporting: Exporting | None = None

    def on_mount(self) -> None:
        self._prepare()

    @on(events.Unmount)
    def close_exporter(self) -> None:
        self._executor.submit(self._exporter.close)  # after a running export
        self._executor.end()

    @work
    async def _prepare(self) -> None:
        """Load what the form offers: all annotations, the templates, the last folder."""
        exporter = self._exporter
        self.say("Loading annotations…")
        try:
            every, formats, folder = await wrap_future(
                self._executor.submit(lambda: (exporter.entries(), exporter.formats(), exporter.folder()))
            )
        except Exception as error:  # internal faults, too, are shown on this screen
            self.say(report_error(error), error=True)
            return
        asked_for = self._asked_for
        if self._of_article:
            asked_for = tuple(each for each in every if each.head.id == self._article_id)
        self.offer_formats(formats)
        self.offer_scopes(scopes_of(asked_for, every, self._article_id))
        if self._outbox is None:
            self.begin_at(f"{home_path(folder)}{os.sep}")
        else:
            self.field.placeholder = PLACEHOLDER
        self.choice_changed()

    # Preview

    def choice_changed(self) -> None:
        self._question = ""
        self._choices += 1
        if self._exporting is None and (self.request.typed or self._outbox or self.field.has_focus):
            self._update_preview(self._choices)

    @work(group="preview")
    async def _update_preview(self, choice: int) -> None:
        request, exporter = self.request, self._exporter

        def plan() -> Outlook | None:
            return exporter.preview(request) if choice == self._choices else None

        try:
            outlook = await wrap_future(self._executor.submit(plan))
        except Exception as error:
            outlook = Outlook(report_error(error), failed=True)
        is_open = self in self.app.screen_stack  # one that was closed meanwhile has no parts any more
        if outlook is not None and choice == self._choices and is_open:
            self._show(outlook)

    def _show(self, outlook: Outlook) -> None:
        self.say(outlook.sentence, error=outlook.failed)
        self.preview.update(Content(outlook.preview))

    # Export

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def write_chosen(self, event: OptionList.OptionSelected | Input.Submitted) -> None:
        event.stop()
        self.action_export_write()

    def action_export_write(self) -> None:
        if self._exporting is not None:
            return
        request, agreed, exporter = self.request, self._question, self._exporter
        self._choices += 1
        self._exporting = self._executor.submit(partial(exporter.export, request, agreed))
        self.say("Exporting…")
        self._await_export(self._exporting, self._choices)

    @work(group="write")
    async def _await_export(self, exporting: Exporting, choice: int) -> None:
        try:
            outcome = await wrap_future(exporting)
        except Exception as error:
            outcome = Outlook(report_error(error), failed=True)
        self._exporting = None
        if isinstance(outcome, Exported):
            if outcome.complete:
                self.dismiss(exporting)
            else:
                send(self.app, outcome.download)
                self.say(" ".join((*outcome.troubles, outcome.sentence)), error=True)
            return
        self._show(outcome)
        if choice != self._choices:
            self.choice_changed()
        elif outcome.question:
            self._question = outcome.question
            self.say(outcome.question, question=True)

    def action_export_close(self) -> None:
        """Close the screen; the screen below shows the result of a running export."""
        self.dismiss(self._exporting)


def outcome_message(outcome: Exported | Outlook) -> tuple[str, bool]:
    """The result of an export whose screen was closed, and whether it is an error."""
    if isinstance(outcome, Outlook):
        return f"Nothing was exported. {outcome.question or outcome.sentence}", True
    return " ".join((outcome.sentence, *outcome.troubles)), bool(outcome.troubles)
