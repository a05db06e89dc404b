"""Verbs that report what somebody says, and those that report what somebody does not say."""

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("reporting_verbs")
ATTRIBUTION_VERBS = _WORDS["attribution verbs"]
SPEECH_VERBS = _WORDS["speech verbs"]
_DENIALS = _WORDS["denials"]
_REFUSALS = _WORDS["refusals"]
_ASKING = _WORDS["asking"]
_UNTRUE = _WORDS["untrue"]
_UNREAL = frozenset("may might whether".split())
"""Auxiliaries of what nobody has said yet, and what opens a question; "said if" may open a condition."""
_COMPLEMENTS = frozenset("ccomp xcomp pcomp prep acl dobj pobj".split())
"""The relations by which a clause and the noun around it are the content of another verb."""


def is_not_said(verb: Token) -> bool:
    """Whether what follows a verb of speech is denied or not said: "denied that", "refused to say that"."""
    after = verb.doc[verb.i + 1 : verb.i + 2].text
    if (
        verb.lemma_ in _DENIALS
        or after in _UNREAL
        or (after == "if" and verb.lemma_ in _ASKING)
        or any(child.dep_ == "neg" for child in verb.children)
        or any(child.lower_ in (*_UNREAL, "if") and child.dep_ in ("aux", "mark") for child in verb.lefts)
    ):
        return True
    token = verb
    while token.dep_ in _COMPLEMENTS and token.head != token:
        token = token.head
        is_refused = token.lemma_ in _REFUSALS and token.pos_ != "NOUN" and verb.dep_ in ("xcomp", "pcomp")
        if is_refused or (token.lemma_ in _DENIALS and token.pos_ == "VERB"):
            return True
    return False


def is_called_untrue(verb: Token) -> bool:
    """Whether the article says that what somebody said is not so: "wrongly claimed"."""
    return any(child.lower_ in _UNTRUE for child in verb.children)
