"""The sentence about notes that another text came beneath: nothing is told that the reader need not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.domain import Span
from briefing.domain.anchoring.anchor_report import anchor_report
from briefing.domain.annotation import AnchorState, Annotation, new_annotation

TEXT = "Brook called the first round useful. Dahl said that the border remains open."
MADE = [new_annotation(TEXT, Span(at, at + 5), datetime(2026, 3, 4, tzinfo=UTC)) for at in range(4)]


def standing(states: str) -> list[Annotation]:
    """The first annotations in these states, each told by its first letter."""
    by_letter = {str(state)[0]: state for state in AnchorState}
    return [_in_state(each, by_letter[letter]) for each, letter in zip(MADE, states, strict=False)]


def _in_state(annotation: Annotation, state: AnchorState) -> Annotation:
    lost = replace(annotation.anchor, span=None)
    return replace(annotation, state=state, anchor=lost if state is AnchorState.ORPHAN else annotation.anchor)


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ("", None),
        ("e", None),
        ("eeee", None),
        ("m", "The text has changed: your note was found again."),
        ("em", "The text has changed: your 2 notes were found again."),
        ("f", "The text has changed: your note was found again on other words (“All annotations” lists it)."),
        (
            "emf",
            "The text has changed: your 3 notes were found again, 1 on other words "
            "(“All annotations” lists it).",
        ),
        (
            "ffe",
            "The text has changed: your 3 notes were found again, 2 on other words "
            "(“All annotations” lists them).",
        ),
        (
            "emfo",
            "The text has changed: 3 of your 4 notes were found again, 1 is lost "
            "(“All annotations” lists it; “Earlier text” shows the text it was made on).",
        ),
        (
            "eoo",
            "The text has changed: 1 of your 3 notes was found again, 2 are lost "
            "(“All annotations” lists them; “Earlier text” shows the text they were made on).",
        ),
        (
            "o",
            "The text has changed: your note was not found again "
            "(“All annotations” lists it; “Earlier text” shows the text it was made on).",
        ),
        (
            "oo",
            "The text has changed: your 2 notes were not found again "
            "(“All annotations” lists them; “Earlier text” shows the text they were made on).",
        ),
    ],
)
def test_it_counts_what_was_found_what_reads_otherwise_and_what_is_lost(
    states: str, sentence: str | None
) -> None:
    assert anchor_report(MADE[: len(states)], standing(states)) == sentence


def test_what_stands_as_it_stood_is_not_told_again() -> None:
    assert anchor_report(standing("emfo"), standing("emfo")) is None


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ("em", None),
        (
            "eo",
            "The article is here now: 1 of your 2 notes was found again, 1 is lost "
            "(“All annotations” lists it).",
        ),
        ("o", "The article is here now: your note was not found again (“All annotations” lists it)."),
        (
            "f",
            "The article is here now: your note was found again on other words (“All annotations” lists it).",
        ),
    ],
)
def test_of_notes_that_waited_for_their_article_only_what_is_doubtful_is_told(
    states: str, sentence: str | None
) -> None:
    assert anchor_report(standing("oooo"), standing(states), waited=True) == sentence
