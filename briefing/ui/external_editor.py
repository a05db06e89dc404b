"""Edits a note or a file in the editor that VISUAL or EDITOR names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from briefing.errors import BriefingError

FALLBACKS = ("nano", "vi")


class ExternalEditorError(BriefingError):
    """The editor could not be run, or it failed."""


def editor_command(environment: Mapping[str, str]) -> Sequence[str]:
    """The editor's command line; raises ExternalEditorError if there is none."""
    for name in ("VISUAL", "EDITOR"):
        if words := environment.get(name, "").strip():
            try:
                return shlex.split(words)
            except ValueError as error:
                raise ExternalEditorError(f"{name} has a quote that does not close: {words}") from error
    for fallback in FALLBACKS:
        if shutil.which(fallback):
            return [fallback]
    raise ExternalEditorError("No editor is set: name one in the environment variable EDITOR.")


def edit_file(path: Path, command: Sequence[str]) -> None:
    """Wait until the editor ends; raises ExternalEditorError if it could not be run, or failed."""
    try:
        code = subprocess.run([*command, os.fspath(path)], check=False).returncode
    except OSError as error:
        raise ExternalEditorError(
            f"“{command[0]}” cannot be run: {error.strerror}; name another in EDITOR."
        ) from error
    if code:
        raise ExternalEditorError(f"“{command[0]}” ended with {code}, so {path.name} stays as it was.")


def edit_text(text: str, command: Sequence[str]) -> str:
    """Return the edited text; raises ExternalEditorError if it could not be edited."""
    # In a folder that only this user can read: notes are private.
    with tempfile.TemporaryDirectory(prefix="note-") as folder:
        path = Path(folder, "note.md")
        path.write_bytes(text.encode("utf-8", "replace"))
        edit_file(path, command)
        try:
            edited = path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise ExternalEditorError(
                f"“{command[0]}” left no note behind, so the note stays as it was."
            ) from error
    # Editors append a newline that the user has not typed.
    return edited.removesuffix("\n")
