"""Previews an annotation: its passage in context, its note and its tags."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from briefing.domain.annotation import Annotation
from briefing.domain.text.sanitize import safe_line, safe_one_to_one
from briefing.ui.commands.bindings import name_keys
from briefing.ui.widgets.lists.annotation_rows import preview_of


class AnnotationPreview(Static):
    """Without markup, since passages, notes and tags are data."""

    DEFAULT_CSS = """
    AnnotationPreview { height: auto; max-width: 100; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, annotation: Annotation, text: str | None) -> str:
        """Show an annotation, in context if the text is loaded; return the passage's place in the article."""
        preview = preview_of(annotation, text)
        shown = Content(preview.text)
        mark = f"bold $on-highlight on $mark-{annotation.color.digit}"
        shown = shown.stylize(mark, preview.passage.start, preview.passage.end)
        if annotation.note:
            shown += Content(f"\n\n{safe_one_to_one(annotation.note)}")
        if annotation.tags:
            tags = safe_line(" ".join(f"#{tag}" for tag in annotation.tags))
            shown += Content("\n\n") + Content.styled(tags, "$secondary")
        self.update(shown)
        return name_keys(self, preview.place)

    def clear(self) -> None:
        self.update(Content(""))
