"""Encodes matters and their dossiers as JSON values."""

from __future__ import annotations

from datetime import date

from briefing.domain.codec import Json, encode, encoded
from briefing.domain.followups.tracked_issue import tracked_issue_to_dict
from briefing.domain.matters.dossier import Dossier
from briefing.domain.stories.story_codec import cited


def matter_to_dict(dossier: Dossier) -> Json:
    """Encode what a list has of a matter."""
    return {
        "id": dossier.matter.id,
        "title": dossier.title,
        "ended": dossier.matter.ended,
        "first": dossier.first or None,
        "last": dossier.last or None,
        "sources": list(dossier.publishers),
        "stories": [each.id for each in dossier.stories],
        "articles": len(dossier.articles),
    }


def dossier_to_dict(dossier: Dossier, today: date) -> Json:
    """Encode a dossier, each passage with its article."""
    return {
        **matter_to_dict(dossier),
        "days": [
            {
                "day": each.day,
                "story": each.story,
                "sources": each.sources,
                **cited(each.line.citations),
                **encode(each.line),
            }
            for each in dossier.days
        ],
        "issues": [
            {
                **tracked_issue_to_dict(each, today),
                "answered": None if each.evidence is None else encode(each.evidence),
            }
            for each in dossier.issues
        ],
        "articles": encoded(dossier.articles),
    }
