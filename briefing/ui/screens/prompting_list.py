"""What the screens have in common that ask in a prompt beneath a filtered list."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.screen import ScreenResultType

from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.widgets.chrome.input_line import InputLine

__all__ = ["PromptingListScreen"]


class PromptingListScreen(FilteredListScreen[ScreenResultType]):
    """When the prompt is closed, the list has the focus again."""

    prompt = query_one(InputLine)

    def compose_beneath(self) -> ComposeResult:
        yield InputLine()

    @on(InputLine.Changed)
    def ignore_typing(self, event: InputLine.Changed) -> None:
        event.stop()

    @on(InputLine.Closed)
    def return_to_list(self, event: InputLine.Closed) -> None:
        event.stop()
        self.set_focus(self.listed)
        self.retitle()

    async def action_submit_prompt(self) -> None:
        await self.prompt.submit()

    def action_close_prompt(self) -> None:
        self.prompt.action_close()
