"""A log for tests, and how many faults are in it."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.diagnostics import LogTarget, set_up

__all__ = ["logging_to", "tracebacks"]


@contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """Log there meanwhile; hooks and logging are as before afterwards."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    set_up(LogTarget(file))
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for name in ("briefing", "asyncio", "concurrent.futures"):
        logger = logging.getLogger(name)
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def tracebacks(log: Path) -> int:
    return log.read_text("utf-8").count("Traceback (most recent call last)") if log.exists() else 0
