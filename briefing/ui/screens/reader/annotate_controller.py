"""Opens the note editor on passages, saves notes, and writes drafts while they are edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from textual.widget import Widget

from briefing.domain import Article, Span
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.annotation import Annotation
from briefing.domain.text.motions import sentence_at
from briefing.presentation.annotations.note_values import NoteValues
from briefing.presentation.sentences import pluralize, quoted, shortened
from briefing.services.annotations import AnnotationService
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.screens.reader.caret_annotations import CaretAnnotations
from briefing.ui.screens.reader.mark_controller import MarkController
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import TaskRunner
from briefing.ui.widgets.editor.note_editor import NoteEditor

Field = Literal["note", "tags"]


@dataclass(eq=False)
class DraftWriter:
    """Writes drafts in the order of the keys, and deletes them once their notes are on disk."""

    notebook: AnnotationService
    tasks: TaskRunner
    _queued: dict[str, NoteDraft] = field(default_factory=dict)
    """The latest state of each draft that is waiting to be written."""
    _active: set[str] = field(default_factory=set)
    """The keys of drafts that are being edited."""
    _saved: set[str] = field(default_factory=set)
    """The keys of drafts whose notes are saved; deleted once these are on disk."""

    def write(self, draft: NoteDraft) -> None:
        """Queue a draft; states that follow before it is written replace it."""
        is_queued = draft.key in self._queued
        self._queued[draft.key] = draft
        self._active.add(draft.key)
        self._saved.discard(draft.key)
        if not is_queued:
            self.tasks.in_order(lambda: self._write(draft.key))

    def _write(self, key: str) -> None:
        draft = self._queued.pop(key, None)
        if draft is not None:
            self.notebook.drafts.save(draft)

    def rename(self, draft: NoteDraft, key: str) -> None:
        """Store a draft under another key."""
        self.tasks.in_order(lambda: self.notebook.drafts.save(replace(draft, file=key)))
        self.tasks.in_order(lambda: self.notebook.drafts.delete(draft.key))

    def end_editing(self, key: str) -> None:
        """Called before the draft's note is saved."""
        self._active.discard(key)

    def drop_saved(self, *keys: str) -> None:
        """Delete drafts whose notes are saved, once all are on disk. Runs in the thread that writes."""
        self._saved.update(keys)
        if not self.notebook.unsaved_count:
            while self._saved:
                self.notebook.drafts.delete(self._saved.pop())

    def drop_waiting(self) -> None:
        """Try again to delete drafts whose notes are saved."""
        if self._saved:
            self.tasks.in_order(self.drop_saved)

    def drop(self, key: str) -> None:
        """Delete a draft that changed nothing."""
        self._active.discard(key)
        self._queued.pop(key, None)
        self.tasks.in_order(lambda: self.notebook.drafts.delete(key))

    def left_over(self, drafts: Sequence[NoteDraft]) -> tuple[NoteDraft, ...]:
        """The drafts of earlier sessions: neither being edited nor saved."""
        return tuple(each for each in drafts if each.key not in self._active | self._saved)


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
class AnnotateController:
    """Saving a note is one undoable change; until then its draft is on disk."""

    notebook: AnnotationService
    view: ReaderView
    parts: Parts
    annotations: CaretAnnotations
    marks: MarkController
    drafts: DraftWriter
    editor: NoteEditor
    closed: Callable[[], object]
    """Called when the editor has closed."""
    _left_over: tuple[NoteDraft, ...] = ()
    """The drafts of earlier sessions on the open article."""
    _editing: dict[str, NotedPassage] = field(default_factory=dict)
    """By the draft's key, which the editor's messages carry."""
    _focus_before: Widget | None = None
    """The widget that had the focus when the editor was opened."""

    @property
    def commands(self) -> Commands:
        return {"reader.annotate": self.annotate, "reader.tag": self.tag, "reader.edit": self.edit}

    # Opening

    async def annotate(self) -> None:
        span = self.annotations.passage()
        if not self.annotations.may_change() or self.annotations.attach_selection():
            return
        if self._left_over and self.view.view.selection is None:
            await self._resume(self._left_over[0])
        elif span is not None:
            await self._annotate_span(span, "note")
        else:
            await self._edit_chosen("Edit", "note")

    async def tag(self) -> None:
        span = self.annotations.passage()
        if not self.annotations.may_change():
            return
        if span is not None:
            await self._annotate_span(span, "tags")
        else:
            await self._edit_chosen("Tag", "tags")

    async def edit(self) -> None:
        if self.annotations.may_change():
            await self._edit_chosen("Edit", "note")

    async def _edit_chosen(self, verb: str, field: Field) -> None:
        await self.annotations.choose(verb, lambda annotation: self._edit_existing(annotation, field))

    async def _annotate_span(self, span: Span, field: Field) -> None:
        """Edit a new annotation of a passage, or the existing one of exactly this passage."""
        existing, article = self.annotations.existing(span), self.view.article
        if existing is not None:
            await self._edit_existing(existing, field)
        elif article is not None:
            await self._edit(NotedPassage(article, span), field)

    async def _edit_existing(self, annotation: Annotation, field: Field) -> None:
        article, span = self.view.article, annotation.anchor.span
        if article is not None and span is not None:
            await self._edit(NotedPassage(article, span, annotation), field)

    async def _edit(self, editing: NotedPassage, field: Field) -> None:
        annotation, span, key = editing.annotation, editing.span, editing.key
        draft = next((each for each in self._left_over if each.key == key), None)
        self._editing[key] = editing
        if not self.editor.is_open:
            self._focus_before = self.view.focused
        what = "Tags" if field == "tags" else "Note" if annotation else "New note"
        what = what if draft is None else "Unsaved note"
        # Since the passage was chosen, the pane may have folded, and the library may hide the article.
        self.parts.uncover_article()
        await self.editor.edit(
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
        self.editor.place_beside(self.view.view, span.start, span.end)
        self.view.status.about = f"“{' '.join(editing.quote.split())}”"
        self.view.retitle()

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
            revision = self.notebook.draft(article, editing.span, note=note, tags=tags, color=color)
        else:
            revision = self.notebook.revise(article.id, annotation, note=note, tags=tags, color=color)
        self.marks.color = values.color
        self.drafts.end_editing(key)
        self._drop_left_over(key)
        done = _done_message(annotation, values, shortened(editing.quote))
        # The draft is deleted after the note is written: if killed in between, both exist.
        self.annotations.revise(done, lambda _: [revision], lambda: self.drafts.drop_saved(key))

    def close(self, key: str) -> None:
        """Called when the editor closed without changes."""
        self._editing.pop(key, None)
        self.drafts.drop(key)
        self._drop_left_over(key)
        self._end_editing()

    def _end_editing(self) -> None:
        """Restore focus and status, unless the editor has been opened on something else meanwhile."""
        if self.editor.is_open:
            return
        self.view.view.stop_selecting()
        focused = self.view.focused
        if focused is None or self.editor in focused.ancestors_with_self:
            self.parts.focus(self._focus_before or self.view.view)
        self.annotations.update_status()
        self.closed()

    # Drafts of earlier sessions

    def show_left_over(self, drafts: Sequence[NoteDraft]) -> None:
        """Report unsaved notes of earlier sessions."""
        had_drafts = bool(self._left_over)
        self._left_over = self.drafts.left_over(drafts)
        number = len(self._left_over)
        if number and not had_drafts:
            found = "An unsaved note is" if number == 1 else f"{number} unsaved notes are"
            self.view.say(
                f"{found} still here: {{reader.annotate}} continues {quoted(self._left_over[0].quote)}."
            )

    def reset(self) -> None:
        self._left_over = ()

    def _drop_left_over(self, key: str) -> None:
        self._left_over = tuple(each for each in self._left_over if each.key != key)

    async def _resume(self, draft: NoteDraft) -> None:
        """Continue a draft of an earlier session, on the same quote if it is found."""
        article = self.view.article
        if article is None:
            return
        annotations = self.annotations.annotations
        annotation = next((each for each in annotations if each.id == draft.annotation_id), None)
        span = annotation.anchor.span if annotation is not None else draft.span
        if span is None or (annotation is None and span.of(article.text) != draft.quote):
            found = find_quote(article.text, draft.quote)
            span = found[0] if found else sentence_at(self.view.view.text, self.view.view.caret)
        if not len(span):
            return
        editing = NotedPassage(article, span, annotation)
        key = editing.key
        # The draft's file is deleted when the note is saved, even if on another passage.
        self._left_over = tuple(
            replace(each, file=key) if each is draft else each for each in self._left_over
        )
        if draft.key != key:
            self.drafts.rename(draft, key)
        self.view.view.go_to(span.start)
        await self._edit(editing, "note")


def _done_message(before: Annotation | None, values: NoteValues, quote: str) -> str:
    """What saving did, without a full stop, for `Change.done`."""
    if before is None:
        verb = "Noted on" if values.note else "Tagged" if values.tags else "Marked"
        return f"{verb} “{quote}”"
    what = "note" if values.note != before.note else "tags" if values.tags != before.tags else "colour"
    return f"Changed the {what} on “{quote}”"
