"""What is written on every screen can be read in a dark, a light, a stark and a terminal's theme, as drawn.

Styles name the colours of a theme; `test_theme.py` holds those of every theme against each other.
"""

from __future__ import annotations

import re
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
from briefing.services.library import Library
from briefing.ui.configuration.key_screen import KeyScreen
from briefing.ui.configuration.settings_screen import SettingsScreen
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.annotations.note_screen import NoteScreen
from briefing.ui.screens.annotations.tags_screen import TagsScreen
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.screens.export.export_screen import ExportScreen
from briefing.ui.screens.feeds.failures_screen import FailuresScreen
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.feeds.pick_feeds_screen import PickFeedsScreen
from briefing.ui.screens.help_screen import HelpScreen
from briefing.ui.screens.message_log_screen import MessagesScreen
from briefing.ui.screens.output_screen import OutputScreen
from briefing.ui.screens.palette_screen import PaletteScreen
from briefing.ui.screens.reader.screen import ReaderScreen
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

WALK: dict[str, tuple[type[Screen[Any]], str]] = {
    "article": (ReaderScreen, "0"),
    "selection": (ReaderScreen, "v w w"),
    "marks": (ReaderScreen, " ".join(["escape", *(f"V H {digit} escape )" for digit in "12345")])),
    "colour of a mark": (ReaderScreen, "V H"),
    "note editor": (NoteScreen, "escape V a “why now”"),
    "colour of a note": (NoteScreen, "shift+tab"),
    "tags of a note": (NoteScreen, "tab tab “later” enter “la”"),
    "annotation at the caret": (ReaderScreen, "escape escape ( ["),
    "search": (ReaderScreen, "0 slash “the”"),
    "search matches": (ReaderScreen, "enter n"),
    "refused key": (ReaderScreen, "escape escape G e"),
    "Summary": (ReaderScreen, "1 j"),
    "Key actors": (ReaderScreen, "2 right j"),
    "Open issues": (ReaderScreen, "3 right j"),
    "Timeline": (ReaderScreen, "4 j"),
    "Quotes": (ReaderScreen, "5 j"),
    "zoomed pane": (ReaderScreen, "z"),
    "links": (ChoiceScreen, "z “gl”"),
    "messages": (MessagesScreen, "escape f2"),
    "address": (ReaderScreen, "escape +"),
    "refused address": (ReaderScreen, "“nowhere.txt” enter"),
    "annotations": (AnnotationsScreen, "A down"),
    "selected annotations": (AnnotationsScreen, "space space"),
    "colour of an annotation": (ChoiceScreen, "H"),
    "note of an annotation": (NoteScreen, "escape escape A e"),
    "tags of an annotation": (NoteScreen, "escape t “l”"),
    "annotations that a filter leaves": (AnnotationsScreen, "READER A slash “nothing” enter"),
    "export": (ExportScreen, "escape E"),
    "export, formats": (ExportScreen, "j"),
    "export, options": (ExportScreen, "tab tab tab"),
    "refused export": (ExportScreen, "shift+tab ctrl+u “/nowhere/at/all.md” enter"),
    "tags": (TagsScreen, "escape T"),
    "tag, renamed": (TagsScreen, "e"),
    "tour": (ReaderScreen, "READER : “tour” enter"),
    "pipe": (ReaderScreen, "escape 0 | “cat”"),
    "output": (OutputScreen, "enter j"),
    "library": (ReaderScreen, "READER L"),
    "selected articles": (ReaderScreen, "j space j space"),
    "filtered list": (ReaderScreen, "escape slash “headline” enter"),
    "list without articles": (ReaderScreen, "slash “xyz” enter"),
    "help": (HelpScreen, "escape escape question_mark"),
    "help, filtered": (HelpScreen, "“open” down"),
    "help without matches": (HelpScreen, "“qqqq”"),
    "palette": (PaletteScreen, "escape :"),
    "palette, filtered": (PaletteScreen, "“colo” down"),
    "feeds": (FeedsScreen, "READER F down"),
    "feed that failed": (FeedsScreen, "R down down"),
    "address of a feed": (FeedsScreen, "+"),
    "failures": (FailuresScreen, "escape !"),
    "starter feeds": (PickFeedsScreen, "READER : “starter feeds” enter down space"),
    "settings": (SettingsScreen, "READER , down"),
    "themes": (ChoiceScreen, "slash “theme” enter enter"),
    "value of a setting": (SettingsScreen, "escape escape slash “width” enter enter"),
    "refused value": (SettingsScreen, "“no” enter"),
    "key of a command": (KeyScreen, "READER , slash “reader.zoom” enter enter s"),
}
"""The states that are looked at, each with its screen and the keys to it from the state before.

In quotation marks is what is typed; READER closes what is open over the reader.
"""

HIGHLIGHTED = {
    "selection": "GENEVA",
    "marks": "What is open",
    "search matches": "the",
    "Summary": "Brook leaves Geneva on Friday.",
    "links": "the question of the border",
    "annotations": "“",
    "library": "NASA",
    "palette": "Open",
    "settings": "width",
}
"""What stands on a ground of its own in these states, such as the line of the cursor."""

SIZE = (120, 40)
PATIENCE = 50
"""How often a screen is waited for."""
LEAST = {"high-contrast": 7, "broadsheet": 7}
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
    for state, (screen, keys) in WALK.items():
        for key in re.findall(r"“[^”]*”|\S+", keys):
            if key == "READER":
                await go_back(pilot)
                continue
            await pilot.press(*(key.strip("“”") if key[0] == "“" else [key]))
            await settle(pilot)
        await arrive(pilot, screen, state)
        yield state


async def go_back(pilot: Pilot[None]) -> None:
    """Close what is open over the reader, which takes one key or several: the first may clear a filter."""
    for _ in range(PATIENCE):
        if isinstance(pilot.app.screen, ReaderScreen):
            return
        await pilot.press("escape")
        await settle(pilot)


async def arrive(pilot: Pilot[None], screen: type[Screen[Any]], state: str) -> None:
    """Wait for the screen that the keys lead to, which on a busy machine may come long after them."""
    for _ in range(PATIENCE):
        if type(pilot.app.screen) is screen:
            return
        await pilot.pause(0.1)
        await settle(pilot)
    pytest.fail(f"{state}: the keys led to {pilot.app.screen}, and not to {screen.__name__}")


def prepare(library: Library) -> None:
    """Put into the library what there is to show: news, and a feed that fails."""
    library.feeds.follow([Subscription("http://127.0.0.1:9/feed", "Wire")])
    fill(library, [news(number) for number in range(8)])


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "theme",
    [
        "broadsheet",
        *(pytest.param(each, marks=pytest.mark.thorough) for each in ("high-contrast", "wire", "sixteen")),
    ],
)
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
