"""Runs `briefing sync`: with the reader's account on a server, and moves feeds to it and back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable

from briefing.cli.feed_commands import interruptible, sync_now
from briefing.cli.session import Session, say
from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.sync import ServerFeed
from briefing.errors import SettingsError
from briefing.presentation.library.sync_messages import NO_SERVER
from briefing.presentation.sentences import pluralize
from briefing.services.sync.sync_service import SyncService
from briefing.sources.http.credentials import strip_login


def run_sync(args: Namespace, session: Session) -> int:
    with session.library() as library:
        if (sync := library.sync) is None:
            raise SettingsError(NO_SERVER)
        try:
            with interruptible() as is_interrupted:
                if args.undo:
                    print(sync.undo_move())
                    return 0
                if args.take_feeds:
                    status = _take(sync, is_preview=args.preview)
                elif args.give_feeds:
                    status = _give(sync, is_interrupted, is_preview=args.preview)
                else:
                    status = 0
                if args.preview or is_interrupted():
                    return status
                is_quick = not (args.all or args.take_feeds or args.give_feeds)
                return max(status, sync_now(sync, is_interrupted, is_quiet=args.quiet, is_quick=is_quick))
        finally:
            for notice in library.feeds.pop_notices():
                say(notice)


def _take(sync: SyncService, *, is_preview: bool) -> int:
    feeds = sync.takable()
    _print_feeds(feeds)
    if is_preview:
        say(f"{pluralize(len(feeds), 'feed')} of {sync.host} would be followed here.")
        return 0
    taken = sync.take(feeds)
    say(f"{pluralize(len(taken), 'feed')} of {sync.host} followed: `briefing sync --undo` undoes it.")
    return 0


def _give(sync: SyncService, is_interrupted: Callable[[], bool], *, is_preview: bool) -> int:
    feeds, private = sync.givable()
    for feed in private:
        say(f"{strip_login(feed.url)} has your login in its address, which is for its own server alone.")
    if is_preview:
        _print_feeds(feeds)
        say(f"{pluralize(len(feeds), 'feed')} would be followed on {sync.host}.")
        return 0
    given, refused = sync.give(feeds, is_interrupted)
    _print_feeds(given)
    for sentence in refused:
        say(sentence)
    say(f"{pluralize(len(given), 'feed')} followed on {sync.host}: `briefing sync --undo` undoes it.")
    return 1 if refused else 0


def _print_feeds(feeds: Iterable[Subscription | ServerFeed]) -> None:
    for feed in feeds:
        print("/".join((*feed.folder, feed.title or feed.url)), strip_login(feed.url), sep="  ")
