"""The form of the export screen: annotations, format, path and options."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from briefing.exchange.formats import FORMATS, ExportFormat
from briefing.presentation.keys.hints import Hint, command_hints
from briefing.presentation.sentences import shortened
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.screens.export.export_preview import Exported, Outlook
from briefing.ui.screens.export.export_request import (
    ExportRequest,
    ExportScope,
    format_typed,
    title_of,
    with_suffix_of,
)
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


class ExportForm(CommandScreen[Exporting | None], ModalScreen[Exporting | None]):
    """Holds the choices; the subclass runs the export."""

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

    def __init__(self, scope: ExportScope) -> None:
        super().__init__()
        self._scopes: tuple[ExportScope, ...] = (scope,)
        self._formats: tuple[ExportFormat, ...] = FORMATS
        self._wants_briefings = False  # what a machine wrote goes out where it is asked for
        self._guards_cells = False

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
        self.offer_scopes(self._scopes)

    def choice_changed(self) -> None:
        """Called when a choice has changed."""
        raise NotImplementedError

    def say(self, sentence: str, *, error: bool = False, question: bool = False) -> None:
        """Show a message below the path; the row grows with it."""
        self.outlook.set_class(error, "-error")
        self.outlook.set_class(question, "-question")
        self.outlook.update(Content(sentence))

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

    def offer_scopes(self, scopes: Sequence[ExportScope]) -> None:
        self._scopes = tuple(scopes)
        self.what.names = tuple(scope.name for scope in self._scopes)
        self._show_choice()

    def offer_formats(self, formats: Sequence[ExportFormat]) -> None:
        """Offer these formats, of which the first are offered already."""
        known, self._formats = len(self._formats), tuple(formats)
        self.formats.add_options(map(_option, self._formats[known:]))
        self._show_choice()

    def begin_at(self, folder: str) -> None:
        """Offer this folder, unless a path has been typed."""
        if not self.field.value:
            self.field.value = folder
            self.field.action_end()

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

    def on_descendant_focus(self) -> None:
        self._show_focus()

    def on_descendant_blur(self) -> None:
        self._show_focus()

    def _show_focus(self) -> None:
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


def _option(form: ExportFormat) -> Option:
    return Option(_line(form, " "))


def _line(form: ExportFormat, mark: str, place: str = "") -> Content:
    title = shortened(form.title, FORMAT_CELLS)
    gap = " " * (FORMAT_CELLS + 1 - cell_len(title))
    return Content(f"{mark} {title}{gap}") + Content.styled(f"{form.suffix:10}{place}".rstrip(), "$quiet")
