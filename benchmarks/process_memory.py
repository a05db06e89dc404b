"""How much memory a process has taken at its peak, or a command with all that it starts. For Linux alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

__all__ = [
    "ProcessState",
    "descendants",
    "left_running",
    "peak_memory",
    "peak_of_process",
    "processor_seconds",
    "state_of_process",
]

_BETWEEN = 0.03
"""Seconds between looks."""


def peak_memory(command: Sequence[str]) -> float | None:
    """Megabytes (PSS: what several processes share is counted once); None where it cannot be told."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, sum(map(_memory, (process.pid, *descendants(process.pid)))))
            sleep(_BETWEEN)
    return most / 1024 if most else None


def peak_of_process(pid: int) -> float:
    """Megabytes, the most that one that still runs has held by itself."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def descendants(pid: int) -> Iterator[int]:
    """All processes that it has started, or that those have."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        try:
            children = (thread / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from descendants(child)


@dataclass(frozen=True, slots=True)
class ProcessState:
    megabytes: float
    """RSS."""
    handles: int
    zombies: int
    """Children that have ended and that nobody has waited for."""


def state_of_process(pid: int) -> ProcessState:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    zombies = sum(Path(f"/proc/{each}").exists() and not _runs(each) for each in descendants(pid))
    return ProcessState(kilobytes / 1024, handles, zombies)


def processor_seconds(pid: int) -> float:
    """How long it and all that it has started have computed."""
    ticks = 0
    for each in (pid, *descendants(pid)):
        with suppress(OSError):  # it has just ended
            ticks += sum(map(int, _stat(each)[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def left_running(pids: Iterable[int], timeout: float) -> list[int]:
    """Those that have not ended by then. One that waits for its parent to notice has."""
    until = monotonic() + timeout
    while (left := [pid for pid in pids if _runs(pid)]) and monotonic() < until:
        sleep(_BETWEEN)
    return left


def _runs(pid: int) -> bool:
    try:
        return _stat(pid)[0] != "Z"
    except OSError:
        return False


def _stat(pid: int) -> list[str]:
    """The fields that follow its name: first its state."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
