"""Determines whether a verb refers to the time before or after the day of publication."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.timeline.relative_days import Tense

_WORDS = load_words("tense")
FUTURE = _WORDS["future"]
PLANNED = _WORDS["planned"]
_PAST_AUXILIARIES = frozenset("was were did had has have having 've ’ve been".split())
_REPORTING_VERBS = frozenset("say tell report state write note add".split())
"""Reporting verbs whose present tense refers to an earlier statement."""
_PERCEPTION_VERBS = frozenset("see hear feel smell".split())
"""Verbs whose "could" is past: "smoke could be seen on Friday"."""
_MAX_ANCESTORS = 12
"""The most ancestors of a verb that are examined."""
_MOVED = frozenset("reschedule postpone delay defer move push schedule plan set extend adjourn".split())
"""Verbs after which "to" or "for" introduces a new date."""


def introduces_new_date(preposition: Token) -> bool:
    """Whether a preposition introduces the date to which something was moved: "postponed to Friday".

    A noun does not: "plans for an offering on Friday" leaves the day to the verb.
    """
    head = preposition.head
    return preposition.lower_ in ("to", "for", "until") and head.lemma_ in _MOVED and head.pos_ != "NOUN"


def tense_of(verb: Token) -> Tense:
    """Return the tense of the verb, or of its nearest ancestor that has one."""
    for _ in range(_MAX_ANCESTORS):
        found = _own_tense(verb)
        if found is not None:
            return found
        governor = _governing_verb(verb)
        if governor is None:
            break
        verb = governor
    return Tense.UNKNOWN


def _own_tense(verb: Token) -> Tense | None:
    """Return the tense of a verb's own form; None for infinitives and participles, which have none."""
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {auxiliary.lower_ for auxiliary in auxiliaries}
    is_conjunct = verb.dep_ == "conj" and not auxiliaries and subject_of(verb) not in (None, *verb.children)
    if is_conjunct and verb.tag_ != "VBD":
        return None  # "will meet and sign"
    if verb.lower_ in FUTURE:
        main = _governing_verb(verb) if verb.dep_ == "acl" else None  # "the launch planned for Monday was …"
        past = words & {"was", "were", "been"} or (main is not None and tense_of(main) is Tense.PAST)
        return Tense.UNKNOWN if past else Tense.FUTURE
    if any(auxiliary.tag_ == "MD" for auxiliary in auxiliaries):
        was_unable = "could" in words and (
            verb.lemma_ in _PERCEPTION_VERBS or any(child.dep_ == "neg" for child in verb.children)
        )
        return Tense.PAST if was_unable or words & {"have", "'ve", "’ve"} else Tense.FUTURE
    if verb.lemma_ == "be" and any(_is_infinitive(t) for t in verb.children if t.dep_ == "xcomp"):
        # "on Monday the council is to vote"; "was to vote" leaves open whether it did
        return Tense.UNKNOWN if verb.tag_ == "VBD" else Tense.FUTURE
    if verb.tag_ in ("VBZ", "VBP") and any(c.dep_ == "acomp" and c.lower_ in FUTURE for c in verb.children):
        return Tense.FUTURE  # "the vote is due in May"
    if words & _PAST_AUXILIARIES or verb.tag_ == "VBD":
        return Tense.PAST
    if (verb.tag_ == "VB" or "to" in words) and _is_planned(verb):
        # "was to open on Monday" leaves open whether that Monday has come.
        return Tense.UNKNOWN if _is_past_form(verb.head) else Tense.FUTURE
    if verb.tag_ == "VBN":
        # "the deal is signed" has no direction in time; "a deal signed on Friday" is past.
        return None if auxiliaries and verb.dep_ != "ROOT" else Tense.PRESENT if auxiliaries else Tense.PAST
    if verb.tag_ == "VBG":
        return Tense.FUTURE if words & {"is", "are", "am", "'s", "’s", "'re", "’re"} else None
    if verb.tag_ in ("VBZ", "VBP"):
        return Tense.PAST if verb.lemma_ in _REPORTING_VERBS else Tense.PRESENT
    return None


def _is_planned(verb: Token) -> bool:
    if verb.dep_ not in ("xcomp", "ccomp", "acl", "advcl", "oprd"):
        return False
    return verb.head.lemma_ in PLANNED or verb.head.lower_ in FUTURE or verb.dep_ == "acl"


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.tag_ == "TO" for child in verb.children)


def _is_past_form(verb: Token) -> bool:
    """Whether a form leaves open if a plan came true: "was to open", "was due to", "expected to open"."""
    is_hope = verb.tag_ == "VBD" and verb.lemma_ in ("have", "expect", "hope", "intend", "want")
    return is_hope or any(
        t.lower_ in ("was", "were", "been", "had") for t in (verb, *verb.children, verb.head)
    )


def _governing_verb(verb: Token) -> Token | None:
    for ancestor in verb.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None
