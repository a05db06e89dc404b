"""Opens the note editor on passages, and saves notes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from textual.widget import Widget

from briefing.domain import Article, Span
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.annotation import Annotation
from briefing.domain.text.motions import sentence_at
from briefing.presentation.annotations.note_values import NoteValues
from briefing.presentation.sentences import pluralize, quoted
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.mark_controller import MarkController
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

    def draft(self, values: NoteValues) -> NoteDraft:
        return NoteDraft(
            self.article.id,
            self.quote,
            self.span,
            self.annotation.id if self.annotation else None,
            values.note,
            values.tags,
            values.color,
        )

    @property
    def key(self) -> str:
        return self.draft(NoteValues()).key


@dataclass(eq=False)
class AnnotateController(Controller):
    """Saving a note is one undoable change; until then its draft is on disk."""

    annotations: CaretAnnotations
    marks: MarkController
    _editing: dict[str, NotedPassage] = field(default_factory=dict)
    """By the draft's key, which the editor's messages carry."""
    _focus_before: Widget | None = None
    """The widget that had the focus when the editor was opened."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.drafts, self.editor = self.annotations.drafts, self.screen.editor

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
        self.annotations.choose(verb, lambda annotation: self._edit_existing(annotation, field))

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

    def _edit(self, editing: NotedPassage, field: Field) -> None:
        annotation, span, key = editing.annotation, editing.span, editing.key
        draft = next((each for each in self.annotations.left_over if each.key == key), None)
        self._editing[key] = editing
        if not self.editor.is_open:
            self._focus_before = self.screen.focused
        what = "Tags" if field == "tags" else "Note" if annotation else "New note"
        what = what if draft is None else "Unsaved note"
        # Since the passage was chosen, the pane may have folded, and the library may hide the article.
        self.parts.uncover_article()
        self.editor.edit(
            title=f"{what} on {pluralize(len(span), 'character')}",
            note=annotation.note if annotation else "",
            tags=annotation.tags if annotation else (),
            color=annotation.color if annotation else self.marks.color,
            known_tags=self.annotations.tags_in_use,
            focus=field,
            only="tags" if field == "tags" else None,
            key=key,
            draft=None if draft is None else NoteValues.clean(draft.note, draft.tags, draft.color),
        )
        self.editor.place_beside(self.screen.view, span.start, span.end)
        self.screen.status.about = f"“{' '.join(editing.quote.split())}”"
        self.screen.retitle()

    # Saving

    def save_draft(self, key: str, values: NoteValues) -> None:
        editing = self._editing.get(key)
        if editing is not None:
            self.drafts.write(editing.draft(values))

    def save(self, key: str, values: NoteValues) -> None:
        self._save(key, values)
        self._end_editing()

    def save_open_note(self) -> None:
        """Save the note before quitting; a message from the editor would arrive too late."""
        if self.editor.is_open and (saved := self.editor.save()) is not None:
            self._save(saved.key, saved.values)

    def _save(self, key: str, values: NoteValues) -> None:
        editing = self._editing.pop(key, None)
        if editing is None:
            return
        article, annotation = editing.article, editing.annotation
        note, tags, color = values.note, values.tags, values.color
        if annotation is None:
            revision = self.library.annotations.draft(
                article, editing.span, note=note, tags=tags, color=color
            )
        else:
            revision = self.library.annotations.revise(
                article.id, annotation, note=note, tags=tags, color=color
            )
        self.marks.color = values.color
        self.drafts.end_editing(key)
        self.annotations.drop_left_over(key)
        done = _done_message(annotation, values, quoted(editing.quote))
        # The draft is deleted after the note is written: if killed in between, both exist.
        self.annotations.revise(done, revision, partial(self.drafts.drop_saved, key))

    def close(self, key: str) -> None:
        """Called when the editor closed without changes."""
        self._editing.pop(key, None)
        self.drafts.drop(key)
        self.annotations.drop_left_over(key)
        self._end_editing()

    def _end_editing(self) -> None:
        """Restore focus and status, unless the editor has been opened on something else meanwhile."""
        if self.editor.is_open:
            return
        self.screen.view.stop_selecting()
        focused = self.screen.focused
        if focused is None or self.editor in focused.ancestors_with_self:
            self.parts.focus(self._focus_before or self.screen.view)
        self.annotations.update_status()

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
        editing = NotedPassage(article, span, annotation)
        key = editing.key
        # The draft's file is deleted when the note is saved, even if on another passage.
        self.annotations.left_over = tuple(
            replace(each, file=key) if each is draft else each for each in self.annotations.left_over
        )
        if draft.key != key:
            self.drafts.rename(draft, key)
        self.screen.view.go_to(span.start)
        self._edit(editing, "note")


def _done_message(before: Annotation | None, values: NoteValues, quote: str) -> str:
    """Return what saving did, without a full stop, for `Change.done`."""
    if before is None:
        verb = "Noted on" if values.note else "Tagged" if values.tags else "Marked"
        return f"{verb} {quote}"
    what = "note" if values.note != before.note else "tags" if values.tags != before.tags else "colour"
    return f"Changed the {what} on {quote}"
