"""What the reader does to the list: filter, order, select, fold, mark all of it, and find it as it was."""

from __future__ import annotations

from asyncio import wrap_future
from dataclasses import replace

from textual import on
from textual.message import Message
from textual.timer import Timer

from briefing.domain import Article
from briefing.ui.history import Change
from briefing.ui.library_rows import OFFERS
from briefing.ui.list_finding import next_unread
from briefing.ui.list_place import ListPlace
from briefing.ui.messages import UnreadFound
from briefing.ui.reader_words import count
from briefing.ui.rows import Row
from briefing.ui.scope import ALL, STARRED, UNREAD, Scope
from briefing.ui.screens.article_commands import ArticleCommands
from briefing.ui.screens.passages import PassageCommands
from briefing.ui.screens.reader_parts import LibraryRows
from briefing.ui.widgets.list_filter import ListFilter

__all__ = ["ListCommands"]


IDLE = 3.0
"""Seconds without a key until articles are analysed ahead."""
AHEAD = 30
"""How many of the unread articles at the top of the list."""


class ListCommands(ArticleCommands, PassageCommands):
    """Where the list is left is kept, so that the next start goes on there."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._walks = 0
        """How many searches for unread articles are under way."""
        self._walked: str | None = None
        """Where the last of them has come to."""
        self._idle: Timer | None = None
        self._tagged: tuple[str, ...] = ()
        """What the prompt asks tags for."""
        self.keeps_list = False
        """Whether the list is as the reader wants it, and not only there for an article that was named."""

    # Where it was left

    async def resume(self) -> str:
        """List what was listed when the reader left; the id of the article that was being read, if any."""
        catalogue = self.library.catalogue

        def left() -> ListPlace:
            place = ListPlace.read(catalogue.left_at())
            here = catalogue.here([place.reading])
            return place if here else replace(place, reading="")

        place = await wrap_future(self._turns.take(left))
        self.keeps_list = True
        self.list_as(place)
        if place.typed:
            await self.list_filter.ask(place.typed, place.filters, focus=False)
        return place.reading

    def keep_list(self, *, reading: bool) -> None:
        """Remember where the list is; `reading` where the reader is in the open article."""
        if not self.keeps_list:
            return
        open_id = self.article.id if reading and self.article is not None else ""
        written = replace(self.list_place, at=self.list_place.at or self.listed_at, reading=open_id).written()
        self.keep(lambda: self.library.catalogue.leave_at(written))

    def list_as(self, place: ListPlace) -> None:
        self.choose(frozenset())
        super().list_as(place)

    def _list_otherwise(self, place: ListPlace) -> None:
        """What the reader asks for is also what the next start goes on with."""
        self.keeps_list = True
        self.list_as(place)
        self.keep_list(reading=False)

    # What is listed, and in which order

    def action_library_everything(self) -> None:
        self._list_scope(ALL)

    def action_library_unread(self) -> None:
        self._list_scope(UNREAD)

    def action_library_starred(self) -> None:
        self._list_scope(STARRED)

    def show_scope(self, scope: Scope) -> None:
        self._list_scope(scope)
        self.go_to_library()

    def _list_scope(self, scope: Scope) -> None:
        self.list_filter.clear()
        self._list_otherwise(replace(self.list_place, scope=scope, typed="", at=""))

    def action_library_sort(self) -> None:
        row = self.library_rows.row
        place = replace(self.list_place, sort=self.list_place.sort.following, at=row.key if row else "")
        self._list_otherwise(place)
        self.say(f"Sorted: {place.sort}.")

    # The filter

    async def action_library_filter(self) -> None:
        await self.list_filter.ask(self.list_filter.typed, self.list_place.filters)
        self.retitle()

    @on(ListFilter.Changed)
    def filter_list(self, message: ListFilter.Changed) -> None:
        message.stop()
        self.keeps_list = True
        self.filter_by(message.typed)

    async def action_leave_filter(self) -> None:
        """To the list, which shows what matches."""
        typed = self.list_filter.leave()
        self.filter_now(typed)
        self.list_place = self.list_place.with_filter(typed)
        self.set_focus(self.library_rows)
        self.keep_list(reading=False)
        self.retitle()

    async def action_clear_filter(self) -> None:
        if self.list_filter.typed:
            self.list_filter.empty()
        else:
            await self.action_leave_filter()

    async def action_beside(self) -> None:
        await self.action_leave_filter()

    async def action_move_listed(self, by: int) -> None:
        """Move the cursor while the filter is typed in; where nothing is typed, ↑ shows earlier filters."""
        if not (abs(by) == 1 and self.list_filter.show_earlier(-by)):
            self.library_rows.move_to(self.library_rows.cursor + by)

    def close_in_list(self) -> bool:
        """Let go of what is selected, or take the filter away; whether there was either."""
        if self.chosen:
            self.choose(frozenset())
            self._tell_row()
        elif self.list_filter.typed:
            self.list_filter.clear()
            self.filter_now("")
        else:
            return False
        return True

    # Selecting and folding

    def action_library_select(self) -> None:
        row = self._article_row()
        if row is not None:
            self.choose(self.chosen ^ {row.key})
            self.library_rows.action_move_down()
            self._tell_row()

    def action_library_select_all(self) -> None:
        """Of a story that is folded, only the one that is shown."""
        listed = frozenset(self.listing.ids)
        self.choose(frozenset() if self.chosen == listed else listed)
        if self._article_row() is not None:
            self._tell_row()

    def action_library_unfold(self) -> None:
        row = self._article_row()
        if row is None:
            return
        if row.key in self.listing.others and row.key not in self.listing.opened:
            self.show_folds(self.listing.toggled(row.key))
        else:
            self.say("No other article that is listed tells this story.")

    def action_library_fold(self) -> None:
        row = self._article_row()
        head = self.listing.head_of(row.key) if row is not None else ""
        if head in self.listing.opened:
            self.show_folds(self.listing.toggled(head))
        elif row is not None:
            self.say("Nothing is unfolded here: → shows others that tell the same story.")

    def _article_row(self) -> Row | None:
        row = self.library_rows.row
        if row is None or row.key in OFFERS:
            self.say("No article is listed here.")
            return None
        return row

    def _tell_row(self) -> None:
        row = self.library_rows.row
        self.status.about = self.about_row(row) if row is not None else ""

    def show_row(self, row: Row) -> None:
        if isinstance(self.focused, LibraryRows):
            self.status.about = self.about_row(row)
        else:
            super().show_row(row)

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
            catalogue = self.library.catalogue
            every = listed.every if is_whole else catalogue.ids(place.scope.query, place.typed, place.sort)
            changed = list(self.library.mark(every, read=True))
            if not changed:
                return "All that is listed is read already."
            change = Change(
                f"Marked {count(len(changed), 'article')} read",
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
        catalogue, listing = self.library.catalogue, self.listing
        settled = self._turns.take(lambda: None)

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
            what = "the article" if len(ids) == 1 else count(len(ids), "article")
            await self.prompt.ask("tag", f"Tag {what}", "words parted by spaces; -word takes one away")

    def answered(self, purpose: str, answer: str) -> bool:
        """Whether what was asked for in the prompt is done with the answer."""
        if purpose != "tag":
            return False
        ids, catalogue = self._tagged, self.library.catalogue
        added = [word.lstrip("#") for word in answer.split() if not word.startswith("-")]
        taken = [word[1:].lstrip("#") for word in answer.split() if word.startswith("-")]
        done: list[tuple[str, bool, list[str]]] = []

        def tag() -> None:
            done.clear()
            done.extend((word, True, catalogue.tag(ids, word)) for word in added if word)
            done.extend((word, False, catalogue.untag(ids, word)) for word in taken if word)

        def untag() -> None:
            for word, was_added, changed in reversed(done):
                (catalogue.untag if was_added else catalogue.tag)(changed, word)

        words = " ".join([*(f"#{word}" for word in added), *(f"-#{word}" for word in taken)])
        change = Change(f"Tagged {count(len(ids), 'article')} {words}", tag, untag)
        self.change(lambda: self._make(change))
        return True
