"""Checks what is installed: versions, engines and pipelines."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version

from briefing import __version__
from briefing.cli.doctor.findings import Finding
from briefing.cli.session import Session
from briefing.domain import Article
from briefing.errors import BriefingError
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.engine_registry import installed_engines
from briefing.nlp.engine.protocol import analyse


def versions(session: Session) -> Iterator[Finding]:
    parts = [
        f"briefing {__version__}",
        f"Python {sys.version.split()[0]}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    for package in ("textual", "spacy"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield Finding("versions", f"{package} is not installed: install briefing again.", sound=False)
    yield Finding("versions", ", ".join(parts))


def engine(session: Session) -> Iterator[Finding]:
    chosen = session.settings.engine
    found = "".join(f"; {each.name} is installed ({each.package})" for each in installed_engines())
    try:
        with closing(EnginePool(session.settings.pipelines, chosen)) as engine:
            if chosen != BUILT_IN:  # whose pipelines are looked at one by one
                engine.warm()
            info = engine.info
    except BriefingError as error:
        yield Finding("engine", str(error), sound=False)
    else:
        yield Finding("engine", f"{chosen} {info.version} is used{found}")
    for language, name in session.settings.pipelines.items():
        try:
            with closing(EnginePool({language: name})) as engine:
                analyse(engine, Article("doctor", "Words", "These are some words.", language=language))
        except BriefingError as error:
            yield Finding("engine", str(error), sound=False)
        else:
            yield Finding("engine", f"{language}: {name} {_version_of(name)}".rstrip())


def _version_of(pipeline: str) -> str:
    """Empty for a pipeline that is a folder."""
    try:
        return version(pipeline)
    except PackageNotFoundError:
        return ""
