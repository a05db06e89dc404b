"""The note editor: text, tags and colour of an annotation, in a box over the article."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from textual import events, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from briefing.domain.annotation import Color
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.annotations.note_values import PARTS, EditorState, NoteValues, Part
from briefing.presentation.keys.hints import Hint
from briefing.ui.commands.bindings import commands_of, name_keys
from briefing.ui.external_editor import ExternalEditorError, edit_text, editor_command
from briefing.ui.widgets.article.text_surface import TextSurface
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
FRAME_CELLS = 4
"""The frame's two sides, with a blank inside each."""


class NoteEditor(Vertical):
    """Shown over a text, next to the note's passage. Esc saves, from any field.

    Nothing that was typed is lost: each change is posted, so that a draft can be saved, and closing saves the
    note if it was changed.
    """

    BINDINGS = [
        Binding("escape,ctrl+s", "save", "Save", show=False),
        # With priority, or keys typed right after them would go to the previous field. Esc has none, so that
        # the fields handle earlier keys before it saves.
        Binding("tab", "go(1)", "Next field", show=False, priority=True),
        Binding("shift+tab", "go(-1)", "Field before", show=False, priority=True),
        Binding("f4", "external", "In the editor of the shell", show=False),
    ]
    DEFAULT_CSS = """
    NoteEditor {
        display: none; position: absolute; layer: float;
        border: round $primary; padding: 0 1; background: $surface;
        border-title-color: $primary; border-subtitle-color: $quiet; border-subtitle-align: right;
    }
    NoteEditor.-only-tags > #note, NoteEditor.-only-tags > #color { display: none; }
    """

    @dataclass
    class Changed(Message):
        """The draft has changed."""

        editor: NoteEditor
        key: str
        values: NoteValues

    @dataclass
    class Saved(Message):
        """Editing ended with changes."""

        editor: NoteEditor
        key: str
        values: NoteValues

    @dataclass
    class Closed(Message):
        """Editing ended without changes."""

        editor: NoteEditor
        key: str

    @dataclass
    class HintsChanged(Message):
        """`hints` has changed."""

        editor: NoteEditor

    @dataclass
    class Failed(Message):
        """The external editor failed; the note is unchanged."""

        editor: NoteEditor
        sentence: str

    _note = query_one(NoteText)
    _tags = query_one(TagField)
    _color = query_one(ColorRow)

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self._initial = NoteValues()
        self._posted = NoteValues()
        self._view: TextSurface | None = None
        self._passage = (0, 0)
        self._laid_out: object = None
        self._height = 0
        self._is_below = False

    def compose(self) -> ComposeResult:
        yield NoteText(id="note")
        yield TagField(id="tags")
        yield ColorRow(id="color")

    # Editing

    @property
    def is_open(self) -> bool:
        return self.display

    @property
    def values(self) -> NoteValues:
        """The values that would be saved now, including a half-typed tag."""
        return NoteValues.clean(self._note.text, self._tags.tags, self._color.color)

    def edit(
        self,
        *,
        title: str,
        note: str = "",
        tags: Sequence[str] = (),
        color: Color = Color.YELLOW,
        known_tags: Mapping[str, int],
        focus: Part = "note",
        only: Literal["tags"] | None = None,
        key: str = "",
        draft: NoteValues | None = None,
    ) -> None:
        """Open the editor with the values of an annotation, or empty for a new one; first save an open note.

        `key` identifies the annotation for the caller in every message. `draft` has unsaved values, which are
        shown instead and count as a change. Position the editor with `place_beside` afterwards.
        """
        self.save()
        self._key = key
        self._initial = NoteValues.clean(note, tags, color)
        shown = draft or self._initial
        self._posted = shown
        self.border_title = Content(safe_line(title))
        self.set_class(only == "tags", "-only-tags")
        self._note.show(shown.note)
        self._color.color = shown.color
        self._tags.show(shown.tags, known_tags)
        self._view = None
        self._height = 0
        self._laid_out = None
        self.display = True  # not by a class, which hides it from the focus until it is styled
        self._lay_out()
        self._focus("tags" if only else focus)
        self._post_hints()

    def save(self) -> Saved | None:
        """Close the editor, and post and return `Saved`; if nothing was changed, post `Closed`."""
        if not self.is_open:
            return None
        values = self.values
        self.display = False
        if values == self._initial:
            self.post_message(self.Closed(self, self._key))
            return None
        saved = self.Saved(self, self._key, values)
        self.post_message(saved)
        return saved

    # Fields

    @on(TagField.Reshaped)
    def fit_tags(self, event: TagField.Reshaped) -> None:
        event.stop()
        self._lay_out()
        self._post_hints()

    @on(TagField.Finished)
    def save_finished(self, event: TagField.Finished) -> None:
        event.stop()
        self.save()

    @on(TextArea.Changed)
    @on(TagField.Changed)
    @on(ColorRow.Changed)
    def follow_change(self, event: Message) -> None:
        """Post the values if they have changed; the fields also report their initial contents."""
        event.stop()
        self._post_changed()
        self._lay_out()

    def _post_changed(self) -> None:
        if self.is_open and (values := self.values) != self._posted:
            self._posted = values
            self.post_message(self.Changed(self, self._key, values))

    # Layout

    def place_beside(self, view: TextSurface, start: int, end: int) -> None:
        """Place the editor next to a passage in a view, and follow it when the layout changes."""
        self._view = view
        self._passage = (start, end)
        self._height = 0
        self._laid_out = None
        self._lay_out()

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._lay_out())

    def _lay_out(self) -> None:
        """Update the heights of the fields and the position of the box."""
        if not self.is_open or not isinstance(self.parent, Widget):
            return
        view, tags = self._view, self._tags
        # A screen that is being opened has no region yet, and would briefly show a box over all of it.
        alone = self.parent.content_region or self.app.size.region
        area = view.scrollable_content_region if view is not None else alone
        if not area:
            return
        origin = area.offset - self.parent.content_region.offset
        left = TEXT_CELL if area.width >= MIN_INDENTED else 0
        width = min(WIDEST, area.width - left)
        inner = width - FRAME_CELLS
        only_tags = self.has_class("-only-tags")
        rows = editor_rows(
            area.height,
            0 if only_tags else self._note.lines,
            tags.rows(inner),
            len(tags.suggestions.choices),
            only_tags=only_tags,
        )
        state = (area, origin, rows, width, tags.chips.tags)
        if state == self._laid_out:
            return
        grows = self._laid_out is not None and rows.height != self._height
        self._laid_out = state
        self._height = rows.height
        self._note.styles.height = rows.note
        tags.lay_out(inner, rows.choices)
        if view is not None:
            top = self._place(view, area.height, rows.height, stays=grows)
        else:
            top = (area.height - rows.height) // ABOVE_ALONE
        self.styles.width, self.styles.height = width, rows.height
        self.styles.offset = (origin.x + left, origin.y + top)

    def _place(self, view: TextSurface, view_height: int, height: int, *, stays: bool) -> int:
        """The box's first row in the view, after scrolling the text for it."""
        first, last = view.rows_in_view(*self._passage)
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

    # Keys

    @property
    def _focused_part(self) -> Part:
        """The focused field by the screen's focus, which is updated before that of the widgets."""
        focused = self.screen.focused
        if focused is self._tags.input:
            return "tags"
        return "color" if focused is self._color else "note"

    def _focus(self, part: Part) -> None:
        """Focus a field at once; `Widget.focus` would do it after the next key."""
        widgets = {"note": self._note, "tags": self._tags.input, "color": self._color}
        self.screen.set_focus(widgets[part], scroll_visible=False)

    def action_save(self) -> None:
        self.save()

    def action_go(self, by: int) -> None:
        if not self.has_class("-only-tags"):
            at = PARTS.index(self._focused_part) + by
            self._focus(PARTS[at % len(PARTS)])

    def action_external(self) -> None:
        """Edit the note, without tags and colour, in the external editor."""
        if self.has_class("-only-tags"):
            return
        try:
            command = editor_command(os.environ)
            with self.app.suspend():
                edited = edit_text(self._note.text, command)
        except ExternalEditorError as error:
            self.post_message(self.Failed(self, str(error)))
        except SuspendNotSupported:
            place = "A browser" if self.app.is_web else "This terminal"
            self.post_message(self.Failed(self, f"{place} has no room for another editor: write here."))
        else:
            if edited != self._note.text:
                self._note.rewrite(edited)
            self._post_changed()
        self._focus("note")

    def on_key(self, event: events.Key) -> None:
        """Stop unhandled keys, which would be commands of the article below."""
        bound = self.screen.active_bindings.get(event.key)
        of_app = (key for each in commands_of(self) if each.place == "app" for key in each.keys)
        if bound is not None and self in bound.node.ancestors_with_self:
            return
        if not event.is_printable and event.key in of_app:
            return
        event.stop()
        event.prevent_default()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._post_hints()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Save the note when another widget is focused, such as by a click on the article."""
        self.call_after_refresh(self._save_on_blur)

    def _save_on_blur(self) -> None:
        if not self.is_attached:  # its screen was closed meanwhile
            return
        focused = self.screen.focused
        # A dialog, or a terminal that has lost the focus, takes the focus only for a while.
        if self.screen.is_current and focused is not None and self not in focused.ancestors_with_self:
            self.save()

    # Hints

    @property
    def _state(self) -> EditorState:
        return EditorState(
            self._focused_part,
            choosing=self._tags.is_choosing,
            typing=self._tags.is_typing,
            only_tags=self.has_class("-only-tags"),
            has_editor=not self.app.is_web,
        )

    def _post_hints(self) -> None:
        if self.is_open:
            self.border_subtitle = name_keys(self, self._state.frame_words)
            self.post_message(self.HintsChanged(self))

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Hints for the focused part; clicking one presses its key."""
        return self._state.hints
