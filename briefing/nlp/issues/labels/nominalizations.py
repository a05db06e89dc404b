"""Nominalizations of verbs and adjectives: "extradite" is the extradition of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.nlp.engine.word_lists import load_sections


@dataclass(frozen=True, slots=True)
class Nominal:
    """A verb's noun, and the preposition that its object takes."""

    noun: str
    preposition: str


_TABLES = {
    heading: [entry.split() for line in lines for entry in line.rstrip(",").split(",")]
    for heading, lines in load_sections("nominalizations").items()
}
NOMINALS = {
    verb: Nominal(noun.replace("_", " "), preposition) for verb, noun, preposition in _TABLES["nominals"]
}
STANCES: dict[str, str] = dict(_TABLES["stances"])
STATES: dict[str, str] = dict(_TABLES["states"])
