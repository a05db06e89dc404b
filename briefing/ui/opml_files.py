"""Imports and exports feeds as OPML files at paths that the reader types."""

from __future__ import annotations

import os
from pathlib import Path

from briefing.errors import NotFoundError
from briefing.services.feeds.opml_import import LARGEST_OPML
from briefing.services.feeds.service import FeedService, OpmlImport
from briefing.sources.local_files import read_file
from briefing.store.files.atomic_write import write_durably
from briefing.store.files.file_errors import write_errors
from briefing.ui.presenters.articles.reader_messages import pluralize

USUAL_NAME = "feeds.opml"


def import_from(feeds: FeedService, typed: str) -> OpmlImport:
    """Follow the feeds of a file. Raises SourceError and StoreError."""
    path = _path(typed)
    return feeds.import_opml(read_file(path, name=path.name, limit=LARGEST_OPML), path.name)


def import_message(imported: OpmlImport, typed: str) -> str:
    """The result as a message: "Followed 3 feeds of subs.opml (1 followed already)"."""
    beside = [f"{len(imported.known)} followed already"] if imported.known else []
    if imported.refused:
        beside.append(f"{len(imported.refused)} refused: {imported.refused[0].rstrip('.')}")
    said = f"Followed {pluralize(len(imported.added), 'feed')} of {_path(typed).name}"
    return f"{said} ({', '.join(beside)})" if beside else said


def export_to(feeds: FeedService, typed: str, *, replace: bool) -> Path | None:
    """Write all feeds to a file, or into a folder under the usual name; return the path.

    None where a file is there that is not to be replaced. Raises SourceError and StoreError.
    """
    path = _path(typed)
    if path.is_dir():
        path /= USUAL_NAME
    if not path.parent.is_dir():
        raise NotFoundError(f"There is no folder {path.parent}: make it first, or choose another.")
    if path.exists() and not replace:
        return None
    with write_errors(path):
        write_durably(path, feeds.export_opml())
    return path


def _path(typed: str) -> Path:
    return Path(os.path.expanduser(typed.strip()))  # noqa: PTH111  Path.expanduser raises
