"""The Today screen: the stories since the last look, with who says what, cut to five minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from briefing.domain.stories.today import Today, with_followed
from briefing.services.stories import StoryService
from briefing.ui.commands.bindings import bindings_for
from briefing.ui.presenters.articles.reader_messages import quoted, shortened
from briefing.ui.presenters.articles.story_messages import today_summary
from briefing.ui.presenters.today_rows import NOTHING, today_rows
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.tasks import SerialExecutor, TaskRunner
from briefing.ui.widgets.lists.row_list import RowList

MINUTES = 5


class TodayRows(RowList):
    """Stories, and below each its lines."""

    PLACES: ClassVar[tuple[str, ...]] = ("today", "move")
    BINDINGS = bindings_for("today")


class TodayScreen(FilteredListScreen[None]):
    """Shows what is stored at once; articles that have no briefing yet are briefed meanwhile."""

    CSS_PATH: ClassVar = ["../filtered_list.tcss"]
    ROWS = TodayRows
    DOUBLE_CLICK = "today_open"
    LOADING = "Looking for stories…"

    def __init__(
        self,
        stories: StoryService,
        tasks: TaskRunner,
        open_story: Callable[[str], object],
        ask_for_actor: Callable[[], object],
    ) -> None:
        """`open_story` shows a story, by its id, above this screen."""
        super().__init__("words of a story, a line or a source", "today", load=self.find, stop=self.stop)
        self._stories, self._tasks = stories, tasks
        self._open_story, self._ask_for_actor = open_story, ask_for_actor
        self._executor = SerialExecutor()
        self._today: Today | None = None
        self._since: datetime | None = None
        self._is_briefing = False

    # Finding

    def find(self) -> None:
        """Show what can be told at once, then what has to be briefed for it."""
        wanted = self._tasks.newest("today")
        for is_cached in (True, False):
            self._tasks.after_writes(
                self._executor,
                lambda is_cached=is_cached: self._found(is_cached, wanted),  # type: ignore[misc]
                lambda today, is_cached=is_cached: self.show(today, is_whole=not is_cached),  # type: ignore[misc]
                wanted=wanted,
                failed=self._fail,
            )
        self._is_briefing = True
        self.show_progress("briefing articles")

    def _found(self, is_cached: bool, wanted: Callable[[], bool]) -> Today:
        if self._since is None:
            self._since = self._stories.look()
        return self._stories.today(
            self._since,
            MINUTES,
            is_cached=is_cached,
            is_cancelled=lambda: not wanted(),
            on_progress=lambda today: self.call_later(self._show_more, today, wanted),
        )

    def _show_more(self, today: Today, wanted: Callable[[], bool]) -> None:
        """Show what is briefed by now, unless what is shown is more: all stories, some of them bare."""
        if wanted() and self._today is not None and len(today.entries) >= len(self._today.entries):
            self.show(today, is_whole=False)

    def stop(self) -> bool:
        """Brief no more articles; what is shown stays. False where nothing is shown yet: then Esc leaves."""
        was_briefing, self._is_briefing = self._is_briefing and self._today is not None, False
        self._tasks.newest("today")
        self.show_progress("")
        return was_briefing

    def _fail(self, sentence: str) -> None:
        self.stop()
        self.fail(sentence)

    def show(self, today: Today, *, is_whole: bool) -> None:
        self._today = today
        if is_whole:
            self._is_briefing = False
            self.show_progress("")
        self.filter_changed()

    def on_unmount(self) -> None:
        self._tasks.newest("today")  # what is still being briefed is not wanted any more
        self._executor.end()

    def clear_loaded(self) -> None:
        self._today = None

    def filter_changed(self) -> None:
        if self._today is None:
            return
        typed = self.field.value.strip()
        empty = f"No story contains “{shortened(typed)}”. Esc clears the filter." if typed else NOTHING
        self.listed.show(today_rows(self._today, typed), empty=self.name_keys(empty))
        self.retitle()

    # Header, status, hints

    def retitle(self) -> None:
        if not self.is_mounted:
            return
        right = today_summary(self._today) if self._today is not None else ""
        since = f" since {self._since.astimezone():%a %H:%M}" if self._since is not None else ""
        self.show_title(f"Today{since}", right)
        row = self.listed.row
        self.about(row.about if row is not None else "", "")
        self.show_hints({} if row is not None else {"today.open": "", "today.next": "", "today.previous": ""})

    # Commands

    def action_today_open(self) -> None:
        row = self.listed.row
        if row is None:
            self.say("No story is listed here.")
            return
        self._open_story(row.parent or row.key)

    def action_today_follow(self) -> None:
        """Follow the story, or no longer if it is followed."""
        row, today = self.listed.row, self._today
        if row is None or today is None:
            self.say("No story is listed here.")
            return
        id_ = row.parent or row.key
        stories = (*(entry.story for entry in today.entries), *today.silent)
        story = next(each for each in stories if each.id == id_)
        followed = not story.followed

        def done(_: None) -> None:
            if self._today is not None:
                self._today = with_followed(self._today, id_, followed)
                self.filter_changed()
            title = quoted(story.title)
            self.say(f"Following {title}." if followed else f"No longer following {title}.")

        self._tasks.in_order(lambda: self._stories.edits.set_followed(id_, followed), done)

    def action_today_actor(self) -> None:
        self._ask_for_actor()

    def action_today_next(self) -> None:
        self._go(1)

    def action_today_previous(self) -> None:
        self._go(-1)

    def _go(self, by: int) -> None:
        """To the next or previous story."""
        rows = self.listed.rows
        at = self.listed.cursor + by
        while 0 <= at < len(rows) and rows[at].parent:
            at += by
        if 0 <= at < len(rows):
            self.listed.move_to(at)
        else:
            self.say("This is the last story." if by > 0 else "This is the first story.")
