"""Finds the claims of a sentence that a program can check: numbers, names and negations."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.domain.text.number_words import NUMBER_WORD, NUMBER_WORDS
from briefing.nlp.actors.naming.names import COMMON_WORDS, GIVEN_NAMES

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NUMBERS = (
    {word: str(number) for word, number in NUMBER_WORDS.items()}
    | {word: str(number) for number, word in enumerate(_ORDINALS, start=1)}
    | {"zero": "0", "once": "1", "twice": "2"}
)
_SCALES = frozenset(
    "hundred thousand million billion trillion dozen half quarter double triple percent".split()
)
_SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "%": "percent", "‰": "‰"}
_DAYS_AND_MONTHS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot nowhere hardly unable".split()
)
_SMALL_WORDS = frozenset(
    "a although an as at by do he however i if in is it my no of on or so to up we".split()
)
"""Words that begin sentences and are not in the list of common words."""

_TOKEN = re.compile(
    rf"(?i:{NUMBER_WORD})(?!\w)|"
    r"[^\W\d_]+(?:\.[^\W\d_])+|[^\W\d_]+|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[$€£¥%‰]"
)
_FULL_STOPS = re.compile(r"(?:^|[.!?…]['’”\"»)\]]*\s|\n)[\s'‘“\"«(\[*•–—-]*\Z")
_NEGATED = re.compile(r"n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a text that can be looked for in another one."""

    numbers: Counter[str]
    """Digits without separators, number words as digits, words of scale, and currency signs."""
    names: Counter[str]
    """Folded words that are capitalized past the beginning of a sentence, or have several capitals."""
    openers: Counter[str]
    """Folded words that are capitalized at the beginning of a sentence, and so may be names."""
    negations: int
    words: frozenset[str]
    """All words that the text writes without a capital."""


def claims_of(text: str) -> Claims:
    plain = unicodedata.normalize("NFKC", text)
    numbers: Counter[str] = Counter()
    names: Counter[str] = Counter()
    openers: Counter[str] = Counter()
    words: set[str] = set()
    negations = len(_NEGATED.findall(plain))
    for match in _TOKEN.finditer(plain):
        token = match.group()
        if not token[0].isalpha():
            numbers[_SIGNS.get(token) or _digits(token)] += 1
            continue
        folded = _folded(token)
        if number := _NUMBERS.get(folded) or (folded if _singular(folded) in _SCALES else None):
            numbers[_singular(number)] += 1
        if "-" in folded:
            continue  # "Twenty-one" is no name
        negations += folded in _NEGATIONS
        if token.islower():
            words.add(folded)
        elif (token[0].isupper() and token[1:].islower()) or len(token) == 1:
            is_first = _FULL_STOPS.search(plain[max(0, match.start() - 12) : match.start()])
            is_date = folded in _DAYS_AND_MONTHS
            (openers if is_first and not is_date else names)[folded] += 1
        else:
            names[folded] += 1
    return Claims(numbers, names, openers, negations, frozenset(words))


def is_borne_out(line: Claims, evidence: Claims, known: frozenset[str]) -> bool:
    """Whether a line has no number, date, name or negation that its evidence lacks.

    `known` has the words that the articles write in lower case: they are no names at the beginning of a line.
    """
    capitalized = evidence.names.keys() | evidence.openers.keys()
    return (
        line.numbers.keys() <= evidence.numbers.keys()
        and all(_is_among(name, capitalized) for name in line.names)
        and all(
            _is_common_word(word)
            or (word in known and word not in GIVEN_NAMES)
            or _is_among(word, capitalized | evidence.words)
            for word in line.openers
        )
        and (evidence.negations > 0 or not line.negations)
    )


def agree(quote: Claims, source: Claims) -> bool:
    """Whether two readings of one passage have the same numbers, names and negations."""
    return (
        quote.numbers == source.numbers
        and quote.negations == source.negations
        and _capitalized(quote, source) == _capitalized(source, quote)
    )


def _capitalized(claims: Claims, other: Claims) -> Counter[str]:
    """Count names, and words that begin a sentence unless the other text has them in lower case."""
    openers = {
        word: count
        for word, count in claims.openers.items()
        if not _is_common_word(word) and word not in other.words
    }
    return claims.names + Counter(openers)


def _is_common_word(word: str) -> bool:
    """Whether a word that begins a sentence is one that hardly ever is a name."""
    return word in _SMALL_WORDS or (word in COMMON_WORDS and word not in GIVEN_NAMES)


def _is_among(name: str, names: frozenset[str] | set[str]) -> bool:
    """Whether a name is among the names, in the singular or the plural."""
    return name in names or f"{name}s" in names or (name.endswith("s") and name[:-1] in names)


def _folded(token: str) -> str:
    return token.casefold().replace(".", "")


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word[:-1] in _SCALES else word


def _digits(token: str) -> str:
    """Remove the separators from a number."""
    whole, _, fraction = token.replace(",", "").partition(".")
    plain = "".join(str(unicodedata.digit(each, 0)) for each in whole).lstrip("0") or "0"
    return f"{plain}.{fraction}" if fraction.strip("0") else plain


def letters_without_case(text: str) -> Iterator[str]:
    """Yield letters of scripts without capitals, where no name can be told by its first letter."""
    return (each for each in text if unicodedata.category(each) == "Lo")
