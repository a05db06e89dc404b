"""Stories of a library."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.query.article_query import Sort
from briefing.errors import NotFoundError, StoreError
from briefing.services.library import Library
from briefing.store.articles.article_rows import article_row, article_values
from briefing.store.articles.article_writer import insert_articles
from briefing.store.stories import story_store
from briefing.store.stories.story_store import StoryStore
from tests.libraries import library_at
from tests.ui.conftest import StubEngine

DAY = datetime(2026, 3, 4, tzinfo=UTC)
EVENTS = (
    "The Supreme Court ruled that Boris Johnson suspended Parliament unlawfully, Lady Hale said in London.",
    "Hurricane Humberto strengthened to category three near Bermuda, the National Hurricane Center said.",
    "Nordline and Kestrel Shipping agreed to merge their container terminals in Rotterdam and Gdansk.",
)
REMARKS = (
    "Judges were unanimous about it in the morning.",
    "Nobody expected this when spring began.",
    "Officials spoke of it at a late press conference.",
    "Witnesses described long queues and much rain.",
)


def article(event: int, remark: int, day: int = 0, *, source: str | None = None) -> Article:
    text = f"{EVENTS[event]} {REMARKS[remark]} {EVENTS[event].lower()} " + "More is to follow. " * 12
    published = (DAY + timedelta(days=day)).date().isoformat()
    return Article(
        f"{event:04x}{remark:04x}{day:08x}",
        EVENTS[event][:40],
        text,
        published=published,
        source=source or f"Paper {remark}",
        url=f"https://paper{remark}.example/{event}-{day}",
        language="en",
    )


def ingest(library: Library, *articles: Article) -> None:
    for each in articles:
        library.ingest.ingest(each)


def groups(library: Library) -> set[frozenset[str]]:
    ids = library.article_list.ids("", "", Sort.NEWEST)
    return {frozenset(each.id for each in story.articles) for story in library.stories.stories(ids)}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: DAY + timedelta(days=9)) as library:
        yield library


def test_articles_of_many_publishers_on_one_event_are_a_story(library: Library) -> None:
    first, second = article(0, 0), article(0, 1, 1)
    ingest(library, first, article(1, 2), second)
    assert library.stories.assign() == 3
    assert library.stories.assign() == 0
    story, alone = library.stories.stories([first.id, article(1, 2).id])
    assert (story.id, story.first, story.last) == (first.id, "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z")
    assert (story.sources, story.copies, story.unread, story.new) == (2, 0, 2, 2)
    assert [each.id for each in story.articles] == [second.id, first.id]
    assert {"boris", "court"} <= set(story.terms)
    assert [each.id for each in alone.articles] == [article(1, 2).id]
    assert library.stories.story(second.id) == library.stories.story(first.id) == story
    with pytest.raises(NotFoundError, match="briefing stories"):
        library.stories.story("f" * 16)


@pytest.mark.parametrize("address", ["https://paper.example/opinion/court", None])
def test_a_story_is_named_by_news_also_where_a_column_or_a_question_is_nearer(
    library: Library, address: str | None
) -> None:
    question = "Did the Supreme Court rule that Boris Johnson suspended it?"
    column = replace(article(0, 1), url=address or article(0, 1).url)
    if address is None:
        column = replace(column, title=question)
    nearer = replace(column, id="c" * 16, text=f"{column.text} The rest.", source="Paper 7")
    ingest(library, replace(article(0, 0), title="Judges in London rule"), column, nearer)
    library.stories.assign()
    story = library.stories.story(column.id)
    assert (story.sources, story.title) == (3, "Judges in London rule")


def test_today_names_a_story_by_its_new_articles(library: Library) -> None:
    old, new = replace(told(0, 0), title="Supreme Court in London rules"), told(0, 1)
    fined = "The prime minister was fined 300 pounds on Wednesday, the treasury announced."
    new = replace(new, title="Prime minister fined by treasury", text=f"{fined} {new.text}")
    ingest(library, replace(old, published="2026-03-03"), new)
    library.stories.assign()
    (entry,) = library.stories.today(DAY - timedelta(hours=1), 5).entries
    assert (entry.story.title, entry.lines[0].citations[0].passage.text) == (new.title, fined)


def test_news_that_speaks_to_its_reader_names_a_story_before_a_column(library: Library) -> None:
    news, column, nearer = told(0, 0), told(0, 1), told(0, 2)
    news = replace(news, title="Lady Hale slams Johnson: Your job is to obey the law")
    columns = (replace(each, url=f"https://x.example/opinion/{each.id}") for each in (column, nearer))
    ingest(library, news, *columns)
    library.stories.assign()
    (entry,) = library.stories.today(DAY - timedelta(hours=1), 5).entries
    assert entry.story.title == news.title


def test_a_copy_is_no_voice(library: Library) -> None:
    original, copy = article(0, 0), article(0, 0, 1, source="The Other Paper")
    ingest(library, original, copy)
    library.stories.assign()
    story = library.stories.story(original.id)
    assert (story.sources, story.copies) == (1, 1)
    assert [each.copy_of for each in story.articles] == [original.id, None]


def test_stories_can_be_limited_to_sources_and_a_time(library: Library) -> None:
    ingest(library, article(0, 0), article(0, 1), article(1, 2, 5))
    library.stories.assign()
    ids = library.article_list.ids("", "", Sort.NEWEST)
    assert [len(story.articles) for story in library.stories.stories(ids)] == [1, 2]
    assert [story.sources for story in library.stories.stories(ids, min_sources=2)] == [2]
    late = library.stories.stories(ids, since=DAY + timedelta(days=2))
    assert [story.id for story in late] == [article(1, 2, 5).id]


def test_the_order_within_a_day_does_not_matter_and_ids_stay(tmp_path: Path) -> None:
    found = []
    for seed in range(4):
        with library_at(tmp_path / str(seed), StubEngine(), now=lambda: DAY + timedelta(days=9)) as library:
            ids_before: dict[str, str] = {}
            for day in range(3):
                arrived = [article(event, remark, day) for event in range(3) for remark in range(3)]
                random.Random(seed + day).shuffle(arrived)
                ingest(library, *arrived)
                library.stories.assign()
                ids = library.article_list.ids("", "", Sort.NEWEST)
                now = {each.id: story.id for story in library.stories.stories(ids) for each in story.articles}
                assert ids_before.items() <= now.items()
                ids_before = now
            found.append(groups(library))
    assert found[0] == found[1] == found[2] == found[3]


def test_a_briefing_fills_as_its_articles_are_analysed(library: Library) -> None:
    ingest(library, article(0, 0), article(0, 1))
    library.stories.assign()
    missing = [len(briefing.missing) for _, briefing in library.stories.filled(article(0, 0).id)]
    assert missing == [2, 1, 0, 0], "at last with what came later"
    assert len(list(library.stories.filled(article(0, 1).id))) == 2, "what is stored, and what came later"


def test_what_a_feed_brings_late_is_news_and_its_past_is_not(library: Library) -> None:
    late, past, own = article(0, 0, 7), article(1, 0, 1), article(2, 0, 7)
    undated = replace(article(2, 1), published=None)
    with library._store.database.writing() as connection:
        rows = [
            (article_values(each, DAY + timedelta(days=9)) | {"by_hand": 0}, each) for each in (late, past)
        ]
        insert_articles(connection, [article_row(each, values) for values, each in rows])
    ingest(library, own, undated)
    library.stories.assign()
    today = library.stories.today(DAY + timedelta(days=8), 5)
    assert today.stories == 1, "a file that was added is as old as it says, and without a day no news"
    assert undated.id not in library.articles.ids("has:new")
    assert [each.story.id for each in today.entries] == [late.id]
    assert library.stories.story(late.id).articles[0].arrived == "2026-03-13T00:00:00Z"


def test_a_page_without_a_day_that_was_added_takes_no_story_from_today(library: Library) -> None:
    now, news = DAY + timedelta(days=9), article(0, 0, 9)
    ingest(library, replace(article(0, 1), published=None))
    with library._store.database.writing() as connection:
        insert_articles(connection, [article_row(news, article_values(news, now) | {"by_hand": 0})])
    library.stories.assign()
    today = library.stories.today(now - timedelta(days=1), 5)
    assert [[each.id for each in entry.story.articles] for entry in today.entries] == [[news.id]]
    assert (today.stories, today.articles) == (1, 1)
    story = library.stories.story(news.id)
    assert [each.arrived for each in story.articles] == ["2026-03-13T00:00:00Z"] * 2


def test_removed_articles_leave_no_trace(library: Library) -> None:
    ingest(library, article(0, 0), article(0, 1), article(1, 2))
    library.stories.assign()
    library.articles.remove(article(0, 0).id)
    library.articles.remove(article(1, 2).id)
    assert groups(library) == {frozenset({article(0, 1).id})}
    ingest(library, article(0, 0), article(2, 3))
    library.stories.assign()
    assert groups(library) == {frozenset({article(0, 0).id, article(0, 1).id}), frozenset({article(2, 3).id})}
    assert library.stories.story(article(0, 0).id).id == article(0, 0).id
    library.articles.remove(article(2, 3).id)
    ingest(library, article(2, 3))
    library.stories.assign()
    assert library.stories.story(article(2, 3).id).id == article(2, 3).id


def test_an_assignment_that_is_cancelled_goes_on_the_next_time(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.services.stories.story_assigner.ARTICLES_AT_ONCE", 2)
    ingest(library, *(article(event, remark) for event in range(2) for remark in range(3)))
    seen: list[tuple[int, int]] = []
    assert (
        library.stories.assign(is_cancelled=lambda: len(seen) == 1, on_progress=lambda *at: seen.append(at))
        == 2
    )
    assert seen == [(2, 6)]
    assert library.stories.assign() == 4
    assert sorted(map(len, groups(library))) == [3, 3]


def test_an_article_without_a_telling_word_is_a_story_of_its_own(library: Library) -> None:
    ingest(library, Article("a" * 16, "…", "And so it was.", language="en"), article(0, 0))
    assert library.stories.assign() == 2
    assert groups(library) == {frozenset({"a" * 16}), frozenset({article(0, 0).id})}


def test_an_article_that_is_removed_during_an_assignment_is_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(library, article(0, 0), article(0, 1), article(1, 2))
    between = StoryStore.between

    def remove_first(store: StoryStore, first: float, last: float) -> object:
        library.articles.remove(article(0, 1).id)
        return between(store, first, last)

    monkeypatch.setattr(StoryStore, "between", remove_first)
    library.stories.assign()
    assert groups(library) == {frozenset({article(0, 0).id}), frozenset({article(1, 2).id})}


def test_what_the_reader_moves_during_an_assignment_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (article(0, remark) for remark in range(3))
    ingest(library, first, second, third)
    library.stories.assign()
    library.stories.edits.split([first.id])
    ingest(library, article(0, 3))
    taken_ids = StoryStore.taken_ids

    def split_first(store: StoryStore, ids: list[str]) -> set[str]:
        library.stories.edits.split([second.id])
        return taken_ids(store, ids)

    monkeypatch.setattr(StoryStore, "taken_ids", split_first)
    library.stories.assign()
    assert not any(len(group & {first.id, second.id, third.id}) > 1 for group in groups(library))


def told(event: int, remark: int) -> Article:
    """With a sentence that the engine of these tests briefs."""
    made = article(event, remark)
    return replace(made, text=f"{made.text} Nordline gave no reason. ")


def test_what_comes_into_a_story_while_it_is_briefed_waits_for_the_next_time(library: Library) -> None:
    ingest(library, told(0, 0), told(0, 1))
    library.stories.assign()
    shown = library.stories.filled(told(0, 0).id)
    story, _ = next(shown)
    ingest(library, told(0, 2))
    library.stories.assign()
    library.articles.remove(told(0, 1).id)
    known = {each.id for each in story.articles}
    for same, briefing in shown:
        assert same == story and {each.article for each in briefing.citations()} <= known
    library.articles.remove(told(0, 0).id)
    assert {each.id for each in library.stories.briefing(told(0, 2).id)[0].articles} == {told(0, 2).id}


def test_today_cites_only_the_articles_that_it_lists(library: Library) -> None:
    ingest(library, told(0, 0), told(0, 1), told(1, 0), told(1, 1))
    library.stories.assign()
    came: list[object] = []

    def come(today: object) -> None:
        if not came:
            ingest(library, told(0, 2), told(1, 2))
            library.stories.assign()
        came.append(today)

    today = library.stories.today(DAY - timedelta(days=1), 5, on_progress=come)
    assert [len(entry.lines) > 0 for entry in today.entries] == [True, True] and came
    for entry in today.entries:
        cited = {each.article for line in entry.lines for each in line.citations}
        assert cited <= {each.id for each in entry.story.articles}


def test_a_story_that_is_briefed_can_be_stopped_between_two_articles(library: Library) -> None:
    articles = [told(0, remark) for remark in range(3)]
    ingest(library, *articles)
    library.stories.assign()

    def analysed() -> int:
        return sum(library.analyses.cached(each) is not None for each in articles)

    library.stories.today(DAY - timedelta(days=1), 5, is_cancelled=lambda: analysed() > 0)
    assert analysed() == 1


def test_what_a_story_shares_is_told_in_whole_words_also_after_a_merge(library: Library) -> None:
    """Words are compared without their endings: "agencies", "species" and "rules" too."""
    told = "Agencies decide on species; agencies protect species by rules of agencies for species. "
    court = "A court in Athens hears of species and of agencies at length. "
    first = [replace(article(0, at), text=told * 3, title=f"{at}") for at in range(2)]
    other = replace(article(1, 0, 3), text=court * 3, title="Court")
    ingest(library, *first, other)
    library.stories.assign()
    story = library.stories.story(first[0].id)
    assert {"agencies", "species"} & set(story.terms) and not {"agency", "specy", "rule"} & set(story.terms)
    before = library.stories.merge([first[0].id, other.id])
    assert before is not None
    merged = library.stories.story(first[0].id)
    assert len(merged.articles) == 3 and merged.terms and "athens" not in merged.terms
    library.stories.edits.restore(before)
    assert library.stories.story(first[0].id).terms == story.terms


def test_new_articles_of_a_long_story_are_briefed_although_many_others_are(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.services.stories.story_reading.MAX_ANALYSED", 3)
    ingest(library, *(article(0, remark) for remark in range(4)))
    library.stories.assign()
    story = article(0, 0).id
    assert len(library.stories.briefing(story)[1].missing) == 1
    assert not library.stories.briefing(story)[1].missing


def test_a_process_assigns_as_the_program_does_itself(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with (
        library_at(tmp_path / "here", StubEngine()) as here,
        library_at(tmp_path / "apart", StubEngine()) as apart,
    ):
        for library in (here, apart):
            ingest(library, *(article(event, remark) for event in range(2) for remark in range(3)))
        assert (
            apart.stories.assign(apart=True, on_progress=lambda *at: seen.append(at)) == here.stories.assign()
        )
        assert groups(apart) == groups(here) and seen == [(6, 6)]
        assert apart.stories.assign(apart=True) == 0


def test_a_process_that_is_cancelled_or_cannot_be_started_leaves_articles_for_the_next_time(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(library, article(0, 0))
    assert library.stories.assign(apart=True, is_cancelled=lambda: True) == 0
    monkeypatch.setattr("briefing.processes.START_SECONDS", 0.0)
    with pytest.raises(StoreError, match="could not be put into stories"):
        library.stories.assign(apart=True)
    monkeypatch.undo()
    assert library.stories.assign(apart=True) == 1


def test_a_process_repairs_and_makes_no_library(library: Library, tmp_path: Path) -> None:
    """The reader has it open, and would go on with the file that was set aside."""
    ingest(library, article(0, 0))
    elsewhere = tmp_path.with_name("elsewhere")
    tmp_path.rename(elsewhere)
    with pytest.raises(StoreError):
        library.stories.assign(apart=True)
    assert not tmp_path.exists()
    elsewhere.rename(tmp_path)
    assert library.stories.assign(apart=True) == 1
    ingest(library, article(0, 1))
    file = tmp_path / "library.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(file.read_bytes())
    damaged[-8192:] = b"?" * 8192
    file.write_bytes(damaged)
    with suppress(StoreError):
        library.stories.assign(apart=True)
    assert [each.name for each in tmp_path.glob("*damaged*")] == []


def test_the_latest_stories_are_the_first_of_all(tmp_path: Path) -> None:
    """Some have articles in two of the chunks that are read."""
    with library_at(tmp_path, StubEngine(), now=lambda: DAY + timedelta(days=40)) as library:
        for number in range(620):
            published = (DAY + timedelta(hours=number)).isoformat()
            library.ingest.ingest(
                Article(f"{number:016x}", f"Title {number}", f"Text {number}.", published=published)
            )
        with library._store.database.writing() as connection:
            connection.execute(
                "INSERT INTO stories (number, id, terms) SELECT number, id, '[]' FROM articles"
            )
            connection.execute(
                "INSERT INTO story_members (article, story, score) "
                "SELECT number, max(1, number % 310), 1 FROM articles"
            )
        ids = library.article_list.ids("", "", Sort.NEWEST)
        for since, limit in product((None, DAY + timedelta(hours=300)), (1, 7, 600, None)):
            found = library.stories.latest(ids, limit, since=since)
            assert found == library.stories.stories(ids, since=since)[:limit], (since, limit)


def test_terms_are_kept_of_the_last_week_and_of_the_newest_articles(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_store, "KEPT_ARTICLES", 3)
    ages = [
        replace(article(0, 0, number), published=(DAY - timedelta(days=30 * number)).isoformat())
        for number in range(5)
    ]
    ingest(library, *ages)
    library.stories.assign()
    with library._store.database.reading() as connection:
        kept = connection.execute("SELECT id FROM articles JOIN story_terms ON article = number").fetchall()
    assert {id_ for (id_,) in kept} == {each.id for each in ages[:3]}
