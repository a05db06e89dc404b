"""The table [model]: what is read of it, and the sentences about what cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.nlp.language_model.model_config import ModelConfig
from briefing.settings import load_settings


def load(folder: Path, content: str) -> tuple[ModelConfig | None, tuple[str, ...]]:
    file = folder / "config.toml"
    file.write_text(f"[model]\n{content}", encoding="utf-8")
    settings, problems = load_settings(file)
    return settings.model, tuple(each.removeprefix("config.toml ") for each in problems)


SMALL = 'api = "ollama"\nname = "small"\n'
LOCAL = "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    ("content", "model"),
    [
        (SMALL, ModelConfig("ollama", LOCAL, "small")),
        (
            'api = "openai"\naddress = "http://localhost:8080/"\nname = "m"\ncontext = 4096\nkey = "${KEY}"\n'
            'for = ["today", "article"]\nprice_in = 1\nprice_out = 2.5\nspend_limit = 3\ntimeout = 900\n'
            'feeds = ["https://A.example/feed"]',
            ModelConfig(
                "openai",
                "http://localhost:8080",
                "m",
                4096,
                ("article", "today"),
                False,
                "${KEY}",
                ("https://a.example/feed",),
                1.0,
                2.5,
                3.0,
                900,
            ),
        ),
        (
            SMALL + 'address = "https://models.example/v1"\nallow_remote = true',
            ModelConfig("ollama", "https://models.example/v1", "small", allow_remote=True),
        ),
        (SMALL + "for = []", ModelConfig("ollama", LOCAL, "small", uses=())),
        ("", None),
    ],
)
def test_a_model_that_can_be_asked(tmp_path: Path, content: str, model: ModelConfig | None) -> None:
    assert load(tmp_path, content) == (model, ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('name = "m"', "line 1: no model is asked: [model] needs api and address."),
        ('api = "ollama"', "line 1: no model is asked: [model] needs name."),
        ('api = "openai"\nname = "m"', "line 1: no model is asked: [model] needs address."),
        (
            SMALL + 'address = "https://models.example"',
            "line 4: no model is asked: models.example is not on this machine. Articles are sent there only "
            "with allow_remote = true.",
        ),
    ],
)
def test_without_what_is_needed_nothing_is_asked(tmp_path: Path, content: str, problem: str) -> None:
    assert load(tmp_path, content) == (None, (problem,))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("contxt = 3", "unknown setting “contxt” in [model]; did you mean “context”?"),
        ("context = 12", "“context” must be a whole number from 2048 to 1000000; 8192 is used."),
        ('for = ["articles"]', '“for” must be a list of "article", "story" and "today"; ["story"] is used.'),
        ("for = 3", '“for” must be a list of "article", "story" and "today"; ["story"] is used.'),
        ("price_in = -1", "“price_in” must be a number from 0 on; it is left out."),
        ("price_in = true", "“price_in” must be a number from 0 on; it is left out."),
        ("feeds = ['a']", "“feeds” must be a list of addresses of feeds; it is left out."),
        ("spend_limit = 3", "“spend_limit” does nothing without price_in and price_out."),
        (
            'key = "sk-123"',
            "the key stands in clear: write ${NAME} in its place, with a NAME of your choice, and run "
            "keyring set briefing NAME, or set NAME in the environment.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(tmp_path: Path, line: str, problem: str) -> None:
    model, problems = load(tmp_path, SMALL + line)
    assert model is not None and problems == (f"line 4: {problem}",)


@pytest.mark.parametrize(
    "address", ["ftp://a.example", "a.example", "http://", "http://me:pw@[::1]", "http://[", "3"]
)
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    model, problems = load(tmp_path, f'{SMALL}address = "{address}"')
    assert model is None
    assert problems == (
        "line 4: “address” must be an http or https address in quotes without a login, such as "
        f'"{LOCAL}"; it is left out.',
        "line 1: no model is asked: [model] needs address.",
    )
