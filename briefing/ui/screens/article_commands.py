"""What the reader does to an article: star, read, remove, each undoable; its address, the browser."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from briefing.domain import Article
from briefing.errors import NotFoundError
from briefing.library import Entry, Removed
from briefing.ui.clipboard import copy_text
from briefing.ui.history import Change, History
from briefing.ui.library_rows import ADD, SAMPLE
from briefing.ui.messages import ChangeMade
from briefing.ui.reader_words import quoted
from briefing.ui.screens.reader_parts import LibraryRows, ReaderParts

__all__ = ["ArticleCommands"]


class ArticleCommands(ReaderParts):
    """Every change goes through the history, and waits for its turn: the keys never wait for the disk."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._history = History()
        self._removed: set[str] = set()
        """The articles that undo can put back."""

    def action_library_remove(self) -> None:
        row = self.library_rows.row
        if row is None or row.key in (SAMPLE, ADD):
            self.say("There is no article to remove.")
            return
        article_id, removed = row.key, list[Removed]()

        def remove() -> None:
            self._present(article_id)
            removed[:] = [self.library.remove(article_id)]
            self._removed.add(article_id)

        def put_back() -> None:
            self.library.restore(removed[0])
            self._removed.discard(article_id)

        change = Change(f"Removed {quoted(row.text)}", remove, put_back)
        self.change(lambda: self._make(change))

    def action_reader_star(self) -> None:
        def star(entry: Entry) -> Change:
            said = "Took the star from" if entry.starred else "Starred"
            return self._flag(entry, said, self.library.set_starred, not entry.starred)

        self._change_entry(star)

    def action_reader_read(self) -> None:
        def read(entry: Entry) -> Change:
            said = f"Marked {'unread' if entry.read else 'read'}:"
            return self._flag(entry, said, self.library.set_read, not entry.read)

        self._change_entry(read)

    def _flag(self, entry: Entry, said: str, write: Callable[[str, bool], None], value: bool) -> Change:
        def set_to(flag: bool) -> Callable[[], None]:
            def change() -> None:
                self._present(entry.id)
                write(entry.id, flag)

            return change

        return Change(f"{said} {quoted(entry.title)}", set_to(value), set_to(not value))

    def _change_entry(self, chosen: Callable[[Entry], Change]) -> None:
        """Change the article under the cursor in the list, else the open one.

        `chosen` is asked in the change's own turn: the list may still show what was before the last key.
        """
        row = self.library_rows.row
        open_id = self.article.id if self.article else None
        wanted = row.key if row and isinstance(self.focused, LibraryRows) else open_id
        if wanted is None or wanted in (SAMPLE, ADD):
            self.say("No article is open.")
            return
        self.change(lambda: self._make(chosen(self._present(wanted))))

    def _present(self, article_id: str) -> Entry:
        """Raises NotFoundError, and says how to have the article back."""
        try:
            return self.library.entry(article_id)
        except NotFoundError as error:
            back = "u puts it back" if article_id in self._removed else "+ reads it in again"
            raise NotFoundError(f"This article was removed from the library: {back}.") from error

    def _make(self, change: Change) -> str:
        self._history.make(change)
        return f"{change.done}. u undoes."

    @on(ChangeMade)
    def tell_change(self, message: ChangeMade) -> None:
        self.say(message.sentence)

    def action_reader_undo(self) -> None:
        def undo() -> str:
            change = self._history.undo()
            return f"Undone: {change.done}." if change else "Nothing to undo."

        self.change(undo)

    def action_reader_redo(self) -> None:
        def redo() -> str:
            change = self._history.redo()
            return f"Done again: {change.done}." if change else "Nothing to redo."

        self.change(redo)

    def action_reader_browser(self) -> None:
        if self.article is not None and self.article.url:
            self.open_address(self.article.url)
            self.say(f"Opening {self.article.url} in the browser.")
        else:
            self.say("This article has no web address.")

    def action_reader_address(self) -> None:
        address = (self.article.url or self.article.path) if self.article else None
        if address:
            copy_text(self.app, address)
            self.say(f"Copied {address}")
        else:
            self.say("This article has no address.")
