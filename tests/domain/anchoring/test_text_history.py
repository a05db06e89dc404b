"""Which words of a text stood in the one before it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.anchoring.alignment import Version, align_in_order, align_moved
from briefing.domain.anchoring.text_history import AnchorHistory, TextHistory
from briefing.domain.span import Span
from tests.domain.test_anchoring_repetition import HOURS, NIMBUS, SHARES, last, line, without


def span_of(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def past(old: str, new: str, marked: str) -> AnchorHistory:
    return AnchorHistory(TextHistory(old, new), span_of(old, marked))


words = st.lists(st.sampled_from(["a", "b", "c", "Shares", "of.", "rose\n\n"]), max_size=30).map(" ".join)


@settings(deadline=None)
@given(words, words)
def test_words_that_belong_together_are_equal_and_in_one_order(old: str, new: str) -> None:
    before, after = Version(old), Version(new)
    old_at = new_at = 0
    for match in sorted(align_in_order(before, after), key=lambda each: each.new):
        assert match.length == 0 or (match.old >= old_at and match.new >= new_at)
        assert before.keys[match.old : match.old_end] == after.keys[match.new : match.new_end]
        old_at, new_at = match.old_end, match.new_end
    for match in align_moved(before, after):
        assert before.keys[match.old : match.old_end] == after.keys[match.new : match.new_end]


@settings(deadline=None)
@given(words, words)
def test_of_any_words_no_more_letters_are_told_than_there_are(old: str, new: str) -> None:
    ours, others, every = TextHistory(old, new).letters(Span(0, len(new)), Span(0, len(old)))
    assert 0 <= ours <= every and others == 0


@pytest.mark.parametrize("gone", ["Acme", "Nimbus", "Quartz"])
def test_beside_a_line_that_is_gone_each_line_stays_itself(gone: str) -> None:
    left = without(gone)(SHARES)
    for each in left.split("\n\n"):
        assert past(SHARES, left, each).is_surely_same(span_of(left, each))
        assert past(SHARES, left, line(SHARES, gone)).was_elsewhere(span_of(left, each))


@pytest.mark.parametrize("text", [SHARES, HOURS], ids=["shares", "hours"])
def test_what_was_moved_is_still_itself(text: str) -> None:
    for each in text.split("\n\n"):
        word = each.split()[2] if text is SHARES else each.split()[0]
        new = last(word)(text)
        assert past(text, new, each).is_surely_same(span_of(new, each))


ANSWERS = "\n\n".join(f"Yes, said {name}." for name in ("Ann", "Bob", "Cob", "Dan", "Eve"))


@pytest.mark.parametrize("text", [SHARES, ANSWERS], ids=["shares", "answers"])
def test_beside_a_line_that_is_gone_words_that_all_lines_have_stay_with_their_own(text: str) -> None:
    lines = text.split("\n\n")
    for gone in lines:
        check_ends(text, [each for each in lines if each != gone])


def test_around_a_line_that_was_moved_words_that_all_lines_have_stay_with_their_own() -> None:
    lines = SHARES.split("\n\n")
    for at, moved in enumerate(lines):
        rest = [each for each in lines if each != moved]
        check_ends(SHARES, [*rest[: at + 1], moved, *rest[at + 1 :]])
        check_ends(SHARES, [moved, *rest])


def check_ends(old: str, lines: list[str]) -> None:
    """That the first two words of each line, and the last two, are those of the same line before."""
    new = "\n\n".join(lines)
    descent = TextHistory(old, new)
    for each in lines:
        words = each.split()
        for start, end in (
            (0, len(" ".join(words[:2]))),
            (len(each) - len(" ".join(words[-2:])), len(each)),
        ):
            own = span_of(old, each).start
            here = span_of(new, each).start
            assert AnchorHistory(descent, Span(own + start, own + end)).is_same(
                Span(here + start, here + end)
            ), new


def test_a_word_alone_in_another_text_is_not_surely_the_passage() -> None:
    new = "Nothing else is here but a Nimbus, of which nobody had heard before."
    told = past(SHARES, new, "Nimbus")
    assert told.is_same(span_of(new, "Nimbus"))
    assert not told.is_surely_same(span_of(new, "Nimbus"))


def test_new_words_are_nobodys() -> None:
    new = SHARES.replace(NIMBUS, "Rain is expected.")
    told = past(SHARES, new, NIMBUS)
    assert not told.is_same(span_of(new, "Rain is expected."))
    assert not told.was_elsewhere(span_of(new, "Rain is expected."))


def test_without_a_text_before_nothing_is_told() -> None:
    told = AnchorHistory()
    span = Span(0, 5)
    assert not told.is_same(span) and not told.was_elsewhere(span)
