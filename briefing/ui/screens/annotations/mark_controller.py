"""Commands for marks on passages: highlight in a colour, delete, copy with the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from briefing.domain import Article
from briefing.domain.annotation import Annotation, ArticleHead, Color
from briefing.domain.annotation_revision import Revision
from briefing.presentation.sentences import format_citation, quoted
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.reader.context import Commands, Controller

COLOR_KEYS = frozenset({*(str(color.digit) for color in Color), "H"})


@dataclass(eq=False)
class MarkController(Controller):
    """Highlights passages; `color` is the colour of the next mark, which was chosen last."""

    annotations: CaretAnnotations
    color: Color = Color.YELLOW
    _coloring: Annotation | None = None
    """The annotation whose colour digits change, until another key is pressed."""

    @property
    def commands(self) -> Commands:
        return {
            "reader.highlight": self.highlight,
            "reader.delete": self.delete,
            "reader.copy": self.copy,
            "color.next": self._recolor_next,
            **{f"color.{color}": partial(self._recolor, color) for color in Color},
        }

    @property
    def is_coloring(self) -> bool:
        """Whether colours are offered, of which digits choose one."""
        return self._coloring is not None

    def highlight(self) -> None:
        if not self.annotations.may_change():
            return
        span, article = self.annotations.passage(), self.screen.article
        if span is None or article is None:
            self.annotations.choose("Colour", self._offer_colors)
            return
        if (existing := self.annotations.existing(span)) is not None:
            self.screen.view.stop_selecting()
            self._offer_colors(existing)
            color = f"{existing.color} already: {{color.yellow}} to {{color.violet}} give it another colour."
            self.screen.say(f"{quoted(existing.anchor.quote)} is {color}")
            return
        revision = self.library.annotations.draft(article, span, color=self.color)
        self.annotations.revise(f"Marked {quoted(span.of(article.text))} {self.color}", revision)
        self.screen.view.stop_selecting()
        if revision.after is not None:
            self._offer_colors(revision.after)

    def _offer_colors(self, annotation: Annotation) -> None:
        self._coloring = annotation
        self.screen.status.about = "  ".join(f"{color.digit} {color}" for color in Color)
        self.screen.retitle()

    def end_coloring(self, key: str) -> bool:
        """Stop offering colours on any other key; return whether they were offered."""
        if self._coloring is None or key in COLOR_KEYS:
            return False
        self._coloring = None
        return True

    def article_opened(self) -> None:
        self._coloring = None

    def _recolor(self, color: Color) -> None:
        annotation, article = self._coloring, self.screen.article
        if annotation is None or article is None:
            return
        self.color = color
        revision = self.library.annotations.revise(article.id, annotation, color=color)
        self._coloring = revision.after
        self.annotations.revise(f"Made {quoted(annotation.anchor.quote)} {color}", revision)

    def _recolor_next(self) -> None:
        if self._coloring is not None:
            self._recolor(self._coloring.color.following)

    def delete(self) -> None:
        article = self.screen.article
        if not self.annotations.may_change():
            return

        def delete(annotation: Annotation) -> None:
            if article is not None:
                removal = Revision(article.id, annotation, None)
                kind = "note" if annotation.note else "mark"
                quote = quoted(annotation.anchor.quote)
                self.annotations.revise(f"Deleted the {kind} on {quote}", removal)

        self.annotations.choose("Delete", delete)

    def copy(self) -> None:
        span, article = self.annotations.passage(), self.screen.article
        if span is not None and article is not None:
            self.copy_quote(span.of(article.text), article, self.screen.say)
            self.screen.view.stop_selecting()
        else:
            self.annotations.choose("Copy", self._copy_annotation)

    def _copy_annotation(self, annotation: Annotation) -> None:
        if self.screen.article is not None:
            self.copy_quote(annotation.anchor.quote, self.screen.article, self.screen.say)

    def copy_quote(self, quote: str, article: Article, say: Callable[[str], object]) -> None:
        """Copy a quote with its source."""
        self.screen.app.copy_to_clipboard(format_citation(quote, ArticleHead.of(article)))
        say(f"Copied {quoted(quote)} with its source.")
