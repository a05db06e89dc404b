"""An input for tags: chips of the chosen ones, a field, and suggestions below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from briefing.domain.annotation import clean_tag, clean_tags
from briefing.domain.text.clean_characters import clean_characters
from briefing.presentation.annotations.tag_choices import tag_choices
from briefing.ui.widgets.editor.color_row import LABEL_CELLS
from briefing.ui.widgets.editor.tag_chips import TagChips, chip_rows
from briefing.ui.widgets.editor.tag_suggestions import TagSuggestions

MIN_FIELD = 16
"""Least width of the field beside the chips; with less room the chips are above the field."""


class TagInput(Input):
    """A text field in which a comma, or a line break in pasted text, ends a tag."""

    DEFAULT_CSS = """
    TagInput, TagInput:focus { border: none; height: 1; width: 1fr; padding: 0; background: $surface; }
    """

    @property
    def field(self) -> TagField:
        return next(each for each in self.ancestors if isinstance(each, TagField))

    def _on_paste(self, event: events.Paste) -> None:
        """Runs before the input's own handler, which uses the first line only."""
        event.text = ",".join(clean_characters(event.text).splitlines())

    async def _on_key(self, event: events.Key) -> None:
        """Handle the keys of this field, which are not to be rebound."""
        field = self.field
        if event.key == "enter":
            field.accept()
        elif event.key in ("down", "up"):
            field.choose(1 if event.key == "down" else -1)
        elif event.key == "backspace" and not self.value:
            field.drop_last()
        else:
            return
        event.stop()
        event.prevent_default()


class TagField(Vertical):
    """Enter adds the suggestion under the cursor, or else what is typed; so does a comma.

    Where nothing is typed, Esc closes the suggestions, and Enter ends the typing of tags.
    """

    BINDINGS = [Binding("escape", "close_choices", "Close the suggestions", show=False)]
    DEFAULT_CSS = """
    TagField { height: auto; background: $surface; }
    TagField #tag-line { height: auto; }
    TagField #tag-label { width: 8; color: $quiet; }
    TagField:focus-within #tag-label { color: $primary; text-style: bold; }
    TagField #tag-column { height: auto; width: 1fr; layout: horizontal; }
    TagField.-wrapped #tag-column { layout: vertical; }
    TagField TagSuggestions { margin-left: 8; }
    """

    @dataclass
    class Changed(Message):
        """The tags or the typed text have changed."""

        field: TagField

    @dataclass
    class Reshaped(Message):
        """The number of rows has changed, or the suggestions were opened or closed."""

        field: TagField

    @dataclass
    class Finished(Message):
        """Enter was pressed where nothing is typed."""

        field: TagField

    chips = query_one(TagChips)
    input = query_one(TagInput)
    suggestions = query_one(TagSuggestions)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._known: Mapping[str, int] = {}
        self._followed = ""
        """The text that the suggestions are for."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="tag-line"):
            yield Static("Tags".ljust(LABEL_CELLS), id="tag-label", markup=False)
            with Container(id="tag-column"):
                yield TagChips()
                yield TagInput(compact=True, select_on_focus=False)
        yield TagSuggestions()

    def show(self, tags: Sequence[str], known: Mapping[str, int]) -> None:
        """Start with these tags; `known` has the number of uses of each tag that can be suggested."""
        self._known = known
        self._empty()
        self.suggestions.offer(())
        self._set_tags(tags)

    @property
    def tags(self) -> tuple[str, ...]:
        """The chosen tags, and a half-typed word as one more."""
        return clean_tags([*self.chips.tags, *self.input.value.split(",")])

    @property
    def is_choosing(self) -> bool:
        return bool(self.suggestions.choices)

    @property
    def is_typing(self) -> bool:
        """Whether there is a half-typed tag."""
        return bool(clean_tag(self.input.value))

    # Layout

    def rows(self, width: int) -> int:
        """The rows of the chips and the field at this width, without the suggestions."""
        room = width - LABEL_CELLS
        rows = chip_rows(self.chips.tags, room)
        return 1 if self._inline_cells(room) is not None else len(rows) + 1

    def lay_out(self, width: int, choices: int) -> None:
        """Use `width` cells, and `choices` rows for the suggestions."""
        room = width - LABEL_CELLS
        cells = self._inline_cells(room)
        self.set_class(cells is None, "-wrapped")
        self.chips.styles.width = room if cells is None else cells
        self.chips.display = bool(self.chips.tags)
        self.suggestions.styles.height = choices

    def _inline_cells(self, room: int) -> int | None:
        """The cells of the chips when they are before the field; None when they must be above it."""
        rows = chip_rows(self.chips.tags, room)
        if not rows[0]:
            return 0
        cells = rows[0][-1].cell + cell_len(rows[0][-1].text) + 2
        return cells if len(rows) == 1 and cells + MIN_FIELD <= room else None

    # Keys

    def accept(self) -> None:
        """Add the suggestion under the cursor, or what is typed."""
        self._follow()
        choice = self.suggestions.choice
        tag = choice.tag if choice is not None else clean_tag(self.input.value)
        if tag:
            self._take(tag)
        elif not self.input.value.strip():
            self.post_message(self.Finished(self))

    def _take(self, tag: str) -> None:
        self._empty()
        self._set_tags([*self.chips.tags, tag])

    def choose(self, by: int) -> None:
        """Move among the suggestions, or open them; with nothing typed, they are the most used tags."""
        self._follow()
        if self.is_choosing:
            self.suggestions.move(by)
        elif by > 0:
            self._offer()

    def drop_last(self) -> None:
        if self.chips.tags:
            self._set_tags(self.chips.tags[:-1])

    def action_close_choices(self) -> None:
        if self.is_typing or not self.is_choosing:
            raise SkipAction  # so that Esc reaches the containing widget
        self._close()

    @on(Input.Changed)
    def follow_typing(self, event: Input.Changed) -> None:
        event.stop()
        self._follow()

    def _follow(self) -> None:
        """Process the typed text once: a key may arrive before the change messages of earlier keys."""
        typed = self.input.value
        if typed == self._followed:
            return
        self._followed = typed
        *ended, rest = typed.split(",")
        if ended:
            self._empty(rest.lstrip())
            self._set_tags([*self.chips.tags, *ended])
        if clean_tag(rest):
            self._offer()
        else:
            self._close()
        self.post_message(self.Changed(self))

    def _empty(self, rest: str = "") -> None:
        """Clear the field except for `rest`."""
        self._followed = rest
        with self.input.prevent(Input.Changed):
            self.input.value = rest
        self.input.cursor_position = len(rest)

    @on(TagSuggestions.Chosen)
    def take_clicked(self, message: TagSuggestions.Chosen) -> None:
        message.stop()
        self._take(message.choice.tag)
        self.input.focus()

    @on(TagChips.Dropped)
    def drop_clicked(self, message: TagChips.Dropped) -> None:
        message.stop()
        self._set_tags([tag for tag in self.chips.tags if tag != message.tag])
        self.input.focus()

    def on_descendant_blur(self) -> None:
        self._close()

    def _set_tags(self, tags: Sequence[str]) -> None:
        self.chips.tags = clean_tags(tags)
        self._close()
        self.post_message(self.Changed(self))
        self.post_message(self.Reshaped(self))

    def _offer(self) -> None:
        self.suggestions.offer(tag_choices(self.input.value, self._known, self.chips.tags))
        self.post_message(self.Reshaped(self))

    def _close(self) -> None:
        if self.is_choosing:
            self.suggestions.offer(())
            self.post_message(self.Reshaped(self))
