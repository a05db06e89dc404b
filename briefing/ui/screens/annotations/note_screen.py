"""The note editor: text, tags and colour of an annotation, in a box beside its passage."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import TextArea

from briefing.domain.text.sanitize import safe_line
from briefing.presentation.annotations.note_values import PARTS, EditorState, NoteValues, Part
from briefing.ui.commands.bindings import name_keys, reader_screen
from briefing.ui.endings.dismissal import Dialog
from briefing.ui.external_editor import ExternalEditorError, edit_text, editor_command
from briefing.ui.tasks import nothing
from briefing.ui.widgets.article.text_surface import TextSurface
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.editor.color_row import ColorRow
from briefing.ui.widgets.editor.editor_layout import editor_rows, place_editor
from briefing.ui.widgets.editor.note_text import NoteText
from briefing.ui.widgets.editor.tag_field import TagField

WIDEST = 76
TEXT_CELL = 3
"""Indent of the text in its view, and of the box where there is room."""
MIN_INDENTED = 64
ABOVE_ALONE = 3
"""Without a text, a third of the free rows is above the box, so that a preview below stays visible."""
MIN_SHARED = 12
"""Rows of a text from which the box leaves one to its passage."""
FRAME_CELLS = 4
"""The frame's two sides, with a blank inside each."""


class Beside(NamedTuple):
    """The passage of a text on the screen below."""

    view: TextSurface
    start: int
    end: int


class NoteScreen(Dialog[None]):
    """Esc saves, from any field, as do a click beside the box and leaving the reader.

    Nothing that was typed is lost: each change is told, so that a draft can be saved, and closing saves the
    note if it was changed.
    """

    BINDINGS = [
        # Repeated, since a modal screen hides the app's bindings; with priority over the fields'.
        Binding("ctrl+q", "app.app_quit", "Quit", show=False, priority=True),
        Binding("f1", "app.app_help", "Help", show=False, priority=True),
        Binding("escape,ctrl+s", "save", "Save", show=False),
        Binding("tab", "go(1)", "Next field", show=False, priority=True),
        Binding("shift+tab", "go(-1)", "Field before", show=False, priority=True),
        Binding("f4", "external", "In the editor of the shell", show=False),
    ]
    DEFAULT_CSS = """
    NoteScreen {
        background: $background 60%; layers: base float;
        &.-beside { background: $background 0%; }
        & > HintFooter { dock: bottom; }
        #box {
            position: absolute; layer: float;
            border: round $primary; padding: 0 1; background: $surface;
            border-title-color: $primary; border-subtitle-color: $quiet; border-subtitle-align: right;
        }
        &.-only-tags #note, &.-only-tags #color { display: none; }
    }
    """

    _box = query_one("#box", Vertical)
    _note = query_one(NoteText)
    _tags = query_one(TagField)
    _color = query_one(ColorRow)
    _footer = query_one(HintFooter)

    def __init__(
        self,
        title: str,
        values: NoteValues,
        known_tags: Mapping[str, int],
        *,
        ended: Callable[[NoteValues | None], object],
        changed: Callable[[NoteValues], object] = nothing,
        only_tags: bool = False,
        draft: NoteValues | None = None,
        beside: Beside | None = None,
    ) -> None:
        """`changed` gets each change, and `ended` in the end what is to be saved; None if nothing is.

        `draft` has unsaved values, which are shown instead and count as a change.
        """
        super().__init__(classes="-beside" if beside else None)
        self.set_class(only_tags, "-only-tags")
        self._title, self._known_tags, self._only_tags = title, known_tags, only_tags
        self._ended, self._changed = ended, changed
        self._initial = NoteValues.clean(values.note, values.tags, values.color)
        self._told = draft or self._initial
        """The values that were told last."""
        self._beside = beside
        self._is_ended = False
        self._laid_out: object = None
        self._height = 0
        self._is_below = False

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield NoteText(id="note")
            yield TagField(id="tags")
            yield ColorRow(id="color")
        yield HintFooter()

    def on_mount(self) -> None:
        self._box.border_title = Content(safe_line(self._title))
        self._note.show(self._told.note)
        self._color.color = self._told.color
        self._tags.show(self._told.tags, self._known_tags)
        self._focus("tags" if self._only_tags else "note")
        self._lay_out()
        for screen in {self, self._beside.view.screen if self._beside else self}:
            screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._lay_out())

    @property
    def values(self) -> NoteValues:
        """The values that would be saved now, including a half-typed tag."""
        return NoteValues.clean(self._note.text, self._tags.tags, self._color.color)

    # The end

    def _end(self) -> None:
        if not self._is_ended:
            self._is_ended = True
            self._ended(None if self.values == self._initial else self.values)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Save the note, whatever closes it."""
        self._end()
        return super().dismiss(result)

    def action_save(self) -> None:
        self.dismiss()

    def may_quit(self) -> bool:
        """Save the note before the app exits."""
        self._end()
        return True

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_save()

    @on(TagField.Finished)
    def save_finished(self, event: TagField.Finished) -> None:
        event.stop()
        self.action_save()

    # Fields

    @on(TagField.Reshaped)
    def fit_tags(self, event: TagField.Reshaped) -> None:
        event.stop()
        self._lay_out()
        self._show_hints()

    @on(TextArea.Changed)
    @on(TagField.Changed)
    @on(ColorRow.Changed)
    def follow_change(self, event: Message) -> None:
        """Tell the values if they have changed; the fields also report their initial contents."""
        event.stop()
        self._tell_change()
        self._lay_out()

    def _tell_change(self) -> None:
        if not self._is_ended and (values := self.values) != self._told:
            self._told = values
            self._changed(values)

    @property
    def _focused_part(self) -> Part:
        """The focused field by the screen's focus, which is updated before that of the widgets."""
        if self.focused is self._tags.input:
            return "tags"
        return "color" if self.focused is self._color else "note"

    def _focus(self, part: Part) -> None:
        """Focus a field at once; `Widget.focus` would do it after the next key."""
        widgets = {"note": self._note, "tags": self._tags.input, "color": self._color}
        self.set_focus(widgets[part], scroll_visible=False)

    def action_go(self, by: int) -> None:
        if not self._only_tags:
            at = PARTS.index(self._focused_part) + by
            self._focus(PARTS[at % len(PARTS)])

    def action_external(self) -> None:
        """Edit the note, without tags and colour, in the external editor."""
        if self._only_tags:
            return
        try:
            command = editor_command(os.environ)
            with self.app.suspend():
                edited = edit_text(self._note.text, command)
        except ExternalEditorError as error:
            self._say(str(error))
        except SuspendNotSupported:
            place = "A browser" if self.app.is_web else "This terminal"
            self._say(f"{place} has no room for another editor: write here.")
        else:
            if edited != self._note.text:
                self._note.rewrite(edited)
            self._tell_change()
        self._focus("note")

    def _say(self, sentence: str) -> None:
        if (reader := reader_screen(self.app)) is not None:
            reader.say(sentence, error=True)

    # Hints

    def on_descendant_focus(self) -> None:
        self._show_hints()

    @property
    def _state(self) -> EditorState:
        return EditorState(
            self._focused_part,
            choosing=self._tags.is_choosing,
            typing=self._tags.is_typing,
            only_tags=self._only_tags,
            has_editor=not self.app.is_web,
        )

    def _show_hints(self) -> None:
        self._box.border_subtitle = name_keys(self, self._state.frame_words)
        self._footer.hints = self._state.hints

    # Layout

    def _lay_out(self) -> None:
        """Update the heights of the fields and the position of the box."""
        if not self.is_attached:
            return
        beside, tags = self._beside, self._tags
        area = beside.view.scrollable_content_region if beside else self.app.size.region
        if not area:
            return
        left = TEXT_CELL if area.width >= MIN_INDENTED else 0
        width = min(WIDEST, area.width - left)
        inner = width - FRAME_CELLS
        rows = editor_rows(
            area.height - (beside is not None and area.height >= MIN_SHARED),
            0 if self._only_tags else self._note.lines,
            tags.rows(inner),
            len(tags.suggestions.choices),
            only_tags=self._only_tags,
        )
        state = (area, rows, width, tags.chips.tags)
        if state == self._laid_out:
            return
        grows = self._laid_out is not None and rows.height != self._height
        self._laid_out = state
        self._height = rows.height
        self._note.styles.height = rows.note
        tags.lay_out(inner, rows.choices)
        if beside:
            top = self._place(beside, area.height, rows.height, stays=grows)
        else:
            top = (area.height - rows.height) // ABOVE_ALONE
        self._box.styles.width, self._box.styles.height = width, rows.height
        self._box.styles.offset = (area.x + left, area.y + top)

    def _place(self, beside: Beside, view_height: int, height: int, *, stays: bool) -> int:
        """Return the box's first row in the view, after scrolling the text for it."""
        view = beside.view
        first, last = view.rows_in_view(beside.start, beside.end)
        top, scroll = place_editor(
            first,
            last,
            view_height,
            height,
            room_beneath=view.max_scroll_y - view.scroll_offset.y,
            stays_beneath=stays and self._is_below,
        )
        if scroll:
            view.scroll_rows(scroll)
        self._is_below = top > last - scroll
        return top
