"""The text area of the note editor."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from briefing.domain.text.clean_characters import clean_characters


class NoteText(TextArea):
    """A text area without a frame, which cleans the text it is given."""

    DEFAULT_CSS = """
    NoteText {
        border: none; padding: 0; height: 3; background: $surface; scrollbar-size-vertical: 1;
        &:focus { border: none; }
        & .text-area--cursor-line { background: $surface; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(compact=True, highlight_cursor_line=False, id=id)

    @property
    def lines(self) -> int:
        """The number of rows of the wrapped note."""
        return self.wrapped_document.height

    def on_resize(self) -> None:
        """Runs before the text area's own handler, which wraps anew but neither repaints nor scrolls."""
        self.call_next(self._show_wrapped)

    def _show_wrapped(self) -> None:
        self.refresh()
        self.scroll_cursor_visible()
        self.post_message(self.Changed(self))  # the number of rows may have changed

    def show(self, text: str) -> None:
        """Load a text, with the cursor at its end."""
        self.load_text(clean_characters(text))
        self.move_cursor(self.document.end)

    def rewrite(self, text: str) -> None:
        """Replace the text, as an edit that can be undone."""
        self.replace(clean_characters(text), self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """Runs before the text area's own handler, which would insert the text as it is."""
        event.text = clean_characters(event.text)
