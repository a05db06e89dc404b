"""What the Feeds screen and the list of failures share: what there is, and how a refresh of it goes."""

from __future__ import annotations

from typing import ClassVar

from briefing.ui.presenters.feed_rows import FeedOverview
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.reader.feeds_port import FeedsPort
from briefing.ui.widgets.lists.row_list import RowList

__all__ = ["FeedListScreen"]


class FeedListScreen(FilteredListScreen[None]):
    """Lists and asks; the port does what is asked, and answers through `show`, `fail` and `say`."""

    CSS_PATH: ClassVar = ["filtered_list.tcss", "feeds.tcss"]

    def __init__(self, port: FeedsPort, example: str, place: str) -> None:
        super().__init__("", example, place)
        self.port = port
        self.overview: FeedOverview | None = None
        """None until it is here."""
        self._progress = ""

    @property
    def listed(self) -> RowList:
        raise NotImplementedError

    def on_mount(self) -> None:
        self.set_focus(self.listed)
        self.listed.show((), empty="Looking at your feeds…")
        self.retitle()
        self.port.load()

    # What the port answers

    def show(self, overview: FeedOverview) -> None:
        """What there is now. The cursor stays on its line."""
        self.overview = overview
        self.filter_changed()

    def fail(self, sentence: str) -> None:
        """The feeds could not be read; the sentence says why and what to do."""
        self.overview = None
        self.listed.show((), empty=sentence)
        self.retitle()

    def show_progress(self, words: str) -> None:
        """How far a refresh is, in a few words; "" where there is none."""
        if words != self._progress:
            self._progress = words
            self.retitle()

    def beside_title(self, words: str) -> str:
        """What stands at the right of the rule: a refresh goes before all else."""
        return f"{self._progress} · Esc stop" if self._progress else words

    # Commands

    def close_one_thing(self) -> None:
        """What Esc does: the filter goes first, then a refresh, then the screen."""
        if self.field.value:
            self.field.value = ""
        elif not self.port.stop_refresh():
            self.dismiss()
