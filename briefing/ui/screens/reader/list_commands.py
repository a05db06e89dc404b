"""What is done with a list of articles: all marked read, the next unread, tags, analyses ahead of reading."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.timer import Timer

from briefing.domain import Article
from briefing.ui.commands.undo import Change
from briefing.ui.list_finding import next_unread
from briefing.ui.messages import UnreadFound
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.list_choosing import ListChoosing
from briefing.ui.screens.reader.reader_parts import LibraryRows

__all__ = ["ListCommands"]

IDLE = 3.0
"""Seconds without a key until articles are analysed ahead."""
AHEAD = 30
"""How many of the unread articles at the top of the list."""


class ListCommands(ListChoosing):
    """Each change is one that u undoes, however many articles it is for."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._walks = 0
        """How many searches for unread articles are under way."""
        self._walked: str | None = None
        """Where the last of them has come to."""
        self._idle: Timer | None = None
        self._tagged: tuple[str, ...] = ()
        """What the prompt asks tags for."""

    # Ahead of reading

    def watch_idleness(self) -> None:
        """Once the reader pauses, analyse what will be read next; with the next key, leave that."""
        self._idle = self.set_timer(IDLE, self._look_ahead)

    def end_idleness(self) -> None:
        """A key was pressed."""
        if self._idle is not None:
            self._idle.stop()
            self.analyse_ahead(())
        self.watch_idleness()

    def _look_ahead(self) -> None:
        self.analyse_ahead([entry.id for entry in self.entries if not entry.read][:AHEAD])

    # All of them, and the next

    def action_library_read_all(self) -> None:
        place, listed, is_whole = self.list_place, self.listing, self.has_all

        def made() -> str:
            catalogue = self.library.article_list
            every = listed.every if is_whole else catalogue.ids(place.scope.query, place.typed, place.sort)
            changed = list(self.library.mark(every, read=True))
            if not changed:
                return "All that is listed is read already."
            change = Change(
                f"Marked {pluralize(len(changed), 'article')} read",
                lambda: self._mark_read(changed, True),
                lambda: self._mark_read(changed, False),
            )
            return self._make(change)

        self.change(made)

    def _mark_read(self, ids: list[str], read: bool) -> None:
        self.library.mark(ids, read=read)

    def action_reader_next_unread(self) -> None:
        """Pressed again before one is found, go on from that one."""
        self._walks += 1
        here = self._here_in_list()
        catalogue, listing = self.library.article_list, self.listing
        settled = self._turns.submit(lambda: None)

        def found() -> Message:
            settled.result()
            self._walked = next_unread(catalogue, listing, self._walked or here)
            return UnreadFound(self._walked)

        self.tell_when_done(self._fetching, found)

    def _here_in_list(self) -> str:
        row = self.row_under_cursor()
        if row is not None or self.article is None:
            return self.library_rows.row.key if self.library_rows.row else ""
        return self.article.id

    @on(UnreadFound)
    def go_to_unread(self, message: UnreadFound) -> None:
        self._walks -= 1
        if self._walks:
            return
        self._walked = None
        line = self.listing.line_of(message.article_id) if message.article_id else None
        if message.article_id is None or line is None:
            self.say("Nothing that is listed is unread.")
        elif isinstance(self.focused, LibraryRows):
            self.library_rows.move_to(line)
        else:
            self.visit(message.article_id)

    # Tags

    async def action_library_tag(self) -> None:
        ids = self.meant()
        if ids:
            self._tagged = ids
            self._asked_from = self.part
            what = "the article" if len(ids) == 1 else pluralize(len(ids), "article")
            await self.prompt.ask("tag", f"Tag {what}", "words parted by spaces; -word takes one away")

    def answered(self, purpose: str, answer: str) -> bool:
        """Whether what was asked for in the prompt is done with the answer."""
        if purpose != "tag":
            return False
        ids, catalogue = self._tagged, self.library.article_list
        added = [word.lstrip("#") for word in answer.split() if not word.startswith("-")]
        taken = [word[1:].lstrip("#") for word in answer.split() if word.startswith("-")]
        done: list[tuple[str, bool, list[str]]] = []

        def tag() -> None:
            done.clear()
            done.extend((word, True, catalogue.tags.add(ids, word)) for word in added if word)
            done.extend((word, False, catalogue.tags.remove(ids, word)) for word in taken if word)

        def untag() -> None:
            for word, was_added, changed in reversed(done):
                (catalogue.tags.remove if was_added else catalogue.tags.add)(changed, word)

        words = " ".join([*(f"#{word}" for word in added), *(f"-#{word}" for word in taken)])
        change = Change(f"Tagged {pluralize(len(ids), 'article')} {words}", tag, untag)
        self.change(lambda: self._make(change))
        return True
