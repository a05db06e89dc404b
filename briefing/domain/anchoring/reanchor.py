"""Locates annotated passages in a changed text: the right place, or an orphan.

Exact matches of the quote come first (ignoring typography), with their context deciding between several.
Then every similar passage is scored with the weights of Hypothesis: quote 50, prefix 20, suffix 20,
position 2. A tie with a rival makes an orphan. Where the previous text is at hand, a candidate that was
already elsewhere in it is rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from briefing.domain.anchoring.exact_match import Occurrence, Wanted, occurrences, with_marks
from briefing.domain.anchoring.fuzzy_match import WordIndex, best_chains, words_of
from briefing.domain.anchoring.normalize import NormalizedText, normalize_text
from briefing.domain.anchoring.similarity import shared_words, similarity
from briefing.domain.anchoring.span_edges import closes_paragraph, edges, opens_paragraph
from briefing.domain.anchoring.text_history import AnchorHistory, TextHistory
from briefing.domain.annotation import CONTEXT, Anchor, AnchorState, Annotation, anchor_at
from briefing.domain.span import Span

__all__ = ["AnchorMatch", "locate", "reanchor"]

QUOTE_WEIGHT, PREFIX_WEIGHT, SUFFIX_WEIGHT, POSITION_WEIGHT = 50, 20, 20, 2

MOST_ERRORS = 256
"""In characters; in a longer passage a tenth of it, or one new paragraph would lose a whole page of marks."""
MOST_COMPARED = 2_000
"""Characters; longer passages are compared by words."""
LEAST_LIKENESS = 0.5
"""Of the words found to the words marked, where their context speaks for them."""
LEAST_ALONE, ALONE_LETTERS = 0.7, 48
"""The same where it does not, and from how many letters on a passage may be told by other words alone."""
LEAST_WORDS = 0.4
"""The share of a passage's letters that stand in words that were found: unrelated sentences share letters."""
CLEAR = 0.08
"""How much better than its rivals a place must be."""
CLEAR_CONTEXT = 8
"""The same in letters of context, among places with the very words."""
PLAINLY = 2
"""How many times fewer letters must be others than anywhere else, where the text repeats itself."""
DECISIVE, HALF = 0.6, 0.4
"""The share of its context that makes a place of the very words certain; and, where they stood, does so."""
ENOUGH = 28
"""Letters of quote and context together that do not agree by chance."""
LEAST_CONTEXT = 12
"""So many of them are context: what is a phrase here is often one elsewhere."""
LEAST_SIDE = 0.5
"""How like each side of it must be, where the quote is short."""
SURE_SIDE, NEAR_BY = 0.9, 0.05
"""How like one side must be if the other is not, and how near the old place, as a share of the text."""
NEARER = 8
"""Of equal places one is taken if the next is so many times as far: most edits shift a place a little."""
MOST_PLACES = 6
"""Places that are weighed against each other, of each kind."""


@dataclass(frozen=True, slots=True)
class AnchorMatch:
    """Where the passage of an anchor stands in a text."""

    span: Span | None
    state: AnchorState
    confidence: float
    """0 for an orphan, 1 for the same words at the same place in the same context."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that may be the passage's, with what speaks for it."""

    span: Span
    score: float
    quote: float
    prefix: float
    suffix: float


_ORPHAN = AnchorMatch(None, AnchorState.ORPHAN, 0.0)


def locate(anchors: Sequence[Anchor], text: str, old: str | None = None) -> tuple[AnchorMatch, ...]:
    """Where each anchor's passage stands now, in their order; its state is told against the anchor.

    `old`: the text that their spans point into.
    """
    look = _Look(text, old)
    return tuple(look.finding(anchor, look.found((anchor,), look.past(anchor))) for anchor in anchors)


def reanchor(annotations: Iterable[Annotation], text: str, old: str | None = None) -> tuple[Annotation, ...]:
    """The annotations as they stand on this text, in their order; what need not change is the same object.

    `old`: the text that they stand on so far, this one too; what was not found in it is looked for only in
    what has changed since. Their states are told against the anchors as they were made, so a text that comes
    back brings all back.
    """
    look = _Look(text, old)
    return tuple(_standing(annotation, look) for annotation in annotations)


def _standing(annotation: Annotation, look: _Look) -> Annotation:
    made, latest = annotation.made, annotation.anchor
    if look.old == look.text and (latest.span is None or _holds(latest, look.text)):
        return annotation
    # Where the words were changed and the old ones are quoted elsewhere since, as in a correction, the place
    # that was followed so far counts for more than the old words out of their context.
    moved_on = latest.span is not None and latest != made
    past = look.past(latest)
    # That all is again as it was counts for more than other words, and for less than the very words, if these
    # were followed: another passage may read the same, and stand where this one stood.
    returned = latest != made and _holds(made, look.text)
    span = None
    if not returned or (latest.span is not None and latest.quote == made.quote):
        span = look.found((made, latest) if moved_on else (made,), past)
    if span is None and returned:
        span = made.span
    finding = look.finding(made, span)
    anchor = replace(made, span=None) if finding.span is None else anchor_at(look.text, finding.span)
    if made.span is None and anchor.quote == made.quote and anchor.span is not None:
        # It came without a place, from another program: this is the one it was made at.
        return replace(annotation, anchor=anchor, state=AnchorState.EXACT, confidence=None, first=None)
    standing = replace(
        annotation,
        anchor=anchor,
        state=finding.state,
        confidence=finding.confidence if finding.state is AnchorState.FUZZY else None,
        first=None if anchor == made else made,
    )
    return annotation if standing == annotation else standing


class _Look:
    """One text, prepared once for all that is looked for in it."""

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
    def _descent(self) -> TextHistory | None:
        return None if self.old is None else TextHistory(self.old, self.text)

    def past(self, latest: Anchor) -> AnchorHistory:
        """What the text before tells of the passage that has this anchor in it."""
        if self.old is None or (latest.span is not None and latest.span.of(self.old) != latest.quote):
            return AnchorHistory()
        return AnchorHistory(self._descent, latest.span)

    def found(self, anchors: Sequence[Anchor], past: AnchorHistory) -> Span | None:
        """Where the passage stands that each of these anchors describes, the first by preference."""
        for look in (self.decided, self.weighed):
            for anchor in anchors:
                span = look(anchor, past)
                if span is not None:
                    return span
        return None

    def finding(self, anchor: Anchor, span: Span | None) -> AnchorMatch:
        """What is to be said of an anchor whose passage stands here."""
        if span is None:
            return _ORPHAN
        confidence = round(self._judged(Wanted(anchor), span).score, 3)
        if span.of(self.text) != anchor.quote:
            return AnchorMatch(span, AnchorState.FUZZY, min(max(confidence, 0.01), 0.99))
        if anchor.span is None or anchor.span == span:
            return AnchorMatch(span, AnchorState.EXACT, confidence)
        return AnchorMatch(span, AnchorState.MOVED, confidence)

    def decided(self, anchor: Anchor, past: AnchorHistory) -> Span | None:
        """Where the very words stand, if their context leaves no doubt."""
        if anchor.span is not None and _holds(anchor, self.text) and not past.is_anothers(anchor.span):
            return anchor.span
        wanted = Wanted(anchor)
        if not wanted.quote:
            return _blank(anchor, self.text)
        places = self._occurrences(wanted, past)
        places = [each for each in places if past.is_ours(each.span)] or places
        if not places:
            return None
        best = places[0]
        context = wanted.context
        if best.context < DECISIVE * context:
            return None
        missing = context - best.context
        if not wanted.is_long and any(context - each.context < PLAINLY * missing for each in places[1:]):
            return None
        return _only(
            [(place.span, place.context + place.bonus) for place in places],
            CLEAR_CONTEXT,
            anchor.span,
            strong=context > 0,
        )

    def weighed(self, anchor: Anchor, past: AnchorHistory) -> Span | None:
        """The best of all places that resemble the passage, if it is good enough and has no rival."""
        wanted = Wanted(anchor)
        if not wanted.quote:
            return None
        spans = {place.span: None for place in self._occurrences(wanted, past)[:MOST_PLACES]}
        spans |= {span: None for span in self._resembling(wanted)}
        judged = sorted((self._judged(wanted, span) for span in spans), key=lambda place: -place.score)
        places = _apart(
            place
            for place in judged
            if not past.is_anothers(place.span) and self._is_accepted(wanted, place, judged, past)
        )
        # Who copies a paragraph onto its neighbour leaves each copy one side of the context.
        strong = any(
            _context(wanted, place) >= (HALF if place.span == anchor.span else DECISIVE) * wanted.context > 0
            for place in places
        )
        return _only([(place.span, place.score) for place in places], CLEAR, anchor.span, strong=strong)

    def _occurrences(self, wanted: Wanted, past: AnchorHistory) -> list[Occurrence]:
        found = occurrences(self.text, self._folded, wanted)
        return [each for each in found if not past.is_anothers(each.span)]

    def _resembling(self, wanted: Wanted) -> Iterator[Span]:
        anchor = wanted.anchor
        before = words_of(anchor.prefix[-CONTEXT:])[0]
        own = words_of(anchor.quote)[0]
        if not own:
            return
        # A context is cut off anywhere: half a word at its far end is no word.
        before = before[1:] if len(anchor.prefix) >= CONTEXT else before
        after = words_of(anchor.suffix[:CONTEXT])[0]
        after = after[:-1] if len(anchor.suffix) >= CONTEXT else after
        passage = [*before, *own, *after]
        quote = range(len(before), len(before) + len(own))
        for chain in best_chains(self._words, passage, quote, MOST_PLACES):
            span = edges(self.text, self._words, chain, passage, quote)
            if span is not None:
                yield with_marks(self.text, span, anchor.quote)

    def _judged(self, wanted: Wanted, span: Span) -> _Place:
        """The place with its score, by what is known of the anchor: no context is nothing against a place."""
        anchor, fold_map = wanted.anchor, self._folded
        start, end = fold_map.position(span.start), fold_map.position(span.end)
        quote = _alike(wanted.quote, fold_map.text[start:end])
        prefix = _one_sided(wanted.prefix[::-1], fold_map.text[max(0, start - CONTEXT) : start][::-1])
        suffix = _one_sided(wanted.suffix, fold_map.text[end : end + CONTEXT])
        parts = [(QUOTE_WEIGHT, quote)]
        if wanted.prefix or anchor.suffix:
            parts += [(PREFIX_WEIGHT, prefix), (SUFFIX_WEIGHT, suffix)]
        if anchor.span is not None:
            away = abs(anchor.span.start - span.start) / max(len(self.text), 1)
            parts.append((POSITION_WEIGHT, max(0.0, 1 - away)))
        score = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
        return _Place(span, score, quote, prefix, suffix)

    def _is_where_expected(self, wanted: Wanted, place: _Place) -> bool:
        """Whether both sides of it agree, or one does and the other was the edge of a paragraph, or near.

        One side is little to go by: articles about the same people introduce them with the same words.
        """
        anchor = wanted.anchor
        before = place.prefix >= LEAST_SIDE or (
            opens_paragraph(anchor.prefix) and opens_paragraph(self.text[: place.span.start][-CONTEXT:])
        )
        after = place.suffix >= LEAST_SIDE or (
            closes_paragraph(anchor.suffix) and closes_paragraph(self.text[place.span.end :][:CONTEXT])
        )
        if before and after:
            return True
        return (
            anchor.span is not None
            and max(place.prefix, place.suffix) >= SURE_SIDE
            and abs(anchor.span.start - place.span.start) <= NEAR_BY * len(self.text)
        )

    def _is_formula(self, wanted: Wanted, place: _Place, judged: Sequence[_Place]) -> bool:
        """Whether the text has the like elsewhere, about as like the passage and what stood around it.

        In a list of results or of people each line resembles each: when one is gone, the next one stands in
        its place, between lines like those that were there. Copies of a long passage are not told apart here.
        """
        if place.quote == 1 and wanted.is_long:
            return False
        words, errors = place.span.of(self.text), _errors(wanted, place)
        return any(
            other.quote >= LEAST_LIKENESS
            and _errors(wanted, other) < PLAINLY * errors
            and not other.span.overlap(place.span)
            and not (wanted.is_long and other.span.of(self.text) == words)
            for other in judged
        )

    def _is_accepted(
        self, wanted: Wanted, place: _Place, judged: Sequence[_Place], past: AnchorHistory
    ) -> bool:
        if past.is_surely_ours(place.span):
            return place.quote == 1 or self._is_good(wanted, place)
        return self._is_good(wanted, place) and not self._is_formula(wanted, place, judged)

    def _is_good(self, wanted: Wanted, place: _Place) -> bool:
        known, agreed = wanted.context, _context(wanted, place)
        if place.quote == 1:
            needed = min(max(ENOUGH - len(wanted.quote), LEAST_CONTEXT), 0.75 * known)
            return wanted.is_long or (agreed >= needed and self._is_where_expected(wanted, place))
        words = words_of(place.span.of(self.text))[0]
        if shared_words(words_of(wanted.anchor.quote)[0], words) < LEAST_WORDS:
            return False
        if not wanted.is_long:
            return place.quote >= LEAST_LIKENESS and known >= CONTEXT // 2 and agreed >= DECISIVE * known
        errors = (1 - place.quote) * max(len(wanted.quote), len(place.span))
        if errors > max(MOST_ERRORS, len(wanted.quote) / 10):
            return False
        if agreed >= known / 3 > 0:
            return place.quote >= LEAST_LIKENESS
        return place.quote >= LEAST_ALONE and len(wanted.quote) >= ALONE_LETTERS


def _holds(anchor: Anchor, text: str) -> bool:
    """Whether the words stand where they stood, with all that stood around them."""
    span = anchor.span
    if span is None or not len(span) or span.end > len(text) or span.of(text) != anchor.quote:
        return False
    here = anchor_at(text, span)
    return here.prefix == anchor.prefix[-CONTEXT:] and here.suffix == anchor.suffix[:CONTEXT]


def _blank(anchor: Anchor, text: str) -> Span | None:
    """Where white space alone was marked: only all of its context tells which."""
    whole = anchor.prefix + anchor.quote + anchor.suffix
    at = text.find(whole)
    if not anchor.quote or len(whole) <= len(anchor.quote) or at < 0 or text.find(whole, at + 1) >= 0:
        return None
    start = at + len(anchor.prefix)
    return Span(start, start + len(anchor.quote))


def _only(
    places: Sequence[tuple[Span, float]], margin: float, was: Span | None, *, strong: bool
) -> Span | None:
    """The best place, unless others are as good; then the one that hardly moved, if `strong` in context."""
    if not places:
        return None
    best = max(score for _, score in places)
    equal = [span for span, score in places if score > best - margin]
    if len(equal) == 1:
        return equal[0]
    if was is None or not strong:
        return None
    near, next_near = sorted(equal, key=lambda span: abs(span.start - was.start))[:2]
    if abs(near.start - was.start) * NEARER <= abs(next_near.start - was.start):
        return near
    return None


def _apart(places: Iterable[_Place]) -> list[_Place]:
    """The places without those that overlap a better one: two ends for one passage are no rivals."""
    kept: list[_Place] = []
    for place in places:
        if not any(place.span.overlap(other.span) for other in kept):
            kept.append(place)
    return kept


def _alike(wanted: str, found: str) -> float:
    if max(len(wanted), len(found)) <= MOST_COMPARED:
        return similarity(wanted, found)
    return similarity(words_of(wanted)[0], words_of(found)[0])


def _one_sided(wanted: str, found: str) -> float:
    return similarity(wanted, found[: len(wanted)])


def _context(wanted: Wanted, place: _Place) -> float:
    """Letters of context that agree more than those of unrelated words do."""

    def agreed(letters: int, alike: float) -> float:
        return letters * max(0.0, (alike - 0.4) / 0.6)

    return agreed(len(wanted.prefix), place.prefix) + agreed(len(wanted.suffix), place.suffix)


def _errors(wanted: Wanted, place: _Place) -> float:
    """In letters, of the passage and of what stands around it."""
    return (
        (1 - place.quote) * len(wanted.quote)
        + (1 - place.prefix) * len(wanted.prefix)
        + (1 - place.suffix) * len(wanted.suffix)
    )
