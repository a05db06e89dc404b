"""Annotates passages of articles that are not open, as the panes of the reader do for the open one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from briefing.domain.annotation import Annotation, AnnotationEntry, ArticleHead
from briefing.domain.briefing import Citation
from briefing.errors import NotFoundError, StoreError
from briefing.exchange.filenames import file_name
from briefing.exchange.printouts import Printout, to_markdown, with_notes
from briefing.presentation.annotations.annotation_marks import annotations_on
from briefing.presentation.sentences import quoted
from briefing.services.library import Library
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.keys import CommandApp
from briefing.ui.screens.annotations.annotate_controller import AnnotateController, NotedPassage
from briefing.ui.screens.annotations.annotation_lists import AnnotationLists
from briefing.ui.screens.annotations.mark_controller import MarkController
from briefing.ui.screens.export.downloads import write_document
from briefing.ui.tasks import Result
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.editor.path_field import PathSuggester

NO_NOTE = "No annotation on this passage: {story.annotate} writes a note, {story.highlight} marks it."
CHANGED = "The text of the article has changed since: {open} opens it."


@dataclass(eq=False)
class PassageNotes:
    """Each change can be undone. `say` shows why there is none."""

    lists: AnnotationLists
    notes: AnnotateController

    @property
    def marks(self) -> MarkController:
        return self.notes.marks

    @property
    def library(self) -> Library:
        return self.lists.library

    def of_articles(self, ids: Iterable[str]) -> Mapping[str, Sequence[Annotation]]:
        """The annotations of those of the articles that have some, as far as their files can be read."""
        notebook = self.library.annotations
        counts = notebook.counts()
        found: dict[str, Sequence[Annotation]] = {}
        for id_ in ids:
            with suppress(StoreError):  # the article itself tells of it when it is opened
                if id_ in counts and (each := notebook.find(id_)) is not None:
                    found[id_] = each.annotations
        return found

    @property
    def commands(self) -> Mapping[str, Callable[[Citation, Callable[[str], object]], None]]:
        """The methods that act on a passage, by the verb of the command."""
        return {
            "annotate": self.annotate,
            "highlight": self.highlight,
            "edit": self.edit,
            "delete": self.delete,
            "copy": self.copy,
        }

    def annotate(self, cited: Citation, say: Callable[[str], object]) -> None:
        """Write a note on the passage, or edit that which is on it."""

        def edit(target: NotedPassage) -> None:
            if (entry := _entry(target)) is not None and _is_exact(target):
                self.lists.edit(entry)
            else:
                new = replace(target, annotation=None)
                self._then(self.library.annotations.tags, partial(self._write_note, new))

        self._find(cited, edit, say)

    def edit(self, cited: Citation, say: Callable[[str], object]) -> None:
        self._on_existing(cited, self.lists.edit, say)

    def delete(self, cited: Citation, say: Callable[[str], object]) -> None:
        self._on_existing(cited, lambda entry: self.lists.delete([entry]), say)

    def highlight(self, cited: Citation, say: Callable[[str], object]) -> None:
        """Mark the passage; one that is marked gets the next colour."""

        def mark(target: NotedPassage) -> None:
            if (entry := _entry(target)) is not None and _is_exact(target):
                self.marks.color = entry.annotation.color.following
                self.lists.recolor([entry], self.marks.color)
                return
            revision = self.library.annotations.draft(target.article, target.span, color=self.marks.color)
            done = f"Marked {quoted(target.quote)} {self.marks.color}"
            self.lists.annotations.revise(done, revision)

        self._find(cited, mark, say)

    def copy(self, cited: Citation, say: Callable[[str], object]) -> None:
        """Copy the passage with its source."""

        def copied(target: NotedPassage) -> None:
            self.marks.copy_quote(target.quote, target.article, say)

        self._find(cited, copied, say, is_change=False)

    def export(
        self,
        screen: CommandScreen[Any],
        title: str,
        printout: Callable[[], Printout],
        ids: Iterable[str] = (),
    ) -> None:
        """Ask for a file, and write what a screen shows into it, and what is noted on these articles."""

        def content() -> bytes:
            annotated = filter(None, map(self.library.annotations.find, ids))
            return to_markdown(with_notes(printout(), annotated)).encode()

        def write(typed: str) -> None:
            write_document(
                screen.app,
                self.lists.tasks,
                typed,
                name,
                content,
                done=lambda where: say(f"Exported “{title}”{where}"),
                exists=lambda: say(f"{typed} exists: choose another name.", error=True),
            )

        # The reader's: it shows it on the screen that is on top by then, and keeps it among the messages.
        say = self.lists.screen.say
        name, paths = file_name(title), PathSuggester((".md",))
        typed = name if screen.app.is_web else f"~/{name}"
        screen.query_one(InputLine).ask("export", "Export to", write, value=typed, suggester=paths)

    def _on_existing(
        self, cited: Citation, use: Callable[[AnnotationEntry], object], say: Callable[[str], object]
    ) -> None:
        def found(target: NotedPassage) -> None:
            if (entry := _entry(target)) is None:
                say(NO_NOTE)
            else:
                use(entry)

        self._find(cited, found, say)

    def _find(
        self,
        cited: Citation,
        use: Callable[[NotedPassage], object],
        say: Callable[[str], object],
        *,
        is_change: bool = True,
    ) -> None:
        notebook = self.library.annotations

        def found() -> NotedPassage | str:
            try:
                article = self.library.articles.article(cited.article)
            except NotFoundError as error:
                return str(error)
            span = cited.passage.span
            if span.of(article.text) != cited.passage.text:
                return CHANGED
            if is_change and (refusal := notebook.read_only_reason(article.id)) is not None:
                return refusal
            annotations = annotations_on(notebook.for_article(article).annotations, span)
            return NotedPassage(article, span, next(iter(annotations), None))

        self._then(found, lambda target: say(target) if isinstance(target, str) else use(target))

    def _then(self, job: Callable[[], Result], on_done: Callable[[Result], object]) -> None:
        """Run a job and its callback before the next key, which may be typed for what this opens."""
        work, app = self.lists.tasks.in_order(job, on_done), self.lists.screen.app
        if isinstance(app, CommandApp):
            app.keys.wait_for(work)

    def _write_note(self, target: NotedPassage, known_tags: Mapping[str, int]) -> None:
        annotations = self.lists.annotations
        annotations.tags_in_use = known_tags
        title, draft = f"New note on {quoted(target.quote)}", target.draft(self.marks.color)
        annotations.edit_note(title, draft, partial(self.notes.save, target))


def _entry(target: NotedPassage) -> AnnotationEntry | None:
    """The annotation on the passage, else one that overlaps it."""
    annotation = target.annotation
    return None if annotation is None else AnnotationEntry(ArticleHead.of(target.article), annotation)


def _is_exact(target: NotedPassage) -> bool:
    return target.annotation is not None and target.annotation.anchor.span == target.span
