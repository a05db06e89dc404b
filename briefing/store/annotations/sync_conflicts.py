"""Groups files in the annotations folder by article, conflict copies of sync tools included.

A sync tool puts a copy beside a file that two devices changed at once, under a name of its own making.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["FileKind", "NamedFile", "file_named"]


class FileKind(Enum):
    COLLECTION = auto()
    CONFLICT = auto()
    """A sync tool's copy of a collection, which another device wrote."""
    TEXT = auto()
    """A text that annotations stand on, or stood on: the present one, a kept one or a sync tool's copy."""
    DAMAGED = auto()
    """Set aside, because it could not be read."""


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
"""OneDrive adds the name of the computer, in capitals; `-backup` and `-old` are somebody's own copies."""


def file_named(name: str) -> NamedFile | None:
    """What the name of a file says; None for one that is not ours to read."""
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
    elif _CONFLICT.fullmatch(rest) or _DEVICE.fullmatch(rest):
        kind = FileKind.CONFLICT
    else:
        return None
    return NamedFile(name, match["id"], kind)
