"""Restores annotated articles and marks to a library whose database was lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from briefing.domain import Article
from briefing.domain.annotation import AnnotatedArticle, stamp
from briefing.errors import StoreError
from briefing.services.backup.marks_journal import MarksJournal
from briefing.sources.text.language import detect_language
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.articles.article_store import RESTORED, ArticleStore


def restore_from_annotations(
    store: ArticleStore, annotations: AnnotationStore, marks: MarksJournal, now: Callable[[], datetime]
) -> tuple[str, ...]:
    """Restore articles and marks on the first start of a database; return sentences about it.

    The marks of articles that come later wait for them.
    """
    back, has_marks = 0, False
    odd: list[str] = []
    with suppress(StoreError):  # such as of a full disk: the next start tries again
        for id_ in annotations.ids():
            back += _put_back(id_, store, annotations, now(), odd)
        has_marks = marks.bring_back(odd)
        store.set_meta(RESTORED, stamp(now()))
    came = [f"{back} annotated article{'s' if back != 1 else ''} came back with all notes"] if back else []
    if has_marks:
        came.append("read and starred marks came back")
    if not came:
        return tuple(odd)
    lost = (
        "texts without annotations did not"
        if has_marks
        else "read and starred marks, and texts without annotations, did not"
    )
    return (*odd, f"The library was rebuilt: {', '.join(came)}; {lost}.")


def _put_back(
    id_: str, store: ArticleStore, annotations: AnnotationStore, now: datetime, odd: list[str]
) -> bool:
    """Restore the article of a file of annotations if it can be, and add what is odd to `odd`."""
    try:
        notes = annotations.read(id_)
    except StoreError:  # the others come back all the same
        return False
    odd += notes.notices if notes else ()
    if notes is None or notes.article.text is None or store.entry(id_) is not None:
        return False
    store.put(_article_of(notes.article), fetched=now)
    return True


def _article_of(annotated: AnnotatedArticle) -> Article:
    head = annotated.head
    return Article(
        id=head.id,
        title=head.title,
        text=annotated.text or "",
        author=head.author,
        published=head.published,
        source=head.source,
        url=head.url,
        path=head.path,
        language=detect_language(annotated.text or ""),
    )
