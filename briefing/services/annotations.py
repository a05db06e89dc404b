"""Creates, changes, finds and lists annotations.

A change that cannot be written stays in memory until it can.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from briefing.domain import Article, Span
from briefing.domain.anchoring.anchor_report import anchor_report
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import (
    AnchorState,
    AnnotatedArticle,
    Annotation,
    AnnotationEntry,
    ArticleHead,
    Color,
    anchor_at,
    clean_tag,
    new_annotation,
    revise,
    sort_by_position,
    utc_now,
)
from briefing.domain.annotation_counts import article_counts, article_tags, tag_counts
from briefing.domain.annotation_revision import Revision, apply_revisions, replace_tags
from briefing.errors import BriefingError, NotFoundError, StoreError
from briefing.exchange.emergency_export import emergency_message, write_emergency_export
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_overview import AnnotationOverview
from briefing.store.annotations.annotation_store import AnnotationStore, RemovedAnnotations, StoredAnnotations
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.drafts import DraftStore
from briefing.store.annotations.repair import deleted_sentence, entries
from briefing.store.notices import Deleted, Notices


class AnnotationService:
    """The annotations of a library. Safe to use from several threads."""

    def __init__(
        self,
        store: AnnotationStore,
        index: AnnotationIndex,
        *,
        article_of: Callable[[str], Article | None],
        rescue_folder: Path,
        now: Callable[[], datetime] = utc_now,
        notices: Notices | None = None,
    ) -> None:
        """`article_of` returns an article by its id, or None; `rescue` writes into `rescue_folder`.

        `pop_notices` returns `notices`, to which others may add.
        """
        self._store = store
        self._notices = notices or Notices()
        self._overview = AnnotationOverview(store, index, self._notices)
        self._article_of = article_of
        self._rescue_folder = rescue_folder
        self._now = now
        self._lock = threading.RLock()
        self._unsaved: dict[str, list[Revision]] = {}
        self._strangers: dict[str, tuple[ArticleHead, str | None]] = {}
        """The head, and the text if known, of unsaved articles that are not in the library."""
        self.pending_error: str | None = None
        """The reason why changes are only in memory, a sentence; None if all are on disk."""

    @property
    def folder(self) -> Path:
        return self._store.folder

    @property
    def drafts(self) -> DraftStore:
        return DraftStore(self._store.folder / "drafts", now=self._now)

    def pop_notices(self) -> tuple[str, ...]:
        """Return and forget what was odd about the files, a sentence each."""
        return self._notices.pop()

    def pop_deleted(self) -> list[Deleted]:
        """Return and forget what another program was found to have deleted, corrections and the like, too."""
        lost = [
            Deleted(
                entries(notes.collection),
                deleted_sentence(notes.collection),
                partial(self._bring_back, notes),
            )
            for notes in self._store.pop_deleted()
        ]
        return [*lost, *self._notices.pop_deleted()]

    def _bring_back(self, notes: Backup) -> None:
        """Write deleted annotations again, beside those made since. Raises StoreError."""
        head = notes.collection.head
        article = self._article_of(head.id)
        with self._lock:
            self._save_first(head.id)
            here = self._store.read(head.id)
            there = {each.id for each in here.article.annotations} if here else set()
            puts = [Edit(each) for each in notes.collection.annotations if each.id not in there]
            written = ArticleHead.of(article) if article else head
            self._noted(self._store.edit(written, article.text if article else None, puts))

    # One article

    def for_article(self, article: Article) -> AnnotatedArticle:
        """The annotations of an article, re-anchored in its text if they were made on another.

        If some become orphans, the text that they were made on is stored for `earlier_text`. Raises
        StoreError when the file cannot be read.
        """
        with self._lock:
            standing = self._anchored(article)
            return self._with_unsaved(replace(standing, head=ArticleHead.of(article)))

    def read_only_reason(self, article_id: str) -> str | None:
        """Return why the annotations of an article must not be changed, as a sentence, or None."""
        notes = self._overview.read(article_id)
        return notes.read_only if notes is not None else None

    def reanchor(self, article: Article) -> None:
        """Re-anchor the annotations of an article whose text has changed."""
        try:
            if self._store.has(article.id):
                self.for_article(article)
        except StoreError as error:
            self._notices.add([str(error)])

    def find(self, article_id: str) -> AnnotatedArticle | None:
        """The annotations of an article, which the library need not have. Raises StoreError."""
        article = self._article_of(article_id)
        if article is not None:
            return self.for_article(article)
        with self._lock:
            notes = self._store.read(article_id)
            if notes is not None:
                self._notices.add(notes.notices)
                return self._with_unsaved(notes.article)
            if article_id not in self._unsaved or article_id not in self._strangers:
                return None
            head, text = self._strangers[article_id]
            return self._with_unsaved(AnnotatedArticle(head, (), text))

    def get(self, article_id: str, annotation_id: str) -> Annotation:
        """Find an annotation by its id and its article's. Raises NotFoundError."""
        annotated = self.find(article_id)
        for each in annotated.annotations if annotated else ():
            if each.id == annotation_id:
                return each
        raise NotFoundError("This annotation is gone: u may bring it back.")

    def earlier_text(self, article_id: str) -> str | None:
        """The stored earlier text in which most orphans have their passage, or None if there is none."""
        found = self.find(article_id)
        orphans = [each for each in found.annotations if each.is_orphan] if found else []
        best, most = None, 0
        for _, text in self._store.versions(article_id) if orphans else ():
            placed = sum(not each.is_orphan for each in reanchor(orphans, text))
            best, most = (text, placed) if placed > most else (best, most)
        return best

    # Articles that are removed and come back

    def remove(self, article_id: str) -> RemovedAnnotations:
        """Remove the annotations of an article; `undo_remove` brings them back. Raises StoreError."""
        with self._lock:
            self._save_first(article_id)
            return self._store.remove(article_id)

    def earlier(self, article_id: str) -> list[Backup]:
        """The earlier states of the annotations of an article, the newest first."""
        return self._store.earlier(article_id)

    def restore_earlier(self, article_id: str, earlier: Backup) -> Backup:
        """Bring an earlier state back, and return the one that it replaces. Raises StoreError."""
        with self._lock:
            self._save_first(article_id)
            replaced = self._store.present(article_id)
            self._noted(self._store.restore_earlier(article_id, earlier))
            return replaced

    def undo_remove(self, removed: RemovedAnnotations) -> None:
        """Bring back annotations that were removed. Raises StoreError."""
        notes = self._store.undo_remove(removed)
        if notes is not None:
            self._noted(notes)

    def restore(self, article_id: str) -> None:
        """Restore the annotations of an article that is in the library again, with a notice."""
        try:
            removed = self._store.find_removed(article_id)
            if removed is None:
                return
            self.undo_remove(removed)
            notice = "The annotations that were removed with this article are back."
        except StoreError as error:
            notice = str(error)
        self._notices.add([notice])

    # Changes

    def draft(
        self,
        article: Article,
        span: Span,
        *,
        note: str = "",
        tags: Iterable[str] = (),
        color: Color = Color.YELLOW,
    ) -> Revision:
        """A new annotation, not applied yet. Raises ValueError for a span that is no passage."""
        made = new_annotation(article.text, span, self._now(), note=note, tags=tags, color=color)
        return Revision(article.id, None, made)

    def revise(self, article_id: str, annotation: Annotation, **changes: object) -> Revision:
        """A change to an annotation, not applied yet."""
        return Revision(article_id, annotation, revise(annotation, self._now(), **changes))

    def reattach(self, article: Article, annotation: Annotation, span: Span) -> Revision:
        """A move to another passage, as if the annotation had been made there; not applied yet."""
        anchor = anchor_at(article.text, span)
        return self.revise(
            article.id, annotation, anchor=anchor, first=None, state=AnchorState.EXACT, confidence=None
        )

    def apply(
        self, revisions: Sequence[Revision], *, head: ArticleHead | None = None, text: str | None = None
    ) -> None:
        """Write changes. Those that cannot be written stay in memory, and `pending_error` says why.

        They are tried again with the next change, and by `retry`. `head` and `text` describe an article that
        is not in the library. Raises StoreError where a newer briefing wrote the file, which must not be
        changed, and NotFoundError for an unknown article.
        """
        by_article: dict[str, list[Revision]] = {}
        for revision in revisions:
            by_article.setdefault(revision.article_id, []).append(revision)
        with self._lock:
            if head is not None and head.id in by_article:
                self._strangers[head.id] = (head, text)
            for article_id, group in by_article.items():
                self._unsaved.setdefault(article_id, []).extend(group)
            self._write_unsaved()

    def add_unstored(self, article: Article, reason: str) -> None:
        """Let an article be annotated that the library could not store, with a notice."""
        with self._lock:
            self._strangers[article.id] = (ArticleHead.of(article), article.text)
        self._notices.add([f"“{article.title}” is shown, but could not be stored: {reason}"])

    def retry(self) -> None:
        with self._lock:
            self._write_unsaved()

    @property
    def unsaved_count(self) -> int:
        """The number of changes that are only in memory."""
        with self._lock:
            return sum(map(len, self._unsaved.values()))

    def rescue(self) -> str:
        """Save the unsaved changes or, if that fails, write them into a file for import.

        Return a sentence about where they are, empty if all are saved. For the end of the program. Raises
        ExchangeError if this fails as well.
        """
        with self._lock:
            self._try_unsaved()  # there may be space again
            if not self._unsaved:
                return ""
            changed = [self._with_unsaved(AnnotatedArticle(self._head(id_), ())) for id_ in self._unsaved]
            changed = [each for each in changed if each.annotations]
            file = write_emergency_export(changed, self._rescue_folder) if changed else None
            return emergency_message(self.unsaved_count, file)

    def retag(self, tags: Iterable[str], into: str | None) -> list[Revision]:
        """Draft the changes that replace these tags everywhere by `into`, or remove them if it is None.

        Return None for a name that is no tag, such as `#`. Read-only files are left out, with a notice.
        """
        if into is not None and not clean_tag(into):
            return []
        wanted = {clean_tag(tag).casefold() for tag in tags}
        revisions = []
        for article_id, present in sorted(self.tags_by_article().items()):
            if wanted.isdisjoint(tag.casefold() for tag in present) or self._is_refused(article_id):
                continue
            annotated = self.find(article_id)
            for annotation in annotated.annotations if annotated else ():
                replaced = replace_tags(annotation.tags, wanted, into)
                if replaced != annotation.tags:
                    revisions.append(self.revise(article_id, annotation, tags=replaced))
        return revisions

    # All articles

    def entries(self, *, limit: int | None = None) -> list[AnnotationEntry]:
        """Every annotation, the last changed first, for display; to change one, `get` it."""
        unsaved = self.unsaved_count
        entries = self._overview.entries(limit=None if unsaved else limit)
        if unsaved:
            with self._lock:
                for article_id in self._unsaved:
                    own = [each for each in entries if each.head.id == article_id]
                    entries = [each for each in entries if each.head.id != article_id]
                    head = own[0].head if own else self._head(article_id)
                    now = self._with_unsaved(AnnotatedArticle(head, tuple(each.annotation for each in own)))
                    entries += [AnnotationEntry(head, each) for each in now.annotations]
            entries.sort(key=lambda entry: entry.annotation.modified, reverse=True)
        return entries[:limit]

    def tags(self) -> Mapping[str, int]:
        """Numbers of annotations by tag, the most used first."""
        return tag_counts(self.entries()) if self.unsaved_count else self._overview.tags()

    def counts(self) -> Mapping[str, int]:
        """Numbers of annotations by article id."""
        return article_counts(self.entries()) if self.unsaved_count else self._overview.counts()

    def tags_by_article(self) -> Mapping[str, tuple[str, ...]]:
        """Sorted tags of annotations by article id."""
        return article_tags(self.entries()) if self.unsaved_count else self._overview.tags_by_article()

    def sync(self) -> None:
        """Index the files that another program has changed."""
        self._overview.sync()

    # Reading and writing

    def _anchored(self, article: Article) -> AnnotatedArticle:
        """The stored annotations, re-anchored in the article's text; the new positions are written."""
        notes = self._store.read(article.id)
        head = ArticleHead.of(article)
        if notes is None:
            return AnnotatedArticle(head, (), article.text)
        self._notices.add(notes.notices)
        known = notes.article
        if known.head.text_sha256 == article.sha256 and known.text is not None:
            return known
        standing = sort_by_position(reanchor(known.annotations, article.text, known.text))
        found = AnnotatedArticle(head, standing, article.text)
        if notes.read_only is not None:
            return found
        waited = not known.head.text_sha256
        try:
            moved = self._noted(self._store.replace_text(head, article.text, standing))
        except StoreError as error:
            self._notices.add([str(error)])
            return found
        report = anchor_report(known.annotations, moved.annotations, waited=waited)
        self._notices.add([report] if report else [])
        return moved

    def _with_unsaved(self, stored: AnnotatedArticle) -> AnnotatedArticle:
        revisions = self._unsaved.get(stored.head.id)
        return apply_revisions(stored, revisions) if revisions else stored

    def _head(self, article_id: str) -> ArticleHead:
        """The stored head of the article that unsaved changes belong to."""
        if article_id in self._strangers:
            return self._strangers[article_id][0]
        with suppress(StoreError):
            article = self._article_of(article_id)
            if article is not None:
                return ArticleHead.of(article)
            if (notes := self._store.read(article_id)) is not None:
                return notes.article.head
        return ArticleHead(article_id, "")

    def _is_refused(self, article_id: str) -> bool:
        """Return whether the file must not be changed, and add a notice if so."""
        refusal = self.read_only_reason(article_id)
        self._notices.add([refusal] if refusal else [])
        return refusal is not None

    def _save_first(self, article_id: str) -> None:
        if article_id in self._unsaved:
            self._write_unsaved()
        if article_id in self._unsaved:
            raise StoreError(self.pending_error or "Its annotations are not saved yet: try again.")

    def _write_unsaved(self) -> None:
        refusals = self._try_unsaved()
        for article_id in refusals:
            del self._unsaved[article_id]
            self._strangers.pop(article_id, None)
        for refusal in refusals.values():
            raise refusal

    def _try_unsaved(self) -> dict[str, BriefingError]:
        """Write what can be written; return the errors of the articles that another try would not help."""
        troubles: list[str] = []
        refusals: dict[str, BriefingError] = {}
        for article_id, revisions in list(self._unsaved.items()):
            try:
                self._write(article_id, revisions)
            except (NotFoundError, _Refused) as error:
                refusals[article_id] = error
            except StoreError as error:
                troubles.append(str(error))
            else:
                del self._unsaved[article_id]
        self.pending_error = troubles[0] if troubles else None
        return refusals

    def _write(self, article_id: str, revisions: Iterable[Revision]) -> None:
        article = self._article_of(article_id)
        known = self._store.read(article_id)
        if known is not None and known.read_only is not None:
            raise _Refused(known.read_only)
        head, text = self._strangers.get(article_id, (None, None))
        if known is not None:
            head = known.article.head if known.article.head.title else head or known.article.head
            text = text if known.article.text is None else known.article.text
        if article is not None:
            head, text = ArticleHead.of(article), article.text
        if head is None:
            raise NotFoundError("The article of this annotation is not in the library: `+` adds it.")
        wanted = list(revisions)
        puts = [after for revision in wanted if (after := revision.after) is not None]
        if text is not None:  # the file may have changed since the reader saw it
            puts = list(reanchor(puts, text, known.article.text if known else None))
        placed = iter(puts)
        edits = [
            Edit(None if revision.after is None else next(placed), revision.before) for revision in wanted
        ]
        self._noted(self._store.edit(head, text, edits))
        self._strangers.pop(article_id, None)

    def _noted(self, notes: StoredAnnotations) -> AnnotatedArticle:
        self._notices.add(notes.notices)
        self._overview.update(notes)
        return notes.article


class _Refused(StoreError):
    """The error of a file that this version of the program must not change."""
