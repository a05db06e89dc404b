"""Keys at random without a pause, by the thousand, while feeds are refreshed: what the reader comes to.

    python -m benchmarks.soak [KEYS [SEED…]]

A library of 2,000 articles that follows 40 feeds on the loopback interface, each with new entries again and
again. KEYS (10,000) are drawn from all that are bound and from what one types; what quits, suspends, or opens
another program does nothing. They are pressed 200 at a time, an even number of times, once in the program
itself and once in a pseudo-terminal, and the feeds are refreshed meanwhile. Memory (RSS) and file handles are
those of the reader's own process, at rest after one more refresh, after half of the keys and after all. For
Linux alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Protocol

from benchmarks.feed_server import feed_server_process
from benchmarks.library import fill
from benchmarks.process_memory import (
    ProcessState,
    descendants,
    left_running,
    processor_seconds,
    state_of_process,
)
from benchmarks.soak_keys import key_bytes, random_keys
from benchmarks.terminal import Terminal

ARTICLES = 2_000
FEEDS = 40
AT_ONCE = 200
GROWTH = 1.05
REST_SECONDS = 8.0
"""How long the reader is at rest before it is measured: a job in the background holds what it reads."""
MOST_RESTS = 20
TO_REST = ("escape",) * 6
"""Close what is open, and stop a refresh."""
REFRESH = ("R",)


class Reader(Protocol):
    pid: int

    def press(self, keys: Sequence[str]) -> None:
        """Press all at once, and wait until the reader has dealt with them."""

    def end(self) -> int:
        """End it by SIGTERM; its exit status."""


class Piloted:
    """In the program itself, on no terminal."""

    def __init__(self, command: Sequence[str], folder: Path, env: dict[str, str]) -> None:
        self.screens: set[str] = set()
        self._process = subprocess.Popen(
            [*command, "--pilot"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=env,
        )
        self.pid = self._process.pid

    def press(self, keys: Sequence[str]) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(" ".join(keys) + "\n")
        self._process.stdin.flush()
        self.screens |= set(self._process.stdout.readline().split())

    def end(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate()
        return self._process.returncode


class InTerminal:
    def __init__(self, command: Sequence[str], folder: Path, env: dict[str, str]) -> None:
        self._terminal = Terminal(["env", "-C", str(folder), *command], env=env)
        self._terminal.wait_for(r"\d articles")
        self.pid = self._terminal.pid

    def press(self, keys: Sequence[str]) -> None:
        self._terminal.send("".join(map(key_bytes, keys)))
        self._terminal.settle(0.5)
        self._terminal.raw.clear()

    def end(self) -> int:
        with self._terminal:
            os.kill(self.pid, signal.SIGTERM)
            return self._terminal.wait_for_end(60)


@dataclass(frozen=True)
class Soaked:
    half: ProcessState
    whole: ProcessState
    status: int
    left: list[int]
    faults: list[str]

    @property
    def growth(self) -> float:
        return self.whole.megabytes / self.half.megabytes

    @property
    def is_well(self) -> bool:
        return (
            self.growth < GROWTH
            and self.half.handles == self.whole.handles
            and not (self.half.zombies or self.whole.zombies or self.left or self.faults)
            and self.status == 128 + signal.SIGTERM
        )


@contextmanager
def feeds_that_change() -> Iterator[str]:
    with feed_server_process("--feeds", str(FEEDS), "--items", "30", "--latency", "0.2") as root:
        yield root


def prepare(home: Path, root: str) -> None:
    home.mkdir()
    fill(home / "library.db", ARTICLES)
    opml = home / "feeds.opml"
    opml.write_bytes(urllib.request.urlopen(f"{root}/opml").read())
    command = [sys.executable, "-m", "briefing", "--home", str(home), "feeds", "import", str(opml)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rest(pid: int) -> None:
    """Wait until it hardly computes any more."""
    for _ in range(MOST_RESTS):
        before = processor_seconds(pid)
        sleep(REST_SECONDS)
        if processor_seconds(pid) - before < REST_SECONDS / 20:
            return


def soak(kind: type[Piloted] | type[InTerminal], folder: Path, root: str, seed: int, keys: int) -> Soaked:
    home = folder / "home"
    prepare(home, root)
    programs = folder / "programs"  # what may be piped to: nothing that does anything
    programs.mkdir()
    (programs / "true").symlink_to("/bin/true")
    env = dict(os.environ) | {"HOME": str(folder), "EDITOR": "true", "PYTHONPATH": str(Path.cwd())}
    env |= {"PATH": str(programs)} if kind is Piloted else {}
    reader = kind([sys.executable, "-m", "benchmarks.soaked_reader", str(home)], folder, env)
    source, states = random_keys(seed), []
    presses = 2 * max(1, keys // (2 * AT_ONCE))
    for pressed in range(1, presses + 1):
        reader.press([*TO_REST, *REFRESH, *islice(source, AT_ONCE)])
        urllib.request.urlopen(f"{root}/set?version={pressed}&changing=4").read()
        if pressed in (presses // 2, presses):
            for last in (TO_REST, (*TO_REST, *REFRESH)):  # after a refresh it gives back what is free
                reader.press(last)
                rest(reader.pid)
            states.append(state_of_process(reader.pid))
    started = list(descendants(reader.pid))
    status = reader.end()
    logs = sorted(home.glob("*.log*"))
    text = "".join(each.read_text("utf-8") for each in logs)
    faults = [each for each in text.split("\n20") if "Traceback" in each]
    if isinstance(reader, Piloted):
        print(f"    screens: {', '.join(sorted(reader.screens))}")
    half, whole = states
    return Soaked(half, whole, status, left_running(started, 30), faults)


def main(keys: int, seeds: Sequence[int]) -> int:
    all_well = True
    for seed in seeds:
        for kind in (Piloted, InTerminal):
            with feeds_that_change() as root, tempfile.TemporaryDirectory() as temporary:
                found = soak(kind, Path(temporary), root, seed, keys)
            all_well &= found.is_well
            print(
                f"{kind.__name__:11} seed {seed:3} {keys:6} keys  {found.half.megabytes:6.1f} MB at half "
                f"{found.whole.megabytes:6.1f} at the end {found.growth:5.3f}x  handles {found.half.handles} "
                f"{found.whole.handles}  zombies {found.whole.zombies}  left {len(found.left)}  "
                f"status {found.status}  faults {len(found.faults)}{'' if found.is_well else '    MISSED'}",
                flush=True,
            )
            for fault in found.faults:
                print(fault)
    return 0 if all_well else 1


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(given[0] if given else 10_000, given[1:] or (1,)))
