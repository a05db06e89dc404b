"""What the list of annotations and the tag view ask for, done by the reader's screen beneath them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from briefing.domain.annotation import AnnotationEntry, Color, clean_tags
from briefing.domain.citation import format_citation
from briefing.services.annotations import AnnotationService, Revision
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.clipboard import copy_text
from briefing.ui.messages import AnnotationsListed, TextFetched
from briefing.ui.presenters.annotations.note_values import NoteValues
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted
from briefing.ui.screens.annotations_screen import AnnotationsScreen
from briefing.ui.screens.note import NoteScreen
from briefing.ui.screens.tags import TagsScreen

if TYPE_CHECKING:
    from briefing.ui.screens.reader.notebook_commands import NotebookCommands

__all__ = ["NotebookPort"]


class NotebookPort:
    """Both ports. What was asked for is told to every list that is open, since each shows the same notes."""

    def __init__(self, reader: NotebookCommands) -> None:
        self._reader = reader
        self._lists: list[AnnotationsScreen | TagsScreen] = []

    def list_annotations(self, query: str = "") -> None:
        """Open the list: of the open article, or else of the library."""
        article = self._reader.article
        head = self._reader.shown_head() if article is not None and not query else None
        self._push(AnnotationsScreen(self, head, query=query))

    def show_tags(self) -> None:
        self._push(TagsScreen(self))

    def list_tag(self, query: str) -> None:
        self.list_annotations(query)

    def _push(self, screen: AnnotationsScreen | TagsScreen) -> None:
        self._lists.append(screen)
        self._reader.app.push_screen(screen, lambda _: self._lists.remove(screen))

    # What the reader's screen passes on

    def take_entries(self, message: AnnotationsListed) -> None:
        for each in self._lists:
            each.show(message.entries, message.article_id)

    def take_text(self, message: TextFetched) -> None:
        for each in self._lists:
            if isinstance(each, AnnotationsScreen):
                each.show_text(message.article_id, message.text)

    def take_change(self, sentence: str) -> None:
        """Say on top what was done, and list anew what is listed."""
        if self._lists:
            self.tell(sentence)
            for each in self._lists:
                self.load(each.article_id if isinstance(each, AnnotationsScreen) else None)

    def tell(self, sentence: str) -> None:
        if self._lists:
            self._lists[-1].say(sentence)

    def fail(self, sentence: str) -> None:
        for each in self._lists:
            each.fail(sentence)

    # Both ports

    def load(self, article_id: str | None) -> None:
        article = self._reader.article
        self._reader.list_annotations(article if article is not None and article.id == article_id else None)

    def undo(self) -> None:
        self._reader.action_reader_undo()

    def redo(self) -> None:
        self._reader.action_reader_redo()

    # The list's port

    def load_text(self, article_id: str) -> None:
        self._reader.fetch_text(article_id)

    def open(self, entry: AnnotationEntry) -> None:
        self._reader.visit_annotation(entry)

    def reattach(self, entry: AnnotationEntry) -> None:
        self._reader.begin_reattaching(entry)

    def copy(self, entry: AnnotationEntry) -> None:
        copy_text(self._reader.app, format_citation(entry.annotation.anchor.quote, entry.head))
        self.tell("Copied the quote with its source.")

    def edit(self, entry: AnnotationEntry) -> None:
        annotation = entry.annotation
        key = _draft_of(entry, NoteValues()).key

        def save(values: NoteValues) -> None:
            said = f"Changed the note on {quoted(annotation.anchor.quote)}"
            fields: dict[str, object] = {"note": values.note, "tags": values.tags, "color": values.color}
            self._revise(said, [entry], lambda _: fields, lambda: self._reader.drop_saved(key))

        title = f"Note on {quoted(annotation.anchor.quote)}"
        self._reader.app.push_screen(
            NoteScreen(
                title,
                NoteValues(annotation.note, annotation.tags, annotation.color),
                self._reader.tags_in_use,
                changed=lambda values: self._reader.hold_draft(_draft_of(entry, values)),
                saved=save,
                untouched=lambda: self._reader.drop_draft(key),
            )
        )

    def tag(self, entries: Sequence[AnnotationEntry]) -> None:
        """Of several, the tags that all have are shown: what is added or taken goes for each."""
        shared = [
            tag
            for tag in entries[0].annotation.tags
            if all(tag.casefold() in map(str.casefold, each.annotation.tags) for each in entries)
        ]

        def save(values: NoteValues) -> None:
            kept = {tag.casefold() for tag in values.tags}
            taken = {tag.casefold() for tag in shared} - kept

            def tags_of(entry: AnnotationEntry) -> tuple[str, ...]:
                left = [tag for tag in entry.annotation.tags if tag.casefold() not in taken]
                return clean_tags([*left, *values.tags])

            said = f"Changed the tags of {pluralize(len(entries), 'annotation')}"
            self._revise(said, entries, lambda entry: {"tags": tags_of(entry)})

        title = f"Tags of {pluralize(len(entries), 'annotation')}"
        values = NoteValues("", tuple(shared), entries[0].annotation.color)
        self._reader.app.push_screen(
            NoteScreen(title, values, self._reader.tags_in_use, only="tags", saved=save)
        )

    def recolor(self, entries: Sequence[AnnotationEntry], color: Color) -> None:
        self._change(f"Made {pluralize(len(entries), 'annotation')} {color}", entries, color=color)

    def delete(self, entries: Sequence[AnnotationEntry]) -> None:
        def revisions(notebook: AnnotationService) -> list[Revision]:
            return [
                Revision(each.head.id, notebook.get(each.head.id, each.annotation.id), None)
                for each in entries
            ]

        self._reader.revise(f"Deleted {pluralize(len(entries), 'annotation')}", revisions)

    def export(self, entries: Sequence[AnnotationEntry], query: str) -> None:
        self._reader.export(tuple(entries))

    # The tag view's port

    def rename_tag(self, tag: str, name: str) -> None:
        self._reader.revise(f"Renamed #{tag} to #{name}", lambda notebook: notebook.retag([tag], name))

    def merge_tags(self, tags: Sequence[str], into: str) -> None:
        named = " ".join(f"#{tag}" for tag in tags)
        self._reader.revise(f"Merged {named} into #{into}", lambda notebook: notebook.retag(tags, into))

    def delete_tags(self, tags: Sequence[str]) -> None:
        named = " ".join(f"#{tag}" for tag in tags)
        self._reader.revise(f"Deleted {named}", lambda notebook: notebook.retag(tags, None))

    def _change(self, said: str, entries: Sequence[AnnotationEntry], **fields: object) -> None:
        self._revise(said, entries, lambda _: fields)

    def _revise(
        self,
        said: str,
        entries: Sequence[AnnotationEntry],
        fields: Callable[[AnnotationEntry], dict[str, object]],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """One change to all; each is read anew, as the list knows nothing of other programs' members."""

        def revisions(notebook: AnnotationService) -> list[Revision]:
            return [
                notebook.revise(each.head.id, notebook.get(each.head.id, each.annotation.id), **fields(each))
                for each in entries
            ]

        self._reader.revise(said, revisions, then)


def _draft_of(entry: AnnotationEntry, values: NoteValues) -> NoteDraft:
    quote, span = entry.annotation.anchor.quote, entry.annotation.anchor.span
    return NoteDraft(entry.head.id, quote, span, entry.annotation.id, values.note, values.tags, values.color)
