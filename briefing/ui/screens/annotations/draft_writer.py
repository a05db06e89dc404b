"""Writes drafts of notes while they are edited, and deletes them once their notes are on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from briefing.services.annotations import AnnotationService
from briefing.store.annotations.drafts import NoteDraft
from briefing.ui.tasks import TaskRunner


@dataclass(eq=False)
class DraftWriter:
    """Writes drafts in the order of the keys, and deletes them once their notes are on disk."""

    notebook: AnnotationService
    tasks: TaskRunner
    _queued: dict[str, NoteDraft] = field(default_factory=dict)
    """The latest state of each draft that is waiting to be written."""
    _active: set[str] = field(default_factory=set)
    """The keys of drafts that are being edited."""
    _saved: set[str] = field(default_factory=set)
    """The keys of drafts whose notes are saved; deleted once these are on disk."""

    def write(self, draft: NoteDraft) -> None:
        """Queue a draft; states that follow before it is written replace it."""
        is_queued = draft.key in self._queued
        self._queued[draft.key] = draft
        self._active.add(draft.key)
        self._saved.discard(draft.key)
        if not is_queued:
            self.tasks.in_order(partial(self._write, draft.key))

    def _write(self, key: str) -> None:
        draft = self._queued.pop(key, None)
        if draft is not None:
            self.notebook.drafts.save(draft)

    def rename(self, draft: NoteDraft, key: str) -> None:
        """Store a draft under another key."""
        self.tasks.in_order(partial(self.notebook.drafts.save, replace(draft, file=key)))
        self.tasks.in_order(partial(self.notebook.drafts.delete, draft.key))

    def end_editing(self, key: str) -> None:
        """Called before the draft's note is saved."""
        self._active.discard(key)

    def drop_saved(self, *keys: str) -> None:
        """Delete drafts whose notes are saved, once all are on disk. Runs in the thread that writes."""
        self._saved.update(keys)
        if not self.notebook.unsaved_count:
            while self._saved:
                self.notebook.drafts.delete(self._saved.pop())

    def drop_waiting(self) -> None:
        """Try again to delete drafts whose notes are saved."""
        if self._saved:
            self.tasks.in_order(self.drop_saved)

    def drop(self, key: str) -> None:
        """Delete a draft that changed nothing."""
        self._active.discard(key)
        self._queued.pop(key, None)
        self.tasks.in_order(partial(self.notebook.drafts.delete, key))

    def left_over(self, drafts: Sequence[NoteDraft]) -> tuple[NoteDraft, ...]:
        """The drafts of earlier sessions: neither being edited nor saved."""
        return tuple(each for each in drafts if each.key not in self._active | self._saved)
