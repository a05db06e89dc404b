"""The bottom row: clickable key hints."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from briefing.presentation.keys.hints import GAP, Hint, fit_hints


class HintFooter(Widget):
    """Shows whole hints only."""

    DEFAULT_CSS = """
    HintFooter { height: 1; color: $quiet; background: $background; }
    """

    hints: reactive[tuple[Hint, ...]] = reactive(())

    def render(self) -> Content:
        line = Content("")
        for number, hint in enumerate(fit_hints(self.hints, self.size.width)):
            if number:
                line += Content(" " * GAP)
            line += Content.styled(hint.key, "bold $foreground") + Content(f" {hint.words}")
        return line

    async def on_click(self, event: events.Click) -> None:
        at = 0
        for hint in fit_hints(self.hints, self.size.width):
            end = at + len(hint.text)
            if at <= event.x < end:
                event.stop()
                await self.run_action(hint.action)
                return
            at = end + GAP
