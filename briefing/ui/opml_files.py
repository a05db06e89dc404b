"""Imports and exports feeds as OPML files at typed paths."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import NotFoundError
from briefing.presentation.sentences import pluralize
from briefing.services.feeds.opml_import import LARGEST_OPML
from briefing.sources.local_files import read_file
from briefing.store.files.atomic_write import write_durably
from briefing.store.files.file_errors import write_errors

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedService, OpmlImport

USUAL_NAME = "feeds.opml"


def import_from(feeds: FeedService, typed: str) -> OpmlImport:
    """Follow the feeds of a file. Raises SourceError and StoreError."""
    path = _path(typed)
    return feeds.import_opml(read_file(path, name=path.name, limit=LARGEST_OPML), path.name)


def import_message(imported: OpmlImport, typed: str) -> str:
    """The result as a message: "Followed 3 feeds of subs.opml (1 followed already)"."""
    details = [f"{len(imported.known)} already followed"] if imported.known else []
    if imported.refused:
        details.append(f"{len(imported.refused)} refused: {imported.refused[0].rstrip('.')}")
    message = f"Followed {pluralize(len(imported.added), 'feed')} of {_path(typed).name}"
    return f"{message} ({', '.join(details)})" if details else message


def export_to(feeds: FeedService, typed: str, *, replace: bool) -> Path | None:
    """Write all feeds to a file, or to the default name in a folder; return the path.

    None if the file exists and `replace` is not set. Raises SourceError and StoreError.
    """
    path = _path(typed)
    if path.is_dir():
        path /= USUAL_NAME
    if not path.parent.is_dir():
        raise NotFoundError(f"There is no folder {path.parent}: make it first, or choose another.")
    if path.exists() and not replace:
        return None
    with write_errors(path):
        write_durably(path, feeds.export_opml(), private=False)
    return path


def _path(typed: str) -> Path:
    return Path(os.path.expanduser(typed.strip()))  # noqa: PTH111  Path.expanduser raises
