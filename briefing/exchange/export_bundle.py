"""The input of every export format: annotated articles, with their briefings where these are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.domain import Analysis
    from briefing.domain.annotation import AnnotatedArticle


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """The same bundle is always rendered to the same bytes."""

    articles: tuple[AnnotatedArticle, ...]
    """In the order in which they are to appear."""
    briefings: Mapping[str, Analysis] = field(default_factory=dict)
    """By article id; empty where only annotations were asked for."""
    guard_cells: bool = False
    """Whether cells that a spreadsheet would take for a formula are made plain text (CSV formats)."""
