"""Splits the first sentences of a text in any language, without a pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.domain import Span
from briefing.domain.text.dateline import dateline_length
from briefing.nlp.engine.word_lists import load_words

_MAX_LENGTH = 600
"""Code points after which a sentence without an end is cut at white space."""
_MAX_READ = 20_000
"""The number of code points of a text that are split."""
_END = re.compile(r"[.!?…]+[\"”’»'\)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|[।॥؟۔]+(?=\s|$)")
_WORDS = load_words("lead_sentences")
_ABBREVIATIONS = _WORDS["abbreviations"]
_OPEN_TO_CLOSE = {"“": "”", "«": "»", "「": "」", "『": "』", "„": "“"}


def lead_sentences(text: str, wanted: int) -> list[Span]:
    """Return the spans of the first sentences, at most `wanted`, without a dateline at the very start."""
    found: list[Span] = []
    for span in _sentences(text[:_MAX_READ]):
        if any(character.isalnum() for character in span.of(text)):
            found.append(span)
        if len(found) == wanted:
            break
    return found


def _sentences(text: str) -> Iterator[Span]:
    for number, paragraph in enumerate(re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", text)):
        start = paragraph.start() + (dateline_length(paragraph[0]) if number == 0 else 0)
        for match in _END.finditer(text, start, paragraph.end()):
            if _ends_sentence(text, start, match):
                yield from _split_long(Span(start, match.end()).trimmed(text), text)
                start = match.end()
        if text[start : paragraph.end()].strip():
            yield from _split_long(Span(start, paragraph.end()).trimmed(text), text)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark outside quotations ends the sentence, not an abbreviation, an initial or an ordinal."""
    if _is_in_quotation(text[start : match.end()]):
        return False
    following = text[match.end() : match.end() + 2].lstrip()
    if match[0][-1] in "」』" and following[:1].isalpha():
        return False  # 「…。」と言った: the quoting sentence continues
    if match[0][0] != "." or len(match[0]) > 1:
        return not (following[:1].islower() and match[0][0] in "?!….")
    word = re.search(r"\S*$", text[start : match.start()])
    before = (word[0] if word else "").lstrip("\"“(«'‘").casefold()
    if before in _ABBREVIATIONS or (re.fullmatch(r"\w|\w(?:\.\w)+", before) and not before.isdigit()):
        return False
    if before.isdigit() and len(before) <= 2 and following[:1].isalpha():
        return False  # "am 3. Mai"
    return not following[:1].islower()


def _is_in_quotation(part: str) -> bool:
    """Whether a quotation is open; one so long that its closing mark may be missing does not count."""
    for opened, closed in _OPEN_TO_CLOSE.items():
        if opened == "“" and "„" in part:
            continue  # in German the same mark closes
        at = part.rfind(opened)
        if at >= 0 and part.rfind(closed) < at and len(part) - at < 300:
            return True
    return False


def _split_long(span: Span, text: str) -> Iterator[Span]:
    """Split a list, a table or other text without sentence ends at white space, to limit its length."""
    while len(span) > _MAX_LENGTH:
        at = text.rfind(" ", span.start + 1, span.start + _MAX_LENGTH)
        at = at if at > 0 else span.start + _MAX_LENGTH
        yield Span(span.start, at).trimmed(text)
        span = Span(at, span.end).trimmed(text)
    yield span
