"""The reader's annotations, as the reader's screen and the command line both speak to them.

What is asked to be kept is kept: on disk, or, while that cannot be written, in memory until it can.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain import Article, Span
from briefing.domain.anchoring import stand_on
from briefing.domain.annotation import (
    AnchorState,
    AnnotatedArticle,
    Annotation,
    AnnotationEntry,
    ArticleHead,
    Color,
    anchor_at,
    by_place,
    clean_tag,
    clean_tags,
    new_annotation,
    revised,
)
from briefing.errors import BriefingError, NotFoundError, StoreError
from briefing.store.annotation_index import AnnotationIndex
from briefing.store.annotations import AnnotationStore, Notes, Put, Remove
from briefing.store.drafts import DraftStore

__all__ = ["Notebook", "Revision"]

BATCH = 100
"""How many files are read before they are indexed, in one transaction."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change to one annotation, with both ends, so that it can be undone."""

    article_id: str
    before: Annotation | None
    """None for an annotation that is made."""
    after: Annotation | None
    """None for one that is deleted."""

    @property
    def undone(self) -> Revision:
        return Revision(self.article_id, self.after, self.before)


class Notebook:
    """Annotations by article. Safe to use from several threads."""

    def __init__(
        self,
        store: AnnotationStore,
        index: AnnotationIndex,
        *,
        article_of: Callable[[str], Article | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`article_of` gives the library's article by its id, None for one that it does not have."""
        self._store = store
        self._index = index
        self._article_of = article_of
        self._now = now
        self._turn = threading.RLock()
        self._unsaved: dict[str, list[Revision]] = {}
        self._strangers: dict[str, tuple[ArticleHead, str | None]] = {}
        """Head and text, if known, of articles that are not in the library, while they wait to be written."""
        self._notices: list[str] = []
        self.trouble: str | None = None
        """Why changes are in memory alone, a sentence; None when all are on disk."""

    @property
    def folder(self) -> Path:
        return self._store.folder

    @property
    def drafts(self) -> DraftStore:
        """What is being written in the note editor."""
        return DraftStore(self._store.folder / "drafts", now=self._now)

    def take_notices(self) -> tuple[str, ...]:
        """What was odd about the files since this was asked last, a sentence each."""
        with self._turn:
            notices, self._notices = tuple(dict.fromkeys(self._notices)), []
        return notices

    # One article

    def of(self, article: Article) -> AnnotatedArticle:
        """The annotations of an article, found again in its text if they stood on another.

        Where some do not stand in it, the text that they were made on is kept beside it: see `earlier_text`.
        Raises StoreError when the file cannot be read.
        """
        with self._turn:
            standing = self._standing(article)
            return replace(standing, annotations=self._with_unsaved(article.id, standing.annotations))

    def text_changed(self, article: Article) -> None:
        """The library has a new text of this article: its annotations are found again in it."""
        try:
            if self._store.has(article.id):
                self.of(article)
        except StoreError as error:
            with self._turn:
                self._notices.append(str(error))

    def find(self, article_id: str) -> AnnotatedArticle | None:
        """What is kept for this article, whether the library has the article or not. Raises StoreError."""
        article = self._article_of(article_id)
        if article is not None:
            return self.of(article)
        with self._turn:
            notes = self._store.read(article_id)
            if notes is None:
                return None
            self._notices += notes.notices
            return replace(
                notes.article, annotations=self._with_unsaved(article_id, notes.article.annotations)
            )

    def annotation(self, article_id: str, annotation_id: str) -> Annotation:
        """Raises NotFoundError."""
        annotated = self.find(article_id)
        for each in annotated.annotations if annotated else ():
            if each.id == annotation_id:
                return each
        raise NotFoundError("This annotation is not there any more: u may bring it back.")

    def earlier_text(self, article_id: str) -> str | None:
        """The text, other than the present one, that orphans of this article were made on; None without."""
        found = self.find(article_id)
        if found is None or not any(each.is_orphan for each in found.annotations):
            return None
        others = [
            text for sha256, text in self._store.versions(article_id) if sha256 != found.head.text_sha256
        ]
        return others[0] if others else None

    # Changes

    def new(
        self,
        article: Article,
        span: Span,
        *,
        note: str = "",
        tags: Iterable[str] = (),
        color: Color = Color.YELLOW,
    ) -> Revision:
        """An annotation to be made, not yet kept. Raises ValueError for a span that is no passage."""
        made = new_annotation(article.text, span, self._now(), note=note, tags=tags, color=color)
        return Revision(article.id, None, made)

    def changed(self, article_id: str, annotation: Annotation, **changes: object) -> Revision:
        """A change to an annotation, not yet kept."""
        return Revision(article_id, annotation, revised(annotation, self._now(), **changes))

    def reattached(self, article: Article, annotation: Annotation, span: Span) -> Revision:
        """An annotation put on another passage by hand, not yet kept: from now on it was made there."""
        anchor = anchor_at(article.text, span)
        return self.changed(
            article.id, annotation, anchor=anchor, first=None, state=AnchorState.EXACT, confidence=None
        )

    def keep(
        self, revisions: Sequence[Revision], *, head: ArticleHead | None = None, text: str | None = None
    ) -> None:
        """Carry out changes. Those that cannot be written now are kept in memory, and `trouble` says why.

        They are tried again with the next change, and by `retry`. `head` and `text` tell of an article that
        the library does not have. Raises StoreError where a newer briefing wrote the file, which must not be
        changed, and NotFoundError for an unknown article.
        """
        by_article: dict[str, list[Revision]] = {}
        for revision in revisions:
            by_article.setdefault(revision.article_id, []).append(revision)
        with self._turn:
            if head is not None:
                self._strangers[head.id] = (head, text)
            for article_id, group in by_article.items():
                self._unsaved.setdefault(article_id, []).extend(group)
            self._write_unsaved()

    def retry(self) -> None:
        """Try to write what could not be written."""
        with self._turn:
            self._write_unsaved()

    @property
    def unsaved(self) -> int:
        """How many changes are in memory alone."""
        return sum(map(len, self._unsaved.values()))

    def retag(self, tags: Iterable[str], into: str | None) -> list[Revision]:
        """The changes, not yet kept, that make these tags one wherever they are, or take them away (None)."""
        wanted = {clean_tag(tag).casefold() for tag in tags}
        self.sync()
        revisions = []
        for article_id in sorted({id_ for tag in wanted for id_ in self._index.bearing(tag)}):
            annotated = self.find(article_id)
            for annotation in annotated.annotations if annotated else ():
                if wanted.isdisjoint(tag.casefold() for tag in annotation.tags):
                    continue
                renamed = [into if tag.casefold() in wanted else tag for tag in annotation.tags]
                kept = clean_tags(tag for tag in renamed if tag is not None)
                revisions.append(self.changed(article_id, annotation, tags=kept))
        return revisions

    # All articles

    def entries(self, *, limit: int | None = None) -> list[AnnotationEntry]:
        """Every annotation, the last changed first; to be shown, not to be changed: see `annotation`."""
        self.sync()
        try:
            entries = self._index.entries(limit=limit)
        except StoreError:
            entries = self._from_files()
        with self._turn:
            for article_id in self._unsaved:
                found = self.find(article_id)
                entries = [entry for entry in entries if entry.head.id != article_id]
                if found is not None:
                    entries += [AnnotationEntry(found.head, each) for each in found.annotations]
            if self._unsaved:
                entries.sort(key=lambda entry: entry.annotation.modified, reverse=True)
        return entries[:limit]

    def tags(self) -> Mapping[str, int]:
        """How many annotations bear each tag, the most used first."""
        self.sync()
        return self._index.tags()

    def counts(self) -> Mapping[str, int]:
        """By article id: how many annotations it has."""
        self.sync()
        return self._index.counts()

    def tags_by_article(self) -> Mapping[str, tuple[str, ...]]:
        self.sync()
        return self._index.tags_by_article()

    def sync(self) -> None:
        """Let the index say what the files say now; another program may have changed them."""
        stamps = self._store.stamps()
        try:
            known = self._index.stamps()
            stale = [article_id for article_id, stamp in stamps.items() if known.get(article_id) != stamp]
            for at in range(0, len(stale), BATCH):
                read = [self._readable(article_id) for article_id in stale[at : at + BATCH]]
                self._index.put([(notes.stamp, notes.article) for notes in read if notes is not None])
            if gone := known.keys() - stamps.keys():
                self._index.forget(gone)
        except StoreError:
            return  # a library that cannot be written now is brought up to date the next time

    # Reading and writing

    def _standing(self, article: Article) -> AnnotatedArticle:
        """What the file holds, standing on the text of the article; what was moved there is written."""
        notes = self._store.read(article.id)
        head = ArticleHead.of(article)
        if notes is None:
            return AnnotatedArticle(head, (), article.text)
        self._notices += notes.notices
        known = notes.article
        if known.head.text_sha256 == article.sha256 and known.text is not None:
            return known
        standing = by_place(stand_on(known.annotations, article.text))
        found = AnnotatedArticle(head, standing, article.text)
        if notes.read_only is not None:
            return found
        lost = any(each.is_orphan for each in standing)
        try:
            return self._noted(self._store.replace_text(head, article.text, standing, keep_old=lost))
        except StoreError as error:
            self._notices.append(str(error))
            return found

    def _with_unsaved(self, article_id: str, kept: Iterable[Annotation]) -> tuple[Annotation, ...]:
        by_id = {each.id: each for each in kept}
        for revision in self._unsaved.get(article_id, ()):
            if revision.after is not None:
                by_id[revision.after.id] = revision.after
            elif revision.before is not None:
                by_id.pop(revision.before.id, None)
        return by_place(by_id.values())

    def _write_unsaved(self) -> None:
        troubles: list[str] = []
        refusals: list[BriefingError] = []
        for article_id, revisions in list(self._unsaved.items()):
            try:
                self._write(article_id, revisions)
            except (NotFoundError, _Refused) as error:  # trying again would not help
                refusals.append(error)
                del self._unsaved[article_id]
            except StoreError as error:
                troubles.append(str(error))
            else:
                del self._unsaved[article_id]
        self.trouble = troubles[0] if troubles else None
        if refusals:
            raise refusals[0]

    def _write(self, article_id: str, revisions: Iterable[Revision]) -> None:
        article = self._article_of(article_id)
        known = self._store.read(article_id)
        if known is not None and known.read_only is not None:
            raise _Refused(known.read_only)
        head, text = self._strangers.get(article_id, (None, None))
        if known is not None:
            head, text = known.article.head, known.article.text
        if article is not None:
            head, text = ArticleHead.of(article), article.text
        if head is None:
            raise NotFoundError("The article of this annotation is not in the library: `+` reads it in.")
        edits: list[Put | Remove] = []
        for revision in revisions:
            if revision.after is not None:
                after = revision.after
                if text is not None:  # which may have changed since the reader saw it
                    (after,) = stand_on([after], text)
                edits.append(Put(after, revision.before))
            elif revision.before is not None:
                edits.append(Remove(revision.before))
        self._noted(self._store.edit(head, text, edits))
        self._strangers.pop(article_id, None)

    def _noted(self, notes: Notes) -> AnnotatedArticle:
        """Let the index, too, say what was written."""
        self._notices += notes.notices
        with suppress(StoreError):  # `sync` brings the index up to date at the latest
            self._index.put([(notes.stamp, notes.article)])
        return notes.article

    def _readable(self, article_id: str) -> Notes | None:
        try:
            notes = self._store.read(article_id)
        except StoreError as error:
            with self._turn:
                self._notices.append(str(error))
            return None
        if notes is not None:
            with self._turn:
                self._notices += notes.notices
        return notes

    def _from_files(self) -> list[AnnotationEntry]:
        found = [notes.article for id_ in self._store.ids() if (notes := self._readable(id_)) is not None]
        entries = [
            AnnotationEntry(each.head, annotation) for each in found for annotation in each.annotations
        ]
        return sorted(entries, key=lambda entry: entry.annotation.modified, reverse=True)


class _Refused(StoreError):
    """The file must not be changed by this version of the program."""
