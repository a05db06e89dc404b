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
from briefing.presentation.sentences import pluralize
from briefing.services.language_model.usage_ledger import USAGE, UsageLedger


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
            if chosen != BUILT_IN:  # its pipelines are checked one by one below
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


def model(session: Session) -> Iterator[Finding]:
    """Check where articles are sent, if they are, and this month's use; the server is not asked."""
    if (config := session.settings.model) is None:
        return
    where = "on this machine" if config.is_local else "NOT on this machine: articles are sent there"
    uses = ", ".join(config.uses) or "questions alone"
    yield Finding("model", f"{config.name} at {config.address}, {where}; for {uses}")
    ledger = UsageLedger(session.paths.model_dir / USAGE)
    usage = ledger.usage()
    cost = f", {usage.cost:.2f} spent" if usage.cost else ""
    answers = pluralize(usage.requests, "answer")
    tokens = f"{usage.tokens_in:,} tokens sent, {usage.tokens_out:,} answered"
    yield Finding("model", f"{answers} this month: {tokens}{cost}")
    if (why := ledger.why_not(config)) is not None:
        yield Finding("model", f"It is not asked now: {why}.", sound=False)


def _version_of(pipeline: str) -> str:
    """Return the version of a pipeline, or "" if it is a folder."""
    try:
        return version(pipeline)
    except PackageNotFoundError:
        return ""
