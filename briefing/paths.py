"""Locates the reader's files, and the themes and seeds that are shipped with the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from platformdirs import PlatformDirs

from briefing import __version__

APP = "briefing"
SAMPLE = "sample.txt"
"""The article that a new library opens with, among the seeds."""
HOME_VARIABLE = "BRIEFING_HOME"
DOWNLOADS_VARIABLE = "BRIEFING_DOWNLOADS"
"""The folder for files that the browser shall save which shows the reader."""

_PACKAGE = Path(__file__).parent


class Paths(NamedTuple):
    """The paths of the reader's files. None is made here: a store makes its folder when it writes."""

    config_file: Path
    themes_dir: Path
    """The folder of the reader's own themes, one TOML file each."""
    templates_dir: Path
    """The folder of the reader's own export formats, one Jinja2 file each."""
    library_db: Path
    annotations_dir: Path
    feeds_file: Path
    """The file of subscriptions, in OPML."""
    cache_dir: Path
    """The folder of files that can be made again at any time."""
    log_file: Path
    rescue_dir: Path
    """The folder for annotations that could not be saved as the program ended."""

    @property
    def model_dir(self) -> Path:
        """The folder of a language model's answers and of what they cost."""
        return self.cache_dir / "model"

    @property
    def backups_dir(self) -> Path:
        return self.feeds_file.with_name("backups")

    @property
    def marks_file(self) -> Path:
        """The marks, should the library be lost."""
        return self.backups_dir / "marks.jsonl"

    @property
    def browser_file(self) -> Path:
        """The address at which the reader is served to browsers, with its key."""
        return self.rescue_dir.with_name("browser.json")

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Put everything into one folder."""
        return cls._of(config=home, data=home, cache=home / "cache", log=home, state=home)

    @classmethod
    def of_platform(cls) -> Paths:
        """Use the system's folders for such files (XDG, Application Support, AppData)."""
        folders = PlatformDirs(APP, appauthor=False)
        return cls._of(
            config=folders.user_config_path,
            data=folders.user_data_path,
            cache=folders.user_cache_path,
            log=folders.user_log_path,
            state=folders.user_state_path,
        )

    def private(self) -> tuple[Path, ...]:
        """Return the paths that only the reader may see: articles, notes, subscriptions, logs.

        The library's folder is one of them if it holds nothing but our files: otherwise it may be shared.
        """
        folder = self.library_db.parent
        ours = tuple(each.name for each in (*self, self.backups_dir, self.browser_file))
        shared = [each for each in folder.glob("[!.]*") if not each.name.startswith(ours)]
        return (
            *folder.glob(f"{self.library_db.name}*"),
            *self.log_file.parent.glob(f"{self.log_file.name}*"),
            *(self.annotations_dir, self.feeds_file, self.backups_dir, self.cache_dir, self.rescue_dir),
            self.browser_file,
            *([] if shared else [folder]),
        )

    @classmethod
    def _of(cls, *, config: Path, data: Path, cache: Path, log: Path, state: Path) -> Paths:
        return cls(
            config_file=config / "config.toml",
            themes_dir=config / "themes",
            templates_dir=config / "templates",
            library_db=data / "library.db",
            annotations_dir=data / "annotations",
            feeds_file=data / "feeds.opml",
            cache_dir=cache,
            log_file=log / "briefing.log",
            rescue_dir=state / "unsaved",
        )


def resolve_paths(home: str | None = None, environ: Mapping[str, str] = os.environ) -> Paths:
    """Use the folder `home`, or that of BRIEFING_HOME, or the platform's own folders."""
    chosen = home or environ.get(HOME_VARIABLE)
    if not chosen:
        return Paths.of_platform()
    # The path is resolved once: the working folder may change, or a shell may not have expanded the tilde.
    return Paths.under(Path(os.path.expanduser(chosen)).resolve())  # noqa: PTH111  Path.expanduser raises


def bundled_themes() -> Path:
    return _shipped("themes")


def bundled_seeds() -> Path:
    """Return the folder of the shipped sample article and starter feeds."""
    return _shipped("seeds")


def bundled_sample() -> Path:
    return bundled_seeds() / SAMPLE


def bundled_licences() -> Path:
    """Return the folder of the notices and licences of what is inside."""
    installed = _PACKAGE.with_name(f"briefing_reader-{__version__}.dist-info") / "licenses" / "licences"
    return installed if installed.is_dir() else _PACKAGE.parent / "licences"


def _shipped(name: str) -> Path:
    """Return a folder inside the package in a wheel, at the top of the repository in a checkout."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
