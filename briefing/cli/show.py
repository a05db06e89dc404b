"""Runs `briefing show`, which prints the briefing of each article in the chosen format."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator

from briefing.cli.batch_analysis import analyze_in_order, concurrency, count_articles, is_folder
from briefing.cli.markdown_output import as_markdown
from briefing.cli.session import Session, say
from briefing.cli.text_output import print_text
from briefing.domain import Analysis, Article
from briefing.domain.analysis_codec import briefing_to_dict
from briefing.errors import EngineError
from briefing.services.articles import Library
from briefing.sources.load import LoadFailure


def show(args: Namespace, session: Session) -> int:
    """Print the briefings; articles without one are reported on standard error, and the status is 1.

    As `json`, one reference that is no folder is an object, anything else an array; every other format
    prints each briefing as soon as it is made.
    """
    one = len(args.articles) == 1 and not is_folder(args.articles[0])
    objects: list[dict[str, object]] = []
    printers: dict[str, Callable[[Article, Analysis], None]] = {
        "text": _each(lambda article, analysis: print_text(article, analysis, session.settings.width)),
        "markdown": _each(lambda article, analysis: print(as_markdown(article, analysis), end="")),
        "jsonl": lambda article, analysis: print(
            json.dumps(_object(article, analysis), ensure_ascii=False), flush=True
        ),
        "json": lambda article, analysis: objects.append(_object(article, analysis)),
    }
    status = 0
    threads = concurrency(count_articles(args.articles), session)
    with session.library() as library:
        outcomes = library.add_each(args.articles)
        if args.anyway:
            outcomes = _wanted(library, outcomes)
        for made in analyze_in_order(library, outcomes, threads):
            if isinstance(made, LoadFailure):
                say(str(made.error))
                status = 1
                continue
            article, analysis = made
            if isinstance(analysis, EngineError):
                say(f"{article.title}: {analysis}")
                status = 1
                continue
            if analysis.notice:
                say(f"{article.title}: {analysis.notice}")
            if not analysis.is_complete:
                status = 1
            printers[args.format](article, analysis)
    if args.format == "json" and (objects or not one):
        print(json.dumps(objects[0] if one else objects, ensure_ascii=False, indent=2))
    return status


def _wanted(library: Library, outcomes: Iterator[Article | LoadFailure]) -> Iterator[Article | LoadFailure]:
    for each in outcomes:
        if isinstance(each, Article) and each.structure.stub:
            library.analyses.brief_stub(each)
        yield each


def _object(article: Article, analysis: Analysis) -> dict[str, object]:
    briefing = briefing_to_dict(article, article.language, article.text, analysis)
    return briefing | {"stub": article.structure.stub}


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
