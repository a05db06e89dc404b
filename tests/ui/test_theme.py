"""Theme files: what ships is complete and readable, and a bad file costs one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme
from textual.widgets import Input, OptionList

from briefing.errors import ThemeError
from briefing.paths import bundled_themes
from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.theme import VARIABLES, load_theme, load_themes
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle

SHIPPED, _ = load_themes((bundled_themes(),))
GOOD = 'name = "mine"\nprimary = "#336699"\n'


XTERM = dict(
    zip(
        "black red green yellow blue magenta cyan white".split(),
        "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5".split(),
        strict=True,
    )
) | dict(
    zip(
        (f"bright_{name}" for name in "black red green yellow blue magenta cyan white".split()),
        "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff".split(),
        strict=True,
    )
)
"""The sixteen colours as xterm has them; other terminals differ little in brightness."""
HIGHLIGHTS = [name for name in VARIABLES if name.startswith(("evidence", "match", "selection", "mark-"))]
TEXTS = ("foreground", "primary", "secondary", "warning", "success", "quiet", "heading")
GROUNDS = ("background", "surface", "panel", "cursor-row")


def test_the_themes_that_are_shipped() -> None:
    assert {theme.dark for theme in SHIPPED.values()} == {True, False}
    assert set(SHIPPED) == {
        "newsprint", "wire", "high-contrast", "sixteen", "catppuccin", "broadsheet", "nord", "gruvbox",
    }  # fmt: skip
    assert [name for name, theme in SHIPPED.items() if theme.ansi] == ["sixteen"]


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_theme_sets_every_colour_of_ours(theme: Theme) -> None:
    assert set(theme.variables) >= set(VARIABLES)


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(theme: Theme, name: str) -> Color:
    value = theme.variables.get(name) or getattr(theme, name)
    return Color.parse(XTERM[value.removeprefix("ansi_")] if theme.ansi else value)


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=SHIPPED.keys())
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in TEXTS for ground in GROUNDS),
        *(("on-highlight", highlight) for highlight in HIGHLIGHTS),
        *((text, ground) for text in ("error", "accent") for ground in ("background", "surface", "panel")),
    ],
)
def test_text_can_be_read_on_every_background(theme: Theme, text: str, ground: str) -> None:
    """WCAG asks for 4.5, and for 7 where contrast is to be high."""
    least = 7 if theme.name in ("high-contrast", "broadsheet") else 4.5
    assert contrast(colour(theme, text), colour(theme, ground)) >= least


@pytest.mark.parametrize("name", sorted({*SHIPPED} - {"sixteen"}))
def test_every_kind_of_issue_has_a_colour_of_its_own(name: str) -> None:
    kinds = ("primary", "secondary", "warning", "error", "accent", "success")
    assert len({colour(SHIPPED[name], each).hex for each in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "Theme bad.toml is not valid TOML"),
        ('primary = "red"', "Theme bad.toml: “name” is missing; every theme names it."),
        ('name = "x"', "Theme bad.toml: “primary” is missing; every theme names it."),
        (GOOD + 'accnt = "red"', "Theme bad.toml: unknown key “accnt”; did you mean “accent”?"),
        (GOOD + 'accent = "reddish"', "Theme bad.toml: “accent” is not a colour: “reddish”."),
        (GOOD + "accent = 3", "Theme bad.toml: “accent” is a colour in quotes"),
        (GOOD + 'dark = "no"', "Theme bad.toml: “dark” is true or false, without quotes."),
        (GOOD + 'variables = "x"', "Theme bad.toml: [variables] is a table of colours."),
        (
            GOOD + '[variables]\nevidnce = "red"',
            "Theme bad.toml: unknown variable “evidnce”; did you mean “evidence”?",
        ),
        (GOOD + '[variables]\nevidence = "[red]"', "Theme bad.toml: “variables.evidence” is not a colour"),
    ],
    ids=[
        "toml",
        "no-name",
        "no-primary",
        "key",
        "colour",
        "number",
        "dark",
        "table",
        "variable",
        "variable-colour",
    ],
)
def test_a_bad_file_is_told_with_its_name_and_key(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ThemeError) as told:
        load_theme(tmp_path / "bad.toml")
    assert str(told.value).startswith(sentence)


def test_one_bad_file_does_not_cost_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    themes, failed = load_themes((bundled_themes(), tmp_path, tmp_path / "not there"))
    assert set(themes) == {*SHIPPED, "mine"}
    assert len(failed) == 1


async def test_each_theme_is_shown_on_the_reader_until_one_is_chosen(library: Library, talks: str) -> None:
    app = reader_app(library, talks, theme="wire")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)

        def assert_worn(name: str) -> None:
            assert app.theme == name
            assert screen.styles.background == Color.parse(str(SHIPPED[name].background))

        await pilot.press("f3")
        await settle(pilot)
        assert_worn("wire")
        assert any("Envoys will meet again in Geneva" in row for row in screen_text(pilot))
        await pilot.press("home")
        shown = set()
        for _ in range(len(SHIPPED) + 1):  # and the one that the terminal's background decides
            await settle(pilot)
            assert isinstance(app.screen, ChoiceScreen)
            assert_worn(app.theme)
            shown.add(app.theme)
            await pilot.press("down")
        assert shown == set(SHIPPED)
        await pilot.press("escape")
        await settle(pilot)
        assert_worn("wire")
        await pilot.press("f3", "home", "down")
        await settle(pilot)
        chosen = app.theme
        await pilot.press("enter")
        await settle(pilot)
        assert chosen != "wire"
        assert_worn(chosen)


async def test_the_terminals_own_colours_are_asked_for_by_name_from_the_start(
    library: Library, talks: str
) -> None:
    app = reader_app(library, talks, theme="sixteen")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        styles = [style for strip in screen._compositor.render_strips(screen.size) for _, style, _ in strip]
        asked = [each for style in styles if style for each in (style.color, style.bgcolor) if each]
        assert asked and not [each for each in asked if each.triplet]


@pytest.mark.parametrize(
    ("no_color", "theme"),
    [pytest.param(True, "wire", id="NO_COLOR"), pytest.param(False, "sixteen", id="sixteen")],
)
async def test_without_colours_of_its_own_the_cursor_of_fields_and_lists_is_seen(
    library: Library, seed: str, monkeypatch: pytest.MonkeyPatch, no_color: bool, theme: str
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = reader_app(library, seed, theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        listed, field = app.screen.query_one(OptionList), app.screen.query_one(Input)
        assert not listed.has_focus and listed.highlighted is not None
        assert listed.get_visual_style("option-list--option", "option-list--option-highlighted").underline
        if no_color:
            assert field.get_component_rich_style("input--cursor").reverse
            assert field.get_component_rich_style("input--selection").underline
            listed.focus()
            await pilot.pause()
            assert listed.get_visual_style("option-list--option", "option-list--option-highlighted").underline
