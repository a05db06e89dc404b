"""Processes that annotate, for the tests of what is left when they are killed or write at once.

Run as a script: it imports no more than the store does, and forks what is to be killed.

    python annotating.py killed FOLDER SEED KILLS     prints a line for each write that was acknowledged
    python annotating.py shared FOLDER NAME ROUNDS    the same, for one process that is left alone
"""

from __future__ import annotations

import importlib
import os
import random
import select
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.annotation import Annotation, ArticleHead, new_annotation, revise
from briefing.domain.article import Article
from briefing.domain.span import Span
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore

ARTICLES = [f"{number:016x}" for number in range(40)]
SENTENCES = [
    f"Delegate {number} of district {number * 7} spoke for {number + 3} minutes." for number in range(30)
]
TEXTS = (" ".join(SENTENCES), " ".join(["Updated at noon.", *SENTENCES]))
SHARED = "urn:uuid:shared"


def head_of(article_id: str, text: str) -> ArticleHead:
    return ArticleHead.of(Article(article_id, "Talks", text))


def annotate(folder: Path, article_id: str, name: str, chance: random.Random, out: int) -> None:
    """Write notes for ever, and say which once each is acknowledged; the text changes now and then.

    Passages that both texts have, so that none is an orphan.
    """
    store = AnnotationStore(folder)
    while True:
        text = TEXTS[chance.random() < 0.2]
        at, words = chance.randrange(40, 1000), f"{name} {chance.random()}"
        made = new_annotation(text, Span(at, at + 40), datetime.now(UTC), note=words)
        store.edit(head_of(article_id, text), text, [Edit(made)])
        os.write(out, f"{article_id} {made.id} {words}\n".encode())


def share(folder: Path, name: str, rounds: int) -> None:
    """Make notes, change them, and tag a note that another process tags too; each round is another tag."""
    store = AnnotationStore(folder, wait_seconds=60)
    text = TEXTS[0]
    head = head_of(ARTICLES[0], text)
    shared = replace(new_annotation(text, Span(0, 8), datetime(2026, 3, 4, tzinfo=UTC)), id=SHARED)
    mine: Annotation | None = None
    for number in range(rounds):
        tag = f"{name}-{number}"
        before: Annotation | None = mine
        if number % 4 == 3:
            before = shared  # as it was made: what the other has done to it meanwhile is not known here
            after = revise(shared, datetime.now(UTC), tags=(tag,))
        elif number % 4 == 0 or mine is None:
            before = None
            mine = after = new_annotation(text, Span(number, number + 9), datetime.now(UTC), tags=[tag])
        else:
            mine = after = revise(mine, datetime.now(UTC), tags=(*mine.tags, tag))
        store.edit(head, text, [Edit(after, before)])
        print(ARTICLES[0], after.id, tag, flush=True)


def killed(folder: Path, seed: int, kills: int) -> None:
    """Start a process that annotates, kill it at a random moment; as often as asked."""
    importlib.import_module("filelock")  # once here, not in each process
    chance = random.Random(seed)
    for number in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            chance.seed(seed + number)
            annotate(folder, ARTICLES[number % len(ARTICLES)], f"{number}", chance, writing)
        os.close(writing)
        acknowledged = b""
        wanted = chance.randrange(3)
        while acknowledged.count(b"\n") < wanted and (more := os.read(reading, 65_536)):
            acknowledged += more
        # Whatever the write that is under way has come to by then.
        select.select([], [], [], chance.uniform(0, 0.012))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 65_536):
            acknowledged += more
        os.close(reading)
        sys.stdout.write(acknowledged.decode())


if __name__ == "__main__":
    task, where, name, times = sys.argv[1:]
    if task == "killed":
        killed(Path(where), int(name), int(times))
    else:
        share(Path(where), name, int(times))
