"""The reader's screen as its controllers know it: its widgets, what is open, and its messages."""

from __future__ import annotations

from asyncio import Event
from collections import deque
from collections.abc import Sequence

from textual.getters import query_one
from textual.screen import ModalScreen

from briefing.domain import Article
from briefing.presentation.sentences import problems_message
from briefing.settings import Settings
from briefing.ui.briefing.article_panes import BriefingPanes
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.tasks import TaskRunner
from briefing.ui.widgets.article.article_pane import ArticlePane
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.article_list_view import ArticleList
from briefing.ui.widgets.lists.article_preview import ArticlePreview
from briefing.ui.widgets.lists.list_filter import ListFilter

MAX_MESSAGES = 1_000


class ReaderView(CommandScreen[None]):
    """Names the widgets of `ReaderScreen`, shows articles and messages, and knows no controller."""

    view = query_one("#article ArticleView", ArticleView)
    library_header = query_one("#library-rule", PaneHeader)
    library_rows = query_one(ArticleList)
    list_filter = query_one(ListFilter)
    panes = query_one("#panes", BriefingPanes)
    preview = query_one(ArticlePreview)
    status = query_one(StatusRow)
    hints = query_one(HintFooter)
    prompt = query_one(InputLine)

    parts: Parts
    ready: Event
    key_count = 0
    """The number of keys pressed: a later key makes an earlier request for the focus obsolete."""
    holds_problems = False
    """Whether problems with the settings are shown, which no other message but an error replaces."""

    def __init__(self, settings: Settings, first: Article | None) -> None:
        """`first` is the article in the first frame."""
        super().__init__()
        self.settings = settings
        self.ready = Event()
        self.messages: deque[str] = deque(maxlen=MAX_MESSAGES)
        """The last messages of the status row."""
        self.tasks = TaskRunner(self, self.work_failed)
        self.article_pane = ArticlePane(width=settings.width, id="article")
        self.in_first_frame = first

    @property
    def article(self) -> Article | None:
        """The article that is open."""
        return self.article_pane.article

    def is_shown(self, article: Article) -> bool:
        """Whether this version of the article is open: offsets into another version point elsewhere."""
        shown = self.article
        return shown is not None and (shown.id, shown.sha256) == (article.id, article.sha256)

    def show_article(self, article: Article) -> None:
        """Show an article from its start; if it was in the first frame, keep its scroll position."""
        self.article_pane.article = article
        first, self.in_first_frame = self.in_first_frame, None
        if first is None or (first.title, first.text) != (article.title, article.text):
            self.article_pane.show(article)
        if not self.holds_problems:
            self.status.clear(all=True)

    def take_keys(self) -> None:
        """Handle keys from now on, those that have been pressed until now first."""
        self.in_first_frame = None
        self.ready.set()

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message here and on the screen above, and append it to the message log."""
        self._say_above(sentence, error=error)
        sentence = self.name_keys(sentence)
        self.messages.append(sentence)
        if error:
            self.prompt.keep_answer()
        if error or not self.holds_problems:
            self.status.say(sentence, error=error)

    def _say_above(self, sentence: str, *, error: bool) -> None:
        """Show a message on the topmost screen that can; on a modal one, which has its own, errors alone."""
        for each in reversed(self.app.screen_stack):
            if each is self:
                return
            if isinstance(each, CommandScreen) and (error or not isinstance(each, ModalScreen)):
                each.call_later(each.say, sentence, error=error)  # once it is mounted, and not when closed
                return

    def report_problems(self, problems: Sequence[str]) -> None:
        """Show how many there are and as many as fit, until the next key; the messages have them all."""
        if problems:
            self.holds_problems = True
            self.messages += problems
            self.status.say(problems_message(problems, self.commands), error=True)
            self._say_above(problems[0], error=True)

    def work_failed(self, sentence: str) -> None:
        """Report a failed job."""
        raise NotImplementedError

    def take_settings(self, settings: Settings) -> None:
        """Use other settings from now on."""
        raise NotImplementedError

    def may_quit(self) -> bool:
        """Whether all changes are on disk; True when asked a second time in a row."""
        raise NotImplementedError
