"""Maps words of a text to the previous version, to see which passages were there already."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.domain.anchoring.alignment import MOVED, Match, Version, in_order, wherever
from briefing.domain.annotation import CONTEXT
from briefing.domain.span import Span

__all__ = ["AnchorHistory", "TextHistory"]


class TextHistory:
    """A text and the one before it."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = Version(old), Version(new)
        self._origins: list[int | None] = [None] * len(self._new.keys)
        self._heirs: list[int | None] = [None] * len(self._old.keys)
        # Of the sentences, or parts of one, that the words came in.
        self._lengths = [0] * len(self._new.keys)
        for match in in_order(self._old, self._new):
            for piece in self._pieces(match):
                self._take(piece)
        for match in wherever(self._old, self._new):
            for piece in self._pieces(match):
                if self._has_moved(piece):
                    self._take(piece)

    def letters(self, span: Span, own: Span | None) -> tuple[int, int, int]:
        """Of the words in this span: how many letters are from `own`, from elsewhere, and in all."""
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
        """The match, sentence by sentence: its ends may be those of sentences that begin or end alike."""
        start = 0
        for at in range(1, match.length + 1):
            parts = self._old.break_before(match.old + at) or self._new.break_before(match.new + at)
            if parts or at == match.length:
                yield match.part(start, at)
                start = at

    def _has_moved(self, piece: Match) -> bool:
        """Whether it is longer than all that its words were taken for so far."""
        if piece.length < MOVED and not self._is_sentence(piece):
            return False
        heirs = (heir for heir in self._heirs[piece.old : piece.old_end] if heir is not None)
        return all(self._lengths[word] < piece.length for word in (*range(piece.new, piece.new_end), *heirs))

    def _is_sentence(self, piece: Match) -> bool:
        return all(
            version.break_before(word)
            for version, words in (
                (self._old, (piece.old, piece.old_end)),
                (self._new, (piece.new, piece.new_end)),
            )
            for word in words
        )

    def _take(self, piece: Match) -> None:
        for heir in self._heirs[piece.old : piece.old_end]:
            if heir is not None:
                self._origins[heir], self._lengths[heir] = None, 0
        for origin in self._origins[piece.new : piece.new_end]:
            if origin is not None:
                self._heirs[origin] = None
        self._origins[piece.new : piece.new_end] = range(piece.old, piece.old_end)
        self._heirs[piece.old : piece.old_end] = range(piece.new, piece.new_end)
        self._lengths[piece.new : piece.new_end] = [piece.length] * piece.length


class AnchorHistory:
    """What the text before tells of one passage; nothing, where it is not known."""

    def __init__(self, descent: TextHistory | None = None, own: Span | None = None) -> None:
        """`own`: where the passage stood in it; None where it did not."""
        self._descent = descent
        self._own = own

    def is_ours(self, span: Span) -> bool:
        """Whether these words are those of the passage, for the most part."""
        ours, others, every = self._letters(span, self._own)
        return ours > others and 2 * ours >= every

    def is_surely_ours(self, span: Span) -> bool:
        """The same of what stands around them too: a word alone is soon found in any text."""
        if self._own is None or not self.is_ours(span):
            return False
        ours, _, every = self._letters(_with_context(span), _with_context(self._own))
        return 2 * ours >= every

    def is_anothers(self, span: Span) -> bool:
        """Whether these words stood elsewhere, for the most part."""
        ours, others, every = self._letters(span, self._own)
        return others > ours and 2 * others >= every

    def _letters(self, span: Span, own: Span | None) -> tuple[int, int, int]:
        return self._descent.letters(span, own) if self._descent is not None else (0, 0, 0)


def _with_context(span: Span) -> Span:
    return Span(max(0, span.start - CONTEXT), span.end + CONTEXT)
