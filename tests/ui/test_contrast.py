"""What is written on the screen can be read: every screen in every theme, by the colours that are drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.errors import NoWidget
from textual.pilot import Pilot
from textual.screen import Screen

from briefing.domain.feeds.feed import Subscription
from briefing.services.articles import Library
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import settle
from tests.ui.test_theme import SHIPPED, XTERM, colour, contrast

PAGE = """\
# Envoys will meet again in Geneva

GENEVA — Envoy Ann Brook and Minister Carl Dahl will meet again next week, both sides said on Monday.

## What is open

Brook called the first round useful. Dahl said that [the question of the border](https://example.org/border)
remains open. Four more rounds are planned. None has a date. Nobody named a place.

> The ministry did not say who will pay for the talks.

- The first point
- The second point

| Round | Place |
|---|---|
| 1 | Geneva |

![The envoys at the lake](https://example.org/lake.jpg)

Brook leaves Geneva on Friday.
"""
"""An article with all that an article can have."""

WALK: dict[str, tuple[str, ...]] = {
    "article": ("0",),
    "selection": ("v", "w", "w"),
    "marks": ("escape", *(key for digit in "12345" for key in ("V", "H", digit, "escape", ")"))),
    "colour of a mark": ("V", "H"),
    "note editor": ("escape", "V", "a", "“why now”"),
    "colour of a note": ("shift+tab",),
    "tags of a note": ("tab", "tab", "“later”", "enter", "“la”"),
    "annotation at the caret": ("escape", "escape", "(", "["),
    "search": ("0", "slash", "“the”"),
    "search matches": ("enter", "n"),
    "refused key": ("escape", "escape", "G", "e"),
    "Summary": ("1", "j"),
    "Key actors": ("2", "right", "j"),
    "Open issues": ("3", "right", "j"),
    "Timeline": ("4", "j"),
    "Quotes": ("5", "j"),
    "zoomed pane": ("z",),
    "links": ("z", "g", "l"),
    "messages": ("escape", "f2"),
    "address": ("escape", "+"),
    "refused address": ("“nowhere.txt”", "enter"),
    "annotations": ("A", "down"),
    "selected annotations": ("space", "space"),
    "colour of an annotation": ("H",),
    "note of an annotation": ("escape", "escape", "A", "e"),
    "tags of an annotation": ("escape", "t", "“l”"),
    "annotations that a filter leaves": ("escape", "escape", "escape", "A", "slash", "“nothing”", "enter"),
    "export": ("escape", "E"),
    "export, formats": ("tab", "j"),
    "export, options": ("tab", "tab"),
    "refused export": ("shift+tab", "shift+tab", "shift+tab", "“/nowhere/at/all.md”", "enter"),
    "tags": ("escape", "T"),
    "tag, renamed": ("e",),
    "tour": ("escape", "escape", "escape", ":", "“tour”", "enter"),
    "pipe": ("escape", "0", "|", "“cat”"),
    "output": ("enter", "j"),
    "library": ("escape", "L"),
    "selected articles": ("j", "space", "j", "space"),
    "filtered list": ("escape", "slash", "“headline”", "enter"),
    "list without articles": ("slash", "“xyz”", "enter"),
    "help": ("escape", "escape", "question_mark"),
    "help, filtered": ("“open”", "down"),
    "help without matches": ("“qqqq”",),
    "palette": ("escape", ":"),
    "palette, filtered": ("“colo”", "down"),
    "feeds": ("escape", "F", "down"),
    "feed that failed": ("R", "down", "down"),
    "address of a feed": ("+",),
    "failures": ("escape", "!"),
    "starter feeds": ("escape", "escape", ":", "“starter feeds”", "enter", "down", "space"),
    "settings": ("escape", "escape", ",", "down"),
    "themes": ("slash", "“theme”", "enter", "enter"),
    "value of a setting": ("escape", "escape", "slash", "“width”", "enter", "enter"),
    "refused value": ("“no”", "enter"),
}
"""The states that are looked at, and the keys from each to the next; in quotation marks what is typed."""

HIGHLIGHTED = {
    "selection": "GENEVA",
    "marks": "What is open",
    "search matches": "the",
    "Summary": "Brook leaves Geneva on Friday.",
    "links": "the question of the border",
    "annotations": "“",
    "library": "Biden",
    "palette": "Tour",
    "settings": "width",
}
"""What stands on a ground of its own in these states, such as the line of the cursor."""

SIZE = (120, 40)
LEAST = {"high-contrast": 7}
"""The least contrast of a theme's texts, where it is not the 4.5 that WCAG asks for."""
RULES = {chr(code) for code in range(0x2500, 0x25A0)}
"""Lines and blocks, which are no text."""
TERMINAL = [Color.parse(value) for value in XTERM.values()]


def rgb(color: RichColor | None, default: Color) -> Color:
    if color is None or color.is_default:
        return default
    if color.triplet is None and color.number is not None:
        return TERMINAL[color.number]
    return Color.from_rich_color(color)


def colours(style: Style | None) -> tuple[Color, Color]:
    """The colours of a text and of what is behind it, in a terminal whose text is light on black."""
    style = style or Style()
    text, ground = rgb(style.color, TERMINAL[7]), rgb(style.bgcolor, TERMINAL[0])
    if style.reverse:
        text, ground = ground, text
    return (text.blend(ground, 0.5) if style.dim else text), ground


def drawn(screen: Screen[Any]) -> Iterator[tuple[str, Style | None]]:
    """The texts on the screen, but for what a dialog covers and dims."""
    for y, strip in enumerate(screen._compositor.render_strips(screen.size)):  # it has no public name
        x = 0
        for text, style, _ in strip:
            if not set(text) <= RULES | {" "} and not is_behind(screen, x, y):
                yield text, style
            x += len(text)


def is_behind(screen: Screen[Any], x: int, y: int) -> bool:
    try:
        return screen.is_modal and screen.get_widget_at(x, y)[0] is screen
    except NoWidget:
        return True


async def walk(pilot: Pilot[None]) -> AsyncIterator[str]:
    for state, steps in WALK.items():
        for step in steps:
            typed = step.strip("“”") if step[0] == "“" else None
            await pilot.press(*(typed or [step]))
            await settle(pilot)
        yield state


def prepare(library: Library) -> None:
    """Put into the library what there is to show: news, and a feed that fails."""
    library.feeds.follow([Subscription("http://127.0.0.1:9/feed", "Wire")])
    fill(library, [news(number) for number in range(8)])


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("theme", SHIPPED)
async def test_every_text_on_every_screen_can_be_read(library: Library, page: str, theme: str) -> None:
    prepare(library)
    app = reader_app(library, page, theme=theme)
    plain = {colour(SHIPPED[theme], ground) for ground in ("background", "surface")}
    faint: dict[str, str] = {}
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        async for state in walk(pilot):
            lit = ""
            for text, style in drawn(app.screen):
                found, ground = colours(style)
                if (ratio := contrast(found, ground)) < LEAST.get(theme, 4.5):
                    faint.setdefault(f"{text.strip()[:30]!r} {style}", f"{state}, {ratio:.1f}")
                lit += text if ground not in plain else ""
            assert HIGHLIGHTED.get(state, theme if state == "themes" else "") in lit, f"{state}: {lit}"
    assert not faint, "\n".join(f"{what}: {where}" for what, where in faint.items())
