"""Asks a language model about articles, and returns the lines of its answer that the articles bear out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from briefing.domain.analysis import Analysis, ModelShare
from briefing.domain.article import Article
from briefing.domain.span import Passage
from briefing.domain.text.sentences import sentence_around
from briefing.errors import ModelError
from briefing.nlp.language_model.answers import parse_answer, refused_lines
from briefing.nlp.language_model.budget import fit
from briefing.nlp.language_model.evidence import CheckedLine, check_lines
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import (
    ACTORS,
    ISSUES,
    KINDS,
    Material,
    Prompt,
    Task,
    make_check_prompt,
    make_prompt,
)
from briefing.services.language_model.client import Completion
from briefing.services.language_model.model_process import LanguageModel, no_answer

Number = TypeVar("Number", int, float)
CHECKED_LANGUAGE = "en"
"""The only language whose number words and negations are known; lines in others are passages."""


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    lines: tuple[CheckedLine, ...]
    share: ModelShare
    is_whole: bool
    """Whether the answer was not cut off, and none of its lines was dropped."""
    may_keep_words: bool = True
    """Whether lines can be shown in the model's words, in this language."""


def material_of(article: Article, analysis: Analysis | None) -> Material:
    """Prepare an article for sending, with the engine's passages in case the text is too long."""
    extract: tuple[Passage, ...] = ()
    if analysis is not None:
        found = chain(
            analysis.summary,
            chain.from_iterable(issue.evidence for issue in analysis.issues),
            (quote.passage for quote in analysis.quotes),
        )
        extract = tuple(Passage(each.span, each.text) for each in found)
    return Material(article.title, article.text, article.published, article.source, extract)


Articles = Sequence[tuple[Article, Analysis | None]]


def ask_about(
    model: LanguageModel,
    task: Task,
    articles: Articles,
    *,
    question: str = "",
    materials: Sequence[Material] = (),
    is_cancelled: Callable[[], bool] | None = None,
) -> CheckedAnswer:
    """Ask the model about articles, and return the lines that they bear out. Raises ModelError.

    The evidence of a line names an article by its position in the sequence. `materials`, one for each
    article, are sent in place of the articles.
    """
    request = _Request.about(model, task, articles, question, materials)
    answer = request.checked(model.ask(request.prompt, is_cancelled))
    if (prompt := request.check_prompt(answer)) is None:
        return answer
    try:
        return request.checked_again(answer, model.ask(prompt, is_cancelled))
    except ModelError as error:
        if is_cancelled is not None and is_cancelled():
            raise
        return _with_notice(answer, f"Its lines were not checked by a second request. {error}")


def kept_answer(model: LanguageModel, task: Task, articles: Articles) -> CheckedAnswer | None:
    """Return what the model answered about the articles before, if it did. Raises ModelError."""
    request = _Request.about(model, task, articles)
    if (reply := model.kept(request.prompt)) is None:
        return None
    answer = request.checked(reply)
    if (prompt := request.check_prompt(answer)) is None:
        return answer
    again = model.kept(prompt)
    return None if again is None else request.checked_again(answer, again)


@dataclass(frozen=True, slots=True)
class _Request:
    """A prompt, with the texts that its answer is checked against."""

    config: ModelConfig
    task: Task
    prompt: Prompt
    texts: tuple[str, ...]
    titles: tuple[str, ...]
    keeps_words: bool
    is_whole: bool
    """Whether all texts are sent whole."""

    @classmethod
    def about(
        cls,
        model: LanguageModel,
        task: Task,
        articles: Articles,
        question: str = "",
        materials: Sequence[Material] = (),
    ) -> _Request:
        languages = {article.language for article, _ in articles}
        language = next(iter(languages)) if len(languages) == 1 else None
        whole = tuple(materials) or tuple(material_of(article, analysis) for article, analysis in articles)
        fitting = fit(task, whole, model.config.context, question=question)
        return cls(
            model.config,
            task,
            make_prompt(task, fitting, language, question=question),
            tuple(article.text for article, _ in articles),
            tuple(article.title for article, _ in articles),
            languages <= {CHECKED_LANGUAGE, None},
            fitting == whole,
        )

    def checked(self, reply: Completion) -> CheckedAnswer:
        answer = parse_answer(reply.text)
        if not answer.lines and not answer.is_whole:
            why = (*reply.notices, "what it wrote has no lines in it: try another model")
            raise ModelError(no_answer(self.config, "; ".join(why)))
        claimed = [line for line in answer.lines if line.kind in KINDS[self.task]]
        found = check_lines(claimed, self.texts, self.titles, keeps_words=self.keeps_words)
        extracts = () if self.is_whole else ("what was too long for it was sent in extracts",)
        notice = "; ".join((*reply.notices, *extracts))
        return CheckedAnswer(
            tuple(_with_whole_sentences(line, self.texts) for line in found.lines),
            ModelShare(
                self.config.name,
                kept=sum(line.words is not None for line in found.lines),
                repaired=found.repaired,
                dropped=found.dropped,
                quoted=sum(line.words is None for line in found.lines),
                tokens_in=reply.tokens_in,
                tokens_out=reply.tokens_out,
                cost=reply.cost,
                notice=f"{notice[:1].upper()}{notice[1:]}." if notice else None,
            ),
            is_whole=answer.is_whole and not found.dropped,
            may_keep_words=self.keeps_words,
        )

    def check_prompt(self, answer: CheckedAnswer) -> Prompt | None:
        """Make the prompt of the second request; None if there is nothing to ask, or it is not wanted."""
        asked = _worded(answer)
        if not self.config.check or not asked:
            return None
        return make_check_prompt(
            [
                (
                    line.kind,
                    line.words or "",
                    list(
                        dict.fromkeys(
                            sentence_around(self.texts[each.article], each.passage.span).text
                            for each in line.evidence
                        )
                    ),
                )
                for line in asked
            ]
        )

    def checked_again(self, answer: CheckedAnswer, reply: Completion) -> CheckedAnswer:
        """Put the lines that do not follow from their sentences back to the words of the articles."""
        share = replace(
            answer.share,
            tokens_in=_sum(answer.share.tokens_in, reply.tokens_in),
            tokens_out=_sum(answer.share.tokens_out, reply.tokens_out),
            cost=_sum(answer.share.cost, reply.cost),
        )
        answer = replace(answer, share=share)
        if (refused := refused_lines(reply.text)) is None:
            return _with_notice(
                answer, "Its lines were not checked by a second request: it answered otherwise."
            )
        asked = _worded(answer)
        again = [line for number, line in enumerate(asked, 1) if number in refused]
        lines = [
            _with_whole_sentences(replace(line, words=None), self.texts) if line in again else line
            for line in answer.lines
        ]
        share = replace(share, kept=share.kept - len(again), quoted=share.quoted + len(again))
        return replace(answer, lines=tuple(dict.fromkeys(lines)), share=share)


def _worded(answer: CheckedAnswer) -> list[CheckedLine]:
    """Return the lines in the model's words; an actor is in the article's."""
    return [line for line in answer.lines if line.words is not None and line.kind not in ACTORS]


def _with_notice(answer: CheckedAnswer, notice: str) -> CheckedAnswer:
    notices = filter(None, (answer.share.notice, notice))
    return replace(answer, share=replace(answer.share, notice=" ".join(notices)))


def _sum(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else one + other


def _with_whole_sentences(line: CheckedLine, texts: Sequence[str]) -> CheckedLine:
    """Extend a line's first passage to whole sentences if it is shown in place of words."""
    if line.words is not None or line.kind in ISSUES:
        return line
    first, *others = line.evidence
    whole = replace(first, passage=sentence_around(texts[first.article], first.passage.span))
    return replace(line, evidence=(whole, *others))
