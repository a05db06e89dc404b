"""Writes annotations that could not be saved to a file, from which they can be imported."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefing.domain.annotation import AnnotatedArticle
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.json import to_json
from briefing.regular_files import make_private_folder


def write_emergency_export(articles: Iterable[AnnotatedArticle], folder: Path) -> Path:
    """Write annotations as JSON into a folder or, as a last resort, the system's temporary folder.

    Raises ExchangeError.
    """
    content = to_json(ExportBundle(tuple(articles))).encode("utf-8", "replace")
    try:
        with suppress(OSError):
            make_private_folder(folder)
            return _write(content, folder)
        return _write(content, None)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExchangeError(
            f"The unsaved annotations could not be written to the temporary folder either ({reason}), "
            f"and are lost: free some space before you write them again."
        ) from error


def _write(content: bytes, folder: Path | None) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="briefing-unsaved-", suffix=".json", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)  # half of the annotations would be taken for all
        raise
    return Path(name)


def emergency_message(changes: int, file: Path | None) -> str:
    """Say where unsaved changes are. `file` is None for deletions alone, which leave nothing to write."""
    if file is None:
        what = "1 annotation" if changes == 1 else f"{changes} annotations"
        return f"{what} could not be deleted: delete {'it' if changes == 1 else 'them'} again the next time."
    what = "1 change" if changes == 1 else f"{changes} changes"
    return (
        f"{what} to your annotations could not be saved: what they made is in {file}, "
        f"and `briefing import {file}` takes it in."
    )
