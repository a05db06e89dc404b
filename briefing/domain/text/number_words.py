"""The numbers that English writes in one word, from one to ninety-nine."""

from __future__ import annotations

from collections.abc import Mapping

_TO_NINE = "one two three four five six seven eight nine".split()
_TO_NINETEEN = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_FROM_TWENTY = [f"{ten}{one}" for ten in _TENS for one in ("", *(f"-{each}" for each in _TO_NINE))]

NUMBER_WORDS: Mapping[str, int] = {
    word: number for number, word in enumerate((*_TO_NINE, *_TO_NINETEEN, *_FROM_TWENTY), start=1)
}
NUMBER_WORD = (
    rf"(?<!hundred\sand\s)"
    rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_TO_NINE)}))?|{'|'.join((*_TO_NINE, *_TO_NINETEEN))})"
)
"""The pattern of one of them that is a whole number: not of "a hundred and five"."""
