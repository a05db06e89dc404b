"""The list of the library's articles, which caches the rows near the view and requests others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from briefing.presentation.library.library_listing import ArticleListing
from briefing.presentation.library.library_rows import ArticleRow
from briefing.presentation.rows import Row
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, EqualLayout, RowLayout
from briefing.ui.widgets.lists.article_columns import line_parts, lines_for
from briefing.ui.widgets.lists.row_list import LazyRows, RowList

NEAR = 200
"""Rows on either side of the view that are requested ahead: a page."""
KEPT = 2_000
"""Rows that are cached; those farthest from the view are dropped first."""


class ArticleList(RowList):
    """Articles, one or two lines each; rows are requested only when they come near the view."""

    PLACES: tuple[str, ...] = ("library", "move")
    COMPONENT_CLASSES = {"article-list--unread"}
    DEFAULT_CSS = """
    ArticleList > .article-list--unread { text-style: bold; }
    """

    @dataclass
    class RowsRequested(Message):
        """The rows of articles near the view are missing."""

        article_list: ArticleList
        ids: tuple[str, ...]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listing = ArticleListing()
        self._known: dict[str, ArticleRow] = {}
        self._asked: set[str] = set()
        self._has_sources = False
        """Whether any of the rows seen so far has a source, for which there is a column."""
        self._lines = 1
        """How many lines each article has in the layout."""

    # Rows

    def show_listing(
        self, listing: ArticleListing, rows: Iterable[ArticleRow], *, empty: str = "", at: str | None = None
    ) -> None:
        """Show these articles, some of them with `rows`; drop all earlier rows.

        The cursor goes to the article `at` if it is listed. Else it stays on its article and that on its line
        of the screen; if that is no longer listed, it goes to the next one.
        """
        before, line = self.listing, self.cursor
        was_listed = bool(before.ids) and line < len(before.ids)
        cursor = listing.line_of(at) if at else None
        keep_cursor = cursor is None and was_listed and bool(listing.ids)
        key = before.ids[line] if was_listed else None
        if cursor is None:
            cursor = listing.line_after(before, line) if keep_cursor else 0
        self.listing = listing
        self._known = {row.key: row for row in rows}
        self._has_sources = any(row.source for row in self._known.values())
        self._asked = set()
        lines = LazyRows(len(listing.ids), partial(self._row_at, listing.ids))
        self.replace_rows(lines, cursor, empty=empty, keep_line=keep_cursor)
        self.request_rows()
        if self.has_focus and self.row is not None and self.row.key != key:
            self.post_message(self.Highlighted(self, self.row))

    def _row_at(self, ids: Sequence[str], index: int) -> Row:
        """The row of an article; a placeholder if it is missing."""
        id_ = ids[index]
        return self._known.get(id_) or ArticleRow(id_, "…")

    def show(self, rows: Sequence[Row], *, empty: str | None = None) -> None:
        """Show rows that are not articles: first steps in an empty library."""
        self.listing = ArticleListing()
        super().show(rows, empty=empty)

    def update_rows(self, rows: Iterable[ArticleRow]) -> None:
        """Add or replace rows."""
        for row in rows:
            self._asked.discard(row.key)
            self._known[row.key] = row
            self._has_sources = self._has_sources or bool(row.source)
        self._evict_far()
        self.repaint_changed()
        if self.has_focus and self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def has_row(self, id_: str) -> bool:
        return id_ in self._known

    def ids_near_view(self) -> tuple[str, ...]:
        """The articles in the view and a page around it."""
        first, last = self._shown
        return self.listing.ids[max(0, first - NEAR) : last + NEAR]

    @property
    def first_in_view(self) -> int:
        return self._shown[0]

    def request_rows(self) -> None:
        """Request the rows near the view that are missing and not requested before."""
        ids = self.listing.ids
        if not ids:
            return
        first, last = self._shown
        seen = ids[max(0, first - NEAR // 4) : last + NEAR // 4]
        if any(id_ not in self._known and id_ not in self._asked for id_ in seen):
            near = self.ids_near_view()
            missing = tuple(id_ for id_ in near if id_ not in self._known and id_ not in self._asked)
            self._asked.update(missing)
            self.post_message(self.RowsRequested(self, missing))

    def _evict_far(self) -> None:
        if len(self._known) <= KEPT:
            return
        middle = sum(self._shown) // 2
        kept = self.listing.ids[max(0, middle - KEPT // 4) : middle + KEPT // 4]
        for id_ in self._known.keys() - set(kept):
            del self._known[id_]

    # Layout and painting

    @property
    def _shown(self) -> tuple[int, int]:
        """The first article in the view, and the one after the last."""
        height = max(1, self.scrollable_content_region.height)
        return self.top // self._lines, -(-(self.top + height) // self._lines)

    def make_layout(self, width: int) -> RowLayout:
        if not self.listing.ids:
            self._lines = 1
            return super().make_layout(width)
        self._lines = lines_for(width - CURSOR_CELLS)
        return EqualLayout(self.rows, width, self._lines)

    def paint_row(self, index: int, part: int, base: Style, width: int, *, marked: bool) -> Strip:
        row = self.row_layout.rows[index]
        if not isinstance(row, ArticleRow):
            return super().paint_row(index, part, base, width, marked=marked)
        columns = line_parts(row, part, max(0, width - CURSOR_CELLS), has_sources=self._has_sources)
        selected = part == 0 and row.key in self.selected
        return self.paint_parts(columns, base, width, marked=marked, selected=selected)

    def role_style(self, role: str) -> Style:
        if role == "title":
            return Style.null()
        if role == "unread":
            return self.part_style("article-list--unread")
        return self.part_style("row-list--label" if role == "flags" else "row-list--count")

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        self.request_rows()
