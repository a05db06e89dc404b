"""Words that signal plans, demands, disputes, doubts and dangers."""

from __future__ import annotations

from briefing.nlp.engine.word_lists import load_words

_SENSES: dict[str, tuple[str, ...]] = {}
"""The senses of each lemma, in the order of the file."""
for _sense, _lemmas in load_words("issue_senses").items():
    for _lemma in _lemmas:
        _SENSES[_lemma] = (*_SENSES.get(_lemma, ()), _sense)


def senses(lemma: str, pos: str) -> tuple[str, ...]:
    """Return the senses of a lower-case lemma with this Universal Dependencies part of speech."""
    found = _SENSES.get(lemma)
    return found if found is not None else _SENSES.get(f"{lemma}/{pos}", ())
