"""Exporting: which annotations, in which format, to where; what comes of it is shown before it is done."""

from __future__ import annotations

import os
from asyncio import wrap_future
from collections.abc import Sequence
from concurrent.futures import Future
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

from briefing.domain.annotation import AnnotationEntry
from briefing.exchange.formats import FORMATS, Format
from briefing.ui.bindings import CommandScreen, bindings_for
from briefing.ui.export_request import Request, Scope, format_typed, scopes_of, title_of, with_suffix_of
from briefing.ui.export_words import home_path
from briefing.ui.exporting import Exported, Exporter, Outlook
from briefing.ui.faults import sentence_of
from briefing.ui.hints import Hint
from briefing.ui.reader_words import reader_hints, shortened
from briefing.ui.turns import Turns
from briefing.ui.widgets.choice_row import ChoiceRow
from briefing.ui.widgets.hint_line import HintLine
from briefing.ui.widgets.path_field import PathField
from briefing.ui.widgets.tick import Tick
from briefing.ui.widgets.title_rule import Heading, TitleRule

__all__ = ["ExportScreen", "Exporting"]

Exporting = Future[Exported | Outlook]
"""An export that is under way, or done."""

FORMAT_CELLS = 36
BRIEFING = "briefing: summary, key actors, open issues"
CELLS = "guard spreadsheet cells: none becomes a formula"


class ExportScreen(CommandScreen[Exporting | None], ModalScreen[Exporting | None]):
    """Dismissed with the export, which may still be under way; None where nothing was asked for."""

    PLACES: ClassVar[tuple[str, ...]] = ("export",)
    BINDINGS = [
        *bindings_for("export"),
        Binding("f1,question_mark", "app.app_help", "Help", show=False),
        Binding("Q,ctrl+q", "app.app_quit", "Quit", show=False),
    ]
    CSS_PATH: ClassVar = "export.tcss"
    AUTO_FOCUS: ClassVar[str] = "OptionList"
    HORIZONTAL_BREAKPOINTS = [(0, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-medium"), (32, "-tall")]

    frame = query_one("#frame", Vertical)
    what = query_one(ChoiceRow)
    formats = query_one(OptionList)
    field = query_one(PathField)
    tick = query_one(Tick)
    outlook = query_one("#outlook", Static)
    first_lines = query_one("#first-lines", TitleRule)
    preview = query_one("#preview-text", Static)
    hints = query_one(HintLine)

    def __init__(
        self, exporter: Exporter, entries: Sequence[AnnotationEntry], article_id: str | None
    ) -> None:
        """`entries` are what is to be exported unless another is chosen; there is at least one."""
        super().__init__()
        self._exporter = exporter
        self._article_id = article_id
        self._chosen = tuple(entries)
        self._scopes: tuple[Scope, ...] = (Scope(f"these {len(entries)}", self._chosen, whole=False),)
        self._formats: tuple[Format, ...] = FORMATS
        self._turns = Turns()
        self._asked = 0
        self._question = ""
        self._wants_briefings = True
        self._guards_cells = False
        self._exporting: Exporting | None = None

    def compose(self) -> ComposeResult:
        with Container(id="place"), Vertical(id="frame"):
            with Horizontal(classes="row"):
                yield Label("What")
                yield ChoiceRow()
            with Horizontal(classes="row"):
                yield Label("Format")
                yield OptionList(*map(_option, self._formats))
            with Horizontal(classes="row"):
                yield Label("Where")
                yield PathField()
            with Horizontal(classes="row"):
                yield Label("")
                yield Static(id="outlook", markup=False)
            with Horizontal(classes="row", id="with"):
                yield Label("With")
                yield Tick()
            yield TitleRule(id="first-lines")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(id="preview-text", markup=False)
        yield HintLine()

    def on_mount(self) -> None:
        self.first_lines.headings = (Heading("First lines"),)
        self.formats.highlighted = 0
        self._show_scopes()
        self._prepare()

    @on(events.Unmount)
    def end_turns(self) -> None:
        self._turns.end()

    @work
    async def _prepare(self) -> None:
        """Read what can be chosen: all annotations, the templates, the folder of the last time."""
        exporter = self._exporter
        self.say("Looking for your annotations…")
        try:
            entries, formats, folder = await wrap_future(
                self._turns.take(lambda: (exporter.entries(), exporter.formats(), exporter.folder()))
            )
        except Exception as error:  # whatever it is, the reader is told, and may try to export nonetheless
            self.say(sentence_of(error), error=True)
            return
        self._scopes = scopes_of(self._chosen, entries, self._article_id)
        self._formats = formats
        self.formats.add_options(map(_option, formats[len(FORMATS) :]))
        self._mark_format()
        if not self.field.value:
            self.field.value = f"{home_path(folder)}{os.sep}"
            self.field.cursor_position = len(self.field.value)
        self._show_scopes()
        self._look_ahead()

    # What is chosen

    @property
    def _format(self) -> Format:
        return self._formats[self.formats.highlighted or 0]

    @property
    def _request(self) -> Request:
        form = self._format
        return Request(
            self._scopes[self.what.chosen],
            form,
            self.field.value,
            briefings=form.has_briefings and self._wants_briefings,
            guard_cells=form.has_cells and self._guards_cells,
        )

    def _show_scopes(self) -> None:
        self.what.names = tuple(scope.name for scope in self._scopes)
        self.frame.border_title = Content(title_of(self._scopes[self.what.chosen]))
        self._show_tick()

    def _mark_format(self) -> None:
        """An arrow at the chosen one, which shows without colours too."""
        for number, form in enumerate(self._formats):
            prompt = _line(form, is_chosen=form is self._format)
            if self.formats.get_option_at_index(number).prompt != prompt:
                self.formats.replace_option_prompt_at_index(number, prompt)

    def _show_tick(self) -> None:
        form = self._format
        self.query_one("#with").display = form.has_briefings or form.has_cells
        self.tick.words = BRIEFING if form.has_briefings else CELLS
        self.tick.ticked = self._wants_briefings if form.has_briefings else self._guards_cells

    @on(ChoiceRow.Changed)
    def choose_scope(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self._show_scopes()
        self._look_ahead()

    @on(OptionList.OptionHighlighted)
    def choose_format(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._mark_format()
        self._show_tick()
        typed = with_suffix_of(self.field.value, self._format)
        if typed != self.field.value and not self.field.has_focus:
            self.field.value = typed
        self._look_ahead()

    @on(Input.Changed)
    def follow_path(self, event: Input.Changed) -> None:
        """An ending that is typed chooses the format."""
        event.stop()
        form = format_typed(event.value) if self.field.has_focus else None
        if form is not None and form.suffix != self._format.suffix:
            self.formats.highlighted = self._formats.index(form)
        self._look_ahead()

    @on(Tick.Changed)
    def follow_tick(self, event: Tick.Changed) -> None:
        event.stop()
        if self._format.has_briefings:
            self._wants_briefings = event.ticked
        else:
            self._guards_cells = event.ticked
        self._look_ahead()

    # What will come of it

    @work(exclusive=True, group="look ahead")
    async def _look_ahead(self) -> None:
        """Show what the export would do. What is asked for after this makes it unwanted, also in its turn."""
        self._question = ""
        self._asked += 1
        number, request, exporter = self._asked, self._request, self._exporter
        if not request.typed and not self.field.has_focus:
            return  # the folder of the last time is not here yet

        def looked_ahead() -> Outlook | None:
            return exporter.look_ahead(request) if number == self._asked else None

        try:
            outlook = await wrap_future(self._turns.take(looked_ahead))
        except Exception as error:
            outlook = Outlook(sentence_of(error), failed=True)
        if outlook is not None and number == self._asked and self._exporting is None:
            self._show(outlook)

    def _show(self, outlook: Outlook) -> None:
        self.say(outlook.sentence, error=outlook.failed)
        self.preview.update(Content(outlook.preview))

    def say(self, sentence: str, *, error: bool = False, question: bool = False) -> None:
        """Tell the reader beneath the path; the row grows with the sentence."""
        self.outlook.set_class(error, "-error")
        self.outlook.set_class(question, "-question")
        self.outlook.update(Content(sentence))

    # Commands

    def action_export_write(self) -> None:
        if self._exporting is None:
            self._write()

    @work(group="write")
    async def _write(self) -> None:
        request, agreed, exporter = self._request, self._question, self._exporter
        self._asked += 1  # what was to be looked at before is not needed any more
        self.say("Exporting…")
        exporting = self._exporting = self._turns.take(lambda: exporter.export(request, agreed))
        try:
            outcome = await wrap_future(exporting)
        except Exception as error:
            outcome = Outlook(sentence_of(error), failed=True)
        self._exporting = None
        if isinstance(outcome, Exported) and outcome.complete:
            self.dismiss(exporting)
        elif isinstance(outcome, Exported):
            self.say(" ".join((*outcome.troubles, outcome.sentence)), error=True)
        else:
            self._show(outcome)
            if outcome.question and not outcome.failed:
                self._question = outcome.question
                self.say(outcome.question, question=True)

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def write_chosen(self, event: OptionList.OptionSelected | Input.Submitted) -> None:
        event.stop()
        self.action_export_write()

    def action_export_toggle(self) -> None:
        if self.query_one("#with").display:
            self.tick.toggle()
        else:
            self.say("There is nothing to choose in this format.")

    def action_export_next(self) -> None:
        self.focus_next()

    def action_export_previous(self) -> None:
        self.focus_previous()

    def action_export_down(self) -> None:
        self.formats.action_cursor_down()

    def action_export_up(self) -> None:
        self.formats.action_cursor_up()

    def action_export_close(self) -> None:
        """What is being exported is exported nonetheless, and told where this was opened."""
        self.dismiss(self._exporting)

    # Labels and hints

    def on_descendant_focus(self) -> None:
        self._tell_focus()

    def on_descendant_blur(self) -> None:
        self._tell_focus()

    def _tell_focus(self) -> None:
        """Brackets around the focused row's label, for those who see no colours; the hints that hold there."""
        for row in self.query(".row"):
            label = row.query_one(Label)
            words = str(label.content).strip("[]")
            inside = self.focused is not None and row in self.focused.ancestors
            label.update(Content(f"[{words}]" if inside else words))
        in_field = self.focused is self.field
        instead = {"export.toggle": "" if in_field else "tick"}
        hints = list(reader_hints(self.commands, self.PLACES, instead))
        if in_field:
            hints.insert(2, Hint("→", "completes", "app.simulate_key('right')"))
        self.hints.hints = (*hints, Hint("F1" if in_field else "?", "help", "app.app_help", kept=True))


def _option(form: Format) -> Option:
    return Option(_line(form, is_chosen=False))


def _line(form: Format, *, is_chosen: bool) -> Content:
    title = shortened(form.title, FORMAT_CELLS)
    gap = " " * (FORMAT_CELLS + 1 - cell_len(title))
    arrow = "▶" if is_chosen else " "
    return Content(f"{arrow} {title}{gap}") + Content.styled(form.suffix, "$quiet")
