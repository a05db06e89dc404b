"""What the reader watches: the new articles of actors, stories and queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.codec import encode
from briefing.domain.text.json_text import json_line
from briefing.errors import NotFoundError
from briefing.paths import Paths
from briefing.services.backup.make_backup import make_backup
from briefing.services.backup.restore_backup import restore_backup
from briefing.services.library import Library
from briefing.store.articles.article_store import ArticleStore
from briefing.store.stories.watch_store import Watch, WatchKind, watch_from_json
from tests.libraries import library_at
from tests.services.test_actors import NameEngine
from tests.services.test_stories import DAY
from tests.services.test_stories import article as on_event

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, hours: float) -> None:
        self.now += timedelta(hours=hours)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[Library]:
    with library_at(tmp_path / "home", NameEngine(), now=clock) as library:
        yield library


def article(number: int, text: str) -> Article:
    return Article(f"{number:016x}", text[:20], text, published="2026-03-09", source="Wire", language="en")


def watch(library: Library, *words: str) -> Watch:
    made = library.watches.parse(words)
    assert library.watches.add(made)
    return made


@pytest.mark.parametrize(
    ("words", "kind", "what"),
    [
        (["actor:Wang Yi"], "actor", "Wang Yi"),
        (['actor:"Wang Yi"'], "actor", "Wang Yi"),
        (["actor:=EU"], "actor", "EU"),
        (["actor:EU"], "actor", "EU"),
        (["Wang Yi"], "query", "Wang Yi"),
        (["actor:Wang", "is:unread"], "query", "actor:Wang is:unread"),
        (["actor:Wang is:unread"], "query", "actor:Wang is:unread"),
        (["title:strike", "-source:wire"], "query", "title:strike -source:wire"),
    ],
)
def test_actors_and_queries_are_watched_as_they_are_typed(
    library: Library, words: list[str], kind: str, what: str
) -> None:
    made = library.watches.parse(words)
    assert (made.kind, made.what, made.number) == (kind, what, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["is:unrad"], "did you mean is:unread"),
        (["sources:many"], "sources:3 or sources:>2"),
        ([" "], "Say what to watch"),
        (["story:zzz"], "No story has the id zzz"),
        (["actor:"], "actor: with nothing after it"),
    ],
)
def test_what_cannot_be_watched_says_why(library: Library, words: list[str], sentence: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        library.watches.parse(words)
    assert sentence in str(raised.value)


def test_only_articles_that_come_later_are_hits_until_they_are_seen_or_read(
    library: Library, clock: Clock
) -> None:
    library.ingest.ingest(article(1, "Strike at the port."))
    clock.pass_(1)
    made = watch(library, "strike")
    began = clock.now
    clock.pass_(1)
    assert library.watches.hits(began) == {} and library.watches.count_all_new() == 0
    for number in (2, 3):
        library.ingest.ingest(article(number, f"Strike {number} goes on."))
    library.ingest.ingest(article(4, "Rain in the north."))
    assert set(library.watches.hits(began)["strike"].articles) == {f"{2:016x}", f"{3:016x}"}
    assert library.watches.count_all_new() == 2
    library.articles.mark([f"{2:016x}"], read=True)
    assert library.watches.count_all_new() == library.watches.count_new(library.watches.all()[0]) == 1
    library.articles.mark([f"{3:016x}"], muted=True)
    assert library.watches.count_all_new() == 0 and len(library.watches.hits(began)["strike"].articles) == 1
    library.articles.mark([f"{3:016x}"], muted=False)
    clock.pass_(1)
    library.watches.mark_seen()
    assert library.watches.count_all_new() == 0
    assert library.watches.remove(made) and library.watches.all() == [] and library.watches.hits(began) == {}


def test_an_actor_is_found_by_the_briefing_or_by_the_full_name_and_never_by_a_surname(
    library: Library, clock: Clock
) -> None:
    watch(library, "actor:Ann Lee")
    watch(library, "actor:Lee")
    clock.pass_(1)
    for number, text in enumerate(
        ("Ann Lee said yes.", "Bob Lee said no.", "Lee said nothing.", "More from ann LEE")
    ):
        library.ingest.ingest(article(number, text))
    hits = library.watches.hits(NOW)
    assert set(hits) == {"Ann Lee"} and set(hits["Ann Lee"].articles) == {f"{0:016x}", f"{3:016x}"}
    library.analyses.get(library.articles.article(f"{2:016x}"))
    assert library.watches.hits(NOW)["Lee"].articles == (f"{2:016x}",)


def test_an_actor_and_a_query_of_one_name_find_what_either_does(library: Library, clock: Clock) -> None:
    watch(library, "Lee")
    watch(library, "actor:Lee")
    clock.pass_(1)
    for number, text in enumerate(("Lee said nothing.", "Bob Lee said no.")):
        library.ingest.ingest(article(number, text))
    library.analyses.get(library.articles.article(f"{0:016x}"))
    assert {name: set(hits.articles) for name, hits in library.watches.hits(NOW).items()} == {
        "Lee": {f"{0:016x}", f"{1:016x}"}
    }


@pytest.mark.parametrize(
    ("watched", "title", "text", "is_central"),
    [
        ("actor:Ann Lee", "Ann Lee resigns", "The minister gave no reason for it.", True),
        ("actor:Ann Lee", "Minister resigns", "The minister Ann Lee gave no reason. More follows.", True),
        (
            "actor:Ann Lee",
            "Minister resigns",
            "The minister gave no reason for it. Ann Lee was away.",
            False,
        ),
        ("strike OR lockout", "Lockout at the port", "The gates stayed closed on Monday night.", True),
        ("strike", "Rain in the north", "It rained in the north. A strike is called off.", False),
        ("strike after:2020-01-01", "A strike", "It rained in the north on Monday.", True),
    ],
)
def test_an_article_is_about_what_its_title_or_its_first_line_names(
    library: Library, clock: Clock, watched: str, title: str, text: str, *, is_central: bool
) -> None:
    watch(library, watched)
    clock.pass_(1)
    library.ingest.ingest(replace(article(1, text), title=title))
    (hits,) = library.watches.hits(NOW).values()
    assert hits.articles == (f"{1:016x}",)
    assert (hits.central == set(hits.articles)) is is_central


def test_an_article_is_about_its_first_three_actors(library: Library, clock: Clock) -> None:
    for name in ("actor:Ann Lee", "actor:Dan Roe"):
        watch(library, name)
    clock.pass_(1)
    text = "It rained in the north. Ann Lee, Bob Fox, Eve Poe and Dan Roe spoke."
    library.ingest.ingest(article(1, text))
    library.analyses.get(library.articles.article(f"{1:016x}"))
    hits = library.watches.hits(NOW)
    assert [len(hits[name].central) for name in ("Ann Lee", "Dan Roe")] == [1, 0]


def test_the_same_is_watched_once(library: Library) -> None:
    assert library.watches.add(library.watches.parse(["actor:Ann Lee"]))
    again = library.watches.parse(["actor:ann  lee"])
    assert again.number and not library.watches.add(again)
    assert library.watches.add(library.watches.parse(["Ann Lee"]))
    assert [each.kind for each in library.watches.all()] == [WatchKind.ACTOR, WatchKind.QUERY]


def test_news_is_a_sentence_for_each_watch(library: Library, clock: Clock) -> None:
    first = on_event(0, 0)
    library.ingest.ingest(first)
    library.stories.assign()
    watch(library, f"story:{first.id}")
    watch(library, "hurricane")
    clock.pass_(1)
    library.ingest.ingest(on_event(0, 1))
    library.stories.assign()
    assert library.watches.news(NOW) == (f"New for {first.title}: “{first.title}”.",)
    library.ingest.ingest(on_event(1, 1))
    assert len(library.watches.news(NOW)) == 2
    assert library.watches.news(clock.now) == ()


class TestToday:
    @pytest.fixture
    def stories(self, library: Library, clock: Clock) -> tuple[Article, ...]:
        """Two stories of two publishers, one of one."""
        clock.now = DAY + timedelta(days=1)
        made = (on_event(0, 0), on_event(0, 1), on_event(1, 0), on_event(1, 1), on_event(2, 0))
        for each in made:
            library.ingest.ingest(each)
        library.stories.assign()
        return made

    def today(self, library: Library, minutes: int = 5) -> tuple[list[str], list[str], list[tuple[str, ...]]]:
        since = DAY - timedelta(hours=1)
        found = library.stories.today(since, minutes, hits=library.watches.hits(since))
        return (
            [each.story.id for each in found.entries],
            [each.story.id for each in found.watched],
            [each.watches for each in found.entries],
        )

    def test_a_story_with_a_hit_comes_earlier_and_names_the_watch(
        self, library: Library, stories: tuple[Article, ...]
    ) -> None:
        court, port = stories[0].id, stories[4].id
        (first, second, third), watched, watches = self.today(library)
        assert third == port and not watched and not any(watches)
        watch(library, "bermuda" if first == court else "johnson")
        watch(library, "rotterdam")
        # One publisher and a hit weigh as much as two without, which have more articles.
        shown, watched, watches = self.today(library)
        assert (shown, watched) == ([second, first, port], [])
        assert [bool(each) for each in watches] == [True, False, True] and watches[2] == ("rotterdam",)

    def test_hits_that_are_not_shown_are_listed_below_and_muted_stories_are_not(
        self, library: Library, stories: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("briefing.services.stories.story_service.cut", lambda found, _: tuple(found[:1]))
        watch(library, "rotterdam OR bermuda OR johnson")
        shown, watched, _ = self.today(library)
        assert len(shown) == 1 and {*shown, *watched} == {stories[0].id, stories[2].id, stories[4].id}
        library.stories.edits.set_flag(watched[0], "muted", True)
        assert watched[0] not in self.today(library)[1]

    def test_a_watched_story_of_one_publisher_is_briefed(
        self, library: Library, stories: tuple[Article, ...]
    ) -> None:
        def briefed() -> bool:
            return library.analyses.cached(stories[4]) is not None

        self.today(library)
        assert not briefed()
        watch(library, "rotterdam")
        self.today(library)
        assert briefed()


def test_watches_go_into_a_backup_and_come_back_beside_those_that_are_here(
    library: Library, clock: Clock, tmp_path: Path
) -> None:
    kept = watch(library, "actor:Ann Lee"), watch(library, "strike")
    archive = tmp_path / "b.zip"
    with ArticleStore(tmp_path / "home" / "library.db") as store:
        make_backup(archive, Paths.under(tmp_path / "home"), store, clock.now)
    other = tmp_path / "other"
    clock.pass_(1)
    with library_at(other, NameEngine(), now=clock) as there:
        watch(there, "flood")
        watch(there, "strike")
    restore_backup(archive, Paths.under(other), clock)
    with library_at(other, NameEngine(), now=clock) as there:
        watches = there.watches.all()
        assert [each.what for each in watches] == ["flood", "strike", "Ann Lee"]
        assert replace(watches[2], number=0) == kept[0]
        assert watches[1].seen == clock.now.timestamp()


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"kind":"actor","what":"","created":1,"seen":1}',
        '{"kind":"other","what":"x","created":1,"seen":1}',
        '{"kind":"actor","what":"x","created":true,"seen":1}',
        '{"kind":"actor","what":"x","created":1,"seen":1e99}',
        '{"kind":"actor","what":"a\\u001b","created":1,"seen":1}',
        '{"kind":"actor","what":5,"created":1,"seen":1}',
    ],
)
def test_what_is_no_watch_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        watch_from_json(line)
    made = Watch(WatchKind.QUERY, "“strike” -é", 1.5, 2.0, 0)
    assert watch_from_json(json_line(encode(made))) == made
