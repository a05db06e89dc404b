"""Opens the library and reads the requested articles, in separate threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from briefing.threads import run_in_thread

if TYPE_CHECKING:
    from briefing.domain import Article
    from briefing.services.articles import AddResult
    from briefing.services.library import Library


@dataclass(frozen=True, slots=True)
class Opening:
    """The library, which opens soon, and the requested articles, which may take long."""

    library: Future[Library]
    added: Future[AddResult] | None
    """What has become of the first of them; None if no article was requested."""
    more: Iterator[AddResult]
    """What has become of them after each of the others."""

    @classmethod
    def begin(
        cls,
        open_library: Callable[[], Library],
        references: Sequence[str],
        first: Future[Article | None] | None = None,
    ) -> Opening:
        """Start both; the articles are read once the library is open, except that `first` has been read."""
        library = run_in_thread(open_library)
        if not references:
            return cls(library, None, iter(()))

        def add() -> Iterator[AddResult]:
            article = first.result() if first else None
            loaded = {references[0]: article} if article else None
            yield from library.result().articles.add_in_steps(references, loaded=loaded)

        steps = add()
        return cls(library, run_in_thread(partial(next, steps)), steps)
