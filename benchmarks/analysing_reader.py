"""The reader, but a refresh has articles analysed, no key calls that off, and its end rings the bell.

    python -m benchmarks.analysing_reader HOME ARTICLE

A module of its own, since the processes that the reader starts import it anew.
"""

from __future__ import annotations

import sys


def main(home: str, article: str) -> int:
    from briefing.cli.main import main as briefing
    from briefing.ui.screens.reader import coordinator, screen
    from briefing.ui.screens.reader.list_commands import ListCommands

    class Idle(ListCommands):
        """Has nothing analysed ahead by itself, and calls nothing off."""

        def restart_idle_timer(self, set_timer: object) -> None: ...

    class AnalysingCoordinator(coordinator.Coordinator):
        """Wants all that is listed to be analysed ahead for as long as a refresh takes."""

        async def run(self, command_id: str) -> None:
            if command_id == "reader.refresh-all":
                self.analysis.analyse_ahead(self.article_list.listing.ids)
            await super().run(command_id)
            if command_id == "reader.refresh-all" and self.refresh.future is not None:
                self.refresh.future.add_done_callback(self.end_analysing)

        def end_analysing(self, _refreshed: object) -> None:
            """In the thread of the refresh."""
            self.analysis.analyse_ahead(())
            self.screen.app.call_from_thread(self.screen.app.bell)

    # Where the start looks them up.
    coordinator.ListCommands = Idle  # type: ignore[attr-defined]
    screen.Coordinator = AnalysingCoordinator  # type: ignore[attr-defined]
    return briefing(["--home", home, article])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
