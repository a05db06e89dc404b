"""Extracts the answers of interviews and the turns of transcripts, whose paragraphs begin with a speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from briefing.domain import Actor, ActorKind, Passage, Quote, Span

_TURN = re.compile(
    r"^(?P<label>[QA]|[A-Z][A-Z .'’-]{2,40}[A-Z]|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})"
    r"(?: \([^)\n]{1,40}\))? ?: (?=\S)",
    re.M,
)
_MIN_TURNS = 4
_MIN_SHARE = 0.3
"""The share of a transcript's paragraphs that must be turns."""
_QUESTIONS = frozenset("Q QUESTION Question REPORTER Reporter".split())


def transcript_quotes(text: str, actors: Sequence[Actor], title: str = "") -> list[Quote]:
    """Return the first paragraph of each turn with its speaker, or nothing if the text is no transcript.

    Questions by unnamed reporters are left out. The answers are those of the only person in the headline.
    """
    turns = [(match["label"], match.end(), _end(text, match.end())) for match in _TURN.finditer(text)]
    counts = Counter(label for label, _, _ in turns)
    repeated = [turn for turn in turns if counts[turn[0]] > 1]
    labels = {label for label, _, _ in repeated}
    if len(labels) < 2 or len(repeated) < max(_MIN_TURNS, _MIN_SHARE * len(re.findall(r"^.+", text, re.M))):
        return []
    interviewee = _only_person(title, actors)
    return [
        Quote(
            interviewee if label == "A" else _speaker(label, actors),
            Passage(Span(start, end), text[start:end]),
        )
        for label, start, end in repeated
        if label not in _QUESTIONS
    ]


def _end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text[: end if end >= 0 else len(text)].rstrip())


def _only_person(title: str, actors: Sequence[Actor]) -> str | None:
    words = set(re.findall(r"[\w-]+", title))
    named = [each.name for each in actors if each.kind is ActorKind.PERSON and each.name.split()[-1] in words]
    return named[0] if len(named) == 1 else None


def _speaker(label: str, actors: Sequence[Actor]) -> str:
    """Return the actor whom a label names, or whose office it is, or else the label."""
    words = label.casefold().removeprefix("the ").split()
    for actor in actors:
        names = (actor.name, *actor.aliases, actor.role or "")
        if any(name.casefold().split()[-len(words) :] == words for name in names):
            return actor.name
    return label
