"""What the reader does to an article: star, read, remove, each undoable; its address, the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import on

from briefing.domain import Article
from briefing.errors import NotFoundError
from briefing.services.articles import ArticleEntry, RemovedArticle
from briefing.ui.clipboard import copy_text
from briefing.ui.commands.undo import Change, History
from briefing.ui.messages import ChangeMade
from briefing.ui.presenters.articles.library_rows import OFFERS
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted
from briefing.ui.screens.reader.library_list import LibraryList

__all__ = ["ArticleCommands"]

NO_ARTICLE = "No article is open."
MOST_WINDOWS = 10
"""Addresses that are opened in the browser at once."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark that an article has or has not, and how it is said that it was given or taken."""

    name: str
    given: str
    taken: str

    def words(self, value: bool, articles: str) -> str:
        return (self.given if value else self.taken).format(articles)


_READ = _Mark("read", "Marked read: {}", "Marked unread: {}")
_STARRED = _Mark("starred", "Starred {}", "Took the star from {}")


class ArticleCommands(LibraryList):
    """A command acts on the selected articles, else on the one under the cursor, else on the open one.

    Every change goes through the history, and waits for its turn: the keys never wait for the disk.
    """

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._history = History()
        self._removed: set[str] = set()
        """The articles that undo can put back."""

    def meant(self) -> tuple[str, ...]:
        """The articles that a command is for; none where there is none, which is told."""
        row = self.row_under_cursor()
        if row is not None and self.chosen:
            return tuple(sorted(self.chosen, key=self.listing.places.__getitem__))
        open_id = self.article.id if self.article else None
        wanted = row.key if row is not None else open_id
        if wanted is None or wanted in OFFERS:
            self.say(NO_ARTICLE)
            return ()
        return (wanted,)

    def action_library_remove(self) -> None:
        row = self.library_rows.row
        if row is None or row.key in OFFERS:
            self.say("There is no article to remove.")
            return
        ids, removed = self.meant(), list[RemovedArticle]()

        def remove() -> None:
            self._present(ids)
            removed.clear()
            for id_ in ids:
                if self.library.article_list.existing_ids([id_]):
                    removed.append(self.library.remove(id_))
                    self._removed.add(id_)

        def put_back() -> None:
            for each in removed:
                self.library.restore(each)
                self._removed.discard(each.article.id)

        def made() -> str:
            return self._make(Change(f"Removed {_named(self._present(ids))}", remove, put_back))

        self.change(made)

    def action_reader_star(self) -> None:
        self._flip(_STARRED)

    def action_reader_read(self) -> None:
        self._flip(_READ)

    def _flip(self, mark: _Mark) -> None:
        """Give the mark, or take it where all have it.

        Which of the two is found in the change's own turn: the list may still show what was before the last
        key.
        """
        ids = self.meant()

        def made() -> str:
            entries = self._present(ids)
            value = not all(getattr(entry, mark.name) for entry in entries)
            different = [entry.id for entry in entries if getattr(entry, mark.name) != value]
            named = _named([entry for entry in entries if entry.id in different])
            return self._make(self._marking(mark.name, different, value, mark.words(value, named)))

        if ids:
            self.change(made)

    def _marking(self, mark: str, ids: list[str], value: bool, done: str) -> Change:
        """The change that gives these articles a mark, or takes it from them; `done` says so."""

        def set_to(flag: bool) -> Callable[[], None]:
            def change() -> None:
                self._present(ids)
                self.library.mark(ids, **{mark: flag})

            return change

        return Change(done, set_to(value), set_to(not value))

    def _present(self, ids: tuple[str, ...] | list[str]) -> list[ArticleEntry]:
        """Those that the library has. Raises NotFoundError where it has none, saying how to have it back."""
        entries = self.library.article_list.entries(ids)
        if ids and not entries:
            back = "u puts it back" if self._removed & set(ids) else "+ reads it in again"
            raise NotFoundError(f"This article was removed from the library: {back}.")
        return entries

    def _make(self, change: Change) -> str:
        """In a turn: do it, remember it, and say so."""
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
        """Of selected ones only the first few: each is a window, or a tab of one."""
        ids = self.meant()
        known = {entry.id: entry.url for entry in self.entries}
        if self.article is not None:
            known[self.article.id] = self.article.url
        addresses = [url for id_ in ids[:MOST_WINDOWS] if (url := known.get(id_))]
        for url in addresses:
            self.open_address(url)
        if addresses:
            left = f", the first {MOST_WINDOWS} of {len(ids)}" if len(ids) > MOST_WINDOWS else ""
            named = addresses[0] if len(addresses) == 1 else f"{len(addresses)} addresses{left}"
            self.say(f"Opening {named} in the browser.")
        elif ids:
            self.say("This article has no web address.")

    def action_reader_address(self) -> None:
        address = (self.article.url or self.article.path) if self.article else None
        if address:
            copy_text(self.app, address)
            self.say(f"Copied {address}")
        else:
            self.say("This article has no address.")


def _named(entries: list[ArticleEntry]) -> str:
    return quoted(entries[0].title) if len(entries) == 1 else pluralize(len(entries), "article")
