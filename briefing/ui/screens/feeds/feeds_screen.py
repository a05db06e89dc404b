"""The Feeds screen: everything that can be listed, as a tree, and the commands on feeds and folders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.suggester import SuggestFromList

from briefing.presentation.library.feed_rows import (
    FOLLOW,
    SERVER,
    STARTERS,
    FeedLine,
    FeedOverview,
    feed_row,
    folders_in,
    matching_lines,
    tree,
)
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.ui.screens.choice_screen import confirmation
from briefing.ui.screens.feeds.feed_controller import FEED_NEWS, FEEDS_FILE, FeedController
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.tasks import Wanted
from briefing.ui.widgets.editor.path_field import PathSuggester

if TYPE_CHECKING:
    from briefing.domain.feeds.feed import FeedSummary

OPML_ENDINGS = (".opml", ".xml")


class FeedsScreen(FilteredListScreen[None, FeedOverview]):
    """Enter lists the scope under the cursor in the library, and closes the screen."""

    LOADING = "Loading feeds…"
    NONE = "Nothing here"
    DOUBLE_CLICK = "feeds_open"

    NEWS = FEED_NEWS

    def __init__(self, feeds: FeedController) -> None:
        example = "part of a name or address"
        super().__init__(example, "feeds", feeds.changes, tasks=feeds.tasks, stop=feeds.stop_refresh)
        self.feeds = feeds
        self._lines: tuple[FeedLine, ...] = ()
        self._shut: frozenset[str] = frozenset()

    def find(self, wanted: Wanted) -> FeedOverview:
        return self.feeds.overview()

    def show(self, found: FeedOverview) -> None:
        before = self.found
        super().show(found)
        if before is None:
            self.listed.move_to_key(STARTERS)
            return
        known = {feed.url for feed in before.feeds}
        new = (line.key for line in self._lines if line.feed is not None and line.feed.url not in known)
        self.listed.move_to_key(next(new, ""))

    def rows_of(self, found: FeedOverview, typed: str) -> Sequence[Row]:
        self._lines = matching_lines(found, typed) if typed else tree(found, self._shut)
        now = datetime.now().astimezone()
        return [feed_row(line, now) for line in self._lines]

    # Header, status, hints

    def show_state(self) -> None:
        feeds = self.found.feeds if self.found else ()
        failing = len(self.found.failing) if self.found else 0
        counts = pluralize(len(feeds), "feed") + (f" · {failing} failing" if failing else "")
        self.show_title("Feeds", counts if self.found else "")
        self.show_hints(self._other_words(), listed="tree")

    def _other_words(self) -> dict[str, str]:
        """Hints that differ at this line; "" for those that do not apply."""
        line = self._line()
        words: dict[str, str] = {}
        if line is None or not line.feeds:
            words = dict.fromkeys((f"feeds.{verb}" for verb in ("refresh", "unfollow", "move", "rename")), "")
        if line is not None and line.key == SERVER:
            words["feeds.refresh"] = "sync"
        if line is not None and line.is_query:
            words |= {"feeds.unfollow": "remove", "feeds.rename": "rename"}
        if line is not None and line.key.startswith("do:"):
            verbs = {STARTERS: "choose", FOLLOW: "follow"}
            words |= {"feeds.open": verbs[line.key], "feeds.read": ""}
        return words

    # Under the cursor

    def _line(self) -> FeedLine | None:
        return self.listed.item(FeedLine)

    def _feeds_line(self, what: str, *, or_query: bool = False) -> FeedLine | None:
        """The feed or folder under the cursor; otherwise a message that `what` needs one."""
        line = self._line()
        if line is None or not (line.feeds or (or_query and line.is_query)):
            query = ", a saved query" if or_query else ""
            self.say(f"{what} a feed{query} or a folder: put the cursor on one.")
            return None
        return line

    # Commands

    def action_feeds_open(self) -> None:
        line = self._line()
        if line is None:
            self.say("There is nothing to list here.")
        elif line.key == STARTERS:
            self.feeds.show_starters()
        elif line.key == FOLLOW:
            self.action_feeds_follow()
        else:
            self.feeds.open(line.scope)

    def action_feeds_expand(self) -> None:
        line = self._line()
        if line is not None and line.folder is not None and not line.is_open:
            self._shut -= {line.key}
            self.filter_changed()

    def action_feeds_collapse(self) -> None:
        """Close the folder, or else move to the folder around it."""
        line = self._line()
        if line is None or self.field.value:
            return
        if line.folder is not None and line.is_open:
            self._shut |= {line.key}
            self.filter_changed()
        elif line.parent:
            around = [each.folder for each in self._lines].index(line.parent)
            self.listed.move_to(around)

    def action_feeds_follow(self) -> None:
        line = self._line()
        inside = line.folder if line is not None and line.folder is not None else None
        use = partial(self._follow, inside if inside is not None else (line.parent if line else ()))
        example = "the address of a feed or a site, a mailbox, or an OPML file"
        self.prompt.ask("follow", "Follow", use, example, suggester=PathSuggester(OPML_ENDINGS))

    def _follow(self, into: tuple[str, ...], answer: str) -> None:
        if is_opml_path(answer):
            self.feeds.import_opml(answer)
        else:
            self.say(f"Looking for a feed at {answer} …")
            self.feeds.follow(answer, into)

    def action_feeds_unfollow(self) -> None:
        line = self._feeds_line("{feeds.unfollow} unfollows", or_query=True)
        if line is not None and line.is_query:
            self.feeds.remove_query(line.scope.title)
        elif line is not None:
            self.feeds.unfollow(line.feeds, line.scope.title)

    def action_feeds_rename(self) -> None:
        line = self._feeds_line("{feeds.rename} renames", or_query=True)
        if line is not None:
            use, has_own = partial(self._rename, line), line.feed is not None
            hint = "empty for its own name" if has_own else "a name"
            self.prompt.ask("rename", "Rename to", use, hint, value=line.scope.title, takes_empty=has_own)

    def action_feeds_move(self) -> None:
        line = self._feeds_line("{feeds.move} moves")
        if line is not None:
            use, example = partial(self._move, line), "World / Europe, or / for none"
            folders = folders_in(self.found.feeds if self.found else ())
            completed = SuggestFromList(folders, case_sensitive=False)
            now = " / ".join(line.parent)
            self.prompt.ask("move", "Move to folder", use, example, value=now, suggester=completed)

    def action_feeds_read(self) -> None:
        line = self._line()
        if line is None or line.key.startswith("do:"):
            self.say("There is nothing to mark read here.")
        else:
            self.feeds.mark_read(line.scope)

    def action_feeds_refresh(self) -> None:
        if (at := self._line()) is not None and at.key == SERVER:
            self.feeds.sync()
            return
        line = self._feeds_line("{feeds.refresh} refreshes")
        if line is not None:
            self.feeds.refresh(line.feeds)

    def action_feeds_refresh_all(self) -> None:
        self.feeds.refresh(None)

    def action_feeds_export(self) -> None:
        if self.found is not None and self.found.feeds:
            name = FEEDS_FILE if self.app.is_web else f"~/{FEEDS_FILE}"
            paths = PathSuggester(OPML_ENDINGS)
            self.prompt.ask("export", "Export to", self._export, value=name, suggester=paths)
        else:
            self.say("There are no feeds to export: {feeds.follow} follows one, or those of a file.")

    # Answers of the prompt

    def _rename(self, line: FeedLine, name: str) -> None:
        if name == line.scope.title:
            return
        if line.is_query:
            self.feeds.rename_query(line.scope.title, name, line.scope.query)
        elif line.feed is not None:
            self.feeds.rename(line.feed, name)
        elif line.folder is not None:
            to = (*line.folder[:-1], name.replace("/", "-").strip())
            self.feeds.move(_moved(line, to), f"Renamed the folder “{line.scope.title}” to “{to[-1]}”")

    def _move(self, line: FeedLine, answer: str) -> None:
        folder = _folder(answer)
        where = f"into “{' / '.join(folder)}”" if folder else "out of all folders"
        if folder == line.parent:
            self.say(f"“{line.scope.title}” is there already.")
        elif line.folder is None:
            self.feeds.move(_moved(line, folder), f"Moved “{line.scope.title}” {where}")
        elif folder[: len(line.folder)] == line.folder:
            self.say("A folder cannot go into itself: choose another.", error=True)
        else:
            to = (*folder, line.folder[-1])
            self.feeds.move(_moved(line, to), f"Moved the folder “{line.scope.title}” {where}")

    def _export(self, path: str) -> None:
        self.feeds.export_opml(path, exists=partial(self.call_later, self.ask_to_replace, path))

    def ask_to_replace(self, path: str) -> None:
        replace = partial(self.feeds.export_opml, path, replace=True)
        self.app.push_screen(confirmation(f"{path} exists", "Replace it", replace))


def is_opml_path(typed: str) -> bool:
    """Whether a file of feeds is meant, and no address, such as wire.example/feed.xml."""
    named = typed.lower()
    return "://" not in named and (named.endswith(".opml") or (named[0] in "/~." and named.endswith(".xml")))


def _folder(typed: str) -> tuple[str, ...]:
    """Parse a typed folder: "World / Europe"."""
    return tuple(name for part in typed.split("/") if (name := part.strip()))


def _moved(line: FeedLine, to: tuple[str, ...]) -> list[tuple[FeedSummary, tuple[str, ...]]]:
    """The new folder of each feed, when the line becomes, or moves into, the folder `to`."""
    depth = len(line.folder or ())
    return [(feed, (*to, *feed.folder[depth:]) if line.folder is not None else to) for feed in line.feeds]
