"""Sentences name the keys that are bound: ids in braces, which become keys where they are shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefing
from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.registry import COMMANDS, display_key, with_keys, with_keys_in_help

PACKAGE = Path(briefing.__file__).parent
SPEAKING = ("presentation", "ui")
COMMAND = r"\{(\w+\.[\w-]+|undo|close)\}"
FIXED = {"Esc", "Enter", "Tab", "↑", "↓", "y"}
"""Keys of text fields, dialogs and questions, which no keymap changes."""
KEYS = {display_key(key) for command in COMMANDS for key in command.keys} - FIXED
A_KEY = "|".join(sorted(map(re.escape, KEYS), key=len, reverse=True))
BEFORE = r"(?:^|[.:;,(·] ?|\b(?:press|with|and|or|then|only|where) )"
AFTER = r"(?= (?!annotations\b)[a-z]{2,}s\b| (?:and|or|to|on) \D|\.$)"
NAMES_A_KEY = re.compile(f"{BEFORE}(?:{A_KEY}){AFTER}")


def texts() -> Iterator[tuple[str, str]]:
    """Each text of the code that holds words, and where it is; values in it become "…"."""
    for file in sorted(file for name in SPEAKING for file in (PACKAGE / name).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inner = {
            id(part) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values
        }
        inner |= {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        for node in ast.walk(tree):
            words, line = "", getattr(node, "lineno", 0)
            if isinstance(node, ast.JoinedStr):
                words = "".join(
                    part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"
                    for part in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
                words = node.value
            if " " in words or "{" in words:
                yield words, f"{file.relative_to(PACKAGE)}:{line}"


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return dict(texts())


def test_no_sentence_names_a_key_that_may_be_another(sentences: dict[str, str]) -> None:
    assert len(sentences) > 500
    assert not {f"{where}: {words}" for words, where in sentences.items() if NAMES_A_KEY.search(words)}


@pytest.mark.parametrize(
    "words",
    [
        "u undoes.",
        "Saved as “…”: F lists it",
        "… here: a continues",
        "Q quits.",
        "then press M on it",
        "gb briefs",
    ],
)
def test_a_key_in_a_sentence_is_recognized(words: str) -> None:
    assert NAMES_A_KEY.search(words)


@pytest.mark.parametrize("preset", ["vim", "arrows"])
def test_every_sentence_names_commands_that_exist_by_keys_that_are_bound(
    sentences: dict[str, str], preset: str
) -> None:
    commands, _ = resolve_keymap({}, preset)
    by_id = {command.id: command for command in commands}
    naming = [words for words in sentences if re.search(COMMAND, words)]
    assert len(naming) > 60
    for words in naming:
        shown = with_keys(words, commands)
        assert not re.search(COMMAND, shown), words
        for id_ in set(re.findall(COMMAND, words)) & by_id.keys():
            keys = by_id[id_].keys
            assert (display_key(keys[0]) if keys else by_id[id_].title) in shown
    assert not [each.help for each in with_keys_in_help(commands) if "{" in each.help]
