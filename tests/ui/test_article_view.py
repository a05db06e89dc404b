"""The article view: a caret that reads on, evidence that comes into view, and a place that is kept."""

from __future__ import annotations

from rich.style import Style
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from briefing.domain import Span
from briefing.ui.themes import VARIABLES
from briefing.ui.widgets.article_view import EMPTY, ArticleView

TITLE = "A headline of some length that says what happened"
PARAGRAPHS = [
    f"Paragraph {number} begins here. It says, in plain words, what the ministers of {number} countries did "
    "and what they left undone. Nobody knows when they will meet again."
    for number in range(40)
]
TEXT = "\n\n".join(PARAGRAPHS)
HOSTILE = "[/x] [@click=app.quit]quit[/] [bold]loud[/bold] \x1b]52;c;AAAA\x07 \x1b[31mred [$primary]x\\"

Messages = list[Message]


class ReaderApp(App[None]):
    """An article view beside another widget that can have the focus."""

    CSS = "ArticleView { height: 1fr; } Input { dock: bottom; }"

    def __init__(self, *, plain_emoji: bool = False, max_width: int = 76) -> None:
        super().__init__()
        self._plain_emoji = plain_emoji
        self._max_width = max_width

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060") | {"evidence-current": "#806010", "selection": "#603060"}

    def compose(self) -> ComposeResult:
        yield ArticleView(plain_emoji=self._plain_emoji, max_width=self._max_width)
        yield Input()

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)


def painted(view: ArticleView) -> list[Strip]:
    return [view.render_line(y) for y in range(view.view_height)]


def lines(view: ArticleView) -> list[str]:
    return [strip.text for strip in painted(view)]


def styles_of(view: ArticleView, words: str) -> list[Style]:
    """The styles that the first place of these words in the view is painted in."""
    for strip in painted(view):
        start = strip.text.find(words)
        if start >= 0:
            found, at = [], 0
            for segment in strip:
                if at < start + len(words) and start < at + len(segment.text) and segment.style:
                    found.append(segment.style)
                at += len(segment.text)
            return found
    raise AssertionError(f"{words!r} is not in view")


def span_of(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


async def test_the_headline_stands_above_the_text() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(TITLE, TEXT)
        await pilot.pause()
        shown = [line.strip() for line in lines(app.view)]
        assert shown[:3] == [TITLE, "", "Paragraph 0 begins here. It says, in plain words, what"]
        assert all(style.bold for style in styles_of(app.view, TITLE))
        assert not any(style.bold for style in styles_of(app.view, "Paragraph 0"))


async def test_without_an_article_it_says_what_to_do() -> None:
    app = ReaderApp()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert " ".join(line.strip() for line in lines(app.view)).split() == EMPTY.split()
        app.view.show(TITLE, TEXT)
        app.view.clear()
        assert " ".join(line.strip() for line in lines(app.view)).split() == EMPTY.split()
        assert app.view.progress == 0.0
