"""Answers questions about articles, by a language model if there is one, or by the best passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.domain import Article
from briefing.domain.annotation import ArticleHead
from briefing.domain.briefing import Citation
from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.questions.passage_ranking import Likeness, best_passages, question_terms
from briefing.errors import ModelError
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore

if TYPE_CHECKING:
    from briefing.services.language_model.model_writing import ModelWriting

MAX_ARTICLES = 40
"""The most articles whose passages are compared; of more, the full-text index chooses the most relevant."""
MAX_PASSAGES = 10
MAX_TERMS = 30
INSTEAD = "These are the passages that match best."
NO_TERMS = "The question has no word to search for: name who or what it is about."
NO_ARTICLES = "There is no article to ask: add one, or follow a feed."
NOT_SURE = "Nothing in these articles answers this surely."
NO_MATCH = "No passage has a word of the question: ask with a word that the articles use."


class QuestionService:
    """Answers questions about articles of a library. Every method may raise StoreError."""

    def __init__(
        self,
        articles: ArticleStore,
        search: ArticleSearch,
        writing: ModelWriting | None,
        likeness: Likeness | None = None,
    ) -> None:
        self._articles = articles
        self._search = search
        self._writing = writing
        self._likeness = likeness

    @property
    def model(self) -> str | None:
        """The name of the language model that `ask` asks."""
        return None if self._writing is None else self._writing.model.config.name

    def passages(self, question: str, ids: Sequence[str], limit: int = MAX_PASSAGES) -> Answer:
        """Return the passages of these articles that match the question best."""
        return self._found(question, ids, limit)[0]

    def ask(
        self,
        question: str,
        ids: Sequence[str],
        limit: int = MAX_PASSAGES,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Answer:
        """Return the model's answer from the articles of the best passages, as far as they bear it out.

        Without a model, or an answer that is borne out, return the passages themselves.
        """
        if self._writing is None:
            return self.passages(question, ids, limit)
        found, articles = self._found(question, ids, max(limit, MAX_PASSAGES))
        answer = _cited(replace(found, lines=found.lines[:limit]), articles)
        if not found.lines:
            return answer
        try:
            lines, share = self._writing.answer(question, articles, found.lines, is_cancelled)
        except ModelError as error:
            return replace(answer, notice=f"{error} {INSTEAD}")
        if not lines:
            why = (
                "has no answer in these articles" if not share.dropped else "answered nothing that is in them"
            )
            return replace(answer, notice=f"{share.name} {why}. {INSTEAD}", model=None)
        return _cited(replace(answer, lines=tuple(lines[:limit]), notice="", model=share), articles)

    def _found(self, question: str, ids: Sequence[str], limit: int) -> tuple[Answer, list[Article]]:
        terms = question_terms(question)[:MAX_TERMS]
        answer = Answer(question, articles=len(ids))
        if not ids or not terms:
            return replace(answer, notice=NO_TERMS if ids else NO_ARTICLES), []
        chosen = list(ids) if len(ids) == 1 else self._search.relevant(terms, ids, MAX_ARTICLES)
        if len(ids) <= MAX_ARTICLES:  # the index may not have them all yet, nor other forms of the words
            chosen += [id_ for id_ in ids if id_ not in chosen]
        articles = [article for id_ in chosen if (article := self._articles.get(id_)) is not None]
        found = best_passages(
            question,
            [article.text for article in articles],
            limit,
            [article.title for article in articles],
            self._likeness,
        )
        is_sure = any(each.is_sure for each in found[:1])
        lines = [
            AnswerLine(
                tuple(Citation(articles[at].id, passage) for at, passage in each.places), shown=is_sure
            )
            for each in found
        ]
        notice = "" if is_sure else NOT_SURE if found else NO_MATCH
        answer = replace(answer, lines=tuple(lines), notice=notice)
        return _cited(answer, articles), articles


def _cited(answer: Answer, articles: Sequence[Article]) -> Answer:
    """Add the heads of the articles that an answer cites, in the order of the citations."""
    by_id = {article.id: article for article in articles}
    cited = dict.fromkeys(each.article for line in answer.lines for each in line.citations)
    return replace(answer, heads={id_: ArticleHead.of(by_id[id_]) for id_ in cited})
