"""Reads the articles of a story once, and merges their briefings as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.domain import Analysis, Article
from briefing.domain.followups.story_follow_ups import with_follow_ups
from briefing.domain.stories.briefing_merge import merge_briefings
from briefing.domain.stories.copies import originals
from briefing.domain.stories.statements import SentenceIndex
from briefing.domain.stories.story_briefing import StoryBriefing, StoryText
from briefing.domain.text.news_sentences import is_column, names_event
from briefing.errors import EngineError, NotFoundError
from briefing.services.analyses import AnalysisService
from briefing.services.issues import IssueService
from briefing.store.articles.article_store import ArticleStore
from briefing.store.stories.story_store import StoredStory, StoryMember

if TYPE_CHECKING:
    from briefing.nlp.language_model.model_config import Use
    from briefing.services.language_model.model_writing import ModelWriting

MAX_ANALYSED = 8
"""The most articles of a story that are analysed for it because they have no briefing."""


class StoryReading:
    """The articles, without copies, that a story had when it was read, whatever comes or is moved meanwhile.

    An article is new if it came from `since` on, in seconds since 1970, or after the reader last left the
    story. Raises NotFoundError if all articles were removed meanwhile.
    """

    def __init__(
        self,
        stored: StoredStory,
        articles: ArticleStore,
        analyses: AnalysisService,
        issues: IssueService,
        since: float | None = None,
        writing: ModelWriting | None = None,
        use: Use = "story",
    ) -> None:
        """`writing` is the language model that writes lines, if it is to for this `use`."""
        self._writing, self._use = writing, use
        self._analysis_service, self._issues = analyses, issues
        self._seen, self._since = stored.seen, since
        members = sorted(stored.members, key=lambda member: (member.newest, member.entry.id))
        found = [article for member in members if (article := articles.get(member.entry.id))]
        if not found:
            raise NotFoundError("All articles of this story have been removed.")
        self._members = {member.entry.id: member for member in members}
        firsts = originals([each.text for each in found])
        self._articles = [
            article for at, (article, first) in enumerate(zip(found, firsts, strict=True)) if first == at
        ]
        self._analyses: dict[str, Analysis | None] = {
            each.id: analyses.cached(each) for each in self._articles
        }

    @cached_property
    def _index(self) -> SentenceIndex:
        return SentenceIndex([article.text for article in self._articles])

    @cached_property
    def _columns(self) -> frozenset[str]:
        """The articles that are somebody's opinion, by id."""
        return frozenset(each.id for each in self._articles if is_column(each))

    @property
    def is_opinion(self) -> bool:
        """Whether the new articles, or else all, are columns."""
        ids = [each.id for each in self._articles]
        return self._columns.issuperset([id_ for id_ in ids if self._is_new(self._members[id_])] or ids)

    def analyse(self) -> Iterator[None]:
        """Analyse articles that have no briefing, the newest and longest first, and yield after each one."""

        def order(article: Article) -> tuple[float, int]:
            return self._members[article.id].newest, article.words

        waiting = [article for article in self._articles if self._analyses[article.id] is None]
        for article in sorted(waiting, key=order, reverse=True)[:MAX_ANALYSED]:
            try:
                self._analyses[article.id] = self._analysis_service.get(article)
            except EngineError:  # the story's briefing does without it
                continue
            yield

    def briefing(self) -> StoryBriefing:
        """Merge the briefings that there are by now, with later passages if these are ready."""
        return self.followed() if self._issues.is_ready else self.merged()

    def merged(self, *, asks: bool = False, is_cancelled: Callable[[], bool] | None = None) -> StoryBriefing:
        """Merge the briefings that there are by now, without later passages on the open issues.

        Unless it `asks`, lines of a language model come only from its earlier answers.
        """
        texts = [
            StoryText(
                article.id,
                article.title,
                article.text,
                self._members[article.id].entry.publisher,
                self._members[article.id].newest,
                self._analyses[article.id],
                self._is_new(self._members[article.id]),
                article.id in self._columns,
            )
            for article in self._articles
        ]
        made = merge_briefings(texts, self._index, self.title)
        if self._writing is None:
            return made
        return self._writing.story(
            self._use, self._articles, texts, self._index, made, asks=asks, is_cancelled=is_cancelled
        )

    @cached_property
    def title(self) -> str:
        """The title of the article nearest to all others: of the new ones, of those that can name an event,
        or else of those that are no columns, where some are.
        """

        def order(article: Article) -> tuple[bool, bool, bool, float]:
            member, is_news = self._members[article.id], article.id not in self._columns
            named = names_event(article.title, article.url, article.source)
            return self._is_new(member), is_news and named, is_news, member.score

        return max(reversed(self._articles), key=order).title

    def followed(
        self, *, asks: bool = False, is_cancelled: Callable[[], bool] | None = None
    ) -> StoryBriefing:
        """Merge as `merged` does, and add later passages on the open issues."""
        briefing = self.merged(asks=asks, is_cancelled=is_cancelled)
        if briefing.issues:
            briefing = with_follow_ups(briefing, self._issues.tracked([each.id for each in self._articles]))
        return briefing

    def _is_new(self, member: StoryMember) -> bool:
        if self._since is not None:
            return member.arrived >= self._since
        return self._seen is not None and member.arrived > self._seen
