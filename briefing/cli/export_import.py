"""Runs `briefing export`, `briefing import`, `briefing library` and `briefing corrections`."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import closing
from functools import partial
from pathlib import Path

from briefing.cli.annotate import select_annotations
from briefing.cli.output.terminal import ProgressLine, print_objects
from briefing.cli.reading.batch_analysis import analyze_in_order, concurrency
from briefing.cli.session import Session, say
from briefing.cli.stories import assign_stories
from briefing.errors import BriefingError, EngineError, ExchangeError, NotFoundError
from briefing.exchange.export_plan import plan_export
from briefing.exchange.exporters.gold import gold_briefing
from briefing.exchange.exporters.template import TemplateRenderer
from briefing.exchange.formats import ExportFormat, format_for_suffix, format_named
from briefing.presentation.sentences import pluralize
from briefing.regular_files import read_given
from briefing.services.annotation_export import collect_export
from briefing.services.table_export import export_tables


def export(args: Namespace, session: Session) -> int:
    """Write the annotations that match a query to standard output, a file, or a folder of notes."""
    with closing(TemplateRenderer()) as templates:
        chosen = _chosen(args, templates)
        if chosen is not None:
            return _export(args, session, chosen)
    say("No format was named: give --format, or -o with a file name that tells it, such as notes.md.")
    return 2


def _export(args: Namespace, session: Session, chosen: ExportFormat) -> int:
    with session.library() as library:
        entries = select_annotations(library, args.query)
        threads = concurrency(len({entry.head.id for entry in entries}), session)
        given = collect_export(
            library,
            entries,
            briefings=args.briefing,
            guard_cells=args.guard_cells,
            analyze=partial(analyze_in_order, threads=threads),
        )
    for sentence in given.failures:
        say(sentence)
    status = 1 if given.failures else 0
    if args.output is None:
        sys.stdout.write(chosen.render(given.bundle))
        return status
    plan = plan_export(given.bundle, chosen, Path(args.output), whole=not args.query)
    written = plan.apply(replace=args.replace)
    for sentence in written.failed:
        say(sentence)
    for file in written.files:
        print(file)
    return 1 if written.failed else status


def export_library(args: Namespace, session: Session) -> int:
    """Write the tables of the library into a folder; print how many rows each has."""
    with session.library() as library, ProgressLine() as line:
        assign_stories(library)
        counts = export_tables(
            library,
            Path(args.output),
            args.format,
            lambda done, total: line.say(f"{done} of {total} articles written"),
        )
    for name, number in counts.items():
        print(f"{number:8} {name}")
    return 0


def import_files(args: Namespace, session: Session) -> int:
    """Print the result for each file; files that cannot be read are reported on standard error."""
    status = 0
    with session.library() as library:
        for name in args.files:
            try:
                taken = library.import_annotations(_content(name), Path(name).name)
            except (BriefingError, OSError) as error:
                say(str(error) if isinstance(error, BriefingError) else f"{name}: {error.strerror}.")
                status = 1
                continue
            for sentence in (*taken.passed_over, *taken.failures):
                say(sentence)
            status = 1 if taken.failures else status
            parts = [(taken.added, "added"), (taken.updated, "updated"), (taken.known, "known already")]
            told = [pluralize(taken.articles, "new article")] if taken.articles else []
            told += [f"{number} {what}" for number, what in parts if number or (what == "added" and not told)]
            print(f"{name}: {', '.join(told)}")
        if library.annotations.unsaved_count:
            raise ExchangeError(f"Not all of it was kept: {library.annotations.pending_error}")
    return status


def _chosen(args: Namespace, templates: TemplateRenderer) -> ExportFormat | None:
    """The format by its name, as a template, or by the file's suffix; None if none was given."""
    if args.template:
        return templates.format(Path(args.template))
    if args.format:
        return format_named(args.format)
    return format_for_suffix(Path(args.output)) if args.output else None


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else read_given(Path(name))


def export_corrections(args: Namespace, session: Session) -> int:
    """Print the corrected briefings of these articles, or of all, in the form of gold briefings."""
    status, printed = 0, False
    with session.library() as library:
        corrections = library.analyses.corrections
        wanted = [library.articles.find(each).id for each in args.articles] or corrections.ids()
        for article_id in wanted:
            made = corrections.for_article(article_id)
            if not made:
                continue
            try:
                article = library.articles.article(article_id)
                analysis = library.analyses.get(article)
            except (NotFoundError, EngineError) as error:
                say(str(error))
                status = 1
                continue
            print_objects([gold_briefing(article, analysis, made)], "jsonl")
            printed = True
    if not printed and not status:
        say("Nothing has been corrected: the reader does that in the panes of an article.")
    return status
