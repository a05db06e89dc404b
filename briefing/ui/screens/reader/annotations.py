"""The annotations of the open article: what is at the caret, which a command is for, and changes to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, AnnotationEntry, ArticleHead
from briefing.domain.annotation_revision import Revision
from briefing.services.annotations import AnnotationService
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.commands.undo import Change, Changes
from briefing.ui.presenters.annotations.annotation_marks import (
    annotation_summary,
    annotations_at,
    beside,
    margin_notes_of,
    marks_of,
    tally,
)
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted, shortened
from briefing.ui.screens.choice import ChoiceOption, ChoiceScreen
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.passages import PassageController
from briefing.ui.screens.reader.search import SearchController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import TaskRunner
from briefing.ui.textlayout.selection import selection_message

NO_PASSAGE = "This line rests on no single passage; the lines around it do."
NOTHING_SELECTED = "Nothing selected: v starts a selection, V takes the sentence; or choose a line in a pane."


@dataclass(eq=False)
class AnnotationController:
    """A command acts on the selection, else on the passage a pane shows, else on what is at the caret."""

    notebook: AnnotationService
    tasks: TaskRunner
    view: ReaderView
    parts: Parts
    passages: PassageController
    search: SearchController
    changes: Changes
    drafts_found: Callable[[Sequence[NoteDraft]], object]
    """Gets the notes on the open article that were being written when a reader ended."""
    annotations: tuple[Annotation, ...] = ()
    """Those of the open article, in reading order."""
    tags_in_use: Mapping[str, int] = field(default_factory=dict)
    _refusal: str | None = None
    """Why the annotations of the open article must not be changed; None where they may be."""
    _awaited: AnnotationEntry | None = None
    """What to go to once its article is here."""
    _reattaching: AnnotationEntry | None = None
    """The orphan that the next selection in its article is for."""

    @property
    def commands(self) -> Commands:
        return {
            "reader.next-annotation": partial(self._go_beside, 1),
            "reader.previous-annotation": partial(self._go_beside, -1),
        }

    # What there is

    def fetch(self, article: Article) -> None:
        notebook = self.notebook

        def fetched() -> Callable[[], None]:
            return partial(
                self._show,
                article,
                notebook.for_article(article).annotations,
                tags=notebook.tags(),
                drafts=notebook.drafts.for_article(article.id),
                notices=notebook.pop_notices(),
                refusal=notebook.read_only_reason(article.id),
                unsaved=notebook.unsaved_count,
            )

        self.tasks.in_order(fetched, lambda show: show(), wanted=self.tasks.newest("annotations"))

    def _show(
        self,
        article: Article,
        annotations: tuple[Annotation, ...],
        *,
        tags: Mapping[str, int],
        drafts: Iterable[NoteDraft],
        notices: Iterable[str],
        refusal: str | None,
        unsaved: int,
    ) -> None:
        """Show what there is where the article is still open, and say what was odd about its file."""
        for notice in notices:
            self.view.say(notice, error=True)
        self.tags_in_use = tags
        if not self.view.is_shown(article):
            return
        self.annotations = annotations
        newly_refused = refusal != self._refusal
        self._refusal = refusal
        self.view.view.marks = marks_of(annotations)
        self.view.view.margin_notes = margin_notes_of(annotations)
        self.view.status.tally = tally(annotations, unsaved)
        self.drafts_found(tuple(drafts))
        if newly_refused:
            self.may_change()
        self.shown()

    def shown(self) -> None:
        """The annotations of the open article are here: go to the one that was asked for."""
        self._go_to_awaited()
        self.tell_here()
        if self._is_reattaching_here and not self.view.view.has_focus:
            self.parts.go_to_article()
            self.tell_here()

    def forget(self) -> None:
        """Another article is shown."""
        self.annotations, self._refusal = (), None
        self.view.status.tally = ""

    # What is said of them

    def tell_here(self) -> None:
        """Say in the status row what is noted at the caret."""
        text = self.view.view
        if self._reattaching is not None and self._is_reattaching_here and text.selection is None:
            quote = shortened(self._reattaching.annotation.anchor.quote, 24)
            self.view.status.about = f"v V select the passage for “{quote}”, Enter attaches  Esc leaves"
        elif text.has_focus and not self.search.is_active and text.selection is None:
            self.view.status.about = annotation_summary(self._at_caret())

    def tell_again(self) -> None:
        """Say what the row or the caret is about, after something else was said there."""
        if self.parts.pane_row is not None:
            self.passages.show_row_again()
        else:
            self.view.status.about = ""
            self.tell_here()
        self.view.retitle()

    def tell_selection(self, span: Span | None) -> None:
        if span is None:
            self.tell_here()
        elif self._is_reattaching_here:
            selected = pluralize(len(span), "character")
            self.view.status.about = f"Enter attaches the note to these {selected}  Esc leaves"
        else:
            self.view.status.about = selection_message(self.view.view.text, span)
        self.view.retitle()

    # What a command acts on

    def _at_caret(self) -> tuple[Annotation, ...]:
        return annotations_at(self.annotations, self.view.view.caret)

    def passage(self) -> Span | None:
        """The selection, else the passage of a pane's row that is shown now."""
        text = self.view.view
        if text.selection is not None:
            return text.selection
        return text.current_evidence if self.parts.in_pane else None

    async def choose(self, asked: str, then: Callable[[Annotation], Awaitable[None] | None]) -> None:
        """Run `then` on the annotation at the caret; where several overlap, the reader says on which."""
        here = self._at_caret() if self.view.view.has_focus else ()
        if not here:
            nothing = NO_PASSAGE if self.parts.pane_row is not None else NOTHING_SELECTED
            self.view.say(nothing if self.view.article else "No article is open.")
            return
        if len(here) == 1:
            await _run(then, here[0])
            return
        rows = [
            ChoiceOption(each.id, annotation_summary([each]), quoted(each.anchor.quote, 24)) for each in here
        ]

        async def chosen(id_: str | None) -> None:
            for each in here:
                if each.id == id_:
                    await _run(then, each)

        self.view.app.push_screen(ChoiceScreen(f"{asked} which of these {len(here)}?", rows), chosen)

    def may_change(self) -> bool:
        """Whether the annotations of the open article may be changed; where not, say why."""
        if self._refusal is not None:
            self.view.say(self._refusal, error=True)
        return self._refusal is None

    def revise(
        self,
        done: str,
        make: Callable[[AnnotationService], Sequence[Revision]],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Carry out changes to annotations as one, which one undo takes back; then show what there is.

        `then` is done in the same turn, once they are carried out.
        """
        notebook = self.notebook

        def revised() -> Change:
            revisions = tuple(make(notebook))
            undone = tuple(each.inverse for each in reversed(revisions))
            return Change(done, lambda: notebook.apply(revisions), lambda: notebook.apply(undone))

        self.changes.make(revised, then)

    # Going there

    def _go_beside(self, by: int) -> None:
        span = beside(self.annotations, self.view.view.caret, by)
        if span is not None:
            self.parts.go_to_article()
            self._go_to(span)
            self.tell_here()
        elif self.annotations:
            self.view.say(f"No annotation {'after' if by > 0 else 'before'} here.")
        else:
            self.view.say("This article has no annotations.")

    def _go_to(self, span: Span) -> None:
        self.view.view.go_to(span.start)
        self.view.view.bring_into_view(span.start, span.end, context=True)

    def visit(self, entry: AnnotationEntry) -> None:
        """Show the article at the passage, wherever one is reading."""
        self._awaited = entry
        if self._is_open(entry.head):
            self.passages.leave_trail()
            self._go_to_awaited()
        else:
            self.passages.visit(entry.head.id)

    def _is_open(self, head: ArticleHead) -> bool:
        article = self.view.article
        return article is not None and article.id == head.id

    def _go_to_awaited(self) -> None:
        entry = self._awaited
        if entry is None or not self._is_open(entry.head):
            return
        self._awaited = None
        self.passages.forget()
        self.parts.go_to_article()
        found = next((each for each in self.annotations if each.id == entry.annotation.id), None)
        span = found.anchor.span if found is not None else None
        if span is None:
            self.view.say(
                "The passage of this annotation is not in the text any more: A lists it, R attaches it."
            )
        else:
            self._go_to(span)

    # Orphans

    @property
    def _is_reattaching_here(self) -> bool:
        return self._reattaching is not None and self._is_open(self._reattaching.head)

    def begin_reattaching(self, entry: AnnotationEntry) -> None:
        """The next selection in its article is where an orphan belongs."""
        self._reattaching = entry
        if self._is_open(entry.head):
            self.shown()
        else:
            self.passages.visit(entry.head.id)

    def end_reattaching(self) -> bool:
        """Whether there was an orphan to attach."""
        entry, self._reattaching = self._reattaching, None
        if entry is not None:
            self.view.say("It stays an orphan.")
            self.tell_again()
        return entry is not None

    def attach_selection(self) -> bool:
        """Attach the orphan to what is selected; whether there was both."""
        entry, article, span = self._reattaching, self.view.article, self.view.view.selection
        if entry is None or article is None or span is None or not self._is_open(entry.head):
            return False
        self._reattaching = None
        self.view.view.stop_selecting()

        def revisions(notebook: AnnotationService) -> list[Revision]:
            kept = notebook.get(article.id, entry.annotation.id)
            return [notebook.reattach(article, kept, span)]

        self.revise(f"Attached the note to {quoted(span.of(article.text))}", revisions)
        return True


async def _run(then: Callable[[Annotation], Awaitable[None] | None], annotation: Annotation) -> None:
    waiting = then(annotation)
    if waiting is not None:
        await waiting
