"""The reader, but a refresh has articles analysed, no key calls that off, and its end rings the bell.

    python -m benchmarks.analysing_reader HOME ARTICLE

A module of its own, since the processes that the reader starts import it anew.
"""

from __future__ import annotations

import sys


def main(home: str, article: str) -> int:
    from briefing.cli.main import main as briefing
    from briefing.ui.screens.reader import screen as reader

    class AnalysingReader(reader.ReaderScreen):
        """Wants all that is listed to be analysed ahead for as long as a refresh takes."""

        def watch_idleness(self) -> None: ...

        def end_idleness(self) -> None: ...

        def action_reader_refresh_all(self) -> None:
            self.analyse_ahead(self.listing.ids)
            super().action_reader_refresh_all()

        def _end_run(self) -> None:
            self.analyse_ahead(())
            super()._end_run()
            self.app.bell()

    reader.ReaderScreen = AnalysingReader  # type: ignore[misc]  # where the start looks it up
    return briefing(["--home", home, article])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
