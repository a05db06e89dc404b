from __future__ import annotations

import os
import pickle
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.settings import Settings, load_settings
from briefing.settings.settings_errors import MAX_SENTENCES, where
from briefing.settings.settings_file import parse_settings


def _load(folder: Path, content: str | bytes) -> tuple[Settings, tuple[str, ...]]:
    file = folder / "config.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_settings(file)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("", Settings(), id="empty"),
        pytest.param('theme = "wire"', Settings(theme="wire"), id="theme"),
        pytest.param("width = 20", Settings(width=20), id="narrowest"),
        pytest.param("width = 200", Settings(width=200), id="widest"),
        pytest.param(
            '[engine.pipelines]\nen = "en_x"', Settings(pipelines={"en": "en_x"}), id="another pipeline"
        ),
        pytest.param('[engine]\nname = "other"', Settings(engine="other"), id="another engine"),
        pytest.param("[engine]\nsummary_points = 5", Settings(summary_points=5), id="a longer summary"),
        pytest.param('"engine.name" = "other"', Settings(engine="other"), id="the same, dotted"),
        pytest.param(
            '[engine]\npipelines.de = "de_x"',
            Settings(pipelines={**DEFAULT_PIPELINES, "de": "de_x"}),
            id="a pipeline for another language",
        ),
        pytest.param(
            '[keymap]\n"move.down" = "n"\nmove.up = "e | up"\n[keymap.pane]\ngo = "o"',
            Settings(keymap={"move.down": "n", "move.up": "e | up", "pane.go": "o"}),
            id="keymap, quoted, dotted and nested",
        ),
        pytest.param(
            '[keymap]\npreset = "arrows"\n"move.down" = "n"',
            Settings(preset="arrows", keymap={"move.down": "n"}),
            id="preset of keys",
        ),
        pytest.param(b'\xef\xbb\xbftheme = "wire"\r\n', Settings(theme="wire"), id="byte order mark"),
        pytest.param(
            '"engine.pipelines" = {fr = "fr_core_news_sm"}',
            Settings(pipelines={**DEFAULT_PIPELINES, "fr": "fr_core_news_sm"}),
            id="a table whose dotted name is quoted",
        ),
    ],
)
def test_what_the_file_says_is_used(tmp_path: Path, content: str, expected: Settings) -> None:
    assert _load(tmp_path, content) == (expected, ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "# mine\n\ntehme = 'wire'",
            "config.toml line 3: unknown setting “tehme”; did you mean “theme”?",
            id="misspelt",
        ),
        pytest.param(
            "[engine]\npiplines.en = 'x'",
            "config.toml line 2: unknown setting “piplines” in [engine]; did you mean “pipelines”?",
            id="misspelt in a table",
        ),
        pytest.param(
            "[pipelines]\nen = 'x'",
            "config.toml line 1: unknown setting “pipelines”; did you mean “engine.pipelines”?",
            id="without its table",
        ),
        pytest.param(
            "[engine]\n[engine.pipelines]\nen = 1",
            "config.toml line 3: the pipeline of “en” must be text in quotes.",
            id="pipeline of a number",
        ),
        pytest.param(
            "engine = 'x'",
            "config.toml line 1: “engine” must be a table, written [engine].",
            id="engine that is no table",
        ),
        pytest.param(
            "[engine]\nname = 5",
            'config.toml line 2: “engine.name” must be a name in quotes; "briefing" is used.',
            id="number for the engine",
        ),
        pytest.param(
            "[engine]\nsummary_points = 0",
            "config.toml line 2: “summary_points” must be a whole number from 1 to 10; 3 is used.",
            id="no summary",
        ),
        pytest.param(
            "[keymaps]\na = 'b'",
            "config.toml line 1: unknown setting “keymaps”; did you mean “keymap”?",
            id="misspelt table, once",
        ),
        pytest.param(
            "zzz = 1",
            "config.toml line 1: unknown setting “zzz”; "
            "the settings are theme, width, opens_on, notify_watches, keymap, engine, "
            "queries, rules, model, feeds, sync.",
            id="nothing near",
        ),
        pytest.param(
            "\nwidth = 'wide'",
            "config.toml line 2: “width” must be a whole number from 20 to 200; 92 is used.",
            id="width of words",
        ),
        pytest.param(
            "width = 201",
            "config.toml line 1: “width” must be a whole number from 20 to 200; 92 is used.",
            id="too wide",
        ),
        pytest.param(
            "width = true",
            "config.toml line 1: “width” must be a whole number from 20 to 200; 92 is used.",
            id="width of a switch",
        ),
        pytest.param(
            "notify_watches = 1",
            "config.toml line 1: “notify_watches” must be true or false; false is used.",
            id="number for a switch",
        ),
        pytest.param(
            "theme = ''",
            'config.toml line 1: “theme” must be a name in quotes; "auto" is used.',
            id="empty name",
        ),
        pytest.param(
            "keymap = 1",
            "config.toml line 1: “keymap” must be a table, written [keymap].",
            id="no table",
        ),
        pytest.param(
            "[keymap]\nmove.down = ['j']",
            "config.toml line 2: the keys of “move.down” must be text in quotes.",
            id="keys as a list",
        ),
        pytest.param(
            "[keymap]\n\npreset = 'arows'",
            'config.toml line 3: “preset” must be "vim" or "arrows"; "vim" is used.',
            id="no such preset",
        ),
        pytest.param(
            '"a\\u001b[31m" = 1',
            "config.toml: unknown setting “a\ufffd[31m”; "
            "the settings are theme, width, opens_on, notify_watches, keymap, engine, "
            "queries, rules, model, feeds, sync.",
            id="escape in a key",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_the_default_stays(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    assert _load(tmp_path, content) == (Settings(), (problem,))


def test_a_bad_setting_does_not_cost_the_good_ones(tmp_path: Path) -> None:
    settings, problems = _load(tmp_path, "width = 0\ntheme = 'wire'\nhue = 1")
    assert settings == Settings(theme="wire")
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(
            "width = 60\ntheme = wire", "Invalid value (at line 2, column 9)", id="a text without quotes"
        ),
        pytest.param(
            "width = 60\ntheme 'wire'\n",
            "Expected '=' after a key in a key/value pair (at line 2, column 7)",
            id="no setting at all",
        ),
        pytest.param(
            "theme = 'wire\nwidth = 60",
            "Found invalid character '\\n' (at line 1, column 14)",
            id="a text that does not end",
        ),
        pytest.param("width = 60\nwidth = 70", "Cannot overwrite a value (at line 2, column 11)", id="twice"),
        pytest.param(
            "theme = 'wire'\n[engine\nname = 'x'",
            "Expected ']' at the end of a table declaration (at line 2, column 8)",
            id="an open heading",
        ),
        pytest.param(
            "theme = 'wire'\r\nnotify_watches =",
            "Invalid value (at line 2, column 17)",
            id="an unfinished last line",
        ),
        pytest.param(b"# mine\n\n# Gr\xf6\xdfe", "it is not UTF-8 text (at line 3)", id="Latin-1"),
        pytest.param("theme = 'wire'".encode("utf-16"), "it is not UTF-8 text (at line 1)", id="UTF-16"),
        pytest.param("a = " + "[" * 100_000, "it is too deeply nested", id="nested too deeply"),
    ],
)
def test_a_broken_file_is_one_message_with_its_line_and_the_last_settings_stay(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    sentence = f"config.toml cannot be read as TOML: {reason}. Nothing of it is used until it is mended."
    assert load_settings(file) == (Settings(), (sentence,))
    last = Settings(theme="newsprint", width=100)
    assert load_settings(file, last) == (last, (sentence,))


def test_many_lines_of_prose_are_one_problem(tmp_path: Path) -> None:
    settings, problems = _load(tmp_path, "one line of prose\n" * 500)
    assert settings == Settings()
    assert len(problems) == 1


def test_the_keys_and_the_theme_know_their_line(tmp_path: Path) -> None:
    settings, _ = _load(tmp_path, "# mine\ntheme = 'wire'\n[keymap]\n\nmove.down = 'n'")
    assert where(settings.theme) == "config.toml line 2: "
    assert where(settings.keymap["move.down"]) == "config.toml line 5: "
    assert where(Settings().theme) == ""


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == (Settings(), ())


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    settings, problems = load_settings(tmp_path)
    assert settings == Settings()
    assert problems == (
        f"{tmp_path.name} cannot be read (a folder lies in its place). "
        "Nothing of it is used until it is mended.",
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.touch(0o000)
    assert load_settings(file)[1] == (
        "config.toml cannot be read (Permission denied). Nothing of it is used until it is mended.",
    )


@given(content=st.one_of(st.binary(max_size=80), st.text("[]=\"'.\nawidthemekyp#{}, 12", max_size=80)))
def test_whatever_the_file_holds_settings_come_out(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    settings, problems = _load(tmp_path_factory.mktemp("any"), content)
    assert 20 <= settings.width <= 200
    assert settings.theme.strip()
    assert all("\n" not in problem for problem in problems)


def test_settings_travel_to_a_worker_process() -> None:
    settings = Settings(keymap={"move.down": "n"})
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize(
    "statement",
    [pytest.param("[[rules]]\n", id="rules"), pytest.param("unknown_{} = 1\n", id="unknown settings")],
)
def test_thousands_of_faults_take_time_in_proportion_and_are_told_up_to_a_number(statement: str) -> None:
    def seconds(count: int) -> float:
        content = "".join(statement.format(number) for number in range(count)).encode()
        began = process_time()
        _, problems = parse_settings(content, "config.toml")
        assert len(problems) == MAX_SENTENCES
        return process_time() - began

    assert min(seconds(8_000) for _ in range(3)) < 3 * min(seconds(4_000) for _ in range(3)) + 0.01
