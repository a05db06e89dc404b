"""Assigns new articles to stories, in this process or a separate one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from briefing.domain.stories.assignment import StoryWindow, assign_stories
from briefing.domain.stories.event_index import SECONDS_A_DAY, WINDOW_DAYS, EventArticle
from briefing.domain.stories.terms import ArticleTerms, words_for
from briefing.errors import StoreError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.store.database.connections import Database
from briefing.store.stories.story_marks import merge_awaited
from briefing.store.stories.story_store import DatedArticle, StoryStore

ARTICLES_AT_ONCE = 1_000
"""The most new articles that are compared with each other; more are assigned in batches by time."""
MAX_NAMING = 8
"""The number of a story's articles that are read to name what they share."""
BUSY_SECONDS = 60.0
"""Seconds that the process waits to write: a refresh that stores batch after batch comes first."""
SILENCE_SECONDS = 600.0
"""Seconds that the process may compare articles without reporting; 1,000 take some seconds."""

Progress = Callable[[int, int], object]


class StoryAssigner:
    """Assigns articles that have no story. Every method may raise StoreError."""

    def __init__(self, store: StoryStore, database: Database) -> None:
        self._store = store
        self._database = database

    def assign(self, is_cancelled: Callable[[], bool], on_progress: Progress) -> int:
        """Assign the articles in this process, as `StoryService.assign` does."""
        return _run(self.steps(), is_cancelled, on_progress)

    def assign_apart(self, is_cancelled: Callable[[], bool], on_progress: Progress) -> int:
        """Assign the articles in a separate process, which ends soon after it is cancelled."""
        if not self._database.is_shared:
            return self.assign(is_cancelled, on_progress)
        if self._database.read_only or not self._store.count_unassigned():
            return 0
        worker = WorkerProcess(f"{__name__}:make_handler", self._database.file, name="briefing-stories")
        with closing(worker):
            steps = worker.request(
                None, seconds=SILENCE_SECONDS, clock=SILENCE_SECONDS, is_cancelled=is_cancelled
            )
            try:
                return _run(steps, is_cancelled, on_progress)
            except WorkerError as error:
                if error.failure is WorkerFailure.CANCELLED:
                    return 0
                raise StoreError("New articles could not be put into stories: refresh again.") from error

    def steps(self) -> Iterator[tuple[int, int]]:
        """Yield, after each step, how many articles have got a story, and how many had none at first."""
        if self._database.read_only:
            return
        if arrived := self._store.count_unassigned():
            merge_awaited(self._database)  # before the assignment: what the reader merged stays so
        if assigned := max(arrived - self._store.count_unassigned(), 0):
            yield assigned, arrived
        while new := self._store.unassigned(ARTICLES_AT_ONCE):
            self._assign(new)
            merge_awaited(self._database)  # it may have waited for the new stories
            assigned += len(new)
            yield assigned, max(arrived, assigned)

    def _assign(self, new: Sequence[DatedArticle]) -> None:
        window = WINDOW_DAYS * SECONDS_A_DAY
        first, last = new[0].newest - window, new[-1].newest + window
        articles = sorted((*self._store.between(first, last), *new), key=lambda each: (each.newest, each.id))
        terms = self._store.terms(articles)  # articles that were removed meanwhile have none
        by_number = {each.number: each for each in articles if each.number in terms}
        stories = assign_stories(
            StoryWindow(
                [_event_article(each, terms) for each in by_number.values()],
                {number: each.id for number, each in by_number.items()},
                {number: each.membership for number, each in by_number.items() if each.membership},
            ),
            [each.number for each in new if each.number in by_number],
            taken=self._store.taken_ids([each.id for each in articles]),
        )
        named = [
            replace(story, terms=words_for(story.terms, self._store.texts(list(story.members)[:MAX_NAMING])))
            for story in stories
        ]
        self._store.save(named, by_number, terms)


def make_handler(file: Path) -> Callable[[None], Iterator[tuple[int, int]]]:
    """Return the handler of the worker process, which serves one request."""

    def steps(_: None) -> Iterator[tuple[int, int]]:
        with closing(Database(file, busy_seconds=BUSY_SECONDS, joins=True)) as database:
            yield from StoryAssigner(StoryStore(database), database).steps()

    return steps


def _run(steps: Iterator[tuple[int, int]], is_cancelled: Callable[[], bool], on_progress: Progress) -> int:
    assigned = 0
    while not is_cancelled() and (step := next(steps, None)) is not None:
        assigned = step[0]
        on_progress(*step)
    return assigned


def _event_article(article: DatedArticle, terms: Mapping[int, ArticleTerms]) -> EventArticle:
    fetched = int(article.fetched.timestamp() // SECONDS_A_DAY)
    published = int(article.newest // SECONDS_A_DAY) if article.is_dated else None
    return EventArticle(article.number, terms[article.number], article.language, fetched, published)
