"""Generates phrases from a clause that could be the label of its issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_sections, load_words
from briefing.nlp.parsing.clauses import Clause, subject_of
from briefing.nlp.parsing.phrases import (
    PhraseLimit,
    PhrasePart,
    infinitive,
    is_truncated,
    noun_phrase,
    prepositional,
    render_phrase,
)

LabelForm = Literal[
    "noun phrase", "nominalization", "gerund", "plan", "question", "clause", "predicate", "passage"
]

MAX_WORDS = 10
_MAX_CLAUSE_WORDS = 14
"""The most words of a label that is a clause of the text."""
_MAX_NOUNS, _MAX_VERBS, _MAX_TOKENS = 25, 8, 60
"""The most nouns and verbs of a clause from which candidates are made, and the most tokens of a candidate."""

_WORDS = load_words("label_candidates")
_PRONOUNS = _WORDS["pronouns"]
_BAD_START = _WORDS["bad start"]
_BAD_END = _BAD_START | _WORDS["bad end"]
_PLANNING = _WORDS["planning verbs"]
_DETERMINERS = frozenset("the a an this that these those our my your his her its their".split())
_COMPLEMENTS = frozenset("dobj attr acomp xcomp ccomp oprd dative prt".split())
_RELATIVE_TAGS = frozenset(("WDT", "WP", "WP$", "WRB"))
_WILL = frozenset(("will", "shall", "’ll", "'ll"))
_NOT_LEFT = frozenset("cc punct mark advcl prep det npadvmod".split())
_NOT_LAST = frozenset("cc prep mark det poss amod aux".split())
"""Dependencies of words that a phrase neither begins nor ends with."""
_EVENT_NOUNS = _WORDS["event nouns"]
_NOMINALS: dict[str, tuple[str, str]] = {}
"""The noun of a verb and the preposition of its object: "extradite" is the extradition of somebody."""
for _line in load_sections("nominalizations")["nominals"]:
    for _entry in _line.rstrip(",").split(","):
        _verb, _noun, _preposition = _entry.split()
        _NOMINALS[_verb] = _noun.replace("_", " "), _preposition
_NOMINAL_NOUNS = frozenset(noun for noun, _ in _NOMINALS.values())
_EVENT_ENDINGS = ("tion", "sion", "ment", "ance", "ence", "ing", "al", "ure", "sis", "ness")
_QUESTION_WORDS = frozenset("whether how when why where who whom what which".split())
_DOUBLING = re.compile(
    r"[^aeiou]*[aeiou][bdgklmnprt]|(?:com|sub|ad|per|o|e|re|trans)mit|(?:re|con|de|in|pre|trans)fer"
    r"|(?:oc|in|re)cur|(?:com|ex|pro|re|dis|im)pel|begin|(?:for|be)get|(?:re|up|off)set|control|equip|rebel|regret"
)
"""Verbs whose last letter is doubled before -ing."""
_RELATIVE_WORDS = frozenset("who whom which where when".split())


@dataclass(frozen=True, slots=True)
class LabelCandidate:
    text: str
    form: LabelForm
    head: Token
    sources: tuple[Token, ...]
    """The tokens of which the label has the words or nominalizations."""


def label_candidates(clause: Clause) -> list[LabelCandidate]:
    """Return the well-formed candidates, each text once; never empty."""
    found: dict[str, LabelCandidate] = {}
    for candidate in _candidates(clause):
        if _is_well_formed(candidate):
            found.setdefault(candidate.text.casefold(), candidate)
    whole = _whole(clause)
    found.setdefault(whole.text.casefold(), whole)
    return list(found.values())


def names_event(noun: Token) -> bool:
    """Whether a noun names an event, a step or something unknown."""
    lemma = noun.lemma_.lower()
    return lemma in _EVENT_NOUNS or lemma in _NOMINAL_NOUNS or lemma.endswith(_EVENT_ENDINGS)


def _is_negated(noun: Token) -> bool:
    """Whether the noun alone would say the opposite: "this is no distant problem"."""
    verb = noun.head
    return noun.dep_ in ("attr", "dobj") and any(child.dep_ == "neg" for child in verb.children)


def _candidates(clause: Clause) -> Iterator[LabelCandidate]:
    sentence = clause.sentence.tokens
    limit = PhraseLimit(sentence.start, sentence.end, MAX_WORDS)
    passage = clause.passage_tokens
    nouns = [
        t for t in passage if t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound" and not _is_negated(t)
    ]
    for noun in nouns[:_MAX_NOUNS]:
        if (pieces := noun_phrase(noun, limit)) and not is_truncated(pieces):
            yield _candidate(pieces, "noun phrase", noun)
        yield from _constituents(noun, "noun phrase", limit)
    verbs = [
        t
        for t in passage
        if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "auxpass", "amod", "compound")
    ]
    for verb in verbs[:_MAX_VERBS]:
        yield from _from_verb(verb, limit)
        yield from _questions(verb, limit)
        yield from _constituents(verb, "predicate", limit)


def _candidate(
    pieces: Sequence[PhrasePart], form: LabelForm, head: Token, verb: Token | None = None
) -> LabelCandidate:
    """Make a candidate from its parts; `verb` is the source of a word that the phrase adds."""
    sources = tuple(piece for piece in pieces if isinstance(piece, Token))
    return LabelCandidate(
        format_label(render_phrase(list(pieces))), form, head, (*sources, *([verb] if verb else []))
    )


def _from_verb(verb: Token, limit: PhraseLimit) -> Iterator[LabelCandidate]:
    if verb.lemma_.lower() == "be":
        return
    is_negated = any(child.dep_ == "neg" for child in verb.children)
    subject = subject_of(verb)
    if not is_negated:
        action = infinitive(verb, limit, bare=True)
        if action and len(action) > 1 and action[0] == verb and verb.lemma_.isalpha():
            yield _candidate([_ing(verb.lemma_.lower()), *action[1:]], "gerund", verb, verb)
        yield from _nominalized(verb, subject, limit)
    if subject is not None and _is_planned(verb) and limit.contains(subject):
        owner = noun_phrase(subject, limit.with_words(6))
        action = infinitive(verb, limit.remaining(owner)) if owner else None
        if owner and action and not is_truncated(owner):
            yield _candidate([*owner, *action], "plan", verb)


def _is_planned(verb: Token) -> bool:
    """Whether "to" and the verb can replace its form: "will visit", "is expected to visit"."""
    will = any(child.dep_ == "aux" and child.lower_ in _WILL for child in verb.children)
    return will or (verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.lemma_.lower() in _PLANNING)


def _nominalized(verb: Token, subject: Token | None, limit: PhraseLimit) -> Iterator[LabelCandidate]:
    """Yield "Extradition of the gunman", with what else hangs on the verb: "… to Mexico"."""
    noun, particle = _NOMINALS.get(verb.lemma_.lower(), ("", ""))
    if not noun:
        return
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    target = subject if passive else next((c for c in verb.children if c.dep_ == "dobj"), None)
    rest = [c for c in verb.children if c.i > verb.i and c.dep_ == "prep"]
    if target is None and not passive:
        governed = next((c for c in rest if c.lower_ == particle), None)
        if governed is not None:
            rest.remove(governed)
            target = next((c for c in governed.children if c.dep_ == "pobj"), None)
    if target is None or not limit.contains(target):
        return
    pieces: list[PhrasePart] = [noun, particle]
    phrase = noun_phrase(target, limit.remaining(pieces), inner=True)
    if phrase is None or is_truncated(phrase):
        return
    pieces += phrase
    yield _candidate(pieces, "nominalization", verb, verb)
    for preposition in rest:
        more = prepositional(preposition, limit.remaining(pieces))
        if more is None or not limit.fits([*pieces, *more]):
            break
        pieces = [*pieces, *more]
        yield _candidate(pieces, "nominalization", verb, verb)


def _questions(verb: Token, limit: PhraseLimit) -> Iterator[LabelCandidate]:
    """Yield an indirect question: "whether the talks will go on", "how the fire started"."""
    first = verb.left_edge
    if verb.dep_ not in ("ccomp", "pcomp", "csubj", "advcl", "conj", "ROOT") or not limit.contains(first):
        return
    word = first.lower_
    if word not in _QUESTION_WORDS and not (word == "if" and verb.dep_ == "ccomp"):
        return
    if word in _RELATIVE_WORDS and verb.dep_ == "advcl":
        return
    tokens = list(verb.doc[first.i : min(verb.right_edge.i + 1, limit.end)])
    pieces: list[PhrasePart] = [*tokens]
    if word == "if":
        pieces[0] = "whether"
    for cut in _cuts(tokens):
        yield _candidate(pieces[:cut], "question", verb)


def _constituents(head: Token, form: LabelForm, limit: PhraseLimit) -> Iterator[LabelCandidate]:
    """Yield the words that hang on the head, as they stand: all of them, and without those at the end.

    A verb begins with its subject, a participle with itself, a noun with its modifiers.
    """
    subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < head.i), None)
    has_gap = any(c.tag_ in _RELATIVE_TAGS for c in head.lefts) or (
        head.dep_ == "relcl" and subject is not None
    )
    left = [c for c in head.lefts if c.dep_ not in _NOT_LEFT]
    starts = {min([head.i, *(c.left_edge.i for c in left)])}
    if form == "predicate":
        starts.add(head.i)
    ends = {head.i + 1, head.right_edge.i + 1}
    ends |= set(_inner_ends(head, 3))
    for start in sorted(starts):
        begins = head.doc[start]
        if begins.lower_ in _DETERMINERS and start < head.i:
            start += 1
        for end in sorted(ends):
            while end - 1 > head.i and (head.doc[end - 1].is_punct or head.doc[end - 1].dep_ in _NOT_LAST):
                end -= 1
            if end <= head.i or start < limit.start or end > limit.end or end - start > _MAX_TOKENS:
                continue
            tokens = list(head.doc[start:end])
            has_subject = subject is not None and start <= subject.i
            if form == "predicate" and not has_subject and tokens[0].tag_ != "VBG":
                continue  # "should be banned": who?
            if form == "predicate" and (has_gap or end <= _last_complement(head).i):
                continue  # "the problem will prove": what?
            if 2 <= sum(not t.is_punct for t in tokens) <= _MAX_CLAUSE_WORDS:
                yield _candidate(tokens, "clause" if form == "predicate" and has_subject else form, head)


def _last_complement(verb: Token) -> Token:
    """Return the head of the verb's last complement, and of the last within that; the verb if it has none."""
    complements = [child for child in verb.rights if child.dep_ in _COMPLEMENTS]
    if not complements and verb.lemma_ == "be":  # "the fight is over"
        complements = [child for child in verb.rights if child.dep_ in ("advmod", "prep")]
    if not complements:
        return verb
    return _last_complement(complements[-1]) if complements[-1].pos_ in ("VERB", "AUX") else complements[-1]


def _inner_ends(head: Token, depth: int) -> Iterator[int]:
    """Yield where the phrases that follow the head, and those within them, begin and end."""
    for child in head.rights:
        yield child.left_edge.i
        if child.dep_ in ("conj", "cc", "appos"):
            return  # a list that is cut short says another thing
        yield child.right_edge.i + 1
        if depth > 1:
            yield from _inner_ends(child, depth - 1)


def _cuts(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the two longest lengths within the limit after which no phrase is left incomplete."""
    found = []
    words = 0
    for number, token in enumerate(tokens, 1):
        words += not token.is_punct
        if words > _MAX_CLAUSE_WORDS:
            break
        if number == len(tokens) or (
            words >= 3 and not token.is_punct and _ends_phrase(token, tokens[number])
        ):
            found.append(number)
    yield from found[-2:]


def _ends_phrase(last: Token, after: Token) -> bool:
    """Whether the text can be cut between the two: what follows and hangs on earlier words is an adjunct."""
    governor = after
    while governor.head.i >= after.i and governor.head != governor:
        governor = governor.head
    return (
        last.pos_ in ("NOUN", "PROPN", "NUM", "ADV", "ADJ", "VERB")
        and governor.dep_ in ("prep", "advcl", "punct", "npadvmod", "cc", "advmod", "relcl", "acl", "appos")
        and not (governor.dep_ == "prep" and governor.lower_ == "of")
        and not (governor.dep_ == "punct" and governor.text in ("-", "–", "/", "'", "’"))
    )


def _whole(clause: Clause) -> LabelCandidate:
    """Return the passage itself, or its beginning with "…": better than a phrase that says nothing alone."""
    tokens = [token for token in clause.standalone_tokens if not token.is_space]
    words = [number for number, token in enumerate(tokens, 1) if not token.is_punct]
    is_long = len(words) > _MAX_CLAUSE_WORDS
    shown = tokens[: words[_MAX_CLAUSE_WORDS - 1]] if is_long else tokens
    text = format_label(" ".join("".join(token.text_with_ws for token in shown).split()))
    return LabelCandidate((text + "…" * is_long) or clause.text.strip(), "passage", clause.head, tuple(shown))


def _is_well_formed(candidate: LabelCandidate) -> bool:
    """Whether a label can be read alone: no pronoun, loose end or unpaired mark."""
    words = candidate.text.casefold().split()
    is_particle = bool(candidate.sources) and candidate.sources[-1].dep_ == "prt"  # "go on"
    if (
        not words
        or (words[-1] in _BAD_END and not is_particle)
        or words[-1].endswith(("'s", "’s"))
        or len(candidate.text) > 120
    ):
        return False
    if candidate.form not in ("clause", "question") and words[0] in _BAD_START:
        return False
    if candidate.form == "noun phrase":
        last = candidate.sources[-1]
        if last.pos_ == "VERB" and _last_complement(last).i > last.i:
            return False  # "decision to sentence": whom?
    stripped = {word.strip(".,'’") for word in words}
    if candidate.form == "question":
        stripped -= _QUESTION_WORDS
    if stripped & _PRONOUNS or re.search(r"[\"“”‘;:!()\[\]…]|^\W|\s-\s|['’]s to\b", candidate.text):
        return False
    return any(character.isalpha() for character in candidate.text)


def format_label(label: str) -> str:
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", label)
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its full stop
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:]


def _ing(verb: str) -> str:
    """Return the -ing form: "making", "dying", "running", "seeing"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "singe":
        return verb[:-1] + "ing"
    if _DOUBLING.fullmatch(verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"
