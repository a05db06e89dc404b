"""The prompt: an input line above the hints, such as for a search or an address."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Label

from briefing.presentation.keys.hints import Hint, prompt_hints
from briefing.ui.tasks import nothing


class InputLine(Horizontal):
    """Shown while it is open; Enter gives the answer to what it was opened for, Esc closes it.

    What was typed then is there the next time.
    """

    BINDINGS = [
        Binding("escape", "close", "Close", show=False),
        # While it is open, no key may move the focus away.
        Binding("tab", "complete", show=False),
        Binding("shift+tab,ctrl+o", "stay", show=False),
    ]
    DEFAULT_CSS = """
    InputLine { height: 1; display: none; background: $surface; }
    InputLine.-asking { display: block; }
    InputLine > Label { width: auto; color: $primary; text-style: bold; padding: 0 1; }
    InputLine > Input { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    InputLine > Input:focus { border: none; }
    """

    label = query_one(Label)
    field = query_one(Input)

    def __init__(self) -> None:
        super().__init__()
        self.purpose = ""
        self._use: Callable[[str], object] = nothing
        self._typing: Callable[[str], object] = nothing
        self._before: Widget | None = None
        """What had the focus."""
        self._typed: dict[str, str] = {}
        self._label = ""
        self._answered = ("", "", "")
        """Purpose, label and text of the last answer."""
        self._refused: dict[tuple[str, str], str] = {}
        """Answers that could not be used, by purpose and label, for the next time."""

    def compose(self) -> ComposeResult:
        yield Label("")
        yield Input(compact=True)

    @property
    def is_asking(self) -> bool:
        return self.has_class("-asking")

    @property
    def hints(self) -> tuple[Hint, ...]:
        return prompt_hints(self.purpose, completes=self.field.suggester is not None)

    def ask(
        self,
        purpose: str,
        label: str,
        use: Callable[[str], object],
        placeholder: str = "",
        *,
        value: str | None = None,
        suggester: Suggester | None = None,
        takes_empty: bool = False,
        mends: bool = False,
        typing: Callable[[str], object] = nothing,
    ) -> None:
        """Open the prompt with an answer that was refused, with this value, or with what was typed before.

        `use` gets the answer, once the prompt is closed; what it returns is awaited if it can be. `typing`
        gets what is typed until then.
        `takes_empty` makes an empty answer one, which otherwise closes the prompt. With `mends` one goes on
        at the end of the text; without, what is typed takes its place.

        Tab, and → at the end, accept the suggestion.
        """
        field = self.field
        if not self.is_asking:
            self._before = self.screen.focused
        self.purpose, self._label, self._takes_empty = purpose, label, takes_empty
        self._use, self._typing = use, typing
        value = self._refused.pop((purpose, label), value)
        self.label.update(Content(label))
        field.placeholder = placeholder
        field.suggester = suggester
        field.value = self._typed.get(purpose, "") if value is None else value
        field.select_on_focus = not mends
        if mends:
            field.action_end()
        else:
            field.action_select_all()
        self.add_class("-asking")
        self.screen.set_focus(field)  # at once: `focus` would do it after the next key

    def action_stay(self) -> None:
        """Keep the focus, by doing nothing."""

    def action_complete(self) -> None:
        self.field.action_end()
        self.field.action_cursor_right()

    def action_close(self) -> None:
        """Close it, and give the focus back."""
        if self.is_asking:
            self.screen.set_focus(self._before)
            self.remove_class("-asking")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_asking:
            self._typed[self.purpose] = event.value
            self._typing(event.value)

    def keep_answer(self) -> None:
        """Open with the last answer when the same is asked again: it led to an error, and can be mended."""
        (purpose, label, answer), self._answered = self._answered, ("", "", "")
        if answer:
            self._refused[purpose, label] = answer

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        purpose, answer = self.purpose, event.value.strip()
        self.action_close()
        self._typed[purpose] = ""
        self._answered = (purpose, self._label, answer)
        if answer or self._takes_empty:
            self.screen.call_later(self._use, answer)
