"""Turns feeds, folders, saved queries and tags into the tree of the Feeds screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from briefing.domain.feeds.feed import FeedSummary
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.query.search_words import search_words
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.library.list_place import ALL, STARRED, UNREAD, Scope, feed_scope, tag_scope
from briefing.presentation.library.refresh_progress import failure_when, moment
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize

FAILING = "!"

QUERY = "query:"
"""The beginning of the key of a saved query, before its name."""
STARTERS = "do:starters"
FOLLOW = "do:follow"
SERVER = "server"
"""The key of the line of the server that feeds and marks are synced with."""

_NOTHING = (
    "No feeds yet. Only {feeds.refresh} and {feeds.refresh-all} refresh them, "
    "unless the settings say otherwise."
)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    query: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class SyncedServer:
    host: str
    urls: tuple[str, ...]
    """The addresses of the feeds that it reads for us."""
    about: str
    """When it was synced with last, or what failed."""
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class FeedOverview:
    feeds: tuple[FeedSummary, ...] = ()
    articles: int = 0
    unread: int = 0
    starred: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)
    """The number of annotations and articles with each tag."""
    queries: Mapping[str, SavedQuery] = field(default_factory=dict)
    """Saved queries by name."""
    page_failures: tuple[PageFailure, ...] = ()
    """Failures of pages in the last refresh."""
    server: SyncedServer | None = None

    @property
    def failing(self) -> tuple[FeedSummary, ...]:
        return tuple(feed for feed in self.feeds if feed.error)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A line of the tree, and the scope that it lists."""

    key: str
    scope: Scope
    count: str = ""
    feeds: tuple[FeedSummary, ...] = ()
    """The feed, or all feeds in the folder and its subfolders; none for anything else."""
    folder: tuple[str, ...] | None = None
    """The full path of a folder."""
    depth: int = 0
    is_open: bool = True
    about: str = ""
    """Details for the status row, for lines without feeds."""
    has_failed: bool = False

    @property
    def is_query(self) -> bool:
        return self.key.startswith(QUERY)

    @property
    def feed(self) -> FeedSummary | None:
        return self.feeds[0] if self.feeds and self.folder is None else None

    @property
    def parent(self) -> tuple[str, ...]:
        """The folder that contains the line."""
        if self.folder is not None:
            return self.folder[:-1]
        return self.feeds[0].folder if self.feeds else ()


_OFFERS = (
    FeedLine(STARTERS, Scope("Choose from starter feeds"), about=_NOTHING),
    FeedLine(
        FOLLOW, Scope("Follow a feed, a site or a mailbox, or the feeds of an OPML file"), about=_NOTHING
    ),
)
"""First steps while no feed is followed; Enter runs them."""


def tree(overview: FeedOverview, closed: Collection[str]) -> tuple[FeedLine, ...]:
    """Return all lines, without the contents of folders whose key is in `closed`."""
    whole = f"{overview.unread} of {overview.articles}"
    return (
        FeedLine("all", ALL, whole, about="All articles: unread of all"),
        FeedLine("unread", UNREAD, _number(overview.unread), about="Unread articles"),
        FeedLine("starred", STARRED, _number(overview.starred), about="Starred articles"),
        *(
            FeedLine(
                f"{QUERY}{name}",
                Scope(name, saved.query),
                _number(saved.unread),
                about=f"Saved query: {saved.query}",
            )
            for name, saved in overview.queries.items()
        ),
        *([_server_line(overview.server, overview.feeds)] if overview.server else ()),
        *(_within((), overview.feeds, closed) if overview.feeds else _OFFERS),
        *(
            FeedLine(f"tag:{tag}", tag_scope(tag), _number(number), about="Articles with this tag")
            for tag, number in sorted(overview.tags.items(), key=lambda each: search_words(each[0]))
        ),
    )


def _server_line(server: SyncedServer, feeds: Iterable[FeedSummary]) -> FeedLine:
    unread = sum(feed.unread for feed in feeds if feed.url in server.urls)
    scope = feed_scope(server.host, server.urls) if server.urls else Scope(server.host)
    return FeedLine(SERVER, scope, _number(unread), about=server.about, has_failed=server.has_failed)


def _within(
    folder: tuple[str, ...], feeds: Iterable[FeedSummary], closed: Collection[str]
) -> Iterator[FeedLine]:
    """Yield the folders and feeds of a folder, in the order of their first appearance in the file."""
    depth = len(folder)
    parts: dict[str, list[FeedSummary]] = {}
    for feed in feeds:
        inner = feed.folder[depth : depth + 1]
        # A feed is named by its address, with which no folder's key begins.
        parts.setdefault(f"folder:{inner[0]}" if inner else f"feed:{feed.url}", []).append(feed)
    for key, members in parts.items():
        if key.startswith("feed:"):
            feed = members[0]
            yield FeedLine(
                key, feed_scope(feed.title, [feed.url]), _number(feed.unread), (feed,), depth=depth
            )
            continue
        path = members[0].folder[: depth + 1]
        path_key = folder_key(path)
        unread = sum(feed.unread for feed in members)
        scope = feed_scope(path[-1], [feed.url for feed in members])
        is_open = path_key not in closed
        yield FeedLine(path_key, scope, _number(unread), tuple(members), path, depth, is_open)
        if is_open:
            yield from _within(path, members, closed)


def folder_key(folder: tuple[str, ...]) -> str:
    return "folder:" + "\n".join(folder)


def folders_in(feeds: Iterable[FeedSummary]) -> tuple[str, ...]:
    """Return every folder in use, as it is typed: "World / Europe"."""
    paths = (feed.folder[: end + 1] for feed in feeds for end in range(len(feed.folder)))
    return tuple(sorted({" / ".join(path) for path in paths}, key=search_words))


def matching_lines(overview: FeedOverview, typed: str) -> tuple[FeedLine, ...]:
    """Return the lines of the fully open tree that contain all words, with the folders above them."""
    words = search_words(typed.replace("#", " ")).split()
    lines = tree(overview, ())
    found = [line for line in lines if all(word in _searched(line) for word in words)]
    above = {line.parent[: end + 1] for line in found for end in range(len(line.parent))}
    keys = {line.key for line in found}
    return tuple(line for line in lines if line.key in keys or line.folder in above)


def _searched(line: FeedLine) -> str:
    feed = line.feed
    return search_words(
        "\n".join((line.scope.title, feed.url, feed.site or "") if feed else (line.scope.title,))
    )


def feed_row(line: FeedLine, now: datetime) -> Row:
    """Make the row of a line; failing feeds are marked, and closed folders that contain some."""
    feed, mark = line.feed, FAILING if line.has_failed else ""
    if any(each.error for each in line.feeds) and (feed is not None or not line.is_open):
        mark = FAILING
    title = "All" if line.scope == ALL else safe_line(line.scope.title)
    sign = ""
    if line.folder is not None:
        sign = "▾ " if line.is_open else "▸ "
    elif line.is_query:
        sign = "/ "
    elif line.key == SERVER:
        sign = "⇄ "
    text = f"{'  ' * line.depth}{sign}{title}"
    has_unread = bool(line.feeds) and bool(line.count)
    return Row(
        line.key,
        text,
        label=mark or " ",
        count=line.count,
        strong=len(text) if has_unread else 0,
        about=_about(line, now),
        expandable=line.folder is not None and not line.is_open,
        item=line,
    )


def _about(line: FeedLine, now: datetime) -> str:
    if line.folder is not None:
        failing = sum(1 for each in line.feeds if each.error)
        return pluralize(len(line.feeds), "feed") + (
            f", {failing} failing: {{reader.failures}} says why" if failing else ""
        )
    feed = line.feed
    if feed is None:
        return safe_line(line.about)
    if feed.is_gone:
        why = feed.error or "its server says so"
        return safe_line(f"Gone, no longer refreshed: {why} {{feeds.unfollow}} unfollows it.")
    if feed.error:
        when = failure_when(feed.next_try, now)
        return safe_line(f"{when[:1].upper()}{when[1:]}: {feed.error}")
    asked = (
        f"refreshed {moment(feed.checked, now)}"
        if feed.checked
        else "not refreshed yet: {feeds.refresh} refreshes it"
    )
    return safe_line(f"{feed.url} · {asked}")


def _number(number: int) -> str:
    return str(number) if number else ""
