"""The five panes of a briefing, filled as its parts are made; three or two are shown together."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one

from briefing.domain import Analysis, Article, Part
from briefing.domain.structure import Stub
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.presenters.articles.briefing_state import (
    ACTORS,
    EXCERPT_WORDS,
    ISSUES,
    PANES,
    QUOTES,
    SUMMARY,
    TIMELINE,
    BriefingState,
    pane_group,
)
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.pane import Pane


class BriefingPanes(Vertical):
    """`briefing` has the parts made so far, `shown` is the name of the pane with the most room."""

    tabs = query_one("#tabs", PaneHeader)
    other_panes = query_one("#other-panes", PaneHeader)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, classes="-folded")
        self.briefing = BriefingState()
        self.shown = SUMMARY
        self._main = SUMMARY
        """The one of summary, actors and issues that was shown last."""
        self._text = ""
        """The text of the article."""
        self._is_dated = False
        self._stub: Stub | None = None
        self._has_page = False

    def compose(self) -> ComposeResult:
        yield PaneHeader(id="tabs")
        yield Pane(1, "Summary", gap=1, id=SUMMARY, classes="-shown")
        yield Pane(2, "Key actors", id=ACTORS)
        yield Pane(3, "Open issues", id=ISSUES)
        yield Pane(4, "Timeline", id=TIMELINE, classes="-aside")
        yield Pane(5, "Quotes", gap=1, id=QUOTES, classes="-aside")
        yield PaneHeader(id="other-panes")

    def pane(self, name: str) -> Pane:
        return self.get_widget_by_id(name, Pane)

    # The briefing

    def wait(self, words: str, *, state: str = "…") -> None:
        """Show that nothing has been made yet; `state` stands in place of each count."""
        self.briefing = BriefingState()
        for name in PANES:
            self.pane(name).wait(words, state=state)

    def begin(self, article: Article, words: str) -> None:
        """Show that the briefing of an article is being made."""
        self.take(article)
        self.wait(words)

    def take(self, article: Article) -> None:
        """Take the article whose briefing is shown next."""
        self._text, self._is_dated = article.text, article.published is not None
        self._stub = article.structure.stub
        self._has_page = bool(article.url) and article.words < EXCERPT_WORDS

    def add_part(self, part: Part) -> None:
        self._show_briefing(self.briefing.with_part(part))

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_briefing(BriefingState.of(analysis))

    def fail(self, sentence: str) -> None:
        """Show why the missing parts could not be made."""
        for name in PANES:
            if self.briefing.rows(name, self._text) is None:
                self.pane(name).fail(sentence)

    @property
    def has_failed(self) -> bool:
        return any(self.pane(name).state == "failed" for name in PANES)

    def is_expanded(self, row: Row) -> bool:
        """Whether the row is expanded, or is a detail of one that is."""
        return (row.parent or row.key) in self.briefing.expanded

    def toggle(self, key: str) -> Row | None:
        """Expand or collapse a row of the shown pane, and move the cursor to it."""
        self.briefing = self.briefing.toggled(key)
        rows = self.pane(self.shown).rows
        rows.show(self.briefing.rows(self.shown, self._text) or ())
        rows.move_to_key(key)
        return rows.row

    def _show_briefing(self, briefing: BriefingState) -> None:
        self.briefing = briefing
        for name in PANES:
            rows = briefing.rows(name, self._text)
            if rows is not None:
                empty = briefing.when_empty(
                    name, published=self._is_dated, stub=self._stub, has_page=self._has_page
                )
                self.pane(name).show(rows, empty=empty)

    # Which panes are shown

    def show(self, name: str) -> None:
        """Show a pane with its group; on a wide screen it grows, on a narrow one only it is shown."""
        self.shown = name
        group = pane_group(name)
        if SUMMARY in group:
            self._main = name
        for each in PANES:
            self.pane(each).set_class(each == name, "-shown")
            self.pane(each).set_class(each not in group, "-aside")

    def fold(self, folded: bool) -> None:
        """On a narrow screen, show only the titles."""
        self.set_class(folded, "-folded")

    @property
    def shows_other_panes(self) -> bool:
        """Whether timeline and quotes are shown instead of summary, actors and issues."""
        return self.shown != self._main

    def show_main_panes(self) -> None:
        """Show summary, actors and issues."""
        self.show(self._main)

    def retitle(self) -> None:
        for name in PANES:
            self.pane(name).retitle()
        shown = self.pane(self.shown)
        group = pane_group(self.shown)
        others = [self.pane(name) for name in PANES if name not in group]
        headings = tuple(self.pane(name).heading for name in group)
        if self.has_failed:  # once is enough, and leaves room for all titles
            headings = tuple(
                each
                if each.id == self.shown
                else Heading(each.text.removesuffix(" failed"), each.focused, each.id)
                for each in headings
            )
        if self.shows_other_panes:
            keys = " ".join(str(pane.number) for pane in others)
            back = Heading(f"{keys} Briefing", id=self._main)
            self.tabs.headings = (back, *headings)
            self.other_panes.headings = (back,)
        else:
            titles = (Heading(f"{pane.number} {pane.title}", id=pane.id or "") for pane in others)
            self.tabs.headings = (*headings, *titles)
            self.other_panes.headings = tuple(pane.heading for pane in others)
        self.tabs.focused = shown.rows.has_focus
        self.tabs.right = shown.rule.right
