"""Turns counts of articles into the bars of the Charts screen, each with the query of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from briefing.domain.query.query_composition import actor_query
from briefing.domain.stories.activity import Activity, ActorCount, ActorCounts, Period
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import LinePart, Row
from briefing.presentation.sentences import pluralize, shortened

EIGHTHS = " ▏▎▍▌▋▊▉"
"""The ends of a bar, by eighths of a cell."""
COLUMNS = " ▁▂▃▄▅▆▇█"
"""The heights of a sparkline."""
MIN_FOR_WORDS = 70
"""Cells from which a line has words for its numbers."""
MAX_NAME = 32
MIN_SCALE = 5
"""Articles from which a bar may fill its line: single ones would make a wall of it."""


class Chart(StrEnum):
    """The charts to choose among, by shown names."""

    DAYS = "by day"
    WEEKS = "by week"
    ACTORS = "by actor"

    @property
    def following(self) -> Chart:
        charts = list(Chart)
        return charts[(charts.index(self) + 1) % len(charts)]


@dataclass(frozen=True, slots=True)
class Bar(Row):
    """A row with a bar, as long as `articles`, of which `read` has another colour."""

    query: str = ""
    """The query that finds the bar's articles among those that are counted."""
    articles: int = 0
    read: int = 0
    annotated: int = 0
    measured: bool = True
    """Whether the bar is on the chart's scale."""


def period_bars(periods: Sequence[Period]) -> tuple[Bar, ...]:
    """Make bars of periods; the first is that of today, which has no end."""
    return tuple(_period_bar(period, is_open=period is periods[0]) for period in periods)


def _period_bar(period: Period, *, is_open: bool) -> Bar:
    first, end = period.first, period.last + timedelta(days=1)
    name = _period_name(first, period.last)
    queries = (f"after:{first}" if first else "", "" if is_open else f"before:{end}")
    numbers = [pluralize(period.articles, "article")]
    numbers += [f"{period.read} read", f"{period.annotated} annotated"] if period.articles else []
    return Bar(
        str(first or "before"),
        name,
        about=f"{name}: {', '.join(numbers)}",
        query=" ".join(filter(None, queries)),
        articles=period.articles,
        read=period.read,
        annotated=period.annotated,
        measured=first is not None,
    )


def _period_name(first: date | None, last: date) -> str:
    if first is None:
        return f"until {last:%d %b %Y}"
    if last == first:
        return f"{first:%a %d %b %Y}"
    return f"{first:%d %b} – {last:%d %b %Y}"


def actor_bars(counts: ActorCounts) -> tuple[Bar, ...]:
    return tuple(_actor_bar(actor, counts) for actor in counts.actors)


def _actor_bar(actor: ActorCount, counts: ActorCounts) -> Bar:
    name = safe_line(actor.name)
    kind = f"{safe_line(actor.kind)}, " if actor.kind else ""
    briefed = pluralize(counts.briefed, "briefed article")
    return Bar(
        actor.name,
        name,
        about=f"{name}: {kind}in {actor.articles} of {briefed}",
        query=actor_query(actor.name),
        articles=actor.articles,
    )


# One line of the chart


@dataclass(frozen=True, slots=True)
class Scale:
    """The layout of bars beside each other."""

    name_cells: int
    most: int
    """The number of articles of a bar that fills its line."""
    number_cells: int
    columns: tuple[str, ...] = ()
    """The further numbers that are shown: "read", "annotated"."""

    @classmethod
    def of(cls, bars: Sequence[Bar], width: int) -> Scale:
        names = min(MAX_NAME, width // 3, max((cell_len(bar.text) for bar in bars), default=0))
        digits = max((len(str(bar.articles)) for bar in bars), default=1)
        counted = {"read": any(bar.read for bar in bars), "annotated": any(bar.annotated for bar in bars)}
        columns = tuple(name for name, is_any in counted.items() if is_any and width >= MIN_FOR_WORDS)
        most = max((bar.articles for bar in bars if bar.measured), default=0)
        return cls(names, max(most, MIN_SCALE), digits, columns)

    def column(self, number: int, word: str) -> str:
        """Return a number as "  12 read", or blanks for none."""
        if word not in self.columns:
            return ""
        text = f"  {number:>{self.number_cells}} {word}"
        return text if number else " " * len(text)


def bar_parts(bar: Bar, scale: Scale, width: int) -> tuple[LinePart, ...]:
    """Lay out a line of exactly `width` cells: the name, the bar, the numbers."""
    number = f" {bar.articles:>{scale.number_cells}}"
    read, annotated = scale.column(bar.read, "read"), scale.column(bar.annotated, "annotated")
    room = max(0, width - scale.name_cells - 1 - len(number + read + annotated))
    drawn = bar_text(bar.articles, scale.most, room) if bar.measured else ""
    of_read = len(drawn) * bar.read // bar.articles if bar.articles else 0
    name = shortened(bar.text, scale.name_cells) if scale.name_cells else ""
    return (
        LinePart(f"{set_cell_size(name, scale.name_cells)} ", "name"),
        LinePart(drawn[:of_read], "read"),
        LinePart(drawn[of_read:].ljust(room - of_read) + number, "bar"),
        LinePart(read, "read"),
        LinePart(annotated, "annotated"),
    )


def bar_text(value: int, most: int, cells: int) -> str:
    """Draw a bar of at most `cells` cells; anything above zero is seen."""
    if value <= 0 or most <= 0 or cells <= 0:
        return ""
    whole, eighths = divmod(max(1, round(8 * cells * value / most)), 8)
    return "█" * whole + EIGHTHS[eighths].strip()


def sparkline(values: Sequence[int]) -> str:
    """Draw a character a value, as high as it; anything above zero is seen.

    >>> sparkline([0, 1, 40, 80]) ' ▁▄█'
    """
    most = max(values, default=0)
    return "".join(COLUMNS[max(1, round(8 * each / most)) if each else 0] for each in values)


def chart_of(chart: Activity | None, cells: int) -> str:
    """Draw the articles of the last days or weeks, as many as fit; "" if all are of one."""
    columns = chart.articles[-max(1, cells) :] if chart is not None else ()
    return sparkline(columns) if sum(map(bool, columns)) > 1 else ""


def activity_line(chart: Activity) -> str:
    """Return "by day, 2026-11-03 to 2026-11-06: ▂▁ █"."""
    last = chart.first + timedelta(days=chart.days * (len(chart.articles) - 1))
    unit = "week" if chart.days > 1 else "day"
    return f"by {unit}, {chart.first} to {last}: {sparkline(chart.articles)}"


# Messages


def chart_summary(bars: Sequence[Bar], counts: ActorCounts | None, width: int) -> str:
    """Say for the right of the header how many articles there are, and how they went over time."""
    if counts is not None:
        return f"{counts.briefed} of {pluralize(counts.articles, 'article')} briefed"
    total = pluralize(sum(bar.articles for bar in bars), "article")
    newest = [bar.articles for bar in bars if bar.measured][: max(0, width // 3)]
    return f"{sparkline(newest[::-1])} {total}" if any(newest) else total


def empty_chart_message(
    typed: str, counts: ActorCounts | None, *, in_library: bool, in_shell: bool = False
) -> str:
    """Say why there is no bar, and what makes one."""
    if not in_library:
        add = (
            "`briefing add ARTICLE` adds one."
            if in_shell
            else "{reader.add} adds an article, {reader.feeds} follows feeds."
        )
        return f"The library is empty: {add}"
    if counts is None or not counts.articles:
        clear = "" if in_shell else " Esc clears."
        return (
            f"No article matches {shortened(safe_line(typed), 60)}.{clear}" if typed else "No article here."
        )
    if not counts.briefed:
        number = pluralize(counts.articles, "article")
        make = "" if in_shell else "Opening an article makes its briefing; in the shell, "
        return (
            f"Actors are counted in briefings, and of {number} here none has one. "
            f"{make}`briefing show QUERY` makes those of many."
        )
    return f"The briefings of {pluralize(counts.briefed, 'article')} here name no actor."
