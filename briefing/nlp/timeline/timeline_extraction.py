"""Extracts dated events in chronological order."""

from __future__ import annotations

from collections import Counter
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

_MIN_TOKENS = 4
"""Tokens of a clause; shorter ones need their sentence."""
_MIN_CONTENT = 2
"""Content words of a clause; one with fewer, "they estimated by 2050", needs its sentence."""
_OVERLAP = 0.6
"""Share of the words of the shorter of two passages from which they describe the same event."""
_MIN_SHARED = 2
"""Words that such passages share at least."""
_MODIFIERS = frozenset(("compound", "nmod", "amod", "poss", "nummod"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_WORDS = load_words("timeline_extraction")
_TIME_NOUNS = _WORDS["time nouns"]
_DELIMITERS = frozenset("until till through before after".split())
"""Prepositions that only delimit an event in time: "closed until 4 p.m. on Friday"."""
_UNCERTAIN = frozenset("if whether unless how why what who whoever".split())
"""Words that make a clause no statement."""
_HABITUAL = _WORDS["habitual"]
_AHEAD = frozenset("upcoming forthcoming next".split())
_INDEFINITES = frozenset("a an any another some that".split())
_DEICTICS = frozenset("early late next last this coming past".split())
_ROUND = 50
"""Quantities are multiples of this more often than years."""
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_NOUN_CLAUSES = ("relcl", "acl")
_PUBLISHING_VERBS = frozenset("publish release issue present announce date say make".split())
_MAX_ANCESTORS = 12
"""Ancestors of a token that are examined."""
_MAX_DATES = 50
"""Dates of a sentence that are examined; more are a table."""
_MAX_COMPARED = 200
"""Latest events of a date that a further one is compared with."""


@dataclass(frozen=True, slots=True)
class _DatedPassage:
    event: Event
    words: frozenset[str]
    """The content lemmas of the passage."""
    is_own: bool
    """Whether the passage is the clause of the date itself, not one around it."""


def extract_timeline(document: Document) -> tuple[Event, ...]:
    """Return the events by date, then in reading order; each once, from its first passage."""
    published = _day(document.article.published)
    by_date: dict[str, list[_DatedPassage]] = {}
    years: dict[str, date] = {}
    paragraph = -1
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            paragraph, years = sentence.paragraph, {}
        kept: list[_DatedPassage] = []
        found = list(_dated_passages(sentence, published, document.quotations, years))
        for passage in sorted(found, key=lambda each: (not each.is_own, -len(each.event.date))):
            if not any(_is_within(passage, earlier) for earlier in kept):
                kept = [each for each in kept if not _is_within(each, passage)]
                kept.append(passage)
        for passage in kept:
            same_date = by_date.setdefault(passage.event.date, [])
            if not any(_is_same_event(passage, earlier) for earlier in same_date[-_MAX_COMPARED:]):
                same_date.append(passage)
    return tuple(sorted((passage.event for each in by_date.values() for passage in each), key=_sort_key))


def _day(published: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat((published or "")[:10])
    return None


def _sort_key(event: Event) -> tuple[str, Passage]:
    """Sort key: a week is sorted by its Monday, a month or year before its days."""
    iso = event.date
    if "W" in iso:
        year, week = iso.split("-W")
        iso = date.fromisocalendar(int(year), int(week), 1).isoformat()
    return iso, event.passage


def _dated_passages(
    sentence: Sentence, published: date | None, quotations: Sequence[Quotation], years: dict[str, date]
) -> Iterator[_DatedPassage]:
    """Yield the dated passages; `years` has the years of the months that the paragraph has dated in full."""
    doc, start = sentence.tokens.doc, sentence.tokens.start_char
    year: date | None = None
    for expression in islice(find_dates(sentence.tokens.text), _MAX_DATES):
        tokens = doc.char_span(start + expression.start, start + expression.end, alignment_mode="expand")
        if tokens is None or _is_part_of_name(tokens) or _is_modifier(tokens):
            continue
        verb = _governor(tokens)
        if verb is None or _is_nowadays(tokens, verb) or _is_habit(verb) or _is_count(tokens):
            continue
        is_spoken = quotation_at(quotations, sentence.span_of(tokens).start) is not None
        # "Tomorrow" in a quotation is not relative to the day of publication.
        reference = None if is_spoken else year if year is not None and expression.lacks_year else published
        tense = _tense(tokens, verb)
        is_open = any(t.lower_ == "would" or (t.tag_ == "TO" and tense is Tense.PAST) for t in verb.children)
        if expression.lacks_year and is_open:
            # "was ordered to appear on August 19", "feared that it would happen in May"
            tense = Tense.UNKNOWN
        iso = expression.resolve(reference, tense)
        if iso is None:
            continue
        month = iso[5:7]
        if expression.lacks_year and month in years and published and published.month != int(month):
            iso = expression.resolve(years[month], Tense.PAST) or iso  # "November 15, 2017 … on November 21"
        is_named = not expression.lacks_year and iso[:4] in tokens.text
        if is_named and (published is None or int(iso[:4]) < published.year):
            last_day = date(int(iso[:4]), 12, 31)
            if len(iso) == 4:
                year = last_day  # "In 2019 … on February 6"
            years[month] = last_day
        clause, is_own = _clause(sentence, verb, tokens)
        words = _content_lemmas(clause or sentence.tokens, tokens)
        if clause is None or len(words) < _MIN_CONTENT:
            words, is_own = _content_lemmas(sentence.tokens, tokens), verb.dep_ == "ROOT"
            yield _DatedPassage(Event(iso, sentence.passage), words, is_own)
        else:
            yield _DatedPassage(Event(iso, sentence.passage_of(clause)), words, is_own)


def _is_part_of_name(tokens: Tokens) -> bool:
    """Whether the date is part of a name: Black Friday, Theresa May, the March of Dimes."""
    return any(token.ent_type_ in ("PERSON", "ORG", "WORK_OF_ART", "EVENT", "FAC", "LAW") for token in tokens)


def _is_modifier(tokens: Tokens) -> bool:
    """Whether the date modifies a noun: "the 2016 election", "data from 2004", "the worst since 2009"."""
    if any(token.dep_ in _MODIFIERS and token.head.i >= tokens.end for token in tokens):
        return True
    # "a Monday", "a better tomorrow"; but "early on Tuesday", "next Wednesday, July 31".
    lefts = [child for child in tokens.root.lefts if child.i < tokens.start]
    if any(t.lower_ in _INDEFINITES or (t.dep_ == "amod" and t.lower_ not in _DEICTICS) for t in lefts):
        return True
    for link in (tokens.root, tokens.root.head):
        if link.lower_ in ("from", "since") and link.head.pos_ not in ("VERB", "AUX"):
            return True
        if link.lower_ == "since":
            return any(token.tag_ in ("JJS", "RBS") or token.lower_ == "first" for token in link.head.subtree)
    return False


def _is_nowadays(tokens: Tokens, verb: Token) -> bool:
    """Whether "today" means "nowadays": "the party today holds", "the situation today", "led to today"."""
    if tokens.text.lower() != "today":
        return False
    can = any(child.lower_ in ("can", "may", "might", "do", "does") for child in verb.children)
    still = tokens.start > 0 and tokens.doc[tokens.start - 1].lower_ in ("still", "even")
    return can or still or tense_of(verb) is Tense.PRESENT or tokens.root.head != verb


def _is_habit(verb: Token) -> bool:
    return verb.tag_ in ("VBZ", "VBP") and any(child.lower_ in _HABITUAL for child in verb.children)


def _is_count(tokens: Tokens) -> bool:
    """Whether figures are quantities: "between 1500 and 2000 people"."""
    figures = [int(token.text) for token in tokens if token.text.isdecimal()]
    after = tokens.doc[tokens.end : tokens.end + 1]
    unit = _ROUND if any(token.tag_ == "NNS" for token in after) else 10 * _ROUND
    return len(figures) == 2 and not any(figure % unit for figure in figures)


def _governor(tokens: Tokens) -> Token | None:
    """Return the verb of the event that is dated."""
    before = tokens.doc[tokens.start - 1] if tokens.start > 0 else tokens[0]
    if before.lower_ == "on" and before.i > 0:
        before = before.nbor(-1)
    if before.tag_ == "VBD" and before.lemma_ in ATTRIBUTION_VERBS:
        return before  # "said on Monday they believe": the parser attaches Monday to "believe"
    token = tokens.root
    for _ in range(_MAX_ANCESTORS):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            return token
        if token.head == token or (token.lower_ in _DELIMITERS and not introduces_new_date(token)):
            return None
        token = token.head
    return None


def _tense(tokens: Tokens, verb: Token) -> Tense:
    """Return the verb's tense, or FUTURE if a word between it and the date indicates the future."""
    tense = tense_of(verb)
    between = tokens.doc[verb.i : tokens.start]
    if any(t.lower_ in _AHEAD and t.head.lower_ not in _TIME_NOUNS for t in between):
        return Tense.FUTURE  # "was held for his next hearing on April 19"
    token = tokens.root
    while token != verb and token.head != token:
        token = token.head
        if token != verb and introduces_new_date(token):
            is_open = tense is Tense.UNKNOWN and token.head.dep_ == "acl"
            return tense if is_open else Tense.FUTURE
        near = token.children if token.pos_ == "NOUN" else ()
        if token != verb and (token.lower_ in FUTURE or any(child.lower_ in FUTURE for child in near)):
            # "the launch planned for Wednesday was cancelled" leaves open whether it has come
            return Tense.UNKNOWN if tense is Tense.PAST else Tense.FUTURE
    if tense is Tense.PRESENT and _modifies_noun(tokens):
        return Tense.UNKNOWN  # "the demands include inquiries into the violence on Monday"
    return tense


def _modifies_noun(tokens: Tokens) -> bool:
    link = tokens.root.head if tokens.root.head.pos_ == "ADP" else tokens.root
    return link.head.pos_ in ("NOUN", "PROPN")


def _clause(sentence: Sentence, verb: Token, dated: Tokens) -> tuple[Tokens | None, bool]:
    """Return the finite clause around the date with its subject, and whether it is the verb's own.

    The clause is None if it is too short or not within the sentence.
    """
    token = verb
    for _ in range(_MAX_ANCESTORS):
        if token.dep_ in _NOUN_CLAUSES and _describes_noun(token):
            tokens = verb.doc[token.head.left_edge.i : token.right_edge.i + 1]
        elif token.dep_ not in _NOUN_CLAUSES and _is_finite(token):
            tokens = _own_span(token)
        elif token.head == token:
            break
        else:
            token = token.head
            continue
        if tokens[0].lower_ in _UNCERTAIN:
            return None, False
        tokens = trimmed(_without_subordinator(tokens), coordinator=True)
        whole = tokens.start <= dated.start and dated.end <= tokens.end and len(tokens) >= _MIN_TOKENS
        inside = sentence.tokens.start <= tokens.start and tokens.end <= sentence.tokens.end
        marks = Counter(tokens.text)
        paired = marks['"'] % 2 == 0 and marks["“"] == marks["”"]
        return (tokens, token == verb) if whole and inside and paired else (None, False)
    return None, False


def _is_finite(verb: Token) -> bool:
    """Whether a verb with its subject makes a statement: not "with the first meeting set for May"."""
    forms = (verb, *(child for child in verb.children if child.dep_ in ("aux", "auxpass")))
    has_subject = any(child.dep_ in _SUBJECTS for child in verb.children)
    return has_subject and any(token.tag_ in _FINITE for token in forms)


def _describes_noun(verb: Token) -> bool:
    """Whether a clause can stand with its noun: "Sen, who was arrested in 2019", "the law passed in 2003".

    What was published or issued on a date is better understood in its sentence.
    """
    noun, subject = verb.head, subject_of(verb)
    if noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if verb.dep_ == "acl":
        return verb.tag_ == "VBN" and verb.lemma_ not in _PUBLISHING_VERBS and subject is None
    # The parser attaches clauses too low: "the talks with Sen, which …", "Sen of the board, who …".
    excluded = {"that": (), "which": ("PERSON",), "who": ("ORG", "GPE", "LOC", "EVENT")}
    return subject is not None and noun.ent_type_ not in excluded.get(subject.lower_, (noun.ent_type_,))


def _own_span(verb: Token) -> Tokens:
    """Return the span of the verb without conjoined clauses that have another subject."""
    doc = verb.doc
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    for child in verb.children:
        if child.dep_ == "conj" and subject_of(child) != subject_of(verb) and child.i > verb.i:
            end = min(end, max(child.left_edge.i, verb.i + 1))
    return doc[start:end]


def _without_subordinator(tokens: Tokens) -> Tokens:
    """Strip the "after", "when" or "that" that introduces the clause."""
    first = tokens[0]
    joins = first.dep_ == "mark" or (first.dep_ == "advmod" and first.tag_ == "WRB")
    return tokens[1:] if joins and len(tokens) > 1 else tokens


def _content_lemmas(tokens: Tokens, dated: Tokens) -> frozenset[str]:
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in ("NOUN", "PROPN", "VERB", "NUM", "ADJ")
        and not token.is_stop
        and not dated.start <= token.i < dated.end
    )


def _is_within(one: _DatedPassage, other: _DatedPassage) -> bool:
    """Whether `other` makes the passage superfluous: an own clause within it, or the same more precisely."""
    if not one.is_own:
        return one.event.passage.span.overlap(other.event.passage.span) > 0
    return one.event.passage == other.event.passage and other.event.date.startswith(one.event.date)


def _is_same_event(later: _DatedPassage, earlier: _DatedPassage) -> bool:
    """Whether two passages of one date describe the same event."""
    if later.event.passage.span.overlap(earlier.event.passage.span):
        return True
    shared = later.words & earlier.words
    return len(shared) >= _MIN_SHARED and len(shared) >= _OVERLAP * min(len(later.words), len(earlier.words))
