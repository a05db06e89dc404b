"""Converts between our urn:uuid and the ids of Hypothesis, which are UUIDs in URL-safe base64."""

from __future__ import annotations

import base64
import binascii
import re
import uuid

_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}")


def short_id(annotation_id: str) -> str:
    """Return an id as Hypothesis writes it; an id that is no UUID in its usual spelling stays as it is."""
    if not _URN.fullmatch(annotation_id):
        return annotation_id
    return base64.urlsafe_b64encode(uuid.UUID(annotation_id).bytes).rstrip(b"=").decode("ascii")


def urn_of_short_id(short: str) -> str | None:
    """Return the urn:uuid of a Hypothesis id, or None for an id of another kind."""
    if not _SHORT.fullmatch(short):
        return None
    try:
        urn = uuid.UUID(bytes=base64.urlsafe_b64decode(short + "==")).urn
    except (binascii.Error, ValueError):
        return None
    # 22 characters hold four bits more than a UUID, so several spellings decode to it: only one is its id.
    return urn if short_id(urn) == short else None
