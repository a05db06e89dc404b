"""Corrects where recognized names begin and end, and separates them from titles."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.naming.names import (
    ARTIFACT_WORDS,
    COMMON_WORDS,
    GIVEN_NAMES,
    GOVERNMENT_WORDS,
    HONORIFICS,
    PARTICLES,
    PORTFOLIOS,
    has_organization_word,
    is_office,
)
from briefing.nlp.engine.word_lists import load_words

_BREAKS = frozenset('( ) [ ] — ; : “ ” " /'.split())
_BEFORE_THE = frozenset("of for and in on at to the by de with".split())
_WORDS = load_words("name_boundaries")
_CALENDAR = _WORDS["calendar"]
_ALSO_NAMES = _WORDS["also names"]
_NOT_LAST_NAMES = ARTIFACT_WORDS | GOVERNMENT_WORDS | PORTFOLIOS | _CALENDAR
_MAX_DISTANCE = 8
"""The most tokens between an office and its holder's name: "director of the Dallas chapter of the"…"""


_LEADING_TOKENS = frozenset(("the", "a", "an", "this", "these", "those", "all", "'s", "’s"))
"""Tokens at the start of a recognized name that are not part of it."""


def name_parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a recognized span into names without brackets, quotes, articles and possessives."""
    begin = start
    for i in range(start, end + 1):
        if i < end and not _is_break(doc, i, begin, end):
            continue
        left, right = begin, i
        while left < right and (
            doc[left].is_punct or doc[left].is_space or doc[left].lower_ in _LEADING_TOKENS
        ):
            left += 1
        while right > left and (
            doc[right - 1].is_space
            or (doc[right - 1].is_punct and not doc[right - 1].text.endswith("."))
            or doc[right - 1].text in ("'s", "’s", "'", "’")
            or (right - 1 > left and doc[right - 1].text in ("and", "to", "at", "of", "for"))
            or (right - 1 > left and doc[right - 1].text == ".")
        ):
            right -= 1
        if left < right:
            yield left, right
        begin = i + 1


def _owns_another(doc: Doc, begin: int, possessive: int, end: int) -> bool:
    """Whether a possessive parts two names: Punjab's Bhatinda; but Russia's Defense Ministry is one."""
    owner, owned = doc[begin:possessive], doc[possessive + 1 : end]
    if has_organization_word([t.text for t in owner]):
        return True
    if not owned or not owned[0].text[:1].isupper() or owner[-1].tag_ in ("NNS", "NNPS"):
        return False
    last = owned[-1].lower_.rstrip(".")
    return (
        not has_organization_word([last])
        and last not in ARTIFACT_WORDS | {"units"}
        and owner[-1].pos_ == "PROPN"
    )


def _is_break(doc: Doc, i: int, begin: int, end: int) -> bool:
    if doc[i].text in _BREAKS or (doc[i].is_space and "\n" in doc[i].text):
        return True
    if doc[i].tag_ == "POS" and i > begin and _owns_another(doc, begin, i, end):
        return True
    if doc[i].text in ("–", "-") and i > begin and doc[i - 1].whitespace_:
        return True
    if doc[i].lower_ in ("for", "from", "at") and 2 <= i - begin <= 3 and doc[begin].lower_ in GIVEN_NAMES:
        return True  # Lydia Buchtmann for Food Standards Australia
    return doc[i].text == "the" and i > begin and doc[i - 1].lower_ not in _BEFORE_THE


def proper_runs(doc: Doc, low: int, high: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of proper nouns that no recognized name covers."""
    start: int | None = None
    for i in range(low, high + 1):
        inside = (
            i < high
            and i not in taken
            and (doc[i].pos_ == "PROPN" or _is_acronym(doc, i, high))
            and doc[i].text[:1].isupper()
            and doc[i].lower_ not in _CALENDAR
        )
        if inside and start is None:
            start = i
        elif not inside and start is not None:
            yield start, i
            start = None


def _is_acronym(doc: Doc, i: int, high: int) -> bool:
    """Whether a token is an acronym, such as "UNICEF" or "G7"; the tagger labels some as common nouns."""
    text = doc[i].text
    if not (3 <= len(text) <= 7 and text.isupper() and text.isalnum()):
        return len(text) == 2 and text[0].isupper() and text[1].isdigit()
    return i + 1 < high and not doc[i + 1].text.isupper()


def hyphenated_end(doc: Doc, start: int, end: int, high: int) -> int:
    """Return the end of a name extended over hyphenated parts: Wong Yeung"-tat"."""
    while end + 1 < high and doc[end].text in ("-", "–") and doc[end + 1].is_alpha:
        part, whole = doc[end + 1], end - start > 1 or doc[end - 1].text.isupper()
        if doc[end - 1].whitespace_ or doc[end].whitespace_ or part.text in COMMON_WORDS:
            break
        if part.text[:1].isupper() and not whole:
            break  # The Sullivan-Wang meeting has two names.
        end += 2
    return end


def given_name_start(doc: Doc, start: int, end: int, countries: Countries) -> int:
    """Return the start of a person's name without common words before a given name: "Longtime" Don Imus.

    A verb that asks is none of it: "Will" Michael Cohen flip?
    """
    if end - start > 1 and doc[start].tag_ == "MD":
        start += 1
    while end - start > 2 and doc[start].lower_ not in GIVEN_NAMES and doc[start + 1].lower_ in GIVEN_NAMES:
        if doc[start].lower_ not in COMMON_WORDS and countries.named(doc[start].text) is None:
            break
        start += 1
    return start


def extend_person(doc: Doc, start: int, end: int, high: int) -> int:
    """Return the end of a full name extended over last names that were cut off: Wanda Vázquez "Garced"."""
    while end < high and end - start > 1:
        token = doc[end]
        plain = token.lower_.rstrip(".")
        named = token.pos_ == "PROPN" and token.text[:1].isupper() and token.ent_type_ in ("", "PERSON")
        heads = doc[end - 1].dep_ == "compound" and doc[end - 1].head.i == end
        if not (named and heads and doc[end - 1].whitespace_) or token.text.isupper():
            break
        if is_office(plain) or plain in _NOT_LAST_NAMES or has_organization_word([plain]):
            break
        end += 1
    return end


def person_start(doc: Doc, start: int, end: int, low: int) -> int:
    """Return the start of a person's name extended over given names and particles that were cut off."""
    if _is_after_field(doc, start, low):
        return start
    while start - 1 >= low:
        token = doc[start - 1]
        plain = token.lower_.rstrip(".")
        if token.tag_ == "NNPS":
            break  # This word belongs to the person's office, as in Near Eastern "Affairs" Joey Hood.
        given = token.text[:1].isupper() and token.pos_ == "PROPN" and not token.ent_type_
        if not (given or token.lower_ in PARTICLES) or token.text.isupper() or not token.whitespace_:
            break
        if plain in GIVEN_NAMES and end - start == 1:
            return start - 1
        if is_office(plain) or plain in PORTFOLIOS or plain in HONORIFICS or has_organization_word([plain]):
            break
        if token.dep_ not in ("compound", "nmod") or not start <= token.head.i < end:
            break
        start -= 1
    return start


def _is_after_field(doc: Doc, start: int, low: int) -> bool:
    """Whether the proper nouns before a name are the field of an office: Director of Public Prosecution."""
    of = start - 1
    while of > low and doc[of].pos_ == "PROPN":
        of -= 1
    headed = low < of < start - 1 and doc[of].lower_ in ("of", "for") and is_office(doc[of - 1].text)
    field = doc[of + 1 : start]
    return headed and not any(t.lower_ in GIVEN_NAMES | PORTFOLIOS or t.ent_type_ == "GPE" for t in field)


def split_at_title(doc: Doc, start: int, end: int) -> int | None:
    """Return the start of the person's name in "Presidential Spokesperson Harry Roque", if any."""
    for i in range(end - 2, start, -1):
        rest = [t.text for t in doc[i + 1 : end]]
        address = doc[i].lower_.rstrip(".") in ("dr", "mr", "mrs", "ms", "prof")
        if address or (is_office(doc[i].text) and doc[i].tag_ not in ("NNS", "NNPS")):
            named = len(rest) <= 4 and all(w[:1].isupper() or w in PARTICLES for w in rest)
            plain = not has_organization_word(rest) and not any(is_office(w) for w in rest)
            return i + 1 if named and plain and doc[i].lower_ not in _ALSO_NAMES else None
    return None


def split_after_office(doc: Doc, start: int, end: int, low: int, countries: Countries) -> int | None:
    """Return the start of the name in "India Narendra Modi" after "Prime Minister of", if any."""
    before = start - 1 if start > low and doc[start - 1].lower_ != "the" else start - 2
    if before <= low or doc[before].lower_ not in ("of", "from", "for", "to"):
        return None
    if not any(is_office(doc[i].text) for i in range(max(low, before - _MAX_DISTANCE), before)):
        return None
    for i in range(end - 2, max(start, end - 6), -1):
        last = doc[i - 1]
        place = countries.named(doc[start:i].text) is not None or doc[before].lower_ == "from"
        body = has_organization_word([last.text]) or last.lower_ in PORTFOLIOS or last.tag_ == "NNPS"
        names = doc[i:end].text.replace("-", "").split()
        capitals = len(names) <= 3 and all(n[:1].isupper() for n in names)
        if (place or body) and capitals and not has_organization_word(names):
            return i
    return None


def title_before(doc: Doc, start: int, end: int, low: int, high: int) -> int | None:
    """Return the token before the name if it is a title: "Mr" Key, "ecologist" Chip Taylor."""
    before = start - 1
    if before < low or not doc[start].text[:1].isupper():
        return None
    token = doc[before]
    if token.lower_.rstrip(".") in HONORIFICS and token.text[:1].isupper():
        return before
    if not is_office(token.text) or token.lower_ in (
        "chief",
        "head",
        "deputy",
        "general",
        "crown",
        "private",
    ):
        return None
    if has_organization_word([doc[end - 1].text]) or (end < high and is_office(doc[end].text)):
        return None
    if doc[end - 1].ent_type_ in ("GPE", "ORG") and (token.pos_ == "ADJ" or doc[end - 1].tag_ == "NNPS"):
        return None  # "conservative" Oklahoma, "champion" Chicago Bulls
    named = start <= token.head.i < end and token.dep_ in ("compound", "nmod", "amod")
    return before if named else None
