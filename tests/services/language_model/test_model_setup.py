"""Language models are found on this machine alone, tried on the sample, and written as a person would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.domain.stories.statements import sentences_of
from briefing.errors import ModelError
from briefing.nlp.language_model.model_config import USES, Api, ModelConfig
from briefing.paths import bundled_sample
from briefing.services.language_model import model_setup
from briefing.services.language_model.model_setup import (
    FoundModel,
    ModelSetup,
    Server,
    find_models,
    named_server,
)
from briefing.settings import load_settings
from briefing.settings.config_writer import Write, change_settings, setting_at
from briefing.sources.load import load

pytestmark = pytest.mark.usefixtures("no_proxy")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(models=("qwen3:4b", "nomic-embed-text", "gemma\x1b[2J")) as server:
        yield server


def at(server: ModelServer, api: Api, key: str = "") -> Server:
    return Server("Here", api, server.address, key)


@pytest.mark.parametrize(
    ("api", "path", "about"), [("ollama", "/api/tags", "2.5 GB"), ("openai", "/v1/models", "")]
)
def test_both_interfaces_list_models_but_those_that_cannot_write(
    server: ModelServer, api: Api, path: str, about: str
) -> None:
    found = find_models([at(server, api)])
    assert found.models == (FoundModel(at(server, api), "qwen3:4b", about),)
    assert server.looks == [path] and server.requests == []


@pytest.mark.parametrize(
    ("behaviour", "status"), [("page", 200), ("silence", 200), ("", 404), ("", 500), ("", 302)]
)
def test_what_is_no_model_server_lists_none_and_holds_nobody_up(behaviour: str, status: int) -> None:
    headers = {"Location": "http://127.0.0.1:1/v1/models"} if status == 302 else {}
    with ExitStack() as until:
        servers = [
            until.enter_context(model_server(behaviour=behaviour, status=status, headers=headers))
            for _ in range(4)
        ]
        places = [at(each, "openai") for each in servers]
        found: list[FoundModel] = []
        seconds: list[float] = []
        for asked in (places[:1], places):
            begun = time.monotonic()
            found += find_models(asked).models
            seconds.append(time.monotonic() - begun)
        assert found == []
        assert behaviour != "silence" or seconds[1] < 3 * seconds[0], "they are asked at once"


def test_nothing_answers_at_a_port_that_nobody_listens_at() -> None:
    assert find_models([Server("Here", "openai", "http://127.0.0.1:1")]).models == ()


def test_ollama_without_a_model_is_named(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    place = at(server, "ollama")
    monkeypatch.setattr(model_setup, "SERVERS", (place,))
    server.models = ()
    assert find_models([place]).notices == ("Ollama answers, and has no model yet.",)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"OPENAI_BASE_URL": "nonsense"}, None),
        ({"OPENAI_BASE_URL": "https://user:pass@api.example/v1"}, None),
        ({"OPENAI_BASE_URL": "http://localhost:11434/v1"}, None),
        (
            {"OPENAI_BASE_URL": "https://api.example/v1/", "OPENAI_API_KEY": "sk-1"},
            Server("api.example", "openai", "https://api.example/v1", "${OPENAI_API_KEY}"),
        ),
        (
            {"OPENAI_BASE_URL": "http://127.0.0.1:9000/v1"},
            Server("127.0.0.1", "openai", "http://127.0.0.1:9000/v1"),
        ),
    ],
    ids=["none", "no address", "with a login", "one that is known", "elsewhere", "here"],
)
def test_the_environment_may_name_a_server(environment: dict[str, str], expected: Server | None) -> None:
    """And the key is never written itself, but by its name."""
    assert named_server(environment) == expected


def test_a_named_server_gets_its_key_and_is_heard_where_it_refuses(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    place = at(server, "openai", "${OPENAI_API_KEY}")
    assert [each.name for each in find_models([place]).models] == ["qwen3:4b"]
    assert server.request_headers[0]["authorization"] == "Bearer sk-1"
    server.status = 401
    (notice,) = find_models([place]).notices
    assert notice.startswith("OPENAI_BASE_URL: ") and "sk-1" not in notice


@pytest.mark.parametrize(("told", "given"), [(None, 8192), (4096, 4096), (131_072, 8192), (512, 2048)])
def test_the_context_is_no_larger_than_the_servers(told: int | None, given: int) -> None:
    found = FoundModel(Server("vLLM", "openai", "http://127.0.0.1:8000"), "m", context=told)
    assert found.config.context == given and found.config.uses == USES


HERE = ModelConfig("openai", "http://127.0.0.1:8080", "m", uses=USES)
AWAY = ModelConfig("openai", "https://api.example/v1", "gpt", uses=USES, allow_remote=True, key="${K}")
MINE = """\
# Mine
[model]   # a model
api = "openai"
address = "https://api.example/v1"
name = "gpt"
for = ["story"]
key = "${K}"
allow_remote = true
timeout = 300
price_in = 1
price_out = 2
spend_limit = 5
"""


def written(file: Path, config: ModelConfig | None) -> tuple[Write, ...]:
    """Write it; return the writes that undo it."""
    writes = ModelSetup.writes(config, setting_at(file, ("model",)))
    before = tuple((place, setting_at(file, place)) for place, _ in reversed(writes))
    change_settings(file, *writes)
    return before


@pytest.mark.parametrize("config", [HERE, AWAY], ids=["here", "elsewhere"])
def test_a_new_file_has_what_a_model_needs(tmp_path: Path, config: ModelConfig) -> None:
    file = tmp_path / "config.toml"
    written(file, config)
    settings, problems = load_settings(file)
    assert settings.model == config
    assert problems == ()


def test_the_key_and_the_prices_of_one_server_are_not_anothers(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(MINE)
    before = written(file, HERE)
    settings, problems = load_settings(file)
    assert problems == ()
    assert settings.model == ModelConfig("openai", HERE.address, "m", uses=("story",), timeout=300)
    assert file.read_text().startswith("# Mine\n[model]   # a model\n")
    change_settings(file, *before)
    assert load_settings(file)[0].model == settings_of(MINE, tmp_path)


def settings_of(content: str, folder: Path) -> ModelConfig | None:
    file = folder / "other.toml"
    file.write_text(content)
    return load_settings(file)[0].model


def test_another_model_of_the_same_server_keeps_what_was_set(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(MINE)
    written(file, ModelConfig("openai", AWAY.address, "gpt-mini", uses=USES, allow_remote=True))
    assert file.read_text() == MINE.replace('"gpt"', '"gpt-mini"')


def test_off_asks_none_says_nothing_of_it_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(MINE)
    before = written(file, None)
    assert load_settings(file) == (load_settings(tmp_path / "none.toml")[0], ())
    assert file.read_text() == MINE.replace('"gpt"', '"off"')
    change_settings(file, *before)
    assert file.read_text() == MINE


def test_a_trial_says_what_was_kept_and_is_not_asked_twice(tmp_path: Path) -> None:
    sent: list[str] = []
    answer = lines_of(("summary", "Too much.", "Nobody ever said these words of it"), *sample_lines())
    with model_server(answer=lambda prompt: answer) as server:
        config = ModelConfig("openai", server.address, "small", uses=USES)
        trial = ModelSetup(tmp_path).try_model(config, sent.append)
        assert trial.share.kept == 2 and trial.share.dropped == 1
        assert trial.seconds is not None and trial.config == config
        assert len(sent) == 2 and all(each.endswith(" words to 127.0.0.1") for each in sent)
        again = ModelSetup(tmp_path).try_model(config, sent.append)
        assert again.seconds is None and len(server.requests) == 2


def sample_lines() -> list[tuple[str, str, str]]:
    text = load(str(bundled_sample())).text
    return [("summary", each.text, each.text) for each in islice(sentences_of(text), 2)]


def test_a_model_that_keeps_no_line_is_refused(tmp_path: Path) -> None:
    answer = lines_of(("summary", "Too much.", "Nobody ever said these words of it"))
    with model_server(answer=lambda prompt: answer) as server:
        config = ModelConfig("openai", server.address, "small")
        with pytest.raises(ModelError, match="try another model"):
            ModelSetup(tmp_path).try_model(config, lambda sentence: None)


def test_a_slow_model_gets_the_time_that_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 150.0))
    monkeypatch.setattr(model_setup, "monotonic", lambda: next(clock))
    with model_server(answer=lambda prompt: lines_of(*sample_lines())) as server:
        trial = ModelSetup(tmp_path).try_model(
            ModelConfig("openai", server.address, "small"), lambda sentence: None
        )
    assert trial.config.timeout == 480
    assert (("model", "timeout"), 480) in ModelSetup.writes(trial.config, {"timeout": 200})
    assert "timeout" not in [place[1] for place, _ in ModelSetup.writes(trial.config, {"timeout": 900})]


def test_a_trial_can_be_stopped(tmp_path: Path) -> None:
    setup = ModelSetup(tmp_path)
    assert not setup.stop()
    with model_server(behaviour="drip") as server:
        config = ModelConfig("openai", server.address, "small")
        with pytest.raises(ModelError, match="was stopped"):
            setup.try_model(config, lambda sentence: setup.stop())
    assert not setup.stop()
