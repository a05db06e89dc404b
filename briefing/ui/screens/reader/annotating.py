"""What the reader does to passages: mark, annotate, tag, edit, delete, copy; each undoable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import on

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, AnnotationEntry, ArticleHead, Color
from briefing.domain.citation import format_citation
from briefing.services.annotations import AnnotationService, Revision
from briefing.ui.clipboard import copy_text
from briefing.ui.commands.undo import Change
from briefing.ui.messages import AnnotationsFetched
from briefing.ui.presenters.annotations.annotation_marks import (
    annotation_summary,
    annotations_at,
    beside,
    margin_notes_of,
    marks_of,
    tally,
)
from briefing.ui.presenters.articles.reader_messages import quoted
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.passages import PassageCommands
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.lists.pane import PaneRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.store.annotations.drafts import NoteDraft

__all__ = ["AnnotationCommands"]

NO_PASSAGE = "This line rests on no single passage; the lines around it do."
NOTHING_SELECTED = "Nothing selected: v starts a selection, V takes the sentence; or choose a line in a pane."


class AnnotationCommands(ArticleCommands, PassageCommands):
    """A command acts on the selection, else on the passage a pane shows, else on what is at the caret."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.annotations: tuple[Annotation, ...] = ()
        """Those of the open article, in reading order."""
        self.drafts: tuple[NoteDraft, ...] = ()
        """What was being written on it when a reader ended."""
        self.tags_in_use: Mapping[str, int] = {}
        self.color = Color.YELLOW
        """What the next mark gets: the colour that was chosen last."""
        self._refusal: str | None = None
        """Why the annotations of the open article must not be changed; None where they may be."""
        self._coloring: Annotation | None = None
        """The annotation whose colour a digit changes, until another key is pressed."""
        self._awaited_annotation: AnnotationEntry | None = None
        """What to go to once its article is here."""

    # What there is

    @on(AnnotationsFetched)
    def show_annotations(self, message: AnnotationsFetched) -> None:
        for notice in message.notices:
            self.say(notice, error=True)
        self.tags_in_use = message.tags
        article = self.article
        if article is None or (article.id, article.sha256) != (message.article.id, message.article.sha256):
            return
        had_drafts = bool(self.drafts)
        self.annotations, self.drafts = message.annotations, self.left_over(message.drafts)
        newly_refused = message.refusal != self._refusal
        self._refusal = message.refusal
        self.view.marks = marks_of(self.annotations)
        self.view.margin_notes = margin_notes_of(self.annotations)
        self.status.tally = tally(self.annotations, message.unsaved)
        if self.drafts and not had_drafts:
            self.tell_drafts()
        if newly_refused:
            self.may_annotate()
        self.annotations_shown()

    def left_over(self, drafts: Sequence[NoteDraft]) -> tuple[NoteDraft, ...]:
        """Those that nobody is writing on."""
        return tuple(drafts)

    def tell_drafts(self) -> None:
        """Say that what was being written is still there."""

    def annotations_shown(self) -> None:
        """The annotations of the open article are here."""
        self._go_to_awaited()
        self.tell_here()

    def forget_annotations(self) -> None:
        """Another article is shown."""
        self.annotations, self.drafts, self._refusal = (), (), None
        self.status.tally = ""
        self._coloring = None

    def tell_here(self) -> None:
        """Say in the status row what is noted at the caret."""
        if self.view.has_focus and not self.is_searching and self.view.selection is None:
            self.status.about = annotation_summary(self.here_at_caret())

    def tell_again(self) -> None:
        """Say what the line under the cursor or the caret is about, after something else was said there."""
        if isinstance(self.focused, PaneRows) and self.focused.row is not None:
            self.show_row(self.focused.row)
        else:
            self.status.about = ""
            self.tell_here()
        self.retitle()

    def here_at_caret(self) -> tuple[Annotation, ...]:
        return annotations_at(self.annotations, self.view.caret)

    @on(ArticleView.SelectionChanged)
    def tell_selection(self, message: ArticleView.SelectionChanged) -> None:
        if message.span is None:
            self.tell_here()
        else:
            self.status.about = self.about_selection(message.span)
        self.retitle()

    def about_selection(self, span: Span) -> str:
        from briefing.ui.textlayout.selection import selection_message

        return selection_message(self.view.text, span)

    def shown_head(self) -> ArticleHead:
        """The open article, to whoever only needs to know which it is."""
        assert self.article is not None
        return ArticleHead.of(self.article)

    # What a command acts on

    def passage(self) -> Span | None:
        """The selection, else the passage of a pane's line that is shown now."""
        if self.view.selection is not None:
            return self.view.selection
        return self.view.current_evidence if isinstance(self.focused, PaneRows) else None

    async def choose_annotation(
        self, asked: str, then: Callable[[Annotation], Awaitable[None] | None]
    ) -> None:
        """Run `then` on the annotation at the caret; where several overlap, the reader says on which."""
        here = self.here_at_caret() if self.view.has_focus else ()
        if not here:
            in_pane = isinstance(self.focused, PaneRows) and self.focused.row is not None
            nothing = NO_PASSAGE if in_pane else NOTHING_SELECTED
            self.say(nothing if self.article else "No article is open.")
            return
        if len(here) == 1:
            await _run(then, here[0])
            return
        from briefing.ui.screens.choice import ChoiceOption, ChoiceScreen

        rows = [
            ChoiceOption(each.id, annotation_summary([each]), quoted(each.anchor.quote, 24)) for each in here
        ]

        async def chosen(id_: str | None) -> None:
            for each in here:
                if each.id == id_:
                    await _run(then, each)

        self.app.push_screen(ChoiceScreen(f"{asked} which of these {len(here)}?", rows), chosen)

    def may_annotate(self) -> bool:
        """Whether the annotations of the open article may be changed; where not, say why."""
        if self._refusal is not None:
            self.say(self._refusal, error=True)
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

        def made() -> str:
            notebook = self.library.annotations
            revisions = tuple(make(notebook))
            undone = tuple(each.inverse for each in reversed(revisions))
            said = self._make(Change(done, lambda: notebook.apply(revisions), lambda: notebook.apply(undone)))
            then()
            return said

        self.change(made)

    # Marking

    async def action_reader_highlight(self) -> None:
        if not self.may_annotate():
            return
        span, article = self.passage(), self.article
        if span is None or article is None:
            await self.choose_annotation("Colour", self._offer_colors)
            return
        made = self.library.annotations.draft(article, span, color=self.color)
        self.revise(f"Marked {quoted(span.of(article.text))} {self.color}", lambda _: [made])
        self.view.stop_selecting()
        if made.after is not None:
            self._offer_colors(made.after)

    @property
    def modal_place(self) -> str | None:
        """While a colour is offered, the digits choose it."""
        return "color" if self._coloring is not None else None

    def _offer_colors(self, annotation: Annotation) -> None:
        self._coloring = annotation
        self.status.about = "  ".join(f"{color.digit} {color}" for color in Color)
        self.retitle()

    def end_coloring(self, key: str) -> None:
        """Another key than one of a colour was pressed: it means what it always does."""
        if self._coloring is not None and key not in ("1", "2", "3", "4", "5", "H"):
            self._coloring = None
            self.call_after_refresh(self.tell_again)

    def _recolor(self, color: Color) -> None:
        annotation, article = self._coloring, self.article
        if annotation is None or article is None:
            return
        self.color = color
        changed = self.library.annotations.revise(article.id, annotation, color=color)
        self._coloring = changed.after
        self.revise(f"Made {quoted(annotation.anchor.quote)} {color}", lambda _: [changed])

    def action_color_next(self) -> None:
        if self._coloring is not None:
            colors = list(Color)
            self._recolor(colors[self._coloring.color.digit % len(colors)])

    def action_color_yellow(self) -> None:
        self._recolor(Color.YELLOW)

    def action_color_green(self) -> None:
        self._recolor(Color.GREEN)

    def action_color_blue(self) -> None:
        self._recolor(Color.BLUE)

    def action_color_orange(self) -> None:
        self._recolor(Color.ORANGE)

    def action_color_violet(self) -> None:
        self._recolor(Color.VIOLET)

    # Deleting, copying, going there

    async def action_reader_delete(self) -> None:
        article = self.article
        if not self.may_annotate():
            return

        def delete(annotation: Annotation) -> None:
            if article is not None:
                gone = Revision(article.id, annotation, None)
                kind = "note" if annotation.note else "mark"
                self.revise(f"Deleted the {kind} on {quoted(annotation.anchor.quote)}", lambda _: [gone])

        await self.choose_annotation("Delete", delete)

    async def action_reader_copy(self) -> None:
        span, article = self.passage(), self.article
        if span is not None and article is not None:
            self._copy(span.of(article.text))
            self.view.stop_selecting()
        else:
            await self.choose_annotation("Copy", lambda annotation: self._copy(annotation.anchor.quote))

    def _copy(self, quote: str) -> None:
        copy_text(self.app, format_citation(quote, self.shown_head()))
        self.say(f"Copied {quoted(quote)} with its source.")

    def action_reader_next_annotation(self) -> None:
        self._go_beside(1)

    def action_reader_previous_annotation(self) -> None:
        self._go_beside(-1)

    def _go_beside(self, by: int) -> None:
        span = beside(self.annotations, self.view.caret, by)
        if span is None:
            where = "after" if by > 0 else "before"
            self.say(
                f"No annotation {where} here." if self.annotations else "This article has no annotations."
            )
            return
        self.go_to_article()
        self.view.go_to(span.start)
        self.view.bring_into_view(span.start, span.end, context=True)
        self.tell_here()

    def visit_annotation(self, entry: AnnotationEntry) -> None:
        """Show the article at the passage, wherever one is reading."""
        self._awaited_annotation = entry
        if self.article is not None and self.article.id == entry.head.id:
            self._trail.leave(self._origin or self.here())
            self._go_to_awaited()
        else:
            self.visit(entry.head.id)

    def _go_to_awaited(self) -> None:
        entry, article = self._awaited_annotation, self.article
        if entry is None or article is None or entry.head.id != article.id:
            return
        self._awaited_annotation = None
        self.forget_passages()
        self.go_to_article()
        found = next((each for each in self.annotations if each.id == entry.annotation.id), None)
        span = found.anchor.span if found is not None else None
        if span is None:
            self.say("The passage of this annotation is not in the text any more: A lists it, R attaches it.")
            return
        self.view.go_to(span.start)
        self.view.bring_into_view(span.start, span.end, context=True)


async def _run(then: Callable[[Annotation], Awaitable[None] | None], annotation: Annotation) -> None:
    waiting = then(annotation)
    if waiting is not None:
        await waiting
