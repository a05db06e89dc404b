"""Run one target under Atheris: `python -m fuzz TARGET [libFuzzer options] [CORPUS]`."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import atheris

SECONDS = 2.0
"""Processor time that one input of at most 8 KB may take: a hundred times what any needs."""
LIMITS = ("-timeout=5", "-rss_limit_mb=1500", "-max_len=8192")

LIBRARIES = ("email", "feedparser", "json", "markdown_it", "yaml")

with atheris.instrument_imports(include=["briefing", *LIBRARIES]):
    for each in LIBRARIES:
        import_module(each)
    from fuzz.targets import TARGETS


def main(arguments: list[str]) -> None:
    name = arguments[1] if len(arguments) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"Give one of {', '.join(TARGETS)}, and what options of libFuzzer you want.")
    target = TARGETS[name]

    def check(data: bytes) -> None:
        begun = time.process_time()
        target.check(data)
        spent = time.process_time() - begun
        assert spent < SECONDS, f"{spent:.1f} s for {len(data)} bytes"

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        """Repeat a piece one time in eight, as an attack on the time does; else as libFuzzer likes it."""
        chance = random.Random(seed)
        if data and chance.random() < 1 / 8:
            start = chance.randrange(len(data))
            piece = data[start : start + chance.randint(1, 24)]
            times = chance.randint(2, 400)
            return (data[:start] + piece * times + data[start:])[:longest]
        mutated: bytes = atheris.Mutate(data, len(data))
        return mutated[:longest]

    options = [each for each in arguments[2:] if each.startswith("-")]
    given = [each for each in arguments[2:] if not each.startswith("-")]
    with tempfile.TemporaryDirectory() as seeds:
        if not given or any(Path(each).is_dir() for each in given):  # else files, to be run alone
            given.append(seeds)  # what is found goes to the first folder
        for number, seed in enumerate(target.seeds):
            Path(seeds, str(number)).write_bytes(seed)
        # Of two options the later counts.
        atheris.Setup([arguments[0], *LIMITS, *options, *given], check, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
