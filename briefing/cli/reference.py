"""`briefing keys`, `themes` and `completion`: what the program knows, in words that files understand."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace
from typing import TYPE_CHECKING

from briefing.cli.parser import build_parser
from briefing.cli.session import Session, say
from briefing.cli.theme_files import read_themes

if TYPE_CHECKING:
    from briefing.ui.commands.registry import Command

__all__ = ["completion", "keys", "themes"]


def keys(args: Namespace, session: Session) -> int:
    """The keymap in force as the table that config.toml could hold."""
    from briefing.ui.commands.registry import resolve_keymap

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
    """One that has no key, and is in the palette alone, is set behind a #: the settings take no empty key."""
    row = f"{_quoted(command.id)} = {_quoted(' | '.join(command.keys))}"
    return row if command.keys else f"# {row}"


def themes(args: Namespace, session: Session) -> int:
    """A line for each theme as config.toml would choose it; the chosen one is the line that counts."""
    found, problems = read_themes(session.paths.themes_dir)
    for theme in found:
        chosen = theme.name == session.settings.theme
        row = f"theme = {_quoted(theme.name)}"
        print(f"{'' if chosen else '# '}{row}  # {theme.origin}")
    for problem in (*session.problems, *problems):
        say(problem)
    return 1 if problems else 0


def completion(args: Namespace, session: Session) -> int:
    import shtab

    parser = build_parser()
    _complete_files(parser, shtab.FILE, shtab.DIR)
    script: str = shtab.complete(parser, args.shell)
    print(script)
    if args.shell == "bash":
        # The first word may be a file as well as a command; shtab offers the commands alone.
        print(f"_shtab_briefing_pos_0_COMPGEN={shtab.FILE['bash']}")
    return 0


def _complete_files(parser: ArgumentParser, file: object, folder: object) -> None:
    """Tell shtab which words are files; argparse does not know."""
    for action in parser._actions:
        kind = {"articles": file, "home": folder}.get(action.dest)
        if kind is not None:
            _set_completion(action, kind)
        for command in dict(action.choices).values() if isinstance(action.choices, dict) else ():
            _complete_files(command, file, folder)


def _set_completion(action: Action, kind: object) -> None:
    action.complete = kind  # type: ignore[attr-defined]  # the attribute is shtab's


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
