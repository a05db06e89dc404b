"""The panes of the briefing of an article, filled as its parts are made."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.getters import query_one

from briefing.domain import Analysis, Article, Part
from briefing.domain.analysis import MODEL_PARTS
from briefing.domain.briefing import SECTIONS
from briefing.presentation.briefing_rows import BriefingState
from briefing.presentation.rows import Row
from briefing.ui.briefing.panes import Panes, briefing_panes
from briefing.ui.briefing.rooms import rows_below
from briefing.ui.widgets.article.article_pane import ArticlePane
from briefing.ui.widgets.chrome.header import Heading, PaneHeader


class BriefingPanes(Panes):
    """`briefing` has the parts made so far."""

    tabs = query_one("#tabs", PaneHeader)
    other_panes = query_one("#other-panes", PaneHeader)

    def __init__(self, *, article_pane: ArticlePane | None = None, id: str) -> None:  # noqa: A002
        """`article_pane` is what the panes may stand below."""
        super().__init__(briefing_panes(), id=id, classes="-folded")
        self._article_pane = article_pane
        self.briefing = BriefingState()
        self._main = self.shown
        """The pane that was shown last of those that are not aside."""
        self._article: Article | None = None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height below the article, of which the text may have use for a part."""
        ask = self.pane(self.shown).ask(width, is_shown=True).rows
        text = self._article_pane.ask if self._article_pane is not None else 0
        return rows_below(ask, text, container.height, folded=self.has_class("-folded"))

    def compose(self) -> ComposeResult:
        yield PaneHeader(id="tabs")
        yield from self.panes
        self.folded_titles = PaneHeader(id="other-panes")
        yield self.folded_titles

    def on_mount(self) -> None:
        super().on_mount()
        if self._article_pane is not None:
            self.watch(self._article_pane.view, "virtual_size", self._make_room, init=False)

    def _make_room(self) -> None:
        """Lay the panes out anew below a text that takes other rows."""
        self.refresh(layout=True)

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
        self._make_room()

    @property
    def shows_other_panes(self) -> bool:
        """Whether those are shown that are aside, in place of the others."""
        return self.shown != self._main and not self.are_all_shown

    def show_main_panes(self) -> None:
        """Show those that are not aside."""
        self.show(self._main)

    def retitle(self) -> None:
        super().retitle()
        shown = self.pane(self.shown)
        group = self.beside(self.shown)
        others = [pane for pane in self.panes if pane.id not in group]
        # Of what failed, once is enough, and leaves room for all titles.
        titles_of_group = ((name, self.pane(name).heading) for name in group)
        headings = tuple(
            Heading(each.text, each.focused, name, is_shown=True)
            if name == self.shown
            else Heading(each.text.removesuffix(" failed"), each.focused, name)
            for name, each in titles_of_group
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
