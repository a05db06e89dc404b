"""Asks a language model about articles, and returns what of its answer is proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from briefing.domain.analysis import Analysis, ModelShare
from briefing.domain.article import Article
from briefing.domain.span import Passage
from briefing.errors import ModelError
from briefing.nlp.language_model.answers import parse_answer
from briefing.nlp.language_model.budget import fit
from briefing.nlp.language_model.evidence import ProvedLine, prove
from briefing.nlp.language_model.prompt import KINDS, Material, Task, make_prompt
from briefing.services.language_model.model_process import LanguageModel, no_answer

CHECKED_LANGUAGE = "en"
"""The only one whose number words and negations are known: in others, lines are passages."""


@dataclass(frozen=True, slots=True)
class ProvedAnswer:
    lines: tuple[ProvedLine, ...]
    share: ModelShare


def material_of(article: Article, analysis: Analysis | None) -> Material:
    """An article to be sent, with what the engine found in it in case that it is too long."""
    extract: tuple[Passage, ...] = ()
    if analysis is not None:
        found = chain(
            analysis.summary,
            chain.from_iterable(issue.evidence for issue in analysis.issues),
            (quote.passage for quote in analysis.quotes),
        )
        extract = tuple(Passage(each.span, each.text) for each in found)
    return Material(article.title, article.text, article.published, article.source, extract)


def ask_about(
    model: LanguageModel,
    task: Task,
    articles: Sequence[tuple[Article, Analysis | None]],
    *,
    question: str = "",
    materials: Sequence[Material] = (),
) -> ProvedAnswer:
    """What the model says about the articles, as far as they bear it out. Raises ModelError.

    The evidence of a line names an article by its place in the sequence. `materials`, one for each article,
    are sent in place of them.
    """
    languages = {article.language for article, _ in articles}
    asked_in = next(iter(languages)) if len(languages) == 1 else None
    materials = materials or [material_of(article, analysis) for article, analysis in articles]
    fitting = fit(task, materials, model.config.context, question=question)
    reply = model.ask(make_prompt(task, fitting, asked_in, question=question))
    answer = parse_answer(reply.text)
    if not answer.lines and not answer.is_whole:
        raise ModelError(no_answer(model.config, "what it wrote has no lines in it: try another model"))
    claimed = [line for line in answer.lines if line.kind in KINDS[task]]
    proof = prove(
        claimed,
        [article.text for article, _ in articles],
        keeps_words=languages <= {CHECKED_LANGUAGE, None},
    )
    notices = list(reply.notices)
    if any(given.text != sent.text for given, sent in zip(materials, fitting, strict=True)):
        notices.append("what was too long for it was sent in extracts")
    notice = "; ".join(notices)
    return ProvedAnswer(
        proof.lines,
        ModelShare(
            model.config.name,
            len(proof.lines),
            proof.repaired,
            proof.dropped,
            reply.tokens_in,
            reply.tokens_out,
            reply.cost,
            f"{notice[:1].upper()}{notice[1:]}." if notice else None,
        ),
    )
