"""The Today screen: the stories since the last look, with who says what, cut to five minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from briefing.domain.briefing import SUMMARY
from briefing.domain.stories.story import Story
from briefing.domain.stories.today import Today, with_flags
from briefing.errors import NotFoundError, StoreError
from briefing.exchange.printouts import today_printout
from briefing.presentation.rows import Row
from briefing.presentation.story_messages import nothing_new, today_summary
from briefing.presentation.today_rows import today_rows
from briefing.ui.commands.bindings import News
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.stories.story_commands import STORY_NEWS, StoryCommands
from briefing.ui.tasks import Wanted


class TodayScreen(FilteredListScreen[None, Today]):
    """Shows what is stored at once; articles that have no briefing yet are briefed meanwhile."""

    PLACES = ("page", "list", "go")
    DOUBLE_CLICK = "today_open"
    LOADING = "Looking for stories…"
    NONE = "No story"

    NEWS = STORY_NEWS

    def __init__(self, commands: StoryCommands) -> None:
        example = "words of a story, a line or a source"
        super().__init__(example, "today", commands.changes, tasks=commands.tasks, stop=self.stop)
        self._commands = commands
        self._library, self._stories = commands.library, commands.library.stories
        self._has_keys = False
        """Whether a key was pressed: then the cursor stays on its line."""
        self._refreshed_at: str | None = None
        """The first row, if the feeds were refreshed from it: then the cursor goes on to what comes first."""
        self._since: datetime | None = None
        self._is_filling = False
        """Whether articles are being briefed, or a language model is asked."""

    # Finding

    def reload(self) -> None:
        """Show what can be told at once, then what has to be briefed for it."""
        self.request(self.find, self.show)
        self._is_filling = True
        self.show_progress("briefing articles")

    def find(self, wanted: Wanted) -> Today:
        since = self._stories.look()  # what came meanwhile and is shown now is seen as well
        if self._since is None:
            self._since = since
        self._library.watches.mark_seen()
        if self._library.matters.needs_join:  # which takes seconds: the events do not wait for it
            self._tell(self._since, wanted, briefs=False)
            with suppress(StoreError):  # what cannot be kept is tried again; what happened is shown
                self._library.matters.join()
        today = self._tell(self._since, wanted, briefs=True)
        if not today.entries:
            waiting = self._stories.count_unassigned()
            self.nothing = nothing_new(today, waiting, has_feeds=bool(self._library.feeds.subscriptions()))
        return today

    def _tell(self, since: datetime, wanted: Wanted, *, briefs: bool) -> Today:
        return self._stories.today(
            since,
            is_cancelled=lambda: not wanted(),
            on_progress=lambda today: self.call_later(self._show_more, today, wanted),
            hits=self._library.watches.hits(since),
            matters=self._library.matters.names(),
            briefs=briefs,
        )

    def _show_more(self, today: Today, wanted: Wanted) -> None:
        """Show what is briefed by now; when it is shown anew, what was shown stays until there is as much."""
        shown = self.found
        if wanted() and (shown is None or (today.entries and len(today.entries) >= len(shown.entries))):
            super().show(today)

    def stop(self) -> bool:
        """Brief no more articles, or stop a refresh; what is shown stays.

        False where there was neither, or nothing is shown yet: then Esc leaves.
        """
        was_briefing = self._is_filling and self.found is not None
        self.call_off()
        self._is_filling = False
        self.show_progress("")
        return was_briefing or self._commands.refreshes.stop()

    def fail(self, sentence: str) -> None:
        self._is_filling = False
        self.show_progress("")
        super().fail(sentence)

    def hear(self, news: News) -> None:
        """After a change, show what is followed and muted by now; the stories stay in their order."""
        shown = self.found
        if news is not News.CHANGES:
            super().hear(news)
        if news is not News.CHANGES or shown is None:
            return

        def found() -> list[Story]:
            stories = []
            for id_ in self._ids(shown):
                with suppress(NotFoundError):
                    stories.append(self._stories.story(id_))
            return stories

        def show(stories: Sequence[Story]) -> None:
            if self.found is not None:
                super(TodayScreen, self).show(with_flags(self.found, stories))

        tasks = self._commands.tasks
        tasks.in_order(found, show, wanted=self.while_open(tasks.newest(f"flags {id(self)}")))

    def show(self, found: Today) -> None:
        """Show the whole of it."""
        self._is_filling = False
        self.show_progress("")
        if found.notice is not None:
            self.say(found.notice, error=True)
        super().show(found)

    def filter_changed(self) -> None:
        stays = self._has_keys and self.row_key != self._refreshed_at
        super().filter_changed()
        if self.found is not None and not stays:  # the first story comes first, also when it came later
            self.listed.move_to(0)
            self._refreshed_at = self.row_key if self._has_keys else None

    def rows_of(self, found: Today, typed: str) -> Sequence[Row]:
        return today_rows(found, typed)

    def on_key(self) -> None:
        self._has_keys = True

    def _ids(self, today: Today) -> list[str]:
        entries, watched = (each.story for each in today.entries), (each.story for each in today.watched)
        return [story.id for story in (*entries, *today.more, *watched)]

    @property
    def story_ids(self) -> list[str]:
        """The ids of the stories that are listed, from top to bottom."""
        return [row.key for row in self.listed.rows if not row.parent]

    # Header, status, hints

    def show_state(self) -> None:
        right = today_summary(self.found) if self.found is not None and self.found.stories else ""
        since = f" since {self._since.astimezone():%a %H:%M}" if self._since is not None else ""
        self.show_title(f"Today{since}", right)
        self.show_hints(
            {} if self.listed.row is not None else {"today.open": "", "today.next": "", "today.previous": ""}
        )

    # Commands

    def _for_story(self, use: Callable[[str], object]) -> None:
        row = self.listed.row
        if row is None:
            self.say_none("No story is listed here.")
        else:
            use(row.parent or row.key)

    def action_today_open(self) -> None:
        """Open the story at the line under the cursor."""
        row = self.listed.row
        line = f"{SUMMARY}:{row.key}" if row is not None and row.citations else ""
        self._for_story(lambda id_: self._commands.context.open("story", id_, SUMMARY, line))

    def action_today_follow(self) -> None:
        self._for_story(self._commands.edit.follow)

    def action_today_watch(self) -> None:
        self._for_story(self._commands.edit.watch_story)

    def action_today_mute(self) -> None:
        self._for_story(self._commands.edit.mute)

    def action_today_read_all(self) -> None:
        self._for_story(self._commands.edit.mark_read)

    def action_today_refresh(self) -> None:
        self._refreshed_at = self.row_key if not self.listed.cursor else None
        self._commands.refreshes.start(due_only=True)

    def action_list_back(self) -> None:
        """Leave for where it was opened; at the start that is the list of articles."""
        self.dismiss()
        if self._commands.screen.article is None:
            self._commands.context.start("reader.library")

    def action_page_export(self) -> None:
        if (today := self.found) is None or not today.entries:
            self.say_none("There is no story to export.")
        else:
            ids = [article.id for entry in today.entries for article in entry.story.articles]
            self._commands.notes.export(self, f"Today {date.today()}", partial(today_printout, today), ids)

    def action_today_ask(self) -> None:
        self._for_story(self._commands.ask_story)

    def action_today_actor(self) -> None:
        self._commands.open_actor(None)

    def action_today_dossiers(self) -> None:
        row = self.listed.row
        self._commands.context.open("dossiers", (row.parent or row.key) if row is not None else "")

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
