"""Loads installed spaCy pipelines and determines what they annotate."""

from __future__ import annotations

from dataclasses import dataclass

import spacy
from spacy.language import Language

from briefing.diagnostics import log_fault
from briefing.errors import PipelineMissingError

_ANNOTATIONS = {
    "TAG": "tags",
    "POS": "parts of speech",
    "DEP": "relations between words",
    "LEMMA": "lemmas",
    "ENT_IOB": "names",
}
"""spaCy's attributes of a token, to what a reader would call them."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    nlp: Language
    annotations: frozenset[str]
    """What it annotates, in words for the reader."""


def load_pipeline(name: str) -> Pipeline:
    """Load the pipeline of that package or folder, and run it once to see what it annotates.

    It splits sentences in any case. Raises PipelineMissingError with how to install it.
    """
    try:
        nlp = spacy.load(name)
        tried = nlp("Warm.")
        if not tried.has_annotation("SENT_START"):
            nlp.add_pipe("sentencizer")  # by full stops: nothing can be read without sentences
    except Exception as error:  # whatever a package may raise that has another purpose, or is broken
        missing = isinstance(error, OSError) and "E050" in str(error)
        if not missing:
            log_fault(error)
        raise PipelineMissingError(
            f"The spaCy pipeline {name} "
            f"{'is not installed' if missing else f'cannot be loaded ({_first_line(error)})'}: "
            f"install it with pip, or name another under [engine.pipelines] in config.toml."
        ) from error
    annotations = frozenset(
        words for attribute, words in _ANNOTATIONS.items() if tried.has_annotation(attribute)
    )
    return Pipeline(nlp, annotations)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(".")
