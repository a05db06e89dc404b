"""The list of the library: finds its articles off the event loop, and shows, selects and unfolds them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from briefing.services.articles import Library
from briefing.store.articles.article_rows import ArticleEntry
from briefing.ui.list_finding import ListRequest, ListResult, find, find_first
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.library_listing import ArticleListing
from briefing.ui.presenters.articles.library_rows import OFFERS, ArticleRow, article_row, empty_rows
from briefing.ui.presenters.articles.list_messages import (
    ListCounts,
    empty_list_message,
    list_summary,
    scope_label,
    unsearched_message,
)
from briefing.ui.presenters.articles.list_place import ListPlace
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import SerialExecutor, TaskRunner
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.article_list import ArticleList
from briefing.ui.widgets.lists.list_filter import ListFilter


@dataclass(eq=False)
class ArticleListController:
    """A list is found once, and stays as it is while marks change. When articles come or go it is found anew.

    Then the cursor stays on its article, and that on its line of the screen.
    """

    library: Library
    tasks: TaskRunner
    view: ReaderView
    parts: Parts
    rows: ArticleList
    header: PaneHeader
    list_filter: ListFilter
    place: ListPlace = field(default_factory=ListPlace)
    chosen: frozenset[str] = frozenset()
    """The articles that are selected, to do something to all of them at once."""
    last_at: str = ""
    """The article under the cursor, for when the list is gone."""
    _finding: SerialExecutor = field(default_factory=SerialExecutor)
    _fetching: SerialExecutor = field(default_factory=SerialExecutor)
    _entries: dict[str, ArticleEntry] = field(default_factory=dict)
    """Those whose rows the list has."""
    _annotations: dict[str, int] = field(default_factory=dict)
    _counts: ListCounts = field(default_factory=ListCounts)
    _problems: tuple[str, ...] = ()
    _state: tuple[int, int] | None = None
    """Of the library when all of the list was found; None before."""
    _arrived: frozenset[str] = frozenset()
    """What has come since the reader began to look at this list."""
    _arrived_lines: Sequence[int] = ()
    """Where that stands, from top to bottom: a title is made with each key, and a refresh brings many."""
    _begins: bool = False
    """Whether what comes next is shown from its start."""
    _listed_on: int = 0
    """`key_count` when the list was asked for: a reader who has gone on is not moved any more."""

    @property
    def commands(self) -> Commands:
        return {
            "library.select": self.select,
            "library.select-all": self.select_all,
            "library.unfold": self.unfold,
            "library.fold": self.fold,
        }

    @property
    def listing(self) -> ArticleListing:
        return self.rows.listing

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

    def list_as(self, place: ListPlace) -> None:
        """List anew: another scope, filter or order. The cursor goes to `place.at` where that is listed.

        Else it stays on its article, but for another scope, which is shown from its start.
        """
        self.choose(frozenset())
        self._listed_on = self.view.key_count
        self._begins = place.scope != self.place.scope and not place.at
        self.place = place
        self._arrived, self._arrived_lines = frozenset(), ()
        self._state = None
        self.list_again()

    def list_again(self) -> None:
        """Show the list as it is once all has been done that was asked for before."""
        wanted = self.tasks.newest("list")
        request = ListRequest(self.place, self.listing, self.rows.near(), self._state, self._counts)
        catalogue = self.library.article_list
        counts = self.library.annotations.counts
        if request.is_new:
            self.tasks.after_writes(
                self._finding, lambda: find_first(catalogue, request, counts()), self._show, wanted=wanted
            )
        self.tasks.after_writes(
            self._finding, lambda: find(catalogue, request, counts()), self._show, wanted=wanted
        )

    def fetch_rows(self, ids: tuple[str, ...]) -> None:
        """Fetch rows that the list comes near to."""
        catalogue = self.library.article_list
        self.tasks.finish(self._fetching.submit(lambda: catalogue.entries(ids)), self._put_rows)

    def _put_rows(self, entries: Sequence[ArticleEntry]) -> None:
        self._entries |= {entry.id: entry for entry in entries}
        self.rows.put(self._rows_of(entries))
        self._entries = {id_: each for id_, each in self._entries.items() if self.rows.knows(id_)}

    # Showing

    def _show(self, result: ListResult) -> None:
        self._counts, self._problems = result.counts, result.problems
        self._annotations = dict(result.annotations)
        self._entries = {entry.id: entry for entry in result.entries}
        self._arrived = (self._arrived | result.arrived) if result.is_whole else frozenset()
        self._place_arrived(result.listing)
        self._state = result.state if result.is_whole else None
        place = self.place
        if not result.listing.ids and not result.counts.in_library:
            self.rows.show(empty_rows())
        else:
            empty = "" if result.listing.ids else empty_list_message(place, result.problems, result.nearest)
            rows = self._rows_of(result.entries, result.listing)
            first = result.listing.ids[:1] if self._begins else ()
            at = "" if self.view.key_count != self._listed_on else result.at or "".join(first)
            self.rows.show_listing(result.listing, rows, empty=empty, at=at)
            self._begins = False
        if result.is_whole:
            self.place = replace(place, at="")
        self.choose(self.chosen & result.listing.places.keys())
        if self.view.article is not None and not self.rows.has_focus:
            self.mark(self.view.article.id)
        if self.rows.row is not None and (self.rows.has_focus or self.list_filter.is_typing):
            self.tell_row()
        self.view.retitle()

    def mark(self, article_id: str) -> None:
        """Put the cursor on the article that one reads."""
        line = self.listing.line_of(article_id)
        if line is not None:
            self.rows.move_to(line)

    def _show_folds(self, listing: ArticleListing) -> None:
        """Show the same articles, with other stories unfolded."""
        self._place_arrived(listing)
        self.rows.show_listing(listing, self._rows_of(list(self._entries.values()), listing))
        self.view.retitle()

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

    # The header, and what the status row says of a line

    def _place_arrived(self, listing: ArticleListing) -> None:
        lines = {listing.line_of(id_) for id_ in self._arrived}
        self._arrived_lines = sorted(line for line in lines if line is not None)

    def retitle(self) -> None:
        row = self.rows.row
        self.last_at = row.key if row is not None and row.key in self.listing.places else ""
        above = bisect_left(self._arrived_lines, self.rows.first_in_view)
        if not above:
            self._arrived, self._arrived_lines = frozenset(), ()
        title_list(self.header, self.rows, self.place, self._counts, above)

    def tell_row(self) -> None:
        """Say what the row under the cursor is about."""
        row = self.rows.row
        if row is None:
            self.view.status.about = ""
        elif self.chosen:
            chosen = pluralize(len(self.chosen), "article")
            self.view.status.about = f"{chosen} selected: s, m, t, dd, | act on them. Esc lets go."
        else:
            said = self._problems[0] if self._problems else unsearched_message(self._counts.unsearched)
            self.view.status.about = said or row.about

    # What a command acts on

    @property
    def row(self) -> Row | None:
        """The row under the cursor, also where the list has not the focus."""
        return self.rows.row

    def article_row(self) -> Row | None:
        """The same, but None where it is no article, which is said."""
        row = self.rows.row
        if row is None or row.key in OFFERS:
            self.view.say("No article is listed here.")
            return None
        return row

    def meant(self) -> tuple[str, ...]:
        """The selected articles, else the one under the cursor, else the open one; where none is, say so."""
        row = self.rows.row if self.parts.in_library else None
        if row is not None and self.chosen:
            return tuple(sorted(self.chosen, key=self.listing.places.__getitem__))
        open_id = self.view.article.id if self.view.article else None
        wanted = row.key if row is not None else open_id
        if wanted is None or wanted in OFFERS:
            self.view.say("No article is open.")
            return ()
        return (wanted,)

    # Selecting and folding

    def move(self, by: int) -> None:
        self.rows.move_to(self.rows.cursor + by)

    def choose(self, chosen: frozenset[str]) -> None:
        """Only what is listed can be selected: nothing happens to what the reader does not see."""
        self.chosen = chosen
        self.rows.mark_chosen(chosen)

    def select(self) -> None:
        row = self.article_row()
        if row is not None:
            self.choose(self.chosen ^ {row.key})
            self.rows.action_move_down()
            self.tell_row()

    def select_all(self) -> None:
        """Of a story that is folded, only the one that is shown."""
        listed = frozenset(self.listing.ids)
        self.choose(frozenset() if self.chosen == listed else listed)
        if self.article_row() is not None:
            self.tell_row()

    def unfold(self) -> None:
        row = self.article_row()
        if row is None:
            return
        if row.key in self.listing.others and row.key not in self.listing.expanded:
            self._show_folds(self.listing.toggled(row.key))
        else:
            self.view.say("No other article that is listed tells this story.")

    def fold(self) -> None:
        row = self.article_row()
        head = self.listing.head_of(row.key) if row is not None else ""
        if head in self.listing.expanded:
            self._show_folds(self.listing.toggled(head))
        elif row is not None:
            self.view.say("Nothing is unfolded here: → shows others that tell the same story.")


def title_list(
    header: PaneHeader, rows: ArticleList, place: ListPlace, counts: ListCounts, above: int
) -> None:
    """Make the header say what is listed, and how many new articles are `above` the view."""
    header.headings = (Heading(scope_label(place.scope), rows.has_focus),)
    header.right = list_summary(counts, place, above, header.size.width)
    header.focused = rows.has_focus
