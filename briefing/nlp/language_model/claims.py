"""Finds the claims of a sentence that a program can check: numbers, names and negations."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from briefing.domain.text.number_words import NUMBER_WORD, NUMBER_WORDS
from briefing.nlp.actors.countries import load_countries
from briefing.nlp.actors.naming.names import COMMON_WORDS, GIVEN_NAMES
from briefing.nlp.engine.word_lists import load_sections, words_of

_NUMBERS = {word: str(number) for word, number in NUMBER_WORDS.items() if word != "one"} | {
    "zero": "0",
    "twice": "twice",
}
"""Number words; without “one”, which is more often a pronoun, and ordinals, which rank and do not count."""
_SCALES = frozenset(
    "hundred thousand million billion trillion dozen half quarter double triple percent".split()
)
_POWERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "%": "percent", "‰": "‰"}
_CURRENCIES = {"dollar": "$", "euro": "€", "yen": "¥"}
_DAYS_AND_MONTHS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
NEGATIONS = words_of(load_sections("assertions")["denial"])
"""Words that deny what a clause says."""
_SMALL_WORDS = frozenset(
    "a although an as at by do he however i if in is it my no of on or so to up we".split()
)
"""Words that begin sentences and are not in the list of common words."""

_TOKEN = re.compile(
    rf"(?i:{NUMBER_WORD})(?!\w)|"
    r"[^\W\d_]+(?:\.[^\W\d_])+|[^\W\d_]+|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[$€£¥%‰]"
)
_CONTINENTS = {
    form: name for name in ("Africa", "Asia", "Europe") for form in (f"{name.lower()}n", f"{name.lower()}ns")
} | {"european": "Europe", "europeans": "Europe"}
_PLACED = re.compile(r"\b(?:in|at|on|near|from|to|of|around|outside)\s+(?:the\s+)?\Z", re.IGNORECASE)
_CAPITALIZED = re.compile(r"(?<!\w)[A-Z]\w*")
_FIRST_WORD = re.compile(r"\w+")
_FIRST_OF_SEVERAL = re.compile(r"([^\W\d_]+)(?:-\w+)? (?=[a-z])")
_WORD_ENDING = re.compile(
    r"(?:ions?|ments?|als?|ings?|it(?:y|ies)|[ae]nces?|ships?|ness|ures?|ers|ages?"
    r"|\w{5}(?:ies|ory|[ai]ble|ous|ive))\Z"
)
_PREFIX = re.compile(r"\A(?:re|un|non|pre|over|under|dis|mis|inter|anti|de)")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_CAPITALS = r"[A-Z]\w+(?: [A-Z]\w+)*"
_NAME = re.compile(r"[A-Z]\w+(?:[ -](?:(?:of|for|the|and|on) )*[A-Z]\w+)+")
_LINK = re.compile(r",? and (?=[A-Z])|, (?=[A-Z])")
_LIST = re.compile(rf"{_CAPITALS}(?:, {_CAPITALS})*,? and {_CAPITALS}")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_FULL_STOPS = re.compile(r"(?:^|[.!?…]['’”\"»)\]]*\s|\n)[\s'‘“\"«(\[*•–—-]*\Z")
NEGATED = re.compile(r"n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a text that can be looked for in another one."""

    numbers: Counter[str]
    """Digits without separators, multiplied by their scale; number words as digits; scales alone; signs."""
    names: Counter[str]
    """Folded words that are capitalized past the beginning of a sentence, or have several capitals."""
    openers: Counter[str]
    """Folded words that are capitalized at the beginning of a sentence, and so may be names."""
    negations: int
    words: frozenset[str]
    """All words that the text writes without a capital."""
    initials: Mapping[str, frozenset[str]]
    """The acronyms that names of several words have, with these words; and acronyms that the text writes."""
    first_word: str
    """The folded word that begins the text before a word in lower case; "" if it is a country's or none."""
    implied: frozenset[str]
    """What else may be said: “Kenya, Uganda and Chad” are three, and two million are millions."""


def claims_of(text: str) -> Claims:
    plain = with_countries(unicodedata.normalize("NFKC", text))
    numbers: Counter[str] = Counter()
    names: Counter[str] = Counter()
    openers: Counter[str] = Counter()
    words: set[str] = set()
    implied = set(_listed(plain))
    counted, end = "", 0
    """The last number, and where it ends."""
    negations = len(NEGATED.findall(plain))
    for match in _TOKEN.finditer(plain):
        token = match.group()
        folded = _folded(token)
        single = _singular(folded)
        number = _number(token, folded, single)
        if single in _POWERS and counted and plain[end : match.start()] in (" ", "-"):
            numbers -= Counter((counted,))
            number = _digits(f"{Decimal(counted) * _POWERS[single]:f}")
            implied.add(single)
        if number:
            numbers[number] += 1
        counted, end = number if number[:1].isdigit() else "", match.end()
        if not token[0].isalpha():
            continue
        if "-" in folded:
            continue  # "Twenty-one" is no name
        negations += folded in NEGATIONS
        if token.islower():
            words.add(folded)
        elif (token[0].isupper() and token[1:].islower()) or len(token) == 1:
            is_first = _FULL_STOPS.search(plain[max(0, match.start() - 12) : match.start()])
            is_date = folded in _DAYS_AND_MONTHS
            (openers if is_first and not is_date else names)[folded] += 1
        else:
            names[folded] += 1
    found = _FIRST_OF_SEVERAL.match(plain)
    first = found[1].casefold() if found is not None else ""
    return Claims(
        numbers,
        names,
        openers,
        negations,
        frozenset(words),
        dict(_initials(plain)),
        "" if first in _countries() else first,
        frozenset(implied),
    )


def _number(token: str, folded: str, single: str) -> str:
    """Return a number, a sign or a word of scale as it is counted; "" for another word."""
    if not token[0].isalpha():
        return _SIGNS.get(token) or _digits(token)
    return _NUMBERS.get(folded) or _CURRENCIES.get(single) or (single if single in _SCALES else "")


@lru_cache(maxsize=1_000)  # a sentence is compared with many lines
def with_countries(text: str, *, seats: bool = False) -> str:
    """Write one word for each country, whether the text names it, its people or what is of it.

    With `seats`, also where a capital stands for its government: “Athens expelled the ambassador”.
    """
    plain = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    pieces, done = [], 0
    for match in _CAPITALIZED.finditer(plain):
        start = match.start()
        if start < done or match.group() == "Us":
            continue
        for form, country, is_seat in _countries().get(match.group().casefold(), ()):
            end = start + len(form)
            if plain[start:end].casefold() == form and not plain[end : end + 1].isalnum():
                if not is_seat or (seats and not _PLACED.search(plain[max(0, start - 12) : start])):
                    pieces += [plain[done:start], country]
                    done = end
                break
    return "".join((*pieces, plain[done:]))


@cache
def _countries() -> Mapping[str, list[tuple[str, str, bool]]]:
    """Return the names of countries by their first words, the longest first; with the countries' one word."""
    found = load_countries()
    names = {**_CONTINENTS, **found.people, **found.adjectives, **found.names}
    table: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for form, name in {**found.seats, **names}.items():
        word = _FIRST_WORD.match(form)
        if word is not None:
            table[word.group()].append((form, "".join(re.findall(r"\w", name)), form not in names))
    return {word: sorted(forms, key=lambda each: -len(each[0])) for word, forms in table.items()}


def _initials(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for match in _NAME.finditer(text):
        words = [word for word in re.findall(r"\w+", match.group()) if word[0].isupper()]
        for start in range(len(words)):
            for end in range(start + 2, min(len(words), start + 6) + 1):
                letters = "".join(word[0] for word in words[start:end]).casefold()
                yield letters, frozenset(map(str.casefold, words[start:end]))
    for acronym in _ACRONYM.findall(text):
        yield acronym.casefold(), frozenset((acronym.casefold(),))


def _listed(text: str) -> Iterator[str]:
    return (str(len(_LINK.findall(match.group())) + 1) for match in _LIST.finditer(text))


def lacks_number(line: Claims, evidence: Claims) -> bool:
    """Whether a line has a number that its evidence lacks."""
    return not line.numbers.keys() <= evidence.numbers.keys() | evidence.implied


def lacks_name(line: Claims, around: Claims, known: frozenset[str], *, is_label: bool) -> bool:
    """Whether a line has a date or a name that the text around its evidence lacks.

    `known` has the words that the articles write in lower case: they are no names at the beginning of a line.
    The first word of a label is capitalized whatever it is.
    """
    capitalized = around.names.keys() | around.openers.keys()
    spelt_out = {word for letters, words in line.initials.items() if letters in capitalized for word in words}
    return not all(
        _is_among(name, capitalized)
        or name in spelt_out
        or name in around.initials
        or (name in around.words and name not in _DAYS_AND_MONTHS and name not in line.initials)
        for name in line.names
    ) or not all(
        (is_label and word == line.first_word and word not in GIVEN_NAMES and _is_word(word))
        or is_common_word(word)
        or (word in known and word not in GIVEN_NAMES)
        or _is_among(word, capitalized | around.words)
        for word in line.openers
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
        if not is_common_word(word) and word not in other.words
    }
    return claims.names + Counter(openers)


def is_common_word(word: str) -> bool:
    """Whether a word that begins a sentence is one that hardly ever is a name."""
    return word in _SMALL_WORDS or (word in COMMON_WORDS and word not in GIVEN_NAMES)


def _is_word(word: str) -> bool:
    """Whether a word is formed as no names are: “reuse”, “ratification”, “compulsory”."""
    return _WORD_ENDING.search(word) is not None or _PREFIX.sub("", word) in COMMON_WORDS


def _is_among(name: str, names: frozenset[str] | set[str]) -> bool:
    """Whether a name is among the names, in the singular or the plural."""
    return name in names or f"{name}s" in names or (name.endswith("s") and name[:-1] in names)


def _folded(token: str) -> str:
    return token.casefold().replace(".", "")


def _singular(word: str) -> str:
    single = word.removesuffix("s")
    return single if single in _SCALES or single in _CURRENCIES else word


def _digits(token: str) -> str:
    """Remove the separators from a number."""
    whole, _, fraction = token.replace(",", "").partition(".")
    plain = "".join(str(unicodedata.digit(each, 0)) for each in whole).lstrip("0") or "0"
    return f"{plain}.{fraction}" if fraction.strip("0") else plain


def letters_without_case(text: str) -> Iterator[str]:
    """Yield letters of scripts without capitals, where no name can be told by its first letter."""
    return (each for each in text if unicodedata.category(each) == "Lo")
