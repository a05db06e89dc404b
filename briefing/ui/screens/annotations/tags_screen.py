"""The Tags screen: lists tags with their counts, and renames, merges and deletes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from briefing.domain.annotation import AnnotationEntry, clean_tag
from briefing.domain.query.annotation_query import tag_query
from briefing.presentation.annotations.tag_rows import (
    TagUse,
    matching_uses,
    merge_question,
    no_tags_message,
    tag_rows,
    tag_uses,
)
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.ui.commands.bindings import News
from briefing.ui.screens.annotations.annotation_lists import AnnotationLists
from briefing.ui.screens.choice_screen import confirmation
from briefing.ui.screens.filtered_list import FilteredListScreen

NOTHING = "No tag is listed here."
RENAME = "rename"
MIN_FOR_COUNTS = 40
"""Least width for words after the counts."""


class TagsScreen(FilteredListScreen[None, Sequence[AnnotationEntry]]):
    """Lists tags; `lists` runs the commands, and calls `show`, `fail` and `say` with the results."""

    DOUBLE_CLICK = "tags_open"
    LOADING = "Loading tags…"

    NEWS = frozenset({News.CHANGES})

    def __init__(self, lists: AnnotationLists, *, query: str = "") -> None:
        super().__init__("part of a tag", "tags", lists.changes, query=query)
        self._lists = lists
        self._uses: tuple[TagUse, ...] = ()
        self._listed: tuple[TagUse, ...] = ()
        self._by_count = False

    # Results

    def reload(self) -> None:
        wanted = self.while_open(self._lists.tasks.newest(self.request_name))
        self._lists.load(None, self.show, wanted=wanted, failed=self.fail)

    def show(self, found: Sequence[AnnotationEntry]) -> None:
        self._uses = tag_uses(found, by_count=self._by_count)
        super().show(found)

    def rows_of(self, found: Sequence[AnnotationEntry], typed: str) -> Sequence[Row]:
        self._listed = matching_uses(self._uses, typed)
        self.selected &= {use.key for use in self._listed}
        return tag_rows(self._listed, self.selected, short=self.size.width < MIN_FOR_COUNTS)

    def say_empty(self, typed: str) -> str:
        return no_tags_message(typed if self._uses else "", self._uses)

    def on_resize(self) -> None:
        self.filter_changed()

    # Header, status, hints

    def show_state(self) -> None:
        is_loaded = self.found is not None
        total, shown = (len(self._uses), len(self._listed)) if is_loaded else (0, 0)
        order = "most used first" if self._by_count else "by name"
        number = str(total) if shown == total else f"{shown} of {total}"
        self.show_title("Tags", f"{number} · {order}" if is_loaded else "")
        hidden = f"{pluralize(total - shown, 'tag')} hidden by the filter" if shown < total else ""
        self.about(f"{len(self.selected)} selected" if self.selected else hidden, "")
        nothing = dict.fromkeys(
            ("list.filter", *(f"tags.{verb}" for verb in "open rename merge delete sort select".split())), ""
        )
        instead = {} if shown else nothing
        if shown and not self.selected:
            instead = {"tags.merge": ""}
        self.show_hints(instead)

    # Commands

    def _under_cursor(self) -> TagUse | None:
        if (use := self.listed.item(TagUse)) is None:
            self.say(NOTHING)
        return use

    def action_tags_open(self) -> None:
        use = self._under_cursor()
        if use is not None:
            self._lists.show_annotations(tag_query(use.tag))

    def action_tags_select(self) -> None:
        use = self._under_cursor()
        if use is not None:
            self.select(self.selected ^ {use.key})
            self.listed.action_move_down()

    def action_tags_rename(self) -> None:
        use = self._under_cursor()
        if use is not None:
            self.prompt.ask(RENAME, f"Rename #{use.tag} to", partial(self._rename, use), value=use.tag)

    def _rename(self, use: TagUse, answer: str) -> None:
        name = clean_tag(answer)
        existing = next((each for each in self._uses if each.key == name.casefold()), None)
        if not name:
            self.say("A tag needs a letter or more; # and commas do not count.", error=True)
        elif existing is not None and existing.key != use.key:
            self._ask_to_merge((use,), existing)
        elif name != use.tag:
            self._lists.rename_tag(use.tag, name)

    def action_tags_merge(self) -> None:
        into = self._under_cursor()
        if into is None:
            return
        merged = tuple(use for use in self._listed if use.key in self.selected and use != into)
        if merged:
            self._ask_to_merge(merged, into)
        else:
            self.say("Select tags with {tags.select}, then press {tags.merge} on the one to merge them into.")

    def _ask_to_merge(self, merged: tuple[TagUse, ...], into: TagUse) -> None:
        def merge() -> None:
            self.select(frozenset())
            self._lists.merge_tags([use.tag for use in merged], into.tag)

        self.app.push_screen(confirmation(merge_question(merged, into), "Merge them", merge))

    def action_tags_delete(self) -> None:
        selected = [use for use in self._listed if use.key in self.selected]
        under_cursor = None if selected else self._under_cursor()
        if under_cursor is not None:
            selected = [under_cursor]
        if selected:
            names = ", ".join(f"#{use.tag}" for use in selected)
            notes = pluralize(sum(use.annotations for use in selected), "note")
            self.say(f"Removing {names} from {notes}; {{list.undo}} undoes it.")
            self._lists.delete_tags([use.tag for use in selected])

    def action_tags_sort(self) -> None:
        self._by_count = not self._by_count
        if self.found is not None:
            self.show(self.found)
