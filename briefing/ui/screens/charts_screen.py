"""The Charts screen: the listed articles by day, by week or by actor, as bars that list their articles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rich.style import Style
from textual.app import ComposeResult
from textual.strip import Strip

from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries, while_typed
from briefing.domain.stories.activity import ActorCounts
from briefing.presentation.chart_rows import (
    Bar,
    Chart,
    Scale,
    actor_bars,
    bar_parts,
    chart_summary,
    empty_chart_message,
    period_bars,
)
from briefing.presentation.library.list_messages import scope_label
from briefing.presentation.library.list_place import ListPlace, Scope
from briefing.services.article_list import ArticleListService
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.tasks import TaskRunner, Wanted
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, EqualLayout, RowLayout
from briefing.ui.widgets.lists.row_list import RowList


class BarRows(RowList):
    """Bars, a line each, of one scale."""

    PLACES: tuple[str, ...] = ("charts", "move")
    COMPONENT_CLASSES = {"bar-rows--bar", "bar-rows--read"}
    DEFAULT_CSS = """
    BarRows { height: 1fr; }
    BarRows > .bar-rows--bar { color: $primary; }
    BarRows > .bar-rows--read { color: $quiet; }
    """
    _scale = Scale(0, 0, 1)

    def make_layout(self, width: int) -> RowLayout:
        bars = [row for row in self.rows if isinstance(row, Bar)]
        self._scale = Scale.of(bars, width - CURSOR_CELLS)
        return EqualLayout(self.rows, width, 1)

    def paint_row(self, index: int, part: int, base: Style, width: int, *, marked: bool) -> Strip:
        row = self.row_layout.rows[index]
        assert isinstance(row, Bar)
        parts = bar_parts(row, self._scale, width - CURSOR_CELLS)
        return self.paint_parts(parts, base, width, marked=marked, selected=False)

    def role_style(self, role: str) -> Style:
        styles = {"bar": "bar-rows--bar", "read": "bar-rows--read", "annotated": "row-list--count"}
        return self.part_style(styles[role]) if role in styles else Style.null()


Counted = tuple[tuple[Bar, ...], ActorCounts | None, bool]
"""The bars, the counts of actors for a chart of them, and whether the library has articles."""


class ChartsScreen(FilteredListScreen[None, Counted]):
    """Counts in a thread what the list shows, and of that what the filter matches."""

    DOUBLE_CLICK = "charts_open"
    LOADING = "Counting articles…"

    def __init__(
        self,
        articles: ArticleListService,
        tasks: TaskRunner,
        place: ListPlace,
        list_scope: Callable[[Scope], object],
    ) -> None:
        """`place` is what the list shows; `list_scope` shows the articles of a bar."""
        example = "words, “phrases”, feed: tag: is:unread actor: …"
        super().__init__(example, "charts", tasks=tasks)
        self._articles = articles
        self._listed_query = join_queries(place.scope.query, place.filter, fields=FIELDS)
        self._title = place.typed.strip() or place.scope.title
        self._list_scope = list_scope
        self._chart = Chart.DAYS

    def compose_list(self) -> ComposeResult:
        yield BarRows()

    # Counting

    def reload(self) -> None:
        """Count again, after all writes submitted before."""
        queries = (self._listed_query, while_typed(self.field.value))
        self.request(partial(self._count, self._chart, queries), self.show)

    def _count(self, chart: Chart, queries: tuple[str, str], _: Wanted) -> Counted:
        articles = self._articles
        in_library = bool(articles.change_marker[0])
        if chart is Chart.ACTORS:
            actors = articles.actors(*queries)
            return actor_bars(actors), actors, in_library
        return period_bars(articles.periods(*queries, by_week=chart is Chart.WEEKS)), None, in_library

    def show(self, found: Counted) -> None:
        self.found = found
        bars, actors, in_library = found
        empty = empty_chart_message(self.field.value.strip(), actors, in_library=in_library)
        self.listed.show(bars, empty=empty)
        self.retitle()

    def filter_changed(self) -> None:
        self.reload()

    # Header, status, hints

    def show_state(self) -> None:
        bars, actors, _ = self.found or ((), None, False)
        right = chart_summary(bars, actors, self.size.width) if bars else ""
        self.show_title(f"{scope_label(Scope(self._title))} {self._chart}", right)
        self.show_hints({} if bars else {"charts.open": ""}, listed="chart")

    # Commands

    def action_charts_open(self) -> None:
        row = self.listed.row
        if not isinstance(row, Bar):
            self.say("No bar is listed here.")
        elif not row.articles:
            self.say(f"No article is of {row.text}.")
        else:
            query = join_queries(self._listed_query, while_typed(self.field.value), row.query, fields=FIELDS)
            self._list_scope(Scope(row.text, query))

    def _switch(self, chart: Chart) -> None:
        if chart is not self._chart:
            self._chart = chart
            self.listed.move_to(0)
            self.reload()

    def action_charts_next(self) -> None:
        self._switch(self._chart.following)

    def action_charts_days(self) -> None:
        self._switch(Chart.DAYS)

    def action_charts_weeks(self) -> None:
        self._switch(Chart.WEEKS)

    def action_charts_actors(self) -> None:
        self._switch(Chart.ACTORS)
