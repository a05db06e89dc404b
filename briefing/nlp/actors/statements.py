"""Finds what each entity says: quotations with their speakers, and reported speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from briefing.domain import Passage, Span
from briefing.nlp.actors.mentions import Mention
from briefing.nlp.actors.names import is_office
from briefing.nlp.parsing.document import Chunk, Document, Sentence
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS

_LEADING_ON = re.compile(r":\s*(?:[“\"]|$)")
_SHORTEST_QUOTATION = 4
"""Words; fewer are a quoted term, and the clause around them is the statement."""
_SHORTEST_CLAUSE = 3
_CUT = 4
"""Code points, of marks and blanks, between a quotation and the sentence that tells its speaker."""
_HIGHEST = 3
"""Verbs above a verb of speech whose subject may be its own."""


@dataclass(frozen=True, slots=True)
class Statement:
    speaker: int
    """The number of the entity that speaks."""
    passage: Passage


def find_statements(
    document: Document, owners: Mapping[tuple[int, int], int], persons: Sequence[bool]
) -> tuple[Statement, ...]:
    """Return all statements in reading order.

    `owners` maps a token, by the id of its doc and its number, to the entity that it names; `persons` says
    which entities "he" or "she" can refer to.
    """
    return tuple(_StatementFinder(document, owners, persons).statements())


class _StatementFinder:
    """Walks the paragraphs; remembers who spoke last and which person a pronoun would mean."""

    def __init__(
        self, document: Document, owners: Mapping[tuple[int, int], int], persons: Sequence[bool]
    ) -> None:
        self._document = document
        self._owners = owners
        self._persons = persons
        self._last_speaker: int | None = None
        self._last_person: int | None = None

    def statements(self) -> Iterator[Statement]:
        for chunk in self._document.chunks():
            yield from sorted(self._in_chunk(chunk), key=lambda statement: statement.passage)

    def _in_chunk(self, chunk: Chunk) -> Iterator[Statement]:
        text = self._document.article.text
        quoted = (quotation.span for quotation in chunk.quotations)
        long = [q for q in quoted if len(q.of(text).split()) >= _SHORTEST_QUOTATION]
        spoken: set[Span] = set()
        for sentence in chunk.sentences:
            here = _reach(sentence)
            for verb, speaker in self._speakers(sentence):
                self._last_speaker = speaker
                touching = [q for q in long if q.overlap(here) and q not in spoken]
                for quotation in touching:
                    spoken.add(quotation)
                    yield Statement(speaker, Passage.at(text, quotation.start, quotation.end))
                if not touching and verb is not None:
                    clause = _clause(sentence, verb)
                    if clause is not None and not any(clause.span.overlap(q) for q in spoken):
                        yield Statement(speaker, clause)
            self._remember_person(sentence)
        for quotation in long:
            if (
                quotation not in spoken
                and self._last_speaker is not None
                and _stands_alone(quotation, text, chunk.base)
            ):
                yield Statement(self._last_speaker, Passage.at(text, quotation.start, quotation.end))

    def _speakers(self, sentence: Sentence) -> Iterator[tuple[Token | None, int]]:
        for token in sentence.tokens:
            if token.lemma_ in SPEECH_VERBS and token.pos_ in ("VERB", "AUX"):
                subject = _subject(token)
                speaker = self._owner(subject) if subject is not None else None
                if speaker is not None:
                    yield token, speaker
            elif token.dep_ == "ROOT" and _leads_on(sentence):
                # Before a colon any verb is one of speech: Chan spoke to the press: "…"
                subject = _subject(token)
                speaker = self._owner(subject) if subject is not None else None
                if speaker is not None:
                    yield None, speaker
            elif token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
                source = next((c for c in token.children if c.dep_ == "pobj"), None)
                speaker = self._owner(source) if source is not None else None
                if speaker is not None:
                    yield _governor(token), speaker

    def _owner(self, token: Token) -> int | None:
        """Who a subject is: a name, "he", "a spokesman for …", "a White House readout"."""
        owner = self._owners.get((id(token.doc), token.i))
        if owner is not None:
            return owner
        if token.lower_ in ("he", "she"):
            return self._last_person
        if token.lower_ == "it" and self._last_speaker is not None and not self._persons[self._last_speaker]:
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

    def _remember_person(self, sentence: Sentence) -> None:
        """The subject of the sentence, else the last person it names, is who the next pronoun means."""
        subject: int | None = None
        named: int | None = None
        for token in sentence.tokens:
            owner = self._owners.get((id(token.doc), token.i))
            if owner is None or not self._persons[owner]:
                continue
            named = owner
            if subject is None and token.dep_ in ("nsubj", "nsubjpass"):
                subject = owner
        self._last_person = (
            subject if subject is not None else named if named is not None else self._last_person
        )


def _reach(sentence: Sentence) -> Span:
    """The sentence, with the quotation that it tells the speaker of though the parser cut it off.

    "…" / said Merkel; Merkel disagreed: / "…"
    """
    span, tokens = sentence.span, sentence.tokens
    first = next((t for t in tokens if not t.is_punct and not t.is_space), tokens[0])
    before = _CUT if first.lemma_ in SPEECH_VERBS and first.pos_ == "VERB" else 0
    after = _CUT if _leads_on(sentence) else 0
    return Span(max(0, span.start - before), span.end + after)


def _leads_on(sentence: Sentence) -> bool:
    return _LEADING_ON.search(sentence.span.of(sentence.text)) is not None


def _subject(verb: Token) -> Token | None:
    """The verb's subject, or that of the verb it goes with: Trump congratulated her, "saying"…"""
    for _ in range(_HIGHEST):
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is not None or verb.dep_ not in ("advcl", "xcomp", "conj"):
            return subject
        verb = verb.head
    return None


def _stands_alone(quotation: Span, text: str, base: int) -> bool:
    """Whether a quotation is a sentence of its own, and so goes on with the words of the last speaker."""
    before = text[max(base, quotation.start - _CUT) : quotation.start].rstrip(' “"')
    return (not before or before[-1] in '.!?”"') and text[quotation.end - 1] in ".!?…"


def _governor(token: Token) -> Token | None:
    """The verb that "according to" hangs on: its clause is what was said."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None


def _clause(sentence: Sentence, verb: Token) -> Passage | None:
    """The reported clause of a speech verb; the whole clause of any other verb ("according to")."""
    content = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and c.i != verb.i), None)
    attributed = any(c.lower_ == "according" for c in verb.children)
    if content is None:
        if not attributed:
            return None
        content = verb
    inside = {t.i for t in content.subtree}
    if attributed:
        for child in verb.children:
            if child.lower_ == "according":
                inside -= {t.i for t in child.subtree}
    if content.i < verb.i:
        inside -= (
            {t.i for t in verb.subtree} - {t.i for t in content.subtree} if content is not verb else set()
        )
    start, end = _run_around(content.i, inside)
    doc = verb.doc
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].lower_ == "that"):
        start += 1
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    if end - start < _SHORTEST_CLAUSE:
        return None
    return sentence.passage_of(doc[start:end])


def _run_around(center: int, inside: set[int]) -> tuple[int, int]:
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
