"""Makes the pages of actors from what is stored of the articles that name them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from briefing.domain.analysis import ActorKind
from briefing.domain.followups.issue_decision import RaisedAt
from briefing.domain.query.article_query import Sort
from briefing.domain.query.query_composition import actor_query, quoted_value
from briefing.domain.query.search_words import search_words
from briefing.domain.stories.activity import ActorCounts
from briefing.domain.stories.actor_page import ActorPage, ActorText, actor_page, names_of
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.services.analyses import AnalysisService
from briefing.services.article_list import ArticleListService
from briefing.services.issues import IssueService
from briefing.services.stories.story_service import StoryService, story_article
from briefing.store.articles.article_rows import sort_time
from briefing.store.articles.article_store import ArticleStore

MAX_ARTICLES = 200
"""The most articles that a page is made from, the newest: tens of thousands may name a country."""
MAX_SUGGESTED = 5


class ActorService:
    """Makes the pages of actors. Every method may raise StoreError."""

    def __init__(
        self,
        articles: ArticleStore,
        article_list: ArticleListService,
        analyses: AnalysisService,
        stories: StoryService,
        issues: IssueService,
    ) -> None:
        self._articles = articles
        self._article_list = article_list
        self._analyses = analyses
        self._stories = stories
        self._issues = issues

    def page(self, name: str, since: datetime | None = None) -> ActorPage:
        """The page of the actor of this name, as the reader has corrected the briefings.

        A name by which one other actor alone is called, such as a surname, opens the page of that one. No
        article is analysed. Raises NotFoundError with a sentence that says what to do.
        """
        texts, older = self._texts(name, since)
        names = names_of(texts, name)
        if len(names) == 1 and search_words(names[0].name) != search_words(name):
            name = names[0].name
            texts, older = self._texts(name, since)
        if names and not any(search_words(each.name) == search_words(name) for each in names):
            called = ", ".join(f"{safe_line(each.name)} ({each.articles})" for each in names)
            raise NotFoundError(f"Several are called “{safe_line(name)}”: {called}. Give one of these names.")
        raised = [
            RaisedAt(text.article.id, issue.label, issue.evidence[0].span)
            for text in texts
            for issue in text.analysis.shown_issues
            if issue.evidence
        ]
        page = actor_page(name, texts, self._issues.closed(raised))
        if page is None:
            raise NotFoundError(self._not_found(name, since))
        stories = self._stories.stories([article.id for article in page.articles])
        return replace(page, stories=tuple(stories), older=older)

    def names(self) -> ActorCounts:
        """The actors whom most articles name, without surnames alone that somebody listed has."""
        counts = self._article_list.actors("")
        people = [search_words(each.name) for each in counts.actors if each.kind == ActorKind.PERSON]
        surnames = {name.rpartition(" ")[2] for name in people if " " in name}.intersection(people)
        kept = (each for each in counts.actors if search_words(each.name) not in surnames)
        return replace(counts, actors=tuple(kept))

    def _texts(self, name: str, since: datetime | None) -> tuple[list[ActorText], int]:
        """The newest articles that name an actor of this name, and the number of older ones."""
        ids = self._article_list.ids("", actor_query(name), Sort.NEWEST)
        entries = {entry.id: entry for entry in self._article_list.entries(ids[:MAX_ARTICLES])}
        start = 0.0 if since is None else since.timestamp()
        texts = []
        for entry in filter(None, map(entries.get, ids)):
            time = sort_time(entry.published, datetime.fromisoformat(entry.fetched))
            article = self._articles.get(entry.id) if time >= start else None
            if article is not None and (analysis := self._analyses.cached(article)) is not None:
                texts.append(ActorText(story_article(entry, time, entry.fetched), article.text, analysis))
        return texts, max(0, len(ids) - MAX_ARTICLES)

    def _not_found(self, name: str, since: datetime | None) -> str:
        shown, key = f"“{safe_line(name)}”", search_words(name)
        if since is not None:
            return f"No briefing since {since:%Y-%m-%d %H:%M} names {shown} as an actor."
        known = {search_words(each.name): each.name for each in self.names().actors}
        near = [
            *(words for words in known if key in words),
            *get_close_matches(key, known, MAX_SUGGESTED, 0.7),
        ]
        if near:
            names = ", ".join(safe_line(known[words]) for words in list(dict.fromkeys(near))[:MAX_SUGGESTED])
            return f"No briefing names {shown} as an actor. Similar: {names}."
        number = self._article_list.count(quoted_value(name))
        if not number:
            return f"No article names {shown}."
        have = f"{number} articles have" if number > 1 else "One article has"
        return (
            f"No briefing names {shown} as an actor; {have} these words: opening one makes its briefing; "
            f"in the shell, `briefing show {shlex.quote(name)}` makes those of all."
        )
