"""Every change to annotations is undone by u and done again by Ctrl+R, wherever it was made."""

from __future__ import annotations

import pytest

from briefing.domain import Span
from briefing.domain.annotation import Color
from briefing.services.library import Library
from tests.ui.noting import LOOK, Kept, at, kept, reading, run_keys
from tests.ui.reading import status

HONG = Kept("HONG", "one", ("asia",))
CHINA = Kept("China", "two", ("asia",), "blue")


@pytest.fixture
def noted(library: Library, seed: str) -> Library:
    """A library with two annotations on the seed article, the first at its beginning."""
    (article,) = library.articles.add([seed]).articles
    for each, words in ((HONG, "HONG KONG"), (CHINA, "China said")):
        start = article.text.index(words)
        span = Span(start, start + len(each.quote))
        made = library.annotations.draft(
            article, span, note=each.note, tags=each.tags, color=Color(each.color)
        )
        library.annotations.apply([made])
    return library


CHANGES = {
    "a note": (["w", "v", "i", "w", "a", "x", "escape"], [HONG, Kept("KONG", "x"), CHINA]),
    "a mark": (["w", "v", "i", "w", "H"], [HONG, Kept("KONG"), CHINA]),
    "a colour": (["H", "3", "f5"], [Kept("HONG", "one", ("asia",), "blue"), CHINA]),
    "a tag": (["t", *"bc", "enter", "escape"], [Kept("HONG", "one", ("asia", "bc")), CHINA]),
    "an edited note": (["e", "x", "escape"], [Kept("HONG", "onex", ("asia",)), CHINA]),
    "a deleted note": (["d", "d"], [CHINA]),
    "several deleted in the list": (["A", "space", "space", "d", "d"], []),
    "several tagged in the list": (
        ["A", "space", "space", "t", *"bc", "enter", "escape"],
        [Kept("HONG", "one", ("asia", "bc")), Kept("China", "two", ("asia", "bc"), "blue")],
    ),
    "several recoloured in the list": (
        ["A", "space", "space", "H", "5"],
        [Kept("HONG", "one", ("asia",), "violet"), Kept("China", "two", ("asia",), "violet")],
    ),
    "edited in the list": (
        ["A", "slash", *"one", "enter", LOOK, "e", "x", "escape"],
        [Kept("HONG", "onex", ("asia",)), CHINA],
    ),
    "a tag renamed": (
        ["T", "e", "ctrl+u", *"bc", "enter"],
        [Kept("HONG", "one", ("bc",)), Kept("China", "two", ("bc",), "blue")],
    ),
    "a tag deleted": (["T", "d", "d"], [Kept("HONG", "one"), Kept("China", "two", (), "blue")]),
}
"""Keys, and what there is then."""


async def test_a_change_is_one_step_back_and_one_forward(noted: Library, seed: str) -> None:
    async with reading(noted, seed) as (pilot, screen):
        before = kept(noted)
        assert before == [HONG, CHINA]
        for name, (keys, after) in CHANGES.items():
            at(screen, "HONG")
            await run_keys(pilot, *keys)
            assert kept(noted) == after, name
            await run_keys(pilot, "u")
            assert kept(noted) == before, name
            await run_keys(pilot, "ctrl+r")
            assert kept(noted) == after, name
            await run_keys(pilot, "u")
            assert kept(noted) == before, name
            assert [each.note for each in screen.controllers.annotations.annotations] == ["one", "two"], name
            while pilot.app.screen is not screen:
                await run_keys(pilot, "q")


async def test_changes_are_undone_from_last_to_first(noted: Library, seed: str) -> None:
    async with reading(noted, seed) as (pilot, screen):
        states = [kept(noted)]
        for keys in (["H", "2", "f5"], ["e", "x", "escape"], ["d", "d"]):
            await run_keys(pilot, *keys)
            states.append(kept(noted))
        assert len({str(state) for state in states}) == 4
        for state in reversed(states[:-1]):
            await run_keys(pilot, "u")
            assert kept(noted) == state
        for state in states[1:]:
            await run_keys(pilot, "ctrl+r")
            assert kept(noted) == state
        await run_keys(pilot, "ctrl+r")
        assert status(screen) == "Nothing to redo."


@pytest.mark.quick
async def test_a_change_is_undone_after_another_article_was_opened(
    noted: Library, seed: str, ferry: str
) -> None:
    async with reading(noted, seed, ferry) as (pilot, screen):
        await run_keys(pilot, "d", "d")
        other = next(entry.id for entry in screen.controllers.article_list.entries if "Ferry" in entry.title)
        screen.controllers.passages.open_article(other)
        await run_keys(pilot, "f5")
        assert screen.article is not None and screen.article.id == other
        await run_keys(pilot, "u")
        assert kept(noted) == [HONG, CHINA]
        assert status(screen) == "Undone: Deleted the note on “HONG”."
        assert not screen.controllers.annotations.annotations
        await run_keys(pilot, "backspace")
        assert [each.note for each in screen.controllers.annotations.annotations] == ["one", "two"]
