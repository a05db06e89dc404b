"""Checks the library: its database, its index, the texts of annotations, and feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from briefing.cli.doctor.findings import Finding
from briefing.cli.session import Session
from briefing.errors import BriefingError
from briefing.presentation.sentences import pluralize
from briefing.services.library import Library, open_library
from briefing.store.annotations.checkup import check_annotation_files


def library(session: Session) -> Iterator[Finding]:
    file = session.paths.library_db
    if not file.exists():
        yield Finding("library", f"{file} (none yet: the first article makes it)")
        return
    try:
        with _open(session) as opened:
            for notice in opened.notices:
                # Opening the library has repaired these, unless it cannot be changed.
                yield Finding(
                    "library", notice, False, None if opened.is_read_only else partial(_repaired, notice)
                )
            problems = opened.integrity()
            for problem in () if problems else opened.search_problems():
                yield Finding("search", problem, False, partial(_rebuild_search, opened))
            number = 0 if problems else len(opened.articles.entries())
        for problem in problems:
            yield Finding("library", problem, sound=False, repair=partial(_begin_anew, session))
        if problems:
            yield Finding(
                "library",
                "it will be set aside when briefing starts next, and what can be read of it brought back.",
                sound=False,
                repair=partial(_begin_anew, session),
            )
        else:
            yield Finding("library", f"{file}, {pluralize(number, 'article')}")
    except BriefingError as error:
        yield Finding("library", str(error), sound=False)


def texts(session: Session) -> Iterator[Finding]:
    """Check that annotations have the texts that they were made on."""
    try:
        for fault in check_annotation_files(session.paths.annotations_dir):
            if fault.lacks_text:
                repair = partial(_put_text, session, fault.lacks_text)
                yield Finding("annotations", fault.sentence, sound=False, repair=repair)
    except BriefingError as error:
        yield Finding("annotations", str(error), sound=False)


def feeds(session: Session) -> Iterator[Finding]:
    if not session.paths.library_db.exists():
        return
    file = session.paths.feeds_file
    try:
        with _open(session) as opened:
            listing = opened.feeds.listing()
            notices = opened.feeds.pop_notices()
            for notice in notices:
                yield Finding("feeds", notice, sound=False, repair=partial(_repaired, notice))
            for url in opened.feeds.unfollowed():
                # If the list of feeds was damaged, this tells which feeds were followed.
                can_go = file.exists() and not notices
                yield Finding(
                    "feeds",
                    f"{url} is known to the library and is not in {file.name}: `briefing feeds add` follows "
                    f"it again.",
                    sound=False,
                    repair=partial(_forget, opened, url) if can_go else None,
                )
    except BriefingError as error:
        yield Finding("feeds", str(error), sound=False)
        return
    for feed in listing:
        if feed.error:
            when = f" (next try {feed.next_try})" if feed.next_try else ""
            yield Finding("feeds", f"{feed.title}: {feed.error}{when}", sound=False)
    yield Finding("feeds", f"{file}, {pluralize(len(listing), 'feed')}")


def sync(session: Session) -> Iterator[Finding]:
    if not session.settings.sync.address or not session.paths.library_db.exists():
        return
    try:
        with _open(session) as opened:
            if opened.sync is None:
                return
            host, state = opened.sync.host, opened.sync.state()
    except BriefingError as error:
        yield Finding("sync", str(error), sound=False)
        return
    if state.error:
        yield Finding("sync", state.error, sound=False)
    elif not state.synced:
        yield Finding("sync", f"never synced with {host}: run `briefing sync`", sound=False)
    else:
        yield Finding("sync", f"with {host}, last {state.synced}, {pluralize(len(state.served), 'feed')}")


def _open(session: Session) -> Library:
    return open_library(session.paths, session.settings, session.engine)


def _repaired(notice: str) -> Iterable[str]:
    return (notice,)


def _rebuild_search(opened: Library) -> Iterable[str]:
    opened.rebuild_search()
    return ("The search index was made anew.",)


def _begin_anew(session: Session) -> Iterable[str]:
    """Open a damaged library, which replaces it by a sound one; later calls change nothing more."""
    with _open(session) as opened:
        return opened.notices


def _put_text(session: Session, article_id: str) -> Iterable[str]:
    with _open(session) as opened:
        article = opened.articles.article(article_id)
        found = opened.annotations.for_article(article)
        orphans = sum(each.is_orphan for each in found.annotations)
        lost = f"; {orphans} of them are not in it" if orphans else ""
        return (
            *opened.annotations.pop_notices(),
            f"“{article.title}”: its annotations have a text again{lost}.",
        )


def _forget(opened: Library, url: str) -> Iterable[str]:
    opened.feeds.forget(url)
    return (f"{url} was forgotten; its articles stay.",)
