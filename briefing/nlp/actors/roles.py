"""Extracts a person's office, or a description of an organization, from the text around its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from briefing.nlp.actors.mentions import Mention, first_conjunct
from briefing.nlp.actors.naming.names import (
    BODIES,
    COMMON_WORDS,
    HONORIFICS,
    ORGANIZATION_WORDS,
    RANKS,
    fold_name,
    is_office,
)
from briefing.nlp.actors.title_boundaries import whole_title
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS

_MAX_WORDS = 14
"""The most words of a description; longer ones are sentences about the person."""
_MAX_PREDICATE = 8
_TERM = 4
"""The years after which an office of state has usually passed to somebody else."""
_YEAR = re.compile(r"(?<!since )(?<!\d)((?:19|20)\d\d)(?!\d)")
_APPOINTING_VERBS = frozenset("name elect appoint nominate choose select designate confirm swear".split())
_SERVING_VERBS = frozenset("succeed replace serve work act".split())
_COPULAS = frozenset("be become remain serve".split())
_EDGES = frozenset("and or , ; : — – -".split())
_STOPS = frozenset(', ; : — ( ) " “ ”'.split())
"""Marks that end a description before a name."""
_EXCLUDED_DEPS = frozenset("cc prep conj relcl advcl nsubj appos".split())
"""Dependencies that end a description before a name."""
_DEEPEST = 30
"""The most dependencies between a word of a description and the name; an endless list has thousands."""
_CLAUSES = frozenset("relcl appos advcl acl parataxis dep".split())
_CONDITIONS = frozenset("if unless whether should until once".split())
_TIMES = frozenset("since until before after during as".split())

_OFFICE, _PREDICATE_OFFICE, _ADDRESS, _DESCRIPTION, _RANK, _AFFILIATED, _RESUMED = range(7)
"""Grades of descriptions, best first: an office next to the name, one in a predicate, an office so common
that it is mostly a form of address, any other description, a rank alone, an organization after "of", a
description by which the next sentence takes the person up."""
_WORDS = load_words("roles")
_COMMON_OFFICES = _WORDS["common offices"]
_FORMER = frozenset("former then ex current incoming outgoing acting".split())
KINDS_OF_ORGANIZATION = ORGANIZATION_WORDS | _WORDS["kinds of organization"]
_STATE_OFFICES = _WORDS["state offices"]
_AFTER_HEAD = _WORDS["after head"]
_KIN = _WORDS["kin"]
_TITLES = _WORDS["titles"]
_PERSONS = _WORDS["persons"] | _TITLES
_AGENTS = ("ist", "ician", "man", "woman", "onomer", "writer", "player", "person", "holder", "keeper")
"""Endings of words for persons."""
_ADJECTIVES = _WORDS["adjectives too"]
_MAX_ACRONYM = 3
_VAGUE = _WORDS["vague"]
_GENERIC = _WORDS["generic owners"]
_HEADED = _WORDS["headed"]
_OWNED = _WORDS["owned"]
_UNHELD = load_words("title_boundaries")["not held"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    grade: int
    text: str


def extract_role(
    mentions: Sequence[Mention], persons: bool, sentences: Sequence[Sentence], year: int | None = None
) -> str | None:
    """Return the best description, verbatim from the text, or None if there is none.

    Of equal descriptions the first is taken. `persons` says whether the mentions name a person: an
    organization has no titles before its name. `sentences` are those of the whole text, `year` is its own.
    """
    best: _Candidate | None = None
    for mention in mentions:
        following = sentences[mention.sentence.index + 1 : mention.sentence.index + 2] if persons else ()
        for candidate in (*_candidates(mention, persons), *_later_description(mention, following)):
            if year is not None and _is_bygone(candidate.text, mention, year):
                continue
            if not (_describes_person if persons else _describes_organization)(candidate.text):
                continue
            if best is None or candidate.grade < best.grade or _completes(best, candidate):
                best = candidate
    return best.text if best is not None else None


def _completes(best: _Candidate, other: _Candidate) -> bool:
    """Whether a candidate says more than a bare title: "Speaker of the House", "Supreme Court Justice"."""
    office, words = best.text.casefold(), other.text.casefold().split()
    if best.text == office and " " not in office and other.grade <= _PREDICATE_OFFICE:
        return len(words) > 2  # a "lawyer" is a "lawyer for the union"
    if " " in office or len(words) == 1 or not other.grade == best.grade == _OFFICE:
        return False
    return office in (words[0], words[-1]) or not (_STATE_OFFICES | _FORMER).intersection((office, *words))


def _is_bygone(description: str, mention: Mention, year: int) -> bool:
    """Whether somebody held the office years ago: In 1991, when "Prime Minister" Shamir opposed it."""
    words = description.casefold().split()
    if not _STATE_OFFICES.intersection(words) or (_FORMER | {"late"}).intersection(words):
        return False
    return any(int(found) <= year - _TERM for found in _YEAR.findall(mention.sentence.tokens.text))


def _describes_person(description: str) -> bool:
    """Whether a person can be what is described: no "pathway to 270 votes"; a bare "wife" says too little."""
    words = re.findall(r"[\w.]+", description.casefold())
    if all(word in _KIN or word in ("year", "old") or word.isdigit() for word in words):
        return False
    if len(words) == 1 and description.islower() and words[0] in _ADJECTIVES:
        return False  # the "liberal" Sen
    last = words[-1] if words[-2:-1] != ["the"] else ""  # "statement of the governor"
    first = "" if len(words) > 1 and words[0] in _ADJECTIVES else words[0]
    heads = (first, last, *_head(description).split("-"))
    return words[0] == "of" or any(map(is_person_noun, heads))


def _describes_organization(description: str) -> bool:
    """Whether the description says what kind of organization it is, by more than "group"."""
    said = " " in description or description.casefold() not in BODIES | {
        "firm",
        "site",
        "provider",
        "platform",
        "unit",
    }
    is_owned = _head(description) in _OWNED and description.islower() and " of " not in description
    return said and not is_owned and _head(description) in KINDS_OF_ORGANIZATION


def _head(description: str) -> str:
    """Return the noun that a description is about: "Secretary" of State."""
    words = description.casefold().split()
    end = next((number for number, word in enumerate(words) if number and word in _AFTER_HEAD), len(words))
    return words[end - 1].strip(",;()")


def is_person_noun(word: str) -> bool:
    plain = word.casefold().rstrip(".")
    return is_office(plain) or plain in _PERSONS or (word.islower() and word.endswith(_AGENTS))


def office_before(mention: Mention) -> bool:
    """Whether an office precedes the name: "Ambassador to the United Nations" Nikki Haley."""
    before = mention.start - 1
    if before < mention.sentence.tokens.start or mention.doc[before].tag_ in ("IN", "TO", "DT", "POS"):
        return False
    return next(_leading_office(mention), None) is not None


def shared_office(mention: Mention) -> Token | None:
    """Return the plural office before a list of names of which the mention is one."""
    first = first_conjunct(mention.head)
    for whole in (first, first.head) if first.dep_ == "appos" else (first,):
        if whole.i < mention.start and _is_plural_office(whole):
            return whole  # "researchers, Courtney Walton and Andrew Bennie"
    parts = [t for t in first.lefts if t.dep_ in ("compound", "nmod") and not _is_plural_office(t)]
    begin = parts[0].i if parts else first.i
    before = mention.doc[begin - 1] if begin > mention.sentence.tokens.start else None
    return before if before is not None and _is_plural_office(before) else None


def _is_plural_office(token: Token) -> bool:
    plain = token.lower_.rstrip(".")
    if plain.endswith("ss"):
        return False  # Associated Press
    plural = token.tag_ in ("NNS", "NNPS") or plain.removesuffix("s") in _TITLES
    return plural and plain.endswith("s") and is_person_noun(plain.removesuffix("s"))


def _candidates(mention: Mention, person: bool) -> Iterator[_Candidate]:
    if person:
        yield from _premodifier(mention)
        yield from _leading_office(mention)
        if mention.is_quoted:
            return  # what else somebody says of a person is an opinion
    elif mention.start > mention.sentence.tokens.start and _is_modifying_noun(
        mention.doc[mention.start - 1], mention
    ):
        yield from _premodifier(mention)
    yield from _apposition(mention, person)
    if person:
        yield from _after_comma(mention)
    yield from _copula(mention, person)
    if person:
        yield from _appointment(mention)
        yield from _shared_title(mention)
        yield from _affiliation(mention)


def _premodifier(mention: Mention) -> Iterator[_Candidate]:
    """Yield the description before a name: "national security adviser" Jake Sullivan."""
    doc = mention.doc
    first = mention.title if mention.title is not None else mention.start
    limit = mention.sentence.tokens.start
    start = mention.start
    while start - 1 >= limit:
        token = doc[start - 1]
        if token.text in _STOPS or token.text == "–":
            break
        modifies = token.dep_ not in _EXCLUDED_DEPS and _depends_on(token, mention.head)
        if start - 1 < first and not (
            modifies and token.pos_ in ("NOUN", "PROPN", "ADJ", "PART", "PUNCT", "NUM", "ADP")
        ):
            break
        start -= 1
    yield from _graded(mention, start, mention.start, _OFFICE)


def _depends_on(token: Token, head: Token) -> bool:
    """Whether a token is below the head in the parse tree, no deeper than any description."""
    for _ in range(_DEEPEST):
        if token == head:
            return True
        token = token.head
    return False


def _is_modifying_noun(token: Token, mention: Mention) -> bool:
    """Whether a common noun directly precedes an organization's name: "daily newspaper" Magyar Nemzet."""
    named = mention.start <= token.head.i < mention.end
    return token.pos_ == "NOUN" and token.tag_ == "NN" and named and token.dep_ in ("compound", "nmod")


def _shared_title(mention: Mention) -> Iterator[_Candidate]:
    """Yield "Senator" for each of "Senators Marco Rubio, Mike Lee and David Perdue"."""
    title = shared_office(mention)
    if title is not None and " as well as " not in mention.doc[title.i : mention.start].text:
        start, low = title.i, mention.sentence.tokens.start
        while start > low and mention.doc[start - 1].pos_ in ("ADJ", "NOUN", "PROPN"):
            start -= 1
        yield from _graded(mention, start, title.i + 1, _OFFICE)


def _leading_office(mention: Mention) -> Iterator[_Candidate]:
    """Yield an office before the name in any parse: "speaker of the parliament" Ali Larijani."""
    doc, low = mention.doc, mention.sentence.tokens.start
    end = mention.title if mention.title is not None else mention.start
    while end > low and doc[end - 1].lower_.rstrip(".") in RANKS | HONORIFICS:
        if doc[end - 1].lower_ == "general" and end - 1 > low and is_person_noun(doc[end - 2].text):
            break  # Surgeon "General" is no rank
        end -= 1
    comma = end - 1 >= low and doc[end - 1].text == ","
    end -= comma
    for i in range(end - 1, max(low, end - _MAX_WORDS) - 1, -1):
        token = doc[i]
        if token.pos_ in ("VERB", "AUX", "PRON", "SCONJ") or token.text in _STOPS:
            return
        if not is_person_noun(token.text) or token.tag_ in ("NNS", "NNPS"):
            continue
        if i + 1 < end and (
            doc[i + 1].lower_ not in ("of", "for", "from", "at", "to")
            or doc[end - 1].pos_ in ("ADP", "CCONJ")
        ):
            continue  # "A spokesman for" Christie, the director of the agency "and" Christie
        set_off = mention.end < mention.sentence.tokens.end and doc[mention.end].text == ","
        if comma and not set_off and token.dep_ not in ("nsubj", "nsubjpass", "appos", "ROOT"):
            return
        start, _ = _phrase(token, low, end)
        yield from _graded(mention, start, end, _OFFICE)
        return


def _affiliation(mention: Mention) -> Iterator[_Candidate]:
    """Yield an organization after the name: Matthew Ingram "of The Globe and Mail"."""
    doc, high = mention.doc, mention.sentence.tokens.end
    if mention.end + 1 < high and doc[mention.end].lower_ == "of":
        body = next((c for c in doc[mention.end].children if c.dep_ == "pobj" and c.pos_ == "PROPN"), None)
        if body is not None and body.ent_type_ != "GPE":
            _, end = _phrase(body, mention.end, high)
            while end < high and doc[end].ent_iob_ == "I":
                end += 1  # The Globe "and Mail"
            end -= doc[end - 1].tag_ == "POS"  # of the Centre's
            cut = "and" in (doc[end - 1].text, doc[end : end + 1].text)  # … of "the Bill and" Melinda
            if end - mention.end <= _MAX_WORDS and not cut:
                yield _Candidate(_AFFILIATED, mention.sentence.passage_of(doc[mention.end : end]).text)


def _apposition(mention: Mention, person: bool) -> Iterator[_Candidate]:
    """Yield an apposition, either way: Zhang Youxia, "vice chairman of the Central Military Commission"."""
    head = mention.head
    for child in head.children:
        if child.dep_ == "appos" and child.i >= mention.end and _describes(child, person):
            yield from _graded(mention, *_phrase(child, mention.end, mention.sentence.tokens.end), _OFFICE)
    before = mention.title if mention.title is not None else mention.start
    if head.dep_ == "appos" and head.head.i < before and _describes(head.head, person):
        start, end = _phrase(head.head, mention.sentence.tokens.start, before)
        yield from _graded(mention, start, end, _OFFICE)


def _after_comma(mention: Mention) -> Iterator[_Candidate]:
    """Yield an office right after the comma that follows the name, in any parse."""
    doc, high = mention.doc, mention.sentence.tokens.end
    at, joined = mention.end, False
    if at < high and doc[at].text == ".":
        at += 1  # Skip the full stop of "Jr."
    if at + 1 >= high or doc[at].text not in (",", "(", "—", "–"):
        return
    for i in range(at + 1, min(at + 8, high)):
        token = doc[i]
        if token.is_punct and token.text not in ("-", "’", "'", "&", "."):
            return
        if token.pos_ == "CCONJ" and doc[i - 1].text[:1].isupper() and doc[i + 1 : i + 2].text[:1].isupper():
            joined = True
            continue  # the Health "and" Human Services secretary
        if token.pos_ in ("VERB", "AUX", "PRON", "CCONJ", "SCONJ") or token.lower_ == "with":
            return
        if (
            is_person_noun(token.text)
            and token.tag_ in ("NN", "NNP")
            and not (i + 1 < high and is_person_noun(doc[i + 1].text))
        ):
            start, end = _phrase(token, at + 1, high)
            if token.dep_ in ("nsubj", "nsubjpass") and doc[end : end + 1].text not in _STOPS:
                return  # "than Sen, so the judge gave"
            while end < min(token.head.i + 1, high) and doc[end].ent_type_ in ("ORG", "GPE", "NORP"):
                end += 1  # President "Ascom North America"
            start = at + 1 if joined else start
            if start <= at + 2:
                yield from _graded(mention, start, end, _OFFICE)
            return


def _copula(mention: Mention, person: bool) -> Iterator[_Candidate]:
    """Yield a predicate: X "is the chairman of Y", "became chief executive"."""
    head, high = mention.head, mention.sentence.tokens.end
    verbs = [head.head] if head.dep_ == "nsubj" else []
    verbs += [c for c in head.children if c.dep_ == "relcl" and any(t.lower_ == "who" for t in c.lefts)]
    for verb in verbs:
        if any(c.tag_ == "MD" or c.dep_ == "neg" or c.lower_ in _CONDITIONS for c in verb.lefts):
            continue  # "could become president", "if she becomes president"
        opinion = verb.dep_ == "ccomp" and verb.head.lemma_ in SPEECH_VERBS
        if opinion or verb.lower_ in ("was", "were") or verb.tag_ == "VB" or _is_past_post(verb):
            continue  # who "was" a secretary may be none any more; who is found "to be" one denies it
        for child in verb.children:
            if verb.lemma_ in _COPULAS and child.dep_ == "attr" and _describes(child, person):
                if person and any(each.tag_ in ("JJS", "RBS") for each in child.lefts):
                    continue  # "the greatest president of all" is an opinion
                start, end = _phrase(child, verb.i + 1, high)
                if end - start <= _MAX_PREDICATE + 1 or is_office(child.text):
                    yield from _graded(mention, start, end, _PREDICATE_OFFICE)
            elif verb.lemma_ in _COPULAS and child.dep_ == "prep" and child.lower_ == "as":
                yield from _as_phrase(mention, child)


def _is_past_post(verb: Token) -> bool:
    """Whether a clause tells of an earlier post: "who served as minister for several years"."""
    return verb.dep_ == "relcl" and verb.tag_ == "VBD" and verb.lemma_ in ("serve", "work", "act")


def _later_description(mention: Mention, following: Sequence[Sentence]) -> Iterator[_Candidate]:
    """Yield what the next sentence says of this one's person: "She is a surgeon", "The estate agent said"."""
    if mention.head.dep_ == "nsubj" and mention.head.head.dep_ == "ROOT":
        for sentence in following:
            yield from _resumed(mention, sentence)
    if any(
        t.ent_type_ == "PERSON" and not mention.start <= t.i < mention.end for t in mention.sentence.tokens
    ):
        return
    for sentence in following:
        opening = sentence.tokens[0]
        if opening.lower_ in ("he", "she"):
            again = replace(mention, sentence=sentence, start=opening.i, end=opening.i + 1, title=None)
            yield from _copula(again, True)


def _resumed(mention: Mention, sentence: Sentence) -> Iterator[_Candidate]:
    """Yield the description that is the subject of the next sentence: "The real estate agent" said."""
    opening = sentence.tokens[0]
    subject = next((t for t in sentence.tokens if t.dep_ == "nsubj" and t.head.dep_ == "ROOT"), None)
    if opening.lower_ != "the" or subject is None or subject.pos_ != "NOUN" or subject.tag_ != "NN":
        return
    start, end = _phrase(subject, opening.i + 1, sentence.tokens.end)
    words = sentence.tokens.doc[start:end]
    whole = start == opening.i + 1 and 1 < len(words) <= _MAX_PREDICATE and words[-1] == subject
    if whole and words[0].tag_ not in ("JJR", "VBN") and _UNHELD.isdisjoint(t.lower_ for t in words):
        yield _Candidate(_RESUMED, sentence.passage_of(words).text)


def _appointment(mention: Mention) -> Iterator[_Candidate]:
    """Yield an office: elected "president"; succeeded Y as "envoy"; who served as "mayor"."""
    head = mention.head
    for verb in (head.head, *(c for c in head.children if c.dep_ == "relcl")):
        appointed = head.dep_ in ("nsubjpass", "dobj") and verb == head.head
        if verb.lemma_ not in (_APPOINTING_VERBS if appointed else _SERVING_VERBS) or _is_past_post(verb):
            continue
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "as":
                yield from _as_phrase(mention, child)
            elif appointed and child.dep_ == "oprd" and child.i > mention.end and _describes(child, True):
                span = _phrase(child, verb.i + 1, mention.sentence.tokens.end)
                yield from _graded(mention, *span, _PREDICATE_OFFICE)


def _as_phrase(mention: Mention, preposition: Token) -> Iterator[_Candidate]:
    for child in preposition.children:
        if child.dep_ == "pobj" and is_office(child.text):
            start, end = _phrase(child, preposition.i + 1, mention.sentence.tokens.end)
            yield from _graded(mention, start, end, _PREDICATE_OFFICE)


def _describes(token: Token, person: bool) -> bool:
    """Whether a noun can head a description: an office, or a common noun, singular for a person."""
    if person and token.tag_ in ("NNS", "NNPS"):
        return False
    return token.pos_ == "NOUN" or (person and token.pos_ == "PROPN" and is_office(token.text))


def _phrase(head: Token, lower: int, upper: int) -> tuple[int, int]:
    """Return the noun phrase of `head` without clauses, further appositions or coordinated names."""
    dropped: set[int] = set()
    for token in head.subtree:
        if token.i == head.i:
            continue
        if token.dep_ == "punct" and token.text not in ("-", "–", "’", "'", "/", "&"):
            dropped.add(token.i)
        elif (
            (token.dep_ in _CLAUSES and token.i > head.i and not _is_tied_name(token))
            or (token.dep_ == "conj" and token.head.i == head.i and not is_office(token.text))
            or (token.dep_ == "prep" and token.lower_ in _TIMES)
        ):
            dropped |= {t.i for t in token.subtree}
    inside = {t.i for t in head.subtree} - dropped
    start = end = head.i
    while start - 1 in inside and start - 1 >= lower:
        start -= 1
    while end + 1 in inside and end + 1 < upper:
        end += 1
    return start, end + 1


def _is_tied_name(token: Token) -> bool:
    """Whether a name follows its noun without a comma: "the website Full Fact"."""
    start = token.left_edge.i
    return token.dep_ == "appos" and token.text[:1].isupper() and token.doc[start - 1] == token.head


def _graded(mention: Mention, start: int, end: int, grade: int) -> Iterator[_Candidate]:
    """Yield the description between two tokens, trimmed and graded; nothing if it is uninformative."""
    doc = mention.doc
    start, end = _trimmed(doc, start, end)
    while (
        start > 1
        and doc[start - 1].text == "-"
        and not doc[start - 2].whitespace_ + doc[start - 1].whitespace_
    ):
        start -= 2  # Keep "co-founder" and "editor-in-chief" whole, which the parser divides.
    whole = whole_title(mention, start, end)
    if whole is None:
        return
    start, end = whole
    while end - start > 1 and _is_before_title(doc[start], doc[start + 1]):
        start += 1
    words = [t for t in doc[start:end] if not t.is_punct]
    while len(words) > _MAX_WORDS:
        # "lecturer at the Institute for Gender Studies" at the University …
        cuts = [
            i
            for i, t in enumerate(words)
            if i > 1 and t.pos_ == "ADP" and t.lower_ != "of" and t.ent_iob_ != "I"
        ]
        words = words[: cuts[-1] if cuts else 0]
        joint = next((i for i, t in enumerate(words) if t.lower_ == "and" and cuts[0] < i), len(words))
        if any(is_person_noun(t.text) for t in words[joint:]):
            words = words[:joint]  # "and special envoy", without for what
        end = words[-1].i + 1 if words else start
    if not words:
        return
    plain = [t.lower_.rstrip(".") for t in words]
    last = words[-1]
    titled = [w for w in plain if w in _TITLES or w.removesuffix("s") in _TITLES]
    if not titled and all(w in HONORIFICS for w in plain):
        return
    later = [
        i
        for i, t in enumerate(words)
        if t.lower_ in _FORMER
        and any(is_office(w.text) for w in words[:i])
        and not any(w.pos_ == "ADP" for w in words[:i])  # "daughter of the former president"
    ]
    if later:
        # "Democratic challenger former Vice President" is two descriptions, the last the office.
        start = words[later[-1]].i
    if all(w in RANKS or w in HONORIFICS for w in plain) and not titled:
        grade = _RANK
    elif len(plain) == 1 and (plain[0] in _COMMON_OFFICES or titled):
        grade = max(grade, _ADDRESS)
    elif not titled and not any(is_office(t.text) for t in words):
        # "Italian artist" is a description; "Demosisto's", "14-year-old" or "Senate" are not.
        if not any(t.pos_ == "NOUN" and t.tag_ == "NN" for t in words) or last.pos_ not in ("NOUN", "PROPN"):
            return
        if grade == _OFFICE and end == mention.start and last.pos_ != "NOUN":
            return
        grade = _DESCRIPTION
    text = mention.sentence.passage_of(doc[start:end]).text
    if _is_plural_office(last) and end <= mention.start:
        # "Senators" Cruz and Rubio: each is a "Senator".
        text = text.rstrip(".")[:-1]
    if fold_name(text) != fold_name(mention.surface):
        yield _Candidate(grade, text)


def _is_generic_owner(doc: Doc, start: int, end: int) -> bool:
    """Whether a description begins with an owner that tells nothing: the "company's" founder.

    Of what it owns a superlative tells something: the nation's largest union.
    """
    owns = start + 1 < end and doc[start + 1].tag_ == "POS" and doc[start].lower_ in _GENERIC
    return owns and not (start + 2 < end and doc[start + 2].tag_ == "JJS")


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    for i in range(start + 1, end):
        if doc[i].pos_ == "ADP":
            break
        if doc[i].lower_ in ("a", "an"):
            start = i + 1  # "Two days later a" teacher
    while start < end and (
        doc[start].lower_ in _VAGUE
        or doc[start].lower_ in _EDGES
        or doc[start].is_space
        or (doc[start].is_punct and not doc[start].text.startswith("."))
        or doc[start].tag_ in ("PRP$", "POS", "IN", "WDT")
        or _is_generic_owner(doc, start, end)
        or (start + 1 < end and doc[start + 1].tag_ == "DT" and doc[start].lower_ == "then")
        or (_YEAR.fullmatch(doc[start].text) and doc[start].whitespace_)
    ):
        start += 1
    while end > start and (
        doc[end - 1].is_space
        or doc[end - 1].tag_ in ("IN", "DT", "CC", "TO")
        or (end - start > 1 and doc[end - 1].lower_ in HONORIFICS and not is_person_noun(doc[end - 1].text))
        or (doc[end - 1].is_punct and not doc[end - 1].text.endswith("."))
        or (end - start > 1 and _is_address(doc[end - 2], doc[end - 1]))
    ):
        end -= 1
    return start, end


def _is_before_title(word: Token, following: Token) -> bool:
    """Whether a word is no part of the title after it: "powerful" Rep., "Quoting" Sen., "CLOSE" Democrat.

    Nor is the noun of "any judge President Sen nominates".
    """
    if following.text == "President" and word.text.islower() and word.pos_ == "NOUN":
        return word.lower_ not in KINDS_OF_ORGANIZATION | _GENERIC | _HEADED
    if word.text.isupper() and not following.text.isupper():
        return len(word) > _MAX_ACRONYM and word.lower_ in COMMON_WORDS
    is_title = following.lower_.rstrip(".") in _TITLES and following.text[:1].isupper()
    adds = word.text.islower() and word.pos_ == "ADJ" and word.lower_ not in _FORMER
    return is_title and (adds or (word.is_sent_start is True and word.text.endswith("ing")))


def _is_address(before: Token, last: Token) -> bool:
    """Whether a description ends with a form of address: study co-author "Professor" Carl Lipo."""
    plain = last.lower_.rstrip(".")
    addressed = last.text[:1].isupper() and plain in HONORIFICS | _COMMON_OFFICES
    return addressed and before.text.islower() and is_person_noun(before.text)
