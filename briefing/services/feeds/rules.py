"""Applies the reader's rules to new articles."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.rule import Action, Notification, Rule
from briefing.store.articles.article_lookup import entries_by_ids
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.search_index import SearchIndex


class RuleRunner:
    """Applies rules to articles, in any thread."""

    def __init__(self, rules: Sequence[Rule], articles: ArticleStore, search: ArticleSearch) -> None:
        self._rules = rules
        self._articles = articles
        self._search = search
        self._tags = ArticleTags(articles.database)
        self._index = SearchIndex(articles.database)

    def apply(self, ids: Sequence[str]) -> tuple[Notification, ...]:
        """Apply every rule to these articles, and return the notifications. Raises StoreError.

        All queries run before any action, so that the order of the rules does not matter. No rule notifies of
        what another mutes.
        """
        self._index.index_all()
        found = [(rule, self._search.ids(rule.query, among=ids)) for rule in self._rules]
        muted = {id_ for rule, some in found if rule.action is Action.MUTE for id_ in some}
        notifications: list[Notification] = []
        for rule, some in found:
            if not some:
                continue
            match rule.action:
                case Action.MUTE:
                    self._articles.mark(some, muted=True)
                case Action.STAR:
                    self._articles.mark(some, starred=True)
                case Action.READ:
                    self._articles.mark(some, read=True)
                case Action.TAG:
                    self._tags.add(some, rule.tag)
                case Action.NOTIFY:
                    if shown := [id_ for id_ in some if id_ not in muted]:
                        notifications.append(Notification(rule, self._titles(shown)))
        return tuple(notifications)

    def _titles(self, ids: Sequence[str]) -> tuple[str, ...]:
        titles = {entry.id: entry.title for entry in entries_by_ids(self._articles.database, ids)}
        return tuple(titles[id_] for id_ in ids if id_ in titles)
