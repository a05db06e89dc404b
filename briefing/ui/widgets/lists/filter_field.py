"""The filter field above a list."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input


class FilterField(Input):
    """A text field whose keys also move the cursor of the list.

    The screen has the actions: `action_move_listed(by)`, `action_leave_filter` for Enter, `action_beside` for
    Tab.
    """

    BINDINGS = [
        Binding("escape", "clear_and_leave", "Clear", show=False),
        Binding("down", "screen.move_listed(1)", "Down", show=False),
        Binding("up", "screen.move_listed(-1)", "Up", show=False),
        Binding("pagedown", "screen.move_listed(10)", "Page down", show=False),
        Binding("pageup", "screen.move_listed(-10)", "Page up", show=False),
        Binding("enter", "screen.leave_filter", "To the list", show=False),
        Binding("tab,shift+tab", "screen.beside", show=False),
    ]
    DEFAULT_CSS = """
    FilterField { width: 1fr; border: none; height: 1; padding: 0; background: $background; }
    FilterField:focus { border: none; }
    """

    def __init__(self, places: tuple[str, ...], *, placeholder: str = "", value: str = "") -> None:
        """`places` are the places of the list, whose keys the help shows here as well."""
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False)
        self.PLACES = places

    async def action_clear_and_leave(self) -> None:
        """Clear the filter and go back to the list, whose keys are meant next."""
        self.value = ""
        await self.run_action("screen.leave_filter")
