"""Encodes a corrected briefing like the gold briefings that engines are measured against and trained on."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.domain import Actor, Analysis, Article
from briefing.domain.analysis import PASSAGE_PARTS
from briefing.domain.codec import Json, encode
from briefing.domain.correction import Correction
from briefing.domain.correction_codec import correction_to_dict


def gold_briefing(article: Article, analysis: Analysis, corrections: Iterable[Correction]) -> Json:
    """Encode the briefing with its corrections applied, and the corrections."""
    return {
        "id": article.id,
        "title": article.title,
        "date": article.published[:10] if article.published else None,
        "source": article.url or article.source,
        "license": None,
        "text": article.text,
        "summaries": [" ".join(each.text for each in analysis.summary)] if analysis.summary else [],
        "key_sentences": [
            {"start": each.span.start, "end": each.span.end, "votes": 1} for each in analysis.summary
        ],
        "actors": [_actor(each, article.text) for each in analysis.actors if each.shown],
        "issues": [
            {
                "label": each.label,
                "kind": str(each.kind),
                "importance": each.importance,
                "evidence": [[passage.span.start, passage.span.end] for passage in each.evidence],
                "actors": list(each.actors),
            }
            for each in analysis.shown_issues
        ],
        **{part: [encode(each) for each in analysis.shown(part)] for part in PASSAGE_PARTS},
        "corrections": [correction_to_dict(each) for each in corrections],
    }


def _actor(actor: Actor, text: str) -> Json:
    named = (actor.name, *actor.aliases, *(each.text for each in actor.mentions))
    return {
        "name": actor.name,
        "kind": str(actor.kind),
        "roles": [actor.role] if actor.role else [],
        "surface_forms": sorted({each for each in named if each in text}),
        "importance": min(3, 1 + int(3 * actor.salience)),
    }
