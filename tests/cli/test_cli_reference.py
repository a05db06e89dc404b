from __future__ import annotations

import platform
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing import __version__
from briefing.cli.commands import COMPLETED_SHELLS
from briefing.settings import load_settings

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


class TestKeys:
    def test_it_prints_what_the_settings_file_could_say(self, briefing: Briefing, tmp_path: Path) -> None:
        run = briefing("keys")
        assert (run.status, run.err) == (0, "")
        file = tmp_path / "config.toml"
        file.write_text(run.out, encoding="utf-8")
        settings, problems = load_settings(file)
        assert problems == ()
        from briefing.presentation.keys.keymap import resolve_keymap
        from briefing.presentation.keys.registry import COMMANDS

        assert set(settings.keymap) == {command.id for command in COMMANDS}
        assert resolve_keymap(settings.keymap) == (COMMANDS, ())

    def test_the_preset_is_in_it_with_its_keys(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "config.toml").write_text('[keymap]\npreset = "arrows"\n')
        run = briefing("keys")
        keymap = tomllib.loads(run.out)["keymap"]
        assert (run.status, run.err) == (0, "")
        assert (keymap["preset"], keymap["library.remove"]) == ("arrows", "delete")

    def test_the_readers_own_keys_are_in_it(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "config.toml").write_text('[keymap]\n"move.down" = "down"\n"move.dwon" = "n"\n')
        run = briefing("keys")
        assert tomllib.loads(run.out)["keymap"]["move.down"] == "down"
        assert "did you mean “move.down”" in run.err


class TestThemes:
    def test_the_chosen_one_is_the_line_that_counts(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "config.toml").write_text("theme = 'wire'\n")
        run = briefing("themes")
        assert run.status == 0
        assert tomllib.loads(run.out) == {"theme": "wire"}
        assert '# theme = "newsprint"  # shipped' in run.out

    def test_without_a_choice_the_terminal_chooses(self, briefing: Briefing) -> None:
        run = briefing("themes")
        assert (run.status, run.err) == (0, "")
        assert tomllib.loads(run.out) == {"theme": "auto"}

    def test_the_readers_own_are_found_and_broken_ones_marked(self, briefing: Briefing, home: Path) -> None:
        folder = home / "themes"
        folder.mkdir(parents=True)
        (folder / "mine.toml").write_text('name = "mine"\nprimary = "red"\n')
        (folder / "broken.toml").write_text("name = \n")
        (folder / "pale.toml").write_text('name = "pale"\nprimary = "rde"\n')
        run = briefing("themes")
        assert f'# theme = "mine"  # {folder / "mine.toml"}' in run.out
        marked = [line for line in run.out.splitlines() if line.startswith("# broken: ")]
        assert [line.split("  # ")[0] for line in marked] == [
            f"# broken: {folder / 'broken.toml'}",
            f"# broken: {folder / 'pale.toml'}",
        ]
        assert "Theme broken.toml is not valid TOML" in run.err
        assert "Theme pale.toml: “primary” is not a colour: “rde”." in run.err
        assert run.status == 1

    def test_a_chosen_theme_that_is_none_is_told_with_its_line(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "config.toml").write_text("\ntheme = 'wier'\n")
        run = briefing("themes")
        assert run.err == "briefing: config.toml line 2: there is no theme “wier”; did you mean “wire”?\n"
        assert run.status == 1


class TestCompletion:
    @pytest.mark.parametrize("shell", COMPLETED_SHELLS)
    def test_a_script_names_the_commands(self, briefing: Briefing, shell: str) -> None:
        run = briefing("completion", shell)
        assert (run.status, run.err) == (0, "")
        assert "doctor" in run.out and "briefing" in run.out

    @pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
    @pytest.mark.parametrize(
        ("words", "offered"),
        [
            pytest.param("briefing doc", "doctor", id="a command"),
            pytest.param("briefing ta", "talks.txt", id="a file as the first word"),
            pytest.param("briefing show ta", "talks.txt", id="a file after a command"),
            pytest.param("briefing import ta", "talks.txt", id="a file to import"),
            pytest.param("briefing export -o ta", "talks.txt", id="a file for an option"),
            pytest.param("briefing show --format jsonl", "jsonl", id="a format"),
            pytest.param("briefing completion z", "zsh", id="a shell"),
        ],
    )
    def test_bash_completes(self, briefing: Briefing, news: Path, words: str, offered: str) -> None:
        assert self._completed_by_bash(briefing, news, words) == [offered]

    def _completed_by_bash(self, briefing: Briefing, news: Path, words: str) -> list[str]:
        script = briefing("completion", "bash").out + (
            f"\nCOMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); _shtab_briefing\n"
            'printf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=news, timeout=120)
        assert run.stderr == ""
        return run.stdout.splitlines()

    @pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
    @pytest.mark.parametrize(
        ("words", "offered"),
        [
            pytest.param(
                "briefing doc", ["doctor\tCheck files, engine, library, feeds and settings."], id="a command"
            ),
            pytest.param("briefing ta", ["talks.txt"], id="a file as the first word"),
            pytest.param("briefing export -o ta", ["talks.txt"], id="a file for an option"),
            pytest.param("briefing doctor --reb", ["--rebuild\trebuild the full-text index"], id="an option"),
        ],
    )
    def test_fish_completes(self, briefing: Briefing, news: Path, words: str, offered: list[str]) -> None:
        script = f'{briefing("completion", "fish").out}\ncomplete -C "{words}"\n'
        run = subprocess.run(
            ["fish", "--no-config", "-c", script], capture_output=True, text=True, cwd=news, timeout=120
        )
        assert [line for line in run.stdout.splitlines() if line.startswith(offered[0][:3])] == offered

    def test_zsh_completes_files_too_and_describes_the_rest(self, briefing: Briefing) -> None:
        script = briefing("completion", "zsh").out
        root = script.partition("_shtab_briefing() {")[2].partition("\n}\n")[0]
        assert root.rstrip().endswith("*) _files ;;\n      esac\n  esac")
        assert "_describe 'briefing commands' _commands\n  _files\n" in script
        assert "doctor:'Check files, engine, library, feeds and settings.'" in script
        assert '"--template[a template of yours (see docs\\/templates.md)]:FILE:_files"' in script
        if zsh := shutil.which("zsh"):
            subprocess.run([zsh, "-n", "-c", script], check=True, timeout=120)


def test_about_names_the_version_the_system_and_whose_work_is_inside(briefing: Briefing) -> None:
    run = briefing("about")
    assert run.status == 0
    assert run.out.startswith(f"briefing {__version__}, Python {platform.python_version()}, ")
    for name in (
        "all-MiniLM-L6-v2",
        "Faker",
        "spacy-lookups-data",
        "ECB+",
        "MIT License",
        "Apache License 2.0",
    ):
        assert name in run.out
