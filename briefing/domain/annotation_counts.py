"""Counts annotations by tag and by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from briefing.domain.annotation import AnnotationEntry

__all__ = ["article_counts", "article_tags", "tag_counts"]


def tag_counts(entries: Iterable[AnnotationEntry]) -> Mapping[str, int]:
    """How many annotations bear each tag, the most used first; of one tag's spellings, the most used."""
    spellings = Counter(tag for entry in entries for tag in entry.annotation.tags)
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for tag, number in sorted(spellings.items(), key=lambda each: (-each[1], each[0])):
        counts[shown.setdefault(tag.casefold(), tag)] += number
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold())))


def article_counts(entries: Iterable[AnnotationEntry]) -> Mapping[str, int]:
    """By article id: how many annotations it has."""
    return Counter(entry.head.id for entry in entries)


def article_tags(entries: Iterable[AnnotationEntry]) -> Mapping[str, tuple[str, ...]]:
    """By article id: the tags of its annotations, each once, in order of the alphabet."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.annotation.tags:
            found.setdefault(entry.head.id, set()).update(entry.annotation.tags)
    return {article_id: tuple(sorted(tags)) for article_id, tags in found.items()}
