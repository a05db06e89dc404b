"""Runs one command and returns its exit status: 0 done, 1 failed, 2 wrong usage."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.cli.commands import COMMANDS, READER
from briefing.cli.output.terminal import safe_output
from briefing.cli.parser import parse
from briefing.cli.session import Session, say
from briefing.diagnostics import LogTarget, report_error, set_up, wants_debug
from briefing.errors import BriefingError
from briefing.paths import resolve_paths
from briefing.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace

    from briefing.nlp.engine.protocol import Engine

BROKEN_PIPE = 141
"""128 + SIGPIPE: what a shell reports of any program whose reader went away."""
INTERRUPTED = 130
"""128 + SIGINT."""

_logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None, *, engine: Engine | None = None) -> int:
    """Run one command and return its exit status. Errors end in the log and as a sentence on standard error.

    `engine` takes the place of the one that the settings name, except in the reader.
    """
    with safe_output():
        return _main(sys.argv[1:] if arguments is None else arguments, engine)


def _main(words: Sequence[str], engine: Engine | None) -> int:
    try:
        args = parse(words)
    except SystemExit as end:  # argparse has said what it had to say
        return end.code if isinstance(end.code, int) else 1
    # Collecting costs a tenth of the start, and finds nothing; it is let in again once the library is open,
    # or after the reader's first frame.
    gc.disable()
    try:
        status = _run(args, engine)
        sys.stdout.flush()
    except BriefingError as error:
        return _failed(report_error(error))
    except BrokenPipeError:
        _silence_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _silence_stdout()
        what = f"{error.filename} could not be used" if error.filename else "The results could not be written"
        return _failed(f"{what}: {error.strerror or error}.")
    except Exception as error:  # a fault of ours, which is no reason to show its inside
        return _failed(report_error(error))
    return status


def _run(args: Namespace, engine: Engine | None) -> int:
    paths = resolve_paths(args.home)
    set_up(LogTarget(paths.log_file, debug=args.debug or wants_debug()))
    _logger.debug("briefing %s, Python %s on %s: %s", __version__, sys.version, sys.platform, args.command)
    settings, problems = load_settings(paths.config_file)
    runner = COMMANDS[args.command].runner if args.command in COMMANDS else READER
    run: Callable[[Namespace, Session], int] = resolve_name(f"briefing.cli.{runner}")
    with closing(Session(paths, settings, problems, engine)) as session:
        return run(args, session)


def _failed(sentence: str) -> int:
    say(sentence)
    return 1


def _silence_stdout() -> None:
    """Discard what is buffered, or Python would complain about it at the end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
