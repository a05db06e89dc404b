"""Annotations of the open article: loading, status at the caret, navigation, changes, re-attaching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from operator import call

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, AnnotationEntry, ArticleHead
from briefing.domain.annotation_revision import Revision
from briefing.errors import NotFoundError
from briefing.presentation.annotations.annotation_marks import (
    annotation_summary,
    annotations_at,
    annotations_on,
    beside,
    marks_of,
    tally,
)
from briefing.presentation.annotations.note_values import NoteValues
from briefing.presentation.briefing_rows import excerpt_message
from briefing.presentation.sentences import (
    NO_ANNOTATION,
    NO_ARTICLE,
    NO_PASSAGE,
    pluralize,
    quoted,
    shortened,
)
from briefing.services.annotations import AnnotationService
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.drafts import NoteDraft
from briefing.store.notices import Deleted
from briefing.ui.commands.undo import Change
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.annotations.draft_writer import DraftWriter
from briefing.ui.screens.annotations.note_screen import Beside, NoteScreen
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.tasks import nothing
from briefing.ui.textlayout.margin_notes import margin_notes_of
from briefing.ui.textlayout.selection import selection_message

NOTHING_SELECTED = (
    "Nothing selected: {text.select} starts a selection, {text.select-sentence} takes the sentence; "
    "or choose a line in a pane."
)


@dataclass(eq=False)
class CaretAnnotations(Controller):
    """Commands act on the selection, else on the passage that a pane shows, else on what is at the caret."""

    passages: PassageController
    drafts: DraftWriter
    left_over: tuple[NoteDraft, ...] = ()
    """The drafts of earlier sessions on the open article."""
    annotations: tuple[Annotation, ...] = ()
    """The annotations of the open article, in reading order."""
    tags_in_use: Mapping[str, int] = field(default_factory=dict)
    _refusal: str | None = None
    """Why the annotations of the open article are read-only; None if they are not."""
    _pending: AnnotationEntry | None = None
    """The annotation to go to once its article is loaded."""
    _reattaching: AnnotationEntry | None = None
    """The orphan that the next selection in its article is attached to."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.notebook = self.library.annotations

    @property
    def commands(self) -> Commands:
        return {
            "reader.next-annotation": partial(self._go_to_adjacent, 1),
            "reader.previous-annotation": partial(self._go_to_adjacent, -1),
            "reader.earlier-notes": self._list_earlier,
        }

    # Loading

    def fetch(self) -> None:
        """Load the annotations of the open article."""
        notebook, article = self.notebook, self.screen.article
        if article is None:
            return

        def fetched() -> Callable[[], None]:
            return partial(
                self._show,
                article,
                notebook.for_article(article).annotations,
                tags=notebook.tags(),
                drafts=notebook.drafts.for_article(article.id),
                refusal=notebook.read_only_reason(article.id),
                unsaved=notebook.unsaved_count,
            )

        self.tasks.in_order(fetched, call, wanted=self.tasks.newest("annotations"))

    def _show(
        self,
        article: Article,
        annotations: tuple[Annotation, ...],
        *,
        tags: Mapping[str, int],
        drafts: Iterable[NoteDraft],
        refusal: str | None,
        unsaved: int,
    ) -> None:
        """Report the notices, and show the annotations if the article is still open."""
        # Not before: what a job that is not wanted any more has taken would be told to nobody.
        for notice in self.notebook.pop_notices():
            self.screen.say(notice, error=True)
        for each in self.notebook.pop_deleted():
            done = f"Another program deleted {each.entries} from the disk"
            self.changes.make(Change(done, nothing, partial(self._bring_back, each)))
        self.tags_in_use = tags
        if not self.screen.is_shown(article):
            return
        self.annotations = annotations
        newly_refused = refusal != self._refusal
        self._refusal = refusal
        self.screen.view.marks = marks_of(annotations)
        self.screen.view.margin_notes = margin_notes_of(annotations)
        self.screen.status.tally = tally(annotations, unsaved)
        self._show_left_over(tuple(drafts))
        if newly_refused:
            self.may_change()
        self._handle_pending()

    def _bring_back(self, deleted: Deleted) -> None:
        """Write again what another program has deleted. Runs in the thread that writes."""
        deleted.bring_back()
        self.screen.app.call_from_thread(self._brief_again)

    def _brief_again(self) -> None:
        """Show the briefing with the corrections that are there again."""
        if self.screen.article is not None:
            self.passages.articles.request(self.screen.article)

    def _handle_pending(self) -> None:
        """Go to the requested annotation, or to the article of an orphan that is to be re-attached."""
        self._go_to_pending()
        self.show_caret_status()
        if self._is_reattaching_here and not self.screen.view.has_focus:
            self.parts.go_to_article()
            self.show_caret_status()

    def _show_left_over(self, drafts: Sequence[NoteDraft]) -> None:
        """Report unsaved notes of earlier sessions."""
        had_drafts = bool(self.left_over)
        self.left_over = self.drafts.left_over(drafts)
        if self.left_over and not had_drafts:
            self.screen.say(self._left_over_message)

    @property
    def _left_over_message(self) -> str:
        """Say which unsaved note can be continued; "" without one."""
        if not (number := len(self.left_over)):
            return ""
        found = "An unsaved note is" if number == 1 else f"{number} unsaved notes are"
        return f"{found} still here: {{reader.annotate}} continues {quoted(self.left_over[0].quote)}."

    def article_opened(self) -> None:
        self.annotations, self.left_over, self._refusal = (), (), None
        self.screen.status.tally = ""
        self.fetch()

    def change_made(self, made: ChangeMade) -> None:
        if not made.pending_error:
            self.drafts.drop_waiting()
        self.fetch()

    # Status row

    def show_caret_status(self) -> None:
        """Show the annotations at the caret in the status row."""
        text = self.screen.view
        if self._reattaching is not None and self._is_reattaching_here and text.selection is None:
            quote = shortened(self._reattaching.annotation.anchor.quote, 24)
            keys = "{text.select} {text.select-sentence}"
            self.screen.status.about = f"{keys} select the passage for “{quote}”, Enter attaches  Esc cancels"
        elif text.has_focus and not self.passages.search.is_active and text.selection is None:
            article = self.screen.article
            more = excerpt_message(article) if article is not None else ""
            self.screen.status.about = annotation_summary(self._at_caret()) or self._left_over_message or more

    def update_status(self) -> None:
        """Restore the status of the row or the caret after it was replaced."""
        if self.parts.pane_row is not None:
            self.passages.highlight_current_row()
        else:
            self.screen.status.about = ""
            self.show_caret_status()
        self.screen.retitle()

    def show_selection_status(self, span: Span | None) -> None:
        if span is None:
            self.show_caret_status()
        elif self._is_reattaching_here:
            selected = pluralize(len(span), "character")
            self.screen.status.about = f"Enter attaches the note to these {selected}  Esc cancels"
        else:
            self.screen.status.about = selection_message(self.screen.view.text, span)
        self.screen.retitle()

    # The editor

    def edit_note(
        self,
        title: str,
        draft: NoteDraft,
        save: Callable[[NoteValues, Callable[[], None]], object],
        *,
        only_tags: bool = False,
        unsaved: NoteValues | None = None,
        beside: Beside | None = None,
        closed: Callable[[None], None] | None = None,
    ) -> None:
        """Open the note editor on the values of a draft, which is on disk from the first change on.

        `save` gets what was written, and what to call once that is on disk. `unsaved` is what was typed in an
        earlier session; `closed` is called in the end.
        """

        def changed(values: NoteValues) -> None:
            self.drafts.write(replace(draft, note=values.note, tags=values.tags, color=values.color))

        def ended(values: NoteValues | None) -> None:
            self.left_over = tuple(each for each in self.left_over if each.key != draft.key)
            if values is None:
                self.drafts.drop(draft.key)
                return
            self.drafts.end_editing(draft.key)
            # The draft is deleted after the note is written: if killed in between, both exist.
            save(values, partial(self.drafts.drop_saved, draft.key))

        screen = NoteScreen(
            title,
            NoteValues(draft.note, draft.tags, draft.color),
            self.tags_in_use,
            ended=ended,
            changed=changed,
            only_tags=only_tags,
            draft=unsaved,
            beside=beside,
        )
        self.screen.app.push_screen(screen, closed)

    # Targets of commands

    def _at_caret(self) -> tuple[Annotation, ...]:
        return annotations_at(self.annotations, self.screen.view.caret)

    def passage(self) -> Span | None:
        """The selection, else the highlighted passage of a pane's row; in the text, if the caret is in it."""
        text = self.screen.view
        if text.selection is not None:
            return text.selection
        shown = text.current_evidence
        if shown is None or self.parts.in_pane:
            return shown
        is_here = self.parts.in_article and shown.start <= text.caret < shown.end
        return shown if is_here and not self._at_caret() else None

    def existing(self, passage: Span) -> Annotation | None:
        """The annotation of exactly this passage."""
        return next((each for each in self.annotations if each.anchor.span == passage), None)

    def _here(self) -> tuple[Annotation, ...]:
        """The annotations at the caret; in a pane, those of the passage that it shows."""
        if self.screen.view.has_focus:
            return self._at_caret()
        passage = self.passage()
        return annotations_on(self.annotations, passage) if passage is not None else ()

    def choose(self, verb: str, use: Callable[[Annotation], None]) -> None:
        """Use the annotation at the caret or of the passage shown; of several, ask which."""
        here = self._here()
        if not here:
            if self.screen.view.selecting:
                message = "No annotation here: {reader.annotate} writes a note."
            elif self.parts.pane_row is None:
                message = NOTHING_SELECTED
            else:
                message = NO_PASSAGE if self.passage() is None else NO_ANNOTATION
            self.screen.say(message if self.screen.article else NO_ARTICLE)
            return
        if len(here) == 1:
            use(here[0])
            return
        rows = [
            ChoiceOption(each, annotation_summary([each]), quoted(each.anchor.quote, 24)) for each in here
        ]
        self.screen.app.push_screen(ChoiceScreen(f"{verb} which of these {len(here)}?", rows, use))

    def may_change(self) -> bool:
        """Whether the annotations of the open article may be changed; if not, say why."""
        if self._refusal is not None:
            self.screen.say(self._refusal, error=True)
        return self._refusal is None

    def revise(
        self,
        done: str,
        make: Revision | Callable[[AnnotationService], Sequence[Revision]],
        on_done: Callable[[], None] | None = None,
    ) -> None:
        """Apply changes to annotations as one undoable change, and reload what shows them.

        `make` returns several changes, and is called in the thread that writes, as is `on_done` after them.
        """
        notebook = self.notebook

        def revised() -> Change:
            revisions = (make,) if isinstance(make, Revision) else tuple(make(notebook))
            undone = tuple(each.inverse for each in reversed(revisions))
            return Change(done, partial(notebook.apply, revisions), partial(notebook.apply, undone))

        self.changes.make(revised, on_done)

    def _list_earlier(self) -> None:
        """Offer the earlier states of the article's annotations; undo brings those of now back."""
        article = self.screen.article
        if article is None:
            self.screen.say(NO_ARTICLE)
            return
        self.tasks.in_order(
            partial(self.notebook.earlier, article.id), partial(self._offer_earlier, article.id)
        )

    def _offer_earlier(self, article_id: str, states: Sequence[Backup]) -> None:
        if not states:
            self.screen.say("No earlier state of its annotations is kept.")
            return
        options = [
            ChoiceOption(
                each,
                f"{datetime.fromisoformat(each.saved).astimezone():%Y-%m-%d %H:%M}",
                pluralize(len(each.collection.annotations), "annotation"),
            )
            for each in states
        ]
        restore = partial(self._restore_earlier, article_id)
        self.screen.app.push_screen(ChoiceScreen("Earlier notes", options, restore))

    def _restore_earlier(self, article_id: str, earlier: Backup) -> None:
        restore = partial(self.notebook.restore_earlier, article_id)
        done = f"Brought back the notes of {earlier.day}"
        self.changes.make(Change.keeping(done, partial(restore, earlier), restore))

    # Navigation

    def _go_to_adjacent(self, by: int) -> None:
        span = beside(self.annotations, self.screen.view.caret, by)
        if span is not None:
            self.parts.go_to_article()
            self._go_to(span)
            self.show_caret_status()
        elif self.annotations:
            self.screen.say(f"No annotation {'after' if by > 0 else 'before'} here.")
        else:
            self.screen.say("This article has no annotations.")

    def _go_to(self, span: Span) -> None:
        self.screen.view.go_to(span.start)
        self.screen.view.bring_into_view(span.start, span.end, context=True)

    def open_annotation(self, entry: AnnotationEntry) -> None:
        """Open the annotation's article at its passage, or say that the library has only its annotations."""
        if self._is_open(entry.head):
            self._pending = entry
            self.passages.remember_jump()
            self.passages.leave_screens()
            self._go_to_pending()
        else:
            shown = self.screen.app.screen
            self.tasks.in_order(
                partial(self._find, entry.head),
                lambda _: self._open_article_of(entry),
                wanted=lambda: self.screen.app.screen is shown,  # one may have gone on during a write
            )

    def _find(self, head: ArticleHead) -> None:
        try:
            self.library.articles.entry(head.id)
        except NotFoundError:
            raise NotFoundError(
                f"“{shortened(head.title)}” is not in the library, only its annotations are."
            ) from None

    def _open_article_of(self, entry: AnnotationEntry) -> None:
        self._pending = entry
        self.passages.leave_screens()
        self.passages.open_article(entry.head.id)

    def _is_open(self, head: ArticleHead) -> bool:
        article = self.screen.article
        return article is not None and article.id == head.id

    def _go_to_pending(self) -> None:
        entry = self._pending
        if entry is None or not self._is_open(entry.head):
            return
        self._pending = None
        self.passages.article_opened()
        self.parts.go_to_article()
        found = next((each for each in self.annotations if each.id == entry.annotation.id), None)
        span = found.anchor.span if found is not None else None
        if span is None:
            self.screen.say(
                "The passage of this annotation is no longer in the text: "
                "{reader.annotations} lists it, {notes.reattach} attaches it."
            )
        else:
            self._go_to(span)

    # Orphans

    @property
    def _is_reattaching_here(self) -> bool:
        return self._reattaching is not None and self._is_open(self._reattaching.head)

    def begin_reattaching(self, entry: AnnotationEntry) -> None:
        """Open the orphan's article, where the next selection becomes its passage."""
        self._reattaching = entry
        if self._is_open(entry.head):
            self._handle_pending()
        else:
            self.passages.open_article(entry.head.id)

    def end_reattaching(self) -> bool:
        """Cancel re-attaching; return whether it was active."""
        entry, self._reattaching = self._reattaching, None
        if entry is not None:
            self.screen.say("The annotation stays an orphan.")
            self.update_status()
        return entry is not None

    def attach_selection(self) -> bool:
        """Attach the orphan to the selection; return False if either is missing."""
        entry, article, span = self._reattaching, self.screen.article, self.screen.view.selection
        if entry is None or article is None or span is None or not self._is_open(entry.head):
            return False
        self._reattaching = None
        self.screen.view.stop_selecting()

        def revisions(notebook: AnnotationService) -> list[Revision]:
            annotation = notebook.get(article.id, entry.annotation.id)
            return [notebook.reattach(article, annotation, span)]

        self.revise(f"Attached the note to {quoted(span.of(article.text))}", revisions)
        return True
