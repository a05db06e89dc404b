"""Theme files: what ships is complete and readable, and a bad file costs one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from briefing.errors import ThemeError
from briefing.paths import bundled_themes
from briefing.services.articles import Library
from briefing.ui.theme import VARIABLES, load_theme, load_themes
from tests.ui.conftest import reader_app
from tests.ui.reading import settle

SHIPPED, _ = load_themes((bundled_themes(),))
GOOD = 'name = "mine"\nprimary = "#336699"\n'


def test_a_light_and_a_dark_theme_are_shipped() -> None:
    assert {theme.dark for theme in SHIPPED.values()} == {True, False}
    assert set(SHIPPED) == {"newsprint", "wire"}


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_theme_sets_every_colour_of_ours(theme: Theme) -> None:
    assert set(theme.variables) == set(VARIABLES)


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=SHIPPED.keys())
@pytest.mark.parametrize(
    "under", ["background", *(v for v in VARIABLES if v not in ("rule", "quiet", "heading"))]
)
def test_text_can_be_read_on_every_background(theme: Theme, under: str) -> None:
    """WCAG asks for 4.5."""
    background = theme.background if under == "background" else theme.variables[under]
    assert contrast(Color.parse(theme.foreground), Color.parse(background)) >= 4.5


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=SHIPPED.keys())
@pytest.mark.parametrize("text", ["quiet", "heading"])
def test_quiet_text_can_be_read_too(theme: Theme, text: str) -> None:
    variables = theme.variables
    for under in (theme.background, theme.surface, variables["cursor-row"]):
        assert contrast(Color.parse(variables[text]), Color.parse(under)) >= 4.5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "Theme bad.toml is not valid TOML"),
        ('primary = "red"', "Theme bad.toml: “name” is missing; every theme names it."),
        ('name = "x"', "Theme bad.toml: “primary” is missing; every theme names it."),
        (GOOD + 'accnt = "red"', "Theme bad.toml: unknown key “accnt”; did you mean “accent”?"),
        (GOOD + 'accent = "reddish"', "Theme bad.toml: “accent” is no colour: “reddish”."),
        (GOOD + "accent = 3", "Theme bad.toml: “accent” is a colour in quotes"),
        (GOOD + 'dark = "no"', "Theme bad.toml: “dark” is true or false, without quotes."),
        (GOOD + 'variables = "x"', "Theme bad.toml: [variables] is a table of colours."),
        (
            GOOD + '[variables]\nevidnce = "red"',
            "Theme bad.toml: unknown variable “evidnce”; did you mean “evidence”?",
        ),
        (GOOD + '[variables]\nevidence = "[red]"', "Theme bad.toml: “variables.evidence” is no colour"),
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
    assert set(themes) == {"newsprint", "wire", "mine"}
    assert len(failed) == 1


@pytest.mark.parametrize("name", SHIPPED)
async def test_every_theme_can_be_worn_and_the_next_one_follows(
    library: Library, talks: str, name: str
) -> None:
    app = reader_app(library, talks, theme=name)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.styles.background == Color.parse(str(SHIPPED[name].background))
        await pilot.press("f3")
        await settle(pilot)
        assert app.theme != name
        assert screen.styles.background == Color.parse(str(SHIPPED[app.theme].background))
