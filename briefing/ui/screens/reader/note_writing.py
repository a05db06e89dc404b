"""The note editor over the article: what it is opened on, what becomes of what is typed, and drafts of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.widget import Widget

from briefing.domain import Article, Span
from briefing.domain.anchoring.quote_lookup import find_quote
from briefing.domain.annotation import Annotation, AnnotationEntry
from briefing.services.annotations import AnnotationService, Revision
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.messages import ArticleFetched
from briefing.ui.presenters.annotations.note_values import NoteValues
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted, shortened
from briefing.ui.presenters.hints import Hint
from briefing.ui.screens.reader.annotating import AnnotationCommands
from briefing.ui.widgets.editor.note_editor import NoteEditor

__all__ = ["NoteWriting"]

FIRST_PAUSE = 1.0
"""Seconds after the start until the editor's parts are imported, so that opening it takes no time."""

Field = Literal["note", "tags"]


@dataclass(frozen=True, slots=True)
class _Editing:
    """What the note editor is open on."""

    article: Article
    span: Span
    annotation: Annotation | None
    """None for one that is to be made."""

    def draft(self, values: NoteValues) -> NoteDraft:
        return NoteDraft(
            self.article.id,
            self.span.of(self.article.text),
            self.span,
            self.annotation.id if self.annotation else None,
            values.note,
            values.tags,
            values.color,
        )


class NoteWriting(AnnotationCommands):
    """Saving is a change like any other; until then a draft is on disk."""

    editor = query_one(NoteEditor)

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._editing: dict[str, _Editing] = {}
        """By the key of the draft, which the editor gives back."""
        self._to_keep: dict[str, NoteDraft] = {}
        """Drafts that wait for their turn to be written; the last state of each."""
        self._begun: set[str] = set()
        """The keys of drafts that are being written on."""
        self._saved: set[str] = set()
        """The keys of drafts whose notes are saved, to be dropped once these are on disk."""
        self._held: ArticleFetched | None = None
        """An article that came while a note was being written, to be shown when that is done."""
        self._written_from: Widget | None = None
        """What had the focus when the editor was opened."""
        self._reattaching: AnnotationEntry | None = None
        """The orphan that the next selection is for."""

    def compose_over_article(self) -> ComposeResult:
        yield NoteEditor()

    def field_hints(self) -> tuple[Hint, ...] | None:
        return self.editor.hints if self.editor.is_open else super().field_hints()

    def prepare_editor(self) -> None:
        self.set_timer(FIRST_PAUSE, self.editor.prepare)

    # Opening it

    async def action_reader_annotate(self) -> None:
        span = self.passage()
        if not self.may_annotate() or self.attach_selection():
            return
        if self.drafts and self.view.selection is None:
            await self._resume(self.drafts[0])
        elif span is not None:
            await self._write_on(span, "note")
        else:
            await self.choose_annotation("Edit", lambda annotation: self._edit_kept(annotation, "note"))

    async def action_reader_tag(self) -> None:
        span = self.passage()
        if not self.may_annotate():
            return
        if span is not None:
            await self._write_on(span, "tags")
        else:
            await self.choose_annotation("Tag", lambda annotation: self._edit_kept(annotation, "tags"))

    async def action_reader_edit(self) -> None:
        if self.may_annotate():
            await self.choose_annotation("Edit", lambda annotation: self._edit_kept(annotation, "note"))

    async def _write_on(self, span: Span, field: Field) -> None:
        """A new annotation; of the very passage that one has already, that one."""
        known = next((each for each in self.annotations if each.anchor.span == span), None)
        if known is not None:
            await self._edit_kept(known, field)
        elif self.article is not None:
            await self._edit(_Editing(self.article, span, None), field)

    async def _edit_kept(self, annotation: Annotation, field: Field) -> None:
        if self.article is not None and annotation.anchor.span is not None:
            await self._edit(_Editing(self.article, annotation.anchor.span, annotation), field)

    async def _edit(self, editing: _Editing, field: Field) -> None:
        annotation, span = editing.annotation, editing.span
        key = editing.draft(NoteValues()).key
        draft = next((each for each in self.drafts if each.key == key), None)
        self._editing[key] = editing
        if not self.editor.is_open:
            self._written_from = self.focused
        what = "Tags" if field == "tags" else "Note" if annotation else "New note"
        what = what if draft is None else "Unsaved note"
        # The pane may have folded, and the library hidden the article, since the passage was chosen.
        self.remove_class("-at-library", "-zoom-panes", "-zoom-library")
        await self.editor.edit(
            title=f"{what} on {pluralize(len(span), 'character')}",
            note=annotation.note if annotation else "",
            tags=annotation.tags if annotation else (),
            color=annotation.color if annotation else self.color,
            known_tags=self.tags_in_use,
            focus=field,
            only="tags" if field == "tags" else None,
            key=key,
            draft=None if draft is None else NoteValues.clean(draft.note, draft.tags, draft.color),
        )
        self.editor.stand_by(self.view, span.start, span.end)
        self.status.about = f"“{' '.join(span.of(editing.article.text).split())}”"
        self.retitle()

    # What becomes of what is typed

    @on(NoteEditor.Changed)
    def keep_draft(self, message: NoteEditor.Changed) -> None:
        """Written in its turn, at most once for all that was typed meanwhile."""
        message.stop()
        editing = self._editing.get(message.key)
        if editing is not None:
            self.hold_draft(editing.draft(message.values))

    def hold_draft(self, draft: NoteDraft) -> None:
        waits = draft.key in self._to_keep
        self._to_keep[draft.key] = draft
        self._begun.add(draft.key)
        self._saved.discard(draft.key)
        if not waits:
            self.keep(lambda: self._write_draft(draft.key))

    def _write_draft(self, key: str) -> None:
        draft = self._to_keep.pop(key, None)
        if draft is not None:
            self.library.annotations.drafts.save(draft)

    @on(NoteEditor.Saved)
    def save_note(self, message: NoteEditor.Saved) -> None:
        message.stop()
        self._save(message.key, message.values)
        self._end_editing()

    def save_open_note(self) -> None:
        """Whoever leaves has done with it: save it now, since its message would come too late."""
        if self.editor.is_open and (saved := self.editor.save()) is not None:
            self._save(saved.key, saved.values)

    def _save(self, key: str, values: NoteValues) -> None:
        editing = self._editing.pop(key, None)
        if editing is None:
            return
        notebook, article, annotation = self.library.annotations, editing.article, editing.annotation
        if annotation is None:
            made = notebook.draft(
                article, editing.span, note=values.note, tags=values.tags, color=values.color
            )
        else:
            made = notebook.revise(
                article.id, annotation, note=values.note, tags=values.tags, color=values.color
            )
        self.color = values.color
        self._begun.discard(key)
        self.drafts = tuple(each for each in self.drafts if each.key != key)
        said = _done(annotation, values, shortened(editing.span.of(article.text)))
        # The draft goes after the note has come: killed in between, both are there.
        self.revise(said, lambda _: [made], lambda: self.drop_saved(key))

    def drop_saved(self, *keys: str) -> None:
        """In a turn: these drafts are saved as notes, and go as soon as all notes are on disk."""
        self._saved.update(keys)
        if not self.library.annotations.unsaved_count:
            while self._saved:
                self.library.annotations.drafts.delete(self._saved.pop())

    def drop_draft(self, key: str) -> None:
        """What was typed left all as it was."""
        self._begun.discard(key)
        self._to_keep.pop(key, None)
        self.drafts = tuple(each for each in self.drafts if each.key != key)
        self.keep(lambda: self.library.annotations.drafts.delete(key))

    @on(NoteEditor.Closed)
    def close_note(self, message: NoteEditor.Closed) -> None:
        message.stop()
        self._editing.pop(message.key, None)
        self.drop_draft(message.key)
        self._end_editing()

    def _end_editing(self) -> None:
        """Back to where one came from, unless the editor has been opened on something else meanwhile."""
        if self.editor.is_open:
            return
        self.view.stop_selecting()
        if self.focused is None or self.editor in self.focused.ancestors_with_self:
            self.set_focus(self._written_from or self.view)
        self.tell_again()
        held, self._held = self._held, None
        if held is not None:
            self.post_message(held)

    def hold_article(self, message: ArticleFetched) -> bool:
        """Whether it has to wait: what is typed into a note must not go to another article."""
        if self.editor.is_open:
            self._held = message
        return self.editor.is_open

    @on(NoteEditor.HintsChanged)
    def show_editor_hints(self, message: NoteEditor.HintsChanged) -> None:
        message.stop()
        self.retitle()

    @on(NoteEditor.Failed)
    def tell_editor_failure(self, message: NoteEditor.Failed) -> None:
        message.stop()
        self.say(message.sentence, error=True)

    # Drafts that were left

    def left_over(self, drafts: Sequence[NoteDraft]) -> tuple[NoteDraft, ...]:
        return tuple(each for each in drafts if each.key not in self._begun | self._saved)

    def tell_drafts(self) -> None:
        number = len(self.drafts)
        found = "A note that was not saved is" if number == 1 else f"{number} notes that were not saved are"
        self.say(f"{found} still here: a goes on with {quoted(self.drafts[0].quote)}.")

    async def _resume(self, draft: NoteDraft) -> None:
        """Go on typing where a crash ended it, on the same words."""
        article = self.article
        if article is None:
            return
        annotation = next((each for each in self.annotations if each.id == draft.annotation_id), None)
        span = annotation.anchor.span if annotation is not None else draft.span
        if span is None or (annotation is None and span.of(article.text) != draft.quote):
            places = find_quote(article.text, draft.quote)
            span = places[0] if places else self.sentence_here()
        if span is None:
            return
        editing = _Editing(article, span, annotation)
        key = editing.draft(NoteValues()).key
        # Its file goes when the note is saved, whatever place it is saved at.
        self.drafts = tuple(replace(each, file=key) if each is draft else each for each in self.drafts)
        if draft.key != key:
            self.keep(lambda: self.library.annotations.drafts.save(replace(draft, file=key)))
            self.keep(lambda: self.library.annotations.drafts.delete(draft.key))
        self.view.go_to(span.start)
        await self._edit(editing, "note")

    def sentence_here(self) -> Span | None:
        from briefing.domain.text.motions import sentence_at

        span = sentence_at(self.view.text, self.view.caret)
        return span if len(span) else None

    # Orphans

    def begin_reattaching(self, entry: AnnotationEntry) -> None:
        """The next selection in its article is where an orphan belongs."""
        self._reattaching = entry
        if self.article is None or self.article.id != entry.head.id:
            self.visit(entry.head.id)
        else:
            self.annotations_shown()

    def annotations_shown(self) -> None:
        super().annotations_shown()
        if self._is_reattaching_here() and not self.view.has_focus:
            self.go_to_article()
            self.tell_here()

    def _is_reattaching_here(self) -> bool:
        entry, article = self._reattaching, self.article
        return entry is not None and article is not None and article.id == entry.head.id

    def tell_here(self) -> None:
        if self._reattaching is not None and self._is_reattaching_here() and self.view.selection is None:
            quote = shortened(self._reattaching.annotation.anchor.quote, 24)
            self.status.about = f"v V select the passage for “{quote}”, Enter attaches  Esc leaves"
        else:
            super().tell_here()

    def about_selection(self, span: Span) -> str:
        if self._is_reattaching_here():
            return f"Enter attaches the note to these {pluralize(len(span), 'character')}  Esc leaves"
        return super().about_selection(span)

    def end_reattaching(self) -> bool:
        """Whether there was an orphan to attach."""
        entry, self._reattaching = self._reattaching, None
        if entry is not None:
            self.say("It stays an orphan.")
            self.tell_again()
        return entry is not None

    def attach_selection(self) -> bool:
        """Attach the orphan to what is selected; whether there was both."""
        entry, article, span = self._reattaching, self.article, self.view.selection
        if entry is None or article is None or span is None or article.id != entry.head.id:
            return False
        self._reattaching = None
        self.view.stop_selecting()

        def revisions(notebook: AnnotationService) -> list[Revision]:
            kept = notebook.get(article.id, entry.annotation.id)
            return [notebook.reattach(article, kept, span)]

        self.revise(f"Attached the note to {quoted(span.of(article.text))}", revisions)
        return True


def _done(before: Annotation | None, values: NoteValues, quote: str) -> str:
    """What saving did, as a sentence without its full stop."""
    if before is None:
        verb = "Noted on" if values.note else "Tagged" if values.tags else "Marked"
        return f"{verb} “{quote}”"
    what = "note" if values.note != before.note else "tags" if values.tags != before.tags else "colour"
    return f"Changed the {what} on “{quote}”"
