"""Follows open issues over time, and keeps what the reader decided on them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from briefing.domain.analysis import Issue
from briefing.domain.article import ArticleEntry
from briefing.domain.followups.follow_up_finder import FollowedArticle, FollowUpFinder
from briefing.domain.followups.issue_decision import (
    IssueDecision,
    RaisedAt,
    decided_on,
    last_decisions,
    with_decisions,
)
from briefing.domain.followups.issue_grouping import track_issues
from briefing.domain.followups.tracked_issue import (
    DUE_KINDS,
    MAX_TRACKED,
    IssueArticle,
    IssueState,
    Raised,
    SettlingPassage,
    TrackedIssue,
)
from briefing.domain.matters.matter_match import MatterMatcher
from briefing.domain.matters.open_sentences import OpenSentence
from briefing.domain.stories.statements import lead_of
from briefing.domain.text.news_sentences import is_hardly_news
from briefing.errors import StoreError
from briefing.nlp.timeline.due_day import last_day_but_of_a_year
from briefing.services.analyses import AnalysisService
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.articles.article_lookup import change_marker, entries_by_ids
from briefing.store.articles.article_store import ArticleStore
from briefing.store.notices import Notices
from briefing.store.stories.story_store import KEPT_ARTICLES, DatedArticle, StoryStore
from briefing.threads import never

MAX_ARTICLES = KEPT_ARTICLES
"""The number of newest articles among which follow-ups are looked for."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A change of the reader's decisions, for `IssueService.take_back`."""

    decision: IssueDecision
    replaced: tuple[IssueDecision, ...]


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The articles of a library as it was at one moment."""

    marker: tuple[object, ...]
    articles: dict[str, IssueArticle]
    finder: FollowUpFinder
    matters: MatterMatcher
    sources: Counter[str | None]
    """The number of publishers of each story."""


class IssueService:
    """The issues of a library. Safe to use from several threads; every method may raise StoreError."""

    def __init__(
        self,
        store: StoryStore,
        articles: ArticleStore,
        analyses: AnalysisService,
        decisions: ItemFile[IssueDecision],
        notices: Notices,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._articles = articles
        self._analyses = analyses
        self._decisions = decisions
        self._notices = notices
        self._now = now
        self._lock = threading.Lock()
        self._indexed: _Indexed | None = None
        self._marked: tuple[object, tuple[object, ...]] | None = None
        """The last marker, and the state of the database that it was of."""
        self._known: tuple[object, list[TrackedIssue]] | None = None
        """The issues last gathered from the whole library, and the state that it was in."""
        self._some: tuple[object, list[TrackedIssue]] | None = None
        """The issues last gathered from some articles, and the state of the library and the articles."""

    @property
    def today(self) -> date:
        return self._now().astimezone(UTC).date()

    @property
    def is_ready(self) -> bool:
        """Whether the issues of a few articles are tracked at once."""
        return self._indexed is not None and self._indexed.marker == self._marker()

    def is_gathered(self, ids: Collection[str]) -> bool:
        """Whether the issues of these articles were those last gathered, so that they are at hand."""
        return self._some is not None and self._some[0] == self._state(self._marker(), ids)

    def _state(self, marker: object, ids: Collection[str]) -> object:
        return marker, self._analyses.changes, frozenset(ids)

    def tracked(
        self, ids: Collection[str] | None = None, is_cancelled: Callable[[], bool] = never
    ) -> list[TrackedIssue]:
        """The issues that analysed articles raise, as the reader has decided on them, in no order.

        Only issues of the `MAX_TRACKED` newest articles are tracked; with `ids`, of these articles only.
        """
        with self._lock:  # one at a time: another would do the same work
            indexed = self._index()
            if ids is not None:
                some = self._state(indexed.marker, ids)
                if self._some is None or self._some[0] != some:
                    self._some = (some, self._gathered(indexed, ids, is_cancelled))
                return self.with_decisions(self._some[1])
            analysed = self._articles.analysed_ids(self._analyses.engine.info)
            state = (indexed.marker, len(analysed), self._analyses.changes)
            if self._known is None or self._known[0] != state:
                there = [id_ for id_ in analysed if id_ in indexed.articles]
                there.sort(key=lambda id_: indexed.articles[id_].time)
                found = self._gathered(indexed, there[-MAX_TRACKED:], is_cancelled)
                if is_cancelled():
                    return []
                self._known = (state, found)
            return self.with_decisions(self._known[1])

    def _gathered(
        self, indexed: _Indexed, ids: Iterable[str], is_cancelled: Callable[[], bool]
    ) -> list[TrackedIssue]:
        raised: list[Raised] = []
        for id_ in ids:
            if is_cancelled():
                return []
            if id_ in indexed.articles:
                raised += self._raised(indexed, id_)
        return track_issues(raised, indexed.finder, is_cancelled)

    def opened(self, found: Iterable[OpenSentence]) -> list[TrackedIssue]:
        """The issues that these sentences tell, as the reader has decided on them."""
        with self._lock:
            indexed = self._index()
            raised = [
                Raised(indexed.articles[each.article], each.issue, _due(each.issue))
                for each in found
                if each.article in indexed.articles
            ]
            tracked = [issue for each in raised for issue in track_issues([each], indexed.finder)]
            articles = {each.article.id for each in raised}
            others = [each for id_ in articles for each in self._raised(indexed, id_)]
        return self.with_decisions(tracked, others)

    def decided(self) -> frozenset[tuple[str, str]]:
        """The article and the label of each issue that the reader has decided on."""
        return frozenset((at.article, at.label) for each in self._read() or () for at in each.raised)

    def joining(self, matter: Sequence[str], among: Iterable[str]) -> list[str]:
        """The ids of those of some stories that belong to the matter of the others.

        Only stories among the newest articles are found.
        """
        with self._lock:
            return self._index().matters.joining(matter, among)

    def with_decisions(
        self, issues: Sequence[TrackedIssue], others: Iterable[Raised] = ()
    ) -> list[TrackedIssue]:
        """Return issues as the reader decided, or unchanged, with a notice, if decisions are unreadable.

        `others` are those that the articles raise besides.
        """
        decisions = self._read()
        return list(issues) if decisions is None else with_decisions(issues, decisions, others)

    def closed(self, raised: Collection[RaisedAt]) -> frozenset[tuple[str, str]]:
        """The article and the label of each of these issues that the reader settled or set aside.

        `raised` are all that the articles raise. If the decisions are unreadable, none is, with a notice.
        """
        last = last_decisions(raised, self._read() or ())
        return frozenset(
            (at.article, at.label) for at, each in last.items() if each.state is not IssueState.OPEN
        )

    def _read(self) -> tuple[IssueDecision, ...] | None:
        """Read the decisions; return None, with a notice, if they cannot be read."""
        try:
            return self._decisions.read()
        except StoreError as error:
            self._notices.add([str(error)])
            return None

    def decide(
        self, issue: TrackedIssue, state: IssueState, evidence: SettlingPassage | None = None
    ) -> Decided:
        """Note what the reader decided. After the return it survives a crash."""
        made = self._now().astimezone(UTC).isoformat(timespec="microseconds")
        decision = decided_on(issue, state, made, evidence)
        replaced: list[IssueDecision] = []

        def change(known: tuple[IssueDecision, ...]) -> tuple[IssueDecision, ...]:
            replaced[:] = [each for each in known if set(each.raised) & set(decision.raised)]
            return (*known, decision)

        self._decisions.edit(change)
        return Decided(decision, tuple(replaced))

    def take_back(self, decided: Decided) -> None:
        """Undo a decision, so that what held before holds again."""
        self._decisions.edit(
            lambda known: (
                *(each for each in known if each != decided.decision and each not in decided.replaced),
                *decided.replaced,
            )
        )

    def _index(self) -> _Indexed:
        marker = self._marker()
        if self._indexed is None or self._indexed.marker != marker:
            self._indexed = None  # let go of it before there is another
            dated = self._store.newest(MAX_ARTICLES)
            terms = self._store.terms(dated)
            entries = {
                each.id: each for each in entries_by_ids(self._articles.database, [each.id for each in dated])
            }
            followed = [
                FollowedArticle(_issue_article(each, entries[each.id]), terms[each.number])
                for each in _originals(dated)
                if each.id in entries and each.number in terms  # else it was removed meanwhile
            ]
            finder = FollowUpFinder(followed, self._text_of)
            by_id = {each.about.id: each.about for each in followed}
            matters = MatterMatcher(*finder.placed())
            told = {(each.story, each.publisher) for each in by_id.values() if each.story is not None}
            sources: Counter[str | None] = Counter(story for story, _ in told)
            self._indexed = _Indexed(marker, by_id, finder, matters, sources)
        return self._indexed

    def _marker(self) -> tuple[object, ...]:
        """A value that differs once articles or texts have changed, which is found by going over all."""
        state = self._articles.database.state()
        marked = self._marked
        if marked is None or marked[0] != state:
            found = (*change_marker(self._articles.database), self._articles.last_fetched())
            self._marked = marked = (state, found)
        return marked[1]

    def _text_of(self, id_: str) -> str:
        article = self._articles.get(id_)
        return "" if article is None else article.text

    def _raised(self, indexed: _Indexed, id_: str) -> tuple[Raised, ...]:
        article = self._articles.get(id_)
        analysis = None if article is None else self._analyses.cached(article)
        if article is None or analysis is None:
            return ()
        about = indexed.articles[id_]
        is_column = indexed.sources[about.story] < 2 and is_hardly_news(about.title, lead_of(article.text))
        return tuple(
            Raised(about, issue, _due(issue), is_column) for issue in analysis.shown_issues if issue.evidence
        )


def _due(issue: Issue) -> date | None:
    """Return the last day of the day, week or month that an issue names."""
    return last_day_but_of_a_year(issue.due) if issue.kind in DUE_KINDS else None


def _originals(articles: Iterable[DatedArticle]) -> list[DatedArticle]:
    """Keep the first of the articles with one text."""
    found: dict[str, DatedArticle] = {}
    for each in articles:
        found.setdefault(each.text_sha256, each)
    return list(found.values())


def _issue_article(article: DatedArticle, entry: ArticleEntry) -> IssueArticle:
    return IssueArticle(
        article.id,
        entry.title,
        entry.source,
        entry.published,
        article.newest,
        entry.publisher,
        article.language,
        None if article.membership is None else article.membership.story,
    )
