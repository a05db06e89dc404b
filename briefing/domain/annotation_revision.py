"""Reversible changes to annotations, and their effect on an article's list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnnotatedArticle, Annotation, clean_tags, sort_by_position


@dataclass(frozen=True, slots=True)
class Revision:
    """A change to one annotation, reversible."""

    article_id: str
    before: Annotation | None
    """The annotation before the change; None for a new one."""
    after: Annotation | None
    """The annotation after the change; None for a deleted one."""

    @property
    def inverse(self) -> Revision:
        return Revision(self.article_id, self.after, self.before)


def apply_revisions(kept: AnnotatedArticle, revisions: Iterable[Revision]) -> AnnotatedArticle:
    """Return the article with the changed annotations, anchored in its text."""
    by_id = {each.id: each for each in kept.annotations}
    for revision in revisions:
        if revision.after is not None:
            by_id[revision.after.id] = revision.after
        elif revision.before is not None:
            by_id.pop(revision.before.id, None)
    changed: Iterable[Annotation] = by_id.values()
    if kept.text is not None:
        changed = reanchor(changed, kept.text, kept.text)
    return replace(kept, annotations=sort_by_position(changed))


def replace_tags(tags: Iterable[str], wanted: Collection[str], into: str | None) -> tuple[str, ...]:
    """Replace the `wanted` tags, given casefolded, by `into`; None removes them."""
    renamed = (into if tag.casefold() in wanted else tag for tag in tags)
    return clean_tags(tag for tag in renamed if tag is not None)
