"""What is imported with spaCy, and which components of a pipeline are loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import spacy
from spacy.language import Language

from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline

IMPORT = """
import sys
from briefing.nlp.engine.engine_registry import make_engine
make_engine("briefing", {})
UNUSED = {"spacy.cli", "spacy.cli.info", "typer", "requests"}
print(sorted(UNUSED & sys.modules.keys()))
import spacy.cli
print(spacy.cli.app.info.name, callable(spacy.cli.info))
"""

OLDER = """
import sys
class Older:
    def find_spec(self, name, *_):
        if name == "confection" and "spacy.cli" in sys.modules and not sys.modules["spacy.cli"].__spec__:
            raise ImportError(name)
sys.meta_path.insert(0, Older())
from briefing.nlp.engine.engine_registry import make_engine
print(make_engine("briefing", {}).info.name, callable(sys.modules["spacy"].info))
"""


def test_the_engine_leaves_what_it_does_not_use_to_whoever_asks_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "spacy True"]


def test_a_version_that_needs_what_is_left_out_is_imported_whole() -> None:
    done = subprocess.run([sys.executable, "-c", OLDER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["briefing", "True"]


def test_the_default_pipeline_annotates_as_if_it_were_loaded_whole() -> None:
    text = "Dr. O'Brien didn't say why U.S. talks, held on Aug. 28 in Chișinău, failed: see https://example.org/a."
    lean, whole = load_pipeline(DEFAULT_PIPELINES["en"]).nlp, spacy.load(DEFAULT_PIPELINES["en"])
    assert lean(text).to_json() == whole(text).to_json()
    assert lean.pipe_labels.items() <= whole.pipe_labels.items()
    assert all(label in lean.vocab.strings for labels in lean.pipe_labels.values() for label in labels)


def test_a_component_that_splits_sentences_besides_the_parser_is_not_loaded(nlp: Language) -> None:
    assert "senter" in spacy.load(DEFAULT_PIPELINES["en"]).component_names
    assert "senter" not in nlp.component_names


def test_one_that_alone_splits_sentences_is_loaded(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("senter")
    nlp.initialize()
    nlp.to_disk(tmp_path)
    assert load_pipeline(str(tmp_path)).nlp.pipe_names == ["senter"]
