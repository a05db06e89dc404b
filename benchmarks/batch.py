"""Whether `briefing batch` comes to the same however it is run, and what processes and Dask workers gain.

    python -m benchmarks.batch TEXTS [ARTICLES [KILLS]]

TEXTS is a folder of text files, such as speeches and statements of the Federal Reserve Board, which are in
the public domain; they are cut into articles of 60 words, as many as are asked for (1,000). The part of Dask
needs `distributed`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.process_memory import peak_memory

WORDS = 60
_BATCH = (sys.executable, "-m", "briefing", "batch")


def pieces(folder: Path) -> Iterator[str]:
    """Yield the words of the files, cut into pieces."""
    for file in sorted(folder.rglob("*.*")):
        words = file.read_text(encoding="utf-8", errors="replace").split()
        yield from (" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS))


def run(source: Path, output: Path, *more: str) -> float:
    """Run a batch to its end; return the seconds that it took by the clock."""
    begun = time.monotonic()
    command = [*_BATCH, str(source), "-o", str(output), *more]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    return time.monotonic() - begun


def lines(output: Path) -> list[bytes]:
    """Return all rows in the order of their ids."""
    found = [line for part in output.glob("part-*") for line in part.read_bytes().splitlines()]
    return sorted(found, key=lambda line: str(json.loads(line)["id"]))


def killed(source: Path, output: Path, times: int, seconds: float, chance: random.Random) -> int:
    """Kill a batch with all its processes at random moments; return how many kills came before its end."""
    kills = 0
    for _ in range(times):
        process = subprocess.Popen(
            [*_BATCH, str(source), "-o", str(output)], stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(chance.uniform(0.2, 1.6) * seconds / times)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    return kills


def with_dask(source: Path, output: Path, seconds: float) -> float:
    """Run it on two workers, and again with one of them killed; return the seconds of the first run."""
    from distributed import LocalCluster

    # Dask's own is 65,536: its workers would give memory back and take it again with every sentence.
    os.environ["MALLOC_TRIM_THRESHOLD_"] = "16777216"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        took = run(source, output / "whole", "--dask", cluster.scheduler_address)
        command = [*_BATCH, str(source), "-o", str(output / "killed"), "--dask", cluster.scheduler_address]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            time.sleep(seconds / 2)
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            process.wait()
    return took


def main(texts: Path, number: int, kills: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sources = {size: folder / f"{size}.jsonl" for size in sorted({number // 10, number // 4, number})}
        for size, source in sources.items():
            rows = ({"id": f"{at:06}", "text": text} for at, text in enumerate(islice(pieces(texts), size)))
            source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        source, part = sources[number], sources[number // 4]
        one, two = (run(part, folder / f"by{workers}", "--workers", str(workers)) for workers in (1, 2))
        print(
            f"{number // 4} articles: {one:.0f} s by one process, {two:.0f} s by two: {one / two:.2f}x",
            flush=True,
        )
        seconds = run(source, folder / "whole")
        whole = lines(folder / "whole")
        print(
            f"{len(whole)} articles by two processes: {seconds:.0f} s, {len(whole) / seconds:.1f} a second",
            flush=True,
        )
        count = killed(source, folder / "killed", kills, seconds, random.Random(7))
        run(source, folder / "killed")
        print(f"killed {count} times and gone on: equal {lines(folder / 'killed') == whole}", flush=True)
        for size in (number // 10, number):
            most = peak_memory([*_BATCH, str(sources[size]), "-o", str(folder / f"memory{size}")])
            print(f"memory of all processes, {size} articles: {most or 0:.0f} MB", flush=True)
        try:
            took = with_dask(source, folder / "dask", seconds)
        except ImportError:
            print("distributed is not installed: no Dask")
            return
        equal = [lines(folder / "dask" / each) == whole for each in ("whole", "killed")]
        print(
            f"two Dask workers: {seconds / took:.2f}x the throughput of two processes, equal {equal[0]}; "
            f"one killed: equal {equal[1]}"
        )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]]
    main(Path(sys.argv[1]), *numbers, *(1_000, 10)[len(numbers) :])
