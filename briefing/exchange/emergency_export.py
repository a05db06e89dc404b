"""Writes annotations that could not be saved to a file, from which they can be imported."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefing.domain.annotation import AnnotatedArticle
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.json import to_json
from briefing.regular_files import make_private_folder
from briefing.store.files.atomic_write import write_durably


def write_emergency_export(articles: Iterable[AnnotatedArticle], folder: Path) -> Path:
    """Write annotations as JSON into a folder or, as a last resort, the system's temporary folder.

    Raises ExchangeError.
    """
    content = to_json(ExportBundle(tuple(articles))).encode("utf-8", "replace")
    name = f"briefing-unsaved-{secrets.token_hex(4)}.json"
    try:
        with suppress(OSError):
            make_private_folder(folder)
            write_durably(folder / name, content)
            return folder / name
        file = Path(tempfile.gettempdir(), name)
        write_durably(file, content)
        return file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExchangeError(
            f"The unsaved annotations could not be written to the temporary folder either ({reason}), "
            f"and are lost: free some space before you write them again."
        ) from error


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
