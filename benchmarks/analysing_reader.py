"""The reader, but a refresh has articles analysed, no key calls that off, and its end rings the bell.

    python -m benchmarks.analysing_reader HOME ARTICLE

A module of its own, since the processes that the reader starts import it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping


def main(home: str, article: str) -> int:
    from briefing.cli.main import main as briefing
    from briefing.ui.screens.feeds.refresh_controller import RefreshController
    from briefing.ui.screens.reader import controllers
    from briefing.ui.screens.reader.list_commands import ListCommands

    class Idle(ListCommands):
        """Has nothing analysed ahead by itself, and calls nothing off."""

        def restart_idle_timer(self) -> None: ...

    class AnalysingRefresh(RefreshController):
        """Wants all that is listed to be analysed ahead for as long as a refresh takes."""

        @property
        def commands(self) -> Mapping[str, Callable[[], object]]:
            return {**super().commands, "reader.refresh-all": self.refresh_all}

        def refresh_all(self) -> None:
            self.context.analysis.analyse_ahead(self.articles.listing.ids)
            self.start()
            if self.future is not None:
                self.future.add_done_callback(self.end_analysing)

        def end_analysing(self, _refreshed: object) -> None:
            """In the thread of the refresh."""
            self.context.analysis.analyse_ahead(())
            self.screen.app.call_from_thread(self.screen.app.bell)

    # Where the start looks them up.
    controllers.ListCommands = Idle  # type: ignore[attr-defined]
    controllers.RefreshController = AnalysingRefresh  # type: ignore[attr-defined]
    return briefing(["--home", home, article])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
