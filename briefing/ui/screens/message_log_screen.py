"""The Messages screen: what the status row has said last, newest at the end."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from briefing.domain.query.search_words import has_words
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.ui.screens.filtered_list import FilteredListScreen


class MessagesScreen(FilteredListScreen[None, Sequence[str]]):
    PLACES = ("list",)
    BINDINGS = [Binding("f2", "list_back", "Close", show=False)]
    DOUBLE_CLICK = "list_back"
    NONE, nothing = "No message", "No messages yet."

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("words of a message", "")
        self.found = messages

    def on_mount(self) -> None:
        self.set_focus(self.listed)
        self.filter_changed()
        self.listed.action_move_bottom()

    def rows_of(self, found: Sequence[str], typed: str) -> Sequence[Row]:
        return [Row(str(at), message) for at, message in enumerate(found) if has_words(typed, (message,))]

    def show_state(self) -> None:
        self.show_title("Messages", pluralize(len(self.found or ()), "message"))
        self.show_hints({})
