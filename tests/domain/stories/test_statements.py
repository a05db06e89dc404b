"""When two sentences of a story's articles say the same."""

from __future__ import annotations

import pytest

from briefing.domain.stories.statements import SAME, SentenceIndex

REFUSED = "Chief executive Peter Holm called the demand for eleven hours of rest impossible."
MET = "Chief executive Peter Holm said the company would meet the union on Friday."
IMPOSSIBLE = "The demand for eleven hours of rest is impossible, Mr. Holm said."
TEXTS = (
    f"{REFUSED} The strike goes on. Ferries stay in port on Tarno.",
    f"{MET} Boats are tied up. Prices rose last year.",
    f"{IMPOSSIBLE} Talks stalled on Monday. Nobody knows when ferries sail.",
)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param(REFUSED, IMPOSSIBLE, True, id="in other words"),
        pytest.param(REFUSED, MET, False, id="the same person by the same title on another matter"),
        pytest.param(MET, IMPOSSIBLE, False, id="the same person"),
    ],
)
def test_who_speaks_is_not_what_is_said(one: str, other: str, is_same: bool) -> None:
    assert (SentenceIndex(TEXTS).likeness(one, other) >= SAME) is is_same
