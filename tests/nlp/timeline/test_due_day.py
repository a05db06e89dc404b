"""The day by which an issue should be told."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.nlp.timeline.due_day import due_time, is_ahead, is_to_come, last_day
from briefing.nlp.timeline.relative_days import Tense

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("on Friday", "2026-11-27"),
        ("tomorrow", "2026-11-27"),
        ("until Monday", "2026-11-30"),
        ("before the end of January", "2027-01-31"),
        ("by Dec. 31", "2026-12-31"),
        ("by 19 December", "2026-12-19"),
        ("next week", "2026-12-06"),
        ("in February", "2027-02-28"),
        ("in 2027", "2027-12-31"),
        ("by the end of the year", "2026-12-31"),
        ("soon", None),
        ("after Friday", None),
        ("in 2020", None),
        ("on 19 October 2026", None),
        ("by 31 February 2027", None),
        ("", None),
    ],
)
def test_the_last_day_that_the_words_allow(when: str, day: str | None) -> None:
    due = due_time(when, THURSDAY)
    assert (None if due is None else last_day(due)) == (None if day is None else date.fromisoformat(day))


@pytest.mark.parametrize(
    ("when", "ahead"),
    [
        ("2026-03-05", False),
        ("2026-03-06", True),
        ("2026-03-04", False),
        ("2026-03", False),
        ("2026-04", True),
        ("2026-W10", False),
        ("2026-W11", True),
        ("2026", False),
        ("2027", True),
    ],
)
def test_what_begins_after_the_day_of_publication_is_ahead(when: str, ahead: bool) -> None:
    assert is_ahead(when, date(2026, 3, 5)) is ahead


@pytest.mark.parametrize(
    ("when", "tense", "to_come"),
    [
        ("2026-11-27", Tense.PAST, True),
        ("2026-11-26", Tense.FUTURE, True),
        ("2026-11-26", Tense.PAST, False),
        ("2026-11-25", Tense.FUTURE, False),
        ("2026-W48", Tense.FUTURE, True),
        ("2026-W48", Tense.UNKNOWN, False),
        ("2026-11", Tense.FUTURE, True),
        ("2026", Tense.FUTURE, True),
        ("2025", Tense.FUTURE, False),
    ],
)
def test_a_time_that_has_begun_is_to_come_if_the_verb_says_so(when: str, tense: Tense, to_come: bool) -> None:
    assert is_to_come(when, THURSDAY, tense) is to_come
