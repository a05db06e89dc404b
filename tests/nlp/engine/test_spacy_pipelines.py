"""Pipelines: advice on one that is missing, and what of the default one is trusted."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from briefing.errors import PipelineMissingError
from briefing.nlp.engine import spacy_pipelines
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline, pipeline_advice


@pytest.mark.parametrize(
    ("language", "missing", "step"),
    [
        pytest.param("fr", "French model", "run `python -m spacy download fr_core_news_sm`, then"),
        pytest.param("de", "German model", "run `python -m spacy download de_core_news_sm`, then"),
        pytest.param("sw", "model for the language “sw”", "install a spaCy pipeline for it", id="none known"),
    ],
)
def test_what_is_missing_and_how_to_have_it(language: str, missing: str, step: str) -> None:
    name, advice = pipeline_advice(language)
    assert name == missing
    assert advice.startswith(step) and "[engine.pipelines]" in advice


class TestTheDefaultPipeline:
    """A third party's upload: its files are data that were looked into, and its code is never run."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Another installation of it, whose code leaves a trace."""
        name = DEFAULT_PIPELINES["en"]
        data = spacy_pipelines._data_folder(name)
        package = tmp_path / name
        shutil.copytree(data, package / data.name)
        (package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, name, raising=False)
        assert spacy_pipelines._data_folder(name) == package / data.name
        return package

    def test_is_loaded_without_its_code(self, package: Path) -> None:
        loaded = load_pipeline(DEFAULT_PIPELINES["en"])
        assert loaded.nlp("Ada Roe spoke.")[0].ent_type_ == "PERSON"
        assert not (package.parent / "ran").exists()

    @pytest.mark.parametrize("harm", ["changed", "added", "removed"])
    def test_whose_files_are_others_is_refused(self, package: Path, harm: str) -> None:
        (data,) = package.glob("*-*")
        if harm == "changed":
            (data / "config.cfg").write_text((data / "config.cfg").read_text() + "#\n")
        elif harm == "added":
            (data / "more.py").write_text("")
        else:
            (data / "LICENSE").unlink()
        with pytest.raises(PipelineMissingError, match="its files are not those that this"):
            load_pipeline(DEFAULT_PIPELINES["en"])

    def test_that_is_not_installed_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spacy_pipelines, "find_spec", lambda _: None)
        with pytest.raises(PipelineMissingError, match="is not installed: install it with pip"):
            load_pipeline(DEFAULT_PIPELINES["en"])
