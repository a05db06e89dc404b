"""Runs `briefing annotate` and `briefing annotations`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from briefing.cli.output.terminal import one_line, print_cut, print_objects
from briefing.cli.session import Session, say
from briefing.domain import Article, Span
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.annotation import AnchorState, AnnotationEntry, Color
from briefing.domain.query.annotation_query import prepare_search
from briefing.errors import BriefingError, NotFoundError
from briefing.exchange.exporters.json import annotation_object
from briefing.services.library import Library
from briefing.sources.load import LoadFailure

STDIN = "-"
"""As an article or a note: what comes on standard input."""


def annotate(args: Namespace, session: Session) -> int:
    """Annotate the one passage that is meant, and print the annotation's id and quote."""
    if args.note == args.article == STDIN:
        say(
            "Standard input can be the article or the note, not both: give one of them as a file or as words."
        )
        return 2
    tags = [tag for given in args.tag for tag in given.split(",")]
    with session.library() as library:
        article = _article(library, args.article)
        span = _passage(article, args.quote, args.prefix, args.suffix)
        note = sys.stdin.buffer.read().decode("utf-8", "replace") if args.note == STDIN else args.note
        revision = library.annotations.draft(article, span, note=note, tags=tags, color=Color(args.color))
        library.annotations.apply([revision])
        if library.annotations.pending_error:
            raise BriefingError(f"The annotation was not kept: {library.annotations.pending_error}")
    assert revision.after is not None
    print(revision.after.id, one_line(revision.after.anchor.quote))
    return 0


def list_annotations(args: Namespace, session: Session) -> int:
    with session.library() as library:
        entries = select_annotations(library, args.query)
    if not entries and not args.query:
        say("There are no annotations yet: a in the reader makes one, and so does `briefing annotate`.")
    objects = [annotation_object(entry.head, entry.annotation) for entry in entries]
    if args.format == "table":
        print_cut(map(_line, entries))
    else:
        print_objects(objects, args.format)
    return 0


def select_annotations(library: Library, words: Iterable[str]) -> tuple[AnnotationEntry, ...]:
    """The annotations that match a query on the command line, the last changed first. Prints its problems."""
    entries = library.annotations.entries()
    typed = " ".join(words)
    searchable = prepare_search(entries, datetime.now().astimezone())
    found = searchable.find(typed)
    for problem in found.problems:
        say(problem.sentence)
    if typed and not found.entries:
        nearest = searchable.nearest(found.parsed)
        say(f"No annotation matches {typed}." + (f" Nearest: {nearest}." if nearest else ""))
    return found.entries


def _article(library: Library, reference: str) -> Article:
    """Load the article: a file is read again, an address only if the library does not have it.

    Raises SourceError or NotFoundError.
    """
    if "://" in reference:
        with suppress(NotFoundError):
            return library.articles.article(library.articles.find(reference).id)
    outcomes = list(library.articles.add_each([reference]))
    failure = next((each for each in outcomes if isinstance(each, LoadFailure)), None)
    if failure is not None:
        raise failure.error
    articles = [each for each in outcomes if isinstance(each, Article)]
    if len(articles) != 1:
        raise NotFoundError(f"“{reference}” holds {len(articles)} articles: name the one to annotate.")
    return articles[0]


def _passage(article: Article, quote: str, prefix: str, suffix: str) -> Span:
    """Raises NotFoundError if the quote is not in the article, or is there several times."""
    places = find_quote(article.text, quote, prefix, suffix)
    if len(places) == 1:
        return places[0]
    if not places:
        around = " with these words around it" if prefix or suffix else ""
        raise NotFoundError(
            f"“{one_line(quote)}” is not in “{article.title}”{around}: "
            f"`briefing show --format json` prints its text."
        )
    raise NotFoundError(
        f"“{one_line(quote)}” stands in {len(places)} places of “{article.title}”: "
        f"say with --prefix or --suffix which words are right before or after the one you mean."
    )


def _line(entry: AnnotationEntry) -> str:
    """Date, state, colour, title, note and tags, quote."""
    annotation = entry.annotation
    state = "" if annotation.state is AnchorState.EXACT else f"{annotation.state}"
    tags = " ".join(f"#{tag}" for tag in annotation.tags)
    words = filter(None, (one_line(annotation.note), tags, f"“{one_line(annotation.anchor.quote)}”"))
    return " ".join(
        (
            annotation.created[:10],
            f"{state:6}",
            f"{annotation.color:6}",
            " · ".join((entry.head.title, *words)),
        )
    )
