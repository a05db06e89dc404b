"""Extracts direct quotations with their speakers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from briefing.domain import Actor, Passage, Quote, Span
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Chunk, Document, Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, quotation_at
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS
from briefing.nlp.quotes.attribution import SpeakerResolver, person_after, person_before
from briefing.nlp.quotes.scare_quotes import is_direct_speech

_SHARING = frozenset(("advcl", "xcomp", "ccomp", "conj", "acl", "pcomp", "prep", "relcl"))
"""What a verb without a subject may be to the one whose subject it shares."""
_HIGHEST = 4
_FURTHEST = 2_000
"""Code points from a quotation within which its sentence is looked for."""
_STOPS = ".!?…"
_STOP = re.compile(r"(?<=[a-z0-9)\]%”\"’'])[.?!][”\"’']?\s")
"""Where a sentence ends; the full stop of "U.S." is none."""
_JOINS = re.compile(r",?\s(?:and|but|while|whereas|although|though)\b")
"""What a clause of its own begins with: "Sen called it “a gift,” while Dahl spoke of “a burden.”"."""
_AND = re.compile(r",?\s(?:and|or|but|,)\s(?:also\s)?(?:an?\s|the\s)?")
_WORDS = load_words("quote_extraction")
_VERBS = SPEECH_VERBS | _WORDS["verbs"]


@dataclass(frozen=True, slots=True)
class _SpeechVerb:
    """A verb of speech outside of all quotation marks, with who is said to speak."""

    at: int
    """The offset in the article's text."""
    speaker: str | None
    verb: Token
    is_of_speech: bool = True
    """Whether the verb is one by itself, and not by a colon alone."""


def extract_quotes(document: Document, actors: tuple[Actor, ...]) -> tuple[Quote, ...]:
    """Return the direct quotations in reading order, without quoted names and terms."""
    return tuple(_QuoteFinder(document, actors).quotes())


class _QuoteFinder:
    """Walks the paragraphs; remembers who was quoted last, and who was told of as speaking."""

    def __init__(self, document: Document, actors: tuple[Actor, ...]) -> None:
        self._document = document
        self._text = document.article.text
        self._speakers = SpeakerResolver(document, actors)
        self._last: str | None = None
        self._reported: str | None = None

    def quotes(self) -> Iterator[Quote]:
        for chunk in self._document.chunks():
            yield from self._in_chunk(chunk)

    def _in_chunk(self, chunk: Chunk) -> Iterator[Quote]:
        before, reported = self._last, self._reported
        quotations = chunk.quotations
        paragraph = Span(chunk.base, chunk.end)
        said_last: Quotation | None = None
        said = [each for sentence in chunk.sentences for each in self._said(sentence, quotations)]
        speakers = [self._beside(quotation, said) for quotation in quotations]
        for number, quotation in enumerate(quotations):
            beside = speakers[number]
            speaker = beside.speaker if beside is not None else None
            if beside is None and quotation.continues:
                speaker = before
            elif beside is None and self._stands_alone(quotation, paragraph):
                # Before or after the words in the paragraph that have a speaker, else of the one before.
                others = (*reversed(speakers[:number]), *speakers[number + 1 :])
                first = quotation.outer.start == paragraph.start
                last = reported if first else before
                speaker = next((each.speaker for each in others if each is not None), last)
            if self._leads_in(quotation, quotations[number + 1 : number + 2]):
                continue
            verb = beside.verb if beside is not None else None
            is_joined = _is_joined(self._text, said_last, quotation)
            if is_direct_speech(self._text, chunk, quotation, verb, is_joined=is_joined):
                said_last = quotation
                yield Quote(speaker, Passage(quotation.span, quotation.span.of(self._text)))
                self._last = self._reported = speaker or self._last
        heard = [each.speaker for each in said if each.speaker is not None]
        if heard:
            self._reported = heard[-1]

    def _said(self, sentence: Sentence, quotations: Sequence[Quotation]) -> Iterator[_SpeechVerb]:
        read = [
            token for token in sentence.tokens if quotation_at(quotations, sentence.base + token.idx) is None
        ]
        outside = frozenset(read)
        heard: str | None = None
        for token in read:
            subject = _speaking(token, outside)
            if subject is None:
                continue
            heard = self._speakers.name(subject, token, sentence)
            yield _SpeechVerb(sentence.base + token.idx, heard, token)
            self._speakers.remember(subject, sentence, heard)
        if heard is None:
            subjects = [token for token in read if token.dep_ in ("nsubj", "nsubjpass")]
            self._speakers.remember(subjects[0] if subjects else None, sentence, None)
            verb = self._verb_before_colon(read, sentence, quotations)
            subject = subject_of(verb) if verb is not None else None
            if verb is not None and subject in outside:
                name = self._speakers.name(subject, verb, sentence)
                yield _SpeechVerb(sentence.base + verb.idx, name, verb, is_of_speech=False)

    def _verb_before_colon(
        self, read: Sequence[Token], sentence: Sentence, quotations: Sequence[Quotation]
    ) -> Token | None:
        """Before a colon and a quotation any verb is one of speech: "Sen disagreed: “…”".

        The parser hangs it beneath the verb of the quotation as often as not.
        """
        ends = [token for token in read if token.text == ":"]
        at = next((end for end in ends if end is read[-1] or self._opens_behind(end, sentence)), None)
        if at is None:
            return None
        outside = frozenset(read)
        heads = (t for t in read if t.i < at.i and (t.head.i == t.i or t.head not in outside))
        return next((token for token in heads if token.pos_ in ("VERB", "AUX")), None)

    def _opens_behind(self, colon: Token, sentence: Sentence) -> bool:
        """Whether a quotation begins at the colon, or a blank behind it."""
        end = sentence.base + colon.idx + 1
        return any(
            each is not None and each.outer.start in (end, end + 1)
            for each in (quotation_at(self._document.quotations, at) for at in (end, end + 1))
        )

    def _beside(self, quotation: Quotation, said: Sequence[_SpeechVerb]) -> _SpeechVerb | None:
        """What says who speaks: behind the words where they lead on to it, else before them."""
        around = self._around(quotation)
        near = [each for each in said if each.at in around]
        behind = [each for each in near if each.at >= quotation.outer.end]
        ahead = [each for each in near if each.at < quotation.outer.start]
        closing = self._text[quotation.span.end : quotation.outer.end] + " "
        leads_on = "," in closing or self._text[quotation.span.end - 1] in "?!,"
        if ahead and _JOINS.match(self._text, quotation.outer.end):
            return ahead[-1]
        if behind and (leads_on or not ahead or not ahead[-1].is_of_speech):
            return behind[0]
        return ahead[-1] if ahead else None

    def _around(self, quotation: Quotation) -> Span:
        """The sentences that the marks stand in, cut at other stops: the parser's do not heed marks."""
        start, end = quotation.outer.start, quotation.outer.end
        first, last = max(0, start - _FURTHEST), end + _FURTHEST
        first = max(first, self._text.rfind("\n", first, start) + 1)
        low = max((stop.end() for stop in _STOP.finditer(self._text, first, start)), default=first)
        break_at = self._text.find("\n", end, last)
        high = break_at if break_at >= 0 else min(last, len(self._text))
        if self._text[quotation.span.end - 1] == "." and self._text[end : end + 1] != ",":
            high = end  # the sentence ends with the quotation
        elif stop := _STOP.search(self._text, end, high):
            high = stop.start()
        return Span(min(low, start), max(high, end))

    def _stands_alone(self, quotation: Quotation, paragraph: Span) -> bool:
        """Whether it is a sentence by itself, and so goes on with somebody's words."""
        before = self._text[paragraph.start : quotation.outer.start].rstrip()
        return (not before or before[-1] in '.!?”"…:') and self._text[quotation.span.end - 1] in _STOPS

    def _leads_in(self, quotation: Quotation, following: Sequence[Quotation]) -> bool:
        """Whether it is the one word that its speaker's name cuts off: "“However,” he said, “we …”"."""
        words = quotation.span.of(self._text).split()
        cut_off = "," in self._text[quotation.span.end : quotation.outer.end]
        return (
            len(words) == 1 and cut_off and any(self._text[each.span.start].islower() for each in following)
        )


def _is_joined(text: str, last: Quotation | None, quotation: Quotation) -> bool:
    """Whether only "and" lies between the words and others: "called it “void” and a “farce.”"."""
    return last is not None and bool(_AND.fullmatch(text, last.outer.end, quotation.outer.start))


def _speaking(token: Token, outside: Collection[Token]) -> Token | None:
    """The subject of a verb of speech, or whom "according to" names; always outside of quotation marks."""
    if token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
        subject = next((child for child in token.children if child.dep_ == "pobj"), None)
        return subject if subject in outside else None
    if token.lemma_ not in _VERBS or token.pos_ not in ("VERB", "AUX"):
        return None
    verb = token
    for _ in range(_HIGHEST):
        subject = subject_of(verb)
        if subject is not None and subject in outside:
            # "twenty people have been confirmed killed": they say nothing.
            return subject if subject.dep_ != "nsubjpass" else None
        if verb.dep_ not in _SHARING or verb.head not in outside:
            break
        verb = verb.head
        if verb.pos_ in ("NOUN", "PROPN"):  # "a banner saying"
            return verb
    # The parser took words of the quotation for the subject.
    beside: Token | None = None
    if token.tag_ in ("VBD", "VBZ", "VBP", "VBN"):
        beside = person_before(token) or person_after(token)
    if beside is None and token.i > 0 and token.nbor(-1) not in outside:  # "…,” read the statement"
        beside = next((child for child in token.children if child.dep_ == "dobj"), None)
    return beside if beside is not None and beside in outside else None
