"""A dialog that asks to pick one of a few options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import call
from typing import ClassVar, Generic, TypeVar

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
from briefing.ui.endings.dismissal import Dialog, close_for
from briefing.ui.tasks import nothing

Item = TypeVar("Item")
MAX_DIGITS = 9
WIDEST = 76
FRAME_CELLS = 6
"""The frame with a blank inside, and the scroll bar with a blank."""


@dataclass(frozen=True, slots=True)
class ChoiceOption(Generic[Item]):
    item: Item
    """What is chosen."""
    text: str
    about: str = ""
    """A few words at the right."""
    digit: int | None = None
    """The digit that chooses it; None for that of its row."""


def options_of(items: Iterable[Item], words: Callable[[Item], str] = str) -> list[ChoiceOption[Item]]:
    """Make an option of each item."""
    return [ChoiceOption(each, words(each)) for each in items]


class ChoiceScreen(Dialog[None], Generic[Item]):
    """A digit chooses at once among nine; among more, the digits typed are the number of the row to go to."""

    BINDINGS = [
        *(Binding(str(digit), f"choose({digit})", show=False) for digit in range(MAX_DIGITS + 1)),
        Binding("escape,q", "close", "Close", show=False),
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
        rows: Sequence[ChoiceOption[Item]],
        use: Callable[[Item], object],
        *,
        enter: str = "chooses",
        also: Mapping[str, tuple[str, Callable[[Item], object]]] | None = None,
        at: int = 0,
        widest: int = WIDEST,
        look: Callable[[Item | None], object] | None = None,
    ) -> None:
        """`use` gets what is chosen; `also` has other keys, with what they do and what uses the item then.

        `enter` says what Enter does; `at` is the row of the cursor. `look` gets each item under the cursor,
        and None where nothing is chosen: the screen is low then and stands in a corner, so that what is
        behind it can be seen.
        """
        super().__init__(classes="-aside" if look else None)
        self._use, self._look = use, look
        self._widest = widest
        self._enter = enter
        self._also = dict(also or {})
        self._number = 0
        self._at = at
        self._title = safe_line(title)
        self._rows = tuple(rows)
        self._numbers = [at if row.digit is None else row.digit for at, row in enumerate(rows, 1)]
        self._width = 0

    def compose(self) -> ComposeResult:
        listed = OptionList(*self._options(self._row_width(self.app.size.width)))
        listed.styles.width = self._widest
        listed.border_title = Content(self._title)
        others = "".join(f" · {key} {verb}" for key, (verb, _) in self._also.items())
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
        if self._look and event.option_index == self.listed.highlighted:  # the cursor may have moved on
            self._look(self._rows[event.option_index].item)

    @on(OptionList.OptionSelected)
    def choose_row(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        close_for(self, self._use, self._rows[event.option_index].item)

    def on_key(self, event: events.Key) -> None:
        key, at = event.character or event.key, self.listed.highlighted
        if key in self._also and at is not None:
            event.stop()
            _, use = self._also[key]
            close_for(self, use, self._rows[at].item)

    def action_choose(self, digit: int) -> None:
        last = max(self._numbers, default=0)
        self._number = self._number * 10 + digit if last > MAX_DIGITS else digit
        if self._number > last:
            self._number = digit
        if self._number not in self._numbers:
            return
        at = self._numbers.index(self._number)
        if last <= MAX_DIGITS:
            close_for(self, self._use, self._rows[at].item)
        else:
            self.listed.highlighted = at

    def action_close(self) -> None:
        self.dismiss()
        if self._look:
            self._look(None)


def confirmation(question: str, yes: str, agree: Callable[[], object]) -> ChoiceScreen[Callable[[], object]]:
    """Make a dialog that asks whether to do something; y agrees, too."""
    options: list[ChoiceOption[Callable[[], object]]] = [
        ChoiceOption(agree, yes),
        ChoiceOption(nothing, "No"),
    ]
    return ChoiceScreen(question, options, call, also={"y": ("agrees", lambda _: agree())})


def _line(digit: str, choice: ChoiceOption[Item], width: int) -> Content:
    """The digits that pick it, its text, and its details at the right."""
    about = shortened(safe_line(choice.about), max(1, width // 2))
    room = width - len(digit) - (cell_len(about) + 2 if about else 0)
    text = shortened(safe_line(choice.text), max(1, room))
    gap = " " * (width - len(digit) - cell_len(text) - cell_len(about))
    return Content.styled(digit, "bold $primary") + Content(text + gap) + Content.styled(about, "$quiet")
