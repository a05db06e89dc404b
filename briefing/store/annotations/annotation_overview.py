"""Lists annotations of all articles, from the index where possible, else from the files."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from briefing.domain.annotation import AnnotationEntry
from briefing.domain.annotation_counts import article_counts, article_tags, tag_counts
from briefing.errors import StoreError
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore, StoredAnnotations
from briefing.store.notices import Notices

BATCH = 100
"""The number of files read before they are indexed in one transaction."""


class AnnotationOverview:
    """Lists what the files contain, whichever program wrote them. Thread-safe."""

    def __init__(self, store: AnnotationStore, index: AnnotationIndex, notices: Notices) -> None:
        """Irregularities of the files are added to `notices`."""
        self._store = store
        self._index = index
        self._notices = notices

    def entries(self, *, limit: int | None = None) -> list[AnnotationEntry]:
        """All annotations, last modified first, for display only. Raises StoreError."""
        if self.sync():
            with suppress(StoreError):
                return self._index.entries(limit=limit)
        return self._from_files()[:limit]

    def tags(self) -> Mapping[str, int]:
        """Numbers of annotations by tag, most used first."""
        return self._index.tags() if self.sync() else tag_counts(self._from_files())

    def counts(self) -> Mapping[str, int]:
        """Numbers of annotations by article id."""
        return self._index.counts() if self.sync() else article_counts(self._from_files())

    def tags_by_article(self) -> Mapping[str, tuple[str, ...]]:
        """Sorted tags of annotations by article id."""
        return self._index.tags_by_article() if self.sync() else article_tags(self._from_files())

    def sync(self) -> bool:
        """Update the index from changed files; return whether the index can be used."""
        try:
            stamps = self._store.stamps()
        except StoreError as error:  # an outdated index is better than nothing
            self._notices.add([str(error)])
            return True
        try:
            known = self._index.stamps()
            stale = [article_id for article_id, stamp in stamps.items() if known.get(article_id) != stamp]
            for at in range(0, len(stale), BATCH):
                read = [self.read(article_id) for article_id in stale[at : at + BATCH]]
                self._index.put([(notes.stamp, notes.article) for notes in read if notes is not None])
            if gone := known.keys() - stamps.keys():
                for article_id in gone:  # says so if another program has deleted them
                    self.read(article_id)
                self._index.remove(gone)
        except StoreError:
            return False  # the library cannot be written now: the next sync retries
        return True

    def _from_files(self) -> list[AnnotationEntry]:
        found = [notes.article for id_ in self._store.ids() if (notes := self.read(id_)) is not None]
        entries = [AnnotationEntry(each.head, one) for each in found for one in each.annotations]
        return sorted(entries, key=lambda entry: entry.annotation.modified, reverse=True)

    def update(self, notes: StoredAnnotations) -> None:
        """Index what was just written; on failure `sync` does it later."""
        with suppress(StoreError):
            self._index.put([(notes.stamp, notes.article)])

    def read(self, article_id: str) -> StoredAnnotations | None:
        """The stored annotations; None if there are none or the file is unreadable, which adds a notice."""
        try:
            notes = self._store.read(article_id)
        except StoreError as error:
            self._notices.add([str(error)])
            return None
        if notes is not None:
            self._notices.add(notes.notices)
        return notes
