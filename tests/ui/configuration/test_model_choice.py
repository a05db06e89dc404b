"""A language model is found, tried, used at once and undone, from Settings and from the palette."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.services.language_model import model_setup
from briefing.services.language_model.model_setup import FoundModels, Server
from briefing.services.library import Library
from briefing.settings import load_settings
from briefing.ui.configuration.settings_screen import SettingsScreen
from briefing.ui.screens.choice_screen import ChoiceScreen
from tests.model_asking import no_servers
from tests.ui.conftest import files_of, reader_app
from tests.ui.reading import press_each, reader, settle, shown

pytestmark = pytest.mark.usefixtures("no_proxy")

SAMPLE = "NASA Administrator Bill Nelson announced the decision"
TALKS = "Brook called the first round useful"


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    return no_servers(monkeypatch, model_setup)


@pytest.fixture
def server(servers: list[Server], monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """On a busy machine this one does not answer within the half second that a real one gets."""
    monkeypatch.setattr(model_setup, "_HERE", model_setup._ELSEWHERE)
    answer = lines_of(
        ("summary", "The first round was useful, said Brook.", TALKS), ("summary", SAMPLE, SAMPLE)
    )
    with model_server(answer=lambda prompt: answer, models=("small", "large")) as server:
        servers.append(Server("llama.cpp", "openai", server.address))
        yield server


async def run_command(pilot: Pilot[None], words: str) -> None:
    await press_each(pilot, "ctrl+p", *words, "enter")


async def test_from_settings_a_model_is_tried_used_at_once_and_undone(
    library: Library, talks: str, server: ModelServer
) -> None:
    file = files_of(library).config_file
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "~" not in shown(pilot)
        await press_each(pilot, ",", "slash", *"model", "enter")
        assert "finds one, tries it and uses it" in shown(pilot)
        await press_each(pilot, "enter")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "1 small" in shown(pilot) and "llama.cpp" in shown(pilot) and "None" not in shown(pilot)
        await press_each(pilot, "2")
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert "large: " in shown(pilot) and "1 line kept, 0 quoted, 1 dropped" in shown(pilot)
        assert "u undoes" in shown(pilot)
        model = load_settings(file)[0].model
        assert model is not None and (model.name, model.address) == ("large", server.address)
        await press_each(pilot, "q")
        assert "~ The first round was useful" in shown(pilot)
        await press_each(pilot, "u")
        assert load_settings(file)[0].model is None
        assert library.writing is None and "~" not in shown(pilot)


async def test_the_palette_has_it_and_none_turns_it_off(
    library: Library, talks: str, server: ModelServer
) -> None:
    file = files_of(library).config_file
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await run_command(pilot, "ollama")
        await press_each(pilot, "1")
        assert "~ The first round" in shown(pilot)
        assert len(server.requests) == 4, "the sample and the article that is open, each with its check"
        await run_command(pilot, "ollama")
        assert "None" in shown(pilot)
        await press_each(pilot, "3")
        assert load_settings(file)[0].model is None
        assert "~" not in shown(pilot)


async def test_without_a_server_the_ways_to_one_are_listed(
    library: Library, talks: str, servers: list[Server]
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await run_command(pilot, "ollama")
        assert shown(pilot).count("GB of memory") == 3
        await press_each(pilot, "escape")
        assert not files_of(library).config_file.exists()


async def test_a_model_that_fails_is_not_used(library: Library, talks: str, server: ModelServer) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await run_command(pilot, "ollama")
        server.status = 404
        await press_each(pilot, "1")
        assert "gave no answer" in shown(pilot)
        assert not files_of(library).config_file.exists()


@pytest.mark.parametrize(("keys", "asked"), [(("1", "1"), 0), (("1", "escape"), 0), (("1", "2"), 1)])
async def test_another_machine_is_asked_only_after_the_reader_agrees(
    library: Library,
    talks: str,
    servers: list[Server],
    monkeypatch: pytest.MonkeyPatch,
    keys: tuple[str, ...],
    asked: int,
) -> None:
    places: list[Server] = []

    def find(wanted: list[Server]) -> FoundModels:
        places.extend(wanted)
        return FoundModels((), ("It offers no model.",) if wanted else ())

    monkeypatch.setattr(model_setup, "find_models", find)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.example/v1")
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await run_command(pilot, "ollama")
        assert "api.example" in shown(pilot) and "not on this machine" in shown(pilot)
        await press_each(pilot, keys[0])
        assert "leads to api.example, which is not this machine" in shown(pilot)
        assert "Yes: api.example gets the articles that you open" in shown(pilot)
        assert places == []
        await press_each(pilot, keys[1])
        assert [each.host for each in places] == ["api.example"] * asked


async def test_a_model_that_is_written_into_the_file_is_used_at_once(
    library: Library, talks: str, server: ModelServer, tmp_path: Path
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        files_of(library).config_file.write_text(
            f'[model]\napi = "openai"\naddress = "{server.address}"\nname = "small"\nfor = ["article"]\n'
        )
        reader(pilot).controllers.settings.reload_saved()
        await settle(pilot)
        assert "~ The first round was useful" in shown(pilot)
