"""Combining marks without end: how notes, tags and what is searched for stand them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from briefing.domain.anchoring.normalize import normalized
from briefing.domain.annotation import clean_note, clean_tag
from briefing.domain.query.search_words import search_words
from briefing.domain.text.clean_characters import clean_characters

MARKS = "\u0301\u0323" * 15
JOINED = MARKS + "\u200d"
"""A joiner that is removed, so that the runs of marks before and after it become one."""


@pytest.mark.parametrize("prepare", [clean_characters, clean_note, clean_tag, search_words, normalized])
@pytest.mark.parametrize("unit", [MARKS, JOINED], ids=["one run", "runs that joiners part"])
def test_a_tower_of_marks_takes_no_more_time_than_its_length(
    prepare: Callable[[str], str], unit: str
) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        prepare(text)
        return time.process_time() - started

    short, long = "a" + unit * 1_000, "a" + unit * 2_000
    # By turns, so that what else keeps the machine busy for a moment meets both.
    runs = [(seconds(short), seconds(long)) for _ in range(7)]
    assert min(run[1] for run in runs) < 3 * max(min(run[0] for run in runs), 0.005)


def test_runs_of_marks_that_become_one_are_cut_as_one() -> None:
    once = clean_characters("a" + JOINED * 100)
    assert len(once) == 30
    assert clean_characters(once) == once
