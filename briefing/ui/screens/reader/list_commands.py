"""Commands for the list of the library: scope, order, filter, tags, the next unread, and all marked read."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from textual.timer import Timer

from briefing.services.articles import Library
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.commands.undo import Change, Changes
from briefing.ui.list_finding import next_unread
from briefing.ui.presenters.articles.article_scope import ALL, STARRED, UNREAD, Scope
from briefing.ui.presenters.articles.list_place import ListPlace
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.article_list import ArticleListController
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.passages import PassageController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import SerialExecutor, TaskRunner
from briefing.ui.widgets.lists.list_filter import ListFilter

PAUSE = 0.12
"""Seconds without a key until what is typed into the filter is looked for."""
IDLE = 3.0
"""Seconds without a key until articles are analysed ahead."""
AHEAD = 30
"""How many of the unread articles at the top of the list."""


@dataclass(eq=False)
class ListCommands:
    """Where the list is left is kept, so that the next start goes on there.

    Each change is one that `u` undoes, however many articles it is for.
    """

    library: Library
    tasks: TaskRunner
    view: ReaderView
    parts: Parts
    articles: ArticleListController
    passages: PassageController
    changes: Changes
    analysis: AnalysisQueue
    list_filter: ListFilter
    _keeps_place: bool = False
    """Whether the list is as the reader wants it, and not only there for an article that was named."""
    _wanted_id: str | None = None
    """The article beside that was asked for and has not come yet."""
    _walking: SerialExecutor = field(default_factory=SerialExecutor)
    _walks: int = 0
    """How many searches for unread articles are under way."""
    _walked: str | None = None
    """Where the last of them has come to."""
    _idle: Timer | None = None
    _tagged: tuple[str, ...] = ()
    """What the prompt asks tags for."""

    @property
    def commands(self) -> Commands:
        return {
            "library.everything": partial(self._list_scope, ALL),
            "library.unread": partial(self._list_scope, UNREAD),
            "library.starred": partial(self._list_scope, STARRED),
            "library.sort": self.sort,
            "library.filter": self.filter,
            "library.read-all": self.read_all,
            "library.tag": self.ask_for_tags,
            "reader.next-article": partial(self._open_beside, 1),
            "reader.previous-article": partial(self._open_beside, -1),
            "reader.next-unread": self.go_to_next_unread,
        }

    # Where it was left

    async def resume(self) -> str:
        """List what was listed when the reader left; the id of the article that was being read, if any."""
        catalogue = self.library.article_list

        def left() -> ListPlace:
            place = ListPlace.read(catalogue.saved_position())
            here = catalogue.existing_ids([place.reading])
            return place if here else replace(place, reading="")

        place = await wrap_future(self.tasks.submit(left))
        self._keeps_place = True
        self.articles.list_as(place)
        if place.typed:
            await self.list_filter.ask(place.typed, place.filters, focus=False)
        return place.reading

    def keep_place(self, *, reading: bool) -> None:
        """Remember where the list is; `reading` where the reader is in the open article."""
        if not self._keeps_place:
            return
        article, place = self.view.article, self.articles.place
        open_id = article.id if reading and article is not None else ""
        written = replace(place, at=place.at or self.articles.last_at, reading=open_id).written()
        self.tasks.in_order(lambda: self.library.article_list.save_position(written))

    def _list_otherwise(self, place: ListPlace) -> None:
        """What the reader asks for is also what the next start goes on with."""
        self._keeps_place = True
        self.articles.list_as(place)
        self.keep_place(reading=False)

    # Scope and order

    def show_scope(self, scope: Scope) -> None:
        """List this, without a filter, from the start."""
        self._list_scope(scope)
        self.parts.go_to_library()

    def _list_scope(self, scope: Scope) -> None:
        self.list_filter.clear()
        self._list_otherwise(replace(self.articles.place, scope=scope, typed="", at=""))

    def sort(self) -> None:
        row, place = self.articles.row, self.articles.place
        self._list_otherwise(replace(place, sort=place.sort.following, at=row.key if row else ""))
        self.view.say(f"Sorted: {self.articles.place.sort}.")

    # The filter

    async def filter(self) -> None:
        await self.list_filter.ask(self.list_filter.typed, self.articles.place.filters)
        self.view.retitle()

    async def filter_soon(self, typed: str) -> None:
        """List what matches, once the reader pauses."""
        self._keeps_place = True
        wanted = self.tasks.newest("filter")
        await asyncio.sleep(PAUSE)
        if wanted():
            self._filter_now(typed)

    def _filter_now(self, typed: str) -> None:
        """List what matches, without waiting for what else is typed."""
        self.tasks.newest("filter")
        if typed != self.articles.place.typed:
            self.articles.list_as(replace(self.articles.place, typed=typed, at=""))

    def leave_filter(self) -> None:
        """Go to the list, which shows what matches."""
        typed = self.list_filter.leave()
        self._filter_now(typed)
        self.articles.place = self.articles.place.with_filter(typed)
        self.parts.focus_rows()
        self.keep_place(reading=False)
        self.view.retitle()

    def clear_filter(self) -> None:
        """Take away what is typed into the filter; where nothing is, leave it."""
        if self.list_filter.typed:
            self.list_filter.empty()
        else:
            self.leave_filter()

    def move(self, by: int) -> None:
        """Move the cursor while the filter is typed in; where nothing is typed, ↑ shows earlier filters."""
        if not (abs(by) == 1 and self.list_filter.show_earlier(-by)):
            self.articles.move(by)

    def close_one_thing(self) -> bool:
        """Let go of what is selected, or take the filter away; whether there was either."""
        if self.articles.chosen:
            self.articles.choose(frozenset())
            self.articles.tell_row()
        elif self.list_filter.typed:
            self.list_filter.clear()
            self._filter_now("")
        else:
            return False
        return True

    # The articles beside, and the next unread

    def _open_beside(self, by: int) -> None:
        article = self.view.article
        if article is None:
            self.view.say("No article is open.")
            return
        listing = self.articles.listing
        # From the one that was asked for last, or quick presses would all lead to the same.
        here = listing.line_of(self._wanted_id or article.id)
        at = here + by if here is not None else 0
        if 0 <= at < len(listing.ids):
            self._wanted_id = listing.ids[at]
            self.passages.visit(self._wanted_id)
        else:
            self.view.say("This is the last article." if by > 0 else "This is the first article.")

    def end_wait(self) -> None:
        """The article beside that was asked for has come, or will not."""
        self._wanted_id = None

    def go_to_next_unread(self) -> None:
        """Pressed again before one is found, go on from that one."""
        self._walks += 1
        row, article = self.articles.row, self.view.article
        here = row.key if row is not None else ""
        if article is not None and not self.parts.in_library:
            here = article.id
        catalogue, listing = self.library.article_list, self.articles.listing

        def found() -> str | None:
            self._walked = next_unread(catalogue, listing, self._walked or here)
            return self._walked

        self.tasks.after_writes(self._walking, found, self._go_to_unread)

    def _go_to_unread(self, article_id: str | None) -> None:
        self._walks -= 1
        if self._walks:
            return
        self._walked = None
        if article_id is None or self.articles.listing.line_of(article_id) is None:
            self.view.say("Nothing that is listed is unread.")
        elif self.parts.in_library:
            self.articles.mark(article_id)
        else:
            self.passages.visit(article_id)

    # Changes to all of them

    def read_all(self) -> None:
        place, listed, is_whole = self.articles.place, self.articles.listing, self.articles.has_all
        library = self.library

        def marked() -> Change | str:
            catalogue = library.article_list
            every = listed.every if is_whole else catalogue.ids(place.scope.query, place.typed, place.sort)
            changed = list(library.mark(every, read=True))
            if not changed:
                return "All that is listed is read already."
            return Change(
                f"Marked {pluralize(len(changed), 'article')} read",
                partial(_mark, library, changed, True),
                partial(_mark, library, changed, False),
            )

        self.changes.make(marked)

    async def ask_for_tags(self) -> None:
        self._tagged = self.articles.meant()
        if self._tagged:
            number = len(self._tagged)
            what = "the article" if number == 1 else pluralize(number, "article")
            await self.parts.ask("tag", f"Tag {what}", "words parted by spaces; -word takes one away")

    def tag(self, answer: str) -> None:
        """Give the articles the tags that were asked for, and take those with a minus."""
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
        self.changes.make(lambda: Change(f"Tagged {pluralize(len(ids), 'article')} {words}", tag, untag))

    # Ahead of reading

    def watch_idleness(self, set_timer: Callable[[float, Callable[[], None]], Timer]) -> None:
        """Once the reader pauses, analyse what will be read next; with the next key, leave that."""
        if self._idle is not None:
            self._idle.stop()
            self.analysis.look_ahead(())
        self._idle = set_timer(IDLE, self._look_ahead)

    def _look_ahead(self) -> None:
        self.analysis.look_ahead([each.id for each in self.articles.entries if not each.read][:AHEAD])


def _mark(library: Library, ids: list[str], read: bool) -> None:
    library.mark(ids, read=read)
