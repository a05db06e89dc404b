"""Loads config.toml and the theme files, again whenever one of them has been saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.theme import Theme

from briefing.settings import Settings, load_settings
from briefing.ui.theme import load_themes


@dataclass(frozen=True, slots=True)
class Configuration:
    settings: Settings
    themes: Mapping[str, Theme]
    problems: tuple[str, ...] = ()
    """A sentence for each thing in the files that could not be used."""


class ConfigurationFiles:
    def __init__(self, config_file: Path, theme_folders: Sequence[Path], settings: Settings) -> None:
        """`settings` were loaded at the start. A later folder's themes replace those of the same name."""
        self.config_file = config_file
        self._theme_folders = tuple(theme_folders)
        self._settings = settings
        self._seen = self._stamps()

    def load(self) -> Configuration:
        self._seen = self._stamps()
        self._settings, problems = load_settings(self.config_file, self._settings)
        themes, failed = load_themes(self._theme_folders)
        return Configuration(self._settings, themes, (*problems, *map(str, failed)))

    def has_changed(self) -> bool:
        """Whether a file was saved, made or removed since the last `load`."""
        return self._stamps() != self._seen

    def _stamps(self) -> Mapping[Path, tuple[int, int]]:
        stamps: dict[Path, tuple[int, int]] = {}
        for file in (
            self.config_file,
            *(each for folder in self._theme_folders for each in folder.glob("*.toml")),
        ):
            try:
                found = file.stat()
            except OSError:
                continue
            stamps[file] = (found.st_mtime_ns, found.st_size)
        return stamps
