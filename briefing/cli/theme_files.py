"""Which theme files there are and what each calls itself, without the Textual that checks their colours."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.text.sanitize import safe_line
from briefing.paths import bundled_themes

__all__ = ["ThemeFile", "read_themes"]


@dataclass(frozen=True, slots=True)
class ThemeFile:
    name: str
    origin: str
    """“shipped”, or the name of the reader's own file."""


def read_themes(own: Path) -> tuple[tuple[ThemeFile, ...], tuple[str, ...]]:
    """The shipped themes and the reader's own, by name, and a sentence for each file that names none.

    A theme of the reader's takes the place of a shipped one of the same name.
    """
    themes: dict[str, ThemeFile] = {}
    problems: list[str] = []
    for folder in (bundled_themes(), own):
        for file in sorted(folder.glob("*.toml")):
            try:
                name = tomllib.loads(file.read_text(encoding="utf-8"))["name"]
            except OSError as error:
                problems.append(f"Theme {safe_line(file.name)} cannot be read: {error.strerror}.")
            except (ValueError, KeyError, RecursionError):
                problems.append(f"Theme {safe_line(file.name)} is not a TOML file with a name.")
            else:
                origin = "shipped" if folder != own else safe_line(str(file))
                shown = safe_line(str(name))
                themes[shown] = ThemeFile(shown, origin)
    return tuple(themes[name] for name in sorted(themes)), tuple(problems)
