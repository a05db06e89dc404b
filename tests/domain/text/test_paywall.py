"""A paywall is recognized by the same words wherever a text is judged."""

from __future__ import annotations

import pytest

from briefing.domain.structure import Stub
from briefing.domain.text.paywall import is_beginning
from briefing.domain.text.text_choice import Prefer, choose_text
from briefing.sources.text.stub_detection import stub_in

LEAD = 5 * "The council voted on Monday to close the bridge for repairs. "


@pytest.mark.parametrize(
    "words",
    [
        "Subscribe to continue.",
        "Already have an account?",
        "This story is reserved for subscribers.",
        "Exclusivo para suscriptores.",
        "会員限定記事",
    ],
)
def test_the_words_of_a_paywall_count_for_a_text_alone_and_beside_the_feeds(words: str) -> None:
    page = LEAD + words
    assert stub_in("Bridge to close", page) is Stub.PAYWALL
    choice = choose_text(LEAD, page)
    assert (choice.preferred, choice.why) == (Prefer.FEED, "the page ends at a login")


@pytest.mark.parametrize(
    ("words", "of", "is_paid", "has_wall", "cut_off"),
    [
        (200, 0, True, False, True),
        (201, 0, True, False, False),
        (499, 1000, True, False, True),
        (500, 1000, True, False, False),
        (150, 0, False, True, True),
        (151, 0, False, True, False),
        (10, 1000, False, False, False),
    ],
)
def test_a_page_that_is_not_free_is_cut_off_where_it_is_short(
    words: int, of: int, is_paid: bool, has_wall: bool, cut_off: bool
) -> None:
    assert is_beginning(words, of, is_paid=is_paid, has_wall=has_wall) is cut_off
