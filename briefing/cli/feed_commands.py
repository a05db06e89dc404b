"""Runs `briefing feeds` and its actions."""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING

from briefing.cli.main import INTERRUPTED
from briefing.cli.output.terminal import print_objects
from briefing.cli.session import Session, say
from briefing.domain.codec import encode
from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.refresh_result import RefreshReport, RefreshStep
from briefing.domain.feeds.sync import SyncStep
from briefing.errors import AlreadyRefreshingError, BriefingError, NotFoundError, SourceError
from briefing.presentation.library.sync_messages import summary as sync_summary
from briefing.regular_files import read_given
from briefing.services.feeds.service import FeedService
from briefing.sources.http.credentials import strip_login
from briefing.threads import never

if TYPE_CHECKING:
    from briefing.services.sync.sync_service import SyncService  # imports httpcore, which a list does without


def run_feeds(args: Namespace, session: Session) -> int:
    with session.library() as library:
        try:
            began = datetime.now(UTC) - timedelta(seconds=1)  # times are kept in whole seconds
            served = library.sync.state().served if library.sync is not None else frozenset[str]()
            actions: Mapping[str, _Action] = {**_ACTIONS, "refresh": partial(_refresh, served=served)}
            status = actions[args.action](args, library.feeds)
            if (
                args.action == "refresh"
                and library.sync is not None
                and not args.urls
                and status != INTERRUPTED
            ):
                status = max(status, sync_now(library.sync, is_quiet=args.quiet, is_quick=True))
            if args.action == "refresh" and session.settings.notify_watches and library.watches.all():
                library.stories.assign()  # what is new in a story that is watched
                for sentence in library.watches.news(began):
                    print(sentence)
            return status
        finally:
            for notice in library.feeds.pop_notices():
                say(notice)


def _add(args: Namespace, feeds: FeedService) -> int:
    return follow(args.urls, feeds)


def follow(urls: Iterable[str], feeds: FeedService) -> int:
    """Print address and name of each feed that is followed now, or the feeds to choose from."""
    status = 0
    for url in urls:
        try:
            found = feeds.add(url)
        except BriefingError as error:
            say(str(error))
            status = 1
            continue
        if isinstance(found, Subscription):
            print(found.url, found.title or "", flush=True)
            continue
        for choice in found:
            print(choice.url, " · ".join(filter(None, (choice.kind, choice.title))), flush=True)
        say(f"{url} has {len(found)} feeds: choose with `briefing feeds add` and the address of one of them.")
        status = 1
    return status


def _list(args: Namespace, feeds: FeedService) -> int:
    listing = feeds.listing()
    if args.format == "json":
        print_objects(map(encode, listing), "json")
        return 0
    if not listing:
        say("No feeds yet: `briefing feeds add URL` or `briefing feeds import FILE.opml` adds some.")
    for feed in listing:
        name = "/".join((*feed.folder, feed.title))
        trouble = f"  ! {feed.error}" if feed.error else ""
        print(f"{feed.unread:5}  {name}  {strip_login(feed.url)}{trouble}")
    return 0


def _remove(args: Namespace, feeds: FeedService) -> int:
    """Print the address of each feed that is no longer followed."""
    status = 0
    for url in args.urls:
        try:
            unfollowed = feeds.remove([url])
        except NotFoundError as error:
            say(str(error))
            status = 1
        else:
            print(unfollowed.subscriptions[0].url, flush=True)
    return status


def _move(args: Namespace, feeds: FeedService) -> int:
    feeds.move(args.url, [name for part in args.folder.split("/") if (name := part.strip())])
    return 0


def _import(args: Namespace, feeds: FeedService) -> int:
    status = 0
    for name in args.files:
        try:
            data = sys.stdin.buffer.read() if name == "-" else read_given(Path(name))
        except OSError as error:
            say(f"{name} cannot be read: {error.strerror}; check its name.")
            status = 1
            continue
        try:
            imported = feeds.import_opml(data, "Standard input" if name == "-" else Path(name).name)
        except BriefingError as error:
            say(str(error))
            status = 1
            continue
        for feed in imported.added:
            print(feed.url)
        for sentence in imported.refused:
            say(sentence)
            status = 1
        known = f", {len(imported.known)} followed already" if imported.known else ""
        say(f"{len(imported.added)} added{known}: `briefing feeds refresh` brings their articles.")
    return status


def _export(args: Namespace, feeds: FeedService) -> int:
    content = feeds.export_opml()
    if args.file in (None, "-"):
        sys.stdout.write(content.decode())
    else:
        Path(args.file).write_bytes(content)
    return 0


def _refresh(args: Namespace, feeds: FeedService, served: Collection[str]) -> int:
    """Print the number of new articles; failed feeds are reported on standard error as they fail."""

    def tell(step: RefreshStep) -> None:
        if step.error is not None and not step.is_offline:
            say(f"{step.title}: {step.error}")

    with interruptible() as is_interrupted:
        try:
            report = feeds.refresh(
                args.urls or None, without=served, on_step=tell, is_cancelled=is_interrupted
            )
        except AlreadyRefreshingError:
            if args.quiet:  # the next run will do: nobody need be told
                return 0
            raise
    if report.is_offline:
        say("Not one of the feeds' servers can be reached: check the network, and refresh again.")
    for page in report.page_failures:
        say(f"{page.title}: {page.sentence}")
    for notification in report.notifications:
        print(notification)
    if not args.quiet:
        print(summary(report))
    return INTERRUPTED if report.was_cancelled else 1 if report.failures else 0


def sync_now(
    sync: SyncService,
    is_cancelled: Callable[[], bool] = never,
    *,
    is_quiet: bool,
    is_quick: bool,
) -> int:
    """Sync with the server, print what came of it, and return the status."""

    def tell(step: SyncStep) -> None:
        if sys.stderr.isatty() and not is_quiet and step.total:
            words = f"{step.done} of {step.total} articles asked for, {step.new} new"
            print(f"\r{words}", end="" if step.done < step.total else "\n", file=sys.stderr, flush=True)

    try:
        report = sync.run(is_quick=is_quick, on_step=tell, is_cancelled=is_cancelled)
    except SourceError as error:
        say(str(error))
        return 1
    for note in report.notes:
        say(note)
    for page in report.page_failures:
        say(f"{page.title}: {page.sentence}")
    for notification in report.notifications:
        print(notification)
    if report.is_new_here:
        say("No feed of the server is followed here: `briefing sync --take-feeds` follows them.")
    elif not is_quiet:
        print(f"{sync.host}: {sync_summary(report)}")
    return INTERRUPTED if report.was_cancelled else 0


def summary(report: RefreshReport) -> str:
    parts = [f"{report.new} new"]
    if report.changed:
        parts.append(f"{report.changed} changed")
    parts.append(f"{report.asked} feed{'' if report.asked == 1 else 's'} refreshed")
    if report.failures:
        parts.append(f"{len(report.failures)} failed")
    if report.waiting:
        parts.append(f"{report.waiting} waiting for a host that limits requests")
    if report.page_failures:
        parts.append(
            f"{len(report.page_failures)} page{'' if len(report.page_failures) == 1 else 's'} missing"
        )
    if report.pruned:
        parts.append(f"{len(report.pruned)} old removed")
    return ", ".join(parts) + (", then interrupted" if report.was_cancelled else "")


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether Ctrl-C was pressed; a second Ctrl-C ends the program."""
    interrupted = Event()
    if current_thread() is not main_thread():  # which alone may watch for signals
        yield interrupted.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def interrupt(number: int, frame: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted.is_set
    finally:
        signal.signal(signal.SIGINT, before)


_Action = Callable[[Namespace, FeedService], int]
_ACTIONS: Mapping[str, _Action] = {
    "add": _add,
    "list": _list,
    "remove": _remove,
    "move": _move,
    "import": _import,
    "export": _export,
}
