"""Queries the articles of the library's list, off the event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.domain.article import ArticleEntry
from briefing.presentation.library.library_listing import ArticleListing, folded, kept_in_place
from briefing.presentation.library.list_messages import ListCounts
from briefing.presentation.library.list_place import ListPlace
from briefing.services.article_list import ArticleListService

FIRST_PAGE = 200
"""Articles on the first page, which is shown before all are loaded."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What to list, and what is listed now."""

    place: ListPlace
    before: ArticleListing
    near: tuple[str, ...]
    """The listed articles in or near the view."""
    under_cursor: str
    """The article that stays on its line of the screen; new ones may come beside it."""
    state: tuple[int, int, int] | None
    """The library's change marker when they were loaded; None for another scope, filter or order."""
    counts: ListCounts

    @property
    def is_new(self) -> bool:
        return self.state is None


@dataclass(frozen=True, slots=True)
class ListResult:
    """The new listing, with the rows near the view."""

    listing: ArticleListing
    entries: tuple[ArticleEntry, ...]
    annotations: Mapping[str, int]
    """The number of annotations by article id."""
    counts: ListCounts
    problems: tuple[str, ...] = ()
    """A message for each part of the filter that was ignored."""
    nearest: str = ""
    """If nothing was found, a similar filter that finds something."""
    state: tuple[int, int, int] = (0, 0, 0)
    """The library's change marker, see `ArticleListService.change_marker`."""
    arrived: frozenset[str] = frozenset()
    """On a reload, the articles that were not listed before."""
    at: str = ""
    """The article that the cursor goes to; if empty, the cursor stays."""
    is_whole: bool = True
    """Whether these are all articles; if not, this is the first page, and the whole list follows."""


def find_first(
    catalogue: ArticleListService, request: ListRequest, annotations: Mapping[str, int]
) -> ListResult:
    """Load the first page; unfolded, since articles of the same story may be further down."""
    place = request.place
    finding = catalogue.first(place.scope.query, place.filter, place.sort, FIRST_PAGE)
    return ListResult(
        ArticleListing(finding.ids),
        tuple(catalogue.entries(finding.ids)),
        annotations,
        replace(request.counts, listed=len(finding.ids), in_library=catalogue.change_marker[0]),
        tuple(problem.sentence for problem in finding.problems),
        at=place.at,
        is_whole=False,
    )


def find(
    catalogue: ArticleListService, request: ListRequest, annotations: Mapping[str, int], watched: int = 0
) -> ListResult:
    """Load the whole list; if no article or story changed since, only the rows are loaded again.

    `watched` is the number of new articles that the reader watches for.
    """
    place, before = request.place, request.before
    scope, typed = place.scope.query, place.filter
    state = catalogue.change_marker
    listing, arrived = before, frozenset[str]()
    if request.is_new or state != request.state:
        ids = catalogue.ids(scope, typed, place.sort)
        if not request.is_new:
            listed = before.every
            missing = set(listed) - set(ids)
            arrived = frozenset(ids) - set(listed)
            if missing:
                ids = kept_in_place(before.ids, ids, catalogue.existing_ids(missing))
        listing = folded(ids, {} if place.scope.is_feed else catalogue.stories(), before.expanded)
    finding = catalogue.first(scope, typed, place.sort, 1)
    total = sum(map(len, listing.others.values())) + len(listing.heads)
    return ListResult(
        listing,
        tuple(catalogue.entries(_shown(request, listing))),
        annotations,
        ListCounts(
            total,
            max(total, catalogue.count(scope)) if typed else total,
            catalogue.count("is:unread", scope, typed),
            state[0],
            finding.unsearched,
            watched,
        ),
        tuple(problem.sentence for problem in finding.problems),
        "" if listing.ids or not typed else catalogue.suggest(place.typed),
        state,
        arrived,
        place.at,
    )


def _shown(request: ListRequest, listing: ArticleListing) -> Sequence[str]:
    """The articles whose rows to load: those near the view and the cursor, or near its destination."""
    line = listing.line_of(request.place.at) if request.place.at else None
    if line is not None:
        return listing.ids[max(0, line - FIRST_PAGE) : line + FIRST_PAGE]
    # The lookup builds `places` here, so that the event loop need not.
    near = [id_ for id_ in request.near if id_ in listing.places]
    if near and (line := listing.line_of(request.under_cursor)) is not None:
        near += listing.ids[max(0, line - FIRST_PAGE // 2) : line + FIRST_PAGE // 2]
    return tuple(dict.fromkeys(near)) or listing.ids[:FIRST_PAGE]


def next_unread(catalogue: ArticleListService, listing: ArticleListing, after: str) -> str | None:
    """The next unread article of the list, also one that is folded, wrapping around at its end."""
    ids = listing.unfolded.ids
    line = listing.unfolded.line_of(after)
    start = 0 if line is None else line + 1
    order = (*ids[start:], *ids[:start])
    for at in range(0, len(order), FIRST_PAGE):
        page = order[at : at + FIRST_PAGE]
        unread = {entry.id for entry in catalogue.entries(page) if not entry.read}
        found = next((id_ for id_ in page if id_ in unread), None)
        if found is not None:
            return found
    return None
