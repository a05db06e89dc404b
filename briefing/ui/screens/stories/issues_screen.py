"""The tracker of open issues: what articles leave open, what later ones say, and what the reader decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from briefing.domain.followups.tracked_issue import TrackedIssue, sure_issues
from briefing.domain.span import Passage
from briefing.presentation.issue_rows import (
    LESS_SURE,
    NOTHING,
    IssueOrder,
    TrackedPassage,
    issue_counts,
    issue_rows,
    ordered_issues,
)
from briefing.presentation.rows import Row
from briefing.services.issues import IssueService
from briefing.ui.commands.bindings import News
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.stories.story_changes import StoryChanges
from briefing.ui.screens.stories.story_commands import STORY_NEWS
from briefing.ui.tasks import TaskRunner, Wanted


class IssuesScreen(FilteredListScreen[None, list[TrackedIssue]]):
    """What is stored is gathered in the background; no article is briefed for it."""

    DOUBLE_CLICK = "issues_open"
    LOADING = "Looking for open issues…"
    NONE, nothing = "No issue", NOTHING

    NEWS = STORY_NEWS

    def __init__(
        self,
        issues: IssueService,
        tasks: TaskRunner,
        edit: StoryChanges,
        open_passage: Callable[[str, Passage], object],
    ) -> None:
        """`open_passage` opens an article in the reader."""
        example = "words of an issue, an actor or a source, due, pending, settled, aside"
        super().__init__(example, "issues", edit.changes, tasks=tasks)
        self._service = issues
        self._edit, self._open_passage = edit, open_passage
        self._order = IssueOrder.NEWS
        self._unfolded: set[str] = set()
        self._decided: set[str] = set()
        """The rows of the issues that were decided on here: they stay until one leaves."""
        self._counts = ""

    # Finding

    @property
    def _today(self) -> date:
        return self._service.today

    def find(self, wanted: Wanted) -> list[TrackedIssue]:
        tracked = self._service.tracked(is_cancelled=lambda: not wanted())
        return ordered_issues(tracked, self._order, self._today)

    def hear(self, news: News) -> None:
        """Show what was decided; each issue stays where it is, so that the next is at hand."""
        known = self.found
        if news is News.CHANGES and known is not None:  # those being gathered may lack the change
            self.request(lambda _: self._service.with_decisions(known), self.show)
        else:
            super().hear(news)

    def rows_of(self, found: list[TrackedIssue], typed: str) -> Sequence[Row]:
        self._counts = issue_counts(sure_issues(found), self._today)
        return issue_rows(found, self._today, self._unfolded, self._decided, typed)

    # Header, status, hints

    def show_state(self) -> None:
        self.show_title("Open issues", f"{self._counts} · {self._order}" if self.found is not None else "")
        row = self.listed.row
        words: dict[str, str] = {}
        if row is None:
            words = dict.fromkeys(("issues.open", "issues.unfold", "issues.settle", "issues.sort"), "")
        elif row.key == LESS_SURE:
            words = {"issues.open": "unfold", "issues.settle": ""}
        self.show_hints(words, listed="issues")

    # Commands

    def action_issues_open(self) -> None:
        """Open the article at the passage under the cursor."""
        row = self.listed.row
        if row is None:
            self.say_none("No issue is listed here.")
        elif row.key == LESS_SURE:
            self._fold(opened=LESS_SURE not in self._unfolded)
        else:
            (cited,) = row.citations
            self._open_passage(cited.article, cited.passage)

    def action_issues_unfold(self) -> None:
        self._fold(opened=True)

    def action_issues_fold(self) -> None:
        self._fold(opened=False)

    def _fold(self, *, opened: bool) -> None:
        row = self.listed.row
        if row is None:
            self.say_none("No issue is listed here.")
            return
        key = row.parent or row.key
        if opened:
            self._unfolded.add(key)
        else:
            self._unfolded.discard(key)
        self.filter_changed()
        if not self.listed.move_to_key(row.key):
            self.listed.move_to_key(key)

    def action_issues_settle(self) -> None:
        """Settle the issue; the passage under the cursor, if it is on one, is what it is settled by."""
        row, known, tracked = self.listed.row, self.found, self.listed.item(TrackedPassage)
        if row is None or known is None or tracked is None:
            self.say_none("No issue is listed here: put the cursor on one.")
            return
        at = known.index(tracked.issue)
        self._decided.add(row.parent or row.key)
        # As it is when the keys before have been seen to.
        self._edit.settle(
            lambda: [self._service.with_decisions(known)[at]],
            tracked.passage if row.parent else None,
        )

    def action_issues_sort(self) -> None:
        self._order = self._order.following
        if self.found is not None:
            self.show(ordered_issues(self.found, self._order, self._today))
        self.say(f"Sorted: {self._order}.")
