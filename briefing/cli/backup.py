"""Runs `briefing backup` and `briefing restore`."""

from __future__ import annotations

import shlex
from argparse import Namespace
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from briefing.cli.session import Session, say
from briefing.domain.annotation import utc_now
from briefing.domain.article import is_article_id
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import pluralize
from briefing.services.backup.make_backup import BackupReport, make_backup
from briefing.services.backup.restore_backup import RestoreReport, restore_backup
from briefing.store.articles.article_store import ArticleStore


def backup(args: Namespace, session: Session) -> int:
    """Print where the archive is, and say what it holds and what it does not."""
    now = datetime.now(UTC)
    file = Path(args.file or ".")
    if file.is_dir():
        file = file / f"briefing-{now.astimezone():%Y%m%d-%H%M%S}.zip"
    if not file.parent.is_dir():
        say(f"There is no folder {file.parent}: make it, or choose another.")
        return 1
    if file.exists() and not args.replace:
        say(f"{file} exists: choose another name, or give --replace.")
        return 1
    with ExitStack() as stack:
        store = None
        if session.paths.library_db.exists():
            store = stack.enter_context(ArticleStore(session.paths.library_db))
            for notice in store.notices:
                say(notice)
        report = make_backup(file, session.paths, store, now, whole=args.all)
    print(safe_line(str(file)))
    say(f"{file.name} was read back and compared: {_holds(report)}.")
    if report.left_out:
        say(
            f"Of {pluralize(report.left_out, 'article')} from feeds it has the marks alone, since you "
            f"neither starred nor tagged nor annotated them: --all puts in their text."
        )
    for name in report.unsafe:
        say(f"{name} was left out, because of its name or its size: copy it by hand.")
    return 1 if report.unsafe else 0


def restore(args: Namespace, session: Session) -> int:
    """Say what was restored from an archive, and where that is what stood in its place."""
    if args.earlier or args.take:
        return _restore_earlier(args, session)
    report = restore_backup(Path(args.what), session.paths, utc_now, with_settings=args.with_settings)
    for notice in report.notices:
        say(notice)
    print(safe_line(_restored(report)))
    for file, kept in report.replaced:
        say(f"{file} is that of the backup now; the one before is {kept.name}.")
    if (aside := report.aside) is not None:
        say(f"The settings of the backup are put aside as {aside.file.name}, since they would")
        for would in aside.would:
            say(f"  - {would}")
        say(f"If you want that: briefing restore {shlex.quote(args.what)} --with-settings")
    if report.waiting:
        say(f"The marks of {pluralize(report.waiting, 'article')} wait until the article is there again.")
    if report.before is not None:
        say(f"What stood here before is in {report.before}.")
    return 0


def _restore_earlier(args: Namespace, session: Session) -> int:
    """List the earlier states of an article's annotations, or bring one back."""
    with session.library() as library:
        article_id = args.what if is_article_id(args.what) else library.articles.find(args.what).id
        states = library.annotations.earlier(article_id)
        if args.take is None:
            for number, each in enumerate(states, 1):
                moment = datetime.fromisoformat(each.saved).astimezone()
                annotations = pluralize(len(each.collection.annotations), "annotation")
                print(f"{number:>2}  {moment:%Y-%m-%d %H:%M:%S}  {annotations}")
            if not states:
                say("No earlier state of its annotations is kept.")
            return 0
        if args.take > len(states):
            say(f"There are {pluralize(len(states), 'earlier state')}: --earlier lists them.")
            return 1
        earlier = states[args.take - 1]
        library.annotations.restore_earlier(article_id, earlier)
        print(f"{pluralize(len(earlier.collection.annotations), 'annotation')}, as on {earlier.day}.")
    return 0


def _holds(report: BackupReport) -> str:
    parts = [
        f"annotations of {pluralize(report.annotated, 'article')}",
        f"corrections of {report.corrected}",
        f"the text of {report.articles}",
        f"marks of {report.marked}",
    ]
    parts += ["feeds"] if report.has_feeds else []
    parts += ["settings"] if report.has_settings else []
    return ", ".join(parts)


def _restored(report: RestoreReport) -> str:
    return (
        f"Restored the backup of {report.made}: annotations of {pluralize(report.annotated, 'article')}, "
        f"corrections of {report.corrected}, marks of {report.marked}; new here are "
        f"{pluralize(report.articles, 'article')} and {pluralize(report.feeds, 'feed')}."
    )
