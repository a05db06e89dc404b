"""The newest wanted article comes first, whatever the engine is stuck in; nothing finished is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from textual.message import Message

from briefing.domain import Article, EngineInfo, Part, Passage
from briefing.errors import EngineError
from briefing.services.library import Library
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.messages import AnalysisFailed, AnalysisReady, PartReady
from tests.libraries import library_at

WAIT = 60.0
"""Seconds after which a test has failed."""

A, B, C = (Article(name, name, f"{name} says so.", language="en") for name in ("Ann", "Bob", "Cid"))


@dataclass
class StickyEngine:
    """Tells a first part, then stays at an article of `sticky` until it is let go or interrupted."""

    sticky: set[str] = field(default_factory=set)
    begun: Queue[str] = field(default_factory=Queue)
    go: Event = field(default_factory=Event)
    interrupted: Event = field(default_factory=Event)
    info = EngineInfo("sticky", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        yield Part("summary", (Passage.at(article.text, 0, 3),))
        self.begun.put(article.id)
        while article.id in self.sticky and not self.go.wait(0.005):
            if self.interrupted.is_set():
                self.interrupted.clear()
                raise EngineError("The engine stopped.")

    def interrupt(self) -> None:
        self.interrupted.set()


@pytest.fixture
def engine() -> Iterator[StickyEngine]:
    engine = StickyEngine()
    yield engine
    engine.go.set()


@pytest.fixture
def library(tmp_path: Path, engine: StickyEngine) -> Iterator[Library]:
    with library_at(tmp_path, engine) as library:
        yield library


Make = Callable[..., tuple[AnalysisQueue, list[Message]]]


@pytest.fixture
def make(library: Library) -> Iterator[Make]:
    made: list[AnalysisQueue] = []

    def make(*, patience: float = WAIT, hung: float = WAIT) -> tuple[AnalysisQueue, list[Message]]:
        messages: list[Message] = []
        made.append(AnalysisQueue(library, messages.append, patience=patience, hung=hung))
        return made[-1], messages

    yield make
    for analyst in made:
        analyst.close()


def about(messages: list[Message]) -> list[tuple[str, str]]:
    return [
        (type(each).__name__, each.article.id)
        for each in messages
        if isinstance(each, PartReady | AnalysisReady | AnalysisFailed)
    ]


def test_parts_are_told_and_the_next_time_the_kept_analysis(make: Make) -> None:
    analyst, messages = make()
    analyst.request(A).result(WAIT)
    analyst.request(A).result(WAIT)
    assert about(messages) == [("PartReady", "Ann"), ("AnalysisReady", "Ann")]


def test_of_those_that_wait_only_the_newest_is_begun(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    analyst.request(A)
    assert engine.begun.get(timeout=WAIT) == "Ann"
    dropped = analyst.request(B)
    newest = analyst.request(C)
    dropped.result(WAIT)
    engine.go.set()
    newest.result(WAIT)
    assert engine.begun.get(timeout=WAIT) == "Cid" and engine.begun.empty()
    assert about(messages) == [("PartReady", "Ann"), ("PartReady", "Cid")]


def test_what_another_engine_is_making_is_made_anew(
    make: Make, engine: StickyEngine, library: Library
) -> None:
    """Such as after another language model was chosen: what the one before still writes is not shown."""
    engine.sticky = {"Ann"}
    analyst, messages = make(patience=0.01)
    first = analyst.request(A)
    engine.begun.get(timeout=WAIT)
    library.analyses.engine = other = StickyEngine()
    again = analyst.request(A)
    again.result(WAIT)
    first.result(WAIT)
    assert other.begun.get(timeout=WAIT) == "Ann" and not engine.go.is_set()
    assert about(messages) == [("PartReady", "Ann")] * 2


def test_a_superseded_article_that_is_finished_is_kept(
    make: Make, engine: StickyEngine, library: Library
) -> None:
    engine.sticky = {"Ann"}
    analyst, _ = make()
    first = analyst.request(A)
    engine.begun.get(timeout=WAIT)
    second = analyst.request(B)
    engine.go.set()
    first.result(WAIT)
    second.result(WAIT)
    assert library.analyses.cached(A) is not None


def test_a_superseded_article_that_takes_long_is_interrupted(
    make: Make, engine: StickyEngine, library: Library
) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make(patience=0.01)
    analyst.request(A)
    engine.begun.get(timeout=WAIT)
    analyst.request(B).result(WAIT)
    assert about(messages) == [("PartReady", "Ann"), ("PartReady", "Bob")]
    assert library.analyses.cached(A) is None


def test_whoever_comes_back_to_an_article_at_work_is_told_its_parts_again(
    make: Make, engine: StickyEngine
) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    analyst.request(A)
    engine.begun.get(timeout=WAIT)
    analyst.request(B).cancel()
    back = analyst.request(A)
    engine.go.set()
    back.result(WAIT)
    assert about(messages) == [("PartReady", "Ann")] * 2
    assert engine.begun.empty()


def test_an_article_with_a_kept_analysis_does_not_wait_for_the_engine(
    make: Make, engine: StickyEngine
) -> None:
    analyst, messages = make()
    analyst.request(B).result(WAIT)
    engine.sticky = {"Ann"}
    analyst.request(A)
    analyst.request(B).result(WAIT)
    assert about(messages)[-1] == ("AnalysisReady", "Bob")


def test_asking_again_for_an_article_that_hangs_starts_it_again(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make(patience=0.01, hung=0.0)
    analyst.request(A)
    engine.begun.get(timeout=WAIT)
    again = analyst.request(A)
    assert engine.begun.get(timeout=WAIT) == "Ann"
    engine.go.set()
    again.result(WAIT)
    assert about(messages) == [("PartReady", "Ann")] * 2


def test_nothing_is_told_after_closing(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    at_work = analyst.request(A)
    engine.begun.get(timeout=WAIT)
    waiting = analyst.request(B)
    analyst.close()
    engine.go.set()
    at_work.result(WAIT)
    waiting.result(WAIT)
    analyst.request(C).result(WAIT)
    assert about(messages) == [("PartReady", "Ann")]


# Ahead of reading


def kept(library: Library, article: Article) -> bool:
    return library.analyses.cached(article) is not None


def keep_all(library: Library) -> None:
    for article in (A, B, C):
        library._store.put(article, fetched=datetime.now(UTC))  # as a feed brings them


def test_what_is_read_next_is_analysed_and_kept_while_nothing_is_wanted(
    library: Library, engine: StickyEngine
) -> None:
    keep_all(library)
    told: list[Message] = []
    analyst = AnalysisQueue(library, told.append)
    analyst.analyse_ahead([A.id, B.id])
    assert [engine.begun.get(timeout=WAIT), engine.begun.get(timeout=WAIT)] == [A.id, B.id]
    analyst.request(C).result(WAIT)
    assert kept(library, A) and kept(library, B)
    assert {each.article.id for each in told if isinstance(each, PartReady)} == {C.id}
    analyst.close()


def test_an_article_that_is_wanted_comes_before_all_that_was_to_be_analysed_ahead(
    library: Library, engine: StickyEngine
) -> None:
    keep_all(library)
    engine.sticky = {A.id}
    analyst = AnalysisQueue(library, lambda _: None, patience=0.01)
    analyst.analyse_ahead([A.id, B.id])
    assert engine.begun.get(timeout=WAIT) == A.id
    analyst.request(C).result(WAIT)
    assert engine.begun.get(timeout=WAIT) == C.id
    assert kept(library, C) and not kept(library, A)
    analyst.close()


def test_an_article_that_is_analysed_ahead_when_it_is_wanted_is_told_from_its_start(
    library: Library, engine: StickyEngine
) -> None:
    keep_all(library)
    engine.sticky = {A.id}
    told: list[Message] = []
    analyst = AnalysisQueue(library, told.append)
    analyst.analyse_ahead([A.id])
    assert engine.begun.get(timeout=WAIT) == A.id
    wanted = analyst.request(A)
    engine.go.set()
    wanted.result(WAIT)
    assert [type(each) for each in told] == [PartReady]
    analyst.close()


def test_the_engine_rests_when_the_reader_goes_on(library: Library, engine: StickyEngine) -> None:
    keep_all(library)
    engine.sticky = {A.id}
    analyst = AnalysisQueue(library, lambda _: None)
    analyst.analyse_ahead([A.id, B.id])
    assert engine.begun.get(timeout=WAIT) == A.id
    analyst.analyse_ahead([])
    engine.go.set()
    analyst.request(C).result(WAIT)
    assert engine.begun.get(timeout=WAIT) == C.id
    assert kept(library, A) and not kept(library, B)
    analyst.close()


def test_an_article_is_tried_ahead_once_and_a_long_one_never(library: Library, engine: StickyEngine) -> None:
    keep_all(library)
    long = Article("Dora", "Dora", "word " * 3_000, language="en")
    library._store.put(long, fetched=datetime.now(UTC))
    analyst = AnalysisQueue(library, lambda _: None)
    analyst.analyse_ahead([long.id, A.id])
    assert engine.begun.get(timeout=WAIT) == A.id
    analyst.analyse_ahead([long.id, A.id, B.id])
    assert engine.begun.get(timeout=WAIT) == B.id
    analyst.close()


def test_an_engine_that_must_be_loaded_to_tell_what_it_is_holds_up_nobody(
    tmp_path: Path, engine: StickyEngine
) -> None:
    loaded = Event()

    class LoadedLate:
        knows_info = False

        @property
        def info(self) -> EngineInfo:
            assert loaded.wait(WAIT)
            return engine.info

        def parts(self, article: Article) -> Iterator[Part]:
            return engine.parts(article)

    messages: list[Message] = []
    with library_at(tmp_path / "other", LoadedLate()) as library:
        analyst = AnalysisQueue(library, messages.append)
        wanted = analyst.request(A)  # which would never return if it waited
        loaded.set()
        wanted.result(WAIT)
        analyst.close()
    assert about(messages) == [("PartReady", "Ann")]
