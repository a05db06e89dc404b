"""Suggests tags for what has been typed, best match first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
    LETTERS = 4
    """The tag contains the typed letters in order."""
    NONE = 5
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
    room = limit if is_known else limit - 1
    found = _fitting(_folded(wanted), free, room)
    return tuple(found if is_known else [*found, TagChoice(wanted)])


def first_choice(choices: Sequence[TagChoice]) -> int:
    """Return the index at which the cursor starts: the first, unless it matches by a few letters only."""
    if choices and choices[0].match is TagMatch.LETTERS and choices[-1].is_new:
        return len(choices) - 1
    return 0


def _fitting(wanted: str, known: Mapping[str, int], limit: int) -> list[TagChoice]:
    found: list[TagChoice] = []
    others: list[tuple[str, int, str]] = []
    for tag, uses in known.items():
        folded = _folded(tag)
        match = _begins(wanted, folded)
        if match is None:
            others.append((tag, uses, folded))
        else:
            found.append(TagChoice(tag, uses, match))
    if len(found) < limit:
        # The costly comparison waits until the cheap one has not filled the rows.
        found += _alike(wanted, others)
    return sorted(found, key=lambda each: (each.match, -each.uses, each.tag.casefold()))[:limit]


def _begins(wanted: str, tag: str) -> TagMatch | None:
    if tag == wanted:
        return TagMatch.SAME
    if tag.startswith(wanted):
        return TagMatch.PREFIX
    return TagMatch.WORD if f" {wanted}" in tag else None


def _alike(wanted: str, tags: Iterable[tuple[str, int, str]]) -> list[TagChoice]:
    found: list[TagChoice] = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for tag, uses, folded in tags:
        if len(wanted) >= MIN_TYPO and (
            _is_close(matcher, folded) or _is_close(matcher, folded[: len(wanted)])
        ):
            found.append(TagChoice(tag, uses, TagMatch.TYPO))
        elif len(wanted) > 1 and _has_letters(wanted, folded):
            found.append(TagChoice(tag, uses, TagMatch.LETTERS))
    return found


def _is_close(matcher: SequenceMatcher[str], word: str) -> bool:
    matcher.set_seq1(word)
    return matcher.real_quick_ratio() >= CLOSE <= matcher.quick_ratio() and matcher.ratio() >= CLOSE


def _has_letters(wanted: str, tag: str) -> bool:
    """Return whether the tag starts with the first letter, and has the others after it in order."""
    rest = iter(tag)
    return tag.startswith(wanted[:1]) and all(letter in rest for letter in wanted)


def _folded(tag: str) -> str:
    """Return the tag without case, accents and separators, which make near-duplicates."""
    plain = unicodedata.normalize("NFKD", tag.casefold())
    return " ".join(
        "".join(each for each in plain if not unicodedata.combining(each)).translate(_BLANKS).split()
    )
