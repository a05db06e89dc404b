"""Counts tags and turns them into the rows and messages of the Tags screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from briefing.domain.annotation import AnnotationEntry
from briefing.domain.query.search_words import search_words
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize

CHOSEN = "+"


@dataclass(frozen=True, slots=True)
class TagUse:
    tag: str
    """The most used spelling of the tag."""
    annotations: int
    articles: int

    @property
    def key(self) -> str:
        return self.tag.casefold()


def tag_uses(entries: Iterable[AnnotationEntry], *, by_count: bool) -> tuple[TagUse, ...]:
    """Count tags, by count or by name; tags that differ only in case are one."""
    annotations: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    articles: dict[str, set[str]] = {}
    for entry in entries:
        for tag in entry.annotation.tags:
            key = tag.casefold()
            annotations[key] += 1
            spellings.setdefault(key, Counter())[tag] += 1
            articles.setdefault(key, set()).add(entry.head.id)
    uses = [
        TagUse(spellings[key].most_common(1)[0][0], number, len(articles[key]))
        for key, number in annotations.items()
    ]
    return tuple(
        sorted(uses, key=lambda use: (-use.annotations if by_count else 0, search_words(use.tag), use.tag))
    )


def matching_uses(uses: Iterable[TagUse], typed: str) -> tuple[TagUse, ...]:
    """Return the tags that contain all the typed words, in any order; a `#` is ignored."""
    words = search_words(typed.replace("#", " ")).split()
    return tuple(use for use in uses if all(word in search_words(use.tag) for word in words))


def tag_rows(uses: Iterable[TagUse], chosen: Collection[object], *, short: bool = False) -> tuple[Row, ...]:
    """Make a row per tag, with the tag's key. `chosen` holds the keys of selected tags.

    `short` leaves the tags their room on a narrow screen.
    """
    return tuple(
        Row(
            use.key,
            f"{CHOSEN if use.key in chosen else ' '} #{safe_line(use.tag)}",
            count=str(use.annotations)
            if short
            else f"{pluralize(use.annotations, 'note')} · {pluralize(use.articles, 'article')}",
            strong=len(use.tag) + 3 if use.key in chosen else 0,
            item=use,
        )
        for use in uses
    )


def merge_question(merged: Sequence[TagUse], into: TagUse) -> str:
    """Ask "Merge #a into #b (4 + 2 notes)?" with the numbers of notes."""
    names = ", ".join(f"#{use.tag}" for use in merged)
    numbers = " + ".join(str(use.annotations) for use in (*merged, into))
    return safe_line(f"Merge {names} into #{into.tag} ({numbers} notes)?")


def no_tags_message(typed: str, uses: Iterable[TagUse]) -> str:
    if not typed.strip():
        return "No tags yet: {reader.tag} tags a passage of an article."
    by_words = {search_words(use.tag): use for use in uses}
    near = get_close_matches(search_words(typed.replace("#", "")), by_words, 1, 0.6)
    advice = f"Nearest: #{by_words[near[0]].tag} ({by_words[near[0]].annotations}). " if near else ""
    return safe_line(f"No tag contains {typed.strip()[:60]}. {advice}Esc clears.")
