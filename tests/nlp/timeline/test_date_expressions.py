"""Date expressions, resolved from the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.relative_days import Tense, day_of_month, weekday

WEDNESDAY = date(2026, 3, 4)
PAST, FUTURE, UNKNOWN = Tense.PAST, Tense.FUTURE, Tense.UNKNOWN


def resolved(words: str, tense: Tense = PAST, published: date | None = WEDNESDAY) -> list[str | None]:
    return [found.resolve(published, tense) for found in find_dates(words)]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        pytest.param("on March 4, 2026", "2026-03-04", id="American"),
        pytest.param("on 4 March 2026", "2026-03-04", id="British"),
        pytest.param("on the 4th of March, 2026", "2026-03-04", id="ordinal"),
        pytest.param("on Sept. 3, 2024", "2024-09-03", id="short month"),
        pytest.param("on Thursday, Aug. 28, 2025,", "2025-08-28", id="with its weekday"),
        pytest.param("2026-03-01", "2026-03-01", id="ISO"),
        pytest.param("in September 2024", "2024-09", id="month"),
        pytest.param("in 1999", "1999", id="year"),
        pytest.param("by the end of 2019", "2019", id="end of a year"),
        pytest.param("mid-2012", "2012", id="middle of a year"),
        pytest.param("in May 20\u0662\u0660", "2020-05", id="a month, figures of two scripts"),
        pytest.param("in 20\u0662\u0660", "2020", id="a year, figures of two scripts"),
        pytest.param("on February 29, 2024", "2024-02-29", id="leap day"),
    ],
)
def test_a_whole_date_needs_no_day_of_publication(words: str, iso: str) -> None:
    assert resolved(words, published=None) == resolved(words) == [iso]


def test_what_is_to_come_this_week_is_on_a_sunday_of_the_week_that_begins() -> None:
    sunday = date(2026, 3, 8)
    assert resolved("this week", PAST, sunday) == ["2026-W10"]
    assert resolved("this week", FUTURE, sunday) == ["2026-W11"]
    assert resolved("this week", FUTURE, WEDNESDAY) == ["2026-W10"]


@pytest.mark.parametrize(
    ("words", "past", "future"),
    [
        pytest.param("on Tuesday", "2026-03-03", "2026-03-10", id="weekday"),
        pytest.param("on Wednesday", "2026-03-04", "2026-03-04", id="weekday of publication"),
        pytest.param("Thursday night", "2026-02-26", "2026-03-05", id="across a month"),
        pytest.param("in May", "2025-05", "2026-05", id="month"),
        pytest.param("in March", "2026-03", "2026-03", id="month of publication"),
        pytest.param("on December 30", "2025-12-30", "2026-12-30", id="day of a month"),
        pytest.param("on Feb. 29", "2024-02-29", "2028-02-29", id="leap day"),
        pytest.param("over the weekend", "2026-02-28", "2026-03-07", id="weekend"),
        pytest.param("at the weekend", "2026-02-28", "2026-03-07", id="British weekend"),
        pytest.param("on the 5th", "2026-02-05", "2026-03-05", id="day of this or the month before"),
        pytest.param("on the 3rd, ", "2026-03-03", "2026-04-03", id="day of this or the next month"),
    ],
)
def test_what_recurs_is_the_nearest_in_the_direction_of_the_tense(words: str, past: str, future: str) -> None:
    assert resolved(words, PAST) == [past]
    assert resolved(words, FUTURE) == [future]


@pytest.mark.parametrize(
    ("published", "words", "iso"),
    [
        pytest.param(date(2026, 11, 25), "March 4", "2027-03-04", id="of the next year"),
        pytest.param(date(2026, 1, 5), "December 28", "2025-12-28", id="of the year before"),
        pytest.param(date(2026, 12, 30), "January 2", "2027-01-02", id="after the turn of the year"),
        pytest.param(date(2026, 3, 4), "March 4", "2026-03-04", id="today"),
    ],
)
def test_without_a_tense_a_day_without_its_year_is_of_the_nearest(
    published: date, words: str, iso: str
) -> None:
    assert resolved(words, UNKNOWN, published) == [iso]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("today", "2026-03-04"),
        ("yesterday", "2026-03-03"),
        ("tomorrow", "2026-03-05"),
        ("the day before yesterday", "2026-03-02"),
        ("last night", "2026-03-03"),
        ("this morning", "2026-03-04"),
        ("three days ago", "2026-03-01"),
        ("two weeks ago", "2026-W08"),
        ("two months ago", "2026-01"),
        ("12 years ago", "2014"),
        ("seventeen years ago", "2009"),
        ("Thirty years ago", "1996"),
        ("twenty-one days ago", "2026-02-11"),
        ("nearly a decade ago", "2016"),
        ("Last Year", "2025"),
        ("earlier this week", "2026-W10"),
        ("last week Sunday", "2026-03-01"),
        ("next week between Wednesday and Friday", "2026-03-11"),
        ("last week", "2026-W09"),
        ("next week", "2026-W11"),
        ("last month", "2026-02"),
        ("next month", "2026-04"),
        ("last year", "2025"),
        ("last Friday", "2026-02-27"),
        ("next Monday", "2026-03-09"),
        ("Monday last week", "2026-02-23"),
        ("last August", "2025-08"),
        ("last March", "2025-03"),
        ("in June of this year", "2026-06"),
        ("on December 22, last year", "2025-12-22"),
        ("next March", "2027-03"),
    ],
)
def test_what_is_reckoned_from_the_day_of_publication_needs_no_tense(words: str, iso: str) -> None:
    assert resolved(words, UNKNOWN) == [iso]
    assert resolved(words, UNKNOWN, None) == [None]


def test_a_weekday_beside_a_day_tells_its_year_better_than_the_tense() -> None:
    assert resolved("next Wednesday, July 31", PAST, date(2019, 7, 28)) == ["2019-07-31"]
    assert resolved("on Friday, July 27", FUTURE, date(2018, 7, 28)) == ["2018-07-27"]


@pytest.mark.parametrize(
    ("published", "words", "iso"),
    [
        (date(2026, 1, 1), "yesterday", "2025-12-31"),
        (date(2026, 1, 1), "last month", "2025-12"),
        (date(2026, 12, 31), "tomorrow", "2027-01-01"),
        (date(2026, 12, 31), "next month", "2027-01"),
        (date(2027, 1, 1), "this week", "2026-W53"),
        (date(2024, 3, 1), "yesterday", "2024-02-29"),
        (date(2026, 1, 2), "on Tuesday", "2025-12-30"),
    ],
)
def test_the_turn_of_a_year_and_leap_days_are_crossed(published: date, words: str, iso: str) -> None:
    assert resolved(words, PAST, published) == [iso]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        pytest.param("from March 4 to March 6, 2026", "2026-03-04", id="days with one year"),
        pytest.param("on March 4–6", "2026-03-04", id="days of a month"),
        pytest.param("from 3-5 November 2017", "2017-11-03", id="British"),
        pytest.param("from March 31 to April 2", "2025-03-31", id="over two months"),
        pytest.param("from Monday to Wednesday", "2026-03-02", id="weekdays"),
        pytest.param("between 2010 and 2014", "2010", id="years"),
        pytest.param("in 2016–17", "2016", id="a year and the next"),
        pytest.param("between May and July", "2025-05", id="months"),
    ],
)
def test_a_range_is_its_start_and_is_one_date(words: str, iso: str) -> None:
    assert resolved(words) == [iso]


@pytest.mark.parametrize(
    "words",
    [
        "no date at all",
        "every Friday",
        "on the last weekend of July",
        "on Fridays",
        "until Friday",
        "before 2019",
        "after Tuesday",
        "Friday's vote",
        "this year’s budget",
        "over the last year",
        "in the 1990s",
        "in 2,010 places",
        "the Sunday Times",
        "may 4 people march",
        "$4 March",
        "in the coming weeks",
        "a few days ago",
        "a hundred and thirty-one years ago",
        "twenty-twenty years ago",
        "version 2024",
        "on the 5th floor",
        "on the first Sunday",
        "two days from tomorrow",
        "Posted: March 3, 2026",
        "Last updated on 3 March 2026",
        "in March the same year",
        "in December of 384",
        "on 5 December 1391",
        "in the summer",
    ],
)
def test_what_tells_no_date_is_none(words: str) -> None:
    assert resolved(words) == []


@pytest.mark.parametrize(
    ("words", "tense"),
    [
        pytest.param("on Tuesday", UNKNOWN, id="weekday without a tense"),
        pytest.param("next Friday", FUTURE, id="of this week or the next"),
        pytest.param("last Monday", PAST, id="of this week or the one before"),
        pytest.param("on the last Friday of the month", PAST, id="the last of a month"),
        pytest.param("at the end of the year", PAST, id="of a year that the text has named"),
        pytest.param("on the 31st of last month", PAST, id="no such day last month"),
        pytest.param("on February 30, 2026", PAST, id="no such day"),
        pytest.param("on February 30", PAST, id="no such day in any year"),
        pytest.param("2026-13-01", PAST, id="no such month"),
        pytest.param("9999 years ago", PAST, id="before the calendar"),
    ],
)
def test_a_date_that_cannot_be_told_honestly_is_left_out(words: str, tense: Tense) -> None:
    assert resolved(words, tense) == [None]


def test_the_end_of_the_year_is_of_this_one_where_it_is_to_come() -> None:
    assert resolved("by the end of the year", FUTURE) == resolved("by year end", FUTURE) == ["2026"]
    assert resolved("at the end of the month", FUTURE) == ["2026-03"]


def test_which_weekend_is_meant_on_a_weekend_nobody_can_tell() -> None:
    assert resolved("over the weekend", PAST, date(2026, 3, 7)) == [None]
    assert resolved("this weekend", PAST, date(2026, 3, 8)) == ["2026-03-07"]


@given(st.dates(), st.integers(0, 6), st.sampled_from([PAST, FUTURE]))
def test_a_weekday_is_that_day_and_less_than_eight_days_off(
    published: date, number: int, tense: Tense
) -> None:
    iso = weekday(number, published, tense)
    if iso is None:  # beyond the calendar
        assert (published - date.min).days < 7 or (date.max - published).days < 8
        return
    day = date.fromisoformat(iso)
    assert day.weekday() == number
    off = (day - published).days
    assert -6 <= off <= 0 if tense is PAST else 0 <= off <= 6


@given(
    st.dates(date(1800, 1, 1), date(2200, 1, 1)),
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from(list(Tense)),
)
def test_a_day_of_a_month_is_that_day_on_the_side_of_the_tense_or_of_the_last_weeks(
    published: date, month: int, day: int, tense: Tense
) -> None:
    iso = day_of_month(month, day, published, tense)
    if iso is None:
        assert day > 29
        return
    found = date.fromisoformat(iso)
    assert (found.month, found.day) == (month, day)
    if tense is PAST:
        assert found <= published
    elif tense is FUTURE:
        assert found >= published or (published - found).days <= 31


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        pytest.param("on February 28", "2026-02-28", id="days ago"),
        pytest.param("on January 20", "2027-01-20", id="longer ago"),
        pytest.param("on February 28, 2027", "2027-02-28", id="with its year"),
    ],
)
def test_a_day_of_the_last_weeks_is_that_one_though_it_was_still_to_come(words: str, iso: str) -> None:
    assert resolved(words, FUTURE) == [iso]


@pytest.mark.parametrize(
    ("published", "words", "past", "future"),
    [
        ("2016-11-07", "I'll go back Oct. 2", "2016-10-02", "2017-10-02"),
        ("2016-11-07", "I'll go back 1st Jan", "2016-01-01", "2017-01-01"),
        ("2016-11-07", "I'll go back Wed, 22 of Jan", "2016-01-22", "2017-01-22"),
        ("2016-11-07", "I'll go back on Friday", "2016-11-04", "2016-11-11"),
        ("2016-11-07", "I'll go back last Sunday", "2016-11-06", "2016-11-06"),
        ("2016-11-07", "I'll go back next week on Friday", "2016-11-18", "2016-11-18"),
        ("2016-11-07", "I'll go back on Friday next week", "2016-11-18", "2016-11-18"),
        ("2018-03-20", "Handle homework on Sunday of next week", "2018-04-01", "2018-04-01"),
        ("2017-03-22", "Feb 29", "2016-02-29", "2020-02-29"),
        ("2016-11-07", "I'll be out from 3 until 12 of Sept", "2016-09-03", "2017-09-03"),
        ("2016-11-07", "I'll be out from 4 to 22 January, 1995", "1995-01-04", "1995-01-04"),
        ("2016-11-07", "I'll be out this September", "2016-09", "2016-09"),
        ("2016-11-07", "I'll be out between Oct. 2 and October 22", "2016-10-02", "2017-10-02"),
        ("2016-11-07", "I'll be out November 19-20", "2015-11-19", "2016-11-19"),
        ("2017-11-08", "Please find us a time to meet early next month", "2017-12", "2017-12"),
        ("2017-11-08", "We had a meeting late last year", "2016", "2016"),
        ("2026-01-01", "The union suspended strike action this week.", "2026-W01", "2026-W01"),
        ("2016-01-01", "There is no big news this week.", "2015-W53", "2015-W53"),
        ("2020-04-23", "This company was established at the end of 2000", "2000", "2000"),
        ("2013-02-12", "Sunday, Feb 10", "2013-02-10", "2013-02-10"),
        ("2013-02-12", "the 15th of february, that is February the 15th", "2012-02-15", "2013-02-15"),
        ("2013-02-12", "around next week", "2013-W08", "2013-W08"),
    ],
)
def test_dates_of_public_test_suites_are_resolved_alike(
    published: str, words: str, past: str, future: str
) -> None:
    """Cases of Recognizers-Text (MIT) and duckling (BSD), at our precision."""
    day = date.fromisoformat(published)
    assert (resolved(words, PAST, day), resolved(words, FUTURE, day)) == ([past], [future])


@pytest.mark.parametrize(
    "words", ["on Super Tuesday", "on Good Friday", "on Easter Sunday", "on Black Friday"]
)
def test_a_weekday_that_names_one_day_of_the_year_is_not_that_of_this_week(words: str) -> None:
    assert resolved(words) == []


def test_a_named_weekday_with_its_date_is_that_date() -> None:
    assert resolved("on Good Friday, April 3, 2026") == ["2026-04-03"]


@given(st.text(alphabet="in on of March May 4, 2026 Tuesday–last week ’s.", max_size=60), st.dates())
def test_any_words_give_dates_within_them_and_well_formed(words: str, published: date) -> None:
    last = 0
    for found in find_dates(words):
        assert last <= found.start < found.end <= len(words)
        last = found.end
        for tense in Tense:
            iso = found.resolve(published, tense)
            if iso is not None:
                assert len(iso) in (4, 7, 8, 10)
                assert iso[:4].isdigit()
