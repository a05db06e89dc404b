"""Nominalizations of verbs and adjectives: "extradite" is the extradition of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.nlp.engine.word_lists import load_sections


@dataclass(frozen=True, slots=True)
class Nominal:
    """A verb's noun, and the preposition that its object takes."""

    noun: str
    preposition: str


NOMINALS: dict[str, Nominal] = {}
for _line in load_sections("nominalizations")["nominals"]:
    for _entry in _line.rstrip(",").split(","):
        _verb, _noun, _preposition = _entry.split()
        NOMINALS[_verb] = Nominal(_noun.replace("_", " "), _preposition)
