"""Runs `briefing show`, which prints the briefing of each article in the chosen format."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import count, islice

from briefing.cli.library import find_entries
from briefing.cli.open_reader import may_be_article
from briefing.cli.output.markdown_output import as_digest, as_markdown
from briefing.cli.output.terminal import ProgressLine, print_object, print_objects
from briefing.cli.output.text_output import print_text
from briefing.cli.reading.batch_analysis import analyze_in_order, concurrency
from briefing.cli.session import Session, say
from briefing.domain import Analysis, Article
from briefing.domain.analysis import briefing_to_dict
from briefing.domain.query.article_query import FIELDS, query_problems
from briefing.domain.query.grammar import fields_in, parse
from briefing.domain.structure_codec import structure_to_dict
from briefing.domain.text.sanitize import safe_line
from briefing.errors import EngineError
from briefing.presentation.sentences import pluralize, runnable
from briefing.services.library import Library
from briefing.sources.formats.format_detection import format_from_suffix
from briefing.sources.load import LoadFailure
from briefing.sources.local_files import expand


def show(args: Namespace, session: Session) -> int:
    """Print the briefings; articles without one are reported on standard error, and the status is 1.

    As `json`, one reference that is no folder is an object, anything else an array, and as `markdown` that is
    one digest; every other format prints each briefing as soon as it is made.
    """
    query = _query(args.articles)
    one = not query and len(args.articles) == 1 and not _is_folder(args.articles[0])
    made: list[tuple[Article, Analysis]] = []
    as_object = partial(_object, keeps_tracking=session.settings.feeds.tracking_parameters)

    def collect(article: Article, analysis: Analysis) -> None:
        made.append((article, analysis))

    printers: dict[str, Callable[[Article, Analysis], None]] = {
        "text": _each(lambda article, analysis: print_text(article, analysis, session.settings.width)),
        "jsonl": lambda article, analysis: print_objects([as_object(article, analysis)], "jsonl"),
    }
    print_one = printers.get(args.format, collect)
    status = 0
    with session.library(or_in_memory=True) as library, ProgressLine() as progress:
        outcomes: Iterator[Article | LoadFailure]
        if query:
            ids = _found(library, query, args.limit)
            status = 0 if ids else 1
            outcomes, number = map(library.articles.article, ids), len(ids)
        else:
            found, passed_over = expand(args.articles)
            number = len(found)
            outcomes = library.articles.add_each(found, or_unstored=True, only_known=not args.keep)
            for sentence in passed_over:
                say(sentence)
        if args.anyway:
            outcomes = _wanted(library, outcomes)
        outcomes = islice(outcomes, args.limit)
        if progress.is_shown:
            outcomes = _told(outcomes, progress, min(number, args.limit or number))
        for outcome in analyze_in_order(library, outcomes, concurrency(number, session)):
            progress.say("")
            if isinstance(outcome, LoadFailure):
                say(str(outcome.error))
                status = 1
                continue
            article, analysis = outcome
            if isinstance(analysis, EngineError):
                say(f"{article.title}: {analysis}")
                status = 1
                continue
            if analysis.notice:
                say(f"{article.title}: {runnable(analysis.notice)}")
            if not analysis.is_complete:
                status = 1
            print_one(article, analysis)
    if args.format == "json" and (made or not one):
        objects = [as_object(*each) for each in made]
        print_object(objects[0] if one else objects)
    elif args.format == "markdown" and made:
        print(as_markdown(*made[0]) if one else as_digest(made, query), end="")
    return status


def _is_folder(reference: str) -> bool:
    return os.path.isdir(reference)  # noqa: PTH112  Path.is_dir raises, such as for a name too long


def _query(words: Sequence[str]) -> str:
    """The words as a query of the library; empty where they name articles, be it one that is missing."""
    if any(map(may_be_article, words)):
        return ""
    typed = safe_line(" ".join(words))
    if _has_fields(typed):
        return typed
    return "" if any(format_from_suffix(word) or "/" in word or os.sep in word for word in words) else typed


def _has_fields(query: str) -> bool:
    return next(fields_in(parse(query, FIELDS).query), None) is not None


def _found(library: Library, query: str, limit: int | None) -> list[str]:
    """The ids of the articles that match. Says so where a word may have been meant for a file.

    What is wrong in a query is left out of it, in a list; here that could brief the whole library.
    """
    if problems := query_problems(query, datetime.now().astimezone()):
        for problem in problems:
            say(problem.sentence)
        return []
    entries = find_entries(library, query, limit)
    if _has_fields(query):
        if not entries:
            say(f"No article matches {query}.")
    elif not entries:
        say(f"There is no file “{query}”, and no article in the library matches it.")
    else:
        say(f"There is no file “{query}”; found in the library: {pluralize(len(entries), 'article')}.")
    return [entry.id for entry in entries]


def _told(
    outcomes: Iterator[Article | LoadFailure], progress: ProgressLine, total: int
) -> Iterator[Article | LoadFailure]:
    """Say which article is being read, and then briefed, before each is passed on."""
    for number in count(1):
        at = f"{number} of {total}: " if total > 1 else ""
        if number <= total:
            progress.say(f"{at}reading …")
        outcome = next(outcomes, None)
        if outcome is None:
            return
        if isinstance(outcome, Article):
            progress.say(f"{at}briefing {outcome.words:,} words: {outcome.title}")
        yield outcome


def _wanted(library: Library, outcomes: Iterator[Article | LoadFailure]) -> Iterator[Article | LoadFailure]:
    for each in outcomes:
        if isinstance(each, Article) and each.structure.stub:
            library.analyses.brief_stub(each)
        yield each


def _object(article: Article, analysis: Analysis, *, keeps_tracking: bool) -> dict[str, object]:
    briefing = briefing_to_dict(article, article.language, article.text, analysis)
    structure = article.structure if keeps_tracking else article.structure.without_tracking()
    return briefing | structure_to_dict(structure, article.text)


def _each(render: Callable[[Article, Analysis], None]) -> Callable[[Article, Analysis], None]:
    """Print a blank line between briefings, each as soon as it is ready."""
    first = True

    def print_one(article: Article, analysis: Analysis) -> None:
        nonlocal first
        if not first:
            print()
        first = False
        render(article, analysis)
        sys.stdout.flush()

    return print_one
