from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Actor, ActorKind, Analysis, Article, EngineInfo, Passage
from briefing.domain.structure import Structure, Stub
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TEXT = "Kim Sen met Ada Roe on Monday.\n\nTalks go on."
ENGINE = EngineInfo("briefing", "1", "model")
ARTICLE = Article(
    id="0123456789abcdef",
    title="Talks go on",
    text=TEXT,
    author="Ann Lee",
    published="2026-03-02",
    source="The Wire",
    section="World",
    url="https://example.com/talks",
    path="/news/talks.txt",
    language="en",
)


def article(id_: str, **changes: str | None) -> Article:
    return replace(Article(id=id_, title=f"Title {id_}", text=f"Text {id_}."), **changes)  # type: ignore[arg-type]  # every field is text


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "deep" / "library.db") as store:
        yield store


def test_an_article_comes_back_as_it_was_put(store: ArticleStore) -> None:
    assert store.put(ARTICLE, fetched=NOON) == ARTICLE
    assert store.get(ARTICLE.id) == ARTICLE
    assert store.get("f" * 16) is None


def test_what_the_source_shows_beside_a_text_comes_back_with_that_text(store: ArticleStore) -> None:
    walled = replace(ARTICLE, structure=Structure(Stub.PAYWALL))
    assert store.put(walled, fetched=NOON) == walled
    assert store.get(ARTICLE.id) == walled
    other = replace(ARTICLE, text="All of it.")
    assert store.put(other, fetched=NOON) == other
    assert store.get(ARTICLE.id) == other
    assert store.put(ARTICLE, fetched=NOON) == walled
    store.remove(ARTICLE.id)
    assert store.integrity() == ()


@pytest.mark.parametrize("payload", ["", "{", "[]", "null", '{"stub":"news"}', '{"stub":[]}'])
def test_a_damaged_structure_is_none(store: ArticleStore, payload: str) -> None:
    store.put(replace(ARTICLE, structure=Structure(Stub.LIVE)), fetched=NOON)
    with store.database.writing() as connection:
        connection.execute("UPDATE structures SET payload = ?", (payload,))
    assert store.get(ARTICLE.id) == ARTICLE


def test_it_is_there_for_the_next_process(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        store.put(ARTICLE, fetched=NOON)
    with ArticleStore(tmp_path / "library.db") as store:
        assert store.get(ARTICLE.id) == ARTICLE
        assert store.notices == ()


@pytest.mark.parametrize(
    ("field", "hostile", "kept"),
    [
        pytest.param(
            "title", "a\x1b]52;c;x\x07\nb", "a\ufffd]52;c;x\ufffd b", id="escape and newline in the title"
        ),
        pytest.param(
            "text", "a\x1b[2Jb\n\nc\ud800", "a\ufffd[2Jb\n\nc\ufffd", id="escape and surrogate in the text"
        ),
        pytest.param("source", "a\u202eb", "a\ufffdb", id="bidi override in the source"),
        pytest.param("author", "a\x00b", "a\ufffdb", id="NUL in the author"),
    ],
)
def test_dangerous_characters_never_get_in(store: ArticleStore, field: str, hostile: str, kept: str) -> None:
    put = store.put(article("a", **{field: hostile}), fetched=NOON)
    assert getattr(put, field) == kept
    assert store.get("a") == put


def test_a_path_that_is_not_unicode_is_kept(store: ArticleStore) -> None:
    odd = "/news/caf\udce9.txt"
    store.put(article("a", path=odd), fetched=NOON)
    assert store.get("a") == article("a", path=odd)
    assert [entry.path for entry in store.find_by_path(odd)] == [odd]


class TestPutAgain:
    def test_new_text_replaces_the_old_and_the_marks_stay(self, store: ArticleStore) -> None:
        store.put(ARTICLE, fetched=NOON)
        store.mark(ARTICLE.id, read=True)
        store.mark(ARTICLE.id, starred=True)
        store.set_reading_position(ARTICLE.id, 40)
        store.put(replace(ARTICLE, text="Kim Sen left.", title="Gone"), fetched=NOON + timedelta(days=1))
        entry = store.entry(ARTICLE.id)
        assert entry is not None
        assert (entry.title, entry.read, entry.starred) == ("Gone", True, True)
        assert entry.reading_position == len("Kim Sen left.")
        assert entry.fetched == "2026-03-05T12:00:00Z"

    def test_the_same_text_keeps_its_first_date(self, store: ArticleStore) -> None:
        store.put(ARTICLE, fetched=NOON)
        store.put(replace(ARTICLE, title="Corrected"), fetched=NOON + timedelta(days=1))
        entry = store.entry(ARTICLE.id)
        assert entry is not None
        assert (entry.title, entry.fetched) == ("Corrected", "2026-03-04T12:00:00Z")


def test_entries_are_newest_first(store: ArticleStore) -> None:
    published = {
        "old": "2025-01-01",
        "zone": "2026-03-04T09:00:00+09:00",
        "same day, later": "2026-03-04T01:00:00Z",
        "undated": None,
        "no date": "last week",
        "future": "2031-01-01",
    }
    for hour, (id_, date) in enumerate(published.items()):
        store.put(article(id_, published=date), fetched=NOON + timedelta(hours=hour))
    ids = [entry.id for entry in store.entries()]
    assert ids == ["future", "no date", "undated", "same day, later", "zone", "old"]


def test_finding_by_path_address_and_text(store: ArticleStore) -> None:
    store.put(ARTICLE, fetched=NOON)
    store.put(article("copy", text=TEXT, path="/news/copy.txt"), fetched=NOON + timedelta(hours=1))
    store.put(article("of no file", text=TEXT), fetched=NOON)
    assert [entry.id for entry in store.find_by_path("/news/talks.txt")] == [ARTICLE.id]
    assert [entry.id for entry in store.find_by_url("https://example.com/talks")] == [ARTICLE.id]
    assert [entry.id for entry in store.find_by_text(ARTICLE.sha256)] == [ARTICLE.id, "copy"]
    assert store.find_by_path("/news/other.txt") == []


def test_a_removed_article_is_restored_with_its_marks(store: ArticleStore) -> None:
    store.put(ARTICLE, fetched=NOON)
    store.mark(ARTICLE.id, starred=True)
    store.set_reading_position(ARTICLE.id, 7)
    entry = store.entry(ARTICLE.id)
    assert entry is not None
    store.remove(ARTICLE.id)
    assert (store.get(ARTICLE.id), store.entry(ARTICLE.id), store.entries()) == (None, None, [])
    store.restore(ARTICLE, entry)
    assert store.get(ARTICLE.id) == ARTICLE
    assert store.entry(ARTICLE.id) == entry


class TestMoves:
    def test_another_id_leads_to_the_article(self, store: ArticleStore) -> None:
        store.put(ARTICLE, fetched=NOON)
        store.record_move("new place", ARTICLE.id)
        assert store.resolve_id("new place") == ARTICLE.id
        assert store.resolve_id("elsewhere") == "elsewhere"
        assert store.has_moved(ARTICLE.id)

    def test_it_goes_with_the_article(self, store: ArticleStore) -> None:
        store.put(ARTICLE, fetched=NOON)
        store.record_move("new place", ARTICLE.id)
        store.remove(ARTICLE.id)
        assert store.resolve_id("new place") == "new place"


class TestAnalyses:
    ANALYSIS = Analysis(
        ENGINE,
        (Passage.at(TEXT, 0, 30),),
        (Actor("Kim Sen", ActorKind.PERSON, None, (), 1 / 3, (Passage.at(TEXT, 0, 7),), ()),),
        (),
    )

    def test_one_comes_back_as_it_was(self, store: ArticleStore) -> None:
        store.put_analysis(ARTICLE, self.ANALYSIS)
        assert store.analysis(ARTICLE, ENGINE) == self.ANALYSIS

    @pytest.mark.parametrize(
        "changed",
        [
            pytest.param({"text": TEXT + " "}, id="text"),
            pytest.param({"title": "Else"}, id="title"),
            pytest.param({"published": "2026-03-03"}, id="date"),
            pytest.param({"published": None}, id="no date"),
            pytest.param({"language": "de"}, id="language"),
        ],
    )
    def test_an_article_that_differs_in_what_it_depends_on_has_none(
        self, store: ArticleStore, changed: dict[str, str]
    ) -> None:
        store.put_analysis(ARTICLE, self.ANALYSIS)
        assert store.analysis(replace(ARTICLE, **changed), ENGINE) is None  # type: ignore[arg-type]  # text

    @pytest.mark.parametrize(
        "engine",
        [
            pytest.param(replace(ENGINE, version="2"), id="version"),
            pytest.param(replace(ENGINE, model="other"), id="model"),
            pytest.param(replace(ENGINE, name="other"), id="name"),
        ],
    )
    def test_another_engine_has_none(self, store: ArticleStore, engine: EngineInfo) -> None:
        store.put_analysis(ARTICLE, self.ANALYSIS)
        assert store.analysis(ARTICLE, engine) is None

    def test_it_serves_a_file_of_the_same_text_elsewhere(self, store: ArticleStore) -> None:
        store.put_analysis(ARTICLE, self.ANALYSIS)
        assert store.analysis(replace(ARTICLE, id="b", path="/b.txt"), ENGINE) == self.ANALYSIS

    def test_a_newer_version_takes_the_place_of_the_older(self, store: ArticleStore) -> None:
        newer = replace(self.ANALYSIS, engine=replace(ENGINE, version="2"))
        store.put_analysis(ARTICLE, self.ANALYSIS)
        store.put_analysis(ARTICLE, newer)
        assert store.analysis(ARTICLE, ENGINE) is None
        assert store.analysis(ARTICLE, newer.engine) == newer

    def test_one_that_points_elsewhere_is_none(self, store: ArticleStore) -> None:
        elsewhere = "Ada Roe met Kim Sen on Monday.\n\nTalks go on."
        store.put_analysis(ARTICLE, replace(self.ANALYSIS, summary=(Passage.at(elsewhere, 0, 7),)))
        assert store.analysis(ARTICLE, ENGINE) is None

    def test_removing_the_article_removes_it_unless_another_shares_it(self, store: ArticleStore) -> None:
        for id_ in ("a", "b"):
            store.put(replace(ARTICLE, id=id_), fetched=NOON)
        store.put_analysis(ARTICLE, self.ANALYSIS)
        store.remove("a")
        assert store.analysis(ARTICLE, ENGINE) == self.ANALYSIS
        store.remove("b")
        assert store.analysis(ARTICLE, ENGINE) is None

    def test_hashes_that_begin_alike_are_not_mistaken(self, store: ArticleStore) -> None:
        beginning = ARTICLE.input_sha256[:8]
        store.put(ARTICLE, fetched=NOON)
        store.put(article("other"), fetched=NOON)
        store.put_analysis(ARTICLE, self.ANALYSIS)
        with store.database.writing() as connection:
            connection.execute(
                "UPDATE articles SET input_sha256 = ? WHERE id = 'other'", (beginning + "f" * 56,)
            )
        search = ArticleSearch(store.database)
        assert search.ids('actor:"kim sen"') == [ARTICLE.id]
        store.remove(ARTICLE.id)
        assert store.analysis(ARTICLE, ENGINE) is None


def test_facts_are_remembered(store: ArticleStore) -> None:
    assert store.get_meta("sample") is None
    store.set_meta("sample", "a")
    store.set_meta("sample", "b")
    assert store.get_meta("sample") == "b"


def test_many_threads_write_and_read_at_once(store: ArticleStore) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(10):
                id_ = f"{number}-{step}"
                store.put(article(id_), fetched=NOON)
                store.mark(id_, read=True)
                assert store.get(id_) is not None
                assert len(store.entries()) > step
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(store.entries()) == 60
    assert store.integrity() == ()
