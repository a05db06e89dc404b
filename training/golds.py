"""Gold briefings as the training scripts read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["Gold", "origin", "read"]

Gold = dict[str, Any]
"""A gold briefing as its JSON file holds it."""


def read(folder: Path) -> list[Gold]:
    """In the order of the files' names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def origin(gold: Gold) -> str:
    """Who annotated which texts: "" for the gold standard itself, else what further_golds.py wrote."""
    return str(gold.get("origin", ""))
