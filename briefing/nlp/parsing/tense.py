"""Determines whether a verb refers to the time before or after the day of publication."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.timeline.date_resolution import Tense

_WORDS = load_words("tense")
AHEAD = _WORDS["ahead"]
_PLANNED = _WORDS["planned"]
_PAST_AUXILIARIES = frozenset("was were did had has have 've ’ve been".split())
_TELLING = frozenset("say tell report state write note add".split())
"""Verbs whose present tense tells what was said before."""
_HIGHEST = 12
"""Verbs above one another that are looked at."""
_MOVED = frozenset("reschedule postpone delay defer move push schedule plan set extend adjourn".split())
"""Verbs after which the date that follows "to" or "for" is a new one."""


def introduces_new_date(link: Token) -> bool:
    """Whether a preposition leads to the date to which something was moved: "postponed to Friday"."""
    return link.lower_ in ("to", "for", "until") and link.head.lemma_ in _MOVED


def tense_of(verb: Token) -> Tense:
    """Return the tense of the verb, or of the nearest verb above it that has one."""
    for _ in range(_HIGHEST):
        found = _own_tense(verb)
        if found is not None:
            return found
        above = _verb_above(verb)
        if above is None:
            break
        verb = above
    return Tense.UNKNOWN


def _own_tense(verb: Token) -> Tense | None:
    """None for infinitives and participles that take it from the verb above."""
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {auxiliary.lower_ for auxiliary in auxiliaries}
    shares = verb.dep_ == "conj" and not auxiliaries and subject_of(verb) not in (None, *verb.children)
    if shares and verb.tag_ != "VBD":
        return None  # "will meet and sign"
    if verb.lower_ in AHEAD:
        return Tense.UNKNOWN if words & {"was", "were", "been"} else Tense.FUTURE
    if any(auxiliary.tag_ == "MD" for auxiliary in auxiliaries):
        return Tense.PAST if words & {"have", "'ve", "’ve"} else Tense.FUTURE
    if words & _PAST_AUXILIARIES or verb.tag_ == "VBD":
        return Tense.PAST
    if verb.tag_ == "VB" and _is_planned(verb):
        # "was to open on Monday" does not tell whether that Monday has come.
        return Tense.UNKNOWN if _was(verb.head) else Tense.FUTURE
    if verb.tag_ == "VBN":
        # "the deal is signed" has no direction; "a deal signed on Friday" has been.
        return None if auxiliaries and verb.dep_ != "ROOT" else Tense.PRESENT if auxiliaries else Tense.PAST
    if verb.tag_ == "VBG":
        return Tense.FUTURE if words & {"is", "are", "am", "'s", "’s", "'re", "’re"} else None
    if verb.tag_ in ("VBZ", "VBP"):
        return Tense.PAST if verb.lemma_ in _TELLING else Tense.PRESENT
    return None


def _is_planned(verb: Token) -> bool:
    if verb.dep_ not in ("xcomp", "ccomp", "acl", "oprd"):
        return False
    return verb.head.lemma_ in _PLANNED or verb.head.lower_ in AHEAD or verb.dep_ == "acl"


def _was(verb: Token) -> bool:
    return any(token.lower_ in ("was", "were", "been") for token in (verb, *verb.children))


def _verb_above(verb: Token) -> Token | None:
    for ancestor in verb.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None
