"""Counts annotations by tag and by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from briefing.domain.annotation import AnnotationEntry


def tag_counts(entries: Iterable[AnnotationEntry]) -> Mapping[str, int]:
    """Count annotations by tag, in the form of `merge_spellings`."""
    return merge_spellings(Counter(tag for entry in entries for tag in entry.annotation.tags))


def merge_spellings(spellings: Mapping[str, int]) -> Mapping[str, int]:
    """Add up tags that differ only in case under their most used spelling; the most used tag first."""
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for tag, number in sorted(spellings.items(), key=lambda each: (-each[1], each[0])):
        counts[shown.setdefault(tag.casefold(), tag)] += number
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold())))


def article_counts(entries: Iterable[AnnotationEntry]) -> Mapping[str, int]:
    """Count annotations by article id."""
    return Counter(entry.head.id for entry in entries)


def article_tags(entries: Iterable[AnnotationEntry]) -> Mapping[str, tuple[str, ...]]:
    """Return the sorted tags of annotations by article id."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.annotation.tags:
            found.setdefault(entry.head.id, set()).update(entry.annotation.tags)
    return {article_id: tuple(sorted(tags)) for article_id, tags in found.items()}
