"""A screen to pick feeds from: the starter feeds, or those found on a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from briefing.domain.feeds.feed import Subscription
from briefing.domain.query.search_words import search_words
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.sources.http.credentials import strip_login
from briefing.ui.endings.dismissal import close_for
from briefing.ui.screens.filtered_list import FilteredListScreen

FOLDER = "folder:"
PICKED, UNPICKED, SOME = "[x]", "[ ]", "[-]"


class PickFeedsScreen(FilteredListScreen[None, Sequence[Subscription]]):
    """Hands over the feeds to follow, if any."""

    PLACES = ("list",)  # not "go": what is picked would have nobody to take it once one comes back
    DOUBLE_CLICK = "pick_toggle"
    NONE = nothing = "No feed here"

    def __init__(
        self,
        title: str,
        feeds: Sequence[Subscription],
        follow: Callable[[Sequence[Subscription]], object],
        followed: Iterable[str] = (),
    ) -> None:
        """`follow` gets what is picked; `followed` are addresses that are followed and cannot be picked."""
        super().__init__("part of a name", "pick")
        self._title, self._follow = title, follow
        self.found = feeds
        self._followed = frozenset(followed)
        self._shown: tuple[Subscription, ...] = ()
        self._picked: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        self.set_focus(self.listed)
        self.filter_changed()

    def rows_of(self, found: Sequence[Subscription], typed: str) -> Sequence[Row]:
        words = search_words(typed).split()
        self._shown = tuple(feed for feed in found if all(word in _searched(feed) for word in words))
        rows: list[Row] = []
        folder: tuple[str, ...] = ()
        for feed in self._shown:
            if feed.folder != folder:
                folder = feed.folder
                rows.append(self._folder_row(folder))
            rows.append(self._feed_row(feed))
        return rows

    def _folder_row(self, folder: tuple[str, ...]) -> Row:
        free = {feed.url for feed in self._shown if feed.folder == folder} - self._followed
        picked = free & self._picked
        box = SOME if picked and picked != free else PICKED if picked else UNPICKED
        text = safe_line(f"{box} {' / '.join(folder)}")
        about = "{pick.toggle} selects or clears the folder."
        return Row(f"{FOLDER}{'/'.join(folder)}", text, count=f"{len(free)}", strong=len(text), about=about)

    def _feed_row(self, feed: Subscription) -> Row:
        is_followed = feed.url in self._followed
        box = "   " if is_followed else PICKED if feed.url in self._picked else UNPICKED
        indent = "  " if feed.folder else ""
        name = feed.title or strip_login(feed.url)
        return Row(
            feed.url,
            safe_line(f"{indent}{box} {name}"),
            count="followed" if is_followed else "",
            about=safe_line(strip_login(feed.url)),
        )

    # Header, status, hints

    def show_state(self) -> None:
        self.show_title(
            self._title, f"{len(self._picked)} of {pluralize(len(self.found or ()), 'feed')} selected"
        )
        follows = f"follow {len(self._picked)}" if self._picked else "follow this"
        close = "clear" if self.field.value else "follow none"
        self.show_hints({"pick.follow": follows, "list.close": close, "list.back": ""})

    # Commands

    def _under_cursor(self) -> frozenset[str]:
        """The addresses under the cursor that can be picked."""
        row = self.listed.row
        if row is None:
            return frozenset()
        if row.key.startswith(FOLDER):
            urls = {feed.url for feed in self._shown if f"{FOLDER}{'/'.join(feed.folder)}" == row.key}
        else:
            urls = {row.key}
        return frozenset(urls - self._followed)

    def action_pick_toggle(self) -> None:
        urls = self._under_cursor()
        if not urls:
            self.say("You already follow it." if self.listed.row is not None else "There is no feed here.")
            return
        self._picked = self._picked - urls if urls <= self._picked else self._picked | urls
        self.filter_changed()
        self.listed.action_move_down()

    def action_pick_all(self) -> None:
        shown = {feed.url for feed in self._shown} - self._followed
        self._picked = self._picked - shown if shown <= self._picked else self._picked | shown
        self.filter_changed()

    def action_pick_follow(self) -> None:
        wanted = self._picked or self._under_cursor()
        if chosen := [feed for feed in self.found or () if feed.url in wanted]:
            close_for(self, self._follow, chosen)
        else:
            self.say("Nothing is selected: {pick.toggle} selects, {list.close} closes.")


def _searched(feed: Subscription) -> str:
    return search_words("\n".join((feed.title or "", feed.url, *feed.folder)))
