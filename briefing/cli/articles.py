"""`briefing add`, `list` and `remove`: what goes into the library, what is in it, what goes out."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence

from briefing.cli.session import Session, say
from briefing.errors import NotFoundError
from briefing.library import Entry, Failure

__all__ = ["add", "entry_object", "list_articles", "remove"]


def add(args: Namespace, session: Session) -> int:
    """Print id and title of each article as it is kept."""
    status = 0
    with session.library() as library:
        for outcome in library.add_each(args.articles):
            if isinstance(outcome, Failure):
                say(str(outcome.error))
                status = 1
            else:
                print(outcome.id, outcome.title, flush=True)
    return status


def list_articles(args: Namespace, session: Session) -> int:
    with session.library() as library:
        words = [word for argument in args.query for word in argument.split()]
        entries = library.entries(words=words, limit=args.limit)
        counts, tags = library.notebook.counts(), library.notebook.tags_by_article()
    if not entries:
        say(
            "No article holds these words."
            if words
            else "The library is empty: `briefing add ARTICLE` puts one in."
        )
    if args.format == "json":
        print(
            json.dumps(
                [entry_object(entry, tags.get(entry.id, ()), counts.get(entry.id, 0)) for entry in entries],
                ensure_ascii=False,
                indent=2,
            )
        )
    elif args.format == "jsonl":
        for entry in entries:
            print(
                json.dumps(
                    entry_object(entry, tags.get(entry.id, ()), counts.get(entry.id, 0)), ensure_ascii=False
                )
            )
    else:
        _print_table(entries)
    return 0


def remove(args: Namespace, session: Session) -> int:
    """Print id and title of each article that was taken out."""
    status = 0
    with session.library() as library:
        counts = library.notebook.counts()
        for reference in args.articles:
            try:
                entry = library.find(reference)
                if (
                    counts.get(entry.id)
                    and not args.with_annotations
                    and not _agreed(entry, counts[entry.id])
                ):
                    status = 1
                    continue
                removed = library.remove(entry.id)
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


def _agreed(entry: Entry, annotations: int) -> bool:
    """Whether an article with annotations may go: asked where somebody can answer, else it may not."""
    what = f"“{entry.title}” has {annotations} annotation{'s' if annotations != 1 else ''}"
    if not sys.stdin.isatty():
        say(f"{what}: `briefing remove --with-annotations {entry.id}` removes both.")
        return False
    print(f"briefing: {what}. Remove both? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def entry_object(entry: Entry, tags: Sequence[str], annotations: int) -> dict[str, object]:
    """The JSON object of one article in the list."""
    return {
        "id": entry.id,
        "title": entry.title,
        "source": entry.source,
        "feeds": [],  # no article comes from a feed before those commands exist
        "url": entry.url,
        "published": entry.published,
        "fetched": entry.fetched,
        "read": entry.read,
        "starred": entry.starred,
        "tags": list(tags),
        "annotations": annotations,
    }


def _print_table(entries: Iterable[Entry]) -> None:
    """A line an article: id, date, N for new and S for starred, title, source.

    On a terminal a line is cut at its edge; into a pipe it goes whole.
    """
    lines = (
        " ".join(
            (
                entry.id,
                (entry.published or entry.fetched)[:10].ljust(10),
                (" " if entry.read else "N") + ("S" if entry.starred else " "),
                " · ".join(filter(None, (entry.title, entry.source))),
            )
        )
        for entry in entries
    )
    if not sys.stdout.isatty():
        for line in lines:
            print(line)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        text = Text(line)
        text.stylize("dim", 0, 16)
        text.stylize("bold", 28, 30)
        console.print(text, no_wrap=True, overflow="ellipsis", crop=True)
