"""Looks up countries by name, adjective, people and seat of government."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefing.nlp.engine.word_lists import load_json


@dataclass(frozen=True)
class Countries:
    """Maps folded names of several kinds to the country's usual English name."""

    names: Mapping[str, str]
    adjectives: Mapping[str, str]
    people: Mapping[str, str]
    """Names of peoples: plural nouns such as "Israelis"."""
    seats: Mapping[str, str]
    """Names of capitals, and of seats that denote a government, such as "Kremlin"."""

    def named(self, name: str) -> str | None:
        """Return the country with this name; "US" only in capitals, since "us" is a pronoun."""
        bare = name.removeprefix("the ").removeprefix("The ")
        if bare in ("us", "Us"):
            return None
        return self.names.get(_fold(bare))

    def by_adjective(self, word: str) -> str | None:
        return self.adjectives.get(_fold(word)) if word[:1].isupper() else None

    def by_people(self, word: str) -> str | None:
        return self.people.get(_fold(word)) if word[:1].isupper() else None

    def by_seat(self, place: str) -> str | None:
        return self.seats.get(_fold(place.removeprefix("the ").removeprefix("The ")))


def load_countries() -> Countries:
    rows: list[dict[str, str | list[str]]] = load_json("countries")
    return Countries(
        names=_table(rows, "name", "other_names"),
        adjectives=_table(rows, "adjectives"),
        people=_table(rows, "people"),
        seats=_table(rows, "seats"),
    )


def _table(rows: Iterable[Mapping[str, str | list[str]]], *fields: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows:
        for field in fields:
            forms = row[field]
            for form in [forms] if isinstance(forms, str) else forms:
                table[_fold(form)] = str(row["name"])
    return table


def _fold(name: str) -> str:
    """Normalize case, accents, full stops and apostrophes: "U.S." and "US" are equal."""
    plain = name.replace("’", "'").replace(".", "")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.casefold().strip()
