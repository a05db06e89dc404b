"""The newest wanted article comes first, whatever the engine is stuck in; nothing finished is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from textual.message import Message

from briefing.domain import Article, EngineInfo, Passage
from briefing.errors import EngineError
from briefing.library import Library
from briefing.nlp.engine import Part, SummaryReady
from briefing.store.articles import ArticleStore
from briefing.ui.analyst import Analyst
from briefing.ui.messages import AnalysisFailed, AnalysisReady, PartReady

WAIT = 10.0
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
        yield SummaryReady((Passage.at(article.text, 0, 3),))
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
    with Library(ArticleStore(tmp_path / "library.db"), engine) as library:
        yield library


Make = Callable[..., tuple[Analyst, list[Message]]]


@pytest.fixture
def make(library: Library) -> Iterator[Make]:
    made: list[Analyst] = []

    def make(*, patience: float = WAIT, hung: float = WAIT) -> tuple[Analyst, list[Message]]:
        messages: list[Message] = []
        made.append(Analyst(library, messages.append, patience=patience, hung=hung))
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
    analyst.want(A).result(WAIT)
    analyst.want(A).result(WAIT)
    assert about(messages) == [("PartReady", "Ann"), ("AnalysisReady", "Ann")]


def test_of_those_that_wait_only_the_newest_is_begun(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    analyst.want(A)
    assert engine.begun.get(timeout=WAIT) == "Ann"
    dropped = analyst.want(B)
    newest = analyst.want(C)
    dropped.result(WAIT)
    engine.go.set()
    newest.result(WAIT)
    assert engine.begun.get(timeout=WAIT) == "Cid" and engine.begun.empty()
    assert about(messages) == [("PartReady", "Ann"), ("PartReady", "Cid")]


def test_a_superseded_article_that_is_finished_is_kept(
    make: Make, engine: StickyEngine, library: Library
) -> None:
    engine.sticky = {"Ann"}
    analyst, _ = make()
    first = analyst.want(A)
    engine.begun.get(timeout=WAIT)
    second = analyst.want(B)
    engine.go.set()
    first.result(WAIT)
    second.result(WAIT)
    assert library.cached_analysis(A) is not None


def test_a_superseded_article_that_takes_long_is_interrupted(
    make: Make, engine: StickyEngine, library: Library
) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make(patience=0.01)
    analyst.want(A)
    engine.begun.get(timeout=WAIT)
    analyst.want(B).result(WAIT)
    assert about(messages) == [("PartReady", "Ann"), ("PartReady", "Bob")]
    assert library.cached_analysis(A) is None


def test_whoever_comes_back_to_an_article_at_work_is_told_its_parts_again(
    make: Make, engine: StickyEngine
) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    analyst.want(A)
    engine.begun.get(timeout=WAIT)
    analyst.want(B).cancel()
    back = analyst.want(A)
    engine.go.set()
    back.result(WAIT)
    assert about(messages) == [("PartReady", "Ann")] * 2
    assert engine.begun.empty()


def test_an_article_with_a_kept_analysis_does_not_wait_for_the_engine(
    make: Make, engine: StickyEngine
) -> None:
    analyst, messages = make()
    analyst.want(B).result(WAIT)
    engine.sticky = {"Ann"}
    analyst.want(A)
    analyst.want(B).result(WAIT)
    assert about(messages)[-1] == ("AnalysisReady", "Bob")


def test_asking_again_for_an_article_that_hangs_starts_it_again(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make(patience=0.01, hung=0.0)
    analyst.want(A)
    engine.begun.get(timeout=WAIT)
    again = analyst.want(A)
    assert engine.begun.get(timeout=WAIT) == "Ann"
    engine.go.set()
    again.result(WAIT)
    assert about(messages) == [("PartReady", "Ann")] * 2


def test_nothing_is_told_after_closing(make: Make, engine: StickyEngine) -> None:
    engine.sticky = {"Ann"}
    analyst, messages = make()
    at_work = analyst.want(A)
    engine.begun.get(timeout=WAIT)
    waiting = analyst.want(B)
    analyst.close()
    engine.go.set()
    at_work.result(WAIT)
    waiting.result(WAIT)
    analyst.want(C).result(WAIT)
    assert about(messages) == [("PartReady", "Ann")]
