"""Where the text names somebody: the recognizer's names, mended, and proper nouns that it passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from briefing.domain import Passage
from briefing.nlp.countries import Countries
from briefing.nlp.document import Document, Sentence
from briefing.nlp.names import (
    GOVERNMENT_WORDS,
    HONORIFICS,
    PORTFOLIOS,
    REGNAL,
    fold_name,
    has_organization_word,
    is_office,
    leading_titles,
)

__all__ = ["LOCATIVES", "Mention", "find_mentions", "first_conjunct"]

LOCATIVES = frozenset(
    """
    in at near from to into around outside inside across through toward towards via
    """.split()
)

_LABELS = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "FAC": "FAC",
    "NORP": "NORP",
    "PRODUCT": "OTHER",
    "WORK_OF_ART": "OTHER",
    "EVENT": "OTHER",
    "LAW": "OTHER",
}
_NOT_NAMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})

_GOVERNMENT_NOUNS = GOVERNMENT_WORDS | frozenset(
    """
    authorities officials leadership leaders state forces troops military diplomats negotiators
    delegation side
    """.split()
)
"""Nouns that make a demonym the country itself: "Chinese officials", "Turkish forces"."""

_CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december christmas easter
    """.split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where somebody is named; `start` and `end` number the tokens of the sentence's doc."""

    sentence: Sentence
    start: int
    end: int
    label: str
    """PERSON, ORG, GPE, LOC, FAC, GROUP, COUNTRY, OTHER; empty where the recognizer saw no name."""
    country: str | None = None
    """The usual name of the country that is meant."""
    title: int | None = None
    """The token where the titles before the name begin."""

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
        return self.tokens.text


def find_mentions(document: Document, countries: Countries) -> tuple[Mention, ...]:
    """All candidate mentions, in reading order; none overlaps another."""
    found: list[Mention] = []
    for sentence in document.sentences:
        end = -1
        for mention in sorted(_mentions_in(sentence, countries), key=lambda m: (m.start, -m.end)):
            if mention.start >= end:
                found.append(mention)
                end = mention.end
    return tuple(found)


def first_conjunct(token: Token) -> Token:
    """The token that stands for a whole coordination, so that "Xi" of "Biden and Xi" is a subject too."""
    for _ in range(20):
        if token.dep_ != "conj" or token.head.i == token.i:
            break
        token = token.head
    return token


def _mentions_in(sentence: Sentence, countries: Countries) -> Iterator[Mention]:
    doc = sentence.tokens.doc
    taken: set[int] = set()
    for entity in sentence.tokens.ents:
        taken.update(range(entity.start, entity.end))
        if entity.label_ in _NOT_NAMES:
            continue
        for start, end in _parts(doc, entity.start, entity.end):
            mention = _mention(sentence, start, end, _LABELS.get(entity.label_, "OTHER"), countries)
            if mention is not None:
                taken.update(range(mention.start, mention.end))
                yield mention
    for start, end in _proper_runs(sentence, taken):
        mention = _mention(sentence, start, end, "", countries)
        if mention is not None:
            yield mention


def _parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names inside a recognized stretch, without brackets, quotes, articles and possessives."""
    begin = start
    for i in range(start, end + 1):
        if i == end or doc[i].text in ("(", ")", "[", "]", "—", "–", ";", ":"):
            left, right = begin, i
            while left < right and (
                doc[left].is_punct or doc[left].is_space or doc[left].lower_ in ("the", "a", "an", "'s", "’s")
            ):
                left += 1
            while right > left and (
                (doc[right - 1].is_punct and doc[right - 1].text != ".")
                or doc[right - 1].is_space
                or (
                    doc[right - 1].text in ("'s", "’s", "'", "’", "S")
                    and right - left > 1
                    and doc[right - 1].tag_ == "POS"
                )
            ):
                right -= 1
            if left < right:
                yield left, right
            begin = i + 1


def _proper_runs(sentence: Sentence, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Stretches of proper nouns that no recognized name covers."""
    doc = sentence.tokens.doc
    start: int | None = None
    for i in range(sentence.tokens.start, sentence.tokens.end + 1):
        inside = (
            i < sentence.tokens.end
            and i not in taken
            and doc[i].pos_ == "PROPN"
            and doc[i].text[:1].isupper()
            and doc[i].lower_ not in _CALENDAR
        )
        if inside and start is None:
            start = i
        elif not inside and start is not None:
            yield start, i
            start = None


def _mention(sentence: Sentence, start: int, end: int, label: str, countries: Countries) -> Mention | None:
    doc = sentence.tokens.doc
    text = doc[start:end].text
    if not any(c.isalpha() for c in text):
        return None
    government = _government_phrase(doc, start, end, sentence.tokens.end, countries)
    if government is not None:
        end, owner = government
        return Mention(sentence, start, end, "COUNTRY", owner)
    title = _title_before(doc, start, end, sentence)
    if title is None:
        country = countries.named(text)
        if country is not None:
            return Mention(sentence, start, end, "COUNTRY", country)
        seat = countries.by_seat(text)
        if seat is not None and label != "PERSON":
            if _is_place(doc[start:end].root):
                return None
            return Mention(sentence, start, end, "COUNTRY", seat)
        if label == "NORP" or countries.by_people(text) or countries.by_adjective(text):
            return _people(sentence, start, end, countries)
        if end < sentence.tokens.end and doc[end].lower_ in GOVERNMENT_WORDS:
            end += 1
        if end - start > 1 and doc[end - 1].lower_ in GOVERNMENT_WORDS:
            return Mention(sentence, start, end, "GOVERNMENT")
        if _is_part_of_office(doc, start, end, sentence):
            return None
    if title is not None or label in ("PERSON", "") or leading_titles([t.text for t in doc[start:end]]):
        return _person(sentence, start, end, label, title)
    end = _with_seat(doc, start, end, sentence.tokens.end)
    return Mention(sentence, start, end, label)


def _government_phrase(
    doc: Doc, start: int, end: int, limit: int, countries: Countries
) -> tuple[int, str] | None:
    """Where "Chinese government" or "Syria's military" ends, and the country it stands for."""
    words = [doc[i] for i in range(start, end)]
    if len(words) > 1 and _is_government(words[-1]):
        owner, noun_end = doc[start : end - 1].text, end
    else:
        after = end
        if after < limit and doc[after].tag_ == "POS":
            after += 1
        while after < limit and doc[after].lower_ in ("federal", "central", "government"):
            if doc[after].lower_ == "government" and (
                after + 1 >= limit or not _is_government(doc[after + 1])
            ):
                break
            after += 1
        if after >= limit or not _is_government(doc[after]):
            return None
        owner, noun_end = doc[start:end].text, after + 1
    owner = owner.removesuffix("'s").removesuffix("’s").removesuffix(" federal")
    country = countries.by_adjective(owner) or countries.named(owner)
    return (noun_end, country) if country else None


def _is_government(token: Token) -> bool:
    """Capitals make the other nouns part of a longer name: "China's Central Military Commission"."""
    return token.text in _GOVERNMENT_NOUNS or token.lower_ in GOVERNMENT_WORDS


def _is_place(token: Token) -> bool:
    """Whether the name only says where: "in Beijing", "Vienna, Austria", a bare heading."""
    token = first_conjunct(token)
    if token.dep_ == "pobj":
        return token.head.lower_ in LOCATIVES or (
            token.head.dep_ == "prep" and token.head.lower_ in ("of", "on")
        )
    return token.dep_ in ("appos", "npadvmod", "ROOT", "dobj", "compound", "nmod", "amod")


def _people(sentence: Sentence, start: int, end: int, countries: Countries) -> Mention | None:
    """A people or party in the plural is a group; the adjective alone names nobody."""
    doc = sentence.tokens.doc
    last = doc[end - 1]
    text = doc[start:end].text
    country = countries.by_people(text)
    following = doc[end] if end < sentence.tokens.end else None
    if (
        following is not None
        and following.lower_ in ("people", "peoples")
        and last.dep_ in ("amod", "compound")
    ):
        return Mention(sentence, start, end + 1, "GROUP", countries.by_adjective(text))
    plural = last.tag_ in ("NNPS", "NNS") or (country is not None and last.text.endswith("s"))
    modifies = last.dep_ in ("amod", "compound", "nmod") and last.head.i > last.i
    if not plural or modifies or not last.text[:1].isupper():
        return None
    return Mention(sentence, start, end, "GROUP", country)


def _person(sentence: Sentence, start: int, end: int, label: str, title: int | None) -> Mention | None:
    doc = sentence.tokens.doc
    words = [doc[i].text for i in range(start, end)]
    if label != "PERSON" and title is None and has_organization_word([words[0], words[-1]]):
        end = _with_seat(doc, start, end, sentence.tokens.end)
        return Mention(sentence, start, end, "ORG")
    skip = leading_titles(words)
    if skip:
        title = start if title is None else title
        start += skip
    if title is not None and title == start - 1 and doc[title].lower_ in REGNAL and end - start == 1:
        return Mention(sentence, title, end, "PERSON", title=title)
    if end - start == 1:
        word = doc[start].lower_.rstrip(".")
        if is_office(word) or word in PORTFOLIOS or word in HONORIFICS:
            return None
    return Mention(sentence, start, end, "PERSON" if title is not None else label, title=title)


def _title_before(doc: Doc, start: int, end: int, sentence: Sentence) -> int | None:
    """The token before the name when that is a title of it: "Mr" Key, "ecologist" Chip Taylor."""
    before = start - 1
    if before < sentence.tokens.start or not doc[start].text[:1].isupper():
        return None
    if doc[before].lower_.rstrip(".") in HONORIFICS and doc[before].text[:1].isupper():
        return before
    named = start <= doc[before].head.i < end and doc[before].dep_ in ("compound", "nmod", "amod", "nn")
    if not is_office(doc[before].text) or not named or doc[before].tag_ in ("NNS", "NNPS"):
        return None
    follows = end < sentence.tokens.end and is_office(doc[end].text)
    return None if follows or has_organization_word([doc[end - 1].text]) else before


def _with_seat(doc: Doc, start: int, end: int, limit: int) -> int:
    """Where an organization's name ends once "of" and what follows is taken in: "High Court of England"."""
    if not has_organization_word([doc[end - 1].text]) and doc[start:end].text != "Islamic State":
        return end
    after = end
    if after < limit and doc[after].lower_ in ("of", "for"):
        after += 1
        if after < limit and doc[after].lower_ == "the":
            after += 1
        begin = after
        while after < limit and doc[after].pos_ == "PROPN" and doc[after].text[:1].isupper():
            after += 1
        if after == begin:
            return end
        if after + 1 < limit and doc[start:end].text == "Islamic State" and doc[after].lower_ == "and":
            after += 2 if doc[after + 1].lower_ != "the" else 3
        return min(after, limit)
    return end


def _is_part_of_office(doc: Doc, start: int, end: int, sentence: Sentence) -> bool:
    """Whether a short name is only what an office is of: "House" speaker, "Defense" Secretary."""
    words = fold_name(doc[start:end].text).split()
    if not words or any(word not in PORTFOLIOS for word in words):
        return False
    return (end < sentence.tokens.end and is_office(doc[end].text)) or words[-1] in (
        "prime",
        "vice",
        "attorney",
    )
