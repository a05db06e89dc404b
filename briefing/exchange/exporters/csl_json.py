"""Renders articles with their annotations as CSL-JSON, which Zotero and other reference managers import.

The names are those of citation-style-language/schema, schemas/input/csl-data.json. Zotero puts `note` into a
field whose lines it may take for fields of their own (`DOI: …`): each annotation is a line that begins with
a quotation mark.
"""

from __future__ import annotations

import re
from datetime import date

from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.codec import Json
from briefing.domain.text.json_text import json_text
from briefing.exchange.export_bundle import ExportBundle

OURS = "urn:x-briefing:"
"""The prefix of an id, by which a later export knows an earlier one. Zotero does not show it."""


def to_csl_json(bundle: ExportBundle) -> str:
    return json_text([_item(each) for each in bundle.articles], indent=2) + "\n"


def _item(article: AnnotatedArticle) -> Json:
    head, day = article.head, day_of(article.head.published)
    members = {
        "id": f"{OURS}{head.id}",
        "type": "article-newspaper" if head.url else "document",
        "title": head.title,
        "author": [{"literal": name} for name in names(head.author)],
        "container-title": head.source,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": head.url,
        "keyword": ", ".join(tags(article)),
        "note": "\n".join(map(note_line, article.annotations)),
    }
    return {name: value for name, value in members.items() if value}


def note_line(annotation: Annotation) -> str:
    """Return the passage, the note and the tags of an annotation on one line."""
    parts = [f"“{annotation.anchor.quote}”"]
    parts += [f"— {annotation.note}"] if annotation.note else []
    parts += [f"[{', '.join(annotation.tags)}]"] if annotation.tags else []
    return " ".join(" ".join(parts).split())


def tags(article: AnnotatedArticle) -> list[str]:
    """Return the tags of all annotations, each once."""
    return list(dict.fromkeys(tag for each in article.annotations for tag in each.tags))


def names(author: str | None) -> list[str]:
    """Split a line of authors if each part has two words at least, as “Roe, Ada” is one person."""
    parts = [each for each in re.split(r"\s*(?:[,;&]|\band\b)\s*", author or "") if each]
    return parts if all(" " in each for each in parts) else [author] if author else []


def day_of(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
