"""Parses a language model's answer, even if it is cut off or has other text around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefing.domain.text.clean_characters import without_surrogates
from briefing.domain.text.sanitize import safe_line

MAX_LINES = 40
"""The most lines that are read; no task asks for more."""

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_LINES = re.compile(r'"lines"\s*:\s*\[')


@dataclass(frozen=True, slots=True)
class ClaimedQuote:
    """Words that the model says are in an article."""

    article: int
    """The article's number in the prompt, from 1."""
    quote: str


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line as the model wrote it, of which nothing is proved."""

    kind: str
    text: str
    evidence: tuple[ClaimedQuote, ...]


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    lines: tuple[ClaimedLine, ...] = ()
    is_whole: bool = False
    """Whether the answer has the form that was asked for."""


def parse_answer(answer: str) -> ParsedAnswer:
    """Return the lines of an answer. Never raises: what cannot be read is left out."""
    plain = _THOUGHT.sub("", answer)
    decoder = json.JSONDecoder()
    for start in (match.start() for match in re.finditer(r"\{", plain)):
        try:
            value, _ = decoder.raw_decode(plain, start)
        except (ValueError, RecursionError):
            break  # cut off, perhaps within its lines
        if isinstance(value, dict) and isinstance(value.get("lines"), list):
            return ParsedAnswer(tuple(_lines(value["lines"]))[:MAX_LINES], is_whole=True)
    return ParsedAnswer(tuple(_lines(_whole_items(plain, decoder)))[:MAX_LINES])


def _whole_items(answer: str, decoder: json.JSONDecoder) -> Iterator[object]:
    """Yield the items of the list of lines, up to one that is cut off."""
    found = _LINES.search(answer)
    at = found.end() if found else len(answer)
    while match := re.compile(r"\s*,?\s*(?=\{)").match(answer, at):
        try:
            item, at = decoder.raw_decode(answer, match.end())
        except (ValueError, RecursionError):
            return
        yield item


def _lines(items: Any) -> Iterator[ClaimedLine]:  # Any: whatever JSON holds
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("evidence"), list):
            continue
        kind, text = item.get("kind"), item.get("text")
        if isinstance(kind, str) and isinstance(text, str):
            quotes = tuple(_quotes(item["evidence"]))
            yield ClaimedLine(kind.strip().lower(), safe_line(text).strip(), quotes)


def _quotes(items: list[object]) -> Iterator[ClaimedQuote]:
    for item in items:
        if isinstance(item, dict) and isinstance(quote := item.get("quote"), str):
            number = item.get("article")
            article = number if isinstance(number, int) and not isinstance(number, bool) else 0
            yield ClaimedQuote(article, without_surrogates(quote))
        else:
            yield ClaimedQuote(0, "")  # evidence of no form is none, and the line is dropped
