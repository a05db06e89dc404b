"""Shows the output of a command that articles were piped to."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.getters import query_one

from briefing.presentation.keys.hints import Hint
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.pipe_command import CommandOutput, Pipe
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.row_list import RowList


class OutputScreen(CommandScreen[None]):
    """Opened while the command runs; closing it stops the command."""

    BINDINGS = [
        Binding("escape,q", "leave", "Close", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]
    CSS_PATH: ClassVar = "output_screen.tcss"
    AUTO_FOCUS = "RowList"

    rule = query_one(PaneHeader)
    listed = query_one(RowList)
    status = query_one(StatusRow)
    hints = query_one(HintFooter)

    def __init__(self, pipe: Pipe, named: str) -> None:
        """`named` describes the input of the command: "3 articles"."""
        super().__init__()
        self._pipe = pipe
        self._named = named
        self._answer: CommandOutput | None = None

    def compose(self) -> ComposeResult:
        yield PaneHeader()
        yield RowList(empty=f"Running {self._pipe.command} on {self._named}…")
        yield StatusRow()
        yield HintFooter()

    def on_mount(self) -> None:
        self.rule.headings = (Heading(f"{self._named} | {self._pipe.command}", focused=True),)
        self.rule.focused = True
        self.hints.hints = (
            Hint("j k", "scroll", "screen.scroll_by(1)"),
            Hint("y", "copy all", "screen.copy"),
            Hint("Esc", "close", "screen.leave"),
            Hint("?", "help", "app.app_help", kept=True),
        )

    def show(self, answer: CommandOutput) -> None:
        self._answer = answer
        rows = [Row(str(number), line) for number, line in enumerate(answer.lines)]
        self.listed.show(rows, empty="The command printed nothing.")
        self.rule.right = f"failed: {answer.status}" if answer.status else pluralize(len(rows), "line")
        if answer.is_cut:
            self.status.say("Only the beginning is shown: the command printed more than fits here.")
        elif answer.status:
            self.status.say(
                f"The command failed with status {answer.status}; its output says why.", error=True
            )

    def say(self, sentence: str, *, error: bool = False) -> None:
        self.status.say(sentence, error=error)

    def fail(self, sentence: str) -> None:
        self.listed.show((), empty=sentence)
        self.rule.right = "failed"

    def action_scroll_by(self, by: int) -> None:
        self.listed.move_to(self.listed.cursor + by)

    def action_copy(self) -> None:
        if self._answer is None or not self._answer.lines:
            self.status.say("There is nothing to copy yet.")
            return
        self.app.copy_to_clipboard("\n".join(self._answer.lines))
        self.status.say(f"Copied {pluralize(len(self._answer.lines), 'line')}.")

    def action_leave(self) -> None:
        self.dismiss()

    def on_unmount(self) -> None:
        self._pipe.stop()
