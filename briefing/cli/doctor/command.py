"""Runs `briefing doctor`, which checks files, engine, library, feeds and settings, and repairs them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator

from briefing.cli.doctor.file_checks import annotation_files, folders, permissions, settings, stray, themes
from briefing.cli.doctor.findings import Finding
from briefing.cli.doctor.installed_checks import engine, model, versions
from briefing.cli.doctor.library_checks import feeds, library, sync, texts
from briefing.cli.session import Session
from briefing.domain.text.sanitize import safe_line
from briefing.errors import BriefingError

_CHECKS: tuple[Callable[[Session], Iterator[Finding]], ...] = (
    versions,
    settings,
    themes,
    folders,
    permissions,
    stray,
    annotation_files,  # before the library, which mends them when it is begun anew
    library,
    texts,
    feeds,
    sync,
    engine,
    model,
)


def doctor(args: Namespace, session: Session) -> int:
    """Print a line for each check; return 1 if one failed. Takes a few seconds."""
    if args.rebuild:
        with session.library() as opened:
            opened.rebuild_search()
    status = 0
    for check in _CHECKS:
        for finding in check(session):
            if finding.sound:
                _print("ok ", finding.what, finding.says)
            elif not (args.repair and _repair(finding)):
                _print("BAD", finding.what, finding.says)
                status = 1
    return status


def _repair(finding: Finding) -> bool:
    """Repair what was found and print what was done; return whether it is repaired."""
    if finding.repair is None:
        return False
    try:
        done = list(finding.repair())
    except (BriefingError, OSError) as error:
        _print("BAD", finding.what, str(error))
        return False
    for sentence in done:
        _print("fix", finding.what, sentence)
    return True


def _print(sign: str, what: str, says: str) -> None:
    print(f"{sign}  {what:<11}  {safe_line(says)}", flush=True)
