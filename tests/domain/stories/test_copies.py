"""Copies of another article's text."""

from __future__ import annotations

import pytest

from briefing.domain.stories.copies import originals

AGENCY = (
    "A firebomb attack on a bank in Athens killed at least three people on Wednesday as police fought "
    "pitched battles with striking protesters furious at brutal budget cuts designed to avoid national "
    "bankruptcy. Hooded youths hurled petrol bombs at stores in the centre of the capital."
)
OWN = (
    "Three people died in Athens when a bank caught fire during a general strike against the cuts that the "
    "government agreed with its lenders. Witnesses saw masked demonstrators break a window of the branch."
)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        pytest.param([AGENCY, OWN], [0, 1], id="two texts"),
        pytest.param([AGENCY, AGENCY.replace("Wednesday", "today")], [0, 0], id="a word changed"),
        pytest.param([OWN, f"{AGENCY} {OWN}"], [0, 0], id="within a longer one"),
        pytest.param([AGENCY, OWN, AGENCY, OWN], [0, 1, 0, 1], id="each of its own"),
        pytest.param(["Read more on our site", "Read more on our site"], [0, 0], id="short and the same"),
        pytest.param([OWN[:60], OWN], [0, 1], id="too short to tell by"),
        pytest.param(["", ""], [0, 1], id="no text"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_text_is_a_copy_of_the_first_with_its_words(texts: list[str], found: list[int]) -> None:
    assert originals(texts) == found
