"""Counts requests to a language model and their costs, and notes until when its server is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from briefing.domain.annotation import utc_now
from briefing.domain.codec import decode, encode
from briefing.domain.feeds.backoff import wait_after, waits_until
from briefing.errors import StoreError
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.regular_files import read_regular
from briefing.store.files.atomic_write import write_durably
from briefing.store.files.lock import locked_file

USAGE = "usage.state"
"""The name of the file."""
_MILLION = 1_000_000
_MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Usage:
    """The use of a model in one month."""

    month: str = ""
    """The month, such as 2026-11."""
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    failures: int = 0
    """The number of failures in a row."""
    next_try: str = ""
    """The time from which the server may be asked again, in ISO 8601; empty if it may be asked now."""


def cost_of(config: ModelConfig, tokens_in: int | None, tokens_out: int | None) -> float | None:
    """Return the cost of an answer, or None if no prices are set or the server does not count."""
    if config.price_in is None or config.price_out is None or tokens_in is None or tokens_out is None:
        return None
    return (tokens_in * config.price_in + tokens_out * config.price_out) / _MILLION


class UsageLedger:
    """A file that all processes share; if it cannot be written, it counts for this process alone."""

    def __init__(self, file: Path, now: Callable[[], datetime] = utc_now) -> None:
        self._file = file
        self._now = now
        self._usage = Usage()

    def usage(self) -> Usage:
        """The use of the model in this month."""
        with suppress(OSError, ValueError):
            self._usage = decode(Usage, json.loads(read_regular(self._file, _MAX_BYTES)))
        month = f"{self._now():%Y-%m}"
        if self._usage.month != month:
            self._usage = replace(Usage(month), failures=self._usage.failures, next_try=self._usage.next_try)
        return self._usage

    def why_not(self, config: ModelConfig) -> str | None:
        """Return why nothing may be asked now, as the part of a sentence, or None."""
        usage = self.usage()
        if (next_try := waits_until(usage.next_try, self._now())) is not None:
            return f"it is limiting requests or has an error: waiting until {next_try.astimezone():%a %H:%M}"
        if config.spend_limit is not None and usage.cost >= config.spend_limit:
            return (
                f"{usage.cost:.2f} of {config.spend_limit:.2f} are spent this month: raise spend_limit under "
                f"[model] to go on"
            )
        return None

    def answered(self, config: ModelConfig, tokens_in: int, tokens_out: int) -> None:
        cost = cost_of(config, tokens_in, tokens_out) or 0.0
        self._change(
            lambda usage: replace(
                usage,
                requests=usage.requests + 1,
                tokens_in=usage.tokens_in + tokens_in,
                tokens_out=usage.tokens_out + tokens_out,
                cost=usage.cost + cost,
                failures=0,
                next_try="",
            )
        )

    def failed(self, retry_after: float | None) -> timedelta:
        """Note that the server is busy, and return how long it is left alone."""
        usage = self._change(
            lambda usage: replace(
                usage,
                failures=usage.failures + 1,
                next_try=(self._now() + wait_after(usage.failures + 1, retry_after)).isoformat(),
            )
        )
        return wait_after(usage.failures, retry_after)

    def _change(self, change: Callable[[Usage], Usage]) -> Usage:
        busy = StoreError(f"{self._file.name} is in use.")
        with suppress(StoreError, OSError):
            with locked_file(self._file.with_suffix(".lock"), 5.0, busy):
                self._usage = change(self.usage())
                write_durably(self._file, json.dumps(encode(self._usage), indent=1).encode())
            return self._usage
        self._usage = change(self._usage)
        return self._usage
