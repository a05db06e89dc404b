"""Runs `briefing add`, `briefing list` and `briefing remove`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from shutil import get_terminal_size

from briefing.cli.feed_commands import follow
from briefing.cli.output.terminal import print_cut, print_objects
from briefing.cli.session import Session, say
from briefing.domain.article import ArticleEntry
from briefing.domain.query.article_query import Sort, query_problems
from briefing.domain.stories.activity import Period
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.presentation.chart_rows import (
    Scale,
    actor_bars,
    bar_parts,
    empty_chart_message,
    period_bars,
)
from briefing.services.library import Library
from briefing.sources.load import LoadFailure
from briefing.sources.local_files import expand
from briefing.sources.mailboxes.local_mailbox import is_mailbox_reference

PIPE_WIDTH = 80
"""Columns of a chart that is no terminal's."""


def add(args: Namespace, session: Session) -> int:
    """Print id and title of each article as it is added; a mailbox is followed."""
    status = 0
    mailboxes = [each for each in args.articles if is_mailbox_reference(each)]
    articles = expand(each for each in args.articles if each not in mailboxes)
    with session.library() as library:
        for outcome in library.articles.add_each(articles.references):
            if isinstance(outcome, LoadFailure):
                say(str(outcome.error))
                status = 1
            else:
                print(outcome.id, outcome.title, flush=True)
        for sentence in articles.passed_over:
            say(sentence)
        status = max(status, follow(mailboxes, library.feeds))
        for notice in library.feeds.pop_notices():
            say(notice)
    return status


def list_articles(args: Namespace, session: Session) -> int:
    typed = safe_line(" ".join(args.query))
    with session.library() as library:
        if args.by:
            _print_chart(library, typed, args)
            return 0
        entries = find_entries(library, typed, args.limit)
        objects = _objects(library, entries) if args.format != "table" else []
    if not entries:
        say(
            f"No article matches {typed}."
            if typed
            else "The library is empty: `briefing add ARTICLE` adds one."
        )
    if args.format == "table":
        print_cut(map(_row, entries), ("dim", 0, 16), ("bold", 28, 30))
    else:
        print_objects(objects, args.format)
    return 0


def _print_chart(library: Library, typed: str, args: Namespace) -> None:
    """Count the articles by day, week or actor; print bars, or an object for each."""
    _prepare(library, typed)
    articles, counts = library.article_list, None
    if args.by == "actor":
        counts = articles.actors(typed)
        bars = actor_bars(counts)
        objects = [asdict(actor) for actor in counts.actors]
    else:
        periods = articles.periods(typed, by_week=args.by == "week")
        bars = period_bars(periods)
        objects = [_period_object(period, args.by) for period in periods]
    if not bars:
        say(empty_chart_message(typed, counts, in_library=bool(articles.change_marker[0]), in_shell=True))
    if args.format != "table":
        print_objects(objects[: args.limit], args.format)
        return
    width = get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH
    scale = Scale.of(bars[: args.limit], width)
    for bar in bars[: args.limit]:
        print("".join(part.text for part in bar_parts(bar, scale, width)).rstrip())


def _period_object(period: Period, by: str) -> dict[str, object]:
    """The first day is null for all days before those that are listed one by one."""
    numbers = {"articles": period.articles, "read": period.read, "annotated": period.annotated}
    return {by: period.first and period.first.isoformat(), **numbers}


def _objects(library: Library, entries: Sequence[ArticleEntry]) -> list[dict[str, object]]:
    counts, tags = library.annotations.counts(), library.annotations.tags_by_article()
    feeds = library.articles.feeds_of([entry.id for entry in entries])
    return [
        entry_object(entry, feeds.get(entry.id, ()), tags.get(entry.id, ()), counts.get(entry.id, 0))
        for entry in entries
    ]


def _prepare(library: Library, query: str) -> None:
    """Get ready for a query over articles, and print its problems."""
    library.annotations.sync()  # before it asks for tags and notes
    library.finish_index()
    for problem in query_problems(query, datetime.now().astimezone()):
        say(problem.sentence)


def find_ids(library: Library, typed: str) -> list[str]:
    """The articles that match a query, newest first. Prints the problems of the query."""
    _prepare(library, typed)
    return library.article_list.ids("", typed, Sort.NEWEST)


def find_entries(library: Library, typed: str, limit: int | None) -> list[ArticleEntry]:
    """The articles that match a query, newest first. Prints the problems of the query."""
    if limit is not None:
        _prepare(library, typed)
        return list(library.articles.search(typed, limit).entries)
    ids = find_ids(library, typed)
    entries = {entry.id: entry for entry in library.article_list.entries(ids)}
    return [entries[id_] for id_ in ids if id_ in entries]


def remove(args: Namespace, session: Session) -> int:
    """Print id and title of each article that was removed."""
    status = 0
    with session.library() as library:
        counts = library.annotations.counts()
        for reference in args.articles:
            try:
                entry = library.articles.find(reference)
                if (
                    counts.get(entry.id)
                    and not args.with_annotations
                    and not _agreed(entry, counts[entry.id])
                ):
                    status = 1
                    continue
                removed = library.articles.remove(entry.id)
            except NotFoundError as error:
                say(str(error))
                status = 1
            else:
                print(removed.article.id, removed.article.title, flush=True)
                if removed.annotations and removed.annotations.names:
                    say(
                        f"Its annotations lie in {removed.annotations.folder}: "
                        f"`briefing add` with the article brings them back."
                    )
    return status


def _agreed(entry: ArticleEntry, annotations: int) -> bool:
    """Ask whether to remove an annotated article too; False where nobody can answer."""
    what = f"“{entry.title}” has {annotations} annotation{'s' if annotations != 1 else ''}"
    if not sys.stdin.isatty():
        say(f"{what}: `briefing remove --with-annotations {entry.id}` removes both.")
        return False
    print(f"briefing: {what}. Remove both? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def entry_object(
    entry: ArticleEntry, feeds: Sequence[str], tags: Sequence[str], annotations: int
) -> dict[str, object]:
    """The JSON object of one article in the list."""
    return {
        "id": entry.id,
        "title": entry.title,
        "source": entry.source,
        "feeds": list(feeds),
        "url": entry.url,
        "published": entry.published,
        "fetched": entry.fetched,
        "read": entry.read,
        "starred": entry.starred,
        "tags": list(tags),
        "annotations": annotations,
    }


def _row(entry: ArticleEntry) -> str:
    """Id, date, N for new and S for starred, title, source."""
    return " ".join(
        (
            entry.id,
            (entry.published or entry.fetched)[:10].ljust(10),
            (" " if entry.read else "N") + ("S" if entry.starred else " "),
            " · ".join(filter(None, (entry.title, entry.source))),
        )
    )
