"""Suggests tags for what has been typed, best match first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum

from briefing.domain.annotation import clean_tag, clean_tags
from briefing.presentation.sentences import pluralize

MIN_TYPO = 4
"""Characters of the shortest word that may count as a misspelling."""

CLOSE = 0.8
"""Similarity from which a word may be a misspelling: iran and iraq are below, militry and military above."""

_BLANKS = str.maketrans("-_/.:", "     ")


class TagMatch(IntEnum):
    """The ways in which a known tag matches what was typed, best first."""

    SAME = 0
    PREFIX = 1
    WORD = 2
    """A word within the tag starts with what was typed."""
    TYPO = 3
    NONE = 4
    """No known tag is meant: what was typed is a new tag."""


@dataclass(frozen=True, slots=True)
class TagChoice:
    """A suggestion below the tag field."""

    tag: str
    uses: int = 0
    match: TagMatch = TagMatch.NONE

    @property
    def is_new(self) -> bool:
        return self.match is TagMatch.NONE

    @property
    def text(self) -> str:
        return f"new tag #{self.tag}" if self.is_new else f"#{self.tag}"

    @property
    def about(self) -> str:
        """The number of annotations that have the tag."""
        return "" if self.is_new else pluralize(self.uses, "note")


def tag_choices(
    typed: str, known: Mapping[str, int], chosen: Iterable[str] = (), *, limit: int = 6
) -> tuple[TagChoice, ...]:
    """Return at most `limit` suggestions: known tags, best match first, and what was typed as a new tag last.

    `known` has the number of uses by tag. Tags that are chosen already are not offered again, and a tag that
    is known, whatever its case, is not offered as new. With nothing typed, the most used are offered.
    """
    wanted = clean_tag(typed)
    taken = {tag.casefold() for tag in clean_tags(chosen)}
    free = {tag: uses for tag, uses in known.items() if tag.casefold() not in taken}
    if not wanted:
        used = sorted(free.items(), key=lambda item: (-item[1], item[0].casefold()))
        return tuple(TagChoice(tag, uses, TagMatch.PREFIX) for tag, uses in used[:limit])
    is_known = wanted.casefold() in taken or any(tag.casefold() == wanted.casefold() for tag in free)
    folded = _folded(wanted)
    matches = ((tag, uses, _match(folded, _folded(tag))) for tag, uses in free.items())
    found = [TagChoice(*match) for match in matches if match[2] is not TagMatch.NONE]
    found.sort(key=lambda each: (each.match, -each.uses, each.tag.casefold()))
    return tuple(found[:limit] if is_known else [*found[: limit - 1], TagChoice(wanted)])


def _match(wanted: str, tag: str) -> TagMatch:
    if tag == wanted:
        return TagMatch.SAME
    if tag.startswith(wanted):
        return TagMatch.PREFIX
    if f" {wanted}" in tag:
        return TagMatch.WORD
    if len(wanted) >= MIN_TYPO and get_close_matches(wanted, (tag, tag[: len(wanted)]), 1, CLOSE):
        return TagMatch.TYPO
    return TagMatch.NONE


def _folded(tag: str) -> str:
    """Return the tag without case, accents and separators, which make near-duplicates."""
    plain = unicodedata.normalize("NFKD", tag.casefold())
    return " ".join(
        "".join(each for each in plain if not unicodedata.combining(each)).translate(_BLANKS).split()
    )
