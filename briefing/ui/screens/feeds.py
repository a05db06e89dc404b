"""The Feeds screen: everything that can be listed, as a tree, and what is done to feeds and folders."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from briefing.ui.commands.bindings import bindings_for
from briefing.ui.presenters.articles.reader_messages import pluralize, shortened
from briefing.ui.presenters.feed_rows import (
    FOLLOW,
    IMPORT,
    STARTERS,
    FeedLine,
    feed_row,
    matching_lines,
    tree,
)
from briefing.ui.screens.feed_questions import FeedQuestions
from briefing.ui.screens.reader.feeds_port import FeedsPort
from briefing.ui.widgets.chrome.header import Heading
from briefing.ui.widgets.lists.row_list import RowList

__all__ = ["FeedsScreen"]


class FeedTree(RowList):
    """The lines of the tree."""

    PLACES: ClassVar[tuple[str, ...]] = ("feeds", "move")
    BINDINGS = bindings_for("feeds")


class FeedsScreen(FeedQuestions):
    """Enter lists what is under the cursor in the library, and leaves."""

    def __init__(self, port: FeedsPort) -> None:
        super().__init__(port, "part of a name or address", "feeds")
        self._lines: tuple[FeedLine, ...] = ()
        self._shut: frozenset[str] = frozenset()

    def compose_list(self) -> ComposeResult:
        yield FeedTree()

    @property
    def listed(self) -> FeedTree:
        return self.query_one(FeedTree)

    def filter_changed(self) -> None:
        if self.overview is None:
            return
        typed = self.field.value
        self._lines = (
            matching_lines(self.overview, typed) if typed.strip() else tree(self.overview, self._shut)
        )
        now = datetime.now().astimezone()
        empty = f"Nothing here holds “{shortened(typed.strip())}”. Esc clears the filter."
        self.listed.show(tuple(feed_row(line, now) for line in self._lines), empty=empty)
        self.retitle()

    # Rule, status, hints

    def retitle(self) -> None:
        if not self.is_mounted:
            return
        feeds = self.overview.feeds if self.overview else ()
        failing = len(self.overview.failing) if self.overview else 0
        self.rule.headings = (Heading("Feeds"),)
        said = pluralize(len(feeds), "feed") + (f" · {failing} failing" if failing else "")
        self.rule.right = self.beside_title(said if self.overview else "")
        self.rule.focused = self.listed.has_focus
        row = self.listed.row
        self.about(row.about if row is not None else "", "")
        if (hints := self.question_hints()) is not None:
            self.hints.hints = hints
            return
        self.show_hints(self._other_words(), listed="tree")

    def _other_words(self) -> dict[str, str]:
        """Hints that are other than usual where the cursor is; "" for those that make no sense."""
        line = self._line()
        words: dict[str, str] = {}
        if line is None or not line.feeds:
            words = dict.fromkeys((f"feeds.{verb}" for verb in ("refresh", "unfollow", "move", "rename")), "")
        if line is not None and line.key.startswith("do:"):
            words |= {"feeds.open": "do it", "feeds.read": ""}
        return words

    @on(RowList.Highlighted)
    def tell_line(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.retitle()

    # What is under the cursor

    def _line(self) -> FeedLine | None:
        row = self.listed.row
        return next((line for line in self._lines if row is not None and line.key == row.key), None)

    def _lying(self, what: str) -> FeedLine | None:
        """The feed or the folder under the cursor; else it is said that `what` needs one."""
        line = self._line()
        if line is None or not line.feeds:
            self.say(f"{what} a feed or a folder: put the cursor on one.")
            return None
        return line

    # Commands

    @on(RowList.Chosen)
    async def open_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        await self.action_feeds_open()

    async def action_feeds_open(self) -> None:
        line = self._line()
        if line is None:
            self.say("There is nothing to list here.")
        elif line.key == STARTERS:
            self.port.show_starters()
        elif line.key == FOLLOW:
            await self.action_feeds_follow()
        elif line.key == IMPORT:
            await self.action_feeds_import()
        else:
            self.dismiss()
            self.port.open(line.scope)

    def action_feeds_expand(self) -> None:
        line = self._line()
        if line is not None and line.folder is not None and not line.is_open:
            self._shut -= {line.key}
            self.filter_changed()

    def action_feeds_collapse(self) -> None:
        """Close the folder, or else go to the one around, to close that by the same key."""
        line = self._line()
        if line is None or self.field.value:
            return
        if line.folder is not None and line.is_open:
            self._shut |= {line.key}
            self.filter_changed()
        elif line.parent:
            around = [each.folder for each in self._lines].index(line.parent)
            self.listed.move_to(around)

    async def action_feeds_follow(self) -> None:
        line = self._line()
        inside = line.folder if line is not None and line.folder is not None else None
        await self.ask_to_follow(inside if inside is not None else (line.parent if line else ()))

    def action_feeds_unfollow(self) -> None:
        line = self._lying("dd unfollows")
        if line is not None:
            self.port.unfollow(line.feeds, line.scope.title)

    async def action_feeds_rename(self) -> None:
        line = self._lying("e renames")
        if line is not None:
            await self.ask_to_rename(line)

    async def action_feeds_move(self) -> None:
        line = self._lying("m moves")
        if line is not None:
            await self.ask_to_move(line)

    def action_feeds_read(self) -> None:
        line = self._line()
        if line is None or line.key.startswith("do:"):
            self.say("There is nothing to mark read here.")
        else:
            self.port.mark_read(line.scope)

    def action_feeds_refresh(self) -> None:
        line = self._lying("r refreshes")
        if line is not None:
            self.port.refresh(line.feeds)

    def action_feeds_refresh_all(self) -> None:
        self.port.refresh(None)

    def action_feeds_failures(self) -> None:
        self.port.show_failures()

    async def action_feeds_import(self) -> None:
        await self.ask_to_import()

    async def action_feeds_export(self) -> None:
        if self.overview is not None and self.overview.feeds:
            await self.ask_to_export()
        else:
            self.say("There are no feeds to export: + follows one, i imports.")

    def action_feeds_query(self) -> None:
        """The settings are the reader's own file, so that what to write there is all that we say."""
        line = self._line()
        if line is None or line.key.startswith("do:"):
            self.say("Put the cursor on what you want to have by name.")
            return
        name = line.scope.title.replace('"', "").replace("\\", "")
        query = line.scope.query.replace("'", " ")
        self.say(f"Under [queries] in config.toml, write: \"{name}\" = '{query}'. The next start lists it.")

    def action_feeds_starters(self) -> None:
        self.port.show_starters()

    def action_feeds_undo(self) -> None:
        self.port.undo()

    def action_feeds_redo(self) -> None:
        self.port.redo()

    def action_feeds_filter(self) -> None:
        self.go_to_filter()

    def action_feeds_close(self) -> None:
        self.close_one_thing()

    def action_feeds_back(self) -> None:
        self.dismiss()
