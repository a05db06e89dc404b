"""Pipes articles to a shell command and collects its output."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread

from briefing.domain import Article
from briefing.domain.text.sanitize import safe_line

MAX_BYTES = 2_000_000
"""Longest output that is shown, in bytes."""
MAX_LINES = 20_000
SEPARATOR = "\n\f\n"
"""Between two articles; pagers and printers start a new page."""


@dataclass(frozen=True, slots=True)
class CommandOutput:
    """The output of a command, both streams, and its exit status."""

    lines: tuple[str, ...]
    status: int
    is_cut: bool = False


def piped_text(article: Article) -> str:
    """Title, source, address and text, with a blank line between each."""
    source = " · ".join(filter(None, (article.source, article.author, article.published)))
    return "\n\n".join(filter(None, (article.title, source, article.url, article.text))) + "\n"


class Pipe:
    """A running shell command. `stop` may be called from any thread, at any time."""

    def __init__(self, command: str) -> None:
        self.command = command
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def run(self, texts: Iterable[str]) -> CommandOutput:
        """Run the command to its end. Raises OSError if no shell can be started."""
        with self._lock:
            if self._is_stopped:
                return CommandOutput((), -signal.SIGTERM)
            self._process = process = subprocess.Popen(
                self.command,
                shell=True,  # the user typed the command, which may have pipes and quotes
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # In a thread: a command that writes before it has read everything would block for ever.
        Thread(target=_write, args=(process, texts), daemon=True).start()
        kept, is_cut = _read(process)
        lines = [safe_line(line.expandtabs()) for line in kept.decode("utf-8", "replace").splitlines()]
        return CommandOutput(tuple(lines[:MAX_LINES]), process.wait(), is_cut or len(lines) > MAX_LINES)

    def stop(self) -> None:
        """Stop the command and all processes that it has started."""
        with self._lock:
            self._is_stopped = True
            process = self._process
        if process is not None and process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGTERM) if hasattr(os, "killpg") else process.terminate()


def _write(process: subprocess.Popen[bytes], texts: Iterable[str]) -> None:
    stdin = process.stdin
    assert stdin is not None
    with suppress(OSError):  # commands such as `head` stop reading early
        for piece in _separated(texts):
            stdin.write(piece.encode("utf-8", "replace"))
    with suppress(OSError):
        stdin.close()


def _separated(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield SEPARATOR + text if number else text


def _read(process: subprocess.Popen[bytes]) -> tuple[bytes, bool]:
    """The first MAX_BYTES of the output, and whether there was more, which is discarded."""
    stdout = process.stdout
    assert stdout is not None
    kept = stdout.read(MAX_BYTES)
    is_cut = False
    while stdout.read(65_536):
        is_cut = True
    stdout.close()
    return kept, is_cut
