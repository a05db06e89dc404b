from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import briefing.services.page_text
from briefing.domain import Article, Span
from briefing.domain.annotation import AnchorState
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.domain.structure import NO_STRUCTURE, Link, Structure
from briefing.errors import FetchError, NotFoundError
from briefing.services.annotations import AnnotationService
from briefing.services.article_ingest import ArticleIngest
from briefing.services.page_text import PageTextService
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.text_versions import Origin, TextVersions
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
A = article_id("a")
WIRE = "https://wire.example/feed"
LEAD = "A storm closed the harbour of Port Vale on Monday, said Ada Roe, who runs it."
BODY = " ".join(f"Ship {n} lay at pier {n} with its crew on board." for n in range(40))
FULL = f"{LEAD}\n\n{BODY}"
STUB = f"{LEAD} Subscribe to continue reading."


class Site:
    """Pages by address, as they are read; how many are open at a time, and whether what reads them is."""

    def __init__(self) -> None:
        self.texts: dict[str, str | Callable[[], str]] = {}
        self.structure = NO_STRUCTURE
        self.is_open = False
        self.closed = threading.Event()
        self.asked: list[str] = []

    @contextmanager
    def open(self) -> Iterator[Site]:
        self.is_open = True
        yield self
        self.is_open = False
        self.closed.set()

    def load(self, reference: str, *, trusted_hosts: frozenset[str]) -> Article:
        assert self.is_open
        self.asked.append(reference)
        text = self.texts.get(reference)
        if text is None:
            raise FetchError(f"{reference} could not be fetched: try again later.")
        return Article(
            "of the page",
            "Page",
            text() if callable(text) else text,
            author="Kim Sen",
            url=reference,
            structure=self.structure,
        )


class Desk:
    """A library's parts, with articles that came by a feed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = ArticleStore(folder / "library.db")
        annotations = AnnotationStore(folder / "annotations", now=lambda: NOON)
        self.notebook = AnnotationService(
            annotations,
            AnnotationIndex(self.store.database),
            article_of=self.store.get,
            rescue_folder=folder / "unsaved",
            now=lambda: NOON,
        )
        self.site = Site()
        self.pages = PageTextService(self.store, self.notebook, self.site.open)

    def bring(self, name: str = "a", text: str = LEAD, url: str | None = "") -> Article:
        """What the feed says of an article now."""
        address = f"https://wire.example/{name}" if url == "" else url
        article = Article(article_id(name), f"On {name}", text, url=address)
        news = FeedUpdate(FeedState(WIRE), [(name, article)])
        FeedStore(self.store.database).store_updates([news], fetched=NOON)
        return article

    def page(self, text: str | Callable[[], str], name: str = "a") -> None:
        self.site.texts[f"https://wire.example/{name}"] = text

    def shown(self, name: str = "a") -> str:
        article = self.store.get(article_id(name))
        assert article is not None
        return article.text

    @property
    def ingest(self) -> ArticleIngest:
        return ArticleIngest(
            self.store,
            AnnotationStore(self.folder / "annotations", now=lambda: NOON),
            self.notebook,
            lambda: NOON,
        )

    def texts(self) -> Mapping[Origin, str]:
        return TextVersions(self.store.database).get(A)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def test_a_page_that_says_more_is_shown_and_both_texts_are_kept(desk: Desk) -> None:
    desk.bring()
    desk.page(FULL)
    taken = desk.pages.fetch(A)

    assert (taken.id, taken.title, taken.text, taken.author) == (A, "On a", FULL, "Kim Sen")
    assert desk.store.get(A) == taken
    assert desk.texts() == {"feed": LEAD, "page": FULL}
    assert desk.site.closed.is_set()


def test_each_of_the_two_texts_has_the_links_of_its_own_source(desk: Desk) -> None:
    desk.bring()
    desk.page(FULL)
    desk.site.structure = Structure(links=(Link(Span(2, 7), "https://wire.example/storm"),))
    assert desk.pages.fetch(A).structure == desk.site.structure
    for text, structure in [(LEAD, NO_STRUCTURE), (FULL, desk.site.structure)]:
        shown = desk.store.get(A)
        assert shown is not None
        assert desk.ingest.show_text(shown, text).structure == structure
        assert desk.store.get(A) == desk.ingest.show_text(shown, text)


def test_what_stood_behind_an_article_on_its_page_can_be_seen(desk: Desk) -> None:
    desk.bring()
    desk.page(FULL)
    desk.site.structure = Structure(
        links=(Link(Span(2, 7), "https://wire.example/storm"),), rest="Top stories"
    )
    shown = desk.pages.fetch(A)
    assert (shown.text, shown.shows_rest) == (FULL, False)

    whole = desk.ingest.toggle_rest(shown)
    assert (whole.text, whole.shows_rest) == (f"{FULL}\n\nTop stories", True)
    assert whole.structure == desk.site.structure
    assert desk.store.get(A) == whole

    assert desk.ingest.toggle_rest(whole) == shown == desk.store.get(A)


@pytest.mark.parametrize("page", [STUB, "Recipe: eggs and sugar, stirred. " * 60])
def test_a_page_that_is_no_better_is_kept_beside_the_feeds_text(desk: Desk, page: str) -> None:
    desk.bring()
    desk.page(page)

    assert desk.pages.fetch(A).text == LEAD == desk.shown()
    assert desk.texts() == {"feed": LEAD, "page": page}


def test_a_page_that_was_shown_stays_when_it_becomes_a_stub_and_is_followed_when_it_is_corrected(
    desk: Desk,
) -> None:
    desk.bring()
    for page, shown in [(FULL, FULL), (STUB, FULL), (FULL.replace("Ship 3", "Boat 3"), "Boat 3")]:
        desk.page(page)
        desk.pages.fetch(A)
        assert shown in desk.shown()


def test_a_page_that_shrinks_to_half_does_not_take_the_place_of_the_whole(desk: Desk) -> None:
    desk.bring()
    desk.page(FULL)
    desk.pages.fetch(A)
    desk.page(FULL[: len(FULL) // 2])

    assert desk.pages.fetch(A).text == FULL


def test_what_the_feed_says_next_is_kept_beside_the_page_that_is_shown(desk: Desk) -> None:
    desk.bring()
    desk.page(FULL)
    desk.pages.fetch(A)
    desk.bring(text=f"{LEAD} Updated.")

    assert desk.shown() == FULL
    assert desk.texts()["feed"] == f"{LEAD} Updated."


def test_annotations_are_found_again_in_the_page(desk: Desk) -> None:
    article = desk.bring()
    desk.notebook.apply([desk.notebook.draft(article, Span(2, 7), note="Which?")])
    desk.page(f"By our staff.\n\n{FULL}")
    taken = desk.pages.fetch(A)

    (note,) = desk.notebook.for_article(taken).annotations
    assert note.state is AnchorState.MOVED
    assert note.anchor.span is not None and note.anchor.span.of(taken.text) == "storm"


def test_a_page_in_which_a_marked_passage_does_not_stand_is_not_shown_by_itself(desk: Desk) -> None:
    article = desk.bring(text=f"{LEAD} Nobody was hurt, wrote the correspondent of the feed.")
    at = article.text.index("Nobody")
    desk.notebook.apply([desk.notebook.draft(article, Span(at, len(article.text)))])
    desk.page(FULL)

    assert desk.pages.fetch(A).text == article.text
    assert desk.texts()["page"] == FULL


def test_an_article_without_a_date_keeps_its_place_in_the_list(desk: Desk) -> None:
    desk.bring("a")
    FeedStore(desk.store.database).store_updates(
        [FeedUpdate(FeedState("https://paper.example/"), [("b", Article("b", "Later", "Words."))])],
        fetched=NOON + timedelta(hours=1),
    )
    desk.page(FULL)
    desk.pages.fetch(A)

    assert [entry.title for entry in desk.store.entries()] == ["Later", "On a"]


@pytest.mark.parametrize("url", [None, "file:///etc/passwd"])
def test_an_article_without_an_address_on_the_web_is_told_and_nothing_is_opened(
    desk: Desk, url: str | None
) -> None:
    desk.bring(url=url)

    with pytest.raises(NotFoundError, match="“On a” has no page"):
        desk.pages.fetch(A)
    assert desk.site.asked == []


def test_an_article_that_went_while_its_page_was_fetched_does_not_come_back(desk: Desk) -> None:
    def remove() -> str:
        desk.store.remove(A)
        return FULL

    desk.bring()
    desk.page(remove)

    with pytest.raises(NotFoundError):
        desk.pages.fetch(A)
    assert desk.store.get(A) is None
    assert desk.pages.fetch_all([A]) == {A: None}


def test_of_many_those_that_cannot_be_had_are_listed_and_the_others_are_shown(desk: Desk) -> None:
    names = [f"n{n}" for n in range(12)]
    ids = [desk.bring(name).id for name in names]
    for name in names[1:]:
        desk.page(FULL, name)
    outcomes = desk.pages.fetch_all(ids)

    assert outcomes.keys() == set(ids)
    failures = [each for each in outcomes.values() if each]
    assert [(each.article_id, each.title) for each in failures] == [(ids[0], "On n0")]
    assert failures[0].sentence.endswith("could not be fetched: try again later.")
    assert {desk.shown(name) for name in names[1:]} == {FULL}
    assert desk.shown("n0") == LEAD


def test_no_more_are_fetched_than_allowed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(briefing.services.page_text, "MAX_PAGES", 3)
    ids = [desk.bring(f"n{n}").id for n in range(5)]

    assert set(desk.pages.fetch_all(ids)) == set(ids[:3])
    assert len(desk.site.asked) == 3


@pytest.mark.parametrize("how", ["called off", "too late"])
def test_it_ends_at_once_while_a_page_is_late_and_closes_what_reads_pages_after_that(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    go_on = threading.Event()

    def late() -> str:
        go_on.wait(30)
        return FULL

    desk.bring()
    desk.page(late)
    if how == "too late":
        monkeypatch.setattr(briefing.services.page_text, "MAX_SECONDS", 0.0)
    assert desk.pages.fetch_all([A], lambda: how == "called off") == {}

    assert desk.shown() == LEAD
    assert not desk.site.closed.is_set()
    go_on.set()
    assert desk.site.closed.wait(30)


def test_a_fault_of_ours_is_told_and_costs_no_other_page(desk: Desk) -> None:
    desk.page(lambda: str(1 // 0))
    desk.page(FULL, "b")
    outcomes = desk.pages.fetch_all([desk.bring().id, desk.bring("b").id])

    failure = outcomes[A]
    assert failure is not None and failure.sentence.startswith("Unexpected error (ZeroDivisionError)")
    assert desk.shown("b") == FULL
