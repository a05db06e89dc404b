"""The documents say all there is: every command, setting and key."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path
from types import ModuleType

from briefing.domain.feeds.feed_options import FeedOptions
from briefing.settings import FeedSettings, Settings, load_settings
from briefing.ui.commands.registry import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_has_the_table_of_keys_as_it_is_now() -> None:
    assert script("keys_table").with_table(README) == README, "run scripts/keys_table.py"
    assert all(f"`{command.id}`" in README for command in COMMANDS)


def test_the_readme_names_every_setting() -> None:
    names = [
        field.name for kind in (Settings, FeedSettings, FeedOptions) for field in dataclasses.fields(kind)
    ]
    for name in names:
        assert re.search(rf"^\[*(engine\.|feeds\.)?{name}\b", README, re.MULTILINE), name


def test_the_settings_in_the_readme_are_read_without_a_complaint(tmp_path: Path) -> None:
    example = README.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "config.toml"
    file.write_text(example, encoding="utf-8")
    settings, problems = load_settings(file)

    assert problems == ()
    assert settings.queries and settings.rules and settings.feeds.of
    assert dataclasses.replace(settings.feeds, of={}) == FeedSettings(), "what it says is not the default"


def test_the_readme_names_every_subcommand() -> None:
    from briefing.cli.command_names import COMMAND_NAMES

    for name in COMMAND_NAMES:
        assert f"`briefing {name}" in README, name


def test_the_readme_begins_with_exactly_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert len(re.findall(r"^```sh$", first_screen, re.MULTILINE)) == 2
