"""Maps the words of a text to its previous version, to find passages that were elsewhere before."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.domain.anchoring.alignment import MIN_MOVED, Version, align_in_order, align_moved
from briefing.domain.anchoring.fuzzy_match import Match
from briefing.domain.annotation import CONTEXT
from briefing.domain.span import Span


class TextHistory:
    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = Version(old), Version(new)
        self._origins: list[int | None] = [None] * len(self._new.keys)
        self._successors: list[int | None] = [None] * len(self._old.keys)
        # For each new word, the length of the piece in which it was matched.
        self._lengths = [0] * len(self._new.keys)
        for match in align_in_order(self._old, self._new):
            for piece in self._pieces(match):
                self._assign(piece)
        for match in align_moved(self._old, self._new):
            for piece in self._pieces(match):
                if self._has_moved(piece):
                    self._assign(piece)

    def letters(self, span: Span, own: Span | None) -> tuple[int, int, int]:
        """Count the letters of a span's words: those that come from `own`, those from elsewhere, and all."""
        was = self._old.words(own) if own is not None else range(0)
        ours = others = every = 0
        for word in self._new.words(span):
            origin, letters = self._origins[word], len(self._new.keys[word])
            every += letters
            if origin in was:
                ours += letters
            elif origin is not None:
                others += letters
        return ours, others, every

    def _pieces(self, match: Match) -> Iterator[Match]:
        """Split a match at sentences: its ends may belong to sentences that merely start or end alike."""
        start = 0
        for at in range(1, match.length + 1):
            parts = self._old.break_before(match.old + at) or self._new.break_before(match.new + at)
            if parts or at == match.length:
                yield match.part(start, at)
                start = at

    def _has_moved(self, piece: Match) -> bool:
        """Whether a piece is longer than all earlier matches of its words."""
        if piece.length < MIN_MOVED and not self._is_sentence(piece):
            return False
        successors = (
            successor for successor in self._successors[piece.old : piece.old_end] if successor is not None
        )
        return all(
            self._lengths[word] < piece.length for word in (*range(piece.new, piece.new_end), *successors)
        )

    def _is_sentence(self, piece: Match) -> bool:
        return all(
            version.break_before(word)
            for version, words in (
                (self._old, (piece.old, piece.old_end)),
                (self._new, (piece.new, piece.new_end)),
            )
            for word in words
        )

    def _assign(self, piece: Match) -> None:
        for successor in self._successors[piece.old : piece.old_end]:
            if successor is not None:
                self._origins[successor], self._lengths[successor] = None, 0
        for origin in self._origins[piece.new : piece.new_end]:
            if origin is not None:
                self._successors[origin] = None
        self._origins[piece.new : piece.new_end] = range(piece.old, piece.old_end)
        self._successors[piece.old : piece.old_end] = range(piece.new, piece.new_end)
        self._lengths[piece.new : piece.new_end] = [piece.length] * piece.length


class AnchorHistory:
    """The origin of passages in the previous version of a text; unknown if there is no such version."""

    def __init__(self, history: TextHistory | None = None, own: Span | None = None) -> None:
        """Take as `own` the passage's span in the previous version, or None if it was not there."""
        self._history = history
        self._own = own

    def is_same(self, span: Span) -> bool:
        """Whether most of a span's text comes from the annotated passage."""
        ours, others, every = self._letters(span, self._own)
        return ours > others and 2 * ours >= every

    def is_surely_same(self, span: Span) -> bool:
        """Whether that is also true of the span's context: a single word occurs in any text."""
        if self._own is None or not self.is_same(span):
            return False
        ours, _, every = self._letters(_with_context(span), _with_context(self._own))
        return 2 * ours >= every

    def was_elsewhere(self, span: Span) -> bool:
        """Whether most of a span's text was elsewhere."""
        ours, others, every = self._letters(span, self._own)
        return others > ours and 2 * others >= every

    def _letters(self, span: Span, own: Span | None) -> tuple[int, int, int]:
        return self._history.letters(span, own) if self._history is not None else (0, 0, 0)


def _with_context(span: Span) -> Span:
    return Span(max(0, span.start - CONTEXT), span.end + CONTEXT)
