"""Keeps the key and the port of the reader's address in the home, so that the address can be bookmarked."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from briefing.regular_files import make_private_folder, open_regular, read_limited
from briefing.store.files.atomic_write import write_durably
from briefing.store.files.file_errors import write_errors

SCHEMA = 1
_TOKEN = "[A-Za-z0-9_-]{43}"
_MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Address:
    token: str
    """The key: 256 random bits."""
    port: int | None = None
    """The port on which it was served last; None before the first time."""

    @classmethod
    def new(cls, port: int | None = None) -> Self:
        return cls(secrets.token_urlsafe(32), port)


def kept_address(file: Path, *, new_token: bool = False) -> Address:
    """Return the address of a file; with a new token where none is kept that only its owner could read."""
    try:
        with open_regular(file) as handle:
            is_private = sys.platform == "win32" or not os.fstat(handle.fileno()).st_mode & 0o077
            found = json.loads(read_limited(handle, file, _MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return Address.new()
    match found:
        case {"schema": 1, "token": str(token), "port": int(port)} if 0 < port < 65536:
            if is_private and not new_token and re.fullmatch(_TOKEN, token):
                return Address(token, port)
            return Address.new(port)
    return Address.new()


def keep_address(file: Path, address: Address) -> None:
    """Write the address for its owner alone. Raises StoreError."""
    content = json.dumps({"schema": SCHEMA, "token": address.token, "port": address.port})
    with write_errors(file):
        make_private_folder(file.parent)
        file.unlink(missing_ok=True)  # it may stand open to others
        write_durably(file, content.encode())
