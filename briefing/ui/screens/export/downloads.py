"""Hands files to the browser that shows the reader, which saves them where it saves everything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, cast

from briefing.paths import DOWNLOADS_VARIABLE
from briefing.store.files.file_errors import write_errors

if TYPE_CHECKING:
    from textual.app import App
    from textual.drivers.web_driver import WebDriver

PLACEHOLDER = "your browser saves it: a name if you like"


def new_outbox(app: App[None]) -> Path | None:
    """Make a folder for files that the browser shall save; None in a terminal. Raises StoreError."""
    folder = os.environ.get(DOWNLOADS_VARIABLE)
    if not folder or not app.is_web:
        return None
    with write_errors(Path(folder)):
        return Path(mkdtemp(dir=folder))


def offer(files: Sequence[Path], outbox: Path, name: str) -> Path:
    """Move a file, or several in an archive of this name, to where the browser can fetch it.

    Raises StoreError.
    """
    with write_errors(outbox):
        if len(files) == 1:
            return Path(shutil.move(files[0], outbox.with_name(files[0].name)))
        return Path(shutil.make_archive(str(outbox.with_name(name)), "zip", outbox))


def send(app: App[None], file: Path | None) -> None:
    """Let the browser save what was offered to it, if anything was."""
    if file is not None:
        # Only the driver of a browser makes an outbox. It is Textual's, which has no method for this.
        cast("WebDriver", app._driver).write_meta({"type": "download", "name": file.name})
