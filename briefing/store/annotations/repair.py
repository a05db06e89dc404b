"""Recovers annotations from a damaged file and its backups, and words the report.

Accesses no files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.annotation_merge import merge_all
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.collection import Collection, DamagedError, parse, salvage

Texts = Callable[[str], str | None]
"""Returns the text with a hash, or None if it is missing."""


@dataclass(frozen=True, slots=True)
class Repaired:
    collection: Collection | None
    """The recovered annotations; None if there were none."""
    summary: str
    """The way of recovery, as the continuation of a sentence."""


def repair_damage(content: bytes, article_id: str, backup: Backup | None, texts: Texts) -> Repaired:
    """Recover intact items, maybe newer than the backup, then what only that has, then marred items."""
    saved = salvage(content)
    old = backup.collection if backup else Collection(ArticleHead(article_id, ""), ())
    head = replace(saved.head or old.head, id=article_id)
    whole = {each.id: each for each in saved.whole}
    text = texts(head.text_sha256)
    kept = (
        reanchor_displaced(old.annotations, text)
        if head.text_sha256 != old.head.text_sha256
        else old.annotations
    )
    brought = {each.id: each for each in kept if each.id not in whole}
    marred = {each.id: each for each in saved.marred if each.id not in whole and each.id not in brought}
    foreign = (*saved.foreign, *(each for each in old.foreign if each not in saved.foreign))
    annotations = (*whole.values(), *brought.values(), *marred.values())
    if backup is None and not annotations and not foreign:
        return Repaired(None, "nothing in it could be read and there is no backup of it")
    summary = [f"{_count(len(whole) + len(marred))} read from it"]
    if backup is not None:
        summary.append(f"{_count(len(brought))} brought back from the backup of {backup.day}")
    return Repaired(replace(old, head=head, annotations=annotations, foreign=foreign), " and ".join(summary))


def deleted(collection: Collection) -> str:
    """Word what another program has deleted, as the beginning of a sentence."""
    head = collection.head
    return (
        f"{_count(len(collection.annotations))} deleted by another program with {head.id}.json, those of "
        f"“{head.title or head.id}”"
    )


def entries(collection: Collection) -> str:
    """Word a collection by the number of its annotations and its article."""
    number, head = len(collection.annotations), collection.head
    return f"{number} annotation{'' if number == 1 else 's'} of “{head.title or head.id}”"


def deleted_sentence(collection: Collection) -> str:
    return f"{deleted(collection)}: `briefing restore {collection.head.id} --earlier` has them."


def merge_copies(
    collection: Collection | None, article_id: str, copies: Sequence[tuple[str, bytes]], texts: Texts
) -> tuple[Collection | None, list[str], list[str]]:
    """Merge conflict copies, given by name and content, into the collection.

    Return it with the names of the merged copies and notices. An annotation deleted on one side reappears:
    the files cannot distinguish that from one added on the other.
    """
    merged: list[str] = []
    unread: list[str] = []
    notices: list[str] = []
    for name, content in copies:
        copy: Collection | None
        try:
            copy = parse(content, article_id)
        except DamagedError:
            copy = repair_damage(content, article_id, None, texts).collection
            unread.append(name)
        if copy is not None and copy.newer is not None:
            notices.append(newer_version_message(name))
            continue
        merged.append(name)
        if copy is not None:
            collection = copy if collection is None else _merge(collection, copy, texts)
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


def reanchor_displaced(annotations: Iterable[Annotation], text: str | None) -> tuple[Annotation, ...]:
    """The annotations in this text, re-anchored where their quote is not at their span."""
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


def newer_version_message(name: str) -> str:
    """Return why a file with a newer schema is read-only."""
    return (
        f"{name} was written by a newer briefing: it can be read, but not changed, until briefing is updated."
    )


def _merge(collection: Collection, copy: Collection, texts: Texts) -> Collection:
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
