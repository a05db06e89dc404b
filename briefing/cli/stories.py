"""Runs `briefing stories`, `briefing story`, `briefing today`, `briefing actor` and `briefing dossier`."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime

from briefing.cli.library import find_ids
from briefing.cli.output.story_output import print_out
from briefing.cli.output.terminal import print_cut, print_object, print_objects
from briefing.cli.session import Session, say
from briefing.domain.codec import encode
from briefing.domain.matters.dossier_codec import dossier_to_dict, matter_to_dict
from briefing.domain.stories.story import Story
from briefing.domain.stories.story_codec import (
    actor_page_to_dict,
    story_briefing_to_dict,
    today_to_dict,
)
from briefing.domain.stories.today import MINUTES, with_each
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.printouts import (
    actor_printout,
    dossier_printout,
    matters_printout,
    story_printout,
    today_printout,
)
from briefing.services.library import Library

TOLD_FROM = 2_000
"""Articles without a story from which the command says how far it is: some seconds."""


def list_stories(args: Namespace, session: Session) -> int:
    typed = safe_line(" ".join(args.query))
    with session.library() as library:
        assign_stories(library)
        ids, chosen = find_ids(library, typed), {"min_sources": args.min_sources, "since": args.since}
        stories = (
            library.stories.stories(ids, **chosen)[: args.limit]
            if typed  # a story may be later than its article that matches
            else library.stories.latest(ids, args.limit, **chosen)
        )
        if args.format != "table":
            stories = list(map(library.matters.in_order(), stories))
    if not stories:
        say(f"No story matches {typed}." if typed else "No stories: `briefing add ARTICLE` adds an article.")
    if args.format == "table":
        print_cut(map(_row, stories), ("dim", 0, 16), ("bold", 28, 31))
    else:
        print_objects(map(encode, stories), args.format)
    return 0


def show_story(args: Namespace, session: Session) -> int:
    with session.library() as library:
        assign_stories(library)
        story, briefing = library.stories.briefing(args.story)
        others = [each for each in library.stories.stories([args.story]) if each.id != story.id]
        if args.format == "json":
            story = library.matters.in_order()(story)
    for other in others:
        say(f"The article {args.story} is in another story: `briefing story {other.id}` shows it.")
    for missing in briefing.missing:
        title = next(article.title for article in story.articles if article.id == missing)
        say(f"{title}: there is no briefing of it, so it only bears out what others say.")
    if briefing.notice:
        say(briefing.notice)
    if args.format == "json":
        print_object(story_briefing_to_dict(story, briefing))
    else:
        printout = story_printout(story, briefing, only_new=args.new)
        print_out(printout, args.format, session.settings.width)
    return 0


def show_today(args: Namespace, session: Session) -> int:
    with session.library() as library:
        began = datetime.now(UTC)  # what comes while this is made is left to the next time
        since: datetime = args.since or library.stories.last_printed()
        assign_stories(library)
        library.matters.join()
        hits, matters = library.watches.hits(since), library.matters.names()
        today = library.stories.today(since, args.minutes or MINUTES, hits=hits, matters=matters)
        if today.notice:
            say(today.notice)
        if not (today.entries or today.watched) and args.format != "json":
            say(f"Nothing new since {since:%Y-%m-%d %H:%M}: `briefing feeds refresh` asks your feeds.")
        elif args.format == "json":
            print_object(today_to_dict(with_each(today, library.matters.in_order())))
        else:
            print_out(today_printout(today), args.format, session.settings.width)
        if args.since is None:
            sys.stdout.flush()  # what could not be written is printed the next time
            library.stories.note_printed(began)
    return 0


def show_actor(args: Namespace, session: Session) -> int:
    with session.library() as library:
        assign_stories(library)
        page = library.actors.page(" ".join(args.name), args.since)
        if args.format == "json":
            page = replace(page, stories=tuple(map(library.matters.in_order(), page.stories)))
    if args.format == "json":
        print_object(actor_page_to_dict(page))
    else:
        print_out(actor_printout(page), args.format, session.settings.width)
    return 0


def show_dossier(args: Namespace, session: Session) -> int:
    """Print the dossier of a matter, or without a name the list of all matters."""
    with session.library() as library:
        assign_stories(library)
        library.matters.join()
        if args.name:
            dossier = library.matters.dossier(library.matters.find(safe_line(" ".join(args.name))))
        else:
            matters = library.matters.overview()
        today = library.issues.today
    if not args.name and not matters and args.format != "json":
        say("You follow no matter: f on a story in the reader follows the matter that it is about.")
    elif args.format == "json":
        if args.name:
            print_object(dossier_to_dict(dossier, today))
        else:
            print_objects(map(matter_to_dict, matters), "json")
    else:
        printout = dossier_printout(dossier, today) if args.name else matters_printout(matters)
        print_out(printout, args.format, session.settings.width)
    return 0


def assign_stories(library: Library) -> None:
    """Put into stories what has none yet; say how far it is where that takes seconds."""

    def tell(done: int, total: int) -> None:
        if total >= TOLD_FROM and sys.stderr.isatty():
            print(f"\r{done} of {total} articles put into stories", end="", file=sys.stderr, flush=True)
            if done == total:
                print(file=sys.stderr)

    library.stories.assign(on_progress=tell)


def _row(story: Story) -> str:
    """Id, day of the latest article, sources, title."""
    return f"{story.id} {story.last[:10]} {story.sources:3} {story.title}"
