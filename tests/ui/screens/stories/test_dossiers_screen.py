"""The dossiers: a matter is followed, told day by day, named, put together, ended, and all is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.annotation import Color
from briefing.domain.span import Span
from briefing.services.library import Library
from briefing.ui.screens.stories.dossiers_screen import DossiersScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from tests.domain.followups.following import DAY, EVIDENCE, OneIssue
from tests.libraries import library_at, ticking
from tests.ui.newsstand import press, the_list
from tests.ui.reading import screen_text

VOTE = "The harbour board will vote on the licence for a night ferry of Wightlink on March 20."
ASKED = f"Wightlink asked the harbour board for a licence for a night ferry. {VOTE} {EVIDENCE}"
BANK = "A bank that lends to farmers opened in Cowes on Tuesday. Its head, a farmer, gave out apples."
LUND = (
    "A storm blew the roof off a school in Lund. Pupils were sent home for a week by the head of the school."
)


def article(name: str, title: str, text: str, day: int) -> Article:
    published = (DAY + timedelta(days=day)).isoformat()
    return Article(
        name * 16, title, text, published=published, source=f"Paper {name}", url=f"http://127.0.0.1/{name}"
    )


@pytest.fixture
def ferry(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, OneIssue(label=EVIDENCE), now=ticking(DAY + timedelta(days=6.5))) as library:
        for each in (
            article("a", "Wightlink wants a night ferry", ASKED, 0),
            article("b", "Cowes has a bank", BANK, 6),
            article("c", "Storm in Lund", LUND, 6),
        ):
            library.ingest.ingest(each)
            library.analyses.get(each)
        library.stories.assign()
        for name in "ac":
            library.matters.put(library.matters.toggled(name * 16))
        yield library


def shown(pilot: object) -> str:
    return " ".join("\n".join(screen_text(pilot)).split())  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "normal"])
async def test_a_dossier_is_shown_and_leads_to_its_passages(ferry: Library, size: tuple[int, int]) -> None:
    async with the_list(ferry, size) as (pilot, _):
        await press(pilot, "g", "d")
        assert isinstance(pilot.app.screen, DossiersScreen)
        rows = screen_text(pilot)
        assert rows[0].startswith("━ Dossiers ") and " 2 matters ━" in rows[0]
        assert [each.text for each in pilot.app.screen.listed.rows] == [
            "Storm in Lund", "Wightlink wants a night ferry",
        ]  # fmt: skip
        await press(pilot, "j", "enter")
        lines = [(each.label, each.text, each.count) for each in pilot.app.screen.listed.rows if each.parent]
        assert lines == [
            ("2026-03-04", ASKED.partition(" The")[0], "1/1"),
            ("open", VOTE.rstrip("."), "2026-03-04"),
            ("article", "Wightlink wants a night ferry", "2026-03-04"),
        ]
        assert "since 2026-03-04, last 2026-03-04 · 1 article, 1 story · Paper a" in shown(pilot)
        await press(pilot, "y")
        assert "Put the cursor on a line of a dossier that has a passage" in shown(pilot)
        await press(pilot, "d")
        assert "d means nothing here: ? lists the keys." in shown(pilot)
        await press(pilot, "j", "y")
        assert pilot.app.clipboard.startswith("“Wightlink asked") and "Paper a" in pilot.app.clipboard
        await press(pilot, "H", "O")
        assert isinstance(pilot.app.screen, StoryScreen)
        await press(pilot, "q", "enter")
        assert "asked the harbour board" in shown(pilot)
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, DossiersScreen) and pilot.app.screen.listed.cursor == 2


async def test_what_is_done_by_hand_is_taken_back_by_undo(ferry: Library) -> None:
    def titles() -> list[tuple[str, int, bool]]:
        found = ferry.matters.overview()
        return [(each.title, len(each.stories), each.matter.ended) for each in found]

    before = titles()
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "d")
        await press(pilot, "e", *"Roofs", "enter")
        assert titles()[0] == ("Roofs", 1, False)
        assert any("Roofs" in row for row in screen_text(pilot))
        await press(pilot, "=")
        assert "Now go to the matter" in shown(pilot)
        await press(pilot, "j", "=")
        assert titles() == [("Roofs", 2, False)]
        await press(pilot, "right", "G", "-")
        assert titles() == [("Roofs", 1, False)]
        await press(pilot, "f")
        assert titles() == [("Roofs", 1, True)]
        await press(pilot, "u", "u", "u", "u")
        assert titles() == before
        await press(pilot, "q", "g", "d", "/", *"ferry", "enter")
        assert [each.text for each in pilot.app.screen.listed.rows] == ["Wightlink wants a night ferry"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            ("g", "d", "j"),
            ["# Wightlink wants a night ferry", "## Day by day", "Wightlink asked the harbour board"],
        ),
        (("O",), ["# Wightlink wants a night ferry", "## Summary", "## Open issues", "Paper a"]),
        (("g", "q", *"Who asked for a licence?", "enter"), ["# Who asked for a licence?", "Wightlink asked"]),
    ],
    ids=["dossier", "story", "answer"],
)
async def test_what_is_shown_is_written_with_the_notes_on_it(
    ferry: Library, tmp_path: Path, keys: tuple[str, ...], told: list[str]
) -> None:
    (asked,) = (each for each in map(ferry.articles.article, ferry.articles.ids("")) if each.id[0] == "a")
    span = Span(0, asked.text.index("."))
    noted = ferry.annotations.draft(asked, span, note="why at night?", tags=(), color=Color.BLUE)
    ferry.annotations.apply([noted])
    async with the_list(ferry, (200, 40)) as (pilot, _):
        await press(pilot, "G", *keys, "E")
        await press(pilot, "ctrl+u", *str(tmp_path / "page.md"), "enter")
        assert "Exported “" in shown(pilot)
        place = pilot.app.screen
        await press(pilot, "E", "ctrl+u", *str(tmp_path / "page.md"), "enter")
        assert "exists: choose another name" in shown(pilot)
        await press(pilot, "E", "escape")
        assert pilot.app.screen is place
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert [part for part in told if part not in written] == []
    assert "why at night?" in written


async def test_a_name_is_taken_away_again(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "d", "e", *"Roofs", "enter")
        assert "Roofs" in [each.name for each in ferry.matters.all()]
        await press(pilot, "e", "delete", "enter")
        assert "Took the name of a matter away" in shown(pilot)
        assert [each.name for each in ferry.matters.all()] == ["", ""]


async def test_a_matter_is_split_and_put_back_by_undo(ferry: Library) -> None:
    def stories() -> list[list[str]]:
        return sorted(sorted(each.stories) for each in ferry.matters.all())

    (roof, ferries) = sorted(ferry.matters.all(), key=lambda each: each.id, reverse=True)
    ferry.matters.merge(roof, ferries)
    ferry.matters.put(replace(ferry.matters.all()[0], stories=("a" * 16, "b" * 16, "c" * 16)))
    whole = stories()
    assert len(whole) == 1
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "d", "P")
        assert "Put the cursor on a line of a dossier" in shown(pilot)
        await press(pilot, "right", "G", "P")
        assert len(stories()) == 2 and "Split a story off" in shown(pilot)
        await press(pilot, "right", "G", "P")
        assert [len(each) for each in stories()] in ([1, 2], [2, 1])
        split = stories()
        await press(pilot, "right", "G", "P")
        assert stories() == split and "cannot be split" in shown(pilot)
        await press(pilot, "u", "u")
        assert stories() == whole


async def test_a_story_leads_to_its_dossier_and_follows_its_matter(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, screen):
        await press(pilot, "g", "g", "O", "g", "d")
        assert isinstance(pilot.app.screen, DossiersScreen)
        opened = [each.parent for each in pilot.app.screen.listed.rows if each.parent]
        await press(pilot, "q", "q")
        title = screen.library_rows.row.text  # type: ignore[union-attr]
        assert (title == "Cowes has a bank") == (not opened)
        known = len(ferry.matters.all())
        await press(pilot, "f")
        if not opened:
            assert len(ferry.matters.all()) == known + 1
        else:
            assert any(each.ended for each in ferry.matters.all())
        await press(pilot, "u")
        assert len(ferry.matters.all()) == known and not any(each.ended for each in ferry.matters.all())
