"""Finding what the library's list shows, for a thread of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.services.article_list import ArticleListService
from briefing.store.articles.article_rows import ArticleEntry
from briefing.ui.presenters.articles.library_listing import ArticleListing, folded, kept_in_place
from briefing.ui.presenters.articles.list_messages import ListCounts
from briefing.ui.presenters.articles.list_place import ListPlace

FIRST_PAGE = 200
"""How many articles are shown before all of them have been found: a page."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What is to be listed, and what has been."""

    place: ListPlace
    before: ArticleListing
    near: tuple[str, ...]
    """What of it is in view, or nearly."""
    state: tuple[int, int] | None
    """Of the library when that was found; None where something else is to be listed now."""
    counts: ListCounts

    @property
    def is_new(self) -> bool:
        return self.state is None


@dataclass(frozen=True, slots=True)
class ListResult:
    """What the list shows now, with the rows that are near the view."""

    listing: ArticleListing
    entries: tuple[ArticleEntry, ...]
    annotations: Mapping[str, int]
    """By article id: how many it has."""
    counts: ListCounts
    problems: tuple[str, ...] = ()
    """What of the filter was passed over, a sentence each."""
    nearest: str = ""
    """What would be found, where nothing was."""
    state: tuple[int, int] = (0, 0)
    """Of the library when this was listed, see `ArticleListService.state`."""
    arrived: frozenset[str] = frozenset()
    """Those that were not listed before, where a list is shown again."""
    at: str = ""
    """The article that the cursor goes to; it stays where it is without one."""
    is_whole: bool = True
    """Whether these are all; else only the first, and all of them follow."""


def find_first(
    catalogue: ArticleListService, request: ListRequest, annotations: Mapping[str, int]
) -> ListResult:
    """The first page, at once; without folding, since a story may be told again further down."""
    place = request.place
    finding = catalogue.first(place.scope.query, place.typed, place.sort, FIRST_PAGE)
    return ListResult(
        ArticleListing(finding.ids),
        tuple(catalogue.entries(finding.ids)),
        annotations,
        replace(request.counts, listed=len(finding.ids), in_library=catalogue.change_marker[0]),
        tuple(problem.sentence for problem in finding.problems),
        at=place.at,
        is_whole=False,
    )


def find(catalogue: ArticleListService, request: ListRequest, annotations: Mapping[str, int]) -> ListResult:
    """All of it. Where no article has come or gone since, only what the rows say is looked up again."""
    place, before = request.place, request.before
    scope, typed = place.scope.query, place.typed
    state = catalogue.change_marker
    listing, arrived = before, frozenset[str]()
    if request.is_new or state != request.state:
        ids = catalogue.ids(scope, typed, place.sort)
        if not request.is_new:
            listed = before.every
            gone = set(listed) - set(ids)
            arrived = frozenset(ids) - set(listed)
            if gone:
                ids = kept_in_place(before.ids, ids, catalogue.existing_ids(gone))
        listing = folded(ids, catalogue.stories(), before.expanded)
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
        ),
        tuple(problem.sentence for problem in finding.problems),
        "" if listing.ids or not typed else catalogue.suggest(typed),
        state,
        arrived,
        place.at,
    )


def _shown(request: ListRequest, listing: ArticleListing) -> Sequence[str]:
    """The articles whose rows are wanted: those near the view, and where the cursor is to go."""
    line = listing.line_of(request.place.at) if request.place.at else None
    if line is not None:
        return listing.ids[max(0, line - FIRST_PAGE) : line + FIRST_PAGE]
    # Places are looked up here, so that the screen's own thread need not make them.
    near = [id_ for id_ in request.near if id_ in listing.places]
    return near or listing.ids[:FIRST_PAGE]


def next_unread(catalogue: ArticleListService, listing: ArticleListing, after: str) -> str | None:
    """The next unread article of the list; from its end on, from its start."""
    line = listing.line_of(after)
    begin = 0 if line is None else line + 1
    order = (*listing.ids[begin:], *listing.ids[:begin])
    for at in range(0, len(order), FIRST_PAGE):
        page = order[at : at + FIRST_PAGE]
        unread = {entry.id for entry in catalogue.entries(page) if not entry.read}
        found = next((id_ for id_ in page if id_ in unread), None)
        if found is not None:
            return found
    return None
