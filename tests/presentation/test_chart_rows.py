"""Bars and sparklines, and what is said where there are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rich.cells import cell_len

from briefing.domain.stories.activity import ActorCount, ActorCounts, Period
from briefing.presentation.chart_rows import (
    Scale,
    actor_bars,
    bar_parts,
    bar_text,
    chart_summary,
    empty_chart_message,
    period_bars,
    sparkline,
)

DAYS = period_bars(
    (
        Period(date(2026, 3, 4), date(2026, 3, 4), 8, 4),
        Period(date(2026, 3, 3), date(2026, 3, 3)),
        Period(date(2026, 3, 2), date(2026, 3, 2), 16, 0, 1),
        Period(None, date(2026, 3, 1), 900, 900),
    )
)
ACTORS = ActorCounts(
    (ActorCount("Kim [b]Sen", "person", 3), ActorCount("歐盟" * 20, "organization", 1)), 3, 5
)


@pytest.mark.parametrize(
    ("value", "bar"),
    [(0, ""), (1, "▏"), (50, "██"), (100, "████"), (37, "█▌"), (99, "████"), (96, "███▉")],
)
def test_a_bar_is_as_long_as_its_value_by_eighths(value: int, bar: str) -> None:
    assert bar_text(value, 100, 4) == bar


def test_a_sparkline_shows_even_the_least() -> None:
    assert sparkline([0, 1, 500, 1000]) == " ▁▄█"
    assert sparkline([]) == "" and sparkline([0, 0]) == "  "


@pytest.mark.parametrize("width", [4, 20, 40, 80, 200])
@pytest.mark.parametrize("bars", [DAYS, actor_bars(ACTORS)], ids=["days", "actors"])
def test_each_line_fills_its_width(bars: tuple[object, ...], width: int) -> None:
    scale = Scale.of(bars, width)  # type: ignore[arg-type]  # the two tuples of bars
    for bar in bars:
        line = "".join(part.text for part in bar_parts(bar, scale, width))  # type: ignore[arg-type]
        assert cell_len(line) == width or width < 10


def test_the_read_part_of_a_bar_is_told_apart() -> None:
    scale = Scale.of(DAYS, 70)
    name, read, unread, number, _ = bar_parts(DAYS[0], scale, 70)
    assert name.text == "Wed 04 Mar 2026   "
    assert (read.role, unread.role) == ("read", "bar")
    assert read.text == "██████" and unread.text.startswith("█████▌ ")
    assert unread.text.endswith("   8") and number.text == "    4 read"


def test_a_bar_of_one_article_does_not_fill_its_line() -> None:
    bars = tuple(replace(bar, articles=1, read=0, annotated=0) for bar in DAYS[:1])
    line = "".join(part.text for part in bar_parts(bars[0], Scale.of(bars, 70), 70))
    assert 5 < line.count("█") < 15


def test_what_lies_before_the_chart_does_not_set_its_scale() -> None:
    lines = ["".join(part.text for part in bar_parts(bar, Scale.of(DAYS, 40), 40)) for bar in DAYS]
    assert lines == [
        "Wed 04 Mar 2… ███████████              8",
        "Tue 03 Mar 2…                          0",
        "Mon 02 Mar 2… ██████████████████████  16",
        "until 01 Mar…                        900",
    ]


def test_each_bar_has_its_query_and_says_what_it_is() -> None:
    assert [bar.query for bar in DAYS] == [
        "after:2026-03-04",
        "after:2026-03-03 before:2026-03-04",
        "after:2026-03-02 before:2026-03-03",
        "before:2026-03-02",
    ]
    assert DAYS[2].about == "Mon 02 Mar 2026: 16 articles, 0 read, 1 annotated"
    assert DAYS[1].about == "Tue 03 Mar 2026: 0 articles"
    (week,) = period_bars((Period(date(2026, 2, 23), date(2026, 3, 1), 1),))
    assert week.text == "23 Feb – 01 Mar 2026"
    first, _ = actor_bars(ACTORS)
    assert first.query == 'actor:"=Kim [b]Sen"'
    assert first.about == "Kim [b]Sen: person, in 3 of 3 briefed articles"


def test_the_header_counts_and_draws() -> None:
    assert chart_summary(DAYS, None, 80) == "█ ▄ 924 articles"
    assert chart_summary(DAYS[1:3], None, 80) == "█  16 articles"
    assert chart_summary(DAYS[3:], None, 80) == "900 articles"
    assert chart_summary(actor_bars(ACTORS), ACTORS, 80) == "3 of 5 articles briefed"


@pytest.mark.parametrize(
    ("typed", "counts", "in_library", "in_shell", "said"),
    [
        (
            "",
            None,
            False,
            False,
            "The library is empty: {reader.add} adds an article, {reader.feeds} follows feeds.",
        ),
        ("", None, False, True, "The library is empty: `briefing add ARTICLE` adds one."),
        ("zzz", None, True, False, "No article matches zzz. Esc clears."),
        ("zzz", ActorCounts((), 0, 0), True, True, "No article matches zzz."),
        ("", None, True, False, "No article here."),
        ("", ActorCounts((), 2, 2), True, False, "The briefings of 2 articles here name no actor."),
        (
            "",
            ActorCounts((), 0, 2),
            True,
            True,
            "Actors are counted in briefings, and of 2 articles here none has one. "
            "`briefing show QUERY` makes those of many.",
        ),
    ],
)
def test_what_is_missing_is_said(
    typed: str, counts: ActorCounts | None, in_library: bool, in_shell: bool, said: str
) -> None:
    assert empty_chart_message(typed, counts, in_library=in_library, in_shell=in_shell) == said
