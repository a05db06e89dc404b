"""Parses a language model's answer, even if it is cut off or has other text around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefing.domain.text.clean_characters import without_surrogates
from briefing.domain.text.sanitize import safe_line
from briefing.nlp.language_model.prompt import KINDS, SUMMARY

MAX_LINES = 60
"""The most lines that are read; no task asks for more."""
MIN_PART = 3
"""The fewest words of a part of a quote; fewer are everywhere, and prove nothing."""

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_VERDICT = re.compile(r'"line"\s*:\s*"?(\d{1,3})"?\s*,\s*"follows"\s*:\s*"(yes|no)"', re.IGNORECASE)
_LINES = re.compile(r'"lines"\s*:\s*\[')
_LIST = re.compile(r"\[(?=\s*\{)")
_STARTS = re.compile(r"\{|\[(?=\s*\{)")
_OMISSION = re.compile(r"[\[(]\s*(?:…|\.{3,})\s*[\])]|…|\.{3,}")
"""What stands in a quote for words that the model left out."""
_KINDS: Mapping[str, str] = {kind: kind for kinds in KINDS.values() for kind in kinds} | {
    "point": SUMMARY,
    "disputed": "dispute",
    "uncertain": "unknown",
    "uncertainty": "unknown",
}
"""The kinds by the words that name them."""


@dataclass(frozen=True, slots=True)
class ClaimedQuote:
    """Words that the model says are in an article."""

    article: int
    """The article's number in the prompt, from 1."""
    quote: str


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line as the model wrote it, of which nothing is checked."""

    kind: str
    text: str
    evidence: tuple[ClaimedQuote, ...]
    date: str = ""
    """The day of an event, or the day on which an open issue is due; "" without one."""
    role: str = ""
    """The role of an actor, in the words of the article; "" without one."""
    position: str = ""
    """Words that the model says are in the article, and tell where an actor stands; "" without them."""


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    lines: tuple[ClaimedLine, ...] = ()
    is_whole: bool = False
    """Whether the answer has the form that was asked for."""


def parse_answer(answer: str) -> ParsedAnswer:
    """Return the lines of an answer. Never raises: what cannot be read is left out."""
    plain = _THOUGHT.sub("", answer)
    decoder = json.JSONDecoder(strict=False)  # some write line breaks as they are
    alone: list[object] = []
    """Lines that stand in no list."""
    for start in (match.start() for match in _STARTS.finditer(plain)):
        try:
            value, _ = decoder.raw_decode(plain, start)
        except (ValueError, RecursionError):
            break  # cut off, perhaps within its lines
        items = value.get("lines") if isinstance(value, dict) else value
        if isinstance(items, list) and (value is not items or any(map(_is_line, items))):
            return ParsedAnswer(tuple(_lines(items))[:MAX_LINES], is_whole=True)
        if _is_line(value):
            alone.append(value)
    found = tuple(_lines(alone or _whole_items(plain, decoder)))
    return ParsedAnswer(found[:MAX_LINES])


def _is_line(value: object) -> bool:
    return isinstance(value, dict) and "kind" in value and "text" in value


def refused_lines(answer: str) -> frozenset[int] | None:
    """Return the numbers of the lines that do not follow from their sentences; None if nothing says so."""
    verdicts = _VERDICT.findall(_THOUGHT.sub("", answer))
    return frozenset(int(line) for line, follows in verdicts if follows.lower() == "no") if verdicts else None


def _whole_items(answer: str, decoder: json.JSONDecoder) -> Iterator[object]:
    """Yield the items of the list of lines, up to one that is cut off."""
    found = _LINES.search(answer) or _LIST.search(answer)
    at = found.end() if found else len(answer)
    while match := re.compile(r"\s*,?\s*(?=\{)").match(answer, at):
        try:
            item, at = decoder.raw_decode(answer, match.end())
        except (ValueError, RecursionError):
            return
        yield item


def _lines(items: Iterable[object]) -> Iterator[ClaimedLine]:
    for item in items:
        if not isinstance(item, dict):
            continue
        kind, text = item.get("kind"), item.get("text")
        evidence = item.get("evidence", item.get("quote"))
        evidence = [evidence] if isinstance(evidence, str | dict) else evidence
        if isinstance(kind, str) and isinstance(text, str) and isinstance(evidence, list):
            quotes = tuple(quote for each in evidence for quote in _quotes(each))
            date, role, position = (_line_of(item.get(name)) for name in ("date", "role", "position"))
            yield ClaimedLine(_kind(kind), safe_line(text).strip(), quotes, date, role, position)


def _line_of(value: object) -> str:
    return safe_line(value).strip() if isinstance(value, str) else ""


def _kind(written: str) -> str:
    """Return the kind that is meant, such as "pending" by "Open issue: pending", or else what is written."""
    plain = " ".join(written.lower().split())
    words = re.findall("[a-z]+", plain)
    named = (_KINDS.get(word) or _KINDS.get(word.removesuffix("s")) for word in words)
    return next(filter(None, named), plain)


def _quotes(item: object) -> Iterator[ClaimedQuote]:
    """Yield the quotes of a piece of evidence; words alone are taken for those of the first article."""
    number, quote = (item.get("article"), item.get("quote")) if isinstance(item, dict) else (1, item)
    if isinstance(number, str) and re.fullmatch("[0-9]{1,3}", number):
        number = int(number)
    article = number if isinstance(number, int) and not isinstance(number, bool) else 0
    if not isinstance(quote, str):
        yield ClaimedQuote(0, "")  # evidence of no form is none, and the line is dropped
        return
    plain = without_surrogates(quote)
    parts = [part.strip() for part in _OMISSION.split(plain)]
    long_enough = [part for part in parts if len(part.split()) >= MIN_PART]
    yield from (ClaimedQuote(article, part) for part in (long_enough if len(parts) > 1 else ()) or (plain,))
