"""Finds mentions: spaCy's named entities with corrected boundaries, and proper nouns that it missed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from briefing.domain import Passage
from briefing.nlp.actors.coordination import country_end, fields_end, is_one_name
from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.governments import government_phrase
from briefing.nlp.actors.naming.name_boundaries import (
    extend_person,
    given_name_start,
    hyphenated_end,
    name_parts,
    person_start,
    proper_runs,
    split_after_office,
    split_at_title,
    title_before,
)
from briefing.nlp.actors.naming.names import (
    ARTIFACT_WORDS,
    GIVEN_NAMES,
    GOVERNMENT_WORDS,
    HONORIFICS,
    PARTICLES,
    PORTFOLIOS,
    REGNAL,
    SMALL_WORDS,
    fold_name,
    has_organization_word,
    is_office,
    leading_titles,
)
from briefing.nlp.actors.organizations import extend_organization, trim_organization
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.quotation_marks import quotation_at

_WORDS = load_words("mentions")
LOCATIVES = _WORDS["locatives"]

_LABELS = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"))
_NOT_NAMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})

_COMMON_NOUN_ACTORS = _WORDS["groups"] | _WORDS["bodies"] | _WORDS["described"]
"""Common nouns that are listed as actors."""

_CAMPAIGN_WORDS = frozenset(["campaign", "movement"])
"""Nouns that make a person's or people's name an organization: "Biden campaign", "Houthi movement"."""
_MIN_OFFICE_AND_NAME = 4
"""The number of words from the "of" after an office that include a name: "of India Narendra Modi"."""

_DOUBLE_MARKS = frozenset(('"', "“", "”"))
_PREPOSITIONS = frozenset("in of for on at by with from".split())
_MIN_ACRONYM = 3
"""The fewest letters of an acronym by which a name before it is recognized."""
_SPARE_WORDS = 2
"""The most words of a name that its acronym leaves out."""
_SPARE_TOKENS = 6
"""The most tokens of a name, such as hyphens and "of", beyond two for each letter of its acronym."""

_STORM = re.compile(r"\b((?:Hurricane|Typhoon|Cyclone|Storm)\s([A-Z][a-z]+))\b(?!\s[A-Z])")
"""The name of a storm, which is not a person, with and without its type."""

COLLECTIVES = frozenset("people peoples rebels militants insurgents fighters refugees".split())
"""Nouns that make a people's or movement's adjective a group: "Palestinian people", "Houthi rebels"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at one place in the text; `start` and `end` are token numbers in the sentence's doc."""

    sentence: Sentence
    start: int
    end: int
    label: str
    """PERSON, ORG, GPE, LOC, FAC, GROUP, COUNTRY or OTHER; empty where the recognizer saw no name."""
    country: str | None = None
    """The usual name of the country that is referred to."""
    title: int | None = None
    """The number of the token where the titles before the name begin."""
    is_quoted: bool = False
    """Whether somebody else than the article's author names it, in quotation marks."""

    @property
    def doc(self) -> Doc:
        return self.sentence.tokens.doc

    @property
    def tokens(self) -> Tokens:
        return self.doc[self.start : self.end]

    @property
    def head(self) -> Token:
        return self.tokens.root

    @property
    def passage(self) -> Passage:
        return self.sentence.passage_of(self.tokens)

    @property
    def surface(self) -> str:
        # Called very often: a slice costs a third of `tokens.text`.
        first, last = self.doc[self.start], self.doc[self.end - 1]
        end = self.sentence.base + last.idx + len(last)
        return self.sentence.text[self.sentence.base + first.idx : end]


def find_mentions(document: Document, countries: Countries) -> tuple[Mention, ...]:
    """Return all candidate mentions in reading order, none overlapping another."""
    found: list[Mention] = []
    storms = _storm_names(document.article.text)
    for sentence in document.sentences:
        end = 0
        for mention in sorted(_mentions_in(sentence, countries), key=lambda m: (m.start, -m.end)):
            if mention.start >= end and mention.surface not in storms:
                found.append(mention)
                end = mention.end
    quotations = document.quotations
    return tuple(
        replace(each, is_quoted=quotation_at(quotations, each.passage.span.start) is not None)
        for each in _join_halves(found)
    )


def _storm_names(text: str) -> Set[str]:
    """Return the names of storms; "Storm Reid" is a person unless the text mentions a storm."""
    found = [match for match in _STORM.finditer(text) if match[1].split()[0] != "Storm" or " storm" in text]
    return {name for match in found for name in match.groups()}


def _join_halves(mentions: Sequence[Mention]) -> list[Mention]:
    """Join halves that are one name in any sentence: "Tate and Lyle has sold", "Tate and Lyle were right"."""
    pairs = list(pairwise(mentions))
    whole = {
        (pair[0].surface, pair[1].surface)
        for pair in pairs
        if _can_join(*pair) and is_one_name(pair[0].tokens, pair[1].tokens)
    }
    joined: list[Mention] = []
    for left, right in zip((None, *mentions), mentions, strict=False):
        if left is not None and _can_join(left, right) and (left.surface, right.surface) in whole:
            joined[-1] = replace(right, start=joined[-1].start, label="ORG")
        else:
            joined.append(right)
    return joined


def _can_join(left: Mention, right: Mention) -> bool:
    """Whether two names are separated by one word."""
    if left.sentence is not right.sentence or left.title is not None or right.title is not None:
        return False
    return left.country is None and right.country is None and right.start == left.end + 1


def first_conjunct(token: Token) -> Token:
    """Return the head of the whole coordination, so that "Xi" of "Biden and Xi" is a subject too."""
    for _ in range(20):
        if token.dep_ != "conj" or token.head.i == token.i:
            break
        token = token.head
    return token


def _mentions_in(sentence: Sentence, countries: Countries) -> Iterator[Mention]:
    doc, low, high = sentence.tokens.doc, sentence.tokens.start, sentence.tokens.end
    taken: set[int] = set()
    yield from _spelled_out(sentence, countries)
    for entity in sentence.tokens.ents:
        taken.update(range(entity.start, entity.end))
        if entity.label_ in _NOT_NAMES:
            continue
        for start, end in name_parts(doc, entity.start, entity.end):
            name = split_after_office(doc, start, end, low, countries)
            if name is not None:
                yield Mention(sentence, name, end, "PERSON")
                end = name
            label = entity.label_ if entity.label_ in _LABELS else "OTHER"
            if start > entity.start and doc[start - 1].tag_ == "POS":
                label = ""  # "Jeff Bezos's Blue Origin" was labelled after its owner
            if label == "PERSON" and _is_set_in_marks(doc, start, end, low, high):
                continue
            mention = _mention(sentence, start, end, label, countries)
            if mention is not None:
                taken.update(range(mention.start, mention.end))
                yield mention
    for start, end in proper_runs(doc, low, high, taken):
        named = _name_after_field(doc, start, end, low, high)
        start, end = named or (start, end)
        mention = _mention(sentence, start, end, "PERSON" if named else "", countries)
        if mention is not None:
            taken.update(range(mention.start, mention.end))
            yield mention
    for i in range(low, high):
        if doc[i].lower_ in _COMMON_NOUN_ACTORS and i not in taken and doc[i].pos_ in ("NOUN", "PROPN"):
            start = _description_start(doc, i, low)
            acts = (
                first_conjunct(doc[i]).dep_ in ("nsubj", "nsubjpass") if start < i else not _modifies(doc[i])
            )
            if acts and (start < i or doc[i].lower_ not in _WORDS["described"]):
                kind = "ORG" if doc[i].lower_ in _WORDS["bodies"] else "GROUP"
                yield Mention(sentence, start, i + 1, kind)


def _is_set_in_marks(doc: Doc, start: int, end: int, low: int, high: int) -> bool:
    """Whether a name stands alone in quotation marks, as nicknames do: “Mini Mike”."""
    end += end < high and doc[end].text in (",", ".")
    return low < start and end < high and {doc[start - 1].text, doc[end].text} <= _DOUBLE_MARKS


def _description_start(doc: Doc, noun: int, low: int) -> int:
    """Return the start of a noun with the words that tell whom it means: "pro-Beijing camp"."""
    start = noun
    while start > low and doc[start - 1].lower_ not in _WORDS["vague modifiers"]:
        token = doc[start - 1]
        tied = token.dep_ in ("amod", "compound", "nmod") and start <= token.head.i <= noun
        if not (tied or token.text == "-") or token.tag_ in ("CD", "JJR", "JJS", "VBN"):
            break
        start -= 1
    return start + (doc[start].text == "-")


def _mention(sentence: Sentence, start: int, end: int, label: str, countries: Countries) -> Mention | None:
    doc, low, high = sentence.tokens.doc, sentence.tokens.start, sentence.tokens.end
    if end - start > 2 and _is_demonym(doc[start].text, countries) and label != "GPE":
        start, label = start + 1, "PERSON"
    if (
        label == "PERSON"
        and doc[max(start, end - 2)].lower_ in PARTICLES
        and countries.named(doc[end - 1].text)
    ):
        label = "ORG"  # Petróleos de Venezuela
    text = doc[start:end].text
    if (
        not any(c.isupper() for c in text)
        or "[" in text
        or "]" in text
        or (len(text.rstrip(".")) == 1 and label != "PERSON")
    ):
        return None
    government = government_phrase(doc, start, end, high, countries)
    if government is not None:
        return Mention(sentence, start, government[0], "COUNTRY", government[1])
    title = title_before(doc, start, end, low, high)
    text = doc[start:end].text
    if title is None:
        country = countries.named(text)
        if country is not None:
            end = country_end(doc, start, end, high, countries)
            return Mention(sentence, start, end, "COUNTRY", country)
        seat = countries.by_seat(text)
        if seat is not None and label != "PERSON":
            return None if _is_place(doc[start:end].root) else Mention(sentence, start, end, "COUNTRY", seat)
        if label == "NORP" and end - start > 1 and doc[end - 1].tag_ == "NNP" and not _modifies(doc[end - 1]):
            label = "ORG"
        if label == "NORP" or countries.by_people(text) or countries.by_adjective(text):
            return _group(sentence, start, end, countries)
        if end < high and doc[end].lower_ in GOVERNMENT_WORDS:
            end += 1
        if end < high and doc[end].lower_ in _CAMPAIGN_WORDS and doc[end - 1].head.i == end:
            return Mention(sentence, start, end + 1, "ORG")
        if end - start > 1 and doc[end - 1].lower_ in GOVERNMENT_WORDS:
            return Mention(sentence, start, end, "GOVERNMENT")
        if _is_part_of_office(doc, start, end, high):
            return None
    words = [t.text for t in doc[start:end]]
    organization = has_organization_word([words[0], words[-1]]) or text.startswith("Islamic State")
    first = start if title is None else title
    if organization and doc[first].text in ("St", "St."):
        return Mention(sentence, first, end, "ORG")
    if (
        title is not None
        or label == "PERSON"
        or (not organization and (label == "" or leading_titles(words)))
    ):
        return _person(sentence, start, end, label, title, countries)
    if start > low and _is_owned_or_office(doc, start, end, low):
        return None
    name = split_at_title(doc, start, end) if label in ("ORG", "") else None
    if name is not None:
        return _person(sentence, name, end, "PERSON", start, countries)
    trimmed = trim_organization(doc, start, end)
    if trimmed is None:
        return None
    start, end = trimmed
    if label in ("ORG", ""):
        start, end = extend_organization(doc, start, end, low, high, countries)
        end = fields_end(doc, start, end, high)
    return Mention(sentence, start, end, label or "ORG")


def _name_after_field(doc: Doc, start: int, end: int, low: int, high: int) -> tuple[int, int] | None:
    """Return the range of a name after an office's field: Director of Public Prosecution "Eva-Mary Lee"."""
    if start - 2 < low or doc[start - 1].lower_ not in ("of", "for") or not is_office(doc[start - 2].text):
        return None
    given = next((i for i in range(start + 1, end) if doc[i].lower_ in GIVEN_NAMES), None)
    if end + 1 < high and doc[end].text == "-" and not doc[end - 1].whitespace_ and end - start > 1:
        given, end = given or end - 1, end + 2
        while end < high and doc[end].pos_ == "PROPN" and doc[end - 1].dep_ == "compound":
            end += 1
    return None if given is None else (given, end)


def _is_demonym(word: str, countries: Countries) -> bool:
    """Whether a word says where one person is from: "Frenchman" Corentin Moutet, "Serb"."""
    plural = f"{word[:-2]}en" if word.endswith("man") else f"{word}s"
    return countries.by_people(plural) is not None and countries.by_adjective(word) is None


def _spelled_out(sentence: Sentence, countries: Countries) -> Iterator[Mention]:
    """Yield each name that its acronym follows in brackets: New York State Attorney General (NYAG)."""
    doc, low, high = sentence.tokens.doc, sentence.tokens.start, sentence.tokens.end
    for at in range(low + 1, high - 2):
        letters = doc[at + 1].text
        if doc[at].text != "(" or doc[at + 2].text != ")" or not (letters.isalpha() and letters.isupper()):
            continue
        start = _expansion_start(doc, at, letters.casefold(), low) if len(letters) >= _MIN_ACRONYM else None
        if start is not None and countries.named(doc[start:at].text) is None:
            yield Mention(sentence, start, at, "ORG")


def _expansion_start(doc: Doc, end: int, letters: str, low: int) -> int | None:
    """Return where the words before `end` begin of which the letters are initials, a few words aside."""
    initials = ""
    for i in range(end - 1, max(low, end - 2 * len(letters) - _SPARE_TOKENS) - 1, -1):
        word = doc[i].text
        tied = word in ("-", "–", "’", "'", "'s", "’s") or doc[i - 1 : i].text in ("-", "–")
        if not (word[:1].isupper() or tied or doc[i].lower_ in SMALL_WORDS):
            return None
        if word[:1].isupper() and doc[i].lower_ not in SMALL_WORDS:
            initials = word[:1].casefold() + initials
        rest = iter(initials)
        if initials[:1] == letters[0] and word[:1].isupper() and all(letter in rest for letter in letters):
            return i if len(initials) <= len(letters) + _SPARE_WORDS else None
    return None


def _is_place(token: Token) -> bool:
    """Whether the name is only a location: "in Beijing", "Vienna, Austria", a bare heading."""
    token = first_conjunct(token)
    if token.dep_ == "pobj":
        return token.head.lower_ in LOCATIVES or (
            token.head.dep_ == "prep" and token.head.lower_ in ("of", "on")
        )
    if token.dep_ == "poss" and token.head.dep_ == "pobj":
        return (
            token.head.head.lower_ in LOCATIVES or token.head.head.lower_ == "of"
        )  # "north of London's center"
    return token.dep_ in ("appos", "npadvmod", "ROOT", "dobj", "compound", "nmod", "amod")


def _modifies(token: Token) -> bool:
    return token.dep_ in ("amod", "compound", "nmod") and token.head.i > token.i


def _group(sentence: Sentence, start: int, end: int, countries: Countries) -> Mention | None:
    """Return a plural people or party as a group; None for a mere adjective."""
    doc, high = sentence.tokens.doc, sentence.tokens.end
    last = doc[end - 1]
    text = doc[start:end].text
    if end < high and doc[end].lower_ in COLLECTIVES and last.dep_ in ("amod", "compound", "nmod"):
        return Mention(sentence, start, end + 1, "GROUP", countries.by_adjective(text))
    country = countries.by_people(text)
    plural = last.tag_ in ("NNPS", "NNS") or (country is not None and last.text.endswith("s"))
    if not plural or _modifies(last) or not last.text[:1].isupper():
        return None
    return Mention(sentence, start, end, "GROUP", country)


def _person(
    sentence: Sentence, start: int, end: int, label: str, title: int | None, countries: Countries
) -> Mention | None:
    doc = sentence.tokens.doc
    words = [doc[i].text for i in range(start, end)]
    if words.count(",") > 1 or words[0].casefold() in _PREPOSITIONS:
        return None  # "Lands, Livestock, Irrigation" are fields
    skip = leading_titles(words)
    if skip and words[skip] in ("of", "for") and len(words) - skip < _MIN_OFFICE_AND_NAME:
        return None  # "Archbishop of Gdańsk" is an office.
    if skip:
        title = start if title is None else title
        start += skip
    while end - start > 1 and (
        (not doc[start].text[:1].isupper() and doc[start].lower_ not in PARTICLES)
        or doc[start].tag_ in ("JJ", "RB", "VBN")
    ):
        start += 1
    start = given_name_start(doc, start, end, countries)
    end = hyphenated_end(doc, start, end, sentence.tokens.end)
    if label == "PERSON":
        end = extend_person(doc, start, end, sentence.tokens.end)
    if not skip and title is None and label == "PERSON":
        start = person_start(doc, start, end, sentence.tokens.start)
        title = title_before(doc, start, end, sentence.tokens.start, sentence.tokens.end)
    if label == "" and doc[end - 1].lower_ in ARTIFACT_WORDS:
        return None
    own = words[skip:] if title is None else [t.text for t in doc[start:end]]
    if (title is None or len(own) > 1) and all(is_office(w) or w.lower() in PORTFOLIOS for w in own):
        return None
    if title is not None and title == start - 1 and doc[title].lower_ in REGNAL and end - start == 1:
        return Mention(sentence, title, end, "PERSON", title=title)
    article = title is None and start > sentence.tokens.start and doc[start - 1].lower_ == "the"
    if article and end - start == 1 and doc[start].text.endswith("s") and not _modifies(doc[start]):
        # "the Houthis", "the Turpins"; a person's name has no article.
        return Mention(sentence, start, end, "GROUP")
    if end - start == 1:
        word = doc[start].lower_.rstrip(".")
        if is_office(word) or word in PORTFOLIOS or word in HONORIFICS:
            return None
    return Mention(sentence, start, end, "PERSON" if title is not None else label, title=title)


def _is_owned_or_office(doc: Doc, start: int, end: int, low: int) -> bool:
    """Whether a name is owned or part of an office: "My Administration"; "State" in Secretary of State."""
    before = doc[start - 1]
    if before.tag_ == "PRP$" and end - start == 1:
        return True
    return (
        before.lower_ in ("of", "for")
        and start - 2 >= low
        and doc[start - 2].lower_ in ("secretary", "minister", "undersecretary", "secretaries", "ministers")
    )


def _is_part_of_office(doc: Doc, start: int, end: int, high: int) -> bool:
    """Whether a short name is only the portfolio of an office: "House" speaker, "Defense" Secretary."""
    words = fold_name(doc[start:end].text).split()
    if not words or any(word not in PORTFOLIOS for word in words):
        return False
    return (end < high and is_office(doc[end].text)) or words[-1] in ("prime", "vice", "attorney")
