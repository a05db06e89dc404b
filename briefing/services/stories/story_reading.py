"""Reads the articles of a story once, and briefs them one by one."""

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
from briefing.errors import EngineError, NotFoundError
from briefing.services.analyses import AnalysisService
from briefing.services.issues import IssueService
from briefing.store.articles.article_store import ArticleStore
from briefing.store.stories.story_store import StoredStory, StoryMember

if TYPE_CHECKING:
    from briefing.nlp.language_model.model_config import Use
    from briefing.services.language_model.model_writing import ModelWriting

MAX_ANALYSED = 8
"""Articles of a story without a briefing that are analysed for it."""


class StoryReading:
    """The articles that a story had when it was read, whatever came or was moved meanwhile; without copies.

    New is what came from `since` on, in seconds since 1970, or since the reader left the story last. Raises
    NotFoundError where all were removed meanwhile.
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
        """`writing` is a language model that writes lines, if it is to for this `use`."""
        self._writing, self._use = writing, use
        self._analyses, self._issues = analyses, issues
        self._seen, self._since = stored.seen, since
        members = sorted(stored.members, key=lambda member: (member.newest, member.entry.id))
        found = [article for member in members if (article := articles.get(member.entry.id))]
        if not found:
            raise NotFoundError("All articles of this story have been removed.")
        self._members = {member.entry.id: member for member in members}
        firsts = originals([each.text for each in found])
        self._kept = [
            article for at, (article, first) in enumerate(zip(found, firsts, strict=True)) if first == at
        ]
        self._made: dict[str, Analysis | None] = {each.id: analyses.cached(each) for each in self._kept}

    @cached_property
    def _index(self) -> SentenceIndex:
        return SentenceIndex([article.text for article in self._kept])

    def analyse(self) -> Iterator[None]:
        """Analyse articles that have no briefing, the newest and longest first; yields after each."""

        def order(article: Article) -> tuple[float, int]:
            return self._members[article.id].newest, article.words

        waiting = [article for article in self._kept if self._made[article.id] is None]
        for article in sorted(waiting, key=order, reverse=True)[:MAX_ANALYSED]:
            try:
                self._made[article.id] = self._analyses.get(article)
            except EngineError:  # the story is briefed without it
                continue
            yield

    def briefing(self) -> StoryBriefing:
        """One briefing from those that there are by now, with later passages where that takes no time."""
        return self.followed() if self._issues.is_ready else self._merged()

    def _merged(self, *, asks: bool = False, is_cancelled: Callable[[], bool] | None = None) -> StoryBriefing:
        texts = [
            StoryText(
                article.id,
                article.title,
                article.text,
                self._members[article.id].entry.publisher,
                self._members[article.id].newest,
                self._made[article.id],
                self._is_new(self._members[article.id]),
            )
            for article in self._kept
        ]
        made = merge_briefings(texts, self._index)
        if self._writing is None:
            return made
        return self._writing.story(
            self._use, self._kept, texts, self._index, made, asks=asks, is_cancelled=is_cancelled
        )

    def followed(
        self, *, asks: bool = False, is_cancelled: Callable[[], bool] | None = None
    ) -> StoryBriefing:
        """The same, with later passages on its open issues.

        Unless it `asks`, lines of a language model are those that it wrote before.
        """
        briefing = self._merged(asks=asks, is_cancelled=is_cancelled)
        if briefing.issues:
            briefing = with_follow_ups(briefing, self._issues.tracked([each.id for each in self._kept]))
        return briefing

    def _is_new(self, member: StoryMember) -> bool:
        if self._since is not None:
            return member.arrived >= self._since
        return self._seen is not None and member.arrived > self._seen
