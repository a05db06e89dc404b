"""The reader's rules at work: what each finds among the articles that just came is marked as it says."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.rule import Action, Notification, Rule
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.stories import entries_by_ids

__all__ = ["RuleRunner"]


class RuleRunner:
    """Safe in any thread."""

    def __init__(self, rules: Sequence[Rule], articles: ArticleStore, search: ArticleSearch) -> None:
        self._rules = rules
        self._articles = articles
        self._search = search
        self._tags = ArticleTags(articles.database)

    def apply(self, ids: Sequence[str]) -> tuple[Notification, ...]:
        """Apply every rule to these articles; what the reader wants to be told of.

        All of them are asked before anything is done: whichever rule stands first, an article is to each as
        it came. Of what one mutes, no other tells. Raises StoreError.
        """
        found = [(rule, self._search.ids(rule.query, among=ids)) for rule in self._rules]
        muted = {id_ for rule, some in found if rule.action is Action.MUTE for id_ in some}
        told: list[Notification] = []
        for rule, some in found:
            if not some:
                continue
            match rule.action:
                case Action.MUTE:
                    self._articles.set_muted(some, True)
                case Action.STAR:
                    self._articles.set_starred(some, True)
                case Action.READ:
                    self._articles.set_read(some, True)
                case Action.TAG:
                    self._tags.add(some, rule.tag)
                case Action.NOTIFY:
                    if heard := [id_ for id_ in some if id_ not in muted]:
                        told.append(Notification(rule, self._titles(heard)))
        return tuple(told)

    def _titles(self, ids: Sequence[str]) -> tuple[str, ...]:
        titles = {entry.id: entry.title for entry in entries_by_ids(self._articles.database, ids)}
        return tuple(titles[id_] for id_ in ids if id_ in titles)
