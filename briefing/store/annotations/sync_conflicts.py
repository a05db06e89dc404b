"""Groups files in the annotations folder by article, including conflict copies of sync tools.

A sync tool puts a copy, under a name of its own making, beside a file that two devices changed at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path


class FileKind(Enum):
    COLLECTION = auto()
    CONFLICT = auto()
    """A sync tool's copy of a collection, written on another device."""
    TEXT = auto()
    """A text that annotations are or were anchored in: current, older, or a sync tool's copy."""
    DAMAGED = auto()
    """A file that was set aside because it could not be read."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    name: str
    article_id: str
    kind: FileKind


_NAME = re.compile(r"(?P<id>[0-9a-f]{16})(?P<rest>[^0-9a-z].*)", re.DOTALL)
_DAMAGED = re.compile(r"\.json\.damaged-.*")

_CONFLICT = re.compile(
    r"""
    (?: [.]sync-conflict-.*                                    # Syncthing
      | [ ]?[(][^)]*(confl|konfl|конфл|競合|冲突|衝突|충돌).*[)]  # Dropbox, Nextcloud, Seafile; translated
      | [ ][(]?[0-9]+[)]?                                      # iCloud, Google Drive
      | [._-][^.]*conflict.*                                   # ownCloud, Resilio, rclone, and by hand
    )[.]json
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_DEVICE = re.compile(r"-(?=[0-9-]*[A-Z])[A-Z0-9-]+\.json")
"""OneDrive appends the computer's name in capitals; `-backup` and `-old` are the user's own copies."""


def conflict_copy(file: Path, now: datetime) -> Path:
    """The name under which another state of a file is merged into it."""
    return file.with_name(f"{file.stem} (conflicted copy {now:%Y-%m-%d %H%M%S}).json")


def file_named(name: str) -> NamedFile | None:
    """Classify a file by its name; None for files that are not ours."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    rest = match["rest"]
    if rest == ".json":
        kind = FileKind.COLLECTION
    elif _DAMAGED.fullmatch(rest):
        kind = FileKind.DAMAGED
    elif rest.endswith(".txt"):
        kind = FileKind.TEXT
    elif _is_conflict(rest):
        kind = FileKind.CONFLICT
    else:
        return None
    return NamedFile(name, match["id"], kind)


def is_conflict_copy(name: str, stem: str) -> bool:
    """Return whether a name is that of a sync tool's copy of the file `stem`.json."""
    return name.startswith(stem) and _is_conflict(name.removeprefix(stem))


def _is_conflict(rest: str) -> bool:
    return bool(_CONFLICT.fullmatch(rest) or _DEVICE.fullmatch(rest))
