"""The input of every export format: annotated articles, and their briefings if these are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.domain import Analysis
    from briefing.domain.annotation import AnnotatedArticle


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """The articles and briefings of an export; equal bundles are rendered to equal bytes."""

    articles: tuple[AnnotatedArticle, ...]
    """The articles in the order in which they are to appear."""
    briefings: Mapping[str, Analysis] = field(default_factory=dict)
    """The briefings by article id; empty if only annotations were asked for."""
    guard_cells: bool = False
    """Whether cells that a spreadsheet would take for a formula are made plain text (CSV formats)."""
