"""Controller of the annotation and tag screens: loading, editing, export; retries unsaved changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.annotation import AnnotationEntry, ArticleHead, Color, clean_tags
from briefing.domain.annotation_revision import Revision
from briefing.presentation.annotations.note_values import NoteValues
from briefing.presentation.sentences import format_citation, pluralize, quoted
from briefing.services.annotations import AnnotationService
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.note_screen import NoteScreen
from briefing.ui.screens.export.downloads import send
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.tasks import Wanted

if TYPE_CHECKING:
    from briefing.ui.screens.export.export_preview import Exported, Outlook
    from briefing.ui.screens.export.export_screen import Exporting


FIRST_PAGE = 300
"""Annotations on the first page, which is shown before all are loaded."""


@dataclass(eq=False)
class AnnotationLists(Controller):
    """Called by the screens over the reader. Each result goes to every open list."""

    annotations: CaretAnnotations
    templates: Path | None
    """The folder of the user's export templates."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.open = self.annotations.open_annotation
        self.reattach = self.annotations.begin_reattaching

    @property
    def commands(self) -> Commands:
        return {"reader.annotations": self.show_annotations, "reader.export": self.export_article}

    # Open lists

    def show_annotations(self, query: str = "") -> None:
        """Open the list of annotations: those of the open article, or else of the library."""
        article = self.screen.article
        head = ArticleHead.of(article) if article is not None and not query else None
        self.context.open("annotations", head, query=query)

    def show_tags(self) -> None:
        self.context.start("reader.tags")

    # Requests of the lists

    def load(
        self,
        article_id: str | None,
        show: Callable[[Sequence[AnnotationEntry]], object],
        *,
        wanted: Wanted,
        failed: Callable[[str], object],
    ) -> None:
        """Show the annotations of an article, or of the library with None; a first page comes first."""
        notebook, article = self.library.annotations, self.screen.article

        def of_article(id_: str) -> list[AnnotationEntry]:
            found = notebook.for_article(article) if article and article.id == id_ else notebook.find(id_)
            return [AnnotationEntry(found.head, each) for each in found.annotations] if found else []

        of_library = (partial(notebook.entries, limit=FIRST_PAGE), notebook.entries)
        for each in of_library if article_id is None else (partial(of_article, article_id),):
            self.tasks.in_order(each, show, wanted=wanted, failed=failed)

    def load_text(self, article_id: str, show: Callable[[str | None], object]) -> None:
        """Show the text that an article's annotations are anchored in."""

        def fetched() -> str | None:
            found = self.library.annotations.find(article_id)
            return found.text if found else None

        self.tasks.in_order(fetched, show)

    def copy(self, entry: AnnotationEntry) -> None:
        self.screen.app.copy_to_clipboard(format_citation(entry.annotation.anchor.quote, entry.head))
        self.screen.say("Copied the quote with its source.")

    def edit(self, entry: AnnotationEntry) -> None:
        """Open the note editor on an annotation."""
        made = entry.annotation
        quote, span = made.anchor.quote, made.anchor.span
        draft = NoteDraft(entry.head.id, quote, span, made.id, made.note, made.tags, made.color)

        def save(values: NoteValues, on_done: Callable[[], None]) -> None:
            fields: dict[str, object] = {"note": values.note, "tags": values.tags, "color": values.color}
            self._revise(f"Changed the note on {quoted(quote)}", [entry], lambda _: fields, on_done)

        self.annotations.edit_note(f"Note on {quoted(quote)}", draft, save)

    def tag(self, entries: Sequence[AnnotationEntry]) -> None:
        """Edit the tags that all the annotations share; added and removed tags apply to each."""
        shared = [
            tag
            for tag in entries[0].annotation.tags
            if all(tag.casefold() in map(str.casefold, each.annotation.tags) for each in entries)
        ]

        def ended(values: NoteValues | None) -> None:
            if values is None:
                return
            removed = {tag.casefold() for tag in shared} - {tag.casefold() for tag in values.tags}

            def tags_of(entry: AnnotationEntry) -> tuple[str, ...]:
                left = [tag for tag in entry.annotation.tags if tag.casefold() not in removed]
                return clean_tags([*left, *values.tags])

            done = f"Changed the tags of {pluralize(len(entries), 'annotation')}"
            self._revise(done, entries, lambda entry: {"tags": tags_of(entry)})

        title = f"Tags of {pluralize(len(entries), 'annotation')}"
        values = NoteValues("", tuple(shared), entries[0].annotation.color)
        self.screen.app.push_screen(
            NoteScreen(title, values, self.annotations.tags_in_use, only_tags=True, ended=ended)
        )

    def recolor(self, entries: Sequence[AnnotationEntry], color: Color) -> None:
        done = f"Made {pluralize(len(entries), 'annotation')} {color}"
        self._revise(done, entries, lambda _: {"color": color})

    def delete(self, entries: Sequence[AnnotationEntry]) -> None:
        """Delete the annotations as one change, which one undo restores."""

        def revisions(notebook: AnnotationService) -> list[Revision]:
            return [
                Revision(each.head.id, notebook.get(each.head.id, each.annotation.id), None)
                for each in entries
            ]

        self.annotations.revise(f"Deleted {pluralize(len(entries), 'annotation')}", revisions)

    def rename_tag(self, tag: str, name: str) -> None:
        """Rename a tag on all annotations that have it."""
        self._retag(f"Renamed #{tag} to #{name}", [tag], name)

    def merge_tags(self, tags: Sequence[str], into: str) -> None:
        """Replace each of the tags by `into` on all annotations."""
        self._retag(f"Merged {_hashed(tags)} into #{into}", tags, into)

    def delete_tags(self, tags: Sequence[str]) -> None:
        """Remove the tags from all annotations."""
        self._retag(f"Deleted {_hashed(tags)}", tags, None)

    def _retag(self, done: str, tags: Sequence[str], into: str | None) -> None:
        self.annotations.revise(done, lambda notebook: notebook.retag(tags, into))

    def _revise(
        self,
        done: str,
        entries: Sequence[AnnotationEntry],
        fields: Callable[[AnnotationEntry], dict[str, object]],
        on_done: Callable[[], None] | None = None,
    ) -> None:
        """Revise all as one change. Each is read again, since the list lacks fields of other programs."""

        def revisions(notebook: AnnotationService) -> list[Revision]:
            return [
                notebook.revise(each.head.id, notebook.get(each.head.id, each.annotation.id), **fields(each))
                for each in entries
            ]

        self.annotations.revise(done, revisions, on_done)

    # Export

    def export_article(self) -> None:
        article, annotations = self.screen.article, self.annotations.annotations
        if article is None:
            self.screen.say(
                "No article is open: {reader.annotations} lists all annotations, "
                "and {notes.export} exports them there."
            )
        elif not annotations:
            self.screen.say(
                "This article has no annotations to export: {text.select} selects, {reader.annotate} notes. "
                "{reader.annotations} lists all others."
            )
        else:
            head = ArticleHead.of(article)
            self.export([AnnotationEntry(head, each) for each in annotations], of_article=True)

    def export(self, entries: Sequence[AnnotationEntry], *, of_article: bool = False) -> None:
        """Open the export screen; `of_article` if the entries are all those of the open article."""
        # The formats take as long to import as the rest of the reader.
        from briefing.ui.screens.export.export_screen import ExportScreen, outcome_message

        articles = {each.head.id for each in entries}
        article_id = self.screen.article.id if self.screen.article is not None else None
        if len(articles) == 1:
            article_id = entries[0].head.id

        def finish(outcome: Exported | Outlook) -> None:
            send(self.screen.app, outcome.download)
            sentence, is_error = outcome_message(outcome)
            self.screen.say(sentence, error=is_error)

        def dismissed(exporting: Exporting | None) -> None:
            """Report the result, once it is written if the screen was closed before."""
            if exporting is not None:
                self.tasks.finish(exporting, finish, failed=partial(self.screen.say, error=True))

        screen = ExportScreen(
            self.library, self.templates, self.tasks.settle, entries, article_id, of_article=of_article
        )
        self.screen.app.push_screen(screen, dismissed)


@dataclass(eq=False)
class UnsavedChanges(Controller):
    """Retries writing annotations that could not be written, and warns before quitting without them."""

    _has_warned: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.notebook = self.library.annotations

    def retry(self) -> None:
        def retried() -> int:
            waiting = self.notebook.unsaved_count
            self.notebook.retry()
            return 0 if self.notebook.unsaved_count else waiting

        def report(written: int) -> None:
            if written:
                changes = pluralize(written, "change")
                made = ChangeMade(f"Saved what could not be written before: {changes}.")
                self.screen.post_message(made)

        if self.notebook.pending_error:
            self.tasks.in_order(retried, report)

    def change_made(self, made: ChangeMade) -> None:
        # Once all changes have been written, another warning is due.
        self._has_warned = self._has_warned and bool(made.pending_error)

    def may_quit(self) -> bool:
        """Whether all changes are on disk, with a warning if not; True when asked a second time in a row."""
        error = self.notebook.pending_error
        if not error or self._has_warned:
            return True
        self._has_warned = True
        self.retry()
        self.screen.say(
            f"{pluralize(self.notebook.unsaved_count, 'change')} to your annotations could not be written: "
            f"{error} {{reader.export}} exports them elsewhere; {{app.quit}} again quits, and saves them in "
            f"a file that `briefing import` reads.",
            error=True,
        )
        return False


def _hashed(tags: Sequence[str]) -> str:
    return " ".join(f"#{tag}" for tag in tags)
