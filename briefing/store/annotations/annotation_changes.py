"""Applies edits to the annotations of one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import Annotation
from briefing.domain.annotation_merge import merge, same_words
from briefing.store.annotations.collection import Collection


class Edit(NamedTuple):
    """A change of one annotation."""

    after: Annotation | None
    """The changed annotation; None to delete it."""
    before: Annotation | None = None
    """The version that the caller knew; None for a new annotation."""


def apply_edits(
    annotations: Iterable[Annotation], edits: Iterable[Edit]
) -> tuple[list[Annotation], list[str]]:
    """Return the annotations after the edits, and a notice for each conflict with another writer."""
    found = {each.id: each for each in annotations}
    notices: list[str] = []
    for after, before in edits:
        if after is not None:
            if (theirs := found.get(after.id)) is not None:
                found[after.id] = merge(before, after, theirs)
            else:
                found[after.id] = after
                if before is not None:
                    notices.append(
                        "An annotation that was changed here and deleted elsewhere has been kept: "
                        "delete it again if it should go."
                    )
        elif before is not None and (theirs := found.get(before.id)) is not None:
            # It was deleted without knowing this text: deleting it again is easy, recovering it is not.
            if same_words(before, theirs):
                del found[before.id]
            else:
                notices.append(
                    "An annotation that was changed elsewhere meanwhile has been kept: "
                    "delete it again if it should go."
                )
    return list(found.values()), notices


def apply_anchors(
    known: Collection | None, given: Iterable[Annotation], text_sha256: str, text: str, old: str | None
) -> list[Annotation]:
    """Return the file's annotations with the anchors that `given` have in the new text.

    `old` is the text they are anchored in now; annotations that changed since are re-anchored from it.
    """
    if known is None:
        return list(given)
    if known.head.text_sha256 == text_sha256:
        return list(known.annotations)  # another process has moved them already
    places = {each.id: each for each in given}
    placed: list[Annotation] = []
    others: list[Annotation] = []  # added or re-anchored since `given` was read
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
