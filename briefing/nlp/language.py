"""Which language a text is in."""

from __future__ import annotations

__all__ = ["identify_language"]

FEWEST_WORDS = 5
"""Below this the identifier guesses."""

SAMPLE = 4_000
"""Code points that are looked at: more changes nothing but the time."""


def identify_language(text: str) -> str | None:
    """The language as ISO 639-1, such as "en"; None for a text too short to tell.

    By py3langid, a naive Bayes classifier over byte n-grams (Lui and Baldwin 2012).
    """
    sample = text[:SAMPLE]
    letters = "".join(char if char.isalpha() or char.isspace() else " " for char in sample)
    dense = any(char > "\u2e7f" for char in letters)  # scripts that put no spaces between words
    if len(letters.split()) < FEWEST_WORDS and not (dense and len(letters) >= FEWEST_WORDS):
        return None
    import py3langid

    language, _ = py3langid.classify(letters)
    return str(language)
