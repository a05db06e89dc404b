"""The paths, settings and engine of one run of a command, and its messages."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.domain.text.sanitize import safe_line
from briefing.paths import Paths
from briefing.settings import Settings

if TYPE_CHECKING:
    from briefing.nlp.engine.engine_pool import EnginePool
    from briefing.nlp.engine.protocol import Engine
    from briefing.services.library import Library


def say(sentence: str) -> None:
    """Print a message on standard error; standard output is for results."""
    print(f"briefing: {safe_line(sentence)}", file=sys.stderr)


@dataclass(frozen=True)
class Session:
    """To be closed."""

    paths: Paths
    settings: Settings
    problems: tuple[str, ...]
    """What is wrong with the settings, a sentence each."""
    given_engine: Engine | None = None
    """Takes the place of the engine that the settings name."""

    @property
    def engine(self) -> Engine:
        return self.given_engine or self._pool

    @cached_property
    def _pool(self) -> EnginePool:
        from briefing.services.library import make_engine_pool

        return make_engine_pool(self.settings)

    def close(self) -> None:
        """End the processes of the engine, where there are any."""
        if "_pool" in vars(self):
            self._pool.close()

    @contextmanager
    def library(self, *, or_in_memory: bool = False) -> Iterator[Library]:
        """Open the library, and print its notices and the problems of the settings.

        `or_in_memory` is that of `open_library`. Raises StoreError.
        """
        for problem in self.problems:
            say(problem)
        # Imported here: the reader opens its library itself, and shows the first text before.
        from briefing.services.library import open_library

        opened = open_library(self.paths, self.settings, self.engine, or_in_memory=or_in_memory)
        gc.freeze()  # what exists now lives until the end
        gc.enable()
        with opened as library:
            for notice in library.notices:
                say(notice)
            if library.writing is not None:
                library.writing.model.on_sent = say
            try:
                yield library
            finally:
                for notice in library.pop_notices():
                    say(notice)
                for deleted in library.annotations.pop_deleted():
                    say(deleted.sentence)
