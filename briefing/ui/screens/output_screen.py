"""Lists the output of a command that articles were piped to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from briefing.domain.query.search_words import has_words
from briefing.presentation.keys.hints import Hint
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.ui.pipe_command import CommandOutput, Pipe
from briefing.ui.screens.filtered_list import FilteredListScreen


class OutputScreen(FilteredListScreen[None, CommandOutput]):
    """Opened while the command runs; closing it stops the command."""

    PLACES = ("list",)
    BINDINGS = [Binding("y", "copy", "Copy", show=False)]
    DOUBLE_CLICK = "copy"
    NONE, nothing = "No line", "The command printed nothing."

    def __init__(self, pipe: Pipe, named: str) -> None:
        """`named` describes the input of the command: "3 articles"."""
        super().__init__("words of a line", "")
        self._pipe, self._named = pipe, named

    def on_mount(self) -> None:
        self.set_focus(self.listed)
        self.fail(f"Running {self._pipe.command} on {self._named}…")

    def show(self, found: CommandOutput) -> None:
        super().show(found)
        if found.is_cut:
            self.say("Only the beginning is shown: the command printed more than fits here.")
        elif found.status:
            self.say(f"The command failed with status {found.status}; its output says why.", error=True)

    def rows_of(self, found: CommandOutput, typed: str) -> Sequence[Row]:
        return [Row(str(at), line) for at, line in enumerate(found.lines) if has_words(typed, (line,))]

    def show_state(self) -> None:
        right = ""
        if (found := self.found) is not None:
            right = f"failed: {found.status}" if found.status else pluralize(len(found.lines), "line")
        self.show_title(f"{self._named} | {self._pipe.command}", right)
        self.show_hints({})
        if self.listed.has_focus:
            self.hints.hints = (Hint("y", "copy all", "screen.copy"), *self.hints.hints)

    def action_copy(self) -> None:
        if self.found is None or not self.found.lines:
            self.say("There is nothing to copy yet.")
            return
        self.app.copy_to_clipboard("\n".join(self.found.lines))
        self.say(f"Copied {pluralize(len(self.found.lines), 'line')}.")

    def on_unmount(self) -> None:
        self._pipe.stop()
