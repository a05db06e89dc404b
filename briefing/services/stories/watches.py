"""Watches actors, stories and queries: finds new articles about them by the queries of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from briefing.domain import Article
from briefing.domain.query.article_query import FIELDS, query_problems
from briefing.domain.query.grammar import FieldTerm, compile_query, parse
from briefing.domain.query.query_composition import join_queries
from briefing.domain.query.search_words import search_words
from briefing.domain.rule import Action, Notification, Rule, notifications
from briefing.domain.stories.statements import sentences_of
from briefing.domain.stories.today import WatchHits
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.services.analyses import AnalysisService
from briefing.services.stories.story_service import StoryService
from briefing.store.articles.article_lookup import entries_by_ids
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.stories.watch_store import Watch, WatchKind, WatchStore

FIRST_ACTORS = 3
"""The number of an article's first actors that it is about."""
_ONE_FIELD = re.compile(r"(actor|story):([^\"“”:]+)")
"""A field in a single argument of which a shell has removed the quotation marks: actor:Wang Yi."""


class WatchService:
    """The watches of a library. Every method may raise StoreError."""

    def __init__(
        self,
        articles: ArticleStore,
        search: ArticleSearch,
        stories: StoryService,
        analyses: AnalysisService,
        now: Callable[[], datetime],
    ) -> None:
        self._store = WatchStore(articles.database)
        self._articles = articles
        self._search = search
        self._stories = stories
        self._analyses = analyses
        self._now = now

    def all(self) -> list[Watch]:
        """Return all watches in the order in which they were added."""
        return self._store.all()

    def watch(self, kind: WatchKind, what: str) -> Watch:
        """Return the stored watch of this kind and name, or else a new one that is not stored."""
        now = self._now().timestamp()
        made = Watch(kind, safe_line(what).strip(), now, now)
        return next((each for each in self.all() if _is_same(each, made)), made)

    def parse(self, words: Sequence[str]) -> Watch:
        """Parse what is typed into a watch: an actor, a story, or any other query over articles.

        Raises NotFoundError, with a sentence, for what cannot be watched.
        """
        typed = safe_line(" ".join(words)).strip()
        if len(words) == 1 and (match := _ONE_FIELD.fullmatch(typed)):
            return self._of_field(match[1], match[2].strip())
        query = parse(typed, FIELDS).query
        if isinstance(query, FieldTerm) and query.name in ("actor", "story"):
            return self._of_field(query.name, query.value)
        if problems := query_problems(typed, self._now().astimezone()):
            raise NotFoundError(problems[0].sentence)
        if not typed or parse(typed, FIELDS).is_empty:
            raise NotFoundError('Say what to watch: actor:"NAME", story:ID, or words and fields of a filter.')
        return self.watch(WatchKind.QUERY, typed)

    def _of_field(self, field: str, value: str) -> Watch:
        if field == "story":
            return self.watch(WatchKind.STORY, self._stories.story(value).id)
        return self.watch(WatchKind.ACTOR, value.removeprefix("="))

    def add(self, watch: Watch) -> bool:
        """Store a watch; return whether it is new."""
        return self._store.add(watch)

    def remove(self, watch: Watch) -> bool:
        """Delete a watch; return whether there was one."""
        return self._store.remove(watch)

    def name(self, watch: Watch) -> str:
        """Return the name of a watch: the actor's, the story's title, or the query."""
        if watch.kind is WatchKind.STORY:
            with suppress(NotFoundError):  # its articles were removed
                return self._stories.story(watch.what).title
        return watch.what

    def hits(self, since: datetime) -> dict[str, WatchHits]:
        """Return, by name, the articles fetched after a time that watches of that name find."""
        if not (watches := self.all()):
            return {}
        among = self._store.fetched_after(since.timestamp())
        found: dict[str, WatchHits] = {}
        for watch in watches:
            if ids := self._found(watch.query, among):
                name = self.name(watch)  # an actor and a query may have one name
                known = found.get(name, WatchHits((), frozenset()))
                found[name] = WatchHits(
                    tuple(dict.fromkeys((*known.articles, *ids))), known.central | self._central(watch, ids)
                )
        return found

    def _central(self, watch: Watch, ids: Sequence[str]) -> frozenset[str]:
        """Return those articles that name what is watched in their title, first line or first actors."""
        is_about = compile_query(parse(watch.query, FIELDS), _TESTS)
        return frozenset(
            id_ for id_ in ids if (article := self._articles.get(id_)) and is_about(self._opening(article))
        )

    def _opening(self, article: Article) -> _Opening:
        analysis = self._analyses.cached(article)
        actors = analysis.actors[:FIRST_ACTORS] if analysis is not None else ()
        names = (name for actor in actors for name in (actor.name, *actor.aliases))
        first = next(sentences_of(article.text), None)
        return _Opening(search_words("\n".join((article.title, first.text if first else "", *names))))

    def count_new(self, watch: Watch) -> int:
        """Count the unread articles that a watch has found since the reader looked."""
        return len(self._new(watch))

    def count_all_new(self) -> int:
        """Count the unread articles that all watches have found since the reader looked, each once."""
        return len({id_ for watch in self.all() for id_ in self._new(watch)})

    def mark_seen(self) -> None:
        """Note that the reader looks at all watches."""
        if not self._articles.read_only and self.all():
            self._store.set_seen(self._now().timestamp())

    def news(self, since: datetime) -> tuple[str, ...]:
        """Return a sentence for each watch that finds articles fetched after a time, as rules notify.

        For those that watch a story, new articles have to be in theirs.
        """
        events = []
        for name, hits in self.hits(since).items():
            titles = {
                entry.id: entry.title for entry in entries_by_ids(self._articles.database, hits.articles)
            }
            named = tuple(titles[id_] for id_ in hits.articles if id_ in titles)
            events.append(Notification(Rule(name, Action.NOTIFY), named))
        return notifications(event for event in events if event.titles)

    def _new(self, watch: Watch) -> tuple[str, ...]:
        """Return the unread articles that a watch has found since the reader looked."""
        query = join_queries(watch.query, "is:unread", fields=FIELDS)
        return self._found(query, self._store.fetched_after(watch.seen))

    def _found(self, query: str, among: Sequence[str]) -> tuple[str, ...]:
        """Return those of these articles that match a query, the newest first."""
        return tuple(self._search.ids(query, among=among)) if among else ()


@dataclass(frozen=True, slots=True)
class _Opening:
    """What an article is about: its title, its first line and its first actors."""

    words: str


def _any(field: FieldTerm) -> Callable[[_Opening], bool]:
    """Compile a field that the article itself has already been found by."""
    return lambda opening: True


def _names(field: FieldTerm) -> Callable[[_Opening], bool]:
    named = search_words(field.value.removeprefix("="))
    return lambda opening: named in opening.words


_TESTS = {**dict.fromkeys(FIELDS, _any), "actor": _names}


def _is_same(one: Watch, other: Watch) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is WatchKind.ACTOR:
        return search_words(one.what) == search_words(other.what)
    return one.what == other.what
