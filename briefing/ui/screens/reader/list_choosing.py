"""What of the library is listed: scope, order, filter, selection, folds; and where the list was left."""

from __future__ import annotations

from asyncio import wrap_future
from dataclasses import replace

from textual import on

from briefing.domain import Article
from briefing.ui.presenters.articles.article_scope import ALL, STARRED, UNREAD, Scope
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.library_rows import OFFERS
from briefing.ui.presenters.articles.list_place import ListPlace
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.passages import PassageCommands
from briefing.ui.screens.reader.reader_parts import LibraryRows
from briefing.ui.widgets.lists.list_filter import ListFilter

__all__ = ["ListChoosing"]


class ListChoosing(ArticleCommands, PassageCommands):
    """Where the list is left is kept, so that the next start goes on there."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.keeps_list = False
        """Whether the list is as the reader wants it, and not only there for an article that was named."""

    # Where it was left

    async def resume(self) -> str:
        """List what was listed when the reader left; the id of the article that was being read, if any."""
        catalogue = self.library.article_list

        def left() -> ListPlace:
            place = ListPlace.read(catalogue.saved_position())
            here = catalogue.existing_ids([place.reading])
            return place if here else replace(place, reading="")

        place = await wrap_future(self._turns.submit(left))
        self.keeps_list = True
        self.list_as(place)
        if place.typed:
            await self.list_filter.ask(place.typed, place.filters, focus=False)
        return place.reading

    def keep_list(self, *, reading: bool) -> None:
        """Remember where the list is; `reading` where the reader is in the open article."""
        if not self.keeps_list:
            return
        open_id = self.article.id if reading and self.article is not None else ""
        written = replace(self.list_place, at=self.list_place.at or self.listed_at, reading=open_id).written()
        self.keep(lambda: self.library.article_list.save_position(written))

    def list_as(self, place: ListPlace) -> None:
        self.choose(frozenset())
        super().list_as(place)

    def _list_otherwise(self, place: ListPlace) -> None:
        """What the reader asks for is also what the next start goes on with."""
        self.keeps_list = True
        self.list_as(place)
        self.keep_list(reading=False)

    # What is listed, and in which order

    def action_library_everything(self) -> None:
        self._list_scope(ALL)

    def action_library_unread(self) -> None:
        self._list_scope(UNREAD)

    def action_library_starred(self) -> None:
        self._list_scope(STARRED)

    def show_scope(self, scope: Scope) -> None:
        self._list_scope(scope)
        self.go_to_library()

    def _list_scope(self, scope: Scope) -> None:
        self.list_filter.clear()
        self._list_otherwise(replace(self.list_place, scope=scope, typed="", at=""))

    def action_library_sort(self) -> None:
        row = self.library_rows.row
        place = replace(self.list_place, sort=self.list_place.sort.following, at=row.key if row else "")
        self._list_otherwise(place)
        self.say(f"Sorted: {place.sort}.")

    # The filter

    async def action_library_filter(self) -> None:
        await self.list_filter.ask(self.list_filter.typed, self.list_place.filters)
        self.retitle()

    @on(ListFilter.Changed)
    def filter_list(self, message: ListFilter.Changed) -> None:
        message.stop()
        self.keeps_list = True
        self.filter_by(message.typed)

    async def action_leave_filter(self) -> None:
        """To the list, which shows what matches."""
        typed = self.list_filter.leave()
        self.filter_now(typed)
        self.list_place = self.list_place.with_filter(typed)
        self.set_focus(self.library_rows)
        self.keep_list(reading=False)
        self.retitle()

    async def action_clear_filter(self) -> None:
        if self.list_filter.typed:
            self.list_filter.empty()
        else:
            await self.action_leave_filter()

    async def action_beside(self) -> None:
        await self.action_leave_filter()

    async def action_move_listed(self, by: int) -> None:
        """Move the cursor while the filter is typed in; where nothing is typed, ↑ shows earlier filters."""
        if not (abs(by) == 1 and self.list_filter.show_earlier(-by)):
            self.library_rows.move_to(self.library_rows.cursor + by)

    def close_in_list(self) -> bool:
        """Let go of what is selected, or take the filter away; whether there was either."""
        if self.chosen:
            self.choose(frozenset())
            self.tell_row()
        elif self.list_filter.typed:
            self.list_filter.clear()
            self.filter_now("")
        else:
            return False
        return True

    # Selecting and folding

    def action_library_select(self) -> None:
        row = self.article_row_here()
        if row is not None:
            self.choose(self.chosen ^ {row.key})
            self.library_rows.action_move_down()
            self.tell_row()

    def action_library_select_all(self) -> None:
        """Of a story that is folded, only the one that is shown."""
        listed = frozenset(self.listing.ids)
        self.choose(frozenset() if self.chosen == listed else listed)
        if self.article_row_here() is not None:
            self.tell_row()

    def action_library_unfold(self) -> None:
        row = self.article_row_here()
        if row is None:
            return
        if row.key in self.listing.others and row.key not in self.listing.expanded:
            self.show_folds(self.listing.toggled(row.key))
        else:
            self.say("No other article that is listed tells this story.")

    def action_library_fold(self) -> None:
        row = self.article_row_here()
        head = self.listing.head_of(row.key) if row is not None else ""
        if head in self.listing.expanded:
            self.show_folds(self.listing.toggled(head))
        elif row is not None:
            self.say("Nothing is unfolded here: → shows others that tell the same story.")

    def article_row_here(self) -> Row | None:
        row = self.library_rows.row
        if row is None or row.key in OFFERS:
            self.say("No article is listed here.")
            return None
        return row

    def tell_row(self) -> None:
        row = self.library_rows.row
        self.status.about = self.about_row(row) if row is not None else ""

    def show_row(self, row: Row) -> None:
        if isinstance(self.focused, LibraryRows):
            self.status.about = self.about_row(row)
        else:
            super().show_row(row)
