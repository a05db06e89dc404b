"""Applies changes to the annotations of one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import Annotation
from briefing.domain.annotation_merge import merge, same_words
from briefing.store.annotations.collection import Collection

__all__ = ["Edit", "Put", "Remove", "apply_edits", "moved_on"]


@dataclass(frozen=True, slots=True)
class Put:
    """Keep the annotation."""

    annotation: Annotation
    base: Annotation | None = None
    """What the caller knew when it changed it; None for a new one."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the annotation, as the caller knew it."""

    annotation: Annotation


Edit = Put | Remove


def apply_edits(
    annotations: Iterable[Annotation], edits: Sequence[Edit]
) -> tuple[list[Annotation], list[str]]:
    """The annotations after the changes, and a sentence for each that met another's."""
    found = {each.id: each for each in annotations}
    notices: list[str] = []
    for edit in edits:
        mine = edit.annotation
        theirs = found.get(mine.id)
        if isinstance(edit, Put):
            if theirs is not None:
                found[mine.id] = merge(edit.base, mine, theirs)
            else:
                found[mine.id] = mine
                if edit.base is not None:
                    notices.append(
                        "An annotation that was changed here and deleted elsewhere has been kept: "
                        "delete it again if it should go."
                    )
        elif theirs is not None:
            # Who deleted it had not read these words: deleting twice costs a key, a lost note cannot be had.
            if same_words(mine, theirs):
                del found[mine.id]
            else:
                notices.append(
                    "An annotation that was changed elsewhere meanwhile has been kept: "
                    "delete it again if it should go."
                )
    return list(found.values()), notices


def moved_on(
    known: Collection | None, given: Iterable[Annotation], text_sha256: str, text: str, old: str | None
) -> list[Annotation]:
    """What the file says, at the places in a new text that its annotations were given.

    `old`: the text that they stand on in the file.
    """
    if known is None:
        return list(given)
    if known.head.text_sha256 == text_sha256:
        return list(known.annotations)  # another briefing was faster
    places = {each.id: each for each in given}
    placed: list[Annotation] = []
    others: list[Annotation] = []  # made, or put elsewhere, since they were read
    for annotation in known.annotations:
        place = places.get(annotation.id)
        if place is None or place.made != annotation.made:
            others.append(annotation)
        else:
            placed.append(
                replace(
                    annotation,
                    anchor=place.anchor,
                    state=place.state,
                    confidence=place.confidence,
                    first=place.first,
                )
            )
    moved = {each.id: each for each in (*placed, *reanchor(others, text, old))}
    return [moved[annotation.id] for annotation in known.annotations]
