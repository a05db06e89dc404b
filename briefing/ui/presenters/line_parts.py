"""A line of a list as columns: each part has its text and the role that its style follows from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinePart:
    """A part of a line, and its role: "title", "date", "note", "mark-2" and so on."""

    text: str
    role: str
