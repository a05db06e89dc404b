"""Which stories a day begins with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.domain.briefing import Citation
from briefing.domain.span import Passage, Span
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryBriefing, StoryLine
from briefing.domain.stories.today import (
    Today,
    TodayEntry,
    WatchedStory,
    began_before,
    comes_last,
    cut,
    entry,
    names_new_event,
    new_articles,
    ranked,
    with_flags,
)
from briefing.presentation.today_rows import kind_of

SINCE = "2026-03-05T00:00:00Z"


def story(id_: str, *, sources: int = 1, days: str = "5", followed: bool = False, title: str = "") -> Story:
    """With an article on each of the days, by one publisher after the other."""
    articles = tuple(
        StoryArticle(
            f"{id_}{at}", "", None, f"paper {at % sources}", None, *[f"2026-03-0{day}T12:00:00Z"] * 2
        )
        for at, day in enumerate(days)
    )
    times = [article.time for article in articles]
    return Story(
        id_,
        title,
        min(times),
        max(times),
        sources,
        0,
        0,
        0,
        followed,
        muted=False,
        terms=(),
        articles=articles,
    )


def line(
    words: int, state: LineState = LineState.SINGLE, *, new: bool = False, article: str = ""
) -> StoryLine:
    """Of an article of its own, unless one is given."""
    text = " ".join(["word"] * words)
    cited = Citation(article or str(words), Passage(Span(0, len(text)), text))
    return StoryLine((cited,), 1, state, new)


def test_stories_that_more_publishers_tell_since_then_come_first_and_followed_ones_earlier() -> None:
    stories = [
        story("one"), story("busy", days="555"), story("large", sources=6, days="333345"),
        story("many", sources=6, days="555555"), story("late", days="6"),
        story("mine", sources=2, days="55", followed=True), story("two", sources=2, days="55"),
    ]  # fmt: skip
    order = [each.id for each in ranked(stories, SINCE)]
    assert order == ["many", "mine", "two", "large", "late", "one", "busy"]


@pytest.mark.parametrize(
    ("days", "known"),
    [
        pytest.param("5", False, id="all since then"),
        pytest.param("45", True, id="half before"),
        pytest.param("455", False, id="one before, more since then"),
        pytest.param("445555", True, id="told by two before"),
        pytest.param("4", True, id="all before"),
    ],
)
def test_a_story_began_before_if_two_articles_or_half_came_before(days: str, *, known: bool) -> None:
    assert began_before(story("a", days=days), SINCE) is known


def test_only_articles_since_then_count() -> None:
    assert new_articles(story("a", days="34567"), SINCE) == 3


def test_a_story_that_began_before_comes_with_what_is_new_alone_or_not_at_all() -> None:
    old, new, changed = line(3), line(4, new=True), line(5, LineState.CHANGED, new=True)
    changed_before = line(6, LineState.CHANGED)
    briefing = StoryBriefing(summary=(old, new, changed, changed_before))
    known = entry(story("a"), briefing, is_known=True)
    assert known is not None and known.lines == (new, changed)
    unknown = entry(story("a"), briefing, is_known=False)
    assert unknown is not None and unknown.lines == (old, changed, changed_before)
    assert entry(story("a"), StoryBriefing(summary=(old, changed_before)), is_known=True) is None
    # A new story is news even where nothing could be briefed.
    assert entry(story("a"), StoryBriefing(), is_known=False) is not None


def test_below_the_event_comes_what_differs_then_a_line_of_each_other_article() -> None:
    event, detail, other = line(3, article="a"), line(4, article="a"), line(5, article="b")
    more, differs = line(6, article="b"), line(7, LineState.DIFFER, article="a")
    found = entry(story("a"), StoryBriefing((event, detail, other, more, differs)), is_known=False)
    assert found is not None and found.lines == (event, differs, other)


def test_what_a_publisher_alone_explains_has_no_line() -> None:
    title, briefing = "Why the board refused the licence", StoryBriefing((line(5),))
    shown = [entry(story("a", title=title), briefing, is_known=False, sources=sources) for sources in (1, 2)]
    assert [each and each.lines for each in shown] == [(), (line(5),)]
    new = StoryBriefing((line(5, new=True),))
    assert entry(story("a", title=title), new, is_known=True) is None, "nothing is new without its line"


@pytest.mark.parametrize(
    ("title", "is_new"),
    [
        ("Ferry of island line sinks in harbour", False),
        ("Island ferry sinks", False),
        ("Board refuses licence of island ferry", True),
    ],
)
def test_a_known_story_comes_with_a_title_that_names_another_event_and_the_line_that_tells_it(
    title: str, *, is_new: bool
) -> None:
    known = story("a", title=title, days="35")
    first = replace(known.articles[0], title="Island ferry sinks in harbour")
    known = replace(known, articles=(first, known.articles[1]))
    assert names_new_event(known, SINCE) is is_new
    yesterdays, todays = line(3), line(3, new=True)
    again = (yesterdays,) if is_new else ()
    for event, is_told, lines in ((todays, True, (todays,)), (todays, False, ()), (yesterdays, True, again)):
        briefing = StoryBriefing((event,), is_told=is_told)
        found = entry(known, briefing, is_known=True, is_title_new=is_new)
        assert (found and found.lines) == (lines if is_new or lines else None)
    assert entry(known, StoryBriefing(), is_known=True, is_opinion=True, is_title_new=True) is None


def test_a_line_that_only_repeats_the_headline_is_left_out() -> None:
    found = entry(story("a", title="word word"), StoryBriefing(summary=(line(2), line(3))), is_known=False)
    assert found is not None and found.lines == (line(3),)


def test_without_an_event_the_title_stands_alone_and_a_column_has_no_line() -> None:
    alone, agreed = line(5), replace(line(6), voices=2)
    untold = StoryBriefing((alone, agreed), is_told=False)
    told = StoryBriefing((alone, agreed))
    shown = (
        entry(story("a"), briefing, is_known=False, is_opinion=opinion)
        for briefing, opinion in ((told, False), (untold, False), (told, True))
    )
    assert [each and each.lines for each in shown] == [(alone, agreed), (agreed,), ()]
    assert entry(story("a"), StoryBriefing((line(5, new=True),)), is_known=True, is_opinion=True) is None
    assert comes_last(TodayEntry(story("a", sources=2), (), is_opinion=True))


@pytest.mark.parametrize(
    ("title", "lines", "is_opinion", "kind"),
    [
        ("Board refuses licence", (), False, ""),
        ("Board refuses licence", (), True, "column"),
        ("Why the board refused the licence", (), False, "explainer"),
        ("Did the board refuse the licence?", (line(5),), False, ""),
    ],
)
def test_what_is_no_news_is_marked(
    title: str, lines: tuple[StoryLine, ...], kind: str, *, is_opinion: bool
) -> None:
    assert kind_of(TodayEntry(story("a", title=title), lines, is_opinion=is_opinion)) == kind


@pytest.mark.parametrize(
    ("sources", "is_told", "shown"), [(2, True, (0, 2)), (1, True, (2,)), (2, False, None)]
)
def test_an_event_that_several_publishers_tell_is_news_though_known_articles_were_like_it(
    sources: int, shown: tuple[int, ...] | None, *, is_told: bool
) -> None:
    summary = line(3), line(4), line(5, new=True)
    briefing = StoryBriefing(summary, is_told=is_told)
    found = entry(story("a"), briefing, is_known=True, sources=sources)
    assert (found and found.lines) == (None if shown is None else tuple(summary[at] for at in shown))


@pytest.mark.parametrize(
    ("told", "sources", "followed", "is_one"),
    [
        ("The court ruled on Tuesday that the ban is void.", 1, False, False),
        ("A third of all parents cannot find a place in a school.", 1, False, True),
        ("A third of all parents cannot find a place in a school.", 2, False, False),
        ("A third of all parents cannot find a place in a school.", 1, True, False),
        ("The other day, this month, I drove out to the country.", 1, False, True),
        ("“I will resign,” the minister said on Tuesday.", 1, False, False),
        ("What happens if the talks fail on Tuesday?", 1, False, True),
    ],
)
def test_a_column_of_one_publisher_comes_after_the_news(
    told: str, sources: int, *, followed: bool, is_one: bool
) -> None:
    shown = StoryLine((Citation("a", Passage(Span(0, len(told)), told)),), 1, LineState.SINGLE, False)
    assert comes_last(TodayEntry(story("a", sources=sources, followed=followed), (shown,))) is is_one


def test_as_much_as_can_be_read_is_kept_and_one_story_at_least() -> None:
    entries = [TodayEntry(story(str(at), title="one two"), (line(88),)) for at in range(5)]
    assert entries[0].words == 90
    assert cut(entries, 1) == tuple(entries[:2])
    assert cut([TodayEntry(story("a"), (line(900),)), *entries], 1) == (TodayEntry(story("a"), (line(900),)),)
    assert cut([], 5) == ()
    assert Today(SINCE, tuple(entries), 5, 5).minutes == 3


def test_a_story_is_followed_and_muted_as_it_is_now_wherever_it_stands() -> None:
    told, below, watched, gone = (story(each, followed=True) for each in ("told", "below", "watched", "gone"))
    today = Today(
        SINCE,
        (TodayEntry(told, ()),),
        1,
        1,
        more=(below, gone),
        watched=(WatchedStory(watched, (), 1),),
    )
    flagged = [replace(each, followed=False, muted=True) for each in (told, below, watched)]
    now = with_flags(today, flagged)
    found = [each.story for each in now.entries] + [each.story for each in now.watched]
    found += now.more
    assert [(each.id, each.followed, each.muted) for each in found] == [
        ("told", False, True),
        ("watched", False, True),
        ("below", False, True),
        ("gone", True, False),
    ]
