"""`briefing export` and `import`: annotations out to other programs' formats, and in."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from briefing.cli.annotations import selected
from briefing.cli.session import Session, say
from briefing.errors import BriefingError
from briefing.exchange.formats import Format, format_named
from briefing.exchange.own_templates import template_format
from briefing.exchange.writing import export_to
from briefing.giving_out import give_out

__all__ = ["export", "import_files"]


def export(args: Namespace, session: Session) -> int:
    """Write the annotations that a query means, to standard output or a file; a folder takes a note each."""
    with session.library() as library:
        given = give_out(
            library, selected(library, args.query), briefings=args.briefing, guard_cells=args.guard_cells
        )
    for sentence in given.failures:
        say(sentence)
    status = 1 if given.failures else 0
    chosen = template_format(Path(args.template)) if args.template else _named(args.format)
    if args.output is None:
        sys.stdout.write(chosen.render(given.bundle))
        return status
    written = export_to(Path(args.output), chosen, given.bundle, whole=not args.query, replace=args.replace)
    for sentence in written.failed:
        say(sentence)
    for file in written.files:
        print(file)
    return 1 if written.failed else status


def import_files(args: Namespace, session: Session) -> int:
    """Print what came of each file; a line on standard error for each that cannot be read."""
    status = 0
    with session.library() as library:
        for name in args.files:
            try:
                taken = library.take_in(_content(name), Path(name).name)
            except (BriefingError, OSError) as error:
                say(str(error) if isinstance(error, BriefingError) else f"{name}: {error.strerror}.")
                status = 1
                continue
            for sentence in taken.passed_over:
                say(sentence)
            parts = [(taken.added, "added"), (taken.updated, "updated"), (taken.known, "known already")]
            print(
                f"{name}: "
                + ", ".join(f"{number} {what}" for number, what in parts if number or what == "added")
            )
    return status


def _named(name: str) -> Format:
    chosen = format_named(name)
    assert chosen is not None, "the parser lets no other name through"
    return chosen


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
