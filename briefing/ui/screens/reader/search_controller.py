"""Search in the open article: highlights matches while typing, and moves between them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.ui.presenters.articles.reader_messages import quoted
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.textlayout.text_search import find_all


@dataclass(eq=False)
class SearchController:
    """Highlights matches; `n` and `N` move between them until something else is highlighted."""

    view: ReaderView
    parts: Parts
    _current: int | None = None
    """Index of the current match; None while no search is active."""

    @property
    def commands(self) -> Commands:
        return {"reader.search": self.ask}

    @property
    def is_active(self) -> bool:
        return self._current is not None

    async def ask(self) -> None:
        if self.view.article is None or self.parts.is_at_library:
            self.view.say("No article is open to search in.")
        else:
            await self.parts.ask("search", "/", "words in this article")

    def search(self, typed: str) -> None:
        """Highlight what matches."""
        if self.view.article is not None:
            found = find_all(typed, self.view.article.text)
            self._current = 0 if found else None
            self.view.view.show_matches(found, current=0)
            self.view.status.about = f"{len(found)} found"

    def answer(self, typed: str) -> bool:
        """Go to the first match at or after the caret; return whether there is a match."""
        matches = self.view.view.matches
        if not matches:
            self.parts.return_from_prompt()
            self.view.say(f"{quoted(typed)} is not in this article.")
            return False
        caret = self.view.view.caret
        self._current = next((n for n, span in enumerate(matches) if span.start >= caret), 0)
        self.parts.go_to_article()
        self._show()
        return True

    def go_to_adjacent(self, by: int) -> bool:
        """Go to the next or previous match; return whether a search is active."""
        if self._current is None or not self.view.view.matches:
            return False
        self._current = (self._current + by) % len(self.view.view.matches)
        self._show()
        return True

    def suspend(self) -> None:
        """Release `n` and `N` for something else; the matches stay highlighted."""
        self._current = None

    def end(self) -> None:
        self._current = None
        self.view.view.show_matches(())
        self.view.status.about = ""

    def _show(self) -> None:
        if self._current is not None:
            spans = self.view.view.matches
            self.view.view.show_matches(spans, current=self._current)
            self.view.view.go_to(spans[self._current].start)
            self.view.status.about = f"match {self._current + 1} of {len(spans)}  n N next match  Esc clears"
