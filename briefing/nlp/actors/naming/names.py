"""Normalizes proper names and recognizes titles, offices, organization words and acronyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("names")
HONORIFICS = _WORDS["honorifics"]
REGNAL = _WORDS["regnal"]
RANKS = _WORDS["ranks"]

_RANK_PREFIXES = frozenset("air rear wing flight squadron fleet group staff lance".split())
"""Words that a rank may start with: "Air" Marshal, "Rear" Admiral."""

OFFICES = _WORDS["offices"]
PORTFOLIOS = _WORDS["portfolios"]
ARTIFACT_WORDS = _WORDS["artifact words"]
ARTIFACT_SURNAMES = _WORDS["artifact surnames"]
_NAMES = load_words("given_names")
GIVEN_NAMES = frozenset[str]().union(*_NAMES.values())
COMMON_WORDS = load_words("common_words")["common words"]

_PRONOUNS = {"men": frozenset("he him himself".split()), "women": frozenset("she her herself".split())}
PERSONAL_PRONOUNS = frozenset[str]().union(*_PRONOUNS.values())
_ADDRESSED = re.compile(r"\b(Mr|Sir|Lord|Mrs|Ms|Miss|Lady|Dame)\.?\s(?:[A-Z][\w'’-]+\s)?([A-Z][\w'’-]+)")
"""A title that tells whether "he" or "she" is meant, and a last name."""

_AFTER_NOUN = re.compile(r"\s(?:of|for|from|at|in|with)\s")
"""What follows the noun of a description: "a spokesman for the queen"."""

_OCCUPATION_SUFFIXES = ("ologist", "ographer", "ician", "iatrist", "onomist", "swoman", "sperson")
"""Suffixes of occupations."""

_SURNAME_PREFIXES = ("Mc", "Mac", "De", "Di", "Du", "Le", "La", "O", "Fitz", "Van", "Vander")

MEDIA_WORDS = _WORDS["media words"]

GOVERNMENT_WORDS = frozenset(["administration", "government", "regime", "cabinet"])

ORGANIZATION_WORDS = _WORDS["organization words"]
BODIES = _WORDS["bodies"]

PARTICLES = frozenset("de da del dela della der di du dos el al van von bin ibn la le ter y e".split())
"""Small words inside persons' names."""

SMALL_WORDS = frozenset("of for the and in on at to & de du des del la le les et".split())
_ARTICLES = frozenset(["the", "a", "an"])


def fold_name(name: str) -> str:
    """Normalize case, accents, full stops, articles, possessives, apostrophes and dashes."""
    plain = name
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = re.sub(r"[‘’ʼ`´]", "'", plain.casefold())
    plain = re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", plain)
    plain = re.sub(r"(?<=\w)\.com\b", " com", plain)
    plain = re.sub(r"[.\"“”]", "", plain)
    words = re.sub(r"[^\w'&-]+", " ", plain).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def leading_titles(words: Sequence[str]) -> int:
    """Count the words at the start that are titles: 2 in "Chief Superintendent Graciano Mijares"."""
    count = 0
    for position, word in enumerate(words[:-1]):
        plain = word.casefold().rstrip(".")
        if plain in REGNAL and position == len(words) - 2:
            break
        if plain in HONORIFICS or plain in RANKS or plain in OFFICES:
            count = position + 1
        elif plain in PORTFOLIOS and count and words[position - 1].casefold() in ("of", "for"):
            count = position + 1  # Secretary of "State"
        elif plain not in PORTFOLIOS | _RANK_PREFIXES and plain not in ("of", "for", "-"):
            break
    if count and words[count] == "-":
        return 0  # the "Spokesman-Review"
    return count


def is_office(word: str) -> bool:
    """Whether the word, singular or plural, heads a description of an office or occupation."""
    plain = word.casefold().rstrip(".")
    single = plain.removesuffix("s")
    return plain in OFFICES or single in OFFICES or plain in RANKS or single.endswith(_OCCUPATION_SUFFIXES)


def has_organization_word(words: Iterable[str]) -> bool:
    return any(word.casefold().rstrip(".") in ORGANIZATION_WORDS for word in words)


def has_inner_capital(word: str) -> bool:
    """Whether a word is spelt as brands are: SpaceX, LinkedIn; but McDonald, DeVos."""
    inner = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return inner and not word.startswith(_SURNAME_PREFIXES)


def acronym_letters(acronym: str) -> str:
    """Return the letters that the initials of a name have to match; empty if it is no acronym."""
    letters = [c for c in unicodedata.normalize("NFKD", acronym) if c.isalnum()]
    capitals = sum(c.isupper() for c in letters)
    return "".join(letters).casefold() if len(letters) > 1 and 2 * capitals > len(letters) else ""


def addressed_sexes(text: str) -> dict[str, str]:
    """Return "men" or "women" by the last names of those whom a text addresses as such: "Ms. Tran"."""
    found: dict[str, set[str]] = {}
    for title, name in _ADDRESSED.findall(text):
        sex = "men" if title.casefold() in _WORDS["men"] else "women"
        found.setdefault(fold_name(name), set()).add(sex)
    return {name: sexes.pop() for name, sexes in found.items() if len(sexes) == 1}


def tells_sex(word: str) -> bool:
    """Whether a noun tells the sex of somebody: "wife", "spokesman"."""
    return word.islower() and _sex_of([word], _WORDS) is not None


def _sex_of(words: Sequence[str], lists: Mapping[str, frozenset[str]]) -> str | None:
    return next((sex for sex in _PRONOUNS if not lists[sex].isdisjoint(words)), None)


def can_mean(pronoun: str, name: str, addressed: Mapping[str, str], *, is_only: bool = False) -> bool:
    """Whether "he" or "she" can mean a person, by title, noun ("a spokesman"), given name or form of address.

    The given name of the only person of a text is no ground: nobody else can be meant.
    """
    words = fold_name(name).split() or [""]
    *_, noun = _AFTER_NOUN.split(name)[0].split() or [""]
    titles = words[:-1] if words[0] not in GIVEN_NAMES else []  # not "King" in "Gayle King"
    nouns = [noun] if noun.islower() else titles
    given = words[:1] if len(words) > 1 and not is_only else []
    sex = _sex_of(nouns, _WORDS) or _sex_of(given, _NAMES) or addressed.get(words[-1])
    return sex is None or pronoun in _PRONOUNS[sex]
