"""Resolves the speaker of a quotation to an actor's name, a name in the text, or a description."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, islice

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.naming.names import (
    ORGANIZATION_WORDS,
    PERSONAL_PRONOUNS,
    addressed_sexes,
    can_mean,
    is_office,
    tells_sex,
)
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS, subject_of, trimmed
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS

_MAX_TOKENS = 12
"""The most tokens of a description."""
_MAX_PEOPLE = 3
"""The number of the last people of whom one may be "he" or "she"."""
_MAX_SENTENCES = 4
"""The most sentences from a speaker to an "it" or "they" that means it."""
_POSTMODIFIERS = frozenset(("of", "for", "from", "at", "in", "with"))
_HUMAN_NOUNS = frozenset(
    "man woman boy girl person teenager neighbor neighbour protester demonstrator source".split()
)
"""Nouns besides offices that "he" or "she" may refer to."""
_WORDS = load_words("attribution")
_SPEAKERS = (
    _WORDS["speakers"]
    | load_words("roles")["persons"]
    | load_words("mentions")["described"]
    | load_words("mentions")["groups"]
)
"""Nouns of people and institutions besides offices."""
_DOCUMENTS = _WORDS["documents"]
"""Nouns of what is written or shown, whose words are those of somebody else."""
_SPEAKING_ENTITIES = ("PERSON", "ORG", "GPE", "NORP")
_ASKING = frozenset("ask question interview tell".split())
"""Verbs whose object is who speaks next."""
_AFFILIATIONS = ("ORG", "GPE", "FAC")
_OF = ("of", "from", "at", "the", ",")
_NEW = frozenset("a an one another".split())
_PRONOUNS = frozenset("it this that there which who what they we i you he she".split())


class SpeakerResolver:
    """Resolves speakers in reading order, with the last person and the last other speaker as antecedents."""

    def __init__(self, actors: Sequence[Actor], full_names: Iterable[str] = (), text: str = "") -> None:
        spans = sorted((mention.span, actor) for actor in actors for mention in actor.mentions)
        self._starts = [span.start for span, _ in spans]
        self._mentions = spans
        self._persons = {actor.name for actor in actors if actor.kind is ActorKind.PERSON}
        self._offices = {actor.name: actor.role.casefold() for actor in actors if actor.role is not None}
        self._by_surname = _unambiguous(full_names)
        self._by_surname |= {name.split()[-1]: name for name in sorted(self._persons) if " " in name}
        self._addressed = addressed_sexes(text)
        self._last_people: tuple[str, ...] = ()
        """The names of the last people, the latest first."""
        self._last_other: str | None = None
        self._last_other_sentence = 0

    def name(self, subject: Token, verb: Token, sentence: Sentence) -> str | None:
        """Return the name of the subject of a reporting verb; None if it is a thing or cannot be resolved."""
        return self._full_name(self._name(subject, verb, sentence))

    def _name(self, subject: Token, verb: Token, sentence: Sentence) -> str | None:
        if subject.lower_ in ("who", "that", "which") and subject.head.dep_ == "relcl":
            subject = subject.head.head
            subject = subject.head if subject.dep_ == "appos" else subject  # "Cooper, a Democrat who said"
        if subject.lower_ in PERSONAL_PRONOUNS:
            # "He described Sen as …", "He said Sen is …" are somebody else's words.
            objects = {self._person(token, sentence) for token in verb.subtree}
            # "Sen broke the news when he said …"
            main = self._person(subject_of(verb.head), sentence) if verb.dep_ == "advcl" else None
            near = self._in_phrase(verb.head, subject, sentence) if verb.dep_ == "relcl" else None
            people = (
                each for each in (main, near, *self._last_people) if each is not None and each not in objects
            )
            is_only = len(self._persons.union(self._last_people)) == 1
            can_be = partial(can_mean, subject.lower_, addressed=self._addressed, is_only=is_only)
            return next(filter(can_be, people), None)
        if subject.lower_ in ("it", "they", "them"):
            waiting = subject_of(verb.head) if verb.dep_ == "advcl" else None
            if waiting is not None and waiting.lower_ not in _PRONOUNS:
                return self._name(waiting, verb.head, sentence)  # "Experts are waiting, as they say that …"
            is_near = sentence.index - self._last_other_sentence <= _MAX_SENTENCES
            return self._last_other if is_near else None
        found = None if _is_coordinated(subject) else self._subject_name(subject, sentence)
        if found in self._persons or subject.lower_ in _PRONOUNS:
            return found
        person = self._person(_adjacent_person(subject, verb, found is None), sentence)
        if person is None and found is None and subject.i < verb.i:
            person = self._person(verb.nbor(-1), sentence)  # "First Minister of Scotland Kim Sen said"
        return person or found or self._described(subject, sentence)

    def _in_phrase(self, noun: Token, pronoun: Token, sentence: Sentence) -> str | None:
        """Return the last person in a phrase before its relative clause: "a speech by Sen in which he …"."""
        people = (self._person(t, sentence) for t in reversed(list(noun.subtree)) if t.i < pronoun.i)
        return next(filter(None, people), None)

    def _full_name(self, name: str | None) -> str | None:
        """Return the name with its first name, if the text has one: "Mayer" is Kevin Mayer."""
        full = self._by_surname.get((name or "").removesuffix("'s").removesuffix("’s"))
        if full is None:
            return name
        self._persons.add(full)
        return full

    def _described(self, subject: Token, sentence: Sentence) -> str | None:
        """Return whom a description means, or it itself, if it is of somebody who can speak."""
        if subject.lower_ in _DOCUMENTS:
            owner = _owner(subject)
            return None if owner is None else self._subject_name(owner, sentence) or _spoken(owner)
        if subject.lower_ == "old" and subject.nbor(-1).text == "-":
            return self._last_people[0] if self._last_people else None  # "said the 36-year-old"
        return (self._officer(subject) if _is_definite(subject) else None) or _spoken(subject)

    def _officer(self, subject: Token) -> str | None:
        """Return the only actor whose role has all words of a description: "the prime minister"."""
        words = [t.lower_ for t in subject.subtree if t.i <= subject.i and t.is_alpha and t.pos_ != "DET"]
        holders = [name for name, role in self._offices.items() if words and set(words) <= set(role.split())]
        exact = [name for name in holders if set(self._offices[name].split()) == set(words)]
        held = exact or holders
        return held[0] if len(held) == 1 and is_office(subject.text) else None

    def is_person(self, speaker: str | None) -> bool:
        return speaker in self._persons

    def remember_addressee(self, verb: Token, sentence: Sentence) -> None:
        """Record whom somebody asked, who is to answer: "a reporter asked her"."""
        if verb.lemma_ in _ASKING:
            asked = (child for child in verb.children if child.dep_ in ("dobj", "dative", "nsubjpass"))
            people = filter(None, (self._person(each, sentence) for each in asked))
            self._put_first(*islice(people, 1))

    def remember(self, subjects: Sequence[Token], sentence: Sentence, speaker: str | None) -> None:
        """Record an antecedent: a person for "he" or "she", anybody else for "it" or "they"."""
        subject = subjects[0] if subjects else None
        is_unknown = subject is not None and speaker is None and self._subject_name(subject, sentence) is None
        if subject is not None and is_unknown and (_is_stranger(subject) or _says_after(subject)):
            self._put_first(_description(subject) or subject.text)
            return
        if subject is not None and speaker is not None and speaker not in self._persons:
            if subject.lower_ not in _PRONOUNS:
                self._last_other, self._last_other_sentence = speaker, sentence.index
                if subject.tag_ == "NN" and _is_human(subject) and self._actor(subject, sentence) is None:
                    self._put_first(speaker)  # "a spokesman"
            return
        # "Fraser's appearance was delayed"; behind them those to whom the sentence does something.
        main = (each for each in (subject_of(sentence.tokens.root), subject) if each is not None)
        near = chain.from_iterable(each.subtree for each in main)
        people = [*filter(None, (speaker, *(self._person(token, sentence) for token in near)))]
        ents = (entity for entity in sentence.tokens.ents if entity.root.dep_ != "poss")  # "Fraser's report"
        others = filter(None, (self._person(entity[-1], sentence) for entity in ents))
        known = self._last_people[:1] if subject is not None and not people else ()
        self._put_first(*people, *known, *others)

    def _put_first(self, *people: str) -> None:
        self._last_people = tuple(dict.fromkeys((*people, *self._last_people)))[:_MAX_PEOPLE]

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
        return self._full_name(self._named_person(token, sentence))

    def _named_person(self, token: Token | None, sentence: Sentence) -> str | None:
        if token is None:
            return None
        actor = self._actor(token, sentence)
        if actor is not None:
            return actor.name if actor.kind is ActorKind.PERSON else None
        alone = token.text[:1].isupper() and not any(child.dep_ == "compound" for child in token.lefts)
        if alone and token.text in self._by_surname:
            return token.text
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


def _unambiguous(names: Iterable[str]) -> dict[str, str]:
    """Return the full names of a text by the last word, if it is that of one person alone."""
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(name.split()[-1], set()).add(name)
    return {last: names.pop() for last, names in found.items() if len(names) == 1}


def _owner(document: Token) -> Token | None:
    """Return whose a document is: "the ministry's statement", "a letter signed by seven doctors"."""
    for child in document.children:
        if child.dep_ == "poss":
            return child
        link = next((each for each in child.children if each.dep_ == "agent"), child)
        if link.dep_ in ("prep", "agent") and link.lower_ in ("by", "from", "of"):
            return next((each for each in link.children if each.dep_ == "pobj"), None)
    return None


def _is_definite(subject: Token) -> bool:
    return any(child.lower_ in ("the", "this") for child in subject.lefts)


def _spoken(subject: Token) -> str | None:
    """Return the description of somebody who can speak, a person or an institution, not a thing."""
    heads = (subject, *(child for child in subject.children if child.dep_ == "appos"))
    is_nobody = any(child.lower_ == "no" for child in subject.lefts)
    return _description(subject) if any(map(_can_speak, heads)) and not is_nobody else None


def _can_speak(noun: Token) -> bool:
    word = noun.lower_
    singular = word.removesuffix("s")
    return (
        noun.ent_type_ in _SPEAKING_ENTITIES
        or _is_human(noun)
        or not _SPEAKERS.isdisjoint((word, singular))
        or not ORGANIZATION_WORDS.isdisjoint((word, singular))
    )


def _is_human(noun: Token) -> bool:
    return noun.lower_ in _HUMAN_NOUNS or is_office(noun.text)


def _says_after(subject: Token) -> bool:
    """Whether somebody stands behind a verb of speech, whom "he" then means: says "the beekeeper"."""
    is_behind = subject.head.i < subject.i and subject.head.lemma_ in SPEECH_VERBS
    return is_behind and subject.tag_ == "NN" and subject.lower_ not in _DOCUMENTS


def _is_stranger(subject: Token) -> bool:
    """Whether a subject introduces somebody unnamed, whom "he" then means: "A man stopped her. He asked"."""
    is_new = any(child.lower_ in _NEW or child.dep_ == "poss" for child in subject.lefts)
    return is_new and subject.tag_ == "NN" and (_is_human(subject) or tells_sex(subject.text))


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
    end = next((token.i for token in subject.doc[subject.i : end] if token.text == "("), end)
    if end - start > _MAX_TOKENS:
        start, end = max(start, subject.i - _MAX_TOKENS // 2), subject.i + 1
    words = trimmed(subject.doc[start:end]).text
    return words if any(character.isalpha() for character in words) else None
