"""A note edited on a screen of its own: from the list, where its article is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.getters import query_one
from textual.screen import ModalScreen

from briefing.ui.note_values import NoteValues
from briefing.ui.widgets.hint_line import HintLine
from briefing.ui.widgets.note_editor import NoteEditor

__all__ = ["NoteScreen"]


class NoteScreen(ModalScreen[NoteValues | None]):
    """Dismissed with what is to be saved, or None where nothing was changed."""

    DEFAULT_CSS = """
    NoteScreen { background: $background 60%; layers: base float; }
    NoteScreen > #place { height: 1fr; align: center middle; layers: base float; }
    NoteScreen > HintLine { dock: bottom; }
    """

    editor = query_one(NoteEditor)
    hints = query_one(HintLine)

    def __init__(
        self,
        title: str,
        values: NoteValues,
        known_tags: Mapping[str, int],
        *,
        only: Literal["tags"] | None = None,
        changed: Callable[[NoteValues], None] = lambda _: None,
    ) -> None:
        """`changed` is told what is typed, for a draft of it to be kept."""
        super().__init__()
        self._changed = changed
        self._title = title
        self._values = values
        self._known_tags = known_tags
        self._only = only

    def compose(self) -> ComposeResult:
        with Container(id="place"):
            yield NoteEditor()
        yield HintLine()

    async def on_mount(self) -> None:
        await self.editor.edit(
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
    def tell_changed(self, message: NoteEditor.Changed) -> None:
        self._changed(message.values)

    @on(NoteEditor.Saved)
    def save(self, message: NoteEditor.Saved) -> None:
        self.dismiss(message.values)

    @on(NoteEditor.Closed)
    def close(self) -> None:
        self.dismiss(None)
