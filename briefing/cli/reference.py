"""Runs `briefing keys`, `themes` and `completion`, which print settings and shell scripts."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser, Namespace
from pathlib import Path

import shtab

from briefing.cli.parser import build_parser
from briefing.cli.session import Session, say
from briefing.domain.text.sanitize import safe_line
from briefing.paths import bundled_themes
from briefing.ui.commands.keymap import resolve_keymap
from briefing.ui.commands.registry import Command


def keys(args: Namespace, session: Session) -> int:
    """Print the current keymap as the table that config.toml can hold."""
    commands, problems = resolve_keymap(session.settings.keymap)
    print("[keymap]")
    rows = [(_row(command), command.help) for command in commands]
    width = max(len(row) for row, _ in rows)
    for row, words in rows:
        print(f"{row:<{width}}  # {words}")
    for problem in (*session.problems, *problems):
        say(problem)
    return 0


def _row(command: Command) -> str:
    return f"{_quoted(command.id)} = {_quoted(' | '.join(command.keys))}"


def themes(args: Namespace, session: Session) -> int:
    """Print a line for each theme as config.toml would choose it; all but the chosen one are comments."""
    found, problems = _read_themes(session.paths.themes_dir)
    for name, origin in sorted(found.items()):
        mark = "" if name == session.settings.theme else "# "
        print(f"{mark}theme = {_quoted(name)}  # {origin}")
    for problem in (*session.problems, *problems):
        say(problem)
    return 1 if problems else 0


def _read_themes(own: Path) -> tuple[dict[str, str], list[str]]:
    """Map theme names to where they are from, with a sentence for each file that is no theme.

    The reader's themes override shipped ones of the same name.
    """
    themes: dict[str, str] = {}
    problems: list[str] = []
    for folder in (bundled_themes(), own):
        for file in sorted(folder.glob("*.toml")):
            try:
                name = tomllib.loads(file.read_text(encoding="utf-8"))["name"]
            except OSError as error:
                problems.append(f"Theme {safe_line(file.name)} cannot be read: {error.strerror}.")
            except (ValueError, KeyError, RecursionError):
                problems.append(f"Theme {safe_line(file.name)} is not a TOML file with a name.")
            else:
                themes[safe_line(str(name))] = "shipped" if folder != own else safe_line(str(file))
    return themes, problems


def completion(args: Namespace, session: Session) -> int:
    parser = build_parser()
    _complete_files(parser)
    script: str = shtab.complete(parser, args.shell)
    print(script)
    if args.shell == "bash":
        # The first word may be a file as well as a command; shtab offers the commands alone.
        print(f"_shtab_briefing_pos_0_COMPGEN={shtab.FILE['bash']}")
    return 0


def _complete_files(parser: ArgumentParser) -> None:
    for action in parser._actions:
        kind = {"articles": shtab.FILE, "home": shtab.DIR}.get(action.dest)
        if kind is not None:
            action.complete = kind  # type: ignore[attr-defined]  # the attribute is shtab's
        for command in dict(action.choices).values() if isinstance(action.choices, dict) else ():
            _complete_files(command)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
