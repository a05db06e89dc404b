"""Opens the reader on articles, after checking that there is a terminal and that they can exist."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.commands import COMMANDS
from briefing.cli.session import Session, say
from briefing.domain.article import is_article_id
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from argparse import Namespace

STDIN = "-"
TERMINAL = "/dev/tty"
_NO_KEYS = "standard input is not a terminal"


def read(args: Namespace, session: Session) -> int:
    """Open the reader. Return 2 if the first word can only be a mistyped command."""
    references: Sequence[str] = args.articles
    if references and (command := _mistyped(references[0])):
        say(f"There is no file “{references[0]}”; did you mean `briefing {command}`?")
        return 2
    if references and not any(map(may_be_article, references)):
        for reference in references:
            say(
                f"There is no file “{reference}”: check the name, or write https:// before it "
                f"if it is an address."
            )
        return 1
    piped = STDIN in references
    obstacle = _obstacle(piped=piped)
    if obstacle:
        instead = "`briefing show ARTICLE` prints a briefing, and `briefing list` the library"
        piping = "`briefing -` reads an article from it, " if obstacle == _NO_KEYS else ""
        say(f"The reader cannot open because {obstacle}: {piping}{instead}.")
        return 1
    if piped:
        references = _take_stdin(references, session)
    from briefing.ui.bootstrap import run_reader  # what says that there is no terminal does without

    return run_reader(session.paths, session.settings, session.problems, references)


def _mistyped(word: str) -> str | None:
    if "." in word or "/" in word or os.sep in word or Path(word).exists():
        return None
    return next(iter(get_close_matches(word, COMMANDS, 1, 0.7)), None)


def may_be_article(reference: str) -> bool:
    """Whether it is an address, an id, standard input, or a file or folder that exists."""
    # Path.exists raises, such as for a name too long.
    exists = os.path.exists(reference)  # noqa: PTH110
    return reference == STDIN or "://" in reference or is_article_id(reference) or exists


def _obstacle(*, piped: bool) -> str | None:
    """The reason why there is no terminal to draw on or read keys from; None if there is one."""
    if "TEXTUAL_DRIVER" in os.environ:  # the reader draws elsewhere: in a browser
        return None
    if (term := os.environ.get("TERM")) in ("dumb", "unknown"):
        return f"TERM={term} names a terminal that cannot place text"
    if not sys.stderr.isatty():  # what the reader draws on, so that standard output stays free
        return "standard error is not a terminal"
    if piped:
        return None if os.access(TERMINAL, os.R_OK | os.W_OK) else "there is no terminal to read keys from"
    return None if sys.stdin.isatty() else _NO_KEYS


def _take_stdin(references: Sequence[str], session: Session) -> list[str]:
    """Add standard input to the library, and connect the keyboard in its place."""
    with session.library() as library:
        added = library.articles.add([STDIN])
    if added.failures:
        raise added.failures[0].error
    try:
        keyboard = os.open(TERMINAL, os.O_RDWR)
    except OSError as error:
        raise BriefingError(
            f"The reader cannot open because {TERMINAL} gives no keys ({error.strerror}): "
            f"`briefing show -` prints the briefing of standard input."
        ) from error
    os.dup2(keyboard, 0)
    os.close(keyboard)
    id_ = added.articles[0].id
    return [id_ if reference == STDIN else reference for reference in references]
