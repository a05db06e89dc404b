"""The export screen: previews what the chosen export would write, and writes it on Enter."""

from __future__ import annotations

import os
from asyncio import wrap_future
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from briefing.diagnostics import report_error
from briefing.domain.annotation import AnnotationEntry
from briefing.exchange.formats import FORMATS, ExportFormat
from briefing.presentation.keys.hints import Hint, command_hints
from briefing.presentation.sentences import shortened
from briefing.services.library import Library
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.screens.export.downloads import PLACEHOLDER, new_outbox, send
from briefing.ui.screens.export.export_messages import home_path
from briefing.ui.screens.export.export_preview import Exported, Exporter, Outlook
from briefing.ui.screens.export.export_request import (
    ExportRequest,
    ExportScope,
    format_typed,
    scopes_of,
    title_of,
    with_suffix_of,
)
from briefing.ui.tasks import SerialExecutor
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.editor.checkbox import TextCheckbox
from briefing.ui.widgets.editor.choice import Choice
from briefing.ui.widgets.editor.path_field import PathField

Exporting = Future[Exported | Outlook]
"""An export that is running or done."""

FORMAT_CELLS = 36
BRIEFING = "the engine's briefing, named as made by a machine"
CELLS = "guard spreadsheet cells against formulas"


class ExportScreen(CommandScreen[Exporting | None], ModalScreen[Exporting | None]):
    """Dismissed with the export, which may still be running, or None."""

    CSS_PATH: ClassVar = "export_screen.tcss"
    PLACES: ClassVar[tuple[str, ...]] = ("export",)
    BINDINGS = [
        Binding("f1,question_mark", "app.app_help", "Help", show=False),
        Binding("Q,ctrl+q", "app.app_quit", "Quit", show=False),
    ]
    AUTO_FOCUS: ClassVar[str] = "OptionList"
    HORIZONTAL_BREAKPOINTS = [(0, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-medium"), (32, "-tall")]

    frame = query_one("#frame", Vertical)
    what = query_one(Choice)
    formats = query_one(OptionList)
    field = query_one(PathField)
    tick = query_one(TextCheckbox)
    outlook = query_one("#outlook", Static)
    preview = query_one("#preview-text", Static)
    hints = query_one(HintFooter)

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
        super().__init__()
        self._scopes: tuple[ExportScope, ...] = (
            ExportScope(f"these {len(entries)}", tuple(entries), whole=False),
        )
        self._formats: tuple[ExportFormat, ...] = FORMATS
        self._wants_briefings = False  # what a machine wrote goes out where it is asked for
        self._guards_cells = False
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

    def compose(self) -> ComposeResult:
        with Container(id="place"), Vertical(id="frame"):
            with Horizontal(classes="row"):
                yield Label("Format")
                yield OptionList(*map(_option, self._formats))
            with Horizontal(classes="row"):
                yield Label("What")
                yield Choice()
            with Horizontal(classes="row"):
                yield Label("Where")
                yield PathField()
            with Horizontal(classes="row"):
                yield Label("")
                yield Static(id="outlook", markup=False)
            with Horizontal(classes="row", id="with"):
                yield Label("With")
                yield TextCheckbox()
            yield PaneHeader(id="first-lines")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(id="preview-text", markup=False)
        yield HintFooter()

    def on_mount(self) -> None:
        self.query_one("#first-lines", PaneHeader).headings = (Heading("First lines"),)
        self.formats.highlighted = 0
        self._offer_scopes(self._scopes)
        self._prepare()

    def say(self, sentence: str, *, error: bool = False, question: bool = False) -> None:
        """Show a message below the path; the row grows with it."""
        self.outlook.set_class(error, "-error")
        self.outlook.set_class(question, "-question")
        self.outlook.update(Content(sentence))

    # Loading and closing

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
        known, self._formats = len(self._formats), formats
        self.formats.add_options(map(_option, formats[known:]))
        self._offer_scopes(scopes_of(asked_for, every, self._article_id))
        if self._outbox is not None:
            self.field.placeholder = PLACEHOLDER
        elif not self.field.value:
            self.field.value = f"{home_path(folder)}{os.sep}"
            self.field.action_end()
        self.choice_changed()

    # Options and choices

    @property
    def form(self) -> ExportFormat:
        return self._formats[self.formats.highlighted or 0]

    @property
    def request(self) -> ExportRequest:
        form = self.form
        return ExportRequest(
            self._scopes[self.what.chosen],
            form,
            self.field.value,
            briefings=form.has_briefings and self._wants_briefings,
            guard_cells=form.has_cells and self._guards_cells,
        )

    def _offer_scopes(self, scopes: Sequence[ExportScope]) -> None:
        self._scopes = tuple(scopes)
        self.what.names = tuple(scope.name for scope in self._scopes)
        self._show_choice()

    def _show_choice(self) -> None:
        """Mark the chosen format with an arrow and which of how many it is; show the checkbox it needs."""
        form = self.form
        arrow = "▶" if self.formats.has_focus else "›"
        for number, each in enumerate(self._formats):
            place = f"{number + 1} of {len(self._formats)}"
            line = _line(each, arrow, place) if each is form else _line(each, " ")
            if self.formats.get_option_at_index(number).prompt != line:
                self.formats.replace_option_prompt_at_index(number, line)
        self.frame.border_title = Content(title_of(self._scopes[self.what.chosen]))
        self.query_one("#with").display = form.has_briefings or form.has_cells
        self.tick.words = BRIEFING if form.has_briefings else CELLS
        self.tick.ticked = self._wants_briefings if form.has_briefings else self._guards_cells

    @on(Choice.Changed)
    def choose_scope(self, event: Choice.Changed) -> None:
        event.stop()
        self._show_choice()
        self.choice_changed()

    @on(OptionList.OptionHighlighted)
    def choose_format(self, event: OptionList.OptionHighlighted) -> None:
        """Give a typed file name the format's ending."""
        event.stop()
        self._show_choice()
        if not self.field.has_focus:
            self.field.value = with_suffix_of(self.field.value, self.form)
        self.choice_changed()

    @on(Input.Changed)
    def follow_path(self, event: Input.Changed) -> None:
        """Choose the format of a typed ending."""
        event.stop()
        form = format_typed(event.value) if self.field.has_focus else None
        if form is not None and form.suffix != self.form.suffix:
            self.formats.highlighted = self._formats.index(form)
        self.choice_changed()

    @on(TextCheckbox.Changed)
    def follow_tick(self, event: TextCheckbox.Changed) -> None:
        event.stop()
        if self.form.has_briefings:
            self._wants_briefings = event.ticked
        else:
            self._guards_cells = event.ticked
        self.choice_changed()

    # Navigation

    def action_export_toggle(self) -> None:
        if self.form.has_briefings or self.form.has_cells:
            self.tick.toggle()
        else:
            self.say("This format has no options.")

    def action_export_next(self) -> None:
        self.focus_next()

    def action_export_previous(self) -> None:
        self.focus_previous()

    def action_export_down(self) -> None:
        self.formats.action_cursor_down()

    def action_export_up(self) -> None:
        self.formats.action_cursor_up()

    def show_titles(self) -> None:
        """Put brackets around the focused row's label, visible without colours; show its hints."""
        for row in self.query(".row"):
            label = row.query_one(Label)
            words = str(label.content).strip("[]")
            inside = self.focused is not None and row in self.focused.ancestors
            label.update(Content(f"[{words}]" if inside else words))
        self._show_choice()
        in_field = self.focused is self.field
        instead = {"export.toggle": "" if in_field else "tick"}
        hints = list(command_hints(self.commands, self.PLACES, instead))
        if in_field:
            hints.insert(2, Hint("→", "completes", "app.simulate_key('right')"))
        self.hints.hints = (*hints, Hint("F1" if in_field else "?", "help", "app.app_help", kept=True))

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


def _option(form: ExportFormat) -> Option:
    return Option(_line(form, " "))


def _line(form: ExportFormat, mark: str, place: str = "") -> Content:
    title = shortened(form.title, FORMAT_CELLS)
    gap = " " * (FORMAT_CELLS + 1 - cell_len(title))
    return Content(f"{mark} {title}{gap}") + Content.styled(f"{form.suffix:10}{place}".rstrip(), "$quiet")
