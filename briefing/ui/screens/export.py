"""The export screen: previews what the chosen export would write, and writes it on Enter."""

from __future__ import annotations

import os
from asyncio import wrap_future
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.content import Content
from textual.widgets import Input, OptionList

from briefing.diagnostics import report_error
from briefing.domain.annotation import AnnotationEntry
from briefing.services.articles import Library
from briefing.ui.presenters.export_messages import home_path
from briefing.ui.presenters.export_preview import Exported, Exporter, Outlook
from briefing.ui.presenters.export_request import ExportScope, scopes_of
from briefing.ui.screens.export_form import ExportForm, Exporting
from briefing.ui.tasks import SerialExecutor


class ExportScreen(ExportForm):
    """Dismissed with the export, which may still be running; None where nothing was asked for."""

    CSS_PATH: ClassVar = "export.tcss"

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
        """`templates` is the folder of the reader's own; `settle` waits for what is still to be written.

        `entries`, of which there is at least one, are exported unless others are chosen; `of_article` says
        that all of the article are meant, be there others by now.
        """
        super().__init__(ExportScope(f"these {len(entries)}", tuple(entries), whole=False))
        self._exporter = Exporter(library, templates, settle)
        self._asked_for = tuple(entries)
        self._article_id = article_id
        self._of_article = of_article
        self._turns = SerialExecutor()
        self._choices = 0
        """Counts choices, to drop the preview of an earlier one."""
        self._question = ""
        """The question that the next Enter confirms."""
        self._exporting: Exporting | None = None

    def on_mount(self) -> None:
        self._prepare()

    @on(events.Unmount)
    def end_turns(self) -> None:
        self._turns.submit(self._exporter.close)  # after an export that is under way
        self._turns.end()

    @work
    async def _prepare(self) -> None:
        """Read the choices: all annotations, the templates, the last folder."""
        exporter = self._exporter
        self.say("Looking for your annotations…")
        try:
            every, formats, folder = await wrap_future(
                self._turns.submit(lambda: (exporter.entries(), exporter.formats(), exporter.folder()))
            )
        except Exception as error:  # a fault of ours, too, is told where one looks
            self.say(report_error(error), error=True)
            return
        asked_for = self._asked_for
        if self._of_article:
            asked_for = tuple(each for each in every if each.head.id == self._article_id)
        self.offer_formats(formats)
        self.offer_scopes(scopes_of(asked_for, every, self._article_id))
        self.begin_at(f"{home_path(folder)}{os.sep}")
        self.choice_changed()

    # What will come of it

    def choice_changed(self) -> None:
        self._question = ""
        self._choices += 1
        if self._exporting is None and (self.request.typed or self.field.has_focus):
            self._look_ahead(self._choices)

    @work(group="look ahead")
    async def _look_ahead(self, choice: int) -> None:
        request, exporter = self.request, self._exporter

        def looked_ahead() -> Outlook | None:
            return exporter.look_ahead(request) if choice == self._choices else None

        try:
            outlook = await wrap_future(self._turns.submit(looked_ahead))
        except Exception as error:
            outlook = Outlook(report_error(error), failed=True)
        if outlook is not None and choice == self._choices:
            self._show(outlook)

    def _show(self, outlook: Outlook) -> None:
        self.say(outlook.sentence, error=outlook.failed)
        self.preview.update(Content(outlook.preview))

    # Doing it

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
        self._exporting = self._turns.submit(lambda: exporter.export(request, agreed))
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
                self.say(" ".join((*outcome.troubles, outcome.sentence)), error=True)
            return
        self._show(outcome)
        if choice != self._choices:
            self.choice_changed()
        elif outcome.question:
            self._question = outcome.question
            self.say(outcome.question, question=True)

    def action_export_close(self) -> None:
        """A running export goes on; its result is shown where this was opened."""
        self.dismiss(self._exporting)


def outcome_message(outcome: Exported | Outlook) -> tuple[str, bool]:
    """What came of an export whose screen was left, and whether that is an error."""
    if isinstance(outcome, Outlook):
        return f"Nothing was exported. {outcome.question or outcome.sentence}", True
    return " ".join((outcome.sentence, *outcome.troubles)), bool(outcome.troubles)
