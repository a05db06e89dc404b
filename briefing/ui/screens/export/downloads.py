"""Writes documents at typed paths, or hands them to the browser that shows the reader, which saves them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, cast

from briefing.errors import NotFoundError
from briefing.paths import DOWNLOADS_VARIABLE
from briefing.store.files.atomic_write import write_durably
from briefing.store.files.file_errors import write_errors
from briefing.ui.tasks import SerialExecutor, TaskRunner

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


def typed_path(typed: str) -> Path:
    return Path(os.path.expanduser(typed.strip()))  # noqa: PTH111  Path.expanduser raises


def write_to(typed: str, name: str, content: Callable[[], bytes], *, replace: bool) -> Path | None:
    """Write a document to a file, or under this name into a folder; return the path.

    None if the file exists and `replace` is not set. Raises SourceError and StoreError.
    """
    path = typed_path(typed)
    if path.is_dir():
        path /= name
    if not path.parent.is_dir():
        raise NotFoundError(f"There is no folder {path.parent}: make it first, or choose another.")
    if path.exists() and not replace:
        return None
    with write_errors(path):
        write_durably(path, content(), private=False)
    return path


def write_document(
    app: App[None],
    tasks: TaskRunner,
    typed: str,
    name: str,
    content: Callable[[], bytes],
    *,
    replace: bool = False,
    done: Callable[[str], object],
    exists: Callable[[], object],
) -> None:
    """Write a document, and call `done` with where it is, or `exists` if it may not be replaced.

    What is no whole path is saved by the browser that shows the reader, if one does.
    """
    outbox = None if typed.startswith(("~", os.sep)) else new_outbox(app)

    def write() -> Path | None:
        written = write_to(str(outbox / typed) if outbox else typed, name, content, replace=replace)
        return offer([written], outbox, written.name) if outbox and written else written

    def report(written: Path | None) -> None:
        if written is None:
            exists()
        elif outbox is not None:
            send(app, written)
            done(f": your browser saves {written.name}.")
        else:
            done(f" to {written}.")

    tasks.after_writes(SerialExecutor(), write, report)  # with the note that was just made
