"""What a reader does to annotations, and what the files of the library then hold."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from briefing.services.library import Library
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import settle

__all__ = ["LOOK", "Kept", "annotation_file", "at", "drafts", "kept", "reading", "run_keys"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An annotation as its file says it."""

    quote: str
    note: str = ""
    tags: tuple[str, ...] = ()
    color: str = "yellow"


def annotation_file(library: Library) -> Path:
    """The one file of annotations that there is."""
    (file,) = library.annotations.folder.glob("*.json")
    return file


def kept(library: Library) -> list[Kept]:
    """What is on disk, article by article, in reading order."""
    found = []
    for file in sorted(library.annotations.folder.glob("*.json")):
        items = json.loads(file.read_bytes())["items"]
        for item in sorted(items, key=_start):
            said = {body["purpose"]: body["value"] for body in item["body"]}
            tags = tuple(body["value"] for body in item["body"] if body["purpose"] == "tagging")
            quote = item["target"]["selector"][0]["exact"]
            found.append(Kept(quote, said.get("commenting", ""), tags, item["color"]))
    return found


def _start(item: Any) -> int:
    places = [each["start"] for each in item["target"]["selector"] if "start" in each]
    return places[0] if places else -1


def drafts(library: Library) -> list[str]:
    """The notes of the drafts that are on disk."""
    return [draft.note for draft in library.annotations.drafts.all()]


@asynccontextmanager
async def reading(
    library: Library, *references: str, size: tuple[int, int] = (120, 40), **settings: Any
) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    """The reader, open on the first article. At this size the article has the focus."""
    async with reader_app(library, *references, **settings).run_test(size=size) as pilot:
        yield pilot, await settle(pilot)


LOOK = "look"
"""Among keys: what has been asked for is waited for, as by a reader who looks at what a filter has left."""


async def run_keys(pilot: Pilot[None], *keys: str) -> None:
    """Press them, and wait until all that they ask for is done."""
    for key in keys:
        if key == LOOK:
            await settle(pilot)
        else:
            await pilot.press(key)
    await settle(pilot)


def at(screen: ReaderScreen, words: str) -> None:
    """Put the caret on these words of the article."""
    screen.view.go_to(screen.view.text.index(words))
