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
NAMING_SENSES = _WORDS["naming senses"]
_TRANSPARENT = _WORDS["transparent verbs"]
_CAUSATIVE = frozenset("enable help allow let get make".split())
"""Those of them whose object is the subject of the complement."""
_LIGHT_VERBS = _WORDS["light verbs"]
NAMED_BY_OBJECT = _WORDS["named by object"]
_PREPOSITIONAL = frozenset("call".split())
"""Verbs whose noun takes only their prepositional object, never the direct one."""
_INTRANSITIVE = _WORDS["intransitive verbs"]
_UNADDRESSED = frozenset("undertake plan seek need propose attempt offer prepare continue".split())
"""Verbs whose object is a thing, never an addressee."""
_NEGATING = frozenset("prevent stop block ban end halt avoid cancel reject oppose deny dismiss".split())
"""Verbs that negate their object, which alone would mean the opposite."""
_RECIPROCAL = frozenset("meet speak talk negotiate clash fight discuss meeting".split())
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


def labels_from_noun(noun: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield the noun's own phrase if it fits."""
    pieces = noun_phrase(noun, limit)
    if pieces:
        yield pieces


def labels_from_verb(verb: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels for a verb and its arguments, the most specific first."""
    subject = subject_of(verb)
    if subject is None and verb.head.dep_ == "acomp":  # "charges are likely to be laid"
        subject = subject_of(verb.head.head)
    stance = STANCES.get(verb.lemma_.lower())
    inner = next(
        (c for c in verb.children if c.dep_ in ("xcomp", "ccomp", "advcl") and _is_infinitive(c)), None
    )
    if inner is not None and limit.contains(inner):
        # "sought to manage" is the management; "refused to manage" is the refusal.
        if verb.lemma_.lower() in _TRANSPARENT:
            causee = object_of(verb) if verb.lemma_.lower() in _CAUSATIVE else None
            yield from _nominalized(inner, subject_of(inner) or causee or subject, limit)
        if stance and verb.lemma_.lower() not in ("try", "work", "continue", "tell", "need", "want", "claim"):
            yield from _stance(verb, stance, inner, subject, limit)
    for noun in verb.children:
        if noun.dep_ not in ("dobj", "attr", "nsubjpass") or not limit.contains(noun):
            continue
        lemma = verb.lemma_.lower()
        if lemma in NAMED_BY_OBJECT or (lemma in _LIGHT_VERBS and senses_of(noun) & NAMING_SENSES):
            yield from labels_from_noun(noun, limit)
    if is_linking_verb(verb) and subject is not None and limit.contains(subject):
        yield from copular_labels(verb, subject, limit)
        if subject.dep_ == "expl":
            for noun in verb.children:
                if noun.dep_ == "attr":
                    yield from labels_from_noun(noun, limit)
        elif not is_bare_name(subject):
            yield from labels_from_noun(subject, limit)
    if (
        inner is None or verb.lemma_.lower() not in _TRANSPARENT
    ):  # "begin issuing forms" is no beginning of the office
        yield from _nominalized(verb, subject, limit)


def _is_infinitive(verb: Token) -> bool:
    gerund = verb.dep_ == "xcomp" and verb.tag_ == "VBG"  # "began deploying"
    return gerund or any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _stance(
    verb: Token, noun: str, inner: Token, subject: Token | None, limit: PhraseLimit
) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Russia's refusal to sign" and "Call on Washington to waive immunity"."""
    direct_object = object_of(verb) if verb.lemma_.lower() == "call" else None
    if direct_object is not None:
        yield from labels_from_noun(direct_object, limit)  # "called a halt to the search" has no addressee
        return
    inner_subject = next((c for c in inner.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if (
        inner_subject is not None
        and noun in ("call", "appeal", "plea", "push", "request", "demand", "wish")
        and any(c.dep_ == "mark" and c.lower_ == "for" for c in inner.children)
    ):
        yield from _requested(noun, inner_subject, inner, limit)  # "called for the bill to be dropped"
        return
    addressee = next((c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i < inner.i), None)
    if addressee is not None and verb.lemma_.lower() in _UNADDRESSED:
        return  # "undertakes work to promote trade" states a purpose
    if verb.lemma_.lower() == "call":  # "call upon all citizens to vote"
        prepositions = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("on", "upon"))
        addressee = next((c for each in prepositions for c in each.children if c.dep_ == "pobj"), addressee)
    if any(child.dep_ == "auxpass" for child in verb.children):
        addressee = subject  # "they were urged to leave"
    addressee = addressee or next((c for c in inner.children if c.dep_ == "nsubj"), None)
    start: list[PhrasePart] = [noun]
    if addressee is not None:
        phrase = noun_phrase(addressee, limit.with_words(4), inner=True)
        if phrase is not None:
            start += [
                "on" if noun == "call" else "for" if noun in ("demand", "wish", "plan") else "to",
                *phrase,
            ]
            if noun not in ("call", "demand", "wish", "plan", "plea"):
                start = [noun, "for", *phrase]
    elif subject is not None and subject.pos_ == "PROPN" and limit.contains(subject):
        start = [*(possessive(subject, limit) or []), noun]
    used = len(render_phrase(start).split())
    what = infinitive(inner, limit.with_words(limit.words - used))
    is_unclear = addressee is None and any(child.dep_ == "auxpass" for child in inner.children)
    if what is not None and len(what) > 2 and not is_unclear:  # "a call to be dropped" lacks its subject
        yield [*start, *what]


def _requested(noun: str, subject: Token, inner: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield "Call for the bill to be dropped"."""
    phrase = noun_phrase(subject, limit.with_words(5), inner=True)
    if phrase is None:
        return
    right = [c for c in inner.children if c.dep_ in ("prep", "agent") and c.i > inner.i]
    for start in ([noun, "for", *phrase], [noun, "for", *(phrase[1:] if phrase[0] == "the" else phrase)]):
        what = infinitive(inner, limit.remaining(start))
        if what is not None and (not right or right[0] in what):  # brought where?
            yield [*start, *what]
            return


def _nominalized(verb: Token, subject: Token | None, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Extradition of the gunman to Mexico" and "Departure of the governor"."""
    lemma = verb.lemma_.lower()
    claimed = next((c for c in verb.children if c.dep_ == "ccomp" and c.pos_ in ("VERB", "AUX")), None)
    if claimed is not None and limit.contains(claimed) and lemma not in _PREPOSITIONAL:
        yield from _nominalized(claimed, subject_of(claimed), limit)
        return
    if (nominal := NOMINALS.get(lemma)) is None:
        yield from _gerund(verb, limit)
        return
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    if passive and lemma in ATTRIBUTION_VERBS and any(c.dep_ == "xcomp" for c in verb.children):
        return  # "is reported to be in danger" is no report of the victim
    if passive and nominal.preposition == "with":
        return  # "the rise was met by protests" is no meeting
    target, preposition = (subject if passive else object_of(verb)), nominal.preposition
    # What follows "and" belongs to another event: "announced it on TV and again in a rally".
    right = [c for c in verb.children if c.i > verb.i]
    before = {c: verb.doc[max(verb.i, c.left_edge.i - 1)].text for c in right}
    end = next((c.i for c in right if c.dep_ == "cc" or before[c] in (",", ";")), limit.end)
    rest = [c for c in right if c.dep_ in ("prep", "agent") and c.i < end][: limit.words]
    if nominal.preposition in ("for", "with", "from", "to") and not passive and lemma in _PREPOSITIONAL:
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
        return  # addressing people is no response to them
    if lemma in ("claim", "allege") and target is not None and target.pos_ == "PROPN":
        return  # "claimed Iran …": the claimed clause is the issue
    if (
        lemma == "join"
        and target is not None
        and (passive or target.ent_type_ == "PERSON" or target.pos_ == "NOUN")
    ):
        return  # one accedes to a treaty, not to a team
    if lemma == "occur" and subject is not None and limit.contains(subject):
        yield from labels_from_noun(subject, limit)  # what may occur is the issue itself
    possessor: list[PhrasePart] | None = None
    if target is None and subject is not None and lemma in _INTRANSITIVE:
        target = subject
        pair = any(child.dep_ == "conj" for child in subject.children)
        if lemma in ("speak", "talk") and not pair:
            return  # one speaker is no conversation
        preposition = "between" if pair and lemma in _RECIPROCAL else "of"
    elif (
        lemma in _INTRANSITIVE
        and subject is not None
        and subject.pos_ == "PROPN"
        and not (passive or _negated(verb))
        and limit.contains(subject)
    ):
        possessor = possessive(subject, limit)
    if target is None or not limit.contains(target):
        return
    pieces: list[PhrasePart] = [*possessor, nominal.noun] if possessor else [nominal.noun]
    phrase = noun_phrase(target, limit.with_words(limit.words - len(pieces) - 1), inner=True)
    if phrase is None:
        return
    bare = len(phrase) <= 2 and phrase[-1] is target and any(c.dep_ == "prep" for c in target.rights)
    if bare and lemma not in _NEGATING:
        yield from labels_from_noun(target, limit)  # "launch of the study" lacks its complement
    if possessor and any(isinstance(piece, str) and piece.endswith(("’s", "’")) for piece in phrase):
        possessor = None  # "start of Blinken’s trip" already names the agent
        pieces = [nominal.noun]
    if preposition == "between" and not any(isinstance(t, Token) and t.dep_ == "cc" for t in phrase):
        return
    pieces += [preposition, *phrase]
    agent = None if passive or possessor or _negated(verb) or subject is target else subject
    yield _hedged(extend_label(pieces, rest, agent, lemma, limit), nominal.noun, verb, limit)


def _negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _hedged(pieces: list[PhrasePart], noun: str, verb: Token, limit: PhraseLimit) -> list[PhrasePart]:
    """Insert "alleged" or "possible" before the noun if the text hedges; drop the possessive if too long."""
    modifiers = [child.lower_ for child in verb.children if child.i < verb.i]
    is_uncertain = any(word in ("may", "might", "could") for word in modifiers) and not _negated(verb)
    if any(word in ("allegedly", "reportedly") for word in modifiers):
        hedge = "alleged" if "allegedly" in modifiers else "reported"
    elif verb.dep_ == "ccomp" and verb.i > verb.head.i and verb.head.lemma_.lower() in ("claim", "allege"):
        hedge = "alleged"
    elif is_uncertain and ("have" in modifiers or pieces[0] != noun):
        hedge = "possible"
    else:
        return pieces
    position = pieces.index(noun)
    hedged: list[PhrasePart] = [*pieces[:position], hedge, *pieces[position:]]
    return hedged if limit.fits(hedged) else pieces[position:]


def _gerund(verb: Token, limit: PhraseLimit) -> Iterator[list[PhrasePart]]:
    """Yield labels such as "Scrapping the interview step" for verbs with an object but without a noun."""
    lemma = verb.lemma_.lower()
    target = object_of(verb)
    if target is None or not limit.contains(target) or target.pos_ == "PRON":
        return
    phrase = noun_phrase(target, limit.with_words(limit.words - 1), inner=True)
    if phrase is None:
        return
    plain = lemma.isalpha() and lemma.islower() and len(lemma) > 3 and "welcome" not in senses_of(verb)
    if (
        plain
        and lemma not in _LIGHT_VERBS
        and lemma not in NAMED_BY_OBJECT
        and lemma not in ATTRIBUTION_VERBS
        and len(phrase) > 1
    ):
        whole: list[PhrasePart] = [_ing(lemma), *phrase]
        complement = next((c for c in verb.children if c.dep_ == "oprd" and c.i > target.i), None)
        if complement is not None:  # "keeping the border" lacks its complement "safe"
            whole += [t for t in complement.subtree if t.i <= complement.i and not t.is_punct]
            if not limit.fits(whole):
                return
        purpose = next((c for c in verb.children if c.dep_ == "xcomp" and _is_infinitive(c)), None)
        left = limit.remaining(whole)
        more = infinitive(purpose, left) if purpose is not None and purpose.i > target.i else None
        if more and limit.fits([*whole, *more]):
            yield [*whole, *more]
            return
        for child in verb.children:
            follows = child.dep_ == "prep" and child.i > target.i
            added = prepositional_within(child, whole, limit) if follows else None
            whole += added or ()
        yield whole
    else:
        yield from labels_from_noun(target, limit)


def _ing(verb: str) -> str:
    """Return the -ing form: "making", "dying", "running", "seeing"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "singe":
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]|.*(?:mit|fer|cur|pel|bel|gin|get|set|cut|put|run)", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def object_of(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "dobj"), None)
