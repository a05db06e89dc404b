"""Loads themes from TOML files, validates them and converts them to Textual's."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from briefing.errors import ThemeError
from briefing.regular_files import MAX_TEXT_BYTES, read_regular
from briefing.settings.table import AUTO_THEME

VARIABLES: Mapping[str, str] = {
    "on-highlight": "the text on any of the following highlights",
    "evidence": "the passages that the line under the cursor rests on",
    "evidence-current": "the one of them that is shown now",
    "match": "words found by a search",
    "mark-1": "highlight 1, yellow",
    "mark-2": "highlight 2, green",
    "mark-3": "highlight 3, blue",
    "mark-4": "highlight 4, orange",
    "mark-5": "highlight 5, violet",
    "selection": "selected text",
    "cursor-row": "the line under the cursor in a pane or list",
    "rule": "rules between the parts of the screen",
    "quiet": "what matters less: counts, dates, hints",
    "heading": "the headline",
}
"""Our own colours that a theme may set, and what each paints."""

DARK_THEME, LIGHT_THEME = "wire", "newsprint"
TERMINAL_COLOURS = "ansi-dark"
"""Textual's theme of the terminal's own colours."""

_COLOURS = (
    "primary", "secondary", "warning", "error", "success", "accent",
    "foreground", "background", "surface", "panel", "boost",
)  # fmt: skip
_SWITCHES = ("dark", "ansi")
_KEYS = ("name", *_SWITCHES, *_COLOURS, "variables")


def load_theme(path: Path) -> Theme:
    """Load a theme from a TOML file; raises ThemeError naming the file and the key at fault."""
    try:
        values = tomllib.loads(read_regular(path, MAX_TEXT_BYTES).decode())
    except OSError as error:
        raise ThemeError(f"Theme {path.name} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ThemeError(f"Theme {path.name} is not valid TOML: {error}.") from error
    for key in values:
        if key not in _KEYS:
            raise ThemeError(f"Theme {path.name}: unknown key “{key}”{_nearest(key, _KEYS)}.")
    for key in ("name", "primary"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            raise ThemeError(f"Theme {path.name}: “{key}” is missing; every theme names it.")
    for key in _SWITCHES:
        if not isinstance(values.get(key, True), bool):
            raise ThemeError(f"Theme {path.name}: “{key}” is true or false, without quotes.")
    variables = values.get("variables", {})
    if not isinstance(variables, dict):
        raise ThemeError(f"Theme {path.name}: [variables] is a table of colours.")
    for key, colour in variables.items():
        if key not in VARIABLES:
            raise ThemeError(f"Theme {path.name}: unknown variable “{key}”{_nearest(key, VARIABLES)}.")
        _check_colour(path, f"variables.{key}", colour)
    for key in _COLOURS:
        if key in values:
            _check_colour(path, key, values[key])
    # Textual cannot do without its own variables for a theme of the terminal's colours.
    own = BUILTIN_THEMES[TERMINAL_COLOURS].variables if values.get("ansi") else {}
    return Theme(**{**values, "variables": {**own, **variables}})


def load_themes(folders: Iterable[Path]) -> tuple[dict[str, Theme], tuple[ThemeError, ...]]:
    """Load all themes, by name in the folders' order, and the errors. A later folder's theme wins."""
    themes: dict[str, Theme] = {}
    failed: list[ThemeError] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                theme = load_theme(path)
            except ThemeError as error:
                failed.append(error)
            else:
                themes[theme.name] = theme
    return themes, tuple(failed)


def theme_for(wanted: str, themes: Mapping[str, Theme], *, dark: bool) -> str | None:
    """The theme of that name, or one for a dark or a light terminal; None if there is none."""
    if wanted in themes or wanted != AUTO_THEME:
        return wanted if wanted in themes else None
    suitable = [name for name, theme in themes.items() if theme.dark == dark and not theme.ansi]
    usual = DARK_THEME if dark else LIGHT_THEME
    return usual if usual in suitable else next(iter((*suitable, *themes)), None)


def _check_colour(path: Path, key: str, colour: object) -> None:
    if not isinstance(colour, str):
        raise ThemeError(f'Theme {path.name}: “{key}” is a colour in quotes, such as "#d0b060".')
    try:
        Color.parse(colour)
    except ColorParseError as error:
        raise ThemeError(f"Theme {path.name}: “{key}” is not a colour: “{colour}”.") from error


def _nearest(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, list(known), 1, 0.5)
    return f"; did you mean “{near[0]}”?" if near else ""
