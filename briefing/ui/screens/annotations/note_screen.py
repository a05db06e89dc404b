"""A dialog that edits a note whose article is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.getters import query_one

from briefing.presentation.annotations.note_values import NoteValues
from briefing.ui.endings.dismissal import Dialog
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.editor.note_editor import NoteEditor


class NoteScreen(Dialog[None]):
    """Calls `saved` once, even when the app exits while it is open."""

    BINDINGS = [
        # Repeated, since a modal screen hides the app's bindings; with priority over the editor's.
        Binding("ctrl+q", "app.app_quit", "Quit", show=False, priority=True),
        Binding("f1", "app.app_help", "Help", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    NoteScreen { background: $background 60%; layers: base float; }
    NoteScreen > HintFooter { dock: bottom; }
    """

    editor = query_one(NoteEditor)
    hints = query_one(HintFooter)

    def __init__(
        self,
        title: str,
        values: NoteValues,
        known_tags: Mapping[str, int],
        *,
        saved: Callable[[NoteValues], None],
        only: Literal["tags"] | None = None,
        changed: Callable[[NoteValues], None] = lambda _: None,
        untouched: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called with each change, to save a draft, `untouched` if nothing was changed."""
        super().__init__()
        self._saved = saved
        self._changed = changed
        self._untouched = untouched
        self._is_saved = False
        self._title = title
        self._values = values
        self._known_tags = known_tags
        self._only = only

    def compose(self) -> ComposeResult:
        # Not in a container, which would hide the list below.
        yield NoteEditor()
        yield HintFooter()

    def on_mount(self) -> None:
        self.editor.edit(
            title=self._title,
            note=self._values.note,
            tags=self._values.tags,
            color=self._values.color,
            known_tags=self._known_tags,
            focus=self._only or "note",
            only=self._only,
        )

    @on(NoteEditor.HintsChanged)
    def show_hints(self) -> None:
        self.hints.hints = self.editor.hints

    @on(NoteEditor.Changed)
    def report_change(self, message: NoteEditor.Changed) -> None:
        self._changed(message.values)

    def may_quit(self) -> bool:
        """Save the note now, since the editor's message would arrive too late."""
        if (saved := self.editor.save()) is not None:
            self._save(saved.values)
        return True

    def _save(self, values: NoteValues) -> None:
        if not self._is_saved:
            self._is_saved = True
            self._saved(values)

    @on(NoteEditor.Saved)
    def save(self, message: NoteEditor.Saved) -> None:
        self._save(message.values)
        self.dismiss()

    @on(NoteEditor.Closed)
    def close(self) -> None:
        self._untouched()
        self.dismiss()
