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
"""spaCy's token attributes, and their names in messages."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    nlp: Language
    annotations: frozenset[str]
    """What it annotates, as named in messages."""


def load_pipeline(name: str) -> Pipeline:
    """Load the pipeline of that package or folder, and run it once to determine what it annotates.

    Adds a sentence splitter if it has none. Raises PipelineMissingError with how to install it.
    """
    try:
        nlp = spacy.load(name)
        sample = nlp("Warm.")
        if not sample.has_annotation("SENT_START"):
            nlp.add_pipe("sentencizer")  # splits at punctuation: every extractor needs sentences
    except Exception as error:  # a broken or unrelated package may raise anything
        missing = isinstance(error, OSError) and "E050" in str(error)
        if not missing:
            log_fault(error)
        raise PipelineMissingError(
            f"The spaCy pipeline {name} "
            f"{'is not installed' if missing else f'cannot be loaded ({_first_line(error)})'}: "
            f"install it with pip, or name another under [engine.pipelines] in config.toml."
        ) from error
    annotations = frozenset(
        label for attribute, label in _ANNOTATIONS.items() if sample.has_annotation(attribute)
    )
    return Pipeline(nlp, annotations)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(".")
