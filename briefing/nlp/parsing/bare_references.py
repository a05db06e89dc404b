"""Recognizes nouns that say too little alone, since the text before them tells which is meant."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("references")
_BARE = _WORDS["bodies"] | _WORDS["anaphoric"] | _WORDS["unspecific"]
_AT_HAND = frozenset(("country", "nation"))
"""Nouns that mean that of the readers."""
_DETERMINERS = frozenset("the this that these those such".split())
_DESCRIBING = frozenset("amod compound poss nmod nummod prep relcl acl appos".split())


def is_bare_reference(noun: Token) -> bool:
    """Whether a noun is "the company" or "the survivors"; not "the company of Sen" or "a company"."""
    if noun.pos_ != "NOUN" or noun.lemma_.lower() not in _BARE - _AT_HAND:
        return False
    children = list(noun.children)
    is_definite = any(child.lower_ in _DETERMINERS for child in children if child.dep_ == "det")
    return is_definite and not any(child.dep_ in _DESCRIBING for child in children)
