"""The paths, settings and engine of one run of a command, and its messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.text.sanitize import safe_line
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.paths import Paths
from briefing.settings import Settings

if TYPE_CHECKING:
    from briefing.nlp.engine.protocol import Engine
    from briefing.services.articles import Library

MAX_PROCESSES = 2
"""What a laptop has to spare."""


def say(sentence: str) -> None:
    """Print a message on standard error; standard output is for results."""
    print(f"briefing: {safe_line(sentence)}", file=sys.stderr)


def make_engine_pool(settings: Settings) -> EnginePool:
    """Make the engine of the settings; its processes start with the first new article."""
    size = min(MAX_PROCESSES, os.cpu_count() or 1)
    return EnginePool(settings.pipelines, settings.engine, settings.summary_points, size=size, niceness=0)


@dataclass(frozen=True, slots=True)
class Session:
    paths: Paths
    settings: Settings
    problems: tuple[str, ...]
    """What is wrong with the settings, a sentence each."""
    engine: Engine

    @contextmanager
    def library(self, *, or_in_memory: bool = False) -> Iterator[Library]:
        """Open the library, and print its notices and the problems of the settings.

        `or_in_memory` is that of `open_library`. Raises StoreError.
        """
        from briefing.services.factory import open_library  # the reader's first frame does without

        for problem in self.problems:
            say(problem)
        with open_library(self.paths, self.settings, self.engine, or_in_memory=or_in_memory) as library:
            for notice in library.notices:
                say(notice)
            try:
                yield library
            finally:
                for notice in library.annotations.pop_notices():
                    say(notice)
