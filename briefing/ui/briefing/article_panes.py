"""The panes of the briefing of an article, filled as its parts are made."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.getters import query_one

from briefing.domain import Analysis, Article, Part
from briefing.domain.analysis import MODEL_PARTS
from briefing.domain.briefing import SECTIONS
from briefing.presentation.briefing_rows import BriefingState
from briefing.presentation.rows import Row
from briefing.ui.briefing.panes import Panes, briefing_panes
from briefing.ui.widgets.chrome.header import Heading, PaneHeader


class BriefingPanes(Panes):
    """`briefing` has the parts made so far."""

    tabs = query_one("#tabs", PaneHeader)
    other_panes = query_one("#other-panes", PaneHeader)

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(briefing_panes(), id=id, classes="-folded")
        self.briefing = BriefingState()
        self._main = self.shown
        """The pane that was shown last of those that are not aside."""
        self._article: Article | None = None

    def compose(self) -> ComposeResult:
        yield PaneHeader(id="tabs")
        yield from self.panes
        yield PaneHeader(id="other-panes")

    # The briefing

    def wait(self, words: str, *, state: str = "…") -> None:
        self.briefing = BriefingState()
        super().wait(words, state=state)
        self.await_model(())

    def begin(self, article: Article, words: str, *, asks_model: bool = False) -> None:
        """Show that the briefing of an article is being made, and whether a language model takes part."""
        self.take(article)
        self.wait(words)
        self.await_model(MODEL_PARTS if asks_model else ())

    def take(self, article: Article) -> None:
        """Take the article whose briefing is shown next."""
        self._article = article

    def add_part(self, part: Part) -> None:
        self._show_briefing(self.briefing.with_part(part))
        if part.name == "model":  # its lines come along
            self.await_model(())

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_briefing(BriefingState.of(analysis))
        self.await_model(())

    def fail(self, sentence: str) -> None:
        """Show why the missing parts could not be made."""
        for pane in self.panes:
            if pane.id not in self.briefing.parts:
                pane.fail(sentence)
        self.await_model(())

    @property
    def has_failed(self) -> bool:
        return any(pane.state == "failed" for pane in self.panes)

    def is_expanded(self, row: Row) -> bool:
        """Whether the row is expanded, or is a detail of one that is."""
        return (row.parent or row.key) in self.briefing.expanded

    def toggle(self, key: str) -> Row | None:
        """Expand or collapse a row of the shown pane, and move the cursor to it."""
        self._show_briefing(self.briefing.toggled(key))
        self.rows.move_to_key(key)
        return self.rows.row

    def _show_briefing(self, briefing: BriefingState) -> None:
        self.briefing = briefing
        if self._article is None:
            return
        for section in SECTIONS:
            rows = briefing.rows(section.name, self._article)
            if rows is not None:
                self.pane(section.name).show(rows, empty=briefing.when_empty(section, self._article))

    # Which panes are shown

    def show(self, name: str) -> None:
        """Show a pane with those beside it; on a wide screen it grows, on a narrow one only it is shown."""
        super().show(name)
        if not self.pane(name).is_aside:
            self._main = name

    def fold(self, folded: bool) -> None:
        """On a narrow screen, show only the titles."""
        self.set_class(folded, "-folded")

    @property
    def shows_other_panes(self) -> bool:
        """Whether those are shown that are aside."""
        return self.shown != self._main

    def show_main_panes(self) -> None:
        """Show those that are not aside."""
        self.show(self._main)

    def retitle(self) -> None:
        super().retitle()
        shown = self.pane(self.shown)
        group = self.beside(self.shown)
        others = [pane for pane in self.panes if pane.id not in group]
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
