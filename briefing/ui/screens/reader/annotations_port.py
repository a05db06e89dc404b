"""What the list of annotations and the tag view ask of whoever opened them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from briefing.domain.annotation import AnnotationEntry, Color

__all__ = ["AnnotationsPort", "TagsPort"]


class AnnotationsPort(Protocol):
    """Each method returns at once, and answers later through the methods of the screen.

    After every change, done, undone or come from outside, the answer is `show` with all that there are now.
    """

    def load(self, article_id: str | None) -> None:
        """Answer with `show(entries, article_id)`, or `fail`: those of one article, or all."""

    def load_text(self, article_id: str) -> None:
        """Answer with `show_text(article_id, text)`; None where the article is not here."""

    def open(self, entry: AnnotationEntry) -> None:
        """Show the article at the passage. The list has gone by then."""

    def edit(self, entry: AnnotationEntry) -> None:
        """Let the reader edit the note."""

    def tag(self, entries: Sequence[AnnotationEntry]) -> None:
        """Let the reader change the tags of one, or add to and take from those of several."""

    def recolor(self, entries: Sequence[AnnotationEntry], color: Color) -> None: ...

    def delete(self, entries: Sequence[AnnotationEntry]) -> None:
        """As one change, so that one undo brings them all back."""

    def export(self, entries: Sequence[AnnotationEntry], query: str) -> None:
        """Let the reader export these; `query` is what they were filtered by, "" where they were chosen."""

    def reattach(self, entry: AnnotationEntry) -> None:
        """Let the reader select the passage of an orphan in its article. The list has gone by then."""

    def copy(self, entry: AnnotationEntry) -> None:
        """Copy the quote with its source."""

    def show_tags(self) -> None:
        """Open the tag view."""

    def undo(self) -> None: ...

    def redo(self) -> None: ...


class TagsPort(Protocol):
    """Each method returns at once, as those of `AnnotationsPort` do, and each change can be undone as one."""

    def load(self, article_id: str | None) -> None:
        """Answer with `show(entries)`, or `fail`: all annotations, since tags are the library's."""

    def list_tag(self, query: str) -> None:
        """Open the list of annotations with this in its filter."""

    def rename_tag(self, tag: str, name: str) -> None:
        """Give the annotations that have a tag another instead; those that have both keep one."""

    def merge_tags(self, tags: Sequence[str], into: str) -> None:
        """Give the annotations that have any of the tags `into` instead."""

    def delete_tags(self, tags: Sequence[str]) -> None:
        """Take the tags from all annotations that have them; the annotations stay."""

    def undo(self) -> None: ...

    def redo(self) -> None: ...
