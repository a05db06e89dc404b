"""Every line of the briefing is corrected by key, in its pane."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.noting import reading, run_keys
from tests.ui.reading import lit, screen_text, status

ROUND, BORDER = "Second round of talks", "Course of the border"


def rows(screen: ReaderScreen) -> list[str]:
    """The lines of the pane that has the focus."""
    return [f"{row.label} {row.text}".strip() for row in screen.panes.pane(screen.panes.shown).rows.rows]


def stored(library: Library, screen: ReaderScreen) -> list[str]:
    assert screen.article is not None
    return [str(each.kind) for each in library.analyses.corrections.for_article(screen.article.id)]


@pytest.mark.quick
async def test_a_dismissed_issue_goes_and_comes_back_with_undo(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "D")
        assert rows(screen) == [f"dispute {BORDER}"]
        assert status(screen) == f"Dismissed “{ROUND}”. u undoes."
        assert stored(library, screen) == ["hide"] and screen.parts.part == "issues"
        await run_keys(pilot, "u")
        assert rows(screen) == [f"pending {ROUND}", f"dispute {BORDER}"] and stored(library, screen) == []
        await run_keys(pilot, "ctrl+r")
        assert rows(screen) == [f"dispute {BORDER}"]


async def test_a_correction_holds_at_the_next_start_and_can_be_taken_back(
    library: Library, talks: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "D", "D")
        assert rows(screen) == []
        await run_keys(pilot, "D")
        assert status(screen) == "There is nothing to correct here."
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3")
        assert rows(screen) == []
        await run_keys(pilot, "c", "0")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert any(f"Take back: dismissed “{BORDER}”" in row for row in screen_text(pilot))
        await run_keys(pilot, "1")
        assert rows(screen) == [f"dispute {BORDER}"]
        assert status(screen) == f"Took back: dismissed “{BORDER}”. u undoes."


async def test_what_is_selected_in_the_text_becomes_an_open_issue(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "0", "V", "tab", "3", "c")
        assert screen.view.selection is not None
        assert any("Add to the open issues “" in row for row in screen_text(pilot))
        sentence = screen.view.selection.of(screen.view.text)
        await run_keys(pilot, "2")
        (added,) = (row for row in rows(screen) if sentence in row)
        assert added == f"dispute {sentence}"
        assert status(screen).startswith("Added “") and stored(library, screen) == ["keep"]
        assert not screen.view.selecting
        await run_keys(pilot, "u")
        assert not any(sentence in row for row in rows(screen)) and stored(library, screen) == []


@pytest.mark.parametrize("way", [("tab", "2", "c"), ("c", "1")], ids=["from the pane", "in the article"])
@pytest.mark.parametrize(("role", "shown"), [("Host", " · Host"), ("", " · organization")])
async def test_what_is_selected_in_the_text_becomes_an_actor(
    library: Library, talks: str, way: Sequence[str], role: str, shown: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "0", "c")
        assert "select a name or a sentence with v to add it" in " ".join(screen_text(pilot))
        await run_keys(pilot, "V")
        assert "c add" in screen_text(pilot)[-1]
        await run_keys(pilot, *way)
        assert screen.view.selection is not None
        assert any("Add to the actors “" in row for row in screen_text(pilot))
        sentence = screen.view.selection.of(screen.view.text)
        await run_keys(pilot, "2")
        assert screen.prompt.is_asking and screen.view.selecting
        await run_keys(pilot, *role, "enter")
        assert status(screen).startswith("Added “") and stored(library, screen) == ["keep"]
        await run_keys(pilot, "2")
        assert f"{sentence}{shown}" in rows(screen)
        assert not screen.view.selecting
        await run_keys(pilot, "u")
        assert not any(sentence in row for row in rows(screen)) and stored(library, screen) == []


@pytest.mark.parametrize("way", [("tab", "5", "c"), ("c", "3")], ids=["from the pane", "in the article"])
@pytest.mark.parametrize(("typed", "shown"), [("Carl Dahl", "Carl Dahl "), ("", "")])
async def test_what_is_selected_in_the_text_becomes_a_quote(
    library: Library, talks: str, way: Sequence[str], typed: str, shown: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "0", "V", *way)
        assert screen.view.selection is not None and screen.prompt.is_asking
        sentence = screen.view.selection.of(screen.view.text)
        await run_keys(pilot, *typed, "enter")
        assert status(screen).startswith("Added “") and stored(library, screen) == ["keep"]
        await run_keys(pilot, "5")
        (added,) = (
            quote for quote in screen.panes.briefing.parts["quotes"] if quote.passage.text == sentence
        )
        assert added.speaker == (shown.strip() or None) and not screen.view.selecting
        await run_keys(pilot, "u")
        assert all(quote.passage.text != sentence for quote in screen.panes.briefing.parts["quotes"])


async def test_an_empty_answer_leaves_the_speaker_of_a_quote_as_it_is(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "0", "V", "c", "3", "enter", "5")
        assert stored(library, screen) == ["keep"]
        quotes = screen.panes.briefing.parts["quotes"]
        at = next(n for n, quote in enumerate(quotes) if quote.speaker is None)
        await run_keys(pilot, "g", "g", *("j" for _ in range(at)), "c", "5")
        assert screen.prompt.is_asking
        await run_keys(pilot, "enter")
        assert stored(library, screen) == ["keep"] and not screen.prompt.is_asking


async def test_corrections_that_another_program_deleted_are_told_and_undo_writes_them_again(
    library: Library, talks: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "D")
        (file,) = (library.annotations.folder / "corrections").glob("*.json")
        file.unlink()
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "m")
        assert any(said.startswith("Another program deleted 1 correction of “") for said in screen.messages)
        assert rows(screen) == [f"pending {ROUND}", f"dispute {BORDER}"]
        await run_keys(pilot, "u", "u")
        assert rows(screen) == [f"dispute {BORDER}"] and stored(library, screen) == ["hide"]


async def test_an_actor_is_renamed_in_the_prompt(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "2")
        assert screen.prompt.is_asking
        await run_keys(pilot, "home", *"Envoy ", "enter")
        assert rows(screen)[0] == "Envoy Ann Brook · Envoy" and screen.parts.part == "actors"
        assert status(screen) == "Renamed “Ann Brook” to “Envoy Ann Brook”. u undoes."
        await run_keys(pilot, "3", "right")
        assert "who: Envoy Ann Brook" in rows(screen)


async def test_a_kind_is_chosen_and_two_are_merged(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "3", "1")
        assert status(screen) == "Changed the kind of “Ann Brook” to organization. u undoes."
        await run_keys(pilot, "c", "7", "1")
        assert rows(screen) == ["Carl Dahl · Minister"]
        assert status(screen) == "Merged “Ann Brook” with “Carl Dahl”. u undoes."
        await run_keys(pilot, "3", "c", "7", "1")
        assert rows(screen) == [f"dispute {BORDER}"]
        await run_keys(pilot, "u", "u", "u")
        assert stored(library, screen) == []


async def test_a_kept_issue_says_so(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "j", "c", "8")
        assert screen.panes.pane("issues").rows.rows[1].count == "kept 1"
        assert status(screen) == f"Kept “{BORDER}”. u undoes."
        await run_keys(pilot, "c")
        assert not any("Keep it" in row for row in screen_text(pilot))


async def test_a_detail_corrects_its_line(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "j", "right", "j", "D")
        assert rows(screen) == [f"pending {ROUND}"]


@dataclass(frozen=True, slots=True)
class Case:
    """Keys in a pane, and what is then said and shown there."""

    pane: str
    keys: str
    said: str
    shown: tuple[str, ...]


USEFUL, LEAVES = "Brook called the first round useful.", "Brook leaves Geneva on Friday."
FIRST = (
    "GENEVA — Envoy Ann Brook and Minister Carl Dahl will meet again next week, both sides said on Monday."
)
REMAINS = "the question of the border remains open"
MONDAY, FRIDAY = "2026-03-02 both sides said on Monday", f"2026-03-06 {LEAVES}"
CASES = {
    "a sentence is left out": Case("1", "c 1", f"Left out “{USEFUL}”", (LEAVES,)),
    "at once": Case("1", "D", f"Left out “{USEFUL}”", (LEAVES,)),
    "another sentence": Case(
        "1", "c 2 j enter", "Put “Dahl said that the…” in place of “Brook called the fi…”",
        ("Dahl said that the question of the border remains open.", LEAVES),
    ),
    "no summary": Case("1", "c 9", "Emptied “Summary”", ()),
    "a role": Case(
        "2", "c 4 “Trade envoy” enter", "Changed the role of “Ann Brook” to “Trade envoy”",
        ("Ann Brook · Trade envoy", "Carl Dahl · Minister"),
    ),
    "no role": Case(
        "2", "c 4 “-” enter", "Changed the role of “Ann Brook” to none", ("Ann Brook", "Carl Dahl · Minister")
    ),
    "nobody acts": Case("2", "c 9", "Emptied “Key actors”", ()),
    "nothing is open": Case("3", "c 9", "Emptied “Open issues”", ()),
    "a day that an issue is due": Case(
        "3", "c 6 “2026-03-16” enter", f"Changed the date of “{ROUND}” to 2026-03-16",
        (f"pending {ROUND}", f"dispute {BORDER}"),
    ),
    "no event": Case("4", "j c 1", f"Left out “{LEAVES}”", (MONDAY,)),
    "a date": Case(
        "4", "c 6 “2026-03-09” enter", "Changed the date of “both sides said on Monday” to 2026-03-09",
        (FRIDAY, "2026-03-09 both sides said on Monday"),
    ),
    "no date": Case(
        "4", "c 6 “soon” enter", "Write the date as 2026-03-04, 2026-W10, 2026-03 or 2026.", (MONDAY, FRIDAY)
    ),
    "the event": Case(
        "4", "c 2 enter", "Put “GENEVA — Envoy Ann…” in place of “both sides said on…”",
        (f"2026-03-02 {FIRST}", FRIDAY),
    ),
    "a speaker": Case(
        "5", "c 5 “ann b” right enter", f"Changed the speaker of “{REMAINS}” to “Ann Brook”",
        (f"Ann Brook: “{REMAINS}”", "“who will pay for the talks”"),
    ),
    "no speaker": Case(
        "5", "c 5 “-” enter", f"Changed the speaker of “{REMAINS}” to none",
        (f"“{REMAINS}”", "“who will pay for the talks”"),
    ),
    "no quote": Case("5", "D", f"Left out “{REMAINS}”", ("“who will pay for the talks”",)),
}  # fmt: skip


async def test_a_line_is_corrected_and_undo_brings_it_back(library: Library, talks: str) -> None:
    async with reading(library, talks, size=(80, 24)) as (pilot, screen):
        for name, case in CASES.items():
            await run_keys(pilot, "0", case.pane, "home")
            before = rows(screen)
            for key in re.findall(r"“[^”]*”|\S+", case.keys):
                if key[0] == "“":
                    await run_keys(pilot, *key.strip("“”"))
                else:
                    await run_keys(pilot, key)
            made = "u undoes." if stored(library, screen) else ""
            assert status(screen) == (f"{case.said}. {made}" if made else case.said), name
            assert tuple(rows(screen)) == case.shown, name
            await run_keys(pilot, "u" if made else "escape")
            assert rows(screen) == before and not stored(library, screen), name


async def test_a_corrected_line_says_so_and_its_event_moves_in_the_timeline(
    library: Library, talks: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "4", *"Chair", "enter")
        assert status(screen).startswith("Changed the role")
        await run_keys(pilot, "j", "k")
        assert "corrected" in status(screen)


PANES = {"1": "1 2 9", "2": "1 2 3 4 7 9", "3": "1 2 3 6 7 8 9", "4": "1 2 6 9", "5": "1 5 9"}


async def test_the_numbers_of_the_menu_mean_the_same_in_every_pane(library: Library, talks: str) -> None:
    async with reading(library, talks, size=(80, 24)) as (pilot, _):
        for pane, numbers in PANES.items():
            await run_keys(pilot, pane)
            assert "c correct" in screen_text(pilot)[-1]
            await run_keys(pilot, "c")
            offered = [row.partition("│")[2].strip() for row in screen_text(pilot) if "│ " in row]
            assert [row[:1] for row in offered if row[:1].isdigit()] == numbers.split()
            await run_keys(pilot, "escape")


async def test_the_sentence_under_the_cursor_is_lit_in_the_text(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "1", "c", "2")
        assert lit(screen) == [USEFUL]
        await run_keys(pilot, "j")
        assert lit(screen) == ["Dahl said that the question of the border remains open."]
        await run_keys(pilot, "escape")
        assert lit(screen) == [USEFUL] and stored(library, screen) == []


@pytest.mark.parametrize("command", ["correct", "dismiss"])
async def test_outside_the_panes_the_command_says_where_it_works(
    command: str, library: Library, talks: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "0", "V", "g", "a")
        assert screen.parts.part == "library" and screen.view.selecting
        for selecting in (True, False):
            getattr(screen.controllers.corrections, command)()
            said = "Lines of the briefing can be corrected, 1 to 5 go to its panes;"
            assert screen.is_current and status(screen).startswith(said)
            assert not any("add" in hint for hint in screen.hints.hints if "c" in hint)
            if selecting:
                await run_keys(pilot, "0", "escape")


async def test_leaving_the_choice_changes_nothing(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "3", "escape", "c", "2", "escape", "c", "escape")
        assert stored(library, screen) == [] and rows(screen)[0] == "Ann Brook · Envoy"
        assert screen.parts.part == "actors"


async def test_a_date_that_is_none_stays_in_the_prompt_to_be_mended(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "4", "c", "6", *"2026-0304", "enter")
        assert screen.prompt.is_asking
        await run_keys(pilot, "end", "left", "left", "-", "enter")
        assert not screen.prompt.is_asking
        assert status(screen).startswith("Changed the date of “both sides said on Monday” to 2026-03-04")
