"""Workers with a fault planted in what they call; each runs in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from briefing.nlp.engine import engine_worker
from briefing.processes import WorkerProcess
from briefing.sources.feeds import feed_worker

__all__ = ["Planted", "broken", "fail"]


class Planted(Exception):
    """What nobody foresaw."""


def fail(*_: object, **__: object) -> Any:
    raise Planted


class BrokenEngine:
    parts = fail


def make_engine_handler(*arguments: Any) -> Callable[[Any], Iterator[Any]]:
    setattr(engine_worker, "make_engine", lambda *_: BrokenEngine())  # noqa: B010  in this process alone
    return engine_worker.make_handler(*arguments)


def make_feed_handler() -> Callable[[Any], Iterator[Any]]:
    setattr(feed_worker, "parse_feed", fail)  # noqa: B010
    return feed_worker.make_handler()


def broken(name: str) -> Callable[..., WorkerProcess]:
    """In place of `WorkerProcess`, one that calls the function of this module for its handler."""
    return lambda _, *arguments, **settings: WorkerProcess(f"{__name__}:{name}", *arguments, **settings)
