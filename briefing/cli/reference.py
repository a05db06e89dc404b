"""Runs `briefing keys`, `themes`, `completion` and `about`, which print what the program has with it."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import shtab

from briefing.cli.parser import build_parser, version_and_system
from briefing.cli.session import Session, say
from briefing.domain.text.sanitize import safe_line
from briefing.errors import ThemeError
from briefing.paths import bundled_licences, bundled_themes
from briefing.presentation.keys.keymap import resolve_keymap
from briefing.presentation.keys.registry import Command, with_keys_in_help
from briefing.settings.settings_errors import unknown_name, where
from briefing.settings.table import AUTO_THEME, PRESETS


def keys(args: Namespace, session: Session) -> int:
    """Print the current keymap as the table that config.toml can hold."""
    commands, problems = resolve_keymap(session.settings.keymap, session.settings.preset)
    print("[keymap]")
    preset = (
        f"preset = {_quoted(session.settings.preset)}",
        f"The keys to begin with: {' or '.join(PRESETS)}.",
    )
    rows = [preset, *((_row(command), command.help) for command in with_keys_in_help(commands))]
    width = max(len(row) for row, _ in rows)
    for row, words in rows:
        print(f"{row:<{width}}  # {words}")
    for problem in (*session.problems, *problems):
        say(problem)
    return 0


def about(args: Namespace, session: Session) -> int:
    """Print what a report of a fault should name, and whose work is inside under which licence."""
    print(version_and_system())
    print()
    print((bundled_licences() / "NOTICE.txt").read_text(encoding="utf-8"), end="")
    return 0


def _row(command: Command) -> str:
    return f"{_quoted(command.id)} = {_quoted(' | '.join(command.keys))}"


def themes(args: Namespace, session: Session) -> int:
    """Print a line for each theme as config.toml would choose it; all but the chosen one are comments.

    A file that is no theme is a comment that says so, and what is wrong with it.
    """
    origins, broken = _read_themes(session.paths.themes_dir)
    listed = {AUTO_THEME: "light or dark, as the terminal's background is"} | origins
    chosen = session.settings.theme
    for name, origin in listed.items():
        print(f"{'' if name == chosen else '# '}theme = {_quoted(name)}  # {origin}")
    for file, problem in broken.items():
        print(f"# broken: {file}  # {problem}")
    unknown = [] if chosen in listed else [f"{where(chosen)}{unknown_name('theme', chosen, listed)}"]
    for problem in (*session.problems, *unknown, *broken.values()):
        say(problem)
    return 1 if broken or unknown else 0


def _read_themes(own: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Map theme names to where they are from, and the files that are no theme to what is wrong with them.

    The reader's themes override shipped ones of the same name.
    """
    themes = {_name_of(file): "shipped" for file in sorted(bundled_themes().glob("*.toml"))}
    broken: dict[str, str] = {}
    files = sorted(own.glob("*.toml"))
    if files:
        from briefing.ui.theme import load_theme  # imports Textual, which the shipped themes do without

        for file in files:
            path = safe_line(str(file))
            try:
                themes[safe_line(load_theme(file).name)] = path
            except ThemeError as error:
                broken[path] = safe_line(str(error))
    return themes, broken


def _name_of(shipped: Path) -> str:
    return str(tomllib.loads(shipped.read_text(encoding="utf-8"))["name"])


def completion(args: Namespace, session: Session) -> int:
    parser = build_parser()
    _complete_files(parser)
    script: str = shtab.complete(parser, args.shell)
    print(_ADAPTED.get(args.shell, str)(script))
    return 0


_FILES = {name: shtab.FILE for name in ("articles", "article", "files", "file", "output", "template")}
_COMPLETED = _FILES | {"home": shtab.DIR}
"""What completes the values of an argument, by its name."""


def _complete_files(parser: ArgumentParser) -> None:
    for action in parser._actions:
        if action.dest in _COMPLETED:
            action.complete = _COMPLETED[action.dest]  # type: ignore[attr-defined]  # the attribute is shtab's
        for command in dict(action.choices).values() if isinstance(action.choices, dict) else ():
            _complete_files(command)


# The first word may be a file as well as a command; shtab offers the commands alone.


def _for_bash(script: str) -> str:
    return f"{script}\n_shtab_briefing_pos_0_COMPGEN={shtab.FILE['bash']}"


def _for_zsh(script: str) -> str:
    commands = "  _describe 'briefing commands' _commands\n"
    script = script.replace(commands, f"{commands}  _files\n", 1)
    return script.replace("      esac\n", "        *) _files ;;\n      esac\n", 1)


def _for_fish(script: str) -> str:
    return f"{script}\ncomplete -c briefing -n _shtab_briefing_using -F"


_ADAPTED: dict[str, Callable[[str], str]] = {"bash": _for_bash, "zsh": _for_zsh, "fish": _for_fish}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
