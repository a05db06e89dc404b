"""Locates annotated passages in a changed text: the right place, or an orphan.

Exact matches of the quote come first (ignoring typography), with their context deciding between several. Then
every similar passage is scored with the weights of Hypothesis: quote 50, prefix 20, suffix 20, position 2. A
tie with a rival makes an orphan. Where the previous text is known, a candidate that was already elsewhere in
it is rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from briefing.domain.anchoring.exact_match import NormalizedAnchor, Occurrence, occurrences, with_punctuation
from briefing.domain.anchoring.fuzzy_match import WordIndex, best_chains, words_of
from briefing.domain.anchoring.normalize import NormalizedText, normalize_text
from briefing.domain.anchoring.similarity import shared_words, similarity
from briefing.domain.anchoring.span_edges import closes_paragraph, find_edges, is_sentence, opens_paragraph
from briefing.domain.anchoring.text_history import AnchorHistory, TextHistory
from briefing.domain.annotation import CONTEXT, Anchor, AnchorState, Annotation, anchor_at
from briefing.domain.span import Span

QUOTE_WEIGHT, PREFIX_WEIGHT, SUFFIX_WEIGHT, POSITION_WEIGHT = 50, 20, 20, 2

MAX_ERRORS = 256
"""The most letters that may differ, or a tenth of a longer passage: it may have got one new paragraph."""
MAX_COMPARED = 2_000
"""The length in characters up to which passages are compared letter by letter; longer ones by words."""
MIN_SIMILARITY = 0.5
"""Similarity that a found text must have to the quote, if the context agrees."""
MIN_ALONE, ALONE_LETTERS = 0.7, 48
"""The same without agreeing context, and the letters from which a changed passage is recognized at all."""
SENTENCE_LETTERS = 32
"""The letters from which a sentence is that has stayed a whole one."""
MIN_WORDS = 0.4
"""Share of the quote's letters in words that must be found: unrelated sentences share letters, too."""
MARGIN = 0.08
"""Score by which a place must be better than its rivals."""
CONTEXT_MARGIN = 8
"""Letters of context by which a place with the exact quote must be better than its rivals."""
ERROR_RATIO = 2
"""The factor by which more letters must differ at every other place of a repetitive text."""
DECISIVE, HALF = 0.6, 0.4
"""Shares of the context that must agree: in general, and for a similar passage at its old place."""
MIN_LETTERS = 28
"""The number of letters of quote and context together that do not agree by chance."""
MIN_CONTEXT = 12
"""The number of these letters that must be context: a phrase may occur elsewhere."""
MIN_SIDE = 0.5
"""Similarity that the context must have on each side of a short quote."""
SURE_SIDE, NEAR_BY = 0.9, 0.05
"""Similarity of one side that suffices near the old place, and that distance as a share of the text."""
NEARER_RATIO = 8
"""The factor by which the next of several equal places must be farther: most edits shift a place a little."""
MAX_PLACES = 6
"""The number of candidates of each kind that are compared."""


@dataclass(frozen=True, slots=True)
class AnchorMatch:
    span: Span | None
    state: AnchorState
    confidence: float
    """The score of the place: 0 for an orphan, 1 for the same text at the same place in the same context."""


@dataclass(frozen=True, slots=True)
class _Place:
    span: Span
    score: float
    quote: float
    prefix: float
    suffix: float


_ORPHAN = AnchorMatch(None, AnchorState.ORPHAN, 0.0)


def reanchor(annotations: Iterable[Annotation], text: str, old: str | None = None) -> tuple[Annotation, ...]:
    """Re-anchor annotations in this text, in their order; unchanged ones are the same objects.

    `old` is the text they are anchored in now, which may be the same. What was not found in it is searched
    only where the text has changed. States compare with the original anchors, so when an old text returns, so
    do all annotations.
    """
    locator = _Locator(text, old)
    return tuple(_reanchored(annotation, locator) for annotation in annotations)


def _reanchored(annotation: Annotation, locator: _Locator) -> Annotation:
    made, latest = annotation.made, annotation.anchor
    if locator.old == locator.text and (latest.span is None or _is_unchanged(latest, locator.text)):
        return annotation
    # Where the text was changed and its old wording is quoted elsewhere, as in a correction, the place that
    # was followed so far takes precedence over the old wording out of context.
    moved_on = latest.span is not None and latest != made
    history = locator.history(latest)
    # An original that is back in its place and context takes precedence over different wording, but not over
    # the same wording that was followed elsewhere: another passage may now be in the original place.
    returned = latest != made and _is_unchanged(made, locator.text)
    span = None
    if not returned or (latest.span is not None and latest.quote == made.quote):
        span = locator.find((made, latest) if moved_on else (made,), history)
    if span is None and returned:
        span = made.span
    match = locator.match(made, span)
    anchor = replace(made, span=None) if match.span is None else anchor_at(locator.text, match.span)
    if made.span is None and anchor.quote == made.quote and anchor.span is not None:
        # Another program gave no position: treat the first one found as the original.
        return replace(annotation, anchor=anchor, state=AnchorState.EXACT, confidence=None, first=None)
    moved = replace(
        annotation,
        anchor=anchor,
        state=match.state,
        confidence=match.confidence if match.state is AnchorState.FUZZY else None,
        first=None if anchor == made else made,
    )
    return annotation if moved == annotation else moved


class _Locator:
    def __init__(self, text: str, old: str | None) -> None:
        self.text = text
        self.old = old

    @cached_property
    def _folded(self) -> NormalizedText:
        return normalize_text(self.text)

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex(self.text)

    @cached_property
    def _history(self) -> TextHistory | None:
        return None if self.old is None else TextHistory(self.old, self.text)

    def history(self, latest: Anchor) -> AnchorHistory:
        """Return what the previous text says about the passage that has this anchor in it."""
        if self.old is None or (latest.span is not None and latest.span.of(self.old) != latest.quote):
            return AnchorHistory()
        return AnchorHistory(self._history, latest.span)

    def find(self, anchors: Sequence[Anchor], history: AnchorHistory) -> Span | None:
        """Find the passage that one of these anchors describes, preferring the first."""
        for search in (self.exact_place, self.similar_place):
            for anchor in anchors:
                span = search(anchor, history)
                if span is not None:
                    return span
        return None

    def match(self, anchor: Anchor, span: Span | None) -> AnchorMatch:
        """Compare an anchor with the place that was found for it."""
        if span is None:
            return _ORPHAN
        confidence = round(self._score(NormalizedAnchor(anchor), span).score, 3)
        if span.of(self.text) != anchor.quote:
            return AnchorMatch(span, AnchorState.FUZZY, min(max(confidence, 0.01), 0.99))
        if anchor.span is None or anchor.span == span:
            return AnchorMatch(span, AnchorState.EXACT, confidence)
        return AnchorMatch(span, AnchorState.MOVED, confidence)

    def exact_place(self, anchor: Anchor, history: AnchorHistory) -> Span | None:
        """Find the exact quote, if its context leaves no doubt."""
        if (
            anchor.span is not None
            and _is_unchanged(anchor, self.text)
            and not history.was_elsewhere(anchor.span)
        ):
            return anchor.span
        wanted = NormalizedAnchor(anchor)
        if not wanted.quote:
            return _locate_blank(anchor, self.text)
        places = self._occurrences(wanted, history)
        places = [each for each in places if history.is_same(each.span)] or places
        if not places:
            return None
        best = places[0]
        context = wanted.context
        if best.context < DECISIVE * context:
            return None
        missing = context - best.context
        if not wanted.is_long and any(context - each.context < ERROR_RATIO * missing for each in places[1:]):
            return None
        return _unrivalled(
            [(place.span, place.context + place.bonus) for place in places],
            CONTEXT_MARGIN,
            anchor.span,
            strong=context > 0,
        )

    def similar_place(self, anchor: Anchor, history: AnchorHistory) -> Span | None:
        """Find the best-scored candidate, if it is good enough and has no rival."""
        wanted = NormalizedAnchor(anchor)
        if not wanted.quote:
            return None
        spans = {place.span: None for place in self._occurrences(wanted, history)[:MAX_PLACES]}
        spans |= {span: None for span in self._similar_spans(wanted)}
        judged = sorted((self._score(wanted, span) for span in spans), key=lambda place: -place.score)
        places = _without_overlaps(
            place
            for place in judged
            if not history.was_elsewhere(place.span) and self._is_accepted(wanted, place, judged, history)
        )
        # A duplicated paragraph leaves each copy with one side of the context.
        strong = any(
            _context(wanted, place) >= (HALF if place.span == anchor.span else DECISIVE) * wanted.context > 0
            for place in places
        )
        return _unrivalled(
            [(place.span, place.score) for place in places], MARGIN, anchor.span, strong=strong
        )

    def _occurrences(self, wanted: NormalizedAnchor, history: AnchorHistory) -> list[Occurrence]:
        found = occurrences(self.text, self._folded, wanted)
        return [each for each in found if not history.was_elsewhere(each.span)]

    def _similar_spans(self, wanted: NormalizedAnchor) -> Iterator[Span]:
        anchor = wanted.anchor
        before = words_of(anchor.prefix[-CONTEXT:])[0]
        own = words_of(anchor.quote)[0]
        if not own:
            return
        # The context's outer end may be in the middle of a word, which is dropped.
        before = before[1:] if len(anchor.prefix) >= CONTEXT else before
        after = words_of(anchor.suffix[:CONTEXT])[0]
        after = after[:-1] if len(anchor.suffix) >= CONTEXT else after
        passage = [*before, *own, *after]
        quote = range(len(before), len(before) + len(own))
        for chain in best_chains(self._words, passage, quote, MAX_PLACES):
            span = find_edges(self.text, self._words, chain, passage, quote)
            if span is not None:
                yield with_punctuation(self.text, span, anchor.quote)

    def _score(self, wanted: NormalizedAnchor, span: Span) -> _Place:
        """Score a candidate by what the anchor has: a missing context does not lower the score."""
        anchor, fold_map = wanted.anchor, self._folded
        start, end = fold_map.position(span.start), fold_map.position(span.end)
        quote = _quote_similarity(wanted.quote, fold_map.text[start:end])
        prefix = _side_similarity(wanted.prefix[::-1], fold_map.text[max(0, start - CONTEXT) : start][::-1])
        suffix = _side_similarity(wanted.suffix, fold_map.text[end : end + CONTEXT])
        parts = [(QUOTE_WEIGHT, quote)]
        if wanted.prefix or anchor.suffix:
            parts += [(PREFIX_WEIGHT, prefix), (SUFFIX_WEIGHT, suffix)]
        if anchor.span is not None:
            away = abs(anchor.span.start - span.start) / max(len(self.text), 1)
            parts.append((POSITION_WEIGHT, max(0.0, 1 - away)))
        score = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
        return _Place(span, score, quote, prefix, suffix)

    def _is_where_expected(self, wanted: NormalizedAnchor, place: _Place) -> bool:
        """Whether the context agrees on both sides, or on one while the other is a paragraph edge or nearby.

        One side is weak evidence: articles about the same people introduce them in the same words.
        """
        anchor = wanted.anchor
        before = place.prefix >= MIN_SIDE or (
            opens_paragraph(anchor.prefix) and opens_paragraph(self.text[: place.span.start][-CONTEXT:])
        )
        after = place.suffix >= MIN_SIDE or (
            closes_paragraph(anchor.suffix) and closes_paragraph(self.text[place.span.end :][:CONTEXT])
        )
        if before and after:
            return True
        return (
            anchor.span is not None
            and max(place.prefix, place.suffix) >= SURE_SIDE
            and abs(anchor.span.start - place.span.start) <= NEAR_BY * len(self.text)
        )

    def _has_lookalike(self, wanted: NormalizedAnchor, place: _Place, judged: Sequence[_Place]) -> bool:
        """Whether the text has another passage that resembles the quote and its context about as much.

        In a list of results or people all lines are alike: when one is deleted, the next takes its place
        between similar lines. Copies of a long passage are not distinguished here.
        """
        if place.quote == 1 and wanted.is_long:
            return False
        words, errors = place.span.of(self.text), _errors(wanted, place)
        return any(
            other.quote >= MIN_SIMILARITY
            and _errors(wanted, other) < ERROR_RATIO * errors
            and not other.span.overlap(place.span)
            and not (wanted.is_long and other.span.of(self.text) == words)
            for other in judged
        )

    def _is_accepted(
        self, wanted: NormalizedAnchor, place: _Place, judged: Sequence[_Place], history: AnchorHistory
    ) -> bool:
        if history.is_surely_same(place.span):
            return place.quote == 1 or self._is_good(wanted, place)
        return self._is_good(wanted, place) and not self._has_lookalike(wanted, place, judged)

    def _is_good(self, wanted: NormalizedAnchor, place: _Place) -> bool:
        known, agreed = wanted.context, _context(wanted, place)
        if place.quote == 1:
            needed = min(max(MIN_LETTERS - len(wanted.quote), MIN_CONTEXT), 0.75 * known)
            return wanted.is_long or (agreed >= needed and self._is_where_expected(wanted, place))
        words = words_of(place.span.of(self.text))[0]
        if shared_words(words_of(wanted.anchor.quote)[0], words) < MIN_WORDS:
            return False
        if not wanted.is_long:
            return place.quote >= MIN_SIMILARITY and known >= CONTEXT // 2 and agreed >= DECISIVE * known
        errors = (1 - place.quote) * max(len(wanted.quote), len(place.span))
        if errors > max(MAX_ERRORS, len(wanted.quote) / 10):
            return False
        if agreed >= known / 3 > 0:
            return place.quote >= MIN_SIMILARITY
        if place.quote < MIN_ALONE or len(wanted.quote) < SENTENCE_LETTERS:
            return False
        return len(wanted.quote) >= ALONE_LETTERS or self._is_sentence(wanted.anchor, place.span)

    def _is_sentence(self, anchor: Anchor, span: Span) -> bool:
        """Whether the passage was a whole sentence, and this is one."""
        before, after = self.text[: span.start][-CONTEXT:], self.text[span.end :][:CONTEXT]
        return is_sentence(anchor.prefix, anchor.quote, anchor.suffix) and is_sentence(
            before, span.of(self.text), after
        )


def _is_unchanged(anchor: Anchor, text: str) -> bool:
    """Whether the quote and its whole context are at their old place."""
    span = anchor.span
    if span is None or not len(span) or span.end > len(text) or span.of(text) != anchor.quote:
        return False
    here = anchor_at(text, span)
    return here.prefix == anchor.prefix[-CONTEXT:] and here.suffix == anchor.suffix[:CONTEXT]


def _locate_blank(anchor: Anchor, text: str) -> Span | None:
    """Locate an anchor whose quote is white space: its whole context must occur exactly once."""
    whole = anchor.prefix + anchor.quote + anchor.suffix
    at = text.find(whole)
    if not anchor.quote or len(whole) <= len(anchor.quote) or at < 0 or text.find(whole, at + 1) >= 0:
        return None
    start = at + len(anchor.prefix)
    return Span(start, start + len(anchor.quote))


def _unrivalled(
    places: Sequence[tuple[Span, float]], margin: float, was: Span | None, *, strong: bool
) -> Span | None:
    """Return the best place; of several as good, the one that hardly moved, if its context is `strong`."""
    if not places:
        return None
    best = max(score for _, score in places)
    equal = [span for span, score in places if score > best - margin]
    if len(equal) == 1:
        return equal[0]
    if was is None or not strong:
        return None
    near, next_near = sorted(equal, key=lambda span: abs(span.start - was.start))[:2]
    if abs(near.start - was.start) * NEARER_RATIO <= abs(next_near.start - was.start):
        return near
    return None


def _without_overlaps(places: Iterable[_Place]) -> list[_Place]:
    """Drop places that overlap a better one: they are no rivals."""
    kept: list[_Place] = []
    for place in places:
        if not any(place.span.overlap(other.span) for other in kept):
            kept.append(place)
    return kept


def _quote_similarity(wanted: str, found: str) -> float:
    if max(len(wanted), len(found)) <= MAX_COMPARED:
        return similarity(wanted, found)
    return similarity(words_of(wanted)[0], words_of(found)[0])


def _side_similarity(wanted: str, found: str) -> float:
    return similarity(wanted, found[: len(wanted)])


def _context(wanted: NormalizedAnchor, place: _Place) -> float:
    """Count the letters of context that agree beyond what unrelated texts share."""

    def agreed(letters: int, alike: float) -> float:
        return letters * max(0.0, (alike - 0.4) / 0.6)

    return agreed(len(wanted.prefix), place.prefix) + agreed(len(wanted.suffix), place.suffix)


def _errors(wanted: NormalizedAnchor, place: _Place) -> float:
    """Count the letters that differ in the quote and its context."""
    return (
        (1 - place.quote) * len(wanted.quote)
        + (1 - place.prefix) * len(wanted.prefix)
        + (1 - place.suffix) * len(wanted.suffix)
    )
