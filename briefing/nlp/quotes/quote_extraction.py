"""Extracts direct quotations with their speakers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from briefing.domain import Actor, Passage, Quote, Span
from briefing.nlp.actors.naming.names import HONORIFICS
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.document import Chunk, Document, Sentence
from briefing.nlp.parsing.quotation_marks import Quotation, quotation_at
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS, is_not_said
from briefing.nlp.quotes.attribution import SpeakerResolver, noun_after, person_after, person_before
from briefing.nlp.quotes.quote_choice import choose_quotes
from briefing.nlp.quotes.scare_quotes import is_direct_speech
from briefing.nlp.quotes.statements import reported_clause, with_statements

_SUBJECT_SHARING = frozenset(("advcl", "xcomp", "ccomp", "conj", "acl", "pcomp", "prep", "relcl"))
"""Dependencies of a verb that may share the subject of its head."""
_MAX_ANCESTORS = 4
_MAX_DISTANCE = 2_000
"""Code points on either side of a quotation that are searched for its sentence."""
_MAX_TITLE = 12
"""The most code points of a title before a name."""
_STOPS = ".!?…"
_MIN_SENTENCE = 8
"""The fewest words of a quotation that can be a sentence without a stop at its end."""
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]%”\"’'])[.?!][”\"’']?\s")
"""The end of a sentence; the full stop of "U.S." does not match."""
_CLAUSE_START = re.compile(r",?\s(?:and|but|while|whereas|although|though)\b")
"""The start of a coordinate clause: "Sen called it “a gift,” while Dahl spoke of “a burden.”"."""
_NO_WORD = re.compile(r"\W+")
_NARRATORS = frozenset("i we you".split())
"""Subjects of verbs that report what a narrator says or what anybody may say: "you say “…”"."""
_PRONOUNS = _NARRATORS | frozenset("he she it they".split())
_UNREAL = frozenset("may might could should".split())
_WORDS = load_words("quote_extraction")
_REPORTING_VERBS = SPEECH_VERBS | _WORDS["verbs"]


@dataclass(frozen=True, slots=True)
class _SpeechVerb:
    """A reporting verb outside all quotation marks, with its speaker."""

    at: int
    """The offset in the article's text."""
    speaker: str | None
    verb: Token
    subject: Token
    sentence: Sentence
    is_reporting: bool = True
    """Whether the verb itself reports speech, not only by a colon after it."""

    def is_closed_at(self, offset: int, text: str) -> bool:
        """Whether the verb's clause only limits another, which goes on: "said, after it ruled, that “…”"."""
        last = self.verb.right_edge
        end = self.at - self.verb.idx + last.idx + len(last)
        goes_on = any(character.isalpha() for character in text[end:offset])
        return self.verb.dep_ in ("advcl", "relcl", "acl") and goes_on


def extract_quotes(
    document: Document, actors: tuple[Actor, ...]
) -> tuple[tuple[Quote, ...], tuple[Actor, ...]]:
    """Return the quotations in reading order, a few of them shown, and the actors with all that they say.

    Quoted names and terms are no quotations.
    """
    finder = _QuoteFinder(document, actors)
    quotes = tuple(_without_repetition(tuple(finder.quotes())))
    return choose_quotes(quotes, document, actors), with_statements(actors, quotes, finder.reports)


class _QuoteFinder:
    """Walks the paragraphs of an article, keeping who was quoted last and who may go on speaking."""

    def __init__(self, document: Document, actors: tuple[Actor, ...]) -> None:
        self._document = document
        self._text = document.article.text
        self._speakers = SpeakerResolver(actors, _full_names(document), self._text)
        self._last_quoted: str | None = None
        self._running: str | None = None
        """The speaker of the end of the paragraph before, whose words the next one may continue."""
        self._announced: str | None = None
        """The speaker whose words a colon at the end of the paragraph before announces."""
        self.reports: list[Quote] = []
        """What is reported without marks around it, of the paragraphs so far."""
        self._has_double_marks = any(not _is_single(self._text, q) for q in document.quotations)

    def quotes(self) -> Iterator[Quote]:
        for chunk in self._document.chunks():
            yield from self._in_chunk(chunk)

    def _in_chunk(self, chunk: Chunk) -> Iterator[Quote]:
        before, running = self._last_quoted, self._running
        quotations = chunk.quotations
        paragraph = Span(chunk.base, chunk.end)
        announced, self._announced = self._announced, None
        if announced is not None and self._is_block_quote(paragraph, quotations):
            self._last_quoted = self._running = announced
            words = paragraph.trimmed(self._text)
            yield Quote(announced, Passage(words, words.of(self._text)))
            return
        verbs = [each for sentence in chunk.sentences for each in self._speech_verbs(sentence, quotations)]
        self.reports += self._reports(verbs)
        speakers = [self._attribution(quotation, verbs) for quotation in quotations]
        last_here, spoken_to = None, chunk.base
        for number, quotation in enumerate(quotations):
            attribution = speakers[number]
            speaker = attribution.speaker if attribution is not None else None
            if attribution is None and quotation.continues:
                speaker = before
            elif attribution is None and self._is_complete_sentence(quotation, paragraph):
                # The speaker is that of another quotation in the paragraph, or of the words before it.
                others = (*reversed(speakers[:number]), *speakers[number + 1 :])
                earlier = [each.speaker for each in verbs if each.at < quotation.outer.start]
                first = quotation.outer.start == paragraph.start
                last = running if first else earlier[-1] if earlier else None
                speaker = next((each.speaker for each in others if each is not None), last)
            if self._is_interrupted_word(quotation, quotations[number + 1 : number + 2]):
                continue
            is_cut = speaker is None and self._text[quotation.span.start].islower()
            if is_cut or self._is_second_hand(quotation, attribution):
                continue
            verb = attribution.verb if attribution is not None else None
            if is_direct_speech(self._text, chunk, quotation, verb):
                yield Quote(speaker, Passage(quotation.span, quotation.span.of(self._text)))
                self._last_quoted = last_here = speaker
                spoken_to = quotation.outer.end
        final = verbs[-1] if verbs else None
        told = final is not None and final.at >= max(spoken_to, chunk.sentences[-1].span.start)
        ends = not self._text[spoken_to : chunk.end].strip() or (final is not None and final.at >= spoken_to)
        self._running = final.speaker if told and final is not None else last_here if ends else None
        announces = self._text[chunk.base : chunk.end].rstrip().endswith(":")
        if (
            announces
            and final is not None
            and final.is_reporting
            and final.at >= chunk.sentences[-1].span.start
        ):
            # "He suggested that it would pass:" has told what he said.
            has_told = any(child.dep_ == "ccomp" for child in final.verb.children)
            self._announced = None if has_told else final.speaker

    def _reports(self, verbs: Sequence[_SpeechVerb]) -> Iterator[Quote]:
        for each in verbs:
            if each.is_reporting and each.speaker is not None and each.subject.lower_ not in _NARRATORS:
                clause = reported_clause(each.verb, each.sentence)
                if clause is not None:
                    yield Quote(each.speaker, clause)

    def _is_block_quote(self, paragraph: Span, quotations: Sequence[Quotation]) -> bool:
        """Whether a paragraph after "he said:" can be his words, set off without marks."""
        text = paragraph.of(self._text).strip()
        is_marked = any(not _is_single(self._text, each) for each in quotations)
        is_sentence = (
            text.lstrip("[")[:1].isupper()
            and text.rstrip("’'\"”)]")[-1:] in _STOPS
            and len(text.split()) >= _MIN_SENTENCE
        )
        return is_sentence and not is_marked

    def _is_second_hand(self, quotation: Quotation, attribution: _SpeechVerb | None) -> bool:
        """Whether somebody only tells or imagines the words: "they might think, ‘…’", "then you say “…”".

        Single marks in a text with double ones are inside a quotation that is set off without marks.
        """
        subject = attribution.subject.lower_ if attribution is not None else ""
        if attribution is not None and attribution.is_reporting:
            auxiliaries = {child.lower_ for child in attribution.verb.children if child.dep_ == "aux"}
            between = self._text[attribution.at + len(attribution.verb) : quotation.outer.start].rstrip()
            is_content = attribution.at < quotation.outer.start and between[-1:] not in (",", ":")
            if (
                subject in _NARRATORS
                or auxiliaries & _UNREAL
                or (is_content and is_not_said(attribution.verb))
            ):
                return True
        is_inner = self._has_double_marks and _is_single(self._text, quotation)
        return is_inner and (not subject or subject in _PRONOUNS)

    def _speech_verbs(self, sentence: Sentence, quotations: Sequence[Quotation]) -> Iterator[_SpeechVerb]:
        tokens = [
            token for token in sentence.tokens if quotation_at(quotations, sentence.base + token.idx) is None
        ]
        outside = frozenset(tokens)
        speaker: str | None = None
        reports = False
        for token in tokens:
            subject = _speaker_token(token, outside)
            if subject is None or any(child.lower_ == "whether" for child in token.lefts):
                continue  # "over whether Sen should testify": she has not
            is_asked = subject.dep_ == "nsubjpass" and token.lemma_ == "ask"
            name = None if is_asked else self._speakers.name(subject, token, sentence)
            is_nested = speaker is not None and token.dep_ == "ccomp" and token.lemma_ != "tell"
            if is_nested and not self._speakers.is_person(name):
                continue  # "the authors say that the results confirm": the results do not speak
            speaker, reports = name, True
            yield _SpeechVerb(sentence.base + token.idx, speaker, token, subject, sentence)
            self._speakers.remember((subject,), sentence, speaker)
            self._speakers.remember_addressee(token, sentence)
        if speaker is None and any(token.is_alpha for token in tokens):  # whom quoted words name is not "he"
            subjects = [token for token in tokens if token.dep_ in ("nsubj", "nsubjpass")]
            self._speakers.remember(subjects, sentence, None)
            verb = None if reports else self._verb_before_colon(tokens, sentence)
            subject = subject_of(verb) if verb is not None else None
            if verb is not None and subject in outside:
                name = self._speakers.name(subject, verb, sentence)
                yield _SpeechVerb(sentence.base + verb.idx, name, verb, subject, sentence, is_reporting=False)

    def _verb_before_colon(self, tokens: Sequence[Token], sentence: Sentence) -> Token | None:
        """Return the verb before a colon and a quotation, which reports speech: "Sen disagreed: “…”".

        The parser often attaches it to the verb of the quotation.
        """
        ends = [token for token in tokens if token.text == ":"]
        at = next((end for end in ends if end is tokens[-1] or self._opens_after(end, sentence)), None)
        if at is None:
            return None
        outside = frozenset(tokens)
        heads = (t for t in tokens if t.i < at.i and (t.head.i == t.i or t.head not in outside))
        return next((token for token in heads if token.pos_ in ("VERB", "AUX")), None)

    def _opens_after(self, colon: Token, sentence: Sentence) -> bool:
        """Whether a quotation starts after the colon, with or without a space."""
        end = sentence.base + colon.idx + 1
        return any(
            each is not None and each.outer.start in (end, end + 1)
            for each in (quotation_at(self._document.quotations, at) for at in (end, end + 1))
        )

    def _attribution(self, quotation: Quotation, verbs: Sequence[_SpeechVerb]) -> _SpeechVerb | None:
        """Return the verb of the attribution: after the quotation if its punctuation allows, else before."""
        around = self._sentence_span(quotation)
        near = [each for each in verbs if each.at in around]
        after = [each for each in near if each.at >= quotation.outer.end]
        before = [each for each in near if each.at < quotation.outer.start]
        while len(before) > 1 and before[-1].is_closed_at(quotation.outer.start, self._text):
            before.pop()
        closing = self._text[quotation.span.end : quotation.outer.end] + " "
        leads_on = "," in closing or self._text[quotation.span.end - 1] in "?!,"
        if before and _CLAUSE_START.match(self._text, quotation.outer.end):
            return before[-1]
        if before and before[-1].is_reporting:
            verb = before[-1]
            between = self._text[verb.at + len(verb.verb) : quotation.outer.start].rstrip()
            if not between or (between[-1] in ",:" and "," not in closing):
                return verb  # "Sen said, “Why?” Dahl said"
        if after and (leads_on or not before or not before[-1].is_reporting):
            return after[0]
        return before[-1] if before else None

    def _sentence_span(self, quotation: Quotation) -> Span:
        """Return the span of the sentences around the marks, split at stops: the parser ignores marks."""
        start, end = quotation.outer.start, quotation.outer.end
        first, last = max(0, start - _MAX_DISTANCE), end + _MAX_DISTANCE
        first = max(first, self._text.rfind("\n", first, start) + 1)
        low = max((stop.end() for stop in _stops(self._text, first, start)), default=first)
        break_at = self._text.find("\n", end, last)
        high = break_at if break_at >= 0 else min(last, len(self._text))
        if self._text[quotation.span.end - 1] == "." and self._text[end : end + 1] != ",":
            high = end  # the sentence ends with the quotation
        elif stop := next(_stops(self._text, end, high), None):
            high = stop.start()
        return Span(min(low, start), max(high, end))

    def _is_complete_sentence(self, quotation: Quotation, paragraph: Span) -> bool:
        """Whether a quotation is a complete sentence, and so continues somebody's words."""
        before = self._text[paragraph.start : quotation.outer.start].rstrip()
        words = quotation.span.of(self._text)
        is_long = words[0].isupper() and len(words.split()) >= _MIN_SENTENCE
        return (not before or before[-1] in '.!?”"…:') and (words[-1] in _STOPS or is_long)

    def _is_interrupted_word(self, quotation: Quotation, following: Sequence[Quotation]) -> bool:
        """Whether a quotation is a single word before an attribution: "“However,” he said, “we …”"."""
        words = quotation.span.of(self._text).split()
        cut_off = "," in self._text[quotation.span.end : quotation.outer.end]
        return (
            len(words) == 1 and cut_off and any(self._text[each.span.start].islower() for each in following)
        )


def _stops(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the ends of sentences; the stop of "Gov. Dahl said" is none."""
    for stop in _SENTENCE_END.finditer(text, start, end):
        if (
            text[max(start, stop.start() - _MAX_TITLE) : stop.start()].split(" ")[-1].casefold()
            not in HONORIFICS
        ):
            yield stop


def _full_names(document: Document) -> Iterator[str]:
    """Yield the names of people in the text that have a first name."""
    for doc in document.docs:
        for entity in doc.ents:
            name = entity.text.removesuffix("'s").removesuffix("’s").strip()
            is_full = (
                " " in name
                and "\n" not in name
                and name[0].isalpha()
                and name.split()[0].rstrip(".").casefold() not in HONORIFICS
            )
            if entity.label_ == "PERSON" and is_full:
                yield name


def _is_single(text: str, quotation: Quotation) -> bool:
    start = quotation.outer.start
    return text[start] in "‘'" and text[start : start + 2] != "''"


def _without_repetition(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Leave out a quote whose words are part of the one before or after it."""
    words = [f" {_NO_WORD.sub(' ', quote.passage.text.lower()).strip()} " for quote in quotes]
    for quote, before, own, after in zip(quotes, ["", *words], words, [*words[1:], ""], strict=False):
        if own not in before and (own == after or own not in after):
            yield quote


def _speaker_token(token: Token, outside: Collection[Token]) -> Token | None:
    """Return the subject of a reporting verb or the object of "according to", outside quotation marks."""
    if token.lower_ == "to" and token.i > 0 and token.nbor(-1).lower_ == "according":
        subject = next((child for child in token.children if child.dep_ == "pobj"), None)
        return subject if subject in outside else None
    has_subject = any(child.dep_ == "nsubj" for child in token.children)  # "the ministry notes/NNS, “…”"
    is_verb = token.pos_ in ("VERB", "AUX") or has_subject
    is_participle = token.i > 0 and token.nbor(-1).tag_ == "POS"  # "the ministry's stated aim"
    if token.lemma_ not in _REPORTING_VERBS or not is_verb or is_participle:
        return None
    verb = token
    for _ in range(_MAX_ANCESTORS):
        subjects = (child for child in verb.children if child.dep_ == "nsubj" and child in outside)
        subject = next(subjects, None) or subject_of(verb)
        if subject is not None and subject in outside:
            # "twenty people have been confirmed killed": they do not speak.
            return subject if subject.dep_ != "nsubjpass" or verb.lemma_ in ("quote", "ask") else None
        if verb.dep_ not in _SUBJECT_SHARING or verb.head not in outside:
            break
        if verb.dep_ == "pcomp" and verb.head.lower_ == "for":  # "attacked Sen for saying"
            blamed = [c for c in verb.head.head.children if c.dep_ in ("dobj", "nsubjpass") and c in outside]
            if blamed:
                return blamed[0]
        verb = verb.head
        if verb.pos_ in ("NOUN", "PROPN"):  # "a banner saying"
            if token.tag_ != "VBD":
                return verb
            break
    # The parser found the subject inside the quotation.
    adjacent: Token | None = None
    if token.tag_ in ("VBD", "VBZ", "VBP", "VBN"):
        adjacent = person_before(token) or person_after(token)
    last = token.i - 1
    while last > 0 and token.doc[last].is_punct and token.doc[last] in outside:
        last -= 1
    if adjacent is None and last >= 0 and token.doc[last] not in outside:  # "…,” read the statement"
        adjacent = noun_after(token)
    if adjacent is None and token.tag_ == "VBD":
        is_named = token.i > 0 and token.nbor(-1).pos_ == "PROPN"  # "…,” Gov. Dahl said"
        adjacent = person_before(token, far=True) or (token.nbor(-1) if is_named else None)
    return adjacent if adjacent is not None and adjacent in outside else None
