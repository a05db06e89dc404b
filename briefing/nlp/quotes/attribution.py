"""Resolves the speaker of a quotation to an actor's name, a name in the text, or a description."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.names import is_office
from briefing.nlp.parsing.clauses import FINITE_TAGS, subject_of, trimmed
from briefing.nlp.parsing.document import Sentence

_MAX_TOKENS = 12
"""The most tokens of a description."""
_POSTMODIFIERS = frozenset(("of", "for", "from", "at", "in", "with"))
_HUMAN_NOUNS = frozenset(
    "man woman boy girl person teenager neighbor neighbour protester demonstrator source".split()
)
"""Nouns besides offices that "he" or "she" may refer to."""
_AFFILIATIONS = ("ORG", "GPE", "FAC")
_OF = ("of", "from", "at", "the", ",")
_PRONOUNS = frozenset("it this that there which who what they we i you he she".split())


class SpeakerResolver:
    """Resolves speakers in reading order, with the last person and the last other speaker as antecedents."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        spans = sorted((mention.span, actor) for actor in actors for mention in actor.mentions)
        self._starts = [span.start for span, _ in spans]
        self._mentions = spans
        self._persons = {actor.name for actor in actors if actor.kind is ActorKind.PERSON}
        self._by_surname = {name.split()[-1]: name for name in sorted(self._persons) if " " in name}
        self._last_people: tuple[str, ...] = ()
        """The names of the last two people, the latest first."""
        self._last_other: str | None = None

    def name(self, subject: Token, verb: Token, sentence: Sentence) -> str | None:
        """Return the name of the subject of a reporting verb; None if it cannot be resolved."""
        if subject.lower_ in ("who", "that", "which") and subject.head.dep_ == "relcl":
            subject = subject.head.head
        if subject.lower_ in ("he", "she", "him", "her", "himself", "herself"):
            # "He described Sen as …" is somebody else's word.
            objects = {self._person(child, sentence) for child in verb.children if child.dep_ == "dobj"}
            # "Sen broke the news when he said …"
            main = self._person(subject_of(verb.head), sentence) if verb.dep_ == "advcl" else None
            return main or next((person for person in self._last_people if person not in objects), None)
        if subject.lower_ in ("it", "they", "them"):
            return self._last_other
        found = None if _is_coordinated(subject) else self._subject_name(subject, sentence)
        if found in self._persons or subject.lower_ in _PRONOUNS:
            return found
        person = self._person(_adjacent_person(subject, verb, found is None), sentence)
        if person is None and found is None and subject.i < verb.i:
            person = self._person(verb.nbor(-1), sentence)  # "First Minister of Scotland Kim Sen said"
        return person or found or _description(subject)

    def is_person(self, speaker: str | None) -> bool:
        return speaker in self._persons

    def remember(self, subjects: Sequence[Token], sentence: Sentence, speaker: str | None) -> None:
        """Record an antecedent: a person for "he" or "she", anybody else for "it" or "they"."""
        subject = subjects[0] if subjects else None
        near: Iterable[Token] = sentence.tokens if subject is None else (subject,)
        if speaker is None and subject is not None and _is_stranger(subject):
            self._last_people = (_description(subject) or subject.text, *self._last_people)[:2]
            return
        if speaker is None and subject is not None:
            # "Fraser's appearance was delayed"; but not "a spokesman for Biden said".
            near = chain.from_iterable(each.subtree for each in subjects)
        people = (self._person(token, sentence) for token in near)
        person = speaker if speaker in self._persons else next(filter(None, people), None)
        if person is not None:
            self._last_people = (person, *(each for each in self._last_people if each != person))[:2]
        elif subject is not None and speaker is not None and subject.lower_ not in _PRONOUNS:
            self._last_other = speaker
            if subject.tag_ == "NN" and _is_human(subject) and self._actor(subject, sentence) is None:
                self._last_people = (speaker, *self._last_people)[:2]  # "a spokesman"

    def _subject_name(self, subject: Token, sentence: Sentence) -> str | None:
        """Return the name of the subject or of its apposition: "the minister, Kim Sen"."""
        appositions = [child for child in subject.children if child.dep_ == "appos"]
        for token in (subject, *appositions):
            person = self._person(token, sentence)
            if person is not None:
                return person
        actor = self._actor(subject, sentence)
        return actor.name if actor is not None else None

    def _person(self, token: Token | None, sentence: Sentence) -> str | None:
        if token is None:
            return None
        actor = self._actor(token, sentence)
        if actor is not None:
            return actor.name if actor.kind is ActorKind.PERSON else None
        alone = token.pos_ == "PROPN" and not any(child.dep_ == "compound" for child in token.lefts)
        if alone and token.text in self._by_surname:
            return self._by_surname[token.text]
        if token.ent_type_ != "PERSON" or token.pos_ != "PROPN":
            return None
        entity = next((each for each in sentence.tokens.ents if each.start <= token.i < each.end), None)
        if entity is None:
            return None
        self._persons.add(_without_possessive(entity))
        return _without_possessive(entity)

    def _actor(self, token: Token, sentence: Sentence) -> Actor | None:
        """Return the actor whose mention includes the token."""
        span = sentence.span_of(token)
        at = bisect_right(self._starts, span.start) - 1
        if at >= 0 and self._mentions[at][0].covers(span):
            return self._mentions[at][1]
        return None


def person_after(verb: Token) -> Token | None:
    """Return the last token of a person right after a verb: "added the Center's scientist Tierra Curry"."""
    found: Token | None = None
    for token in verb.doc[verb.i + 1 : verb.i + 1 + _MAX_TOKENS]:
        if (token.is_punct and token.text != "-") or token.pos_ == "VERB":
            break
        found = token if token.ent_type_ == "PERSON" and token.pos_ == "PROPN" else found
    return found


def noun_after(verb: Token) -> Token | None:
    """Return the last noun of the phrase right after a verb: "read the court's statement"."""
    found: Token | None = None
    for token in verb.doc[verb.i + 1 : verb.i + 1 + _MAX_TOKENS]:
        if token.pos_ in ("NOUN", "PROPN"):
            found = token
        elif found is not None or token.pos_ not in ("DET", "ADJ", "PRON", "NUM"):
            break
    return found


def person_before(verb: Token, far: bool = False) -> Token | None:
    """Return the last token of a person named right before a verb: "co-author Carl Lipo said".

    With `far`, return the last person of the sentence before it, unless a finite verb comes between.
    """
    last = verb.nbor(-1) if verb.i > 0 else verb
    if last.text == "," and last.i > 0:
        last = last.nbor(-1)
    while far and last.i > verb.sent.start and last.tag_ not in FINITE_TAGS and last.ent_type_ != "PERSON":
        last = last.nbor(-1)
    return last if last.ent_type_ == "PERSON" and last.pos_ == "PROPN" else None


def _is_human(noun: Token) -> bool:
    return noun.lower_ in _HUMAN_NOUNS or is_office(noun.text)


def _is_stranger(subject: Token) -> bool:
    """Whether a subject introduces somebody unnamed, whom "he" then means: "A man stopped her. He asked"."""
    is_new = any(child.lower_ in ("a", "an", "one", "another") for child in subject.lefts)
    return is_new and subject.tag_ == "NN" and _is_human(subject)


def _adjacent_person(subject: Token, verb: Token, is_description: bool) -> Token | None:
    """Return the person next to a description: "co-author Carl Lipo", "the judge, Bernard Schwartz,".

    The person next to a name belongs to that organization: "Jo Tilburg of the University of California said".
    """
    if not is_description:
        at = subject.left_edge.i - 1
        while at > 0 and (subject.doc[at].ent_type_ in _AFFILIATIONS or subject.doc[at].lower_ in _OF):
            at -= 1
        is_person = 0 <= at < subject.left_edge.i - 1 and subject.doc[at].ent_type_ == "PERSON"
        return subject.doc[at] if is_person and subject.i < verb.i else None
    if subject.i > verb.i:
        return None if _is_coordinated(subject) else person_after(verb)
    # Of two verbs that share a subject, the first is next to it.
    first = subject.head if subject.i < subject.head.i < verb.i else verb
    last = person_before(first)
    if last is None or last.i <= subject.i:
        return None
    start = last
    while start.i > subject.i + 1 and start.nbor(-1).ent_type_ == "PERSON":
        start = start.nbor(-1)
    return last if not _is_coordinated(subject) or start.nbor(-1).text == "," else None


def _without_possessive(entity: Tokens) -> str:
    return entity.text.removesuffix("'s").removesuffix("’s").strip()


def _is_coordinated(subject: Token) -> bool:
    """Whether the subject is coordinated, so that a single name cannot denote it."""
    return any(child.dep_ == "conj" for child in subject.children)


def _description(subject: Token) -> str | None:
    """Return the noun phrase without loose additions: "a spokesman for the ministry"."""
    start, end = subject.left_edge.i, subject.i + 1
    for child in subject.rights:
        if child.left_edge.i != end or not (
            (child.dep_ == "prep" and child.lower_ in _POSTMODIFIERS) or child.dep_ in ("cc", "conj")
        ):
            break
        end = child.right_edge.i + 1
    if end - start > _MAX_TOKENS:
        start, end = max(start, subject.i - _MAX_TOKENS // 2), subject.i + 1
    words = trimmed(subject.doc[start:end]).text
    return words if any(character.isalpha() for character in words) else None
