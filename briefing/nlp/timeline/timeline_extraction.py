"""Extracts dated events in chronological order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Event, Passage
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS, subject_of, trimmed
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, has_balanced_marks, quotation_at
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS
from briefing.nlp.parsing.tense import FUTURE, introduces_new_date, tense_of
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.date_resolution import Tense
from briefing.nlp.timeline.due_day import is_ahead

_OVERLAP = 0.6
"""The share of the shorter passage's words from which two passages describe one event."""
_MIN_SHARED = 2
"""The number of words that passages of one event must share."""
_MODIFIERS = frozenset(("compound", "nmod", "amod", "poss", "nummod"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_WORDS = load_words("timeline_extraction")
_TIME_NOUNS = _WORDS["time nouns"]
_UNNAMED = _WORDS["unnamed"]
_REFERRING = frozenset("that these those such same".split())
_DELIMITERS = frozenset("until till through before after".split())
"""Prepositions that only delimit an event in time: "closed until 4 p.m. on Friday"."""
_SHORT = frozenset("second minute hour moment".split())
_UNCERTAIN = frozenset("if whether unless how why what who whoever".split())
"""Words that make a clause other than a statement."""
_DATING = frozenset("in at on during after by with near between following".split())
"""Prepositions before an occasion whose date is the main event's: "at a meeting in May they agreed"."""
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj"))
_HABITUAL = _WORDS["habitual"]
_AHEAD = frozenset("upcoming forthcoming next".split())
_INDEFINITES = frozenset("a an any another some that".split())
_DEICTICS = frozenset("early late next last this coming past".split())
_ROUND = 50
"""A number of which quantities are multiples more often than years are."""
_NOUN_CLAUSES = ("relcl", "acl")
_PUBLISHING_VERBS = frozenset("publish release issue present announce date say conduct commission".split())
_MAX_ANCESTORS = 12
"""The most ancestors of a token that are examined."""
_MAX_DATES = 50
"""The most dates of a sentence that are examined; a sentence with more is a table."""
_MAX_COMPARED = 200
"""The number of the latest events of a date that another one is compared with."""


@dataclass(frozen=True, slots=True)
class _DatedPassage:
    event: Event
    words: frozenset[str]
    """The content lemmas of the passage."""
    is_own: bool
    """Whether the passage is the clause of the date itself, not one around it."""


def extract_timeline(document: Document) -> tuple[Event, ...]:
    """Return the events by date, then in reading order; each once, with its first passage."""
    published = _day(document.article.published)
    by_date: dict[str, list[_DatedPassage]] = {}
    years: dict[str, date] = {}
    paragraph = -1
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            paragraph, years = sentence.paragraph, {}
        kept: list[_DatedPassage] = []
        found = _dated_passages(sentence, published, document.quotations, years) if sentence.is_whole else ()
        for passage in sorted(found, key=lambda each: (not each.is_own, -len(each.event.date))):
            if not any(_is_within(passage, earlier) for earlier in kept):
                kept.append(passage)
        for passage in kept:
            same_date = by_date.setdefault(passage.event.date, [])
            if not any(_is_same_event(passage, earlier) for earlier in same_date[-_MAX_COMPARED:]):
                same_date.append(passage)
    events = sorted((passage.event for each in by_date.values() for passage in each), key=_sort_key)
    return tuple(
        replace(event, is_next=published is not None and is_ahead(event.date, published)) for event in events
    )


def _day(published: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat((published or "")[:10])
    return None


def _sort_key(event: Event) -> tuple[str, Passage]:
    """Return a sort key that puts a week at its Monday, and a month or year before its days."""
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
    expressions = list(islice(find_dates(sentence.tokens.text), _MAX_DATES))
    offsets = [start + expression.start for expression in expressions]
    for expression in expressions:
        tokens = doc.char_span(start + expression.start, start + expression.end, alignment_mode="expand")
        if tokens is None or _is_part_of_name(tokens) or _is_modifier(tokens):
            continue
        verb = _governor(tokens)
        if verb is None or _is_nowadays(tokens, verb) or _is_habit(verb) or _is_count(tokens):
            continue
        tense = _tense(tokens, verb)
        is_open = any(t.lower_ == "would" or (t.tag_ == "TO" and tense is Tense.PAST) for t in verb.children)
        if expression.lacks_year and is_open:
            # "was ordered to appear on August 19", "feared that it would happen in May"
            tense = Tense.UNKNOWN
        iso = expression.resolve(year if year is not None and expression.lacks_year else published, tense)
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
        is_by = "by" in (tokens[0].lower_, doc[max(0, tokens.start - 1)].lower_)
        is_deadline = is_by and tense is Tense.PAST and not _has_finite_form(verb)
        if is_deadline or _is_aside(tokens, verb, tense, len(iso) == 10):
            continue
        shown = _passage(sentence.tokens, verb, tokens, offsets)
        span = sentence.span_of(shown or tokens)
        early = (span.start + (span.end - span.start) // part for part in (4, 2))
        is_spoken = all(quotation_at(quotations, offset) is not None for offset in early)
        if shown and not is_spoken and quotation_at(quotations, sentence.span_of(tokens).start) is None:
            is_own = verb.dep_ == "ROOT" or shown.root in (verb, verb.head)
            yield _DatedPassage(
                Event(iso, sentence.passage_of(shown)), _content_lemmas(shown, tokens), is_own
            )


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
        if link.lower_ in ("from", "since", "of") and link.head.pos_ not in ("VERB", "AUX"):
            return link.lower_ != "of" or link.head.lower_ not in _TIME_NOUNS
        if link.lower_ == "since":
            before = tokens.doc[link.sent.start : link.i]
            return any(token.tag_ in ("JJS", "RBS") or token.lower_ == "first" for token in before)
    return False


def _is_nowadays(tokens: Tokens, verb: Token) -> bool:
    """Whether "today" means "nowadays": "the party today holds", "the situation today", "led to today"."""
    if tokens.text.lower() != "today":
        return False
    can = any(child.lower_ in ("can", "could", "may", "might", "do", "does") for child in verb.children)
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
        # "his vow on Monday that it would end": the parser attaches Monday to "end"
        is_outside = any(child.dep_ == "mark" and child.i > tokens.start for child in token.lefts)
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass") and not is_outside:
            return token
        is_near = token.i > 0 and token.nbor(-1).lemma_ in _SHORT  # "two hours after the vote on Friday"
        is_end = token.lower_ in _DELIMITERS and not is_near and not introduces_new_date(token)
        if token.head == token or is_end:
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


def _is_aside(dated: Tokens, verb: Token, tense: Tense, is_day: bool) -> bool:
    """Whether the date is that of a thing in passing: "a role in the leak in 2010"."""
    token, nouns = dated.root, list[Token]()
    while token.head not in (token, verb):
        token = token.head
        if token.pos_ in ("NOUN", "PROPN", "NUM", "ADJ") and token.lower_ not in _TIME_NOUNS:
            nouns += [token] if token.ent_type_ not in ("DATE", "TIME") and token.dep_ != "conj" else []
    if is_day and tense is Tense.PAST:
        # "was hired as the coach of the team on Monday": the parser attaches such a day to any noun.
        return any(noun.dep_ in ("appos", "relcl") for noun in nouns)
    links = {*_DATING, "for"} if tense is Tense.FUTURE else _DATING  # "will be held for a hearing on Monday"
    return verb.lemma_ == "compare" or not all(
        noun.dep_ in _ARGUMENTS or (noun.dep_ == "pobj" and noun.head.lower_ in links) for noun in nouns
    )


def _passage(whole: Tokens, verb: Token, dated: Tokens, dates: Sequence[int]) -> Tokens | None:
    """Return the clause that is dated, or its sentence, or that with the one before; or None.

    `dates` has the offsets of the dates in the doc, each of which may have its own clause.
    """
    clause = _clause(whole, verb, dates)
    for tokens in (clause, whole, _with_antecedent(whole)) if clause is not None else ():
        shown = trimmed(tokens, coordinator=True)
        is_inside = tokens.start <= shown.start <= dated.start and dated.end <= shown.end <= whole.end
        if is_inside and has_balanced_marks(shown.text) and not _needs_context(shown):
            return shown
    return None


def _with_antecedent(whole: Tokens) -> Tokens:
    """Add the sentence before, which has no date, if it names who "he" or "she" is."""
    subject = subject_of(whole.root) if whole.root.pos_ in ("VERB", "AUX") else None
    if whole.start == 0 or subject is None or subject.lower_ not in ("he", "she"):
        return whole
    before = whole.doc[whole.start - 1].sent
    named = subject_of(before.root) if before.root.pos_ in ("VERB", "AUX") else None
    is_named = named is not None and named.pos_ == "PROPN" and not any(find_dates(before.text))
    return whole.doc[before.start : whole.end] if is_named else whole


def _needs_context(tokens: Tokens) -> bool:
    """Whether only the context tells who acts: "she arrived", "both movements began", "shared that view"."""
    verb = tokens.root
    subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else verb
    if subject is None or tokens.text.rstrip("\"'”’ ").endswith("?"):
        return True
    is_coordinated = any(child.dep_ == "conj" for child in subject.rights)  # "both Sen and Dahl"
    named = [subject] if is_coordinated else [subject, *subject.lefts]
    refers = (t.lower_ in _REFERRING and t.head.pos_ == "NOUN" and not t.ent_type_ for t in tokens)
    return any(token.lower_ in _UNNAMED for token in named) or any(refers)


def _clause(whole: Tokens, verb: Token, dates: Sequence[int]) -> Tokens | None:
    """Return the nearest statement around a verb, the sentence for the main verb; None for an aside."""
    token = verb
    for _ in range(_MAX_ANCESTORS):
        if token.dep_ in _NOUN_CLAUSES:
            named = _described_name(token)
            if named is not None:
                return verb.doc[named.left_edge.i : token.right_edge.i + 1]
            if _tells_when(token):
                return _without_subordinator(_own_span(token, dates), token)
            has_agent = any(child.dep_ == "agent" for child in token.children)
            is_shown = (
                (token.tag_ in ("VB", "VBG") and token.head.dep_ in _ARGUMENTS)
                or (token.dep_ == "acl" and token.lemma_ in _PUBLISHING_VERBS)
                # "with the first meeting set for May"
                or (tense_of(verb) is Tense.FUTURE and not _is_finite(token))
                # "a law signed by the king in 2010 was struck down"
                or (has_agent and token.head.dep_ in _SUBJECTS and token.head.head == whole.root)
                # "Sen brought the clock he made to school on May 3": the day may be that of either verb.
                or (
                    _is_bare(token)
                    and token.head.dep_ == "dobj"
                    and token.tag_ == token.head.head.tag_ == "VBD"
                )
            )
            if not is_shown:
                return None
        elif token.dep_ == "pcomp" and token.head.lower_ in ("since", *_DELIMITERS):
            return None  # "since lifting the order on Wednesday"
        elif _is_finite(token):
            tokens = _own_span(token, dates)
            is_main = (token == whole.root and tokens.end > token.right_edge.i) or tokens[
                0
            ].lower_ in _UNCERTAIN
            return whole if is_main else _without_subordinator(tokens, token)
        if token.head == token:
            break
        token = token.head
    return whole


def _tells_when(verb: Token) -> bool:
    """Whether a relative clause is a statement: "where rebels came in May", "by the day it opened in May"."""
    is_time = verb.head.lower_ in _TIME_NOUNS and _is_bare(verb)
    return is_time or any(child.lower_ in ("where", "when") for child in verb.lefts)


def _is_bare(verb: Token) -> bool:
    """Whether a verb is that of a relative clause without a pronoun: "the clock he made"."""
    return verb.dep_ == "relcl" and not any(child.tag_ in ("WDT", "WP", "WRB") for child in verb.lefts)


def _is_finite(verb: Token) -> bool:
    """Whether a verb with its subject makes a statement: not "with the first meeting set for May"."""
    return _has_finite_form(verb) and any(child.dep_ in _SUBJECTS for child in verb.children)


def _has_finite_form(verb: Token) -> bool:
    forms = (verb, *(child for child in verb.children if child.dep_ in ("aux", "auxpass")))
    return any(token.tag_ in FINITE_TAGS for token in forms)


def _described_name(verb: Token) -> Token | None:
    """Return the name with which a clause can stand: "Sen, an airman, who was arrested in 2019"."""
    noun, subject = verb.head, subject_of(verb)
    noun = noun.head if noun.dep_ == "appos" else noun
    # The parser attaches clauses too low: "the talks with Sen, which …", "Sen of the board, who …".
    wrong = {"who": ("ORG", "GPE", "LOC", "EVENT"), "which": ("PERSON",)}
    if subject is None:
        is_fit = verb.tag_ == "VBN" and verb.lemma_ not in _PUBLISHING_VERBS and noun.ent_type_ != ""
    else:
        is_fit = subject.lower_ in wrong and noun.ent_type_ not in wrong[subject.lower_]
    return noun if is_fit and noun.pos_ == "PROPN" else None


def _own_span(verb: Token, dates: Sequence[int]) -> Tokens:
    """Return the span of the verb without conjoined clauses that have another subject and another date."""
    doc = verb.doc
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    for child in verb.children:
        if child.dep_ == "conj" and subject_of(child) != subject_of(verb) and child.i > verb.i:
            first, last = doc[child.left_edge.i], doc[child.right_edge.i]
            if any(first.idx <= offset < last.idx + len(last) for offset in dates):
                end = min(end, max(first.i, verb.i + 1))
    return doc[start:end]


def _without_subordinator(tokens: Tokens, verb: Token) -> Tokens:
    """Strip the "after", "when" or "that" that introduces the clause of the verb."""
    first = tokens[0]
    joins = first.head == verb and (first.dep_ == "mark" or (first.dep_ == "advmod" and first.tag_ == "WRB"))
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
    """Whether `other` makes a passage superfluous: it is equal, or contains the clause that is dated."""
    is_part = not one.is_own and one.event.passage.span.overlap(other.event.passage.span) > 0
    return is_part or one.event.passage == other.event.passage


def _is_same_event(later: _DatedPassage, earlier: _DatedPassage) -> bool:
    """Whether two passages of one date describe the same event."""
    if later.event.passage.span.overlap(earlier.event.passage.span):
        return True
    shared = later.words & earlier.words
    return len(shared) >= _MIN_SHARED and len(shared) >= _OVERLAP * min(len(later.words), len(earlier.words))
