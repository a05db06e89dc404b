"""Parses the command line."""

from __future__ import annotations

import argparse
import platform
import re
from collections.abc import Mapping, Sequence
from itertools import islice

from briefing import __version__
from briefing.cli.commands import COMMANDS, GROUPS, READ, article_word, global_options, sentence

_USAGE = """briefing [--home DIR] [--debug] [ARTICLE…]
       briefing COMMAND …"""

_DESCRIPTION = (
    "Reads news and lays a briefing beside it: summary, key actors, open issues. "
    "ARTICLE is a file, a folder, an address, the id of an article in the library, or - for standard input; "
    "without one, the library opens. A file that is named like a command is opened as ./NAME."
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The namespace with the command in `command`; ends the program with 2 on wrong usage.

    The first word decides: a command, or else the articles to read.
    """
    at = _first_word(arguments)
    name = arguments[at] if at is not None else READ
    if at is None or name not in COMMANDS:
        before = arguments[: arguments.index("--")] if "--" in arguments else arguments
        for asked in before:
            if asked in ("-h", "--help", "--version"):
                if asked == "--version" and "--debug" in before:
                    print(version_and_system())
                    raise SystemExit(0)
                build_parser().parse_args([asked])  # which ends the program
        return _reader_parser().parse_args(arguments)
    root, commands = _parsers()
    spaces = root.parse_args(arguments[:at], argparse.Namespace(command=name))
    words = list(arguments[at + 1 :])
    if name not in ("feeds", "corrections", "library", "watch"):  # whose actions have words of their own
        words = _options_first(commands[name], words)
    args = commands[name].parse_args(words, spaces)
    if getattr(args, "action", "") is None:  # argparse would say so before it names an unknown option
        commands[name].error("the following arguments are required: ACTION")
    return args


def _options_first(command: argparse.ArgumentParser, words: list[str]) -> list[str]:
    """Move options before articles, and put `--` between, so that argparse takes any order.

    Its own parse_intermixed_args refuses an article after `--` if there is none before.
    """
    options: list[str] = []
    articles: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            articles += rest
        elif word == "-" or not word.startswith("-"):
            articles.append(word)
        else:
            options.append(word)
            name, is_joined, _ = word.partition("=")
            action = command._option_string_actions.get(name)
            if action is None and word.startswith("--"):
                command.error(f"unrecognized arguments: {word}")
            if action is not None and action.nargs is None and not is_joined:
                options.extend(islice(rest, 1))
    return [*options, "--", *articles] if articles else options


class _Program(argparse.ArgumentParser):
    """The parser of the program, whose help has its commands in groups."""

    def format_help(self) -> str:
        lines: list[str] = []
        for line in super().format_help().splitlines(keepends=True):
            command = re.match(r"    (\w+)", line)
            if command is not None and command[1] in GROUPS:
                lines.append(f"  {GROUPS[command[1]]}:\n")
            lines.append(line)
        return "".join(lines)


def version_and_system() -> str:
    """The line that a report of a fault should begin with."""
    return f"briefing {__version__}, Python {platform.python_version()}, {platform.platform()}"


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command below it, for help and completion scripts."""
    return _parsers()[0]


def _parsers() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """The parser of the program, and those of its commands by name."""
    root = _Program("briefing", usage=_USAGE, description=_DESCRIPTION, allow_abbrev=False)
    root.add_argument("--version", action="version", version=f"briefing {__version__}")
    global_options(root, is_root=True)
    commands = root.add_subparsers(
        title="commands", metavar="COMMAND", prog="briefing", parser_class=argparse.ArgumentParser
    )
    for name, each in COMMANDS.items():
        description = sentence(each.help)
        command = commands.add_parser(name, help=each.help, description=description, allow_abbrev=False)
        each.declare(command)
        global_options(command, is_root=False)
    return root, commands.choices


def _reader_parser() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser("briefing", usage=_USAGE, add_help=False, allow_abbrev=False)
    global_options(reader, is_root=True)
    reader.add_argument("articles", nargs="*", type=article_word, metavar="ARTICLE")
    reader.set_defaults(command=READ)
    return reader


def _first_word(arguments: Sequence[str]) -> int | None:
    """The index of the first word that is neither an option nor an option's value; None after `--` too."""
    skip = False
    for at, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument == "--":
            return None
        elif argument == "--home":
            skip = True
        elif argument == "-" or not argument.startswith("-"):
            return at
    return None
