"""Commands in sentences run as they are printed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.machinery import ModuleSpec

import pytest

from briefing.nlp.engine.spacy_pipelines import pipeline_advice
from briefing.presentation import sentences
from briefing.presentation.sentences import runnable

ADVICE = pipeline_advice("de")[1]


def command(sentence: str) -> str:
    return sentence.split("`")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="quoted for another shell")
@pytest.mark.parametrize("python", ["/usr/bin/python3", "/home/a b/it's/bin/python", "/opt/$(x)/python"])
def test_a_command_names_this_python_quoted_for_the_shell(
    monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    words = shlex.split(command(runnable(ADVICE)))
    assert words == [python, "-m", "spacy", "download", "de_core_news_sm"]


@pytest.mark.skipif(sys.platform == "win32", reason="quoted for another shell")
def test_where_there_is_no_pip_it_is_installed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(sentences, "find_spec", find)
    monkeypatch.setattr(sys, "executable", "/venv/bin/python")
    assert command(runnable(ADVICE)) == (
        "/venv/bin/python -m ensurepip && /venv/bin/python -m spacy download de_core_news_sm"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="quoted for another shell")
def test_the_command_starts_in_a_shell() -> None:
    shown = command(runnable("`python -m spacy download --help`"))
    run = subprocess.run(shown, shell=True, capture_output=True, text=True, check=False)
    assert (run.returncode, "Download compatible trained pipeline" in run.stdout) == (0, True)


def test_other_sentences_stay() -> None:
    assert runnable("The article is long: `python` is no command.") == (
        "The article is long: `python` is no command."
    )
