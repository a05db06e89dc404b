"""The reader's first frame: shows the text of the article while the rest is imported."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.widget import Widget

from briefing.domain import Article
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.widgets.article.text_surface import TextSurface

HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-small"), (60, "-narrow"), (100, "-normal"), (160, "-wide")]
VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-short"), (16, "-tall")]


class FirstFrame(CommandScreen[None]):
    """Shows the text where it will stay.

    Nothing else is drawn: the header, the rules and the scroll bar would delay the text.
    """

    AUTO_FOCUS = ""
    ready: Event
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS
    DEFAULT_CSS = """
    FirstFrame {
        background: $background;
        layout: horizontal;
        #library, #panes { visibility: hidden; }
        #library { width: 20%; min-width: 36; max-width: 56; }
        #panes { width: 30%; min-width: 46; max-width: 90; }
        #article { width: 1fr; height: 1fr; margin-top: 1; padding-right: 2; overflow-y: hidden; }
        &.-normal, &.-narrow, &.-small, &.-tiny { #library { display: none; } }
        &.-normal #panes { width: 38%; min-width: 0; }
        &.-narrow, &.-small, &.-short { layout: vertical; #article { width: 100%; padding-right: 1; } }
        &.-narrow #panes { width: 100%; max-width: 100%; height: 1; }
        &.-small #panes, &.-short #panes, &.-tiny #article, &.-flat #article { display: none; }
    }
    """
    """As reader.tcss places them, with room for the scroll bar and the rule."""

    def __init__(self, article: Article | None, *, width: int) -> None:
        super().__init__()
        self.article = article
        self.ready = Event()
        self._text = TextSurface(max_width=width, id="article")

    def compose(self) -> ComposeResult:
        add_size_classes(self)
        yield Widget(id="library")
        yield self._text
        yield Widget(id="panes")

    def on_mount(self) -> None:
        if self.article is not None:
            self._text.set_text(self.article.title, self.article.text, self.article.structure)

    def update_node_styles(self, animate: bool = True) -> None:
        """Style nothing again as the screen comes up: all was styled a moment before."""


def add_size_classes(screen: DOMNode) -> None:
    """Add the classes for the size of the terminal before the first layout.

    Textual adds them after it, so that the first layout would be wasted.
    """
    width, height = screen.app.size
    screen.add_class(_at(width, HORIZONTAL_BREAKPOINTS), _at(height, VERTICAL_BREAKPOINTS), update=False)


def _at(size: int, breakpoints: Sequence[tuple[int, str]]) -> str:
    return next(name for least, name in reversed(breakpoints) if size >= least)
