"""The library's list: what is listed, found in a thread of its own, and what its rule says."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from textual import on, work
from textual.message import Message

from briefing.domain import Article
from briefing.services.articles import ArticleEntry
from briefing.ui.list_finding import Request, find, find_first
from briefing.ui.messages import LibraryListed, RowsFetched
from briefing.ui.presenters.articles.article_scope import Scope
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.library_listing import ArticleListing
from briefing.ui.presenters.articles.library_rows import ArticleRow, article_row, empty_rows
from briefing.ui.presenters.articles.list_messages import (
    ListCounts,
    empty_list_message,
    list_summary,
    scope_label,
    unsearched_message,
)
from briefing.ui.presenters.articles.list_place import ListPlace
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.reader_parts import LibraryRows, ReaderParts
from briefing.ui.tasks import SerialExecutor
from briefing.ui.widgets.chrome.header import Heading
from briefing.ui.widgets.lists.article_list import ArticleList

__all__ = ["LibraryList"]

PAUSE = 0.12
"""Seconds without a key until what is typed into the filter is looked for."""


class LibraryList(ReaderParts):
    """A list is found once, and stays as it is while marks change. When articles come or go it is found anew.

    Then the cursor stays on its article, and that on its line of the screen.
    """

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.list_place = ListPlace()
        self.chosen: frozenset[str] = frozenset()
        """The articles that are selected, to do something to all of them at once."""
        self._finding = SerialExecutor()
        self._fetching = SerialExecutor()
        self._entries: dict[str, ArticleEntry] = {}
        """Those whose rows the list has."""
        self._annotations: dict[str, int] = {}
        self._counts = ListCounts()
        self._problems: tuple[str, ...] = ()
        self._state: tuple[int, int] | None = None
        """Of the library when all of the list was found; None before."""
        self._arrived: frozenset[str] = frozenset()
        """What has come since the reader began to look at this list."""
        self._arrived_lines: Sequence[int] = ()
        """Where that stands, from top to bottom: a title is made with each key, and a refresh brings many."""
        self._begins = False
        """Whether what comes next is shown from its start."""
        self._listed_on = 0
        """`key_count` when the list was asked for: a reader who has gone on is not moved any more."""
        self.listed_at = ""
        """The article under the cursor, for when the list is gone."""

    @property
    def listing(self) -> ArticleListing:
        return self.library_rows.listing

    @property
    def entries(self) -> tuple[ArticleEntry, ...]:
        """What is known of the articles that are listed, in their order."""
        known = self._entries
        return tuple(known[id_] for id_ in self.listing.ids if id_ in known)

    @property
    def has_all(self) -> bool:
        """Whether all of the list has been found, and not only its first page."""
        return self._state is not None

    # Finding

    def show_scope(self, scope: Scope) -> None:
        """List this, without a filter, from the start."""
        raise NotImplementedError

    def list_as(self, place: ListPlace) -> None:
        """List anew: another scope, filter or order. The cursor goes to `place.at` where that is listed.

        Else it stays on its article, but for another scope, which is shown from its start.
        """
        self._listed_on = self.key_count
        self._begins = place.scope != self.list_place.scope and not place.at
        self.list_place = place
        self._arrived, self._arrived_lines = frozenset(), ()
        self._state = None
        self.list_library()

    def list_library(self) -> None:
        """Show the list as it is once all has been done that was asked for before."""
        is_newest = self._newest("list")
        settled = self._turns.submit(lambda: None)
        rows = self.library_rows
        request = Request(self.list_place, self.listing, rows.near(), self._state, self._counts)
        catalogue = self.library.article_list
        counts_of = self.library.annotations.counts

        def first() -> Message | None:
            settled.result()
            return find_first(catalogue, request, counts_of()) if is_newest() else None

        def whole() -> Message | None:
            settled.result()
            return find(catalogue, request, counts_of()) if is_newest() else None

        if request.is_new:
            self.tell_when_done(self._finding, first, is_newest)
        self.tell_when_done(self._finding, whole, is_newest)

    @work(group="filter")
    async def filter_by(self, typed: str) -> None:
        """List what matches, once the reader pauses."""
        is_newest = self._newest("filter")
        await asyncio.sleep(PAUSE)
        if is_newest():
            self.filter_now(typed)

    def filter_now(self, typed: str) -> None:
        """List what matches, without waiting for what else is typed."""
        self._newest("filter")
        if typed != self.list_place.typed:
            self.list_as(replace(self.list_place, typed=typed, at=""))

    @on(ArticleList.Wanted)
    def fetch_rows(self, message: ArticleList.Wanted) -> None:
        message.stop()
        catalogue, ids = self.library.article_list, message.ids
        self.tell_when_done(self._fetching, lambda: RowsFetched(tuple(catalogue.entries(ids))))

    @on(RowsFetched)
    def show_rows(self, message: RowsFetched) -> None:
        self._entries |= {entry.id: entry for entry in message.entries}
        self.library_rows.put(self._rows_of(message.entries))
        self._entries = {id_: each for id_, each in self._entries.items() if self.library_rows.knows(id_)}

    # Showing

    @on(LibraryListed)
    def show_library(self, message: LibraryListed) -> None:
        self._counts, self._problems = message.counts, message.problems
        self._annotations = dict(message.annotations)
        self._entries = {entry.id: entry for entry in message.entries}
        self._arrived = (self._arrived | message.arrived) if message.is_whole else frozenset()
        self._place_arrived(message.listing)
        self._state = message.state if message.is_whole else None
        place = self.list_place
        if not message.listing.ids and not message.counts.in_library:
            self.library_rows.show(empty_rows())
        else:
            empty = (
                "" if message.listing.ids else empty_list_message(place, message.problems, message.nearest)
            )
            rows = self._rows_of(message.entries, message.listing)
            first = message.listing.ids[:1] if self._begins else ()
            at = "" if self.key_count != self._listed_on else message.at or "".join(first)
            self.library_rows.show_listing(message.listing, rows, empty=empty, at=at)
            self._begins = False
        if message.is_whole:
            self.list_place = replace(place, at="")
        self.choose(self.chosen & message.listing.places.keys())
        self.listed()
        row = self.library_rows.row
        if row is not None and (self.library_rows.has_focus or self.list_filter.is_typing):
            self.status.about = self.about_row(row)
        self.retitle()

    def listed(self) -> None:
        """The list has been shown."""

    def show_folds(self, listing: ArticleListing) -> None:
        """Show the same articles, with other stories unfolded."""
        self._place_arrived(listing)
        entries = list(self._entries.values())
        self.library_rows.show_listing(listing, self._rows_of(entries, listing))
        self.retitle()

    def _rows_of(
        self, entries: Iterable[ArticleEntry], listing: ArticleListing | None = None
    ) -> Sequence[ArticleRow]:
        shown = self.listing if listing is None else listing
        now = datetime.now(UTC)
        return [
            article_row(
                entry,
                now,
                self._annotations,
                more=len(shown.others.get(entry.id, ())),
                is_folded=entry.id not in shown.expanded,
                depth=int(shown.head_of(entry.id) != entry.id),
            )
            for entry in entries
        ]

    def choose(self, chosen: frozenset[str]) -> None:
        """Only what is listed can be selected: nothing happens to what the reader does not see."""
        self.chosen = chosen
        self.library_rows.mark_chosen(chosen)

    # What stands around it

    def _place_arrived(self, listing: ArticleListing) -> None:
        lines = {listing.line_of(id_) for id_ in self._arrived}
        self._arrived_lines = sorted(line for line in lines if line is not None)

    def above(self) -> int:
        """How many have come that stand above the view."""
        return bisect_left(self._arrived_lines, self.library_rows.first_in_view)

    def title_library(self) -> None:
        focused = self.library_rows.has_focus
        row = self.library_rows.row
        self.listed_at = row.key if row is not None and row.key in self.listing.places else ""
        above = self.above()
        if not above:
            self._arrived, self._arrived_lines = frozenset(), ()
        self.library_rule.headings = (Heading(scope_label(self.list_place.scope), focused),)
        width = self.library_rule.size.width
        self.library_rule.right = list_summary(self._counts, self.list_place, above, width)
        self.library_rule.focused = focused

    def about_row(self, row: Row) -> str:
        """What the status row says while the cursor is on a line of the list."""
        if self.chosen:
            return (
                f"{pluralize(len(self.chosen), 'article')} selected: s, m, t, dd, | act on them. Esc lets go."
            )
        said = self._problems[0] if self._problems else unsearched_message(self._counts.unsearched)
        return said or row.about

    def row_under_cursor(self) -> Row | None:
        """The line of the list that has the focus."""
        return self.library_rows.row if isinstance(self.focused, LibraryRows) else None
