"""Imports feeds from OPML files at typed paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.presentation.sentences import pluralize
from briefing.services.feeds.opml_import import LARGEST_OPML
from briefing.sources.local_files import read_file
from briefing.ui.screens.export.downloads import typed_path

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedService, OpmlImport


def import_from(feeds: FeedService, typed: str) -> OpmlImport:
    """Follow the feeds of a file. Raises SourceError and StoreError."""
    path = typed_path(typed)
    return feeds.import_opml(read_file(path, name=path.name, limit=LARGEST_OPML), path.name)


def import_message(imported: OpmlImport, typed: str) -> str:
    """The result as a message: "Followed 3 feeds of subs.opml (1 followed already)"."""
    details = [f"{len(imported.known)} already followed"] if imported.known else []
    if imported.refused:
        details.append(f"{len(imported.refused)} refused: {imported.refused[0].rstrip('.')}")
    message = f"Followed {pluralize(len(imported.added), 'feed')} of {typed_path(typed).name}"
    return f"{message} ({', '.join(details)})" if details else message
