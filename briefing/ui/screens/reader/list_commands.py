"""Commands of the article list: scope, sort, filter, tags, next unread, mark all read."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from textual.timer import Timer

from briefing.presentation.library.list_place import ALL, STARRED, UNREAD, ListPlace, Scope
from briefing.presentation.sentences import NO_ARTICLE, pluralize
from briefing.ui.commands.undo import Change, Screens, kept_from, marking_read
from briefing.ui.list_finding import next_unread
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.tasks import SerialExecutor

FILTER_DELAY = 0.12
"""Seconds without a key until the filter is applied."""
IDLE_SECONDS = 3.0
"""Seconds without a key until unread articles are analysed ahead."""
MAX_AHEAD = 30
"""Unread articles at the top of the list that are analysed ahead."""


@dataclass(frozen=True)
class _Level:
    """What was shown before another list was opened."""

    place: ListPlace
    in_library: bool
    """Whether the list had the focus."""
    screens: Screens
    """The screens that opened the other list; none for a command of the list itself."""

    @property
    def opened_by(self) -> tuple[type, ...]:
        return tuple(map(type, self.screens))


@dataclass(eq=False)
class ListCommands(Controller):
    """The list's scope, filter and position are saved, and restored at the next start.

    Each command is one undoable change, however many articles it is for.
    """

    articles: ArticleListController
    passages: PassageController
    _saves_position: bool = False
    """Whether the list's state is saved; not if the reader was only started to open an article."""
    _levels: list[_Level] = field(default_factory=list)
    """What to go back to, the first list first."""
    _typed_first: str = ""
    """The filter that the reader began with, which is no level of its own."""
    opened: tuple[str, ...] = ()
    """The articles that were asked for together last, which the keys go through before those of the list."""
    is_reading: bool = False
    """Whether further ones of them are still being read."""
    _left: tuple[str, int] | None = None
    """The last or first of them, and the direction in which a key was pressed there."""
    _requested_id: str | None = None
    """The adjacent article that was requested and is not loaded yet."""
    _unread_executor: SerialExecutor = field(default_factory=SerialExecutor)
    _unread_searches: int = 0
    """Number of running searches for the next unread article."""
    _last_unread: str | None = None
    """The result of the last of them."""
    _idle: Timer | None = None

    @property
    def commands(self) -> Commands:
        return {
            "library.everything": partial(self.show_scope, ALL),
            "library.unread": partial(self.show_scope, UNREAD),
            "library.starred": partial(self.show_scope, STARRED),
            "library.sort": self.sort,
            "library.filter": self.filter,
            "library.read-all": self.read_all,
            "library.tag": self.ask_for_tags,
            "reader.next-article": partial(self._open_adjacent, 1),
            "reader.previous-article": partial(self._open_adjacent, -1),
            "reader.next-unread": self.go_to_next_unread,
            "reader.charts": self._open_charts,
        }

    # Saved position

    async def resume(self) -> str:
        """Load the saved list; return the id of the article that was open, or ""."""
        catalogue = self.library.article_list

        def saved() -> ListPlace:
            place = ListPlace.read(catalogue.saved_position())
            exists = catalogue.existing_ids([place.reading])
            return place if exists else replace(place, reading="")

        place = await wrap_future(self.tasks.submit(saved))
        self._saves_position = True
        self._typed_first = place.typed
        self.articles.load(place)
        self._show_filter(place)
        return place.reading

    def _show_filter(self, place: ListPlace) -> None:
        if place.typed:
            self.articles.list_filter.ask(place.typed, place.filters, focus=False)

    def save_position(self, *, reading: bool) -> None:
        """Save the list's state; `reading` if the open article is to be reopened at the next start."""
        if not self._saves_position:
            return
        article, place = self.screen.article, self.articles.place
        open_id = article.id if reading and article is not None else ""
        written = replace(place, at=place.at or self.articles.last_id, reading=open_id).written()
        self.tasks.in_order(partial(self.library.article_list.save_position, written))

    async def end(self) -> None:
        self.save_position(reading=not self.parts.is_at_library)

    def _load_and_save(self, place: ListPlace) -> None:
        self._saves_position = True
        self.articles.load(place)
        self.save_position(reading=False)

    # Scope and sort

    def show_scope(self, scope: Scope) -> None:
        """List a scope from its start, without a filter, and focus the list; close the screens above it."""
        screens = self.context.leave_screens()
        self.screen.status.clear()  # of what was said on them
        self._go_down(_Level(self._place_now, self.parts.in_library, screens), scope)
        self.articles.list_filter.clear()
        self._load_and_save(replace(self.articles.place, scope=scope, typed="", at=""))
        self.parts.go_to_library()

    @property
    def _place_now(self) -> ListPlace:
        return replace(self.articles.place, at=self.articles.last_id)

    def _go_down(self, level: _Level, scope: Scope) -> None:
        before = [*self._levels, level]
        self._note_level(level, scope)
        for at in range(kept_from([len(each.screens) for each in self._levels])):
            self._levels[at] = replace(self._levels[at], screens=())  # what was listed stays
        kept = {id(screen) for each in self._levels for screen in each.screens}
        dropped = (screen for each in before for screen in each.screens if id(screen) not in kept)
        self.context.release(tuple(dropped))

    def _note_level(self, level: _Level, scope: Scope) -> None:
        """Note what to go back to. Lists opened in the same way follow each other on one level."""
        for at, each in enumerate(self._levels):
            is_back = not level.screens and each.place.scope == scope
            if is_back or each.opened_by == level.opened_by:
                del self._levels[at + (not is_back) :]
                self._levels[at:] = [] if is_back else [replace(each, screens=level.screens)]
                return
        if level.screens or level.place.scope != scope:
            self._levels.append(level)

    @property
    def is_first(self) -> bool:
        """Whether what is listed is what the reader began with, and no filter was typed since."""
        return not self._levels and self.articles.place.typed in ("", self._typed_first)

    def go_back(self) -> None:
        """Clear the filter that was typed, or list what was listed before, and open what opened the list."""
        if self.articles.place.typed and (self._levels or self.articles.place.typed != self._typed_first):
            self.articles.list_filter.clear()
            self._filter_now("")
            return
        level = self._levels.pop()
        self.articles.list_filter.clear()
        self._load_and_save(level.place)
        self._show_filter(level.place)
        if not level.in_library and self.screen.article is not None:
            self.parts.go_to_article()
        self.context.reopen(level.screens)

    def _open_charts(self) -> None:
        """Open charts of the articles that are listed."""
        self.context.go_to("charts", self.articles.place, self.show_scope)

    def sort(self) -> None:
        row, place = self.articles.row, self.articles.place
        self._load_and_save(replace(place, sort=place.sort.following, at=row.key if row else ""))
        self.screen.say(f"Sorted: {self.articles.place.sort}.")

    # The filter

    def filter(self) -> None:
        self.articles.list_filter.ask(self.articles.list_filter.typed, self.articles.place.filters)
        self.screen.retitle()

    async def filter_soon(self, typed: str) -> None:
        """Apply the filter once typing pauses."""
        self._saves_position = True
        wanted = self.tasks.newest("filter")
        await asyncio.sleep(FILTER_DELAY)
        if wanted():
            self._filter_now(typed)

    def _filter_now(self, typed: str) -> None:
        """Apply the filter at once."""
        self.tasks.newest("filter")
        if typed != self.articles.place.typed:
            self.articles.load(replace(self.articles.place, typed=typed, at=""))

    def leave_filter(self) -> None:
        """Apply the filter, and focus the list."""
        typed = self.articles.list_filter.leave()
        self._filter_now(typed)
        self.articles.place = self.articles.place.with_filter(typed)
        self.parts.focus(self.parts.rows)
        self.save_position(reading=False)
        self.screen.retitle()

    def move(self, by: int) -> None:
        """Move the cursor from the filter, in what it finds; in an empty filter ↑ shows earlier filters."""
        if not (abs(by) == 1 and self.articles.list_filter.show_earlier(-by)):
            self._filter_now(self.articles.list_filter.typed)
            self.articles.move(by)

    def close_innermost(self) -> bool:
        """Clear the selection or the filter; return whether there was either."""
        if self.articles.selected:
            self.articles.set_selected(frozenset())
            self.articles.show_row_status()
        elif self.articles.list_filter.typed:
            self.articles.list_filter.clear()
            self._filter_now("")
        else:
            return False
        return True

    # Navigation

    def _open_adjacent(self, by: int) -> None:
        article, rows = self.screen.article, self.articles.rows
        last = f"This is the {'last' if by > 0 else 'first'}"
        if self.parts.in_library:
            if 0 <= rows.cursor + by < len(rows.rows):
                self.articles.move(by)
            else:
                self.screen.say(f"{last} article.")
            return
        if article is None:
            self.screen.say(NO_ARTICLE)
            return
        # Relative to the last requested one, or repeated presses would all request the same.
        here = self._requested_id or article.id
        is_one_of = here in self.opened and (len(self.opened) > 1 or self.is_reading)
        if is_one_of and self._left != (here, by):
            ids: Sequence[str] = self.opened
            at: int | None = ids.index(here)
            if self.is_reading and here == ids[-1] and by > 0:
                self.screen.say("The next article is still being read.")
                return
            self._left, end = (here, by), f"of the {len(ids)} that were opened: once more goes on in the list"
        else:
            ids, at = self.articles.listing.ids, self.articles.listing.line_of(here)
            end = "article"
        to = at + by if at is not None else 0
        if 0 <= to < len(ids):
            self._requested_id, self._left = ids[to], None
            self.passages.open_article(ids[to])
        else:
            self.screen.say(f"{last} {end}.")

    def article_opened(self) -> None:
        self._requested_id = None

    def work_failed(self, sentence: str) -> None:
        self._requested_id = None
        self.is_reading = False

    def go_to_next_unread(self) -> None:
        """Go to the next unread article; pressed repeatedly, each search starts from the last result."""
        self._unread_searches += 1
        row, article = self.articles.row, self.screen.article
        here = row.key if row is not None else ""
        if article is not None and not self.parts.in_library:
            here = article.id
        catalogue, listing = self.library.article_list, self.articles.listing

        def found() -> str | None:
            self._last_unread = next_unread(catalogue, listing, self._last_unread or here)
            return self._last_unread

        self.tasks.after_writes(self._unread_executor, found, self._go_to_unread)

    def _go_to_unread(self, article_id: str | None) -> None:
        self._unread_searches -= 1
        if self._unread_searches:
            return
        self._last_unread = None
        if article_id is None or self.articles.listing.line_of(article_id) is None:
            self.screen.say("No unread articles in this list.")
            return
        self.articles.unfold_to(article_id)
        if self.parts.in_library:
            self.articles.move_to_article(article_id)
        else:
            self.passages.open_article(article_id)

    # Changes to several articles

    def read_all(self) -> None:
        place, listed, is_whole = self.articles.place, self.articles.listing, self.articles.has_all
        catalogue, articles = self.library.article_list, self.library.articles

        def marked() -> Change | str:
            ids = listed.every if is_whole else catalogue.ids(place.scope.query, place.filter, place.sort)
            return marking_read(articles, ids) or "Every article in this list is already read."

        self.changes.make(marked)

    def ask_for_tags(self) -> None:
        if ids := self.articles.target_ids():
            what = "the article" if len(ids) == 1 else pluralize(len(ids), "article")
            use = partial(self._tag, ids)
            self.screen.prompt.ask("tag", f"Tag {what}", use, "tags, separated by spaces (-tag removes)")

    def _tag(self, ids: Sequence[str], answer: str) -> None:
        """Add the tags typed in the prompt to the articles, and remove those with a minus."""
        catalogue = self.library.article_list
        added = [word.lstrip("#") for word in answer.split() if not word.startswith("-")]
        removed = [word[1:].lstrip("#") for word in answer.split() if word.startswith("-")]

        def tag() -> list[tuple[str, bool, list[str]]]:
            done = [(word, True, catalogue.tags.add(ids, word)) for word in added if word]
            return done + [(word, False, catalogue.tags.remove(ids, word)) for word in removed if word]

        def untag(done: list[tuple[str, bool, list[str]]]) -> None:
            for word, was_added, changed in reversed(done):
                (catalogue.tags.remove if was_added else catalogue.tags.add)(changed, word)

        words = " ".join([*(f"#{word}" for word in added), *(f"-#{word}" for word in removed)])
        self.changes.make(Change.keeping(f"Tagged {pluralize(len(ids), 'article')} {words}", tag, untag))

    # Analysing ahead

    def restart_idle_timer(self) -> None:
        """Analyse unread articles once no key is pressed for a while; a key cancels that."""
        if self._idle is not None:
            self._idle.stop()
            self.context.analysis.analyse_ahead(())
        self._idle = self.screen.set_timer(IDLE_SECONDS, self._analyse_ahead)

    def _analyse_ahead(self) -> None:
        self.context.analysis.analyse_ahead(
            [each.id for each in self.articles.entries if not each.read][:MAX_AHEAD]
        )
