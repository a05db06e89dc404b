"""Words and phrases that signal plans, demands, disputes, doubts and dangers."""

from __future__ import annotations

import re
from itertools import combinations

from briefing.nlp.engine.word_lists import load_sections, load_words

_SENSES: dict[str, tuple[str, ...]] = {}
"""The senses of each lemma, in the order of the file."""
for _sense, _lemmas in load_words("issue_senses").items():
    for _lemma in _lemmas:
        _SENSES[_lemma] = (*_SENSES.get(_lemma, ()), _sense)

_PHRASES = {
    name: re.compile(rf"\b(?:{'|'.join(lines)})\b") for name, lines in load_sections("issue_phrases").items()
}
_KIND_PHRASES = {
    kind: re.compile("|".join(lines)) for kind, lines in load_sections("issue_kind_phrases").items()
}
_PHRASE_VALUE, _KIND_VALUE = 1.5, 2.0
"""Values above 1 weaken the regularization of these strong features in training."""


def senses(lemma: str, pos: str) -> tuple[str, ...]:
    """Return the senses of a lower-case lemma with this Universal Dependencies part of speech."""
    found = _SENSES.get(lemma)
    return found if found is not None else _SENSES.get(f"{lemma}/{pos}", ())


def phrase_features(text: str) -> dict[str, float]:
    """Return a feature for each group of phrases of which the text has one."""
    lower = text.lower()
    return {f"turn={name}": _PHRASE_VALUE for name, pattern in _PHRASES.items() if pattern.search(lower)}


def kind_features(text: str) -> dict[str, float]:
    """Return a feature for each kind of issue, and each pair of kinds, for which a sentence has a phrase."""
    kinds = [kind for kind, pattern in _KIND_PHRASES.items() if pattern.search(text)]
    features = {f"k={kind}": _KIND_VALUE for kind in kinds}
    features.update({f"k={one}+{other}": _KIND_VALUE for one, other in combinations(kinds, 2)})
    if len(kinds) == 1:
        features[f"k=only {kinds[0]}"] = _KIND_VALUE
    return features
