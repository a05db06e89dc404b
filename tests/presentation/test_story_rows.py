"""The rows of a story's screen, and sentences about stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.domain.analysis import Event
from briefing.domain.annotation import new_annotation
from briefing.domain.briefing import Citation, CitedLine, line_of
from briefing.domain.span import Passage, Span
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryBriefing
from briefing.presentation.story_messages import (
    source_names,
    story_counts,
    watch_names,
    why_one_story,
)
from briefing.presentation.story_rows import article_rows, story_panes, with_signs

TIME = "2026-03-05T12:00:00Z"
STORY = Story(
    "a", "Title", TIME, TIME, 2, 0, 2, 2, followed=False, muted=False, terms=(),
    articles=tuple(StoryArticle(id_, "Title", None, None, None, TIME, TIME) for id_ in "ab"),
)  # fmt: skip


def dated(date: str, cited: Citation) -> CitedLine:
    return line_of(Event(date, cited.passage), cited.article)


def test_a_sentence_with_two_dates_is_two_rows() -> None:
    cited = Citation("a", Passage(Span(3, 9), "May 4, "))
    briefing = StoryBriefing(
        lines={"timeline": tuple(dated(date, cited) for date in ("2026-05-03", "2026-05-04"))}
    )
    rows = story_panes(STORY, briefing).rows["timeline"]
    assert len({row.key for row in rows}) == 2 and [row.citations for row in rows] == [(cited,), (cited,)]


@pytest.mark.parametrize(
    ("marked", "noted", "sign"),
    [
        ((3, 9), None, "- "),
        ((5, 7), None, "- "),
        ((0, 5), None, "- "),
        (None, (8, 20), "* "),
        ((3, 9), (0, 20), "- "),
        ((0, 3), (9, 12), ""),
    ],
    ids=["exact", "within", "begins before", "ends after", "exact before around", "beside"],
)
def test_a_line_has_the_sign_of_the_annotation_that_its_keys_act_on(
    marked: tuple[int, int] | None, noted: tuple[int, int] | None, sign: str
) -> None:
    briefing = StoryBriefing(
        lines={"timeline": (dated("2026-05-03", Citation("a", Passage(Span(3, 9), "May 4,"))),)}
    )
    made = [
        new_annotation("On May 4, they met again.", Span(*each), datetime(2026, 5, 5, tzinfo=UTC), note=note)
        for each, note in ((marked, ""), (noted, "why"))
        if each is not None
    ]
    (row,) = with_signs(story_panes(STORY, briefing), {"a": made}).rows["timeline"]
    assert row.label == f"{sign}2026-05-03"


def test_the_articles_that_arrived_last_are_marked_not_those_published_last() -> None:
    newest, late = STORY.articles
    story = replace(STORY, new=1, articles=(newest, replace(late, arrived="2026-03-06T12:00:00Z")))
    assert [row.label for row in article_rows(story)] == ["", "new"]
    assert [row.label for row in article_rows(replace(story, new=2))] == ["", ""]


def test_of_many_watches_the_first_are_named_and_the_rest_counted() -> None:
    names = ("Wang Yi", "x" * 30, "strike")
    assert watch_names(names) == f"watch: Wang Yi, {'x' * 23}…, strike"
    assert watch_names(names, 1) == "watch: Wang Yi +2"
    assert (watch_names(names[:1], 1), watch_names((), 1)) == ("watch: Wang Yi", "")


def test_articles_that_share_no_rare_word_are_said_to() -> None:
    assert why_one_story(STORY) == "2 articles share no word that is rare."


def test_copies_are_counted_where_there_are_any() -> None:
    assert story_counts(STORY) == ("2 articles", "2 sources")
    assert [story_counts(replace(STORY, copies=copies))[-1] for copies in (1, 2)] == ["1 copy", "2 copies"]


def test_a_source_is_named_once_and_an_unknown_one_not() -> None:
    named = [replace(article, source="The Courier") for article in STORY.articles]
    assert source_names((*named, *STORY.articles)) == "The Courier"
