"""Write man/briefing.1 from the parser of the command line and the registry of commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from briefing import __version__
from briefing.cli.parser import build_parser
from briefing.presentation.keys.registry import COMMANDS, PLACE_NAMES, display_keys, with_keys_in_help

PAGE = Path(__file__).parent.parent / "man" / "briefing.1"

_COUNTS = {"?": "[{}]", "*": "[{}…]", "+": "{}…"}
_EVERYWHERE = {"--help", "--home", "--debug"}
"""Options that are described once."""
_FILES = (
    ("config.toml", "settings and keys; `briefing keys` and `briefing themes` print what it can say"),
    ("themes/, templates/", "themes and export templates of your own"),
    ("annotations/", "annotations and corrections, JSON files for each article, and its text"),
    ("feeds.opml", "the feeds that are followed"),
    ("library.db", "articles, read and starred marks, briefings"),
    ("briefing.log", "faults"),
)
_ENVIRONMENT = (
    ("BRIEFING_HOME", "the folder for all files, as --home"),
    ("BRIEFING_DEBUG", "log everything, as --debug"),
    ("NO_COLOR", "show the reader without colours: marks are bold, evidence is underlined"),
)
_STATUS = (
    ("0", "done"),
    ("1", "failed, with a sentence that says what to do; of several articles, at least one"),
    ("2", "wrong usage"),
)


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    root = build_parser()
    yield '.\\" Made by scripts/man_page.py.'
    yield f'.TH BRIEFING 1 "" "briefing {__version__}" "User Commands"'
    yield from (".nh", ".ad l")
    yield from (".SH NAME", r"briefing \- a terminal reader that turns news into briefings")
    yield ".SH SYNOPSIS"
    for usage in ("[OPTION…] [ARTICLE…]", "COMMAND …"):
        yield from (".PP", f".B briefing\n{_text(usage)}")
    yield from (".SH DESCRIPTION", _text(root.description or ""))
    yield ".SH OPTIONS"
    for action in root._actions:
        yield from _option(action)
    yield ".SH COMMANDS"
    for name, command in _commands(root):
        yield from _command(name, command)
    yield ".SH KEYS"
    yield _text(
        'Of the reader; each can be changed under [keymap] in the settings. There preset = "arrows" brings '
        "arrows and Ctrl keys instead, without sequences; `briefing keys` prints what is in force."
    )
    for place, bound in groupby(with_keys_in_help(COMMANDS), key=lambda each: each.place):
        yield f'.SS "{_text(PLACE_NAMES[place])}"'
        for each in bound:
            keys = ", ".join(display_keys(each.keys)) or "no key"
            yield from _entry(keys, f"{each.help} ({each.id})")
    for title, entries in (("FILES", _FILES), ("ENVIRONMENT", _ENVIRONMENT), ("EXIT STATUS", _STATUS)):
        yield f".SH {title}"
        if title == "FILES":
            yield _text("`briefing doctor` prints the folders where they are.")
        for term, words in entries:
            yield from _entry(term, f"{words[0].upper()}{words[1:]}.")


def _commands(
    parser: argparse.ArgumentParser, prefix: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command, one with actions of its own followed by these."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"{prefix}{name}", command
                yield from _commands(command, f"{prefix}{name} ")


def _command(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    own = [action for action in command._actions if not set(action.option_strings) & _EVERYWHERE]
    words = [name]
    for action in own:
        if not action.option_strings:
            words.append(_COUNTS.get(str(action.nargs), "{}").format(_metavar(action)))
        elif action.required:
            words.append(f"{action.option_strings[-1]} {_metavar(action)}")
    yield f'.SS "{_text(" ".join(words))}"'
    yield _text(command.description or "")
    for action in own:
        yield from _option(action)


def _metavar(action: argparse.Action) -> str:
    return str(action.metavar or action.dest.upper())


def _option(action: argparse.Action) -> Iterator[str]:
    if isinstance(action, argparse._SubParsersAction):
        return
    term = ", ".join(action.option_strings) or _metavar(action)
    if action.option_strings and action.nargs != 0:
        term += f" {_metavar(action)}"
    words = action.help or ""
    if action.choices is not None:
        words += f": {', '.join(map(str, action.choices))}"
    yield from _entry(term, f"{words[0].upper()}{words[1:]}.")


def _entry(term: str, words: str) -> Iterator[str]:
    yield from (".TP", f"\\fB{_text(term)}\\fR", _text(words))


def _text(words: str) -> str:
    r"""Words as roff reads them: `\-` is the hyphen that can be typed, and no line begins with a request."""
    escaped = words.translate(_ESCAPES)
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


_ESCAPES = str.maketrans({"\\": r"\e", "-": r"\-", '"': r"\(dq", "^": r"\(ha", "`": r"\(ga", "~": r"\(ti"})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
