"""Corrects the engine's analyses as the reader has, and stores the corrections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from briefing.domain import Analysis, Article, Part
from briefing.domain.analysis import PARTS, AnalysisItem
from briefing.domain.annotation import ArticleHead, utc_now
from briefing.domain.correction import Correction, CorrectionKind, Subject, corrected, in_brief
from briefing.errors import StoreError
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.articles.article_store import ArticleStore
from briefing.store.notices import Notices


class CorrectionService:
    """The corrections of a library. Safe to use from several threads."""

    def __init__(
        self,
        store: CorrectionStore,
        notices: Notices,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._notices = notices
        self._now = now

    def for_article(self, article_id: str) -> tuple[Correction, ...]:
        """The corrections in the order of making; none, with a notice, if they cannot be read."""
        try:
            return self._store.read(article_id).corrections
        except StoreError as error:
            self._notices.add([str(error)])
            return ()

    def corrected(self, analysis: Analysis, article: Article) -> Analysis:
        return corrected(analysis, self.for_article(article.id), article.text, article.published)

    def corrected_part(self, analysis: Analysis, part: Part, article: Article) -> Part:
        """Return a part of an analysis that may be unfinished, as the reader has corrected it."""
        if part.name not in PARTS:
            return part
        return Part(part.name, getattr(self.corrected(analysis, article), part.name))

    def index_names(self, analysis: Analysis, article: Article, store: ArticleStore) -> None:
        """Let `actor:`, `issue:` and charts find the names of an analysis as the reader corrected them."""
        shown = self.corrected(analysis, article)
        store.put_names(article, shown, is_corrected=shown != analysis)

    def draft(
        self,
        kind: CorrectionKind,
        subject: Subject,
        *,
        value: str = "",
        into: AnalysisItem | None = None,
    ) -> Correction:
        """Return a correction that is not made yet. Raises ValueError if its members do not fit."""
        kept = cast(AnalysisItem, in_brief(into)) if into is not None else None
        made = self._now().astimezone(UTC).isoformat(timespec="microseconds")  # their order counts
        return Correction(kind, in_brief(subject), value, kept, made)

    def add(self, article: Article, correction: Correction) -> None:
        """Store a correction. Raises StoreError."""
        self._store.edit(ArticleHead.of(article), lambda made: (*made, correction))

    def take_back(self, article: Article, correction: Correction) -> None:
        """Delete a correction. Raises StoreError."""
        self._store.edit(
            ArticleHead.of(article), lambda made: tuple(each for each in made if each != correction)
        )

    def ids(self) -> list[str]:
        """The ids of articles that may have corrections. Raises StoreError."""
        return self._store.ids()
