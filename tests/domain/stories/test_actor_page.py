"""The page of an actor, from the analyses of many articles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.analysis import Actor, ActorKind, Analysis, EngineInfo, Event, Issue, IssueKind, Quote
from briefing.domain.query.search_words import search_words
from briefing.domain.span import Passage, Span
from briefing.domain.stories.activity import Activity, activity
from briefing.domain.stories.actor_page import ActorPage, ActorText, LineKind, actor_page, names_of
from briefing.domain.stories.story import StoryArticle

ENGINE = EngineInfo("test", "1", "none")
PERSON, ORGANIZATION = ActorKind.PERSON, ActorKind.ORGANIZATION


def passage(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage(Span(start, start + len(words)), words)


def actor(
    text: str, name: str, *aliases: str, kind: ActorKind = PERSON, role: str | None = None, says: str = ""
) -> Actor:
    named = tuple(passage(text, each) for each in (name, *aliases) if each in text)
    return Actor(name, kind, role, aliases, 0.5, named, (passage(text, says),) if says else ())


def article(
    number: int, text: str, *actors: Actor, issues: tuple[Issue, ...] = (), **parts: object
) -> ActorText:
    day = f"2026-03-{number:02}"
    about = StoryArticle(
        f"a{number}", f"Title {number}", None, f"Paper {number}", day, f"{day}T08:00:00Z", day
    )
    return ActorText(about, text, Analysis(ENGINE, actors=actors, issues=issues, **parts))  # type: ignore[arg-type]


def page(name: str, *texts: ActorText) -> ActorPage:
    """The articles are given oldest first."""
    found = actor_page(name, texts[::-1])
    assert found is not None
    return found


def named(number: int, *names: str, kind: ActorKind = PERSON) -> ActorText:
    """An article that names each actor by the first word in `names` and aliases separated by "/"."""
    text = f"{number}: {' met '.join(names)}."
    return article(number, text, *(actor(text, *each.split("/"), kind=kind) for each in names))


@pytest.mark.parametrize(
    ("name", "texts", "articles"),
    [
        ("Bill Clinton", [named(1, "Bill Clinton/Clinton"), named(2, "Hillary Clinton/Clinton")], ["a1"]),
        ("Bill Clinton", [named(1, "Bill Clinton"), named(2, "Clinton")], ["a1"]),
        ("Clinton", [named(1, "Bill Clinton/Clinton"), named(2, "Clinton")], ["a2"]),
        ("Wang Yi", [named(1, "Wang Yi"), named(2, "Foreign Minister Wang/Wang Yi")], ["a2", "a1"]),
        ("wang  YI", [named(1, "Wang Yi")], ["a1"]),
        ("Erdogan", [named(1, "Erdoğan")], ["a1"]),
        (
            "IBM",
            [named(1, "IBM", kind=ORGANIZATION), named(2, "IBM"), named(3, "IBM", kind=ORGANIZATION)],
            ["a3", "a1"],
        ),
        (
            "Court of Cassation",
            [named(1, "Court of Cassation"), named(2, "Court of Cassation", kind=ORGANIZATION)],
            ["a2", "a1"],
        ),
        (
            "EU",
            [named(1, "EU", kind=ORGANIZATION), named(2, "European Union/EU/Union", kind=ORGANIZATION)],
            ["a2", "a1"],
        ),
        ("Clinton", [named(1, "Bill Clinton/CLINTON"), named(2, "Clinton")], ["a2"]),
    ],
    ids=[
        "one surname",
        "surname alone",
        "by surname",
        "full alias",
        "spelling",
        "accents",
        "kinds",
        "full name",
        "initials",
        "surname in a headline in capitals",
    ],
)
def test_articles_are_those_that_name_the_actor_in_full(
    name: str, texts: list[ActorText], articles: list[str]
) -> None:
    assert [each.id for each in page(name, *texts).articles] == articles


def test_by_one_word_alone_others_who_are_called_so_are_told() -> None:
    texts = [named(1, "Bill Clinton/Clinton"), named(2, "Hillary Clinton/Clinton"), named(3, "Clinton")]
    found = page("Clinton", *texts)
    assert {(each.name, each.articles) for each in found.namesakes} == {
        ("Bill Clinton", 1),
        ("Hillary Clinton", 1),
    }
    assert found.is_vague and not page("Bill Clinton", *texts).namesakes
    assert {each.name for each in names_of(texts, "clinton")} == {
        "Bill Clinton",
        "Hillary Clinton",
        "Clinton",
    }
    assert actor_page("Chelsea Clinton", texts) is None


def test_name_kind_role_and_aliases_are_those_of_all_articles() -> None:
    one = "Foreign Minister Wang Yi spoke."
    found = page(
        "wang yi",
        article(1, one, actor(one, "Wang Yi", "Wang", role="Foreign Minister")),
        article(
            2, "Mr Wang Yi, the minister", actor("Mr Wang Yi, the minister", "Wang Yi", role="the minister")
        ),
        named(3, "Wang Yi", kind=ORGANIZATION),
    )
    assert (found.name, found.kind, found.role, found.aliases) == (
        "Wang Yi",
        PERSON,
        "the minister",
        ("Wang",),
    )


SAID = "both sides welcomed efforts to keep lines open"
TEXT = f'Wang Yi said that {SAID}. "We will go on," Wang Yi said. Wang Yi arrived on 28 August.'


def spoken(number: int, text: str = TEXT) -> ActorText:
    quote = passage(text, "We will go on,")
    return article(
        number,
        text,
        Actor(
            "Wang Yi",
            PERSON,
            None,
            (),
            0.5,
            (passage(text, "Wang Yi"), passage(text, "Wang Yi arrived")),
            (passage(text, SAID), quote, passage(text, "efforts to keep lines open")),
        ),
        quotes=(Quote("Wang Yi", quote), Quote(None, passage(text, "arrived"))),
        timeline=(
            Event("2025-08-28", passage(text, "Wang Yi arrived on 28 August")),
            Event("2025-08-29", passage(text, "on 28 August")),
            Event("2025-08-30", passage(text, f"Wang Yi said that {SAID}")),
        ),
    )


def test_lines_are_what_they_say_by_the_articles_day_and_dated_events_that_name_them() -> None:
    lines = page("Wang Yi", spoken(1)).lines
    assert [(line.kind, line.date, line.citations[0].passage.text) for line in lines] == [
        (LineKind.STATEMENT, "2026-03-01", SAID),
        (LineKind.QUOTE, "2026-03-01", "We will go on,"),
        (LineKind.EVENT, "2025-08-28", "Wang Yi arrived on 28 August"),
    ]


def test_what_several_articles_have_is_one_line_with_the_first_articles_date() -> None:
    found = page("Wang Yi", spoken(1), named(2, "Wang Yi"), spoken(3, f"Beijing. {TEXT}"))
    assert [[each.article for each in line.citations] for line in found.lines] == [["a1", "a3"]] * 3
    assert found.lines[0].date == "2026-03-01"
    other = "Wang Yi said that it rains."
    later = page("Wang Yi", spoken(1), article(4, other, actor(other, "Wang Yi", says="it rains")))
    assert [line.date for line in later.lines] == ["2026-03-04", "2026-03-01", "2026-03-01", "2025-08-28"]


def test_a_copy_of_a_text_counts_once() -> None:
    found = page("Wang Yi", spoken(1), spoken(2))
    assert [each.id for each in found.articles] == ["a1"]
    assert all(len(line.citations) == 1 for line in found.lines)


def test_company_is_counted_by_articles_and_the_most_frequent_come_first() -> None:
    found = page(
        "Wang Yi",
        named(1, "Wang Yi", "Zhao Li"),
        named(2, "Ann Li", "Wang Yi", "Bo Xi"),
        named(3, "Wang Yi", "Bo Xi"),
    )
    assert [(each.name, each.articles) for each in found.company] == [
        ("Bo Xi", 2),
        ("Ann Li", 1),
        ("Zhao Li", 1),
    ]


def test_an_issue_that_an_engine_gives_no_passage_for_is_not_listed() -> None:
    text = "Wang Yi spoke."
    bare = Issue("Vote on the budget", IssueKind.PENDING, 2, (), ("Wang Yi",), None)
    assert page("Wang Yi", article(1, text, actor(text, "Wang Yi"), issues=(bare,))).issues == ()


def test_open_issues_are_those_that_involve_the_actor_and_alike_ones_are_one() -> None:
    def with_issue(number: int, label: str, *actors: str) -> ActorText:
        text = f"Wang Yi: {label} {number}."
        issue = Issue(label, IssueKind.PENDING, 2, (passage(text, f"{label} {number}"),), actors, None)
        return article(number, text, actor(text, "Wang Yi"), issues=(issue,))

    found = page(
        "Wang Yi",
        with_issue(1, "Call of the theater commanders", "Wang Yi"),
        with_issue(2, "Vote on the budget"),
        with_issue(3, "Call of theater commanders", "Wang Yi", "Xi"),
        with_issue(4, "Visit to Moscow", "Wang Yi"),
    )
    assert [(each.issue.label, each.articles) for each in found.issues] == [
        ("Visit to Moscow", 1), ("Call of theater commanders", 2),
    ]  # fmt: skip
    assert [each.article for each in found.issues[1].evidence] == ["a3", "a1"]
    texts = [with_issue(4, "Visit to Moscow", "Wang Yi"), with_issue(1, "Moscow visit", "Wang Yi")]
    assert not actor_page("Wang Yi", texts, {("a1", "Moscow visit")}).issues  # type: ignore[union-attr]
    assert actor_page("Wang Yi", texts, {("a2", "Moscow visit")}).issues  # type: ignore[union-attr]


NAMES = ("Ann Lee", "Bob Lee", "Lee")
WORDS = st.sampled_from(["said", "peace", "will", "come", "soon", "to", "the", "north", *NAMES])


@st.composite
def many_articles(draw: st.DrawFn) -> list[ActorText]:
    texts = []
    for number in range(draw(st.integers(1, 4)), 0, -1):
        text = " ".join([*draw(st.lists(WORDS, min_size=3, max_size=14)), *NAMES])
        spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30)).map(
            lambda pair, text=text: Passage.at(text, pair[0], min(sum(pair), len(text)))  # type: ignore[misc]
        )
        kinds, aliases = st.sampled_from(ActorKind), st.sampled_from([(), ("Lee",), ("Ann Lee",)])
        mentions = st.lists(spans, min_size=1, max_size=4).map(tuple)
        actors = tuple(
            Actor(name, draw(kinds), None, draw(aliases), 0.5, draw(mentions), draw(mentions))
            for name in draw(st.lists(st.sampled_from(NAMES), unique=True))
        )
        quotes = tuple(
            Quote(draw(st.sampled_from(NAMES)), each) for each in draw(st.lists(spans, max_size=3))
        )
        events = tuple(Event("2026-03-01", each) for each in draw(st.lists(spans, max_size=3)))
        issues = tuple(
            Issue("peace", IssueKind.PENDING, 1, (each,), (draw(st.sampled_from(NAMES)),), None)
            for each in draw(st.lists(spans, max_size=2))
        )
        texts.append(article(number, text, *actors, quotes=quotes, timeline=events, issues=issues))
    return texts


@given(many_articles(), st.sampled_from(NAMES))
def test_every_line_stands_in_an_article_that_names_the_actor_so(texts: list[ActorText], name: str) -> None:
    found = actor_page(name, texts)
    if found is None:
        return
    by_id = {each.article.id: each for each in texts}
    cited = [*(each for line in found.lines for each in line.citations),
             *(each for issue in found.issues for each in issue.evidence)]  # fmt: skip
    assert all(each.passage.holds_in(by_id[each.article].text) for each in cited)
    assert {each.article for each in cited} <= {each.id for each in found.articles}
    for each in found.articles:
        full = [
            n for a in by_id[each.id].analysis.actors for n in (a.name, *(x for x in a.aliases if " " in x))
        ]
        assert search_words(name) in map(search_words, full)
    assert [line.date for line in found.lines] == sorted((line.date for line in found.lines), reverse=True)


@pytest.mark.parametrize(
    ("times", "chart"),
    [
        ([], None),
        (["2026-03-04T10:00:00Z"], Activity(date(2026, 3, 4), 1, (1,))),
        (["2026-03-06", "2026-03-04", "2026-03-04"], Activity(date(2026, 3, 4), 1, (2, 0, 1))),
        (["2026-03-04", "2026-04-20"], Activity(date(2026, 3, 2), 7, (1, 0, 0, 0, 0, 0, 0, 1))),
        (["1999-01-01", "2026-03-04"], Activity(date(2025, 3, 3), 7, (*[0] * 52, 1))),
    ],
    ids=["none", "one", "days", "weeks", "years"],
)
def test_articles_are_counted_by_day_or_else_by_week(times: list[str], chart: Activity | None) -> None:
    assert activity(times) == chart
