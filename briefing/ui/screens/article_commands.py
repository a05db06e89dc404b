"""What the reader does to an article: star, read, remove, each undoable; its address, the browser."""

from __future__ import annotations

from collections.abc import Callable

from briefing.domain import Article
from briefing.errors import BriefingError
from briefing.library import Entry, Removed
from briefing.ui.history import Change, History
from briefing.ui.library_rows import ADD, SAMPLE
from briefing.ui.screens.reader_parts import LibraryRows, ReaderParts

__all__ = ["ArticleCommands"]


class ArticleCommands(ReaderParts):
    """Every change goes through the history."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._history = History()

    def action_library_remove(self) -> None:
        row = self.library_rows.row
        if row is None or row.key in (SAMPLE, ADD):
            self.say("There is no article to remove.")
            return
        article_id, removed = row.key, list[Removed]()

        def remove() -> None:
            removed.append(self.library.remove(article_id))
            self.list_library()

        def put_back() -> None:
            self.library.restore(removed.pop())
            self.list_library()

        self._change(Change(f"Removed “{row.text}”", remove, put_back))

    def action_reader_star(self) -> None:
        if entry := self._entry():
            starred = not entry.starred
            said = "Starred" if starred else "Took the star from"
            self._flag(entry, said, self.library.set_starred, starred)

    def action_reader_read(self) -> None:
        if entry := self._entry():
            read = not entry.read
            self._flag(entry, f"Marked {'read' if read else 'unread'}:", self.library.set_read, read)

    def _flag(self, entry: Entry, said: str, write: Callable[[str, bool], None], value: bool) -> None:
        def set_to(flag: bool) -> Callable[[], None]:
            def change() -> None:
                write(entry.id, flag)
                self.list_library()

            return change

        self._change(Change(f"{said} “{entry.title}”", set_to(value), set_to(not value)))

    def _entry(self) -> Entry | None:
        """The article that a command is about: the one under the cursor in the list, else the open one."""
        row = self.library_rows.row
        open_id = self.article.id if self.article else None
        wanted = row.key if row and isinstance(self.focused, LibraryRows) else open_id
        found = next((entry for entry in self.entries if entry.id == wanted), None)
        if found is None:
            self.say("No article is open.")
        return found

    def _change(self, change: Change) -> None:
        self._attempt(lambda: self._history.make(change))
        self.say(f"{change.done}. u undoes.")

    def _attempt(self, job: Callable[[], object]) -> None:
        try:
            job()
        except BriefingError as error:
            self.say(str(error), error=True)

    def action_reader_undo(self) -> None:
        change = self._history.undo()
        self.say(f"Undone: {change.done}." if change else "Nothing to undo.")

    def action_reader_redo(self) -> None:
        change = self._history.redo()
        self.say(f"Done again: {change.done}." if change else "Nothing to redo.")

    def action_reader_browser(self) -> None:
        if self.article is not None and self.article.url:
            self.open_address(self.article.url)
            self.say(f"Opening {self.article.url} in the browser.")
        else:
            self.say("This article has no web address.")

    def action_reader_address(self) -> None:
        address = (self.article.url or self.article.path) if self.article else None
        if address:
            self.app.copy_to_clipboard(address)
            self.say(f"Copied {address}")
        else:
            self.say("This article has no address.")
