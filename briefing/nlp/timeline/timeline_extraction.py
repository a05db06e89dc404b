"""Extracts dated events in chronological order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Event, Passage
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of, trimmed
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, quotation_at
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS
from briefing.nlp.parsing.tense import FUTURE, introduces_new_date, tense_of
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.date_resolution import Tense

_SHORTEST = 4
"""Tokens of a clause; fewer say too little without their sentence."""
_LEAST_TOLD = 2
"""Words of a clause that say what happened; one with fewer, "they estimated by 2050", needs its sentence."""
_REPEATS = 0.6
"""Share of the words of the shorter of two passages past which they tell the same event."""
_LEAST_SHARED = 2
"""Words that they have in common at least."""
_MODIFIERS = frozenset(("compound", "nmod", "amod", "poss", "nummod"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_WORDS = load_words("timeline_extraction")
_TIMES = _WORDS["times"]
_BOUNDS = frozenset("until till through before after".split())
"""What only bounds in time what a verb tells: "closed until 4 p.m. on Friday"."""
_ANY = frozenset("a an any another some that".split())
_NEAR = frozenset("early late next last this coming past".split())
_CHANGES = _WORDS["changes"]
_ROUND = 50
"""Figures of a count are round more often than years are; of what rises or falls, twice as much so."""
_YEARS = (1500, 2099)
_HIGHEST = 12
"""Words above one another in the parse that are looked at."""
_MOST_DATES = 50
"""Dates of a sentence that are looked at; what has more is a table."""
_MOST_COMPARED = 200
"""Events of a date, the last ones told, that a further one is compared with."""


@dataclass(frozen=True, slots=True)
class _DatedPassage:
    event: Event
    words: frozenset[str]
    """The lemmas that say what happened."""


def extract_timeline(document: Document) -> tuple[Event, ...]:
    """Return the events by date, then in reading order; each once, from its first passage."""
    published = _day(document.article.published)
    by_date: dict[str, list[_DatedPassage]] = {}
    for sentence in document.sentences:
        kept: list[_DatedPassage] = []
        for told in _told_in(sentence, published, document.quotations):
            if not any(_is_within(told, earlier) for earlier in kept):
                kept = [each for each in kept if not _is_within(each, told)]
                kept.append(told)
        for told in kept:
            same_date = by_date.setdefault(told.event.date, [])
            if not any(_is_same(told, earlier) for earlier in same_date[-_MOST_COMPARED:]):
                same_date.append(told)
    return tuple(sorted((told.event for each in by_date.values() for told in each), key=_order))


def _day(published: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat((published or "")[:10])
    return None


def _order(event: Event) -> tuple[str, Passage]:
    """A week goes by its Monday; a month or a year stands before its days."""
    iso = event.date
    if "W" in iso:
        year, week = iso.split("-W")
        iso = date.fromisocalendar(int(year), int(week), 1).isoformat()
    return iso, event.passage


def _told_in(
    sentence: Sentence, published: date | None, quotations: Sequence[Quotation]
) -> Iterator[_DatedPassage]:
    doc, start = sentence.tokens.doc, sentence.tokens.start_char
    year: date | None = None
    for words in islice(find_dates(sentence.tokens.text), _MOST_DATES):
        tokens = doc.char_span(start + words.start, start + words.end, alignment_mode="expand")
        if tokens is None or _is_part_of_name(tokens) or _only_qualifies(tokens):
            continue
        verb = _governor(tokens)
        if verb is None or _is_nowadays(tokens, verb) or _counts(tokens, verb):
            continue
        is_spoken = quotation_at(quotations, sentence.span_of(tokens).start) is not None
        # What is "tomorrow" in a speech, the day of the paper does not tell.
        seen_from = None if is_spoken else year if year is not None and words.lacks_year else published
        iso = words.resolve(seen_from, _tense(tokens, verb))
        if iso is None:
            continue
        if len(iso) == 4 and (published is None or int(iso) < published.year):
            year = date(int(iso), 12, 31)  # "In 2019 … on February 6"
        clause = _named(sentence, tokens) or _clause(sentence, verb, tokens)
        if clause is None or len(_content(clause, tokens)) < _LEAST_TOLD:
            yield _DatedPassage(Event(iso, sentence.passage), _content(sentence.tokens, tokens))
        else:
            yield _DatedPassage(Event(iso, sentence.passage_of(clause)), _content(clause, tokens))


def _is_part_of_name(tokens: Tokens) -> bool:
    """Black Friday, Theresa May, the March of Dimes."""
    return any(token.ent_type_ in ("PERSON", "ORG", "WORK_OF_ART", "EVENT", "FAC", "LAW") for token in tokens)


def _only_qualifies(tokens: Tokens) -> bool:
    """Whether the date says which is meant: "the 2016 election", "data from 2004", "the worst since 2009"."""
    if any(token.dep_ in _MODIFIERS and token.head.i >= tokens.end for token in tokens):
        return True
    # "a Monday", "a better tomorrow"; but "early on Tuesday", "next Wednesday, July 31".
    described = (child for child in tokens.root.lefts if child.i < tokens.start)
    if any(
        child.lower_ in _ANY or (child.dep_ == "amod" and child.lower_ not in _NEAR) for child in described
    ):
        return True
    for link in (tokens.root, tokens.root.head):
        if link.lower_ in ("from", "since") and link.head.pos_ not in ("VERB", "AUX"):
            return True
        if link.lower_ == "since":
            return any(token.tag_ in ("JJS", "RBS") or token.lower_ == "first" for token in link.head.subtree)
    return False


def _is_nowadays(tokens: Tokens, verb: Token) -> bool:
    """Whether "today" is no day: "the party today holds", "the situation today", "led to today"."""
    if tokens.text.lower() != "today":
        return False
    helps = any(child.lower_ in ("can", "may", "might", "do", "does") for child in verb.children)
    return verb.tag_ in ("VBZ", "VBP") or helps or tokens.root.head != verb


def _counts(tokens: Tokens, verb: Token) -> bool:
    """Whether "between 1500 and 2000 people", or what "grew from 1500 to 2000", are numbers and no years."""
    figures = [int(token.text) for token in tokens if token.text.isdecimal()]
    if len(figures) != 2 or not all(_YEARS[0] <= figure <= _YEARS[1] for figure in figures):
        return False
    before = tokens.doc[tokens.start - 1] if tokens.start > tokens.sent.start else None
    if before is not None and before.lower_ in ("of", "at", "for", "with") and tokens[0].lower_ == "between":
        return True  # "a crowd of between …"
    after = [token for token in tokens.doc[tokens.end : tokens.end + 2] if token.tag_ != "JJ"]
    counted = bool(after) and after[0].tag_ == "NNS" and after[0].i <= tokens.end + 1
    if counted and not any(figure % _ROUND for figure in figures):
        return True
    return verb.lemma_ in _CHANGES and not any(figure % (2 * _ROUND) for figure in figures)


def _governor(tokens: Tokens) -> Token | None:
    """The verb that tells what happened on the date."""
    before = tokens.doc[tokens.start - 1] if tokens.start > 0 else tokens[0]
    if before.lower_ == "on" and before.i > 0:
        before = before.nbor(-1)
    if before.tag_ == "VBD" and before.lemma_ in ATTRIBUTION_VERBS:
        return before  # "said on Monday they believe": the parser gives Monday to what is believed
    token = tokens.root
    for _ in range(_HIGHEST):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            return token
        if token.head == token or (token.lower_ in _BOUNDS and not introduces_new_date(token)):
            return None
        token = token.head
    return None


def _tense(tokens: Tokens, verb: Token) -> Tense:
    """The verb's, unless words between it and the date say that what is dated is still to come."""
    token = tokens.root
    while token != verb and token.head != token:
        token = token.head
        if token != verb and introduces_new_date(token):
            return Tense.FUTURE
        near = token.children if token.pos_ == "NOUN" else ()
        if token != verb and (token.lower_ in FUTURE or any(child.lower_ in FUTURE for child in near)):
            return Tense.FUTURE
    tense = tense_of(verb)
    if tense is Tense.PRESENT and _is_of_noun(tokens):
        return Tense.UNKNOWN  # "the demands include inquiries into the violence on Monday"
    return tense


def _is_of_noun(tokens: Tokens) -> bool:
    link = tokens.root.head if tokens.root.head.pos_ == "ADP" else tokens.root
    return link.head.pos_ in ("NOUN", "PROPN")


def _named(sentence: Sentence, dated: Tokens) -> Tokens | None:
    """What is named by its date: "the Joint Declaration of 22 December 2020", but not "the night of"."""
    link = dated.root.head
    if link.lower_ != "of" or link.head.pos_ not in ("NOUN", "PROPN") or link.head.lower_ in _TIMES:
        return None
    noun = link.head
    tokens = trimmed(noun.doc[noun.left_edge.i : noun.right_edge.i + 1])
    whole = sentence.tokens.start <= tokens.start and dated.end <= tokens.end <= sentence.tokens.end
    return tokens if whole and len(tokens) >= _SHORTEST else None


def _clause(sentence: Sentence, verb: Token, dated: Tokens) -> Tokens | None:
    """The clause of the verb with its subject; None where that is no part of the sentence by itself."""
    doc = sentence.tokens.doc
    for _ in range(_HIGHEST):
        if verb.dep_ in ("relcl", "acl") and verb.head.pos_ in ("NOUN", "PROPN"):
            tokens = doc[verb.head.left_edge.i : verb.right_edge.i + 1]
        elif any(child.dep_ in _SUBJECTS for child in verb.children):
            tokens = _own_words(verb)
        elif verb.head == verb:
            return None
        else:
            verb = verb.head
            continue
        tokens = trimmed(_without_opening(tokens), coordinator=True)
        whole = tokens.start <= dated.start and dated.end <= tokens.end and len(tokens) >= _SHORTEST
        inside = sentence.tokens.start <= tokens.start and tokens.end <= sentence.tokens.end
        return tokens if whole and inside else None
    return None


def _own_words(verb: Token) -> Tokens:
    """The run of words that the verb governs, without other clauses that are only joined to it."""
    doc = verb.doc
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    for child in verb.children:
        if child.dep_ == "conj" and subject_of(child) != subject_of(verb) and child.i > verb.i:
            end = min(end, child.left_edge.i)
    return doc[start:end]


def _without_opening(tokens: Tokens) -> Tokens:
    """Without the "after", "when" or "that" that joins a clause to its sentence."""
    first = tokens[0]
    joins = first.dep_ == "mark" or (first.dep_ == "advmod" and first.tag_ == "WRB")
    return tokens[1:] if joins and len(tokens) > 1 else tokens


def _content(tokens: Tokens, dated: Tokens) -> frozenset[str]:
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in ("NOUN", "PROPN", "VERB", "NUM", "ADJ")
        and not token.is_stop
        and not dated.start <= token.i < dated.end
    )


def _is_within(told: _DatedPassage, other: _DatedPassage) -> bool:
    """Whether the same passage tells another date that is the same, or a part of this one."""
    return told.event.passage == other.event.passage and other.event.date.startswith(told.event.date)


def _is_same(told: _DatedPassage, earlier: _DatedPassage) -> bool:
    """Whether two passages with one date tell the same of it."""
    if told.event.passage.span.overlap(earlier.event.passage.span):
        return True
    shared = told.words & earlier.words
    return len(shared) >= _LEAST_SHARED and len(shared) >= _REPEATS * min(len(told.words), len(earlier.words))
