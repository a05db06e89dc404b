"""Controller of the article list: loads it off the event loop, selects and unfolds rows."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from briefing.domain import Analysis, Article
from briefing.domain.article import ArticleEntry
from briefing.errors import NotFoundError
from briefing.presentation.library.library_listing import ArticleListing
from briefing.presentation.library.library_rows import OFFERS, ArticleRow, article_row, empty_rows
from briefing.presentation.library.list_messages import (
    ListCounts,
    empty_list_message,
    list_summary,
    scope_label,
    unsearched_message,
)
from briefing.presentation.library.list_place import ListPlace
from briefing.presentation.rows import Row
from briefing.presentation.sentences import NO_ARTICLE, pluralize
from briefing.ui.list_finding import ListRequest, ListResult, find, find_first
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.tasks import SerialExecutor
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.article_list_view import ArticleList


@dataclass(eq=False)
class ArticleListController(Controller):
    """The ids are loaded once, and again only when articles are added or removed, not when marks change.

    On a reload the cursor stays on its article, and the article on its line of the screen.
    """

    place: ListPlace = field(default_factory=ListPlace)
    selected: frozenset[str] = frozenset()
    """The ids of the selected articles."""
    last_id: str = ""
    """The article under the cursor, for when the list has been removed."""
    _list_executor: SerialExecutor = field(default_factory=SerialExecutor)
    _row_executor: SerialExecutor = field(default_factory=SerialExecutor)
    _entries: dict[str, ArticleEntry] = field(default_factory=dict)
    """The articles whose rows the list has."""
    _annotations: dict[str, int] = field(default_factory=dict)
    _counts: ListCounts = field(default_factory=ListCounts)
    _problems: tuple[str, ...] = ()
    _state: tuple[int, int, int] | None = None
    """The library's change marker when the whole list was loaded; None before."""
    _arrived: frozenset[str] = frozenset()
    """The articles added since this list was opened."""
    _arrived_lines: Sequence[int] = ()
    """Their lines, sorted: cached, as the header is updated on each key and a refresh adds many."""
    _from_start: bool = False
    """Whether the next list is shown from its start."""
    _loaded_at_key: int = 0
    """`key_count` at the request: after another key the result does not move the cursor."""
    _moves: int | None = None
    """How far to move the cursor once the requested list is shown; None while nothing is requested."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.rows, self.list_filter = self.screen.library_rows, self.screen.list_filter

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
        """The listed articles whose rows are loaded, in the order of the list."""
        known = self._entries
        return tuple(known[id_] for id_ in self.listing.ids if id_ in known)

    @property
    def has_all(self) -> bool:
        """Whether the whole list has been loaded, and not only its first page."""
        return self._state is not None

    # Loading

    def load(self, place: ListPlace) -> None:
        """Load another scope, filter or order. The cursor goes to `place.at` if that is listed.

        Else it stays on its article, except that another scope is shown from its start.
        """
        self.set_selected(frozenset())
        self._loaded_at_key, self._moves = self.screen.key_count, 0
        self._from_start = place.scope != self.place.scope and not place.at
        self.place = place
        self._arrived, self._arrived_lines = frozenset(), ()
        self._state = None
        self.reload()

    def reload(self) -> None:
        """Load the list again, after all writes submitted before."""
        wanted = self.tasks.newest("list")
        under_cursor = self.rows.row.key if self.rows.row is not None else ""
        request = ListRequest(
            self.place, self.listing, self.rows.ids_near_view(), under_cursor, self._state, self._counts
        )
        catalogue = self.library.article_list
        counts = self.library.annotations.counts
        if request.is_new:
            self.tasks.after_writes(
                self._list_executor,
                lambda: find_first(catalogue, request, counts()),
                self._show,
                wanted=wanted,
            )
        self.tasks.after_writes(
            self._list_executor,
            lambda: find(catalogue, request, counts(), self.library.watches.count_all_new()),
            self._show,
            wanted=wanted,
        )

    def change_made(self, made: ChangeMade) -> None:
        self.reload()

    def work_failed(self, sentence: str) -> None:
        self.reload()  # the article may have been removed

    def fetch_rows(self, ids: tuple[str, ...]) -> None:
        """Fetch the rows of these articles."""
        catalogue = self.library.article_list
        self.tasks.finish(self._row_executor.submit(partial(catalogue.entries, ids)), self._put_rows)

    def _put_rows(self, entries: Sequence[ArticleEntry]) -> None:
        self._entries |= {entry.id: entry for entry in entries}
        self.rows.update_rows(self._rows_of(entries))
        self._entries = {id_: each for id_, each in self._entries.items() if self.rows.has_row(id_)}

    # Showing

    def _show(self, result: ListResult) -> None:
        self._counts = result.counts
        unsearched = unsearched_message(result.counts.unsearched)
        self._problems = (*result.problems, unsearched) if unsearched else result.problems
        self._annotations = dict(result.annotations)
        self._entries = {entry.id: entry for entry in result.entries}
        self._arrived = (self._arrived | result.arrived) if result.is_whole else frozenset()
        self._locate_arrived(result.listing)
        self._state = result.state if result.is_whole else None
        place = self.place
        if not result.listing.ids and not result.counts.in_library:
            self.rows.show(empty_rows())
        else:
            empty = "" if result.listing.ids else empty_list_message(place, self._problems, result.nearest)
            rows = self._rows_of(result.entries, result.listing)
            first = result.listing.ids[:1] if self._from_start else ()
            at = "" if self.screen.key_count != self._loaded_at_key else result.at or "".join(first)
            self.rows.show_listing(result.listing, rows, empty=empty, at=at)
            self._from_start = False
        if result.is_whole:
            self.place = replace(place, at="")
        self.set_selected(self.selected & result.listing.places.keys())
        moves, self._moves = self._moves, None
        if moves:
            self.move(moves)
        is_choosing = self.rows.has_focus or self.list_filter.is_typing
        if self.screen.article is not None and not is_choosing:
            self.move_to_article(self.screen.article.id)
        if self.rows.row is not None and is_choosing:
            self.show_row_status()
        self.screen.retitle()

    def move_to_article(self, article_id: str) -> None:
        """Move the cursor to an article."""
        line = self.listing.line_of(article_id)
        if line is not None:
            self.rows.move_to(line)

    def go_to(self, article_id: str) -> None:
        """Move the cursor to an article, and show its status."""
        self.move_to_article(article_id)
        self.show_row_status()

    def _show_folds(self, listing: ArticleListing) -> None:
        """Show the same articles with other stories unfolded."""
        self._locate_arrived(listing)
        self.rows.show_listing(listing, self._rows_of(list(self._entries.values()), listing))
        self.screen.retitle()

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

    # Header and status row

    def _locate_arrived(self, listing: ArticleListing) -> None:
        lines = {listing.line_of(id_) for id_ in self._arrived}
        self._arrived_lines = sorted(line for line in lines if line is not None)

    def retitle(self) -> None:
        row = self.rows.row
        self.last_id = row.key if row is not None and row.key in self.listing.places else ""
        above = bisect_left(self._arrived_lines, self.rows.first_in_view)
        if not above:
            self._arrived, self._arrived_lines = frozenset(), ()
        title_list(self.screen.library_header, self.rows, self.place, self._counts, above)

    def show_row_status(self) -> None:
        """Show the status of the row under the cursor."""
        row = self.rows.row
        if row is None:
            self.screen.status.about = ""
        elif self.selected:
            selected = pluralize(len(self.selected), "article")
            keys = "{reader.star}, {reader.read}, {library.tag}, {library.remove}, {reader.pipe}"
            self.screen.status.about = f"{selected} selected: {keys} act on them. {{reader.close}} clears."
        else:
            self.screen.status.about = self._problems[0] if self._problems else row.about

    # Targets of commands

    @property
    def row(self) -> Row | None:
        """The row under the cursor, whether or not the list has the focus."""
        return self.rows.row

    def article_row(self) -> Row | None:
        """The row under the cursor; None with a message if it is not an article."""
        row = self.rows.row
        if row is None or row.key in OFFERS:
            self.screen.say("No article is listed here.")
            return None
        return row

    def target_ids(self) -> tuple[str, ...]:
        """The selected articles, else the one under the cursor, else the open one; a message if none is."""
        row = self.rows.row if self.parts.in_library else None
        if row is not None and self.selected:
            return tuple(sorted(self.selected, key=self.listing.places.__getitem__))
        open_id = self.screen.article.id if self.screen.article else None
        wanted = row.key if row is not None else open_id
        if wanted is None or wanted in OFFERS:
            self.screen.say(NO_ARTICLE)
            return ()
        return (wanted,)

    # Selecting and folding

    def move(self, by: int) -> None:
        """Move the cursor; in a list that is requested and not shown yet, once it is."""
        if self._moves is None:
            self.rows.move_to(self.rows.cursor + by)
        else:
            self._moves += by

    def set_selected(self, selected: frozenset[str]) -> None:
        """Select these articles, of which all must be listed: no command acts on what is not shown."""
        self.selected = selected
        self.rows.mark_selected(selected)

    def select(self) -> None:
        row = self.article_row()
        if row is not None:
            self.set_selected(self.selected ^ {row.key})
            self.rows.action_move_down()
            self.show_row_status()

    def select_all(self) -> None:
        """Select or deselect all listed articles; of a folded story, only the one that is shown."""
        listed = frozenset(self.listing.ids)
        self.set_selected(frozenset() if self.selected == listed else listed)
        if self.article_row() is not None:
            self.show_row_status()

    def unfold(self) -> None:
        row = self.article_row()
        if row is None:
            return
        if row.key in self.listing.others and row.key not in self.listing.expanded:
            self._show_folds(self.listing.toggled(row.key))
        elif self.place.scope.is_feed:
            self.screen.say("The list of one feed folds no stories.")
        else:
            self.screen.say("No other listed article tells this story.")

    def unfold_to(self, article_id: str) -> None:
        """Show an article that may be folded under another."""
        head = self.listing.head_of(article_id)
        if head != article_id and head not in self.listing.expanded:
            self._show_folds(self.listing.toggled(head))

    def fold(self) -> None:
        row = self.article_row()
        head = self.listing.head_of(row.key) if row is not None else ""
        if head in self.listing.expanded:
            self._show_folds(self.listing.toggled(head))
        elif row is not None:
            self.screen.say("No story is open here: {library.unfold} shows the others that tell it.")


PREVIEW_DELAY = 0.12
"""Seconds that the cursor rests on an article before it is previewed: drawing it takes longer than a key."""
NO_BRIEFING = "{library.open} opens the article, and makes its briefing."


@dataclass(eq=False)
class PreviewController(Controller):
    """Beside the list of a wide screen: the article under the cursor while another one, or none, is open."""

    articles: ArticleListController
    _id: str = ""
    """The article that is previewed or being fetched; empty for none."""
    _executor: SerialExecutor = field(default_factory=SerialExecutor)

    @property
    def is_shown(self) -> bool:
        """Whether an article is previewed, or is about to be."""
        return bool(self._id)

    def update(self) -> None:
        """Follow the cursor of the list; outside the list, hide the preview, or open what was clicked."""
        focused = self.screen.focused
        if focused is not None and self.screen.preview in focused.ancestors:
            self.enter()
            return
        if self.parts.in_article or self.parts.in_pane or self.parts.is_zoomed:
            self._id = ""
            self.screen.remove_class("-previews")
        elif self.parts.in_library or self.articles.list_filter.is_typing:
            wanted = self._wanted()
            if wanted != self._id:
                self._id = wanted
                self.screen.run_worker(self._wait(wanted), group="preview-delay", exclusive=True)

    def enter(self) -> None:
        """Open the article that is previewed."""
        self.parts.focus(self.parts.rows)
        self.screen.call_later(self.context.run, "library.open")

    def _wanted(self) -> str:
        row, article = self.articles.row, self.screen.article
        is_open = article is not None and row is not None and article.id == row.key
        if row is None or row.key in OFFERS or is_open:
            return ""
        return row.key if self.screen.has_class("-wide") else ""

    async def _wait(self, article_id: str) -> None:
        await asyncio.sleep(PREVIEW_DELAY)
        if article_id == self._id:
            if article_id:
                self._fetch(article_id)
            else:
                self.screen.remove_class("-previews")

    def _fetch(self, article_id: str) -> None:
        def fetched() -> tuple[Article, Analysis | None] | None:
            try:
                article = self.library.articles.article(article_id)
            except NotFoundError:  # removed meanwhile
                return None
            return article, self.context.analysis.saved(article)

        wanted = self.tasks.newest("preview")
        self.tasks.after_writes(self._executor, fetched, self._show, wanted=wanted)

    def _show(self, found: tuple[Article, Analysis | None] | None) -> None:
        if found is not None:
            self.screen.run_worker(self._present(*found), group="preview")

    async def _present(self, article: Article, analysis: Analysis | None) -> None:
        if article.id == self._id:
            await self.screen.preview.show(article, analysis, NO_BRIEFING)
        if article.id == self._id:
            self.screen.add_class("-previews")


def title_list(
    header: PaneHeader, rows: ArticleList, place: ListPlace, counts: ListCounts, above: int
) -> None:
    """Update the header: scope, counts, and how many new articles are `above` the view."""
    header.headings = (Heading(scope_label(place.scope), rows.has_focus),)
    header.right = list_summary(counts, place, above, header.size.width)
    header.focused = rows.has_focus
