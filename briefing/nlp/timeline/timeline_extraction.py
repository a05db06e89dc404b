"""Extracts dated events in chronological order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date
from itertools import islice

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Event, Span
from briefing.domain.analysis import date_order
from briefing.domain.text.captions import is_in_caption
from briefing.nlp.actors.naming.names import is_office
from briefing.nlp.actors.roles import is_person_noun
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.bare_references import is_bare_reference
from briefing.nlp.parsing.clauses import FINITE_TAGS, subject_of, trimmed
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, has_balanced_marks, quotation_at
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS
from briefing.nlp.parsing.tense import FUTURE, introduces_new_date, tense_of
from briefing.nlp.parsing.word_stems import word_stems
from briefing.nlp.timeline.account_years import MAX_DATES, AccountYears
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.due_day import is_to_come
from briefing.nlp.timeline.event_choice import DatedPassage, choose_events
from briefing.nlp.timeline.relative_days import Tense, day_of

_OVERLAP = 0.6
"""The share of the shorter passage's words from which two passages describe one event."""
_MIN_SHARED = 2
"""The number of words that passages of one event must share."""
_MODIFIERS = frozenset(("compound", "nmod", "amod", "poss", "nummod"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_WORDS = load_words("timeline_extraction")
_TIME_NOUNS = _WORDS["time nouns"]
_UNNAMED = _WORDS["unnamed"]
_REFERRING = frozenset("that this these those such same".split())
_DELIMITERS = frozenset("until till through before after".split())
"""Prepositions that only delimit an event in time: "closed until 4 p.m. on Friday"."""
_SHORT = frozenset("second minute hour moment".split())
_UNCERTAIN = frozenset("if whether unless how why what who whoever".split())
"""Words that make a clause other than a statement."""
_DATING = frozenset("in at on during after by with near between following".split())
"""Prepositions before an occasion whose date is the main event's: "at a meeting in May they agreed"."""
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj"))
_AHEAD = frozenset("upcoming forthcoming next".split())
_INDEFINITES = frozenset("a an any another some that".split())
_DEICTICS = frozenset("early late next last this coming past".split())
_NOUN_CLAUSES = ("relcl", "acl")
_PUBLISHING_VERBS = frozenset("publish release issue present announce date say conduct commission".split())
_MAX_ANCESTORS = 12
"""The most ancestors of a token that are examined."""
_MAX_COMPARED = 200
"""The number of the latest events of a date that another one is compared with."""
_ALL_WEEK = re.compile(r"mondays? ?(?:through|to|[-–]) ?(?:fri|satur|sun)day", re.IGNORECASE)
_DATE_OPENINGS = frozenset("on in early late mid -".split())
_REPORTS = frozenset("say tell report write suggest note add state".split())
_SILENT = frozenset("comment respond reply response".split())
_REFUSALS = frozenset("decline refuse fail".split())
_ASKING = frozenset("recommend demand urge propose suggest insist request ask require".split())
_DECIDED = frozenset("pass approve reach agree agreement deal win elect confirm".split())
"""What is news even where it did not happen."""
_MAX_WHOLE = 250
"""The most code points of a sentence that is shown in place of a clause in it."""
_COMPARING = frozenset("than compared versus".split())
_LIMITS = frozenset("from than".split())
_PRONOUNS = frozenset("he she it they".split())
_COUNTED = ("the next ", "the following ")
"""Openings of a time that is counted from the one before in the account: "the next year"."""
_OWNERS = frozenset("his her my".split())
_PERSONAL = frozenset("he she him his her".split())
_FORECASTS = frozenset("forecast predict project expect anticipate".split())
_SPEAKERS = frozenset("I me my".split())
_MAYBE = frozenset("could may might would should".split())


def extract_timeline(document: Document) -> tuple[Event, ...]:
    """Return the events by date, then in reading order; each once, with its first passage."""
    return tuple(sorted(choose_events(list(dated_passages(document)), document), key=date_order))


def dated_passages(document: Document) -> Iterator[DatedPassage]:
    """Yield each dated event once, with its first passage."""
    published, headline = day_of(document.article.published), word_stems(document.article.title)
    by_date: dict[str, list[DatedPassage]] = {}
    years = AccountYears(published)
    paragraph = -1
    for sentence in document.sentences:
        years.enter(sentence, paragraph != sentence.paragraph)
        kept: list[DatedPassage] = []
        found = _dated_passages(sentence, published, headline, document.quotations, years)
        paragraph = sentence.paragraph
        span = sentence.span
        if not sentence.is_whole or is_in_caption(document.article.text, span.start, span.end):
            continue
        for passage in sorted(found, key=lambda each: (not each.is_own, -len(each.event.date))):
            if not any(_is_within(passage, earlier) for earlier in kept):
                kept.append(passage)
        for passage in kept:
            same_date = by_date.setdefault(passage.event.date, [])
            if not any(_is_same_event(passage, earlier) for earlier in same_date[-_MAX_COMPARED:]):
                same_date.append(passage)
    yield from (passage for each in by_date.values() for passage in each)


def _dated_passages(
    sentence: Sentence,
    published: date | None,
    headline: Set[str],
    quotations: Sequence[Quotation],
    years: AccountYears,
) -> Iterator[DatedPassage]:
    """Yield the dated passages of a sentence."""
    doc, start = sentence.tokens.doc, sentence.tokens.start_char
    expressions = list(islice(find_dates(sentence.tokens.text), MAX_DATES))
    offsets = [start + expression.start for expression in expressions]
    for expression in expressions:
        tokens = doc.char_span(start + expression.start, start + expression.end, alignment_mode="expand")
        if tokens is None or _is_part_of_name(tokens) or _is_modifier(tokens):
            continue
        verb = _governor(tokens)
        if verb is None or _is_nowadays(tokens, verb) or _is_no_event(verb) or _ALL_WEEK.match(tokens.text):
            continue
        tense = _tense(tokens, verb)
        iso = years.resolve(expression, tokens, verb, tense)
        if iso is None:
            continue
        is_future = published is not None and is_to_come(iso, published, tense)
        if tense is Tense.UNKNOWN and not is_future and _is_infinitive(verb):
            continue  # "was to meet in June" leaves open whether they met
        is_by = "by" in (tokens[0].lower_, doc[max(0, tokens.start - 1)].lower_)
        is_deadline = is_by and tense is Tense.PAST and not _has_finite_form(verb)
        if is_deadline or _is_aside(tokens, verb, tense, len(iso) == 10, is_future):
            continue
        shown = _passage(sentence.tokens, verb, tokens, offsets)
        quotation = quotation_at(quotations, sentence.span_of(tokens).start)
        if shown and quotation is None and not _is_spoken(sentence.span_of(shown), quotations):
            is_own = verb.dep_ == "ROOT" or shown.root in (verb, verb.head)
            event = Event(iso, sentence.passage_of(shown), is_next=is_future)
            is_clear = _is_clear(shown, verb) and not _is_about_told(shown, headline)
            yield DatedPassage(event, _content_lemmas(shown, tokens), is_own, verb, is_clear)


def _is_clear(shown: Tokens, dated: Token) -> bool:
    """Whether a passage is a statement, not only if something happens, and names its subject and "she"."""
    verb = shown.root
    subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else None
    if subject is None or any(child.lower_ in ("if", "unless") for child in dated.lefts):
        return False
    first = next((t.i for t in shown if _is_person(t)), shown.end)
    return not any(t.lower_ in _PERSONAL and t.i < first for t in shown)


def _is_person(token: Token) -> bool:
    """Whether a word means somebody; the recognizer takes a name of one word for an organization, too."""
    if token.ent_type_ == "PERSON" or (token.pos_ == "NOUN" and is_person_noun(token.text)):
        return True
    return token.ent_type_ == "ORG" and token.dep_ in _SUBJECTS and not any(token.lefts)


def _is_about_told(shown: Tokens, headline: Set[str]) -> bool:
    """Whether a passage begins with "the group", which neither it nor the headline tells."""
    nouns = (t for t in shown if t.pos_ in ("NOUN", "PROPN") and t.ent_type_ not in ("DATE", "TIME"))
    first = next(nouns, None)
    if first is None or first.dep_ not in _SUBJECTS or is_office(first.text):
        return False
    return is_bare_reference(first) and word_stems(first.text).isdisjoint(headline)


def _is_spoken(span: Span, quotations: Sequence[Quotation]) -> bool:
    """Whether a passage is for the most part in quotation marks."""
    early = (span.start + (span.end - span.start) // part for part in (4, 2))
    return all(quotation_at(quotations, offset) is not None for offset in early)


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
    # "Today, most people are feeling well", "the threats facing people today"
    opens = verb.tag_ == "VBG" and (tokens.text == "Today" or verb.dep_ == "acl")
    return can or still or opens or tense_of(verb) is Tense.PRESENT or tokens.root.head != verb


def _is_infinitive(verb: Token) -> bool:
    """Whether a verb, or what follows "was", is an infinitive: "was to meet", "was due to be opened"."""
    words = (verb, *(child for child in verb.children if child.dep_ == "xcomp" and verb.lemma_ == "be"))
    return any(child.tag_ == "TO" for word in words for child in word.children)


def _is_no_event(verb: Token) -> bool:
    """Whether a verb tells what somebody did not do, or asks for: "did not meet", "urged that he leave"."""
    is_negated = tense_of(verb) is Tense.PAST and {"did", "neg"} <= {
        word for child in verb.lefts for word in (child.lower_, child.dep_)
    }
    acts = (verb, *(child for child in verb.rights if child.dep_ in ("xcomp", "dobj")))
    is_refused = verb.lemma_ in _REFUSALS or verb.head.lemma_ in _REFUSALS
    is_silent = is_refused and any(each.lemma_ in _SILENT for each in (verb, *verb.rights))
    is_asked = verb.dep_ == "ccomp" and verb.head.lemma_ in _ASKING and not _has_finite_form(verb)
    return (is_negated and not any(each.lemma_ in _DECIDED for each in acts)) or is_silent or is_asked


def _governor(tokens: Tokens) -> Token | None:
    """Return the verb of the event that is dated."""
    reporting = _verb_before(tokens)
    if reporting is not None:
        return reporting
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


def _verb_before(tokens: Tokens) -> Token | None:
    """Return the verb of a report before a date: "said on Monday they believe", "told us in May it would".

    The parser attaches the date to "believe".
    """
    at = tokens.start - 1
    while at > tokens.sent.start and tokens.doc[at].lower_ in _DATE_OPENINGS:
        at -= 1
    before = tokens.doc[max(0, at)]
    after = tokens.doc[tokens.end : tokens.end + 1]
    if before.dep_ in ("dobj", "dative") and any(t.lower_ in _PRONOUNS or t.pos_ == "DET" for t in after):
        before = before.head  # "told the board in May he would"
    return before if before.tag_ == "VBD" and before.lemma_ in SPEECH_VERBS and at >= 0 else None


def _tense(tokens: Tokens, verb: Token) -> Tense:
    """Return the verb's tense, or FUTURE if a word between it and the date indicates the future."""
    if tokens.doc[max(0, tokens.start - 1)].lower_ == "earlier":
        return Tense.PAST  # "the plan that was made earlier this week is drawing protest"
    objects = (child for child in verb.children if child.dep_ == "dobj")
    if verb.lemma_ in _FORECASTS and any(each.i < tokens.start for each in objects):
        return Tense.UNKNOWN  # "forecast high demand Monday"
    tense = tense_of(verb)
    if tense is Tense.FUTURE and verb.tag_ == "VBD" and tokens.start < verb.i:
        return Tense.PAST  # "the court on Monday scheduled a case for Friday"
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
    if tense is Tense.PRESENT and _link(tokens).head != verb:
        return Tense.UNKNOWN  # "the demands include inquiries into the violence on Monday"
    return tense


def _link(tokens: Tokens) -> Token:
    """Return the word by which a date is joined to the rest: its preposition, or else itself."""
    return tokens.root.head if tokens.root.head.pos_ == "ADP" else tokens.root


def _is_aside(dated: Tokens, verb: Token, tense: Tense, is_day: bool, is_future: bool) -> bool:
    """Whether the date is that of a thing in passing: "a role in the leak in 2010"."""
    token, nouns = dated.root, list[Token]()
    if _is_compared(dated, verb) or _is_of_subject(dated, verb, tense):
        return True
    while token.head not in (token, verb):
        token = token.head
        if token.pos_ in ("NOUN", "PROPN", "NUM", "ADJ") and token.lower_ not in _TIME_NOUNS:
            nouns += [token] if token.ent_type_ not in ("DATE", "TIME") and token.dep_ != "conj" else []
    if (is_day and tense is Tense.PAST) or (is_future and tense is Tense.FUTURE and _has_finite_form(verb)):
        # "was hired as the coach of the team on Monday": the parser attaches such a day to any noun.
        return any(noun.dep_ in ("appos", "relcl") for noun in nouns)
    links = {*_DATING, "for"} if tense is Tense.FUTURE else _DATING  # "will be held for a hearing on Monday"
    return verb.lemma_ == "compare" or not all(
        noun.dep_ in _ARGUMENTS or (noun.dep_ == "pobj" and noun.head.lower_ in links) for noun in nouns
    )


def _is_compared(dated: Tokens, verb: Token) -> bool:
    """Whether a date is another figure's: "down from 1.8 % on Monday", "as much as it did in 2009"."""
    marks = {child.lower_ for child in verb.lefts}
    if verb.lemma_ == "do" and verb.dep_ != "ROOT" and marks & {"as", "than"}:
        return True
    token = dated.root
    while token.head not in (token, verb):
        token = token.head
        figures = [each for each in (token, *token.children) if each.pos_ == "NUM" or each.text == "%"]
        is_limit = token.lower_ in _LIMITS or token.head.lower_ in _LIMITS
        if token.lower_ in _COMPARING or (is_limit and any(f.i < dated.start for f in figures)):
            return True
    is_content = any(t.lower_ == "that" and t.dep_ == "mark" for t in verb.doc[dated.end : dated.end + 1])
    if is_content and _link(dated).head.pos_ == "NOUN":
        return True  # "in support of his vow on Monday that it would end"
    years = [each for each in dated if each.text.isdecimal() and len(each.text) == 4]
    return len(years) == 2 and _link(dated).head != verb


def _is_of_subject(dated: Tokens, verb: Token, tense: Tense) -> bool:
    """Whether a date only tells which subject is meant: "the raid on Monday could harm the town"."""
    subject = subject_of(verb)
    if (
        subject is None
        or tense is Tense.PAST
        or not subject.left_edge.i <= dated.root.i <= subject.right_edge.i
    ):
        return False
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return tense is not Tense.FUTURE or not auxiliaries.isdisjoint(_MAYBE)


def _passage(whole: Tokens, verb: Token, dated: Tokens, dates: Sequence[int]) -> Tokens | None:
    """Return the clause that is dated, or its sentence; or None.

    `dates` has the offsets of the dates in the doc, each of which may have its own clause.
    """
    clause = _clause(whole, verb, dates)
    if clause is not None and _tells_nothing(clause.root):
        return None
    if clause is not None and len(dates) == 1 and _is_cut(clause, whole):
        clause = whole
    for tokens in (clause, whole) if clause is not None else ():
        shown = trimmed(tokens, coordinator=True)
        is_inside = tokens.start <= shown.start <= dated.start and dated.end <= shown.end <= whole.end
        if is_inside and has_balanced_marks(shown.text) and not _needs_context(shown):
            return shown
    return None


def _needs_context(tokens: Tokens) -> bool:
    """Whether only the context tells who acts: "she arrived", "both movements began", "shared that view"."""
    verb = tokens.root
    subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else verb
    is_question = tokens.text.rstrip("\"'”’ ").endswith("?")
    if subject is None or is_question or tokens.text.lower().startswith(_COUNTED):
        return True
    is_coordinated = any(child.dep_ == "conj" for child in subject.rights)  # "both Sen and Dahl"
    named = [subject] if is_coordinated else [subject, *subject.lefts]
    refers = any(_refers_back(t) for t in tokens)
    is_cut = subject.text.isdecimal() and subject.ent_type_ == "DATE"  # "held since 2016 were freed"
    unnamed = any(token.lower_ in _UNNAMED for token in named)
    return is_cut or unnamed or refers or _means_somebody_else(tokens, subject)


def _refers_back(token: Token) -> bool:
    """Whether a word stands for what was told before: "that view", but not "a same-sex couple"."""
    is_joined = token.i + 1 < len(token.doc) and token.nbor().text == "-"
    is_of_noun = token.head.pos_ == "NOUN" and token.dep_ != "mark" and not token.ent_type_
    return token.lower_ in _REFERRING and is_of_noun and not is_joined


def _is_cut(clause: Tokens, whole: Tokens) -> bool:
    """Whether a clause is better read with its short sentence, which tells who says so or what else it is."""
    root = clause.root  # the time of "after it fell" is its own
    is_told = root.pos_ not in ("VERB", "AUX") or root.dep_ in ("ccomp", "conj", "relcl")
    return is_told and clause.text[:1].islower() and len(whole.text) <= _MAX_WHOLE


def _tells_nothing(verb: Token) -> bool:
    """Whether a report is without what is reported: "Sen told reporters on Monday"."""
    if verb.lemma_ not in _REPORTS or verb.tag_ not in ("VBD", "VBZ"):
        return False
    content = {"ccomp", "xcomp", "advcl", "conj"} | ({"dobj"} if verb.lemma_ != "tell" else set())
    return not any(child.dep_ in content or child.lower_ in ("about", "of") for child in verb.children)


def _means_somebody_else(tokens: Tokens, subject: Token) -> bool:
    """Whether the context names whom "members of his party" or "before me" means."""
    if any(mark in tokens.text for mark in '"“'):
        return False
    owners = (t for t in subject.subtree if t.lower_ in _OWNERS)
    named = next((t.i for t in tokens if t.pos_ == "PROPN"), tokens.end)
    return any(t.i < named for t in owners) or any(t.text in _SPEAKERS for t in tokens)


def _clause(whole: Tokens, verb: Token, dates: Sequence[int]) -> Tokens | None:
    """Return the nearest statement around a verb, the sentence for the main verb; None for an aside."""
    token = verb
    if whole.root.pos_ == "ADP":
        return whole
    for _ in range(_MAX_ANCESTORS):
        if token.dep_ in _NOUN_CLAUSES:
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


def _is_within(one: DatedPassage, other: DatedPassage) -> bool:
    """Whether `other` makes a passage superfluous: it is equal, or contains the clause that is dated."""
    if one.event.is_next is not other.event.is_next:
        return False  # what was said on a day, and what is to come
    is_part = not one.is_own and one.event.passage.span.overlap(other.event.passage.span) > 0
    return is_part or one.event.passage == other.event.passage


def _is_same_event(later: DatedPassage, earlier: DatedPassage) -> bool:
    """Whether two passages of one date describe the same event."""
    if later.event.passage.span.overlap(earlier.event.passage.span):
        return True
    shared = later.words & earlier.words
    return len(shared) >= _MIN_SHARED and len(shared) >= _OVERLAP * min(len(later.words), len(earlier.words))
