"""Base of the list screens: header, filter, list, status, prompt, hints and shared commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.getters import query_one
from textual.screen import ScreenResultType
from textual.widgets import Input, Label

from briefing.presentation.keys.hints import command_hints, filter_hints
from briefing.presentation.rows import Row
from briefing.presentation.sentences import shortened
from briefing.ui.commands.bindings import CommandScreen, places_of
from briefing.ui.commands.undo import Changes
from briefing.ui.tasks import Result, SerialExecutor, TaskRunner, Wanted
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.filter_field import FilterField
from briefing.ui.widgets.lists.row_list import RowList

GAP = 2
"""Cells between the two parts of the status row."""
Found = TypeVar("Found")
"""What a screen lists, before it is filtered."""


class FilteredListScreen(CommandScreen[ScreenResultType], Generic[ScreenResultType, Found]):
    """A header, a filter and a list, with status row, prompt and hints below."""

    DEFAULT_CSS = """
    FilteredListScreen {
        background: $background;
        color: $foreground;

        #filter { height: 1; padding: 0 1; background: $background; }
        #filter > Label { width: auto; color: $primary; text-style: bold; padding: 0 2 0 0; }
        #under-filter { height: 1; }
    }

    /* A low screen gives its rows to the list; what is being typed in stays. */
    FilteredListScreen.-flat #under-filter, FilteredListScreen.-short #under-filter { display: none; }
    FilteredListScreen.-flat {
        #filter, HintFooter { display: none; }
        #filter.-typing { display: block; }
    }
    """

    PLACES: ClassVar[tuple[str, ...]] = ("list", "go")
    AUTO_FOCUS = ""
    DOUBLE_CLICK: ClassVar[str]
    """The action of a double click on a row."""
    FIELD_LABEL: ClassVar[str] = "Filter"
    LOADING: ClassVar[str] = ""
    """The message while the list is loading."""
    NONE: ClassVar[str] = ""
    """Begins the sentence that nothing contains what is typed in the filter."""
    nothing = ""
    """Why nothing is listed although nothing is typed."""
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-short"), (16, "-medium"), (20, "-tall")]

    rule = query_one("#list-rule", PaneHeader)
    field = query_one(FilterField)
    status = query_one(StatusRow)
    prompt = query_one(InputLine)
    hints = query_one(HintFooter)

    def __init__(
        self,
        example: str,
        place: str,
        changes: Changes | None = None,
        *,
        tasks: TaskRunner | None = None,
        query: str = "",
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """`query` is the initial filter, `example` its placeholder.

        `tasks` run what `request` is given; `stop` stops background work and returns whether there was.
        """
        super().__init__()
        self._query = query
        self._example = example
        self._place = place
        self._changes = changes
        self._tasks = tasks
        self._executor = SerialExecutor()
        self.request_name = f"list {id(self)}"
        """Of this screen alone: others, above or below it, find theirs at the same time."""
        self._stop_work = stop
        self.selected: frozenset[object] = frozenset()
        """The keys of what is selected, all of it listed: no command acts on what is not shown."""
        self.found: Found | None = None
        """What was found to be listed; None until then, and after a failure."""
        self._progress = ""

    def compose(self) -> ComposeResult:
        yield PaneHeader(id="list-rule")
        with Horizontal(id="filter"):
            yield Label(self.FIELD_LABEL)
            yield FilterField((self._place,), placeholder=self._example, value=self._query)
        yield PaneHeader(id="under-filter")
        yield from self.compose_list()
        yield StatusRow()
        yield InputLine()
        yield HintFooter()

    def compose_list(self) -> ComposeResult:
        yield RowList(self._place)

    @property
    def listed(self) -> RowList:
        """The list widget, which has the screen's commands."""
        return self.query_one(RowList)

    @property
    def row_key(self) -> str:
        """The key of the row under the cursor, or "" without rows."""
        row = self.listed.row
        return row.key if row is not None else ""

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message in the status row, until the next key."""
        if self.is_closing:
            return
        if error:
            self.prompt.keep_answer()
        self.status.say(sentence, error=error)

    def say_none(self, sentence: str) -> None:
        """Say that a command has no line to act on; of lines to come, the list itself says so."""
        if self.listed.empty != self.LOADING:
            self.say(sentence)

    def show_progress(self, words: str) -> None:
        """Show progress of background work, in a few words; "" clears it."""
        if words != self._progress:
            self._progress = words
            self.retitle()

    def on_mount(self) -> None:
        if self.LOADING:
            self.set_focus(self.listed)
            self.fail(self.LOADING)
            self.reload()

    def request(
        self,
        job: Callable[[Wanted], Result],
        show: Callable[[Result], object],
    ) -> None:
        """Show what the job finds after all writes submitted before, unless something else is requested.

        The job gets a function that returns whether it is still wanted.
        """
        assert self._tasks is not None
        wanted = self.while_open(self._tasks.newest(self.request_name))
        self._tasks.after_writes(self._executor, lambda: job(wanted), show, wanted=wanted, failed=self.fail)

    def call_off(self) -> None:
        """Want nothing of what was requested."""
        if self._tasks is not None:
            self._tasks.newest(self.request_name)

    def on_unmount(self) -> None:
        self.call_off()
        self._executor.end()

    def reload(self) -> None:
        self.request(self.find, self.show)

    def find(self, wanted: Wanted) -> Found:
        """Find what is to be listed. Runs in a thread."""
        raise NotImplementedError

    def show(self, found: Found) -> None:
        """List what was found, as far as the filter matches."""
        self.found = found
        self.filter_changed()

    def filter_changed(self) -> None:
        """List what the filter matches."""
        if self.found is not None and not self.is_closing:
            typed = self.field.value.strip()
            rows = self.rows_of(self.found, typed)
            self.listed.show(rows, empty=self.say_empty(typed))
            self.retitle()

    def rows_of(self, found: Found, typed: str) -> Sequence[Row]:
        """Return the rows that what is typed in the filter matches."""
        raise NotImplementedError

    def say_empty(self, typed: str) -> str:
        """Return what is shown in place of rows."""
        return f"{self.NONE} contains “{shortened(typed)}”. Esc clears the filter." if typed else self.nothing

    def fail(self, sentence: str) -> None:
        """Show a message instead of the list."""
        self.found = None
        self.listed.show((), empty=sentence)
        self.retitle()

    def on_key(self) -> None:
        self.status.clear()

    # Header, status, hints

    def show_titles(self) -> None:
        row = self.listed.row
        self.about(row.about if row is not None else "", "")
        self.show_state()

    def show_state(self) -> None:
        """Update the header and the hints, and what the status says besides the row under the cursor."""
        raise NotImplementedError

    def show_title(self, title: str, right: str) -> None:
        """Update the header; progress of background work takes precedence over `right`."""
        self.rule.headings = (Heading(title),)
        self.rule.right = f"{self._progress} · Esc stop" if self._progress else right
        self.rule.focused = self.listed.has_focus

    @on(RowList.Chosen)
    async def choose_row(self, event: RowList.Chosen) -> None:
        event.stop()
        await self.run_action(self.DOUBLE_CLICK)

    @on(RowList.Highlighted)
    def follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.retitle()

    def about(self, left: str, right: str) -> None:
        """Set the details in the status row; if both do not fit, the right part is dropped."""
        left = self.name_keys(left)
        width = self.size.width - 2  # its padding
        room = width - cell_len(right)
        fits = bool(right) and cell_len(left) + GAP <= room
        self.status.about = f"{set_cell_size(left, room)}{right}" if fits else left or right

    def show_hints(self, instead: dict[str, str], *, listed: str = "list") -> None:
        """Show the hints of the list, with other words for some, or those of the focused field.

        `listed` is the name of the list.
        """
        if self.prompt.is_asking:
            self.hints.hints = self.prompt.hints
        elif self.field.has_focus:
            self.hints.hints = filter_hints(listed=listed, clears=bool(self.field.value))
        else:
            if self._changes is None:
                instead = {"list.undo": "", **instead}
            places = places_of(self.focused or self.listed)
            self.hints.hints = command_hints(self.commands, places, instead, ("list.back", "list.close"))

    # The filter

    @on(Input.Changed)
    def refilter(self, event: Input.Changed) -> None:
        if event.input is self.field:
            event.stop()
            self.status.clear()
            self.filter_changed()

    def action_list_filter(self) -> None:
        self.query_one("#filter").add_class("-typing")  # what is hidden takes no focus
        self.set_focus(self.field)
        self.field.action_end()

    async def action_leave_filter(self) -> None:
        self.query_one("#filter").remove_class("-typing")
        self.set_focus(self.listed)

    async def action_beside(self) -> None:
        """Run Tab in the filter: focus the list, unless a subclass does something else."""
        self.set_focus(self.listed)

    async def action_move_listed(self, by: int) -> None:
        """Move the list's cursor while the filter has the focus."""
        self.listed.move_to(self.listed.cursor + by)

    # Commands

    def action_list_undo(self) -> None:
        if self._changes is not None:
            self._changes.undo()

    def action_list_redo(self) -> None:
        if self._changes is not None:
            self._changes.redo()

    def select(self, keys: frozenset[object]) -> None:
        self.selected = keys
        self.filter_changed()

    def action_list_close(self) -> None:
        """Clear the selection, or the filter, or stop background work, or close the screen."""
        if self.selected:
            self.select(frozenset())
        elif self.field.value:
            self.field.value = ""
        elif self._stop_work is None or not self._stop_work():
            self.action_list_back()

    def action_list_back(self) -> None:
        self.dismiss()
