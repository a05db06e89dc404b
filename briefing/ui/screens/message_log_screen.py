"""The Messages screen: what the status row has said last, newest at the end."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from briefing.ui.endings.dismissal import Dialog


class MessagesScreen(Dialog[None]):
    BINDINGS = [
        Binding("escape,q,f2", "dismiss", "Close", show=False),
        Binding("Q,ctrl+q", "app.app_quit", "Quit", show=False),
        Binding("j", "focused.cursor_down", "Down", show=False),
        Binding("k", "focused.cursor_up", "Up", show=False),
    ]
    CSS_PATH: ClassVar = "message_log_screen.tcss"

    listed = query_one(OptionList)

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__()
        self._messages = messages

    def compose(self) -> ComposeResult:
        shown = self._messages or ("No messages yet.",)
        listed = OptionList(*(Option(Content(message)) for message in shown))
        listed.border_title = "Messages"
        listed.border_subtitle = "Esc closes"
        yield listed

    def on_mount(self) -> None:
        self.listed.focus()
        self.listed.action_last()
