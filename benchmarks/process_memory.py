"""How much memory a process has taken at its peak, or a command with all that it starts. For Linux alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import sleep

__all__ = ["peak_memory", "peak_of_process"]

_BETWEEN = 0.03
"""Seconds between looks."""


def peak_memory(command: Sequence[str]) -> float | None:
    """Megabytes (PSS: what several processes share is counted once); None where it cannot be told."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, sum(map(_memory, _family(process.pid))))
            sleep(_BETWEEN)
    return most / 1024 if most else None


def peak_of_process(pid: int) -> float:
    """Megabytes, the most that one that still runs has held by itself."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        try:
            children = (thread / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
