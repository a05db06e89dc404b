"""Whether every pane of every article is made, whatever the files of a folder hold.

    python -m benchmarks.robustness FOLDER

Each file (web page, mail, Markdown, plain text) is read as the reader reads it and analysed in this process.
Prints the files without an article, each failed pane with the place of its error, each passage that is not
where it is said to be, and the articles that took longest for their length. Exit status 1 if a pane failed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from statistics import median
from time import process_time

from briefing.domain import Article
from briefing.errors import EngineError, SourceError
from briefing.nlp.engine import built_in_engine
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.sources.load import ArticleLoader

LEAST = 300
"""Words of an article whose time for its length says something."""
SLOWEST = 5


class _Faults(logging.Handler):
    """Keeps what the engine logs of the panes that failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        frames = traceback.extract_tb(error.__traceback__)[-2:] if error else []
        place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        self.found.append(f"{record.getMessage()}: {type(error).__name__}: {error} ({place})")


def faults_of(engine: SpacyEngine, article: Article, faults: _Faults) -> list[str]:
    """What went wrong with an article's panes."""
    faults.found = []
    try:
        analysis = analyse(engine, article)
    except EngineError as error:
        return faults.found or [str(error)]
    wrong = [passage for passage in analysis.passages() if not passage.holds_in(article.text)]
    return [f"a passage is elsewhere: {passage.text!r}" for passage in wrong]


def main() -> int:
    files = sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_file())
    logger, faults = logging.getLogger(built_in_engine.__name__), _Faults()
    logger.addHandler(faults)
    logger.propagate = False
    engine = SpacyEngine()
    engine.warm()
    words = unread = failed = 0
    pace: list[tuple[float, str]] = []
    with ArticleLoader() as loader:
        for path in files:
            try:
                article = loader.load(str(path))
            except SourceError as error:
                unread += 1
                print(f"no article: {error}", flush=True)
                continue
            began = process_time()
            wrong = faults_of(engine, article, faults)
            took, length = process_time() - began, len(article.text.split())
            words += length
            failed += len(wrong)
            if length >= LEAST:
                pace.append((1_000 * took / length, f"{path.name} ({length:,} words)"))
            for fault in wrong:
                print(f"{path.name}: {fault}", flush=True)
    usual = median(each for each, _ in pace) if pace else 1.0
    print(f"{len(files) - unread:,} articles, {words:,} words; {unread} files without; {failed} panes failed")
    print(f"time for 1,000 words, beside the median of articles of {LEAST} words and more:")
    for each, name in sorted(pace, reverse=True)[:SLOWEST]:
        print(f"{each / usual:5.1f}x  {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
