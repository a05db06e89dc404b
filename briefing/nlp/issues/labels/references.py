"""Resolves pronouns and bare definite nouns to what they refer to, so that a label can be read alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.naming.names import OFFICES, addressed_sexes, can_mean
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Document, Sentence

_WORDS = load_words("references")
_MALE, _FEMALE = _WORDS["male"], _WORDS["female"]
_OWNERS = {"his": "he", "her": "she"}
_PERSON_PRONOUNS = frozenset(("he", "she"))
_BODIES = _WORDS["bodies"]
_KNOWN = _WORDS["known"]
"""Nouns that after a bare "the" need nothing named before: there is one, or everybody knows which."""
_SAYS_LITTLE = _WORDS["says little"]
_DEFINITE = frozenset("the this that these those".split())
_BODY_KINDS = frozenset((ActorKind.ORGANIZATION, ActorKind.COUNTRY))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_MAX_DESCRIPTION = 4
"""The most words before a noun that tell which one is meant."""
_MAX_DEPTH = 3
"""The most pronouns in a row that are resolved, each by the one before."""


@dataclass(frozen=True)
class References:
    """The actors of an article by the places where it names them."""

    document: Document
    actors: tuple[Actor, ...]

    @cached_property
    def _starts(self) -> dict[int, Actor]:
        """The actor named at each code point of a mention."""
        return {
            place: actor
            for actor in self.actors
            for mention in actor.mentions
            for place in range(mention.span.start, mention.span.end)
        }

    def actor_at(self, sentence: Sentence, token: Token) -> Actor | None:
        return self._starts.get(sentence.base + token.idx)

    def actors_in(self, sentence: Sentence, tokens: Iterable[Token]) -> list[Actor]:
        """Return the actors that the tokens name, in order, each once."""
        found = {id(a): a for token in tokens if (a := self.actor_at(sentence, token)) is not None}
        return list(found.values())

    def speaker_of(self, sentence: Sentence, token: Token) -> Actor | None:
        """Return the actor to whom the article gives the words around a token."""
        place = sentence.base + token.idx
        for actor in self.actors:
            if any(said.span.start <= place < said.span.end for said in actor.statements):
                return actor
        return None

    def is_quoted(self, sentence: Sentence, token: Token) -> bool:
        place = sentence.base + token.idx
        quotations = self.document.quotations
        return any(quotation.outer.start <= place < quotation.outer.end for quotation in quotations)

    def antecedent(
        self, sentence: Sentence, token: Token, depth: int = 0
    ) -> tuple[Sentence, Token] | Actor | None:
        """Return what a pronoun or a bare definite noun refers to: an actor or the head of a noun phrase.

        None if that is not certain.
        """
        word = token.lower_
        if _is_coordinated(token):
            return None
        if _nominative(token) in _PERSON_PRONOUNS:
            return self._person(sentence, token, depth)
        if word in ("it", "they") and depth < _MAX_DEPTH:
            return self._thing(sentence, token, depth)
        if is_bare_definite(token):
            return self._described(sentence, token)
        return None

    def description(self, sentence: Sentence, noun: Token) -> str | None:
        """Return what the article called a bare noun before, as "the clinical trial", if in one way alone."""
        if noun.lemma_.lower() in _BODIES | OFFICES:
            return None  # there may be several courts and presidents
        before = (t for each in self.document.sentences[: sentence.index] for t in each.tokens)
        same = (t for t in (*before, *_words_until(sentence, noun)) if t.lower_ == noun.lower_)
        found = {text.casefold(): text for t in same if (text := _described_as(t))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _person(self, sentence: Sentence, token: Token, depth: int) -> Actor | None:
        unfit = _FEMALE if _nominative(token) == "he" else _MALE
        for where, until in self._before(sentence, token):
            words = list(_words_until(where, until))
            if any(
                t.dep_ in _SUBJECTS
                and t.lemma_.lower() in _WORDS["persons"]
                and self.actor_at(where, t) is None
                for t in words
            ):
                return None  # "his wife", whom the article may not name
            holders = [t for t in words if t.dep_ in _SUBJECTS and t.lemma_.lower() in OFFICES]
            if holders and not any(self.actor_at(where, t) for t in words):
                found = self.antecedent(where, holders[-1])
                return found if isinstance(found, Actor) else None  # "the judge told why she resigned"
            same = [t for t in words if t.lower_ == _nominative(token) and t.dep_ in _SUBJECTS]
            if same and depth < _MAX_DEPTH:  # whom the same word means there, whoever else is named
                found = self.antecedent(where, same[-1], depth + 1)
                return found if isinstance(found, Actor) else None
            persons = [
                actor
                for actor in self.actors_in(where, words)
                if actor.kind is ActorKind.PERSON
                and not self._titles[actor.name] & unfit
                and can_mean(_nominative(token), actor.name, self._addressed)
            ]
            if len(persons) == 1:
                return persons[0]
            subjects = [
                actor
                for t in words
                if t.dep_ in _SUBJECTS
                and not _is_coordinated(t)
                and (actor := self.actor_at(where, t)) is not None
                and actor in persons
            ]
            if subjects and len({actor.name for actor in subjects}) == 1:
                return subjects[0]
            if persons:
                return None
        return None

    def _thing(self, sentence: Sentence, token: Token, depth: int) -> tuple[Sentence, Token] | Actor | None:
        is_plural = token.lower_ == "they"
        if not is_plural and token.head.lemma_ == "be" and any(c.dep_ == "attr" for c in token.head.rights):
            return None  # "it would be the first summit" is no subject named before
        for where, until in self._before(sentence, token):
            subject = _main_subject(where, until)
            if is_plural and any(
                t.ent_type_ == "PERSON" and _is_coordinated(t) and t != subject
                for t in _words_until(where, until)
            ):
                return None  # "announcements by Ann Lee and Bo Roe that they will resign"
            if subject is None or subject.ent_type_ in ("DATE", "TIME"):
                continue
            if subject.lower_ == token.lower_ or is_bare_definite(subject):
                found = self.antecedent(where, subject, depth + 1)
                if found is not None:
                    return found
            actor = self.actor_at(where, subject)
            if actor is not None and actor.kind is ActorKind.PERSON:
                return None
            has_number = (subject.tag_ in ("NNS", "NNPS") or _is_coordinated(subject)) == is_plural
            if subject.pos_ in ("NOUN", "PROPN") and (
                has_number or (actor is not None and is_plural and not _is_plural_verb(token.head))
            ):
                return actor if actor is not None and not is_plural else (where, subject)
            return None
        return None

    def _described(self, sentence: Sentence, token: Token) -> Actor | None:
        """Return the actor that "the minister" or "the company" stands for: one alone that fits."""
        noun = token.lemma_.lower()
        place = sentence.base + token.idx
        before = [actor for actor in self.actors if actor.mentions[0].span.start < place]
        office = " ".join(child.lower_ for child in token.lefts if child.dep_ == "compound")
        holders = [
            a for a in before if a.kind is ActorKind.PERSON and token.tag_ == "NN" and _holds(a, office, noun)
        ]
        if len(holders) == 1:
            return holders[0]
        if holders or noun not in _BODIES or token.tag_ != "NN":
            return None
        named = [
            a for a in before if a.kind in _BODY_KINDS and noun in f"{a.name} {a.role or ''}".lower().split()
        ]
        if len(named) == 1:
            return named[0]
        if noun not in _WORDS["businesses"]:
            return None
        firms = [
            a
            for a in before
            if a.kind is ActorKind.ORGANIZATION and not set(a.name.lower().split()) & _WORDS["public"]
        ]
        near = [
            actor
            for where, until in self._before(sentence, token)
            for actor in self.actors_in(where, _words_until(where, until))
            if actor in firms
        ]
        if near:
            return near[0] if len({a.name for a in near}) == 1 else None
        return firms[0] if len(firms) == 1 else None

    @cached_property
    def _addressed(self) -> Mapping[str, str]:
        """The sex of each last name by its form of address."""
        return addressed_sexes(self.document.article.text)

    @cached_property
    def _titles(self) -> dict[str, frozenset[str]]:
        """The words of each person's role and forms of address, which may tell the gender."""
        text = self.document.article.text
        found: dict[str, frozenset[str]] = {}
        for actor in self.actors:
            address = re.findall(rf"(\w+)\.? {re.escape(actor.name.split()[-1])}\b", text)
            found[actor.name] = frozenset(word.lower() for word in [*address, *(actor.role or "").split()])
        return found

    def _before(self, sentence: Sentence, token: Token) -> Iterator[tuple[Sentence, Token | None]]:
        """Yield the sentence up to the token, and the two before it."""
        yield sentence, token
        for index in range(sentence.index - 1, max(-1, sentence.index - 3), -1):
            yield self.document.sentences[index], None


def _is_plural_verb(verb: Token) -> bool:
    """Whether a verb agrees with a plural subject alone: "they plan", "they are"."""
    return any(t.tag_ == "VBP" for t in (verb, *verb.lefts) if t.dep_ in ("aux", "auxpass") or t == verb)


def _words_until(sentence: Sentence, until: Token | None) -> Iterator[Token]:
    return (t for t in sentence.tokens if until is None or t.i < until.i)


def _nominative(pronoun: Token) -> str:
    return _OWNERS.get(pronoun.lower_, pronoun.lower_)


def is_bare_definite(token: Token) -> bool:
    """Whether a noun with "the" and nothing else stands for something named before: "the company"."""
    if token.pos_ != "NOUN" or token.ent_type_ or token.lemma_.lower() in _KNOWN:
        return False
    children = [
        child
        for child in token.children
        if child.dep_ not in ("punct", "relcl", "case", "appos") and child.lower_ not in ("prime", "vice")
    ]
    return len(children) == 1 and children[0].lower_ in _DEFINITE


def _described_as(noun: Token) -> str:
    """Return a noun with the words before it that tell which is meant; empty if there are none."""
    telling = [
        c
        for c in noun.lefts
        if c.dep_ in ("amod", "compound", "nmod", "poss")
        and c.pos_ != "PRON"
        and c.lower_ not in _SAYS_LITTLE
    ]
    if not telling or noun.i - telling[0].left_edge.i > _MAX_DESCRIPTION:
        return ""
    words = noun.doc[telling[0].left_edge.i : noun.i + 1]
    return words.text if words[0].dep_ == "det" or telling[0].dep_ == "poss" else f"the {words.text}"


def _holds(actor: Actor, before: str, noun: str) -> bool:
    """Whether the head of the actor's role is the noun: "prime minister of Japan", "WeWork's chairman"."""
    head = re.split(r",| (?:of|for|at|in|to|on) ", (actor.role or "").lower())[0]
    return (
        head.endswith(f"{before} {noun}".strip())
        and "former" not in head
        and "prime" not in head.replace(before or "-", "")
    )


def _main_subject(sentence: Sentence, until: Token | None) -> Token | None:
    """Return the subject of the sentence's main verb, or the last subject before the token."""
    root = sentence.tokens.root
    if until is None:
        return subject_of(root)
    found = [t for t in sentence.tokens if t.dep_ in _SUBJECTS and t.i < until.i]
    main = subject_of(root)
    if until.head.dep_ == "ccomp" and (near := subject_of(until.head.head)) in found:
        return near  # "for the Senate to decide whether it will meet"
    return main if main in found else found[-1] if found else None


def _is_coordinated(noun: Token) -> bool:
    return any(child.dep_ == "conj" for child in noun.children)
