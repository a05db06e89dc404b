"""Verbs that report what somebody says."""

from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("reporting_verbs")
ATTRIBUTION_VERBS = _WORDS["attribution verbs"]
SPEECH_VERBS = _WORDS["speech verbs"]
