"""Generates label candidates from the verbs and nouns of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.labels.complements import can_act, extend_label, possessive, prepositional_within
from briefing.nlp.issues.labels.copular_labels import copular_labels, is_linking_verb
from briefing.nlp.issues.labels.nominalizations import NOMINALS, STANCES
from briefing.nlp.issues.lexicon import senses
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.phrases import PhraseLimit, PhrasePart, infinitive, noun_phrase, render_phrase
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS

_WORDS = load_words("label_candidates")
NAMING_SENSES = _WORDS["heavy"]
_PEELED = _WORDS["peeled"]
_HELPING = frozenset("enable help allow let get make".split())
"""Those of them whose object does what the next verb tells."""
_LIGHT = _WORDS["light"]
NAMED_BY_OBJECT = _WORDS["mere"]
_GOVERNING = frozenset("call".split())
"""Verbs whose noun takes what follows their preposition alone, never their object."""
_ALONE = _WORDS["alone"]
_UNADDRESSED = frozenset("undertake plan seek need propose attempt offer prepare continue".split())
"""Verbs whose object is a thing, never who is to do something."""
_AGAINST = frozenset("prevent stop block ban end halt avoid cancel reject oppose deny dismiss".split())
"""Verbs by which the thing is not to be: it alone would say the opposite."""
_TOGETHER = frozenset("meet speak talk negotiate clash fight discuss meeting".split())
_EVENTS = frozenset("conference summit games act bill law treaty fund trial festival mission launch".split())


def senses_of(token: Token) -> frozenset[str]:
    return frozenset(senses(token.lemma_.lower(), token.pos_))


def is_bare_name(noun: Token) -> bool:
    """Whether the noun only names a person, place, party or date; "Security Conference" names an issue."""
    named = noun.ent_type_ in (
        "PERSON",
        "GPE",
        "NORP",
        "ORG",
        "LOC",
        "FAC",
        "DATE",
        "TIME",
        "MONEY",
        "PRODUCT",
    )
    return (
        (named or noun.pos_ == "PROPN")
        and not senses_of(noun) & NAMING_SENSES
        and noun.lemma_.lower() not in _EVENTS
    )


def labels_from_noun(noun: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield the noun's own phrase if it fits."""
    pieces = noun_phrase(noun, room)
    if pieces:
        yield pieces


def labels_from_verb(verb: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels for what a verb says, the most telling first."""
    subject = subject_of(verb)
    if subject is None and verb.head.dep_ == "acomp":  # "charges are likely to be laid"
        subject = subject_of(verb.head.head)
    stance = STANCES.get(verb.lemma_.lower())
    inner = next(
        (c for c in verb.children if c.dep_ in ("xcomp", "ccomp", "advcl") and _is_infinitive(c)), None
    )
    if inner is not None and room.holds(inner):
        # "sought to manage" is the management; "refused to manage" is the refusal.
        if verb.lemma_.lower() in _PEELED:
            helped = object_of(verb) if verb.lemma_.lower() in _HELPING else None
            yield from _nominal(inner, subject_of(inner) or helped or subject, room)
        if stance and verb.lemma_.lower() not in ("try", "work", "continue", "tell", "need", "want", "claim"):
            yield from _stance(verb, stance, inner, subject, room)
    for noun in verb.children:
        if noun.dep_ not in ("dobj", "attr", "nsubjpass") or not room.holds(noun):
            continue
        lemma = verb.lemma_.lower()
        if lemma in NAMED_BY_OBJECT or (lemma in _LIGHT and senses_of(noun) & NAMING_SENSES):
            yield from labels_from_noun(noun, room)
    if is_linking_verb(verb) and subject is not None and room.holds(subject):
        yield from copular_labels(verb, subject, room)
        if subject.dep_ == "expl":
            for noun in verb.children:
                if noun.dep_ == "attr":
                    yield from labels_from_noun(noun, room)
        elif not is_bare_name(subject):
            yield from labels_from_noun(subject, room)
    if (
        inner is None or verb.lemma_.lower() not in _PEELED
    ):  # "begin issuing forms" is no beginning of the office
        yield from _nominal(verb, subject, room)


def _is_infinitive(verb: Token) -> bool:
    gerund = verb.dep_ == "xcomp" and verb.tag_ == "VBG"  # "began deploying"
    return gerund or any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _stance(
    verb: Token, noun: str, inner: Token, subject: Token | None, room: PhraseLimit
) -> Iterator[list[PhrasePart]]:
    """ "Russia's refusal to sign", "Call on Washington to waive immunity"."""
    called = object_of(verb) if verb.lemma_.lower() == "call" else None
    if called is not None:
        yield from labels_from_noun(called, room)  # "called a halt to the search" calls on nobody
        return
    wanted = next((c for c in inner.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if (
        wanted is not None
        and noun in ("call", "appeal", "plea", "push", "request", "demand", "wish")
        and any(c.dep_ == "mark" and c.lower_ == "for" for c in inner.children)
    ):
        yield from _wished_for(noun, wanted, inner, room)  # "called for the bill to be dropped"
        return
    addressed = next((c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i < inner.i), None)
    if addressed is not None and verb.lemma_.lower() in _UNADDRESSED:
        return  # "undertakes work to promote trade" tells a purpose
    if verb.lemma_.lower() == "call":  # "call upon all citizens to vote"
        upon = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("on", "upon"))
        addressed = next((c for each in upon for c in each.children if c.dep_ == "pobj"), addressed)
    if any(child.dep_ == "auxpass" for child in verb.children):
        addressed = subject  # "they were urged to leave"
    addressed = addressed or next((c for c in inner.children if c.dep_ == "nsubj"), None)
    start: list[PhrasePart] = [noun]
    if addressed is not None:
        whom = noun_phrase(addressed, room.of(4), inner=True)
        if whom is not None:
            start += [
                "on" if noun == "call" else "for" if noun in ("demand", "wish", "plan") else "to",
                *whom,
            ]
            if noun not in ("call", "demand", "wish", "plan", "plea"):
                start = [noun, "for", *whom]
    elif subject is not None and subject.pos_ == "PROPN" and room.holds(subject):
        start = [*(possessive(subject, room) or []), noun]
    used = len(render_phrase(start).split())
    what = infinitive(inner, room.of(room.words - used))
    undone = addressed is None and any(child.dep_ == "auxpass" for child in inner.children)
    if what is not None and len(what) > 2 and not undone:  # "a call to be dropped": what is to be?
        yield [*start, *what]


def _wished_for(noun: str, wanted: Token, inner: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """ "Call for the bill to be dropped"."""
    whom = noun_phrase(wanted, room.of(5), inner=True)
    if whom is None:
        return
    behind = [c for c in inner.children if c.dep_ in ("prep", "agent") and c.i > inner.i]
    for start in ([noun, "for", *whom], [noun, "for", *(whom[1:] if whom[0] == "the" else whom)]):
        what = infinitive(inner, room.after(start))
        if what is not None and (not behind or behind[0] in what):  # brought where?
            yield [*start, *what]
            return


def _nominal(verb: Token, subject: Token | None, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """ "Extradition of the gunman to Mexico", "Departure of the governor"."""
    lemma = verb.lemma_.lower()
    claimed = next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ in ("VERB", "AUX")), None)
    if claimed is not None and room.holds(claimed) and lemma not in _GOVERNING:
        yield from _nominal(claimed, subject_of(claimed), room)
        return
    nominal = NOMINALS.get(lemma)
    if nominal is None:
        yield from _gerund(verb, room)
        return
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    if passive and lemma in ATTRIBUTION_VERBS and any(c.dep_ == "xcomp" for c in verb.children):
        return  # "is reported to be in danger" is no report of the victim
    if passive and nominal.preposition == "with":
        return  # "the rise was met by protests" is no meeting
    target, preposition = (subject if passive else object_of(verb)), nominal.preposition
    # What stands behind "and" belongs to another event: "announced it on TV and again in a rally".
    behind = [c for c in verb.children if c.i > verb.i]
    end = next((c.i for c in behind if c.dep_ == "cc" or c.left_edge.nbor(-1).text in (",", ";")), room.end)
    rest = [c for c in behind if c.dep_ in ("prep", "agent") and c.i < end][: room.words]
    if nominal.preposition in ("for", "with", "from", "to") and not passive and lemma in _GOVERNING:
        target = None  # "call it a crisis" is no call for it
    if target is None and not passive:
        governed = next((c for c in rest if c.lower_ == nominal.preposition), None)
        if governed is not None:
            rest.remove(governed)
            target = next((c for c in governed.children if c.dep_ == "pobj"), None)
    if (
        lemma == "leave"
        and target is not None
        and target.ent_type_ not in ("GPE", "ORG", "FAC", "LOC", "NORP")
        and target.lemma_.lower()
        not in ("office", "post", "job", "parliament", "union", "bloc", "government")
    ):
        return  # what leaves a mark does not depart from it
    if lemma == "address" and target is not None and can_act(target):
        return  # whoever addresses people does not respond to them
    if lemma in ("claim", "allege") and target is not None and target.pos_ == "PROPN":
        return  # "claimed Iran …": what is claimed of it is the matter
    if (
        lemma == "join"
        and target is not None
        and (passive or target.ent_type_ == "PERSON" or target.pos_ == "NOUN")
    ):
        return  # one accedes to a treaty, not to a team
    if lemma == "occur" and subject is not None and room.holds(subject):
        yield from labels_from_noun(subject, room)  # what may occur is the matter itself
    owner: list[PhrasePart] | None = None
    if target is None and subject is not None and lemma in _ALONE:
        target = subject
        pair = any(child.dep_ == "conj" for child in subject.children)
        if lemma in ("speak", "talk") and not pair:
            return  # one who speaks makes no conversation
        preposition = "between" if pair and lemma in _TOGETHER else "of"
    elif (
        lemma in _ALONE
        and subject is not None
        and subject.pos_ == "PROPN"
        and not (passive or _negated(verb))
        and room.holds(subject)
    ):
        owner = possessive(subject, room)
    if target is None or not room.holds(target):
        return
    pieces: list[PhrasePart] = [*owner, nominal.noun] if owner else [nominal.noun]
    phrase = noun_phrase(target, room.of(room.words - len(pieces) - 1), inner=True)
    if phrase is None:
        return
    bare = len(phrase) <= 2 and phrase[-1] is target and any(c.dep_ == "prep" for c in target.rights)
    if bare and lemma not in _AGAINST:
        yield from labels_from_noun(target, room)  # "launch of the study" does not say of what
    if owner and any(isinstance(piece, str) and piece.endswith(("’s", "’")) for piece in phrase):
        owner = None  # "start of Blinken’s trip" tells who starts it
        pieces = [nominal.noun]
    if preposition == "between" and not any(isinstance(t, Token) and t.dep_ == "cc" for t in phrase):
        return
    pieces += [preposition, *phrase]
    doer = None if passive or owner or _negated(verb) or subject is target else subject
    yield _hedged(extend_label(pieces, rest, doer, lemma, room), nominal.noun, verb, room)


def _negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _hedged(pieces: list[PhrasePart], noun: str, verb: Token, room: PhraseLimit) -> list[PhrasePart]:
    """With "alleged" or "possible" before the noun, where the text is no surer; without its doer at need."""
    said = [child.lower_ for child in verb.children if child.i < verb.i]
    guessed = any(word in ("may", "might", "could") for word in said) and not _negated(verb)
    if any(word in ("allegedly", "reportedly") for word in said):
        hedge = "alleged" if "allegedly" in said else "reported"
    elif verb.dep_ == "ccomp" and verb.i > verb.head.i and verb.head.lemma_.lower() in ("claim", "allege"):
        hedge = "alleged"
    elif guessed and ("have" in said or pieces[0] != noun):
        hedge = "possible"
    else:
        return pieces
    at = pieces.index(noun)
    hedged: list[PhrasePart] = [*pieces[:at], hedge, *pieces[at:]]
    return hedged if room.fits(hedged) else pieces[at:]


def _gerund(verb: Token, room: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """ "Scrapping the interview step", for a verb that has an object and no noun of its own."""
    lemma = verb.lemma_.lower()
    target = object_of(verb)
    if target is None or not room.holds(target) or target.pos_ == "PRON":
        return
    phrase = noun_phrase(target, room.of(room.words - 1), inner=True)
    if phrase is None:
        return
    plain = lemma.isalpha() and lemma.islower() and len(lemma) > 3 and "welcome" not in senses_of(verb)
    if (
        plain
        and lemma not in _LIGHT
        and lemma not in NAMED_BY_OBJECT
        and lemma not in ATTRIBUTION_VERBS
        and len(phrase) > 1
    ):
        whole: list[PhrasePart] = [_ing(lemma), *phrase]
        how = next((c for c in verb.children if c.dep_ == "oprd" and c.i > target.i), None)
        if how is not None:  # "keeping the border" leaves out that it be safe
            whole += [t for t in how.subtree if t.i <= how.i and not t.is_punct]
            if not room.fits(whole):
                return
        then = next((c for c in verb.children if c.dep_ == "xcomp" and _is_infinitive(c)), None)
        left = room.after(whole)
        more = infinitive(then, left) if then is not None and then.i > target.i else None
        if more and room.fits([*whole, *more]):
            yield [*whole, *more]
            return
        for child in verb.children:
            behind = child.dep_ == "prep" and child.i > target.i
            added = prepositional_within(child, whole, room) if behind else None
            whole += added or ()
        yield whole
    else:
        yield from labels_from_noun(target, room)


def _ing(verb: str) -> str:
    """The -ing form: "making", "dying", "running", "seeing"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "singe":
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]|.*(?:mit|fer|cur|pel|bel|gin|get|set|cut|put|run)", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def object_of(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "dobj"), None)
