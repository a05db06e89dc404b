"""Later passages on the matter of an open issue."""

from __future__ import annotations

import weakref
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.followups.issue_grouping import track_issues
from briefing.domain.stories.event_index import vector_cosine
from tests.domain.followups.following import (
    EVIDENCE,
    FOLLOWS,
    LABEL,
    OTHER,
    RAISED,
    about,
    finder_of,
    raised_in,
)

ANSWER = FOLLOWS.split(". ")[1] + "."


def later(text: str, day: float = 3.0, *, label: str = LABEL, evidence: str = EVIDENCE) -> list[str]:
    """What is found in a second article."""
    first, second = about("a", 1), about("b", day)
    finder = finder_of({"a": RAISED, "b": text}, [first, second])
    return [each.passage.text for each in finder.later(raised_in(first, RAISED, evidence, label))]


def test_the_nearest_sentence_of_a_later_article_is_found() -> None:
    assert later(FOLLOWS) == [ANSWER]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (FOLLOWS, 1),  # at the same time
        (FOLLOWS, 1.4),  # hours after: the same news of another publisher
        (FOLLOWS, 0),  # before
        (FOLLOWS, 50),  # weeks after
        (OTHER, 3),  # the same names, another matter
        (f"{OTHER} {EVIDENCE}", 3),  # repeated as it was
        (f"{OTHER} {EVIDENCE[:-1]}, the board said on Monday.", 3),  # repeated in more words
        ("A hurricane passed Bermuda on Monday. Nobody was hurt there, officials said.", 3),
    ],
)
def test_nothing_else_is(text: str, day: float) -> None:
    assert later(text, day) == []


@pytest.mark.parametrize(("day", "is_found"), [(1.49, False), (1.5, True), (43, True), (43.01, False)])
def test_a_follow_up_comes_half_a_day_to_six_weeks_later(day: float, is_found: bool) -> None:
    assert (later(FOLLOWS, day) == [ANSWER]) is is_found


def padding(words: int, of: str = "orchard") -> str:
    """Words that have to do with nothing, each of which stands here once."""
    return " ".join(f"{of}{number}" for number in range(words))


def assert_parted(found: list[tuple[float, bool]], least: float) -> None:
    """What is found is as alike as that, and what is not is less so; both are tried close by."""
    assert [is_found for _, is_found in found] == [likeness >= least for likeness, _ in found]
    assert {round(likeness - least, 1) for likeness, _ in found} >= {0.0, 0.1}
    assert {is_found for _, is_found in found} == {True, False}


def test_only_an_article_that_is_alike_follows_up() -> None:
    first, second = about("a", 1), about("b", 3)
    found = []
    for count in range(0, 60, 2):
        texts = {"a": f"{RAISED} {padding(count, 'meadow')}", "b": f"{FOLLOWS} {padding(count)}"}
        finder = finder_of(texts, [first, second])
        is_found = bool(list(finder.later(raised_in(first, RAISED))))
        found.append((finder.article_likeness(first, second), is_found))
    assert_parted(found, 0.20)


def test_only_a_sentence_that_is_alike_is_a_follow_up() -> None:
    first, second = about("a", 1), about("b", 3)
    found = []
    for count in range(0, 60, 2):
        sentence = f"{ANSWER[:-1]} {padding(count)}."
        finder = finder_of({"a": RAISED, "b": sentence}, [first, second])
        is_found = bool(list(finder.later(raised_in(first, RAISED))))
        told, other = (finder.wording(each, "en").vector for each in (f"{LABEL} {EVIDENCE}", sentence))
        likeness = vector_cosine(told, other)
        if finder.article_likeness(first, second) >= 0.20:
            found.append((likeness, is_found))
    assert_parted(found, 0.28)


def test_a_label_of_one_rare_word_names_no_matter() -> None:
    assert later(FOLLOWS, label="What the board will do") == []


def test_another_language_has_no_follow_up() -> None:
    first, second = about("a", 1), about("b", 3)
    french = second.__class__(second.id, second.title, "x", None, second.time, "x", "fr")
    finder = finder_of({"a": RAISED, "b": FOLLOWS}, [first, french])
    assert not list(finder.later(raised_in(first, RAISED)))


def test_an_article_that_has_lost_its_text_has_none() -> None:
    first, second = about("a", 1), about("b", 3)
    texts = {"a": RAISED, "b": FOLLOWS}
    finder = finder_of(texts, [first, second])
    texts["b"] = ""
    assert not list(finder.later(raised_in(first, RAISED)))


SENTENCES = st.sampled_from([f"{each.strip('. ')}." for each in f"{RAISED} {FOLLOWS} {OTHER}".split(". ")])


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5))
def test_every_passage_stands_in_a_later_article_once(texts: list[str]) -> None:
    stored = {"a": RAISED} | {str(number): text for number, text in enumerate(texts)}
    articles = [about("a", 2), *(about(str(number), number + 0.5) for number in range(len(texts)))]
    found = list(finder_of(stored, articles).later(raised_in(articles[0], RAISED)))
    for each in found:
        assert each.passage.holds_in(stored[each.article.id])
        assert each.article.time > articles[0].time
    assert len({each.article.id for each in found}) == len(found)


@pytest.mark.parametrize(
    ("due", "is_answered"),
    [
        (None, True),
        ("1970-01-04", True),
        ("1970-01-05", False),
        ("1970-W01", True),
        ("1970-W02", False),  # from the 5th on
        ("1970-01", True),
        ("1970-02", False),
        ("soon", True),
    ],
)
def test_nothing_answers_an_issue_before_the_day_that_it_names(due: str | None, is_answered: bool) -> None:
    first, second = about("a", 1), about("b", 3)
    finder = finder_of({"a": RAISED, "b": FOLLOWS}, [first, second])
    raised = raised_in(first, RAISED)
    raised = replace(raised, issue=replace(raised.issue, due=due))
    assert (finder.answer(raised) is not None) is is_answered


def test_an_index_that_nobody_needs_any_more_is_gone_at_once() -> None:
    first = about("a", 1)
    finder = finder_of({"a": RAISED, "b": FOLLOWS}, [first, about("b", 3)])
    track_issues([raised_in(first, RAISED)], finder)
    gone = weakref.ref(finder)
    del finder
    assert gone() is None
