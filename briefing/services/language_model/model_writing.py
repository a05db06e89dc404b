"""Writes lines of articles, stories and Today by a language model, for the uses that the settings name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from briefing.domain import Analysis, Article
from briefing.domain.analysis import IssueKind, ModelShare
from briefing.domain.briefing import Citation
from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.questions.answer import AnswerLine
from briefing.domain.span import Passage
from briefing.domain.stories.briefing_merge import ModelLine, with_model_lines
from briefing.domain.stories.statements import SentenceIndex
from briefing.domain.stories.story_briefing import StoryBriefing, StoryText
from briefing.errors import ModelError
from briefing.nlp.engine.protocol import Engine
from briefing.nlp.language_model.evidence import CheckedLine
from briefing.nlp.language_model.model_config import ModelConfig, Use
from briefing.nlp.language_model.prompt import ISSUES, Material, Task
from briefing.services.language_model.model_engine import INSTEAD, LanguageModelEngine
from briefing.services.language_model.model_lines import ask_about, kept_answer
from briefing.services.language_model.model_process import LanguageModel
from briefing.sources.http.credentials import login_of_url, strip_login

MAX_ASKED = 8
"""The most articles from which a question is answered, or a story told; of a story, its newest."""


class ModelWriting:
    """The language model of a library, for all its uses. Close `model` at the end."""

    def __init__(
        self,
        config: ModelConfig,
        folder: Path,
        feeds_of: Callable[[Sequence[str]], Mapping[str, Sequence[str]]],
        options: Mapping[str, FeedOptions],
    ) -> None:
        """`feeds_of` returns the addresses of feeds by the ids of their articles."""
        self.model = LanguageModel(config, folder)
        self._feeds_of = feeds_of
        self._options = options
        self._engine: LanguageModelEngine | None = None

    def writes(self, use: Use) -> bool:
        return use in self.model.config.uses

    def engine(self, base: Engine, keep: Callable[[Article, Analysis], object]) -> Engine:
        """Return the engine for articles that are opened or asked for; `keep` gets the briefing of `base`."""
        self._engine = LanguageModelEngine(base, self.model, self.why_not, keep)
        return self._engine

    def stop_article(self) -> bool:
        """Cancel what the model is being asked about an article; return whether it was being asked."""
        return self._engine is not None and self._engine.stop_asking()

    def answer(
        self,
        question: str,
        articles: Sequence[Article],
        found: Sequence[AnswerLine],
        is_cancelled: Callable[[], bool] | None = None,
    ) -> tuple[tuple[AnswerLine, ...], ModelShare]:
        """Ask the model a question, and return the lines and share of its answer that the articles bear out.

        The articles are sent whole, the best first, as far as there is room; of the others, the paragraphs of
        the passages that were found, then those around them. Raises ModelError.
        """
        by_id = {article.id: article for article in articles}
        cited = dict.fromkeys(line.citations[0].article for line in found)
        refusals = self._refusals(tuple(cited))
        sent = [by_id[id_] for id_ in cited if refusals[id_] is None][:MAX_ASKED]
        if not sent:
            raise ModelError(next(filter(None, refusals.values()), "There is nothing to ask about."))
        materials = [
            _material(
                article,
                [line.citations[0].passage for line in found if line.citations[0].article == article.id],
            )
            for article in sent
        ]
        sent_articles = [(article, None) for article in sent]
        answer = ask_about(
            self.model,
            Task.QUESTION,
            sent_articles,
            question=question,
            materials=materials,
            is_cancelled=is_cancelled,
        )
        return tuple(_answer_line(line, sent) for line in answer.lines), answer.share

    def story(
        self,
        use: Use,
        articles: Sequence[Article],
        texts: Sequence[StoryText],
        index: SentenceIndex,
        briefing: StoryBriefing,
        *,
        asks: bool,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> StoryBriefing:
        """Return the briefing with lines of the model, or with a notice that says why it has none.

        `texts` are those of `articles`, in `index`. Unless it `asks`, only an earlier answer is used.
        """
        if not self.writes(use):
            return briefing
        refusals = self._refusals([article.id for article in articles])
        sent = [place for place, article in enumerate(articles) if refusals[article.id] is None][-MAX_ASKED:]
        if not sent:
            return replace(briefing, notice=None if use == "today" else next(iter(refusals.values()), None))
        sent_articles = [(articles[place], texts[place].analysis) for place in sent]
        try:
            if asks:
                answer = ask_about(self.model, Task.STORY, sent_articles, is_cancelled=is_cancelled)
            elif (kept := kept_answer(self.model, Task.STORY, sent_articles)) is not None:
                answer = kept
            else:
                return briefing
        except ModelError as error:
            return replace(briefing, notice=f"{error} {INSTEAD}")
        lines = [self._line(line, sent) for line in answer.lines]
        return with_model_lines(briefing, texts, index, lines, answer.share)

    def _line(self, line: CheckedLine, sent: Sequence[int]) -> ModelLine:
        evidence = tuple((sent[each.article], each.passage) for each in line.evidence)
        words = line.words_of(self.model.config.name)
        return ModelLine(evidence, words, IssueKind(line.kind) if line.kind in ISSUES else None)

    def why_not(self, article: Article) -> str | None:
        """Return a sentence if an article may not be sent: its feeds have a login, and none is allowed."""
        return self._refusals([article.id])[article.id]

    def _refusals(self, ids: Sequence[str]) -> dict[str, str | None]:
        feeds = self._feeds_of(ids)
        return {id_: self._refusal(feeds.get(id_, ())) for id_ in ids}

    def _refusal(self, feeds: Sequence[str]) -> str | None:
        named = set(map(strip_login, self.model.config.feeds))
        if not feeds or any(strip_login(each) in named or not self._has_login(each) for each in feeds):
            return None
        return (
            f"This article is of a feed with a login, and was not sent: to allow it, write "
            f'feeds = ["{strip_login(feeds[0])}"] under [model].'
        )

    def _has_login(self, feed: str) -> bool:
        options = self._options.get(feed)
        return login_of_url(feed)[0] is not None or (
            options is not None and bool(options.user or options.headers)
        )


def _material(article: Article, passages: Sequence[Passage]) -> Material:
    """Prepare an article whose paragraphs with these passages matter most, then those nearest to them."""
    text = article.text
    paragraphs = [Passage.at(text, *match.span()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    hits = [at for at, each in enumerate(paragraphs) if any(each.span.overlap(hit.span) for hit in passages)]
    ranked = sorted(range(len(paragraphs)), key=lambda at: min(abs(at - hit) for hit in hits))
    nearest = [paragraphs[at] for at in ranked]
    extract = (*nearest[: len(hits)], *passages, *nearest[len(hits) :])
    return Material(article.title, text, article.published, article.source, extract)


def _answer_line(line: CheckedLine, articles: Sequence[Article]) -> AnswerLine:
    citations = tuple(Citation(articles[each.article].id, each.passage) for each in line.evidence)
    return AnswerLine(citations, line.words)
