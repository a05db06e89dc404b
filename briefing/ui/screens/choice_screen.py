"""A dialog that asks to pick one of a few options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import shortened
from briefing.ui.endings.dismissal import Dialog

MAX_DIGITS = 9
WIDEST = 76
FRAME_CELLS = 6
"""The frame with a blank inside, and the scroll bar with a blank."""


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    key: str
    """The screen's result."""
    text: str
    about: str = ""
    """A few words at the right."""
    digit: int | None = None
    """The digit that chooses it; None for that of its row."""


class ChoiceScreen(Dialog[str | None]):
    """Dismissed with the key of the chosen option, or None; a key of `also` that chose it stands before it.

    A digit chooses at once among nine; among more, the digits typed are the number of the row to go to.
    """

    BINDINGS = [
        *(Binding(str(digit), f"choose({digit})", show=False) for digit in range(MAX_DIGITS + 1)),
        Binding("escape,q", "dismiss_with_none", "Close", show=False),
        Binding("Q,ctrl+q", "app.app_quit", "Quit", show=False),
        Binding("j", "focused.cursor_down", "Down", show=False),
        Binding("k", "focused.cursor_up", "Up", show=False),
    ]
    CSS_PATH: ClassVar = "choice_screen.tcss"
    AUTO_FOCUS: ClassVar[str] = "OptionList"

    listed = query_one(OptionList)

    def __init__(
        self,
        title: str,
        rows: Sequence[ChoiceOption],
        *,
        enter: str = "chooses",
        also: Mapping[str, str] | None = None,
        at: int = 0,
        widest: int = WIDEST,
        is_aside: bool = False,
    ) -> None:
        """`enter` says what Enter does, `also` what other keys do; `at` is the row of the cursor.

        `is_aside` is whether it is low and stands in a corner, so that what is behind it can be seen.
        """
        super().__init__(classes="-aside" if is_aside else None)
        self._widest = widest
        self._enter = enter
        self._also = dict(also or {})
        self._number = 0
        self.on_highlight: Callable[[str], object] = lambda _: None
        """Called with the key of each option under the cursor, such as for a preview."""
        self._at = at
        self._title = safe_line(title)
        self._rows = tuple(rows)
        self._numbers = [at if row.digit is None else row.digit for at, row in enumerate(rows, 1)]
        self._width = 0

    def compose(self) -> ComposeResult:
        listed = OptionList(*self._options(self._row_width(self.app.size.width)))
        listed.styles.width = self._widest
        listed.border_title = Content(self._title)
        others = "".join(f" · {key} {verb}" for key, verb in self._also.items())
        listed.border_subtitle = Content(f"Enter {self._enter}{others} · Esc closes")
        listed.highlighted = self._at
        yield listed

    def on_resize(self, event: events.Resize) -> None:
        width = self._row_width(event.size.width)
        if width != self._width:
            at = self.listed.highlighted
            self.listed.clear_options()
            self.listed.add_options(self._options(width))
            self.listed.highlighted = at

    def _row_width(self, screen_width: int) -> int:
        """The width that options are cut to, so that each is one line."""
        return max(1, min(self._widest, screen_width) - FRAME_CELLS)

    def _options(self, width: int) -> list[Option]:
        self._width = width
        cells = len(str(max(self._numbers, default=0)))
        return [
            Option(_line(f"{number:{cells}} ", row, width))
            for number, row in zip(self._numbers, self._rows, strict=True)
        ]

    @on(OptionList.OptionHighlighted)
    def show_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index == self.listed.highlighted:  # the cursor may have moved on
            self.on_highlight(self._rows[event.option_index].key)

    @on(OptionList.OptionSelected)
    def choose_row(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._rows[event.option_index].key)

    def on_key(self, event: events.Key) -> None:
        key, at = event.character or event.key, self.listed.highlighted
        if key in self._also and at is not None:
            event.stop()
            self.dismiss(f"{key} {self._rows[at].key}")

    def action_choose(self, digit: int) -> None:
        last = max(self._numbers, default=0)
        self._number = self._number * 10 + digit if last > MAX_DIGITS else digit
        if self._number > last:
            self._number = digit
        if self._number not in self._numbers:
            return
        at = self._numbers.index(self._number)
        if last <= MAX_DIGITS:
            self.dismiss(self._rows[at].key)
        else:
            self.listed.highlighted = at

    def action_dismiss_with_none(self) -> None:
        self.dismiss(None)


def _line(digit: str, choice: ChoiceOption, width: int) -> Content:
    """The digits that pick it, its text, and its details at the right."""
    about = shortened(safe_line(choice.about), max(1, width // 2))
    room = width - len(digit) - (cell_len(about) + 2 if about else 0)
    text = shortened(safe_line(choice.text), max(1, room))
    gap = " " * (width - len(digit) - cell_len(text) - cell_len(about))
    return Content.styled(digit, "bold $primary") + Content(text + gap) + Content.styled(about, "$quiet")
