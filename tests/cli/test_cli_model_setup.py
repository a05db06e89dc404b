"""`briefing model` lists the models that answer, tries one, writes it, and turns it off again."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.cli import model as command
from briefing.domain.stories.statements import sentences_of
from briefing.paths import bundled_sample
from briefing.services.language_model.model_setup import FoundModels, Server
from briefing.sources.load import load
from tests.model_asking import no_servers

pytestmark = [pytest.mark.usefixtures("no_proxy")]

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    """The places where a server may be: none is at first."""
    return no_servers(monkeypatch, command)


@pytest.fixture
def server(servers: list[Server]) -> Iterator[ModelServer]:
    sample = load(str(bundled_sample())).text
    quote = next(sentences_of(sample)).text
    answer = lines_of(("summary", quote, quote), ("summary", "No.", "Nobody has said these words of it"))
    with model_server(answer=lambda prompt: answer, models=("qwen3:4b", "gemma3:1b")) as server:
        servers.append(Server("Ollama", "ollama", server.address))
        yield server


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)


def test_without_a_server_three_lines_say_how_to_get_one(briefing: Briefing, servers: list[Server]) -> None:
    run = briefing("model")
    assert run.status == 1
    first, *ways = run.out.splitlines()
    assert "install Ollama" in first and len(ways) == 3
    assert all("GB of memory" in way and len(way) < 80 for way in ways)


def test_a_pipe_gets_the_list_and_nothing_is_written(
    briefing: Briefing, server: ModelServer, home: Path
) -> None:
    run = briefing("model")
    assert (run.status, run.err) == (0, "")
    assert run.out == "   1 qwen3:4b   Ollama, 2.5 GB\n   2 gemma3:1b  Ollama, 2.5 GB\n"
    assert server.requests == [] and not (home / "config.toml").exists()


def test_a_name_is_tried_on_the_sample_and_written(
    briefing: Briefing, server: ModelServer, home: Path
) -> None:
    run = briefing("model", "gemma3:1b")
    assert run.status == 0
    assert run.out.startswith("gemma3:1b: ") and "1 line kept, 0 quoted, 1 dropped" in run.out
    assert " words to 127.0.0.1" in run.err and len(server.requests) == 2
    assert (home / "config.toml").read_text() == (
        f'[model]\napi = "ollama"\naddress = "{server.address}"\nname = "gemma3:1b"\n'
        'for = ["article", "story", "today"]\n'
    )
    assert briefing("model").out.startswith("   1 qwen3:4b") and "\n*  2 gemma3:1b" in briefing("model").out


def test_off_uses_none_and_the_name_brings_it_back(
    briefing: Briefing, server: ModelServer, home: Path
) -> None:
    assert briefing("model", "off").out == "No language model is used.\n"
    briefing("model", "gemma3:1b")
    before = (home / "config.toml").read_text()
    run = briefing("model", "off")
    assert run.out == "No language model is used; `briefing model gemma3:1b` uses it again.\n"
    assert "Ollama" in briefing("model").out and "*" not in briefing("model").out
    assert (home / "config.toml").read_text() == before.replace("gemma3:1b", "off")
    briefing("model", "gemma3:1b")
    assert (home / "config.toml").read_text() == before


def test_a_name_that_none_has_is_refused_with_the_nearest(briefing: Briefing, server: ModelServer) -> None:
    run = briefing("model", "qwen3")
    assert run.status == 1 and "did you mean qwen3:4b?" in run.err
    assert server.requests == []


def test_a_server_that_refuses_changes_nothing(briefing: Briefing, server: ModelServer, home: Path) -> None:
    def refuse(prompt: str) -> str:
        server.status = 404
        return ""

    server.answer = refuse
    run = briefing("model", "qwen3:4b")
    assert run.status == 1 and "gave no answer" in run.err
    assert not (home / "config.toml").exists()


def test_in_a_terminal_a_number_chooses(
    briefing: Briefing, server: ModelServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "2")
    run = briefing("model")
    assert run.status == 0 and "1 to 2" in run.err
    assert 'name = "gemma3:1b"' in (home / "config.toml").read_text()


@pytest.mark.parametrize(
    ("typed", "asked"), [(None, []), ("", []), ("no", []), ("later", []), ("y", ["api.example"])]
)
def test_another_machine_is_named_and_asked_for_nothing_without_leave(
    briefing: Briefing,
    servers: list[Server],
    monkeypatch: pytest.MonkeyPatch,
    typed: str | None,
    asked: list[str],
) -> None:
    """And a pipe, where nobody types, cannot agree."""
    places: list[Server] = []

    def find(wanted: list[Server]) -> FoundModels:
        places.extend(wanted)
        return FoundModels(())

    monkeypatch.setattr(command, "find_models", find)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.example/v1")
    if typed is not None:
        type_in(monkeypatch, typed)
    run = briefing("model")
    assert "OPENAI_BASE_URL leads to api.example" in run.err
    assert ("and was not asked" in run.err) is not bool(asked)
    assert [each.host for each in places] == asked
