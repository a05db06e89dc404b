"""One line to type in, above the hints: a search, an address."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Label

__all__ = ["Prompt"]


class Prompt(Horizontal):
    """Shown while it asks; Enter answers, Esc closes and keeps what was typed for the next time."""

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    DEFAULT_CSS = """
    Prompt { height: 1; display: none; background: $surface; }
    Prompt.-asking { display: block; }
    Prompt > Label { width: auto; color: $primary; text-style: bold; padding: 0 1; }
    Prompt > Input { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    Prompt > Input:focus { border: none; }
    """

    label = query_one(Label)
    field = query_one(Input)

    @dataclass
    class Answered(Message):
        """The reader pressed Enter."""

        prompt: Prompt
        purpose: str
        answer: str

        @property
        def control(self) -> Prompt:
            return self.prompt

    @dataclass
    class Changed(Message):
        """The reader typed."""

        prompt: Prompt
        purpose: str
        answer: str

    @dataclass
    class Closed(Message):
        """The prompt went away, answered or not."""

        prompt: Prompt
        purpose: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.purpose = ""
        self._typed: dict[str, str] = {}

    @property
    def is_asking(self) -> bool:
        return self.has_class("-asking")

    def compose(self) -> ComposeResult:
        yield Label("")
        yield Input(compact=True)

    def ask(self, purpose: str, label: str, placeholder: str = "") -> None:
        self.purpose = purpose
        self.label.update(Content(label))
        self.field.placeholder = placeholder
        self.field.value = self._typed.get(purpose, "")
        self.field.action_select_all()
        self.add_class("-asking")
        self.field.focus()

    def action_close(self) -> None:
        if self.is_asking:
            self._typed[self.purpose] = self.field.value
            self.remove_class("-asking")
            self.post_message(self.Closed(self, self.purpose))

    @on(Input.Changed)
    def tell_typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_asking:
            self.post_message(self.Changed(self, self.purpose, event.value))

    @on(Input.Submitted)
    def answer(self, event: Input.Submitted) -> None:
        event.stop()
        purpose, answer = self.purpose, event.value.strip()
        self.action_close()
        self._typed[purpose] = ""
        if answer:
            self.post_message(self.Answered(self, purpose, answer))
