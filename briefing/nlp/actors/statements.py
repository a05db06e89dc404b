"""Finds what each entity says: quotations with their speakers, and reported speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from briefing.domain import ActorKind, Passage, Span
from briefing.nlp.actors.entities import Entity
from briefing.nlp.actors.mentions import Mention
from briefing.nlp.actors.naming.names import PERSONAL_PRONOUNS, addressed_sexes, can_mean, is_office
from briefing.nlp.parsing.document import Chunk, Document, Sentence
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS, is_not_said

_ASKING = frozenset("whether if how why".split())
"""Words that open a question, or what is only named and not told."""
_FINAL_COLON = re.compile(r":\s*(?:[“\"]|$)")
_MIN_WORDS = 4
"""The fewest words of a quotation that is a statement; fewer are a quoted term."""
_MIN_CLAUSE = 3
_MAX_GAP = 4
"""The most code points between a quotation and the sentence that names its speaker."""
_MAX_ANCESTORS = 3
"""The most ancestors of a reporting verb whose subject it may share."""


@dataclass(frozen=True, slots=True)
class Statement:
    speaker: int
    """The number of the entity that speaks."""
    passage: Passage


class StatementFinder:
    """Walks the paragraphs of an article, keeping the last speaker and the last people as antecedents.

    `owners` maps a token, by the id of its doc and its number, to the number of the entity that it names.
    """

    def __init__(
        self, document: Document, owners: Mapping[tuple[int, int], int], entities: Sequence[Entity]
    ) -> None:
        self._document = document
        self._owners = owners
        self._names = [each.name if each.kind is ActorKind.PERSON else None for each in entities]
        """The names of those whom "he" or "she" can mean."""
        self._is_only = sum(name is not None for name in self._names) == 1
        self._addressed = addressed_sexes(document.article.text)
        self._last_speaker: int | None = None
        self._last_people: tuple[int, ...] = ()
        """The last two people, the latest first."""

    def statements(self) -> Iterator[Statement]:
        """Yield all statements in reading order."""
        for chunk in self._document.chunks():
            yield from sorted(self._in_chunk(chunk), key=lambda statement: statement.passage)

    def _in_chunk(self, chunk: Chunk) -> Iterator[Statement]:
        text = self._document.article.text
        quoted = (quotation.span for quotation in chunk.quotations)
        long = [q for q in quoted if len(q.of(text).split()) >= _MIN_WORDS]
        attributed: set[Span] = set()
        for sentence in chunk.sentences:
            reach = _extended_span(sentence)
            for verb, speaker in self._speakers(sentence):
                self._last_speaker = speaker
                if verb is not None and is_not_said(verb):
                    continue
                touching = [q for q in long if q.overlap(reach) and q not in attributed]
                for quotation in touching:
                    attributed.add(quotation)
                    yield Statement(speaker, Passage.at(text, quotation.start, quotation.end))
                if not touching and verb is not None:
                    clause = _clause(sentence, verb)
                    if clause is not None and not any(clause.span.overlap(q) for q in attributed):
                        yield Statement(speaker, clause)
            self._update_antecedent(sentence)

    def _speakers(self, sentence: Sentence) -> Iterator[tuple[Token | None, int]]:
        for token in sentence.tokens:
            if token.lemma_ in SPEECH_VERBS and token.pos_ in ("VERB", "AUX"):
                subject = _subject(token)
                speaker = self._resolve(subject) if subject is not None else None
                if speaker is not None:
                    yield token, speaker
            elif token.dep_ == "ROOT" and _ends_with_colon(sentence):
                # Before a colon any verb reports speech: Chan spoke to the press: "…"
                subject = _subject(token)
                speaker = self._resolve(subject) if subject is not None else None
                if speaker is not None:
                    yield None, speaker
            elif token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
                source = next((c for c in token.children if c.dep_ == "pobj"), None)
                speaker = self._resolve(source) if source is not None else None
                if speaker is not None:
                    yield _governor(token), speaker

    def _resolve(self, token: Token) -> int | None:
        """Resolve a subject to an entity: a name, "he", "a spokesman for …", "a White House readout"."""
        owner = self._owners.get((id(token.doc), token.i))
        if owner is not None:
            return owner
        if token.lower_ in PERSONAL_PRONOUNS:
            people = (
                each
                for each in self._last_people
                if can_mean(token.lower_, self._names[each] or "", self._addressed, is_only=self._is_only)
            )
            return next(people, None)
        if token.lower_ == "it" and self._last_speaker is not None and not self._names[self._last_speaker]:
            return self._last_speaker
        for child in token.children:
            if child.dep_ in ("compound", "nmod", "poss") or (
                child.dep_ == "appos" and is_office(token.text)
            ):
                owner = self._owners.get((id(token.doc), child.i))
            elif child.dep_ == "prep" and child.lower_ in ("for", "from", "of"):
                owner = next(
                    (self._owners.get((id(token.doc), c.i)) for c in child.children if c.dep_ == "pobj"), None
                )
            if owner is not None:
                return owner
        return None

    def _update_antecedent(self, sentence: Sentence) -> None:
        """Remember whom the next pronoun means: the sentence's subject, or else the last person named."""
        subject: int | None = None
        named: int | None = None
        for token in sentence.tokens:
            owner = self._owners.get((id(token.doc), token.i))
            if owner is None or not self._names[owner] or token.dep_ == "poss":
                continue
            named = owner
            if subject is None and token.dep_ in ("nsubj", "nsubjpass"):
                subject = owner
        person = named if subject is None else subject
        if person is not None:
            self._last_people = (person, *(each for each in self._last_people if each != person))[:2]


def _extended_span(sentence: Sentence) -> Span:
    """Return the span of the sentence, extended to an adjacent quotation that the parser cut off.

    Examples are "…" / said Merkel, and Merkel disagreed: / "…".
    """
    span, tokens = sentence.span, sentence.tokens
    first = next((t for t in tokens if not t.is_punct and not t.is_space), tokens[0])
    before = _MAX_GAP if first.lemma_ in SPEECH_VERBS and first.pos_ == "VERB" else 0
    after = _MAX_GAP if _ends_with_colon(sentence) else 0
    return Span(max(0, span.start - before), span.end + after)


def _ends_with_colon(sentence: Sentence) -> bool:
    return _FINAL_COLON.search(sentence.span.of(sentence.text)) is not None


def _subject(verb: Token) -> Token | None:
    """Return the verb's subject, or that of its governing verb: Trump congratulated her, "saying"…"""
    for _ in range(_MAX_ANCESTORS):
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None or verb.dep_ not in ("advcl", "xcomp", "conj"):
            return subject
        verb = verb.head
    return None


def _governor(token: Token) -> Token | None:
    """Return the verb that "according to" modifies: its clause is the statement."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None


def _clause(sentence: Sentence, verb: Token) -> Passage | None:
    """Return the complement clause of a speech verb; the whole clause of any other verb ("according to")."""
    content = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and c.i != verb.i), None)
    attributed = any(c.lower_ == "according" for c in verb.children)
    if content is None:
        if not attributed:
            return None
        content = verb
    elif any(child.lower_ in _ASKING or child.tag_ == "TO" for child in content.lefts):
        return None  # "asked whether the dam was safe", "explained how it broke", "vowed to mend it"
    inside = {t.i for t in content.subtree}
    if attributed:
        for child in verb.children:
            if child.lower_ == "according":
                inside -= {t.i for t in child.subtree}
    if content.i < verb.i:
        inside -= (
            {t.i for t in verb.subtree} - {t.i for t in content.subtree} if content is not verb else set()
        )
    start, end = _contiguous_run(content.i, inside)
    doc = verb.doc
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].lower_ == "that"):
        start += 1
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    if end - start < _MIN_CLAUSE:
        return None
    return sentence.passage_of(doc[start:end])


def _contiguous_run(center: int, inside: set[int]) -> tuple[int, int]:
    start = end = center
    while start - 1 in inside:
        start -= 1
    while end + 1 in inside:
        end += 1
    return start, end + 1


def entity_by_token(groups: Sequence[Sequence[Mention]]) -> dict[tuple[int, int], int]:
    """Map each token of a mention, by the id of its doc and its number, to its entity."""
    return {
        (id(mention.doc), i): number
        for number, group in enumerate(groups)
        for mention in group
        for i in range(mention.start, mention.end)
    }
