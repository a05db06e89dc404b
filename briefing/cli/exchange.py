"""`briefing export` and `import`: annotations out to other programs' formats, and in."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from briefing.cli.annotations import selected
from briefing.cli.session import Session, say
from briefing.errors import BriefingError, ExchangeError
from briefing.exchange.formats import Format, format_named
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
    chosen = _templated(Path(args.template)) if args.template else _named(args.format)
    if args.output is None:
        sys.stdout.write(chosen.render(given.bundle))
        return status
    written = export_to(Path(args.output), chosen, given.bundle, whole=not args.query)
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


def _templated(file: Path) -> Format:
    """The reader's own template as a format. Raises ExchangeError."""
    from briefing.exchange.as_template import render_template

    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ExchangeError(f"The template {file} cannot be read ({reason}): check its name.") from error
    return Format(
        "template",
        file.name,
        file.suffix,
        lossless=False,
        a_file_each=False,
        render=lambda bundle: render_template(source, bundle, name=file.name),
    )


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
