"""Opens the note editor on passages, and saves notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from briefing.domain import Article, Span
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.annotation import Annotation, Color
from briefing.domain.text.motions import sentence_at
from briefing.presentation.annotations.note_values import NoteValues
from briefing.presentation.sentences import pluralize, quoted
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.mark_controller import MarkController
from briefing.ui.screens.annotations.note_screen import Beside
from briefing.ui.screens.reader.context import Commands, Controller

Field = Literal["note", "tags"]


@dataclass(frozen=True, slots=True)
class NotedPassage:
    """A passage to write a note on."""

    article: Article
    span: Span
    annotation: Annotation | None = None
    """The one that is edited; None for a new annotation."""

    @property
    def quote(self) -> str:
        return self.span.of(self.article.text)

    def draft(self, color: Color) -> NoteDraft:
        """Return what is to be edited; a new annotation has this colour."""
        made = self.annotation
        values = (made.note, made.tags, made.color) if made else ("", (), color)
        return NoteDraft(self.article.id, self.quote, self.span, made.id if made else None, *values)


@dataclass(eq=False)
class AnnotateController(Controller):
    """Saving a note is one undoable change; until then its draft is on disk."""

    annotations: CaretAnnotations
    marks: MarkController
    on_saved: Callable[[], object]

    @property
    def commands(self) -> Commands:
        return {"reader.annotate": self.annotate, "reader.tag": self.tag, "reader.edit": self.edit}

    # Opening

    def annotate(self) -> None:
        span = self.annotations.passage()
        if not self.annotations.may_change() or self.annotations.attach_selection():
            return
        if self.annotations.left_over and self.screen.view.selection is None:
            self._resume(self.annotations.left_over[0])
        elif span is not None:
            self._annotate_span(span, "note")
        else:
            self._edit_chosen("Edit", "note")

    def tag(self) -> None:
        span = self.annotations.passage()
        if not self.annotations.may_change():
            return
        if span is not None:
            self._annotate_span(span, "tags")
        else:
            self._edit_chosen("Tag", "tags")

    def edit(self) -> None:
        if self.annotations.may_change():
            self._edit_chosen("Edit", "note")

    def _edit_chosen(self, verb: str, field: Field) -> None:
        self.annotations.choose(verb, partial(self._edit_existing, field=field))

    def _annotate_span(self, span: Span, field: Field) -> None:
        """Edit a new annotation of a passage, or the existing one of exactly this passage."""
        existing, article = self.annotations.existing(span), self.screen.article
        if existing is not None:
            self._edit_existing(existing, field)
        elif article is not None:
            self._edit(NotedPassage(article, span), field)

    def _edit_existing(self, annotation: Annotation, field: Field) -> None:
        article, span = self.screen.article, annotation.anchor.span
        if article is not None and span is not None:
            self._edit(NotedPassage(article, span, annotation), field)

    def _edit(self, passage: NotedPassage, field: Field) -> None:
        draft, span = passage.draft(self.marks.color), passage.span
        left = next((each for each in self.annotations.left_over if each.key == draft.key), None)
        what = "Tags" if field == "tags" else "Note" if passage.annotation else "New note"
        # Since the passage was chosen, the pane may have folded, and the library may hide the article.
        self.parts.uncover_article()
        self.annotations.edit_note(
            f"{what if left is None else 'Unsaved note'} on {pluralize(len(span), 'character')}",
            draft,
            partial(self.save, passage),
            only_tags=field == "tags",
            unsaved=None if left is None else NoteValues.clean(left.note, left.tags, left.color),
            beside=Beside(self.screen.view, span.start, span.end),
            closed=self._end_editing,
        )
        self.screen.status.about = f"“{' '.join(passage.quote.split())}”"

    def _end_editing(self, _: None) -> None:
        self.screen.view.stop_selecting()
        self.annotations.update_status()

    # Saving

    def save(self, passage: NotedPassage, values: NoteValues, on_done: Callable[[], None]) -> None:
        """Save what was written on a passage; `on_done` is called once it is on disk."""
        notebook, article_id = self.library.annotations, passage.article.id
        note, tags, color = values.note, values.tags, values.color
        if passage.annotation is None:
            revision = notebook.draft(passage.article, passage.span, note=note, tags=tags, color=color)
        else:
            revision = notebook.revise(article_id, passage.annotation, note=note, tags=tags, color=color)
        self.marks.color = color
        done = _done_message(passage.annotation, values, quoted(passage.quote))
        self.annotations.revise(done, revision, on_done)
        self.on_saved()

    # Drafts of earlier sessions

    def _resume(self, draft: NoteDraft) -> None:
        """Continue a draft of an earlier session, on the same quote if it is found."""
        article = self.screen.article
        if article is None:
            return
        annotations = self.annotations.annotations
        annotation = next((each for each in annotations if each.id == draft.annotation_id), None)
        span = annotation.anchor.span if annotation is not None else draft.span
        if span is None or (annotation is None and span.of(article.text) != draft.quote):
            found = find_quote(article.text, draft.quote)
            span = found[0] if found else sentence_at(self.screen.view.text, self.screen.view.caret)
        if not len(span):
            return
        passage = NotedPassage(article, span, annotation)
        key = passage.draft(draft.color).key
        # The draft's file is deleted when the note is saved, even if on another passage.
        self.annotations.left_over = tuple(
            replace(each, file=key) if each is draft else each for each in self.annotations.left_over
        )
        if draft.key != key:
            self.annotations.drafts.rename(draft, key)
        self.screen.view.go_to(span.start)
        self._edit(passage, "note")


def _done_message(before: Annotation | None, values: NoteValues, quote: str) -> str:
    """Return what saving did, without a full stop, for `Change.done`."""
    if before is None:
        verb = "Noted on" if values.note else "Tagged" if values.tags else "Marked"
        return f"{verb} {quote}"
    what = "note" if values.note != before.note else "tags" if values.tags != before.tags else "colour"
    return f"Changed the {what} on {quote}"
