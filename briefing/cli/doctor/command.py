"""Runs `briefing doctor`, which checks files, engine, library, feeds and settings."""

from __future__ import annotations

import os
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing import __version__
from briefing.cli.session import Session
from briefing.domain import Article
from briefing.domain.text.sanitize import safe_line
from briefing.errors import BriefingError
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.engine_registry import installed_engines
from briefing.nlp.engine.protocol import analyse
from briefing.paths import bundled_themes
from briefing.services.factory import open_library
from briefing.settings.settings_errors import unknown_name, where
from briefing.settings.values import AUTO_THEME
from briefing.store.annotations.checkup import check_annotation_files
from briefing.ui.commands.keymap import resolve_keymap
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.theme import load_themes


@dataclass(frozen=True, slots=True)
class _Finding:
    what: str
    says: str
    sound: bool = True


def doctor(args: Namespace, session: Session) -> int:
    """Print a line for each check; return 1 if one failed. Takes a few seconds."""
    if args.rebuild:
        with session.library() as library:
            library.rebuild_search()
    status = 0
    for check in _CHECKS:
        for finding in check(session):
            print(
                f"{'ok ' if finding.sound else 'BAD'}  {finding.what:<11}  {safe_line(finding.says)}",
                flush=True,
            )
            status = status if finding.sound else 1
    return status


def _versions(session: Session) -> Iterator[_Finding]:
    parts = [
        f"briefing {__version__}",
        f"Python {sys.version.split()[0]}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    for package in ("textual", "spacy"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield _Finding("versions", f"{package} is not installed: install briefing again.", sound=False)
    yield _Finding("versions", ", ".join(parts))


def _settings(session: Session) -> Iterator[_Finding]:
    file = session.paths.config_file
    _, keymap_problems = resolve_keymap(session.settings.keymap, session.settings.preset)
    problems = (*session.problems, *keymap_problems)
    for problem in problems:
        yield _Finding("settings", problem, sound=False)
    if not problems:
        yield _Finding("settings", str(file) if file.exists() else f"{file} (none yet: the defaults hold)")


def _themes(session: Session) -> Iterator[_Finding]:
    themes, failed = load_themes((bundled_themes(), session.paths.themes_dir))
    for error in failed:
        yield _Finding("themes", str(error), sound=False)
    chosen = session.settings.theme
    if chosen == AUTO_THEME:
        yield _Finding("themes", f"{', '.join(sorted(themes))}; the terminal's background chooses")
    elif chosen in themes:
        yield _Finding("themes", f"{', '.join(sorted(themes))}; {chosen} is used")
    else:
        yield _Finding("themes", f"{where(chosen)}{unknown_name('theme', chosen, themes)}", sound=False)


def _folders(session: Session) -> Iterator[_Finding]:
    paths = session.paths
    for what, folder in (("annotations", paths.annotations_dir), ("cache", paths.cache_dir)):
        there = _nearest_existing(folder)
        if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
            yield _Finding(what, f"{folder}{'' if folder.exists() else ' (made when needed)'}")
        else:
            yield _Finding(
                what, f"{there} cannot be written to: give yourself permission, or use --home.", sound=False
            )
    yield _Finding(
        "log", f"{paths.log_file}{'' if paths.log_file.exists() else ' (none yet: nothing failed)'}"
    )


def _annotations(session: Session) -> Iterator[_Finding]:
    try:
        for odd in check_annotation_files(session.paths.annotations_dir):
            yield _Finding("annotations", odd.sentence, sound=odd.is_harmless)
    except BriefingError as error:
        yield _Finding("annotations", str(error), sound=False)


def _library(session: Session) -> Iterator[_Finding]:
    file = session.paths.library_db
    if not file.exists():
        yield _Finding("library", f"{file} (none yet: the first article makes it)")
        return
    try:
        with open_library(session.paths, session.settings, session.engine) as library:
            for notice in library.notices:
                yield _Finding("library", notice, sound=False)
            problems = library.integrity()
            for problem in problems:
                yield _Finding("library", problem, sound=False)
            for problem in () if problems else library.search_problems():
                yield _Finding("search", problem, sound=False)
            if problems:
                yield _Finding("library", "it will be set aside when briefing starts next.", sound=False)
            else:
                number = len(library.entries())
                yield _Finding("library", f"{file}, {pluralize(number, 'article')}")
    except BriefingError as error:
        yield _Finding("library", str(error), sound=False)


def _feeds(session: Session) -> Iterator[_Finding]:
    if not session.paths.library_db.exists():
        return
    try:
        with open_library(session.paths, session.settings, session.engine) as library:
            listing = library.feeds.listing()
            for notice in library.feeds.pop_notices():
                yield _Finding("feeds", notice, sound=False)
    except BriefingError as error:
        yield _Finding("feeds", str(error), sound=False)
        return
    for feed in listing:
        if feed.error:
            when = f" (next try {feed.next_try})" if feed.next_try else ""
            yield _Finding("feeds", f"{feed.title}: {feed.error}{when}", sound=False)
    number = len(listing)
    yield _Finding("feeds", f"{session.paths.feeds_file}, {pluralize(number, 'feed')}")


def _engine(session: Session) -> Iterator[_Finding]:
    chosen = session.settings.engine
    found = "".join(f"; {each.name} is installed ({each.package})" for each in installed_engines())
    try:
        with closing(EnginePool(session.settings.pipelines, chosen)) as engine:
            if chosen != BUILT_IN:  # whose pipelines are looked at one by one
                engine.warm()
            info = engine.info
    except BriefingError as error:
        yield _Finding("engine", str(error), sound=False)
    else:
        yield _Finding("engine", f"{chosen} {info.version} is used{found}")
    for language, name in session.settings.pipelines.items():
        try:
            with closing(EnginePool({language: name})) as engine:
                analyse(engine, Article("doctor", "Words", "These are some words.", language=language))
        except BriefingError as error:
            yield _Finding("engine", str(error), sound=False)
        else:
            yield _Finding("engine", f"{language}: {name} {_version_of(name)}".rstrip())


def _version_of(pipeline: str) -> str:
    """Empty for a pipeline that is a folder."""
    try:
        return version(pipeline)
    except PackageNotFoundError:
        return ""


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


_CHECKS: tuple[Callable[[Session], Iterator[_Finding]], ...] = (
    _versions,
    _settings,
    _themes,
    _folders,
    _annotations,  # before the library, which mends them when it is begun anew
    _library,
    _feeds,
    _engine,
)
