"""The Annotations screen: lists, filters and previews the annotations of an article or the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from time import sleep
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.getters import query_one
from textual.widgets import Static
from textual.worker import get_current_worker

from briefing.domain.annotation import AnnotationEntry, ArticleHead, Color
from briefing.domain.query.annotation_query import AnnotationMatches, AnnotationSearch, prepare_search
from briefing.ui.commands.bindings import News
from briefing.ui.screens.annotations.annotation_lists import AnnotationLists
from briefing.ui.screens.choice_screen import ChoiceScreen, options_of
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.annotation_list import AnnotationList
from briefing.ui.widgets.lists.annotation_listing import (
    AnnotationListing,
    AnnotationOrder,
    key_of,
    ordered,
)
from briefing.ui.widgets.lists.annotation_rows import (
    empty_list_message,
    hidden_message,
    orphans_message,
    preview_content,
    preview_of,
)

EXAMPLE = 'words  tag:…  -tag:…  kind:orphan  since:7d  "a phrase"  a OR b'
NOTHING = "No annotation is listed here."
PREPARE_FROM = 2_000
"""From so many annotations on, the search index is prepared in the background, not by the first search."""
YIELD = 0.002
"""Seconds that this thread sleeps again and again, so that no key waits for it."""


class AnnotationsScreen(FilteredListScreen[None, Sequence[AnnotationEntry]]):
    """Lists annotations; `lists` does what is asked, and answers by `show`, `show_text`, `fail`, `say`."""

    CSS_PATH: ClassVar = "annotations_screen.tcss"
    DOUBLE_CLICK = "notes_open"

    preview_rule = query_one("#preview-rule", PaneHeader)
    preview = query_one("#preview-text", Static)
    preview_box = query_one("#preview", VerticalScroll)

    NEWS = frozenset({News.CHANGES})

    def __init__(
        self,
        lists: AnnotationLists,
        article: ArticleHead | None = None,
        *,
        query: str = "",
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """List the annotations of an article, or of the whole library; `now` has the user's time zone."""
        super().__init__(EXAMPLE, "notes", lists.changes, query=query)
        self._lists = lists
        self._article = article
        self._now = now
        self._of_article = article is not None
        self._order = AnnotationOrder.NEWEST
        self._searchable: AnnotationSearch | None = None
        self._found: AnnotationMatches | None = None
        self._orphans = 0
        self._texts: dict[str, str | None] = {}
        self._requested_texts: set[str] = set()

    def compose_list(self) -> ComposeResult:
        yield AnnotationList(self._now)
        yield PaneHeader(id="preview-rule")
        with VerticalScroll(id="preview", can_focus=False):
            yield Static(id="preview-text", markup=False)

    @property
    def listed(self) -> AnnotationList:
        return self.query_one(AnnotationList)

    def on_mount(self) -> None:
        self.preview_rule.headings = (Heading("Passage"),)
        self.set_focus(self.listed)
        self._load()

    # Results

    def show(self, found: Sequence[AnnotationEntry]) -> None:
        """Show the current annotations. Cursor and scroll position stay on the same annotation."""
        self._texts.clear()
        self._requested_texts.clear()
        self._orphans = sum(entry.annotation.is_orphan for entry in found)
        self._prepare(found)

    def show_text(self, article_id: str, text: str | None) -> None:
        """Show the text that the annotations of an article are anchored in."""
        self._texts[article_id] = text
        entry = self.listed.entry
        if entry is not None and entry.head.id == article_id:
            self._show_preview()

    def fail(self, sentence: str) -> None:
        self._searchable = self._found = None
        self.listed.show_listing(AnnotationListing(()), empty=sentence)
        self._show_preview()
        self.retitle()

    # Filtering

    @property
    def article_id(self) -> str | None:
        """The article whose annotations are listed; None for those of the library."""
        return self._article.id if self._of_article and self._article is not None else None

    def _load(self) -> None:
        self._searchable = self._found = None
        self.listed.show_listing(AnnotationListing(()), empty="Loading annotations…")
        self._show_preview()
        self.retitle()
        self.reload()

    def reload(self) -> None:
        wanted = self.while_open(self._lists.tasks.newest(self.request_name))
        self._lists.load(self.article_id, self.show, wanted=wanted, failed=self.fail)

    def _prepare(self, entries: Sequence[AnnotationEntry]) -> None:
        self._searchable = prepare_search(ordered(entries, self._order), self._now(), before=self._searchable)
        self.filter_changed()
        if len(entries) >= PREPARE_FROM:
            self.call_after_refresh(self._prepare_words, self._searchable)

    @work(thread=True, exclusive=True, group="prepare")
    def _prepare_words(self, searchable: AnnotationSearch) -> None:
        worker = get_current_worker()

        def go_on() -> bool:
            sleep(YIELD)
            return not worker.is_cancelled

        searchable.prepare(go_on)

    def filter_changed(self) -> None:
        if self._searchable is None:
            return
        self._found = found = self._searchable.find(self.field.value)
        empty = ""
        if not found.entries:
            nearest = self._searchable.nearest(found.parsed)
            problem = found.problems[0].sentence if found.problems else ""
            typed = self.field.value if len(self._searchable) else ""
            empty = empty_list_message(typed, nearest, problem, of_article=self._of_article)
        self.listed.show_listing(AnnotationListing(found.entries), empty=empty)
        self.select(self.selected)
        self._show_preview()

    @on(AnnotationList.Highlighted)
    def update_preview(self) -> None:
        self._show_preview()

    def _show_preview(self) -> None:
        entry = self.listed.entry
        if entry is None:
            self.preview.update()
            self.preview_rule.right = ""
            return
        preview = preview_of(entry.annotation, self._texts.get(entry.head.id))
        self.preview.update(preview_content(entry.annotation, preview))
        self.preview_rule.right = self.name_keys(preview.place)
        self.preview_box.scroll_home(animate=False)
        if entry.head.id not in self._requested_texts and not entry.annotation.is_orphan:
            self._requested_texts.add(entry.head.id)
            show = partial(self.call_later, self.show_text, entry.head.id)  # not when it is closed
            self._lists.load_text(entry.head.id, show)

    # Header, status, hints

    def show_state(self) -> None:
        total = len(self._searchable) if self._searchable is not None else 0
        shown = len(self._found.entries) if self._found is not None else 0
        named = self._article.title if self._of_article and self._article is not None else ""
        number = str(total) if shown == total else f"{shown} of {total}"
        right = f"{number} · {self._order}" if self._searchable is not None else ""
        self.show_title(f"Annotations · {named}" if named else "All annotations", right)
        selected = len(self.selected) if shown else 0
        self._show_status(total, shown, selected)
        nothing = dict.fromkeys(
            ("notes.open", "notes.edit", "notes.tag", "notes.delete", "notes.export", "notes.recolor",
             "notes.select", "notes.copy", "list.filter", "notes.sort"), ""
        )  # fmt: skip
        instead = {"notes.export": f"export these {selected or shown}"} if shown else nothing
        if self._article is None:
            instead["notes.scope"] = ""
        elif self.listed.has_focus:
            instead["notes.scope"] = "library" if self._of_article else "article"
        self.show_hints(instead)

    def _show_status(self, total: int, shown: int, selected: int) -> None:
        problem = self._found.problems[0].sentence if self._found and self._found.problems else ""
        left = f"{selected} selected" if selected else problem if shown else ""
        self.about(left or hidden_message(total - shown), orphans_message(self._orphans))

    # Selecting

    def select(self, keys: frozenset[object]) -> None:
        self.selected = keys & {key_of(entry) for entry in self.listed.listing.entries} if keys else keys
        self.listed.mark_selected(self.selected)
        self.retitle()

    def _selected_entries(self) -> tuple[AnnotationEntry, ...]:
        """The selected annotations, in the order of the list."""
        if not self.selected:
            return ()
        return tuple(each for each in self.listed.listing.entries if key_of(each) in self.selected)

    def _targets(self) -> tuple[AnnotationEntry, ...]:
        """The selected annotations, or else the one under the cursor; a message if there is none."""
        targets = self._selected_entries() or tuple(filter(None, (self.listed.entry,)))
        if not targets:
            self.say(NOTHING)
        return targets

    def _under_cursor(self) -> AnnotationEntry | None:
        if self.listed.entry is None:
            self.say(NOTHING)
        return self.listed.entry

    def action_notes_select(self) -> None:
        entry = self._under_cursor()
        if entry is not None:
            self.select(self.selected ^ {key_of(entry)})
            self.listed.action_move_down()

    # Commands

    def action_notes_open(self) -> None:
        entry = self._under_cursor()
        if entry is not None:
            self._lists.open(entry)

    def action_notes_edit(self) -> None:
        entry = self._under_cursor()
        if entry is not None:
            self._lists.edit(entry)

    def action_notes_tag(self) -> None:
        if targets := self._targets():
            self._lists.tag(targets)

    def action_notes_delete(self) -> None:
        if targets := self._targets():
            self._lists.delete(targets)

    def action_notes_export(self) -> None:
        selected = self._selected_entries()
        if selected:
            self._lists.export(selected)
        elif self.listed.entry is not None:
            self._lists.export(self.listed.listing.entries)
        else:
            self.say(NOTHING)

    def action_notes_copy(self) -> None:
        entry = self._under_cursor()
        if entry is not None:
            self._lists.copy(entry)

    def action_notes_reattach(self) -> None:
        entry = self._under_cursor()
        if entry is None:
            return
        if not entry.annotation.is_orphan:
            self.say(
                "This annotation has its passage; {notes.reattach} is for orphans, which kind:orphan lists."
            )
            return
        self.dismiss()
        self._lists.reattach(entry)

    def action_notes_tags(self) -> None:
        self._lists.show_tags()

    # Colours: H, then a digit

    def action_notes_recolor(self) -> None:
        if targets := self._targets():
            recolor = partial(self._lists.recolor, targets)
            self.app.push_screen(ChoiceScreen("Colour", options_of(Color), recolor))

    # Scope and sort

    def action_notes_scope(self) -> None:
        if self._article is None:
            self.say("No article is open: these are the annotations of the whole library.")
            return
        self._of_article = not self._of_article
        self._load()

    async def action_beside(self) -> None:
        self.action_notes_scope()

    def action_notes_sort(self) -> None:
        self._order = self._order.following
        if self._searchable is not None:
            self._prepare(self._searchable.entries)

    def action_notes_next_article(self) -> None:
        self.listed.move_to_group(1)

    def action_notes_previous_article(self) -> None:
        self.listed.move_to_group(-1)

    def action_notes_preview_down(self) -> None:
        self.preview_box.scroll_relative(y=3, animate=False)

    def action_notes_preview_up(self) -> None:
        self.preview_box.scroll_relative(y=-3, animate=False)
