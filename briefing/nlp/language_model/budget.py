"""Makes articles fit into a model's context, so that no server has to cut them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefing.domain.span import Passage
from briefing.nlp.language_model.prompt import Material, Task, make_prompt

CHARACTERS_A_TOKEN = 3.5
PROMPT_SHARE = 0.6
"""The prompt's share of the context; the rest is for the answer and for texts with more tokens."""
MAX_ANSWER = 4096
"""The most tokens of an answer."""
GAP = "\n[…]\n"
LEAST = 600
"""The characters that each article after the best ones is left for a question: a paragraph or two."""


def tokens_of(characters: int) -> int:
    return math.ceil(characters / CHARACTERS_A_TOKEN)


def answer_tokens(prompt_characters: int, context: int) -> int:
    """Return the number of tokens that the answer may have."""
    return max(64, min(MAX_ANSWER, context - tokens_of(prompt_characters)))


def fit(
    task: Task, materials: Sequence[Material], context: int, *, question: str = ""
) -> tuple[Material, ...]:
    """Return the articles whole, or else the passages extracted from them, as far as there is room for each.

    For a question the best articles come first, and get what they need before the others. An article without
    room is empty, so that the others keep their numbers; if not even all titles have room, none is sent.
    """
    room = math.floor(context * PROMPT_SHARE * CHARACTERS_A_TOKEN)
    if make_prompt(task, materials, "en", question=question).characters <= room:
        return tuple(materials)
    bare = [replace(each, text="") for each in materials]
    if make_prompt(task, bare, "en", question=question).characters > room:
        materials = [replace(each, title="", date=None, source=None) for each in materials]
        bare = [replace(each, text="") for each in materials]
    left = max(0, room - make_prompt(task, bare, "en", question=question).characters)
    if task is Task.QUESTION:
        return tuple(_by_rank(materials, left))
    found: dict[int, Material] = {}
    # The shortest come first: the room that they do not need is left to the others.
    sizes = {number: min(len(each.text), len(_extract(each, left))) for number, each in enumerate(materials)}
    for done, number in enumerate(sorted(sizes, key=lambda number: (sizes[number], number))):
        each, share = materials[number], left // (len(materials) - done)
        found[number] = _cut(each, share)
        left -= len(found[number].text)
    return tuple(found[number] for number in range(len(materials)))


def _by_rank(materials: Sequence[Material], left: int) -> Iterator[Material]:
    for later, each in zip(reversed(range(len(materials))), materials, strict=True):
        fitted = _cut(each, max(left // (later + 1), left - LEAST * later))
        left -= len(fitted.text)
        yield fitted


def _cut(material: Material, room: int) -> Material:
    return material if len(material.text) <= room else replace(material, text=_extract(material, room))


def _extract(material: Material, room: int) -> str:
    """Return the extracted passages that there is room for, chosen from the first, in reading order.

    Passages that follow each other are joined as in the text.
    """
    chosen: list[Passage] = []
    for passage in dict.fromkeys(material.extract):
        if any(passage.span.overlap(other.span) for other in chosen):
            continue
        if len(passage.text) + len(GAP) <= room:
            chosen.append(passage)
            room -= len(passage.text) + len(GAP)
    extract, end = "", 0
    for passage in sorted(chosen, key=lambda each: each.span):
        between = material.text[end : passage.span.start]
        gap = between if between.isspace() and len(between) <= len(GAP) else GAP
        extract += f"{gap if extract else ''}{passage.text}"
        end = passage.span.end
    return extract
