"""Recovers annotations from a damaged file and its backups, and words the report.

Touches no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.annotation_merge import merge_all
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.collection import Collection, DamagedError, parse, salvage

__all__ = ["Mended", "Texts", "mend_damage", "merge_copies", "refusal", "standing"]

Texts = Callable[[str], str | None]
"""Gives the text with a hash, None where it is not here."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What could be had from a damaged file and its backups."""

    collection: Collection | None
    """None when nothing could."""
    gains: str
    """How it was had, to go on from a sentence about what was wrong."""


def mend_damage(content: bytes, article_id: str, backup: Backup | None, texts: Texts) -> Mended:
    """Whole items first: they may be younger than the backup; then what only the backup has."""
    saved = salvage(content)
    old = backup.collection if backup else Collection(ArticleHead(article_id, ""), ())
    head = replace(saved.head or old.head, id=article_id)
    whole = {each.id: each for each in saved.whole}
    text = texts(head.text_sha256)
    kept = standing(old.annotations, text) if head.text_sha256 != old.head.text_sha256 else old.annotations
    brought = {each.id: each for each in kept if each.id not in whole}
    marred = {each.id: each for each in saved.marred if each.id not in whole and each.id not in brought}
    foreign = (*saved.foreign, *(each for each in old.foreign if each not in saved.foreign))
    annotations = (*whole.values(), *brought.values(), *marred.values())
    if backup is None and not annotations and not foreign:
        return Mended(None, "nothing in it could be read and there is no backup of it")
    gains = [f"{_count(len(whole) + len(marred))} read from it"]
    if backup is not None:
        gains.append(f"{_count(len(brought))} brought back from the backup of {backup.day}")
    return Mended(replace(old, head=head, annotations=annotations, foreign=foreign), " and ".join(gains))


def merge_copies(
    collection: Collection | None, article_id: str, copies: Sequence[tuple[str, bytes]], texts: Texts
) -> tuple[Collection | None, list[str], list[str]]:
    """The collection with what sync tools' copies of it say, by name and content.

    With it the names of those that are merged, so that they can go, and a sentence about them. What was
    deleted on one side comes back: from the files it cannot be told from what was added on the other.
    """
    merged: list[str] = []
    unread: list[str] = []
    notices: list[str] = []
    for name, content in copies:
        copy: Collection | None
        try:
            copy = parse(content, article_id)
        except DamagedError:
            copy = mend_damage(content, article_id, None, texts).collection
            unread.append(name)
        if copy is not None and copy.newer is not None:
            notices.append(refusal(name))
            continue
        merged.append(name)
        if copy is not None:
            collection = copy if collection is None else _joined(collection, copy, texts)
    if whole := [name for name in merged if name not in unread]:
        notices.append(
            f"{_listed(whole)}, written on another device, {_was(whole)} merged into these annotations "
            f"and moved to backups."
        )
    if unread:
        notices.append(
            f"{_listed(unread)} {_was(unread)} damaged: what could be read was merged into these "
            f"annotations, the rest lies in backups."
        )
    return collection, merged, notices


def standing(annotations: Iterable[Annotation], text: str | None) -> tuple[Annotation, ...]:
    """The annotations on this text; those whose words stand at their places are left alone."""
    given = tuple(annotations)
    if text is None:
        return given
    lost = [
        each
        for each in given
        if each.anchor.span is not None and each.anchor.span.of(text) != each.anchor.quote
    ]
    found = {each.id: each for each in reanchor(lost, text)} if lost else {}
    return tuple(found.get(each.id, each) for each in given)


def refusal(name: str) -> str:
    """Why a file of a newer schema is not changed."""
    return (
        f"{name} was written by a newer briefing: it can be read, but not changed, until briefing is updated."
    )


def _joined(collection: Collection, copy: Collection, texts: Texts) -> Collection:
    theirs = copy.annotations
    if copy.head.text_sha256 != collection.head.text_sha256:
        text = texts(collection.head.text_sha256)
        theirs = reanchor(theirs, text, texts(copy.head.text_sha256)) if text is not None else theirs
    return replace(
        collection,
        annotations=merge_all((*collection.annotations, *theirs)),
        foreign=(*collection.foreign, *(each for each in copy.foreign if each not in collection.foreign)),
        raw={**copy.raw, **collection.raw},
    )


def _count(number: int) -> str:
    return f"{number} annotation was" if number == 1 else f"{number} annotations were"


def _was(names: Sequence[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
