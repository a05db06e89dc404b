"""What the command line prints of lines that a language model wrote, and says of what it sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from tests.model_asking import ask_in_this_process

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy", "news")]

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import

MET = "Kim Sen met Ada Roe in the capital on Monday"
PAYS = "It is unclear who pays for the bridges"
ANSWER = lines_of(
    ("summary", "Sen met Roe in the capital.", MET),
    ("summary", "Putin met Roe.", "Putin met Ada Roe in Moscow on Monday"),
    ("unknown", "Payment for the bridges", PAYS),
)


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    ask_in_this_process(monkeypatch)
    with model_server(answer=lambda prompt: ANSWER) as server:
        home.mkdir()
        (home / "config.toml").write_text(
            f'[model]\napi = "openai"\naddress = "{server.address}"\nname = "small"\nfor = ["article"]\n'
            "price_in = 1\nprice_out = 1\n"
        )
        yield server


def test_text_has_the_models_mark_its_name_and_what_was_dropped(
    briefing: Briefing, server: ModelServer
) -> None:
    run = briefing("show", "talks.txt")
    assert run.status == 0
    assert f"- ~ Sen met Roe in the capital.\n    {MET}\n" in run.out
    assert "- ~ Payment for the bridges (unknown" in run.out
    assert run.out.endswith("~ small · 1 line dropped: not in the articles\n")
    assert "Putin" not in run.out
    assert run.err.startswith("briefing: sent ") and run.err.endswith(" words to 127.0.0.1\n")


def test_json_has_the_words_of_the_article_and_those_of_the_model_apart(
    briefing: Briefing, server: ModelServer
) -> None:
    made = json.loads(briefing("show", "talks.txt", "--format", "json").out)
    (point,) = made["summary"]
    assert made["text"][point["start"] : point["end"]] == point["text"] == MET
    assert point["model"] == {"name": "small", "text": "Sen met Roe in the capital."}
    assert [issue["model"] for issue in made["issues"]] == [{"name": "small"}]
    assert made["engine"]["name"] == "language model"
    share = made["model"]
    assert (share["name"], share["kept"], share["dropped"]) == ("small", 2, 1)
    assert share["tokens_in"] > 100 and share["cost"] > 0


def test_without_a_model_nothing_of_it_is_printed(briefing: Briefing) -> None:
    made = json.loads(briefing("show", "talks.txt", "--format", "json").out)
    assert "model" not in made and all("model" not in each for each in (*made["summary"], *made["issues"]))


@pytest.mark.parametrize("format_", ["markdown", "html", "org", "json", "csv"])
def test_what_a_model_says_is_never_exported_as_a_quote(
    briefing: Briefing, server: ModelServer, format_: str
) -> None:
    briefing("annotate", "talks.txt", "--quote", "two bridges")
    briefing("show", "talks.txt")
    exported = briefing("export", "--format", format_).out
    assert "Sen met Roe in the capital" not in exported
    if "Payment for the bridges" in exported:
        assert "in words of small" in exported


def test_without_the_model_the_engines_briefing_is_printed_with_a_sentence(
    briefing: Briefing, server: ModelServer
) -> None:
    server.status = 500
    run = briefing("show", "talks.txt")
    assert run.status == 0
    assert f"- {MET} to talk about the border road and its two bridges." in run.out
    assert "The language model at 127.0.0.1 gave no answer: it has an error (HTTP 500)" in run.err


@pytest.mark.usefixtures("without_engine")
def test_doctor_names_the_host_and_what_was_spent(
    briefing: Briefing, server: ModelServer, home: Path
) -> None:
    briefing("show", "talks.txt")
    told = [line for line in briefing("doctor").out.splitlines() if line.split()[1] == "model"]
    assert told[0].endswith(f"small at {server.address}, on this machine; for article")
    assert "2 answers this month: " in told[1] and "spent" in told[1]
    config = (home / "config.toml").read_text().replace(server.address, "https://models.example")
    (home / "config.toml").write_text(config + "allow_remote = true\n")
    told = [line for line in briefing("doctor").out.splitlines() if line.split()[1] == "model"]
    assert "models.example, NOT on this machine: articles are sent there" in told[0]
