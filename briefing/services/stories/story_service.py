"""Assigns articles to stories, and lists, briefs, merges and opens the stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from briefing.domain.annotation import stamp
from briefing.domain.article import WORDS_A_MINUTE, ArticleEntry
from briefing.domain.followups.story_follow_ups import issues_of
from briefing.domain.followups.tracked_issue import TrackedIssue
from briefing.domain.stories.assignment import MAX_TERMS
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue
from briefing.domain.stories.terms import terms_of
from briefing.domain.stories.today import (
    MAX_ROWS,
    MINUTES,
    Today,
    TodayEntry,
    WatchedStory,
    WatchHits,
    began_before,
    comes_last,
    cut,
    entry,
    names_new_event,
    new_articles,
    new_sources,
    ranked,
)
from briefing.domain.text.news_sentences import names_event
from briefing.errors import NotFoundError
from briefing.services.analyses import AnalysisService
from briefing.services.issues import IssueService
from briefing.services.stories.story_assigner import MAX_NAMING, Progress, StoryAssigner
from briefing.services.stories.story_reading import StoryReading
from briefing.store.articles.article_store import ArticleStore
from briefing.store.database.batches import batched
from briefing.store.stories.story_edits import StoriesBefore, StoryEdits
from briefing.store.stories.story_store import (
    StoredStory,
    StoryMember,
    StoryStore,
    decoded_terms,
)

if TYPE_CHECKING:
    from briefing.nlp.language_model.model_config import Use
    from briefing.services.language_model.model_writing import ModelWriting

FIRST_LOOK = timedelta(days=1)
"""The time that the first look at what is new goes back."""
ONE_LOOK = timedelta(hours=4)
MAX_READ = 150
"""The most stories of which the first lines are read."""
FIRST_STORIES = 10
"""The number of stories with which Today is first shown."""
_LOOKED = "looked"
"""Metadata key for the time since which articles were new to the reader, and the time of that look."""
_PRINTED = "printed"
"""Metadata key for the time up to which what is new was last printed."""


class StoryService:
    """The stories of a library. Every method may raise StoreError."""

    def __init__(
        self,
        store: StoryStore,
        articles: ArticleStore,
        analyses: AnalysisService,
        issues: IssueService,
        now: Callable[[], datetime],
        writing: ModelWriting | None = None,
    ) -> None:
        """`writing` is the language model that writes the lines of summaries, if there is one."""
        self.edits = StoryEdits(articles.database)
        self._store = store
        self._assigner = StoryAssigner(store, articles.database)
        self._articles = articles
        self._analyses = analyses
        self._issues = issues
        self._now = now
        self._writing = writing

    @property
    def is_read_only(self) -> bool:
        return self._articles.read_only

    def assign(
        self,
        *,
        is_cancelled: Callable[[], bool] = lambda: False,
        on_progress: Progress = lambda done, total: None,
        apart: bool = False,
    ) -> int:
        """Give every article without a story one; return how many articles that were.

        `on_progress` gets the number that is done and the number of all. Finished work stays when it is
        cancelled or killed, and the next call goes on. A read-only library stays as it is. With `apart` a
        separate process does the work: a thread would keep the reader's keys waiting.
        """
        run = self._assigner.assign_apart if apart else self._assigner.assign
        return run(is_cancelled, on_progress)

    def count_unassigned(self) -> int:
        """Count the articles without a story."""
        return self._store.count_unassigned()

    def merge(self, ids: Sequence[str]) -> StoriesBefore | None:
        """Make the stories of these articles one, with the id of the oldest; None if they are one already."""
        before = self.edits.merge(ids)
        if before is not None:
            # The merged story keeps those terms of either one that most articles of both have.
            words = dict.fromkeys(word for _, terms, *_ in before.stories for word in decoded_terms(terms))
            texts = list(self._store.texts_of([article for article, *_ in before.members][:MAX_NAMING]))
            found = Counter(term for text in texts for term in set(terms_of(text)))
            shared = [word for word in words if 2 * found[next(terms_of(word), word)] > len(texts)]
            self.edits.set_terms(before.stories[0][0], shared[:MAX_TERMS])
        return before

    def stories(
        self, ids: Sequence[str], *, min_sources: int = 1, since: datetime | None = None
    ) -> list[Story]:
        """Return the stories of these articles, those with the latest article first.

        `since` leaves out stories whose articles are all older.
        """
        found = [story_of(stored) for stored in self._store.of_articles(ids)]
        after = "" if since is None else stamp(since)
        kept = [story for story in found if story.sources >= min_sources and story.last >= after]
        return sorted(kept, key=lambda story: (story.last, story.id), reverse=True)

    def latest(
        self, ids: Sequence[str], limit: int | None, *, min_sources: int = 1, since: datetime | None = None
    ) -> list[Story]:
        """Return the first of `stories`; no more are read than that takes.

        `ids` are all articles, the newest first.
        """
        found: dict[str, Story] = {}
        after = "" if since is None else stamp(since)
        for some in batched(ids):
            stories = self.stories(some)
            found |= {story.id: story for story in stories if story.sources >= min_sources}
            is_enough = limit is not None and len(found) >= limit
            if is_enough or (stories and stories[-1].last < after):
                break
        kept = [story for story in found.values() if story.last >= after]
        return sorted(kept, key=lambda story: (story.last, story.id), reverse=True)[:limit]

    def story(self, id_: str) -> Story:
        """Find a story by its id, an earlier id, or the id of an article in it. Raises NotFoundError."""
        return story_of(self._stored(id_))

    def look(self) -> datetime:
        """Note that the reader looks at what is new, and return the time since which it is new.

        That is the last look, or a day ago if there was none. A look soon after the last one is part of it.
        """
        now, (since, looked) = self._now(), self._last_look()
        if now - looked >= ONE_LOOK:
            since = looked
        if not self.is_read_only:
            self._articles.set_meta(_LOOKED, f"{since.isoformat()} {now.isoformat()}")
        return since

    def opens(self, *, is_reading: bool) -> bool:
        """Whether the reader sees what is new first, which takes articles of feeds from two days.

        With `is_reading`, an article was left open; soon after the last look the reader goes on with that.
        """
        if is_reading and self._now() - self._last_look()[1] < ONE_LOOK:
            return False
        days = {arrived.astimezone().date() for arrived in self._store.feed_arrivals()}
        return len(days) > 1

    def _last_look(self) -> tuple[datetime, datetime]:
        """Return the start of what was new at the last look, and the time of that look."""
        if known := self._articles.get_meta(_LOOKED):
            with suppress(ValueError):
                since, looked = map(datetime.fromisoformat, known.split())
                return since, looked
        first = self._now() - FIRST_LOOK
        return first, first

    def last_printed(self) -> datetime:
        """Return the time up to which what is new was printed, or a day ago if it never was."""
        if known := self._articles.get_meta(_PRINTED):
            with suppress(ValueError):
                return datetime.fromisoformat(known)
        return self._now() - FIRST_LOOK

    def note_printed(self, until: datetime) -> None:
        """Note that what is new up to a time has been printed."""
        if not self.is_read_only:
            self._articles.set_meta(_PRINTED, until.isoformat())

    def today(
        self,
        since: datetime,
        minutes: int = MINUTES,
        *,
        is_cancelled: Callable[[], bool] = bool,
        on_progress: Callable[[Today], object] = lambda today: None,
        hits: Mapping[str, WatchHits] | None = None,
        matters: Mapping[str, str] | None = None,
        briefs: bool = True,
    ) -> Today:
        """Choose stories with an article since a time that can be read in these minutes, the foremost first.

        Stories that began before are shown only with what is new or has changed. `on_progress` gets the
        result so far: first the events of the foremost stories, then of all, before any article is analysed
        and any language model asked, then after each story that is analysed.
        `hits` has the new articles by what is watched: a story is moved up by those that are about it.
        `matters` has the titles of followed matters by the ids of their stories, which come first.
        Unless it `briefs`, it tells the events alone, which are at hand.
        """
        start = stamp(since)
        stored_by_id = {stored.id: stored for stored in self._store.since(since.timestamp())}
        stories = list(map(story_of, stored_by_id.values()))
        matters = matters or {}
        articles = sum(new_articles(story, start) for story in stories)
        watched = self._watched(hits or {})
        central = {id_ for id_, each in watched.items() if each.is_central}
        order = ranked((story for story in stories if not story.muted), start, central, matters)
        readings: dict[str, StoryReading] = {}
        told: dict[str, TodayEntry | None] = {}
        notice: str | None = None

        def so_far() -> Today:
            found = [each for story in order if (each := told.get(story.id)) is not None]
            found.sort(key=comes_last)
            entries = cut(found, minutes)
            shown = {each.story.id for each in entries}
            unread = (story for story in order if story.id not in told)
            more = (*(each.story for each in found[len(entries) :]), *unread)
            others = tuple(each for each in watched.values() if each.story.id not in shown)
            below = tuple(islice(more, MAX_ROWS - len(entries)))
            return Today(start, entries, len(stories), articles, below, others, notice)

        def tell(story: Story, reading: StoryReading, briefing: StoryBriefing) -> int:
            """Note the story's entry, and return its words if it is news."""
            watches = watched[story.id].watches if story.id in watched else ()
            known = began_before(story, start)
            told[story.id] = each = entry(
                named := replace(story, title=reading.title),
                briefing,
                is_known=known,
                sources=new_sources(story, start),
                watches=watches,
                matter=matters.get(story.id, ""),
                is_opinion=reading.is_opinion,
                is_title_new=names_new_event(named, start),
            )
            return each.words if each is not None and not comes_last(each) else 0

        left = minutes * WORDS_A_MINUTE
        for story in order:
            if is_cancelled() or left < 0 or len(readings) == MAX_READ:
                break
            with suppress(NotFoundError):  # all its articles were removed meanwhile
                reading = self._read(stored_by_id[story.id], "today", since.timestamp())
                readings[story.id] = reading
                left -= tell(story, reading, reading.merged())
                if len(readings) == FIRST_STORIES:
                    on_progress(so_far())
        on_progress(first := so_far())
        if not briefs:
            return first
        left = minutes * WORDS_A_MINUTE
        for story in (each.story for each in first.entries):
            if is_cancelled() or left < 0:
                break
            # A story of one publisher is briefed only if that costs nothing, or it is watched.
            reading = readings[story.id]
            for _ in reading.analyse() if story.sources > 1 or story.id in central else ():
                if is_cancelled():
                    break
            left -= tell(story, reading, reading.merged())
            on_progress(so_far())
        if self._writing is None or not self._writing.writes("today"):
            return so_far()
        for shown in so_far().entries:
            if is_cancelled() or notice is not None:  # the model would not answer on another story either
                break
            if shown.story.sources > 1:
                reading = readings[shown.story.id]
                briefing = reading.merged(asks=True, is_cancelled=is_cancelled)
                notice = briefing.notice
                tell(shown.story, reading, briefing)
                on_progress(so_far())
        return so_far()

    def _watched(self, hits: Mapping[str, WatchHits]) -> dict[str, WatchedStory]:
        """Return the stories of watched articles by id, the latest first, without muted ones."""
        ids = list(dict.fromkeys(id_ for some in hits.values() for id_ in some.articles))
        central = frozenset().union(*(some.central for some in hits.values()))
        found = {}
        for story in (each for each in self.stories(ids) if not each.muted):
            members = {article.id for article in story.articles}
            names = tuple(name for name, some in hits.items() if members.intersection(some.articles))
            watched = len(members.intersection(ids))
            found[story.id] = WatchedStory(story, names, watched, not members.isdisjoint(central))
        return found

    def briefing(self, id_: str) -> tuple[Story, StoryBriefing]:
        """Return a story with the merged briefing of its articles, leaving out copies.

        Articles without a briefing are analysed, the newest and longest first, `MAX_ANALYSED` at most. Raises
        NotFoundError.
        """
        stored = self._stored(id_)
        reading = self._read(stored, "story")
        for _ in reading.analyse():
            pass
        return story_of(stored), reading.followed(asks=True)

    def tracked(self, story: Story, issue: StoryIssue) -> list[TrackedIssue]:
        """Return the tracked issues of a story's issue; several if articles raise it in different words."""
        return issues_of(issue, self._issues.tracked([article.id for article in story.articles]))

    def filled(
        self, id_: str, is_cancelled: Callable[[], bool] | None = None
    ) -> Iterator[tuple[Story, StoryBriefing]]:
        """Yield a story with its briefing from what is stored, and again after each article that is analysed.

        At most `MAX_ANALYSED` are analysed, the newest first. Finally the story comes with later
        passages on its open issues. Raises NotFoundError.
        """
        stored = self._stored(id_)
        story, reading = story_of(stored), self._read(stored, "story")
        yield story, reading.briefing()
        for _ in reading.analyse():
            yield story, reading.briefing()
        briefing = reading.followed()
        yield story, briefing
        if self.asks_model and briefing.model is None:
            yield story, reading.followed(asks=True, is_cancelled=is_cancelled)

    @property
    def asks_model(self) -> bool:
        """Whether a language model writes lines of stories."""
        return self._writing is not None and self._writing.writes("story")

    def _read(self, stored: StoredStory, use: Use, since: float | None = None) -> StoryReading:
        return StoryReading(stored, self._articles, self._analyses, self._issues, since, self._writing, use)

    def _stored(self, id_: str) -> StoredStory:
        stored = self._store.story(id_) or next(iter(self._store.of_articles([id_])), None)
        if stored is None:
            raise NotFoundError(f"No story has the id {id_}: `briefing stories` lists them.")
        return stored


def story_of(stored: StoredStory) -> Story:
    """Make a story from its stored members."""
    first_of_text: dict[str, StoryMember] = {}
    for member in reversed(stored.members):
        first_of_text.setdefault(member.same_text, member)
    originals = [member for member in stored.members if first_of_text[member.same_text] is member]
    times = [member.newest for member in stored.members]
    return Story(
        id=stored.id,
        title=_named(originals),
        first=_stamp(min(times)),
        last=_stamp(max(times)),
        sources=len({member.entry.publisher for member in originals}),
        copies=len(stored.members) - len(originals),
        unread=sum(not member.entry.read for member in stored.members),
        new=sum(stored.seen is None or member.arrived > stored.seen for member in stored.members),
        followed=stored.followed,
        muted=stored.muted,
        terms=stored.terms,
        articles=tuple(_article_of(member, first_of_text[member.same_text]) for member in stored.members),
        by_hand=any(member.by_hand for member in stored.members),
    )


def _named(members: Sequence[StoryMember]) -> str:
    """Return the title of the article nearest to all others, of those that can name an event if there are
    any; of equals, the first.
    """
    is_alone = len(members) == 1  # which most are, and a title is not read for nothing

    def order(member: StoryMember) -> tuple[bool, float]:
        entry = member.entry
        return is_alone or names_event(entry.title, entry.url, entry.source), member.score

    return max(reversed(members), key=order).entry.title


def _article_of(member: StoryMember, original: StoryMember) -> StoryArticle:
    copy_of = None if original is member else original.entry.id
    return story_article(member.entry, member.newest, _stamp(member.arrived), copy_of)


def story_article(entry: ArticleEntry, time: float, arrived: str, copy_of: str | None = None) -> StoryArticle:
    """Make a story's article; `time` is the article's, in seconds since 1970."""
    about = entry.id, entry.title, entry.url, entry.source, entry.published
    return StoryArticle(*about, _stamp(time), arrived, copy_of)


def _stamp(seconds: float) -> str:
    return stamp(datetime.fromtimestamp(seconds, UTC))
