"""The panes of a briefing share the height by what is in them."""

from __future__ import annotations

import pytest

from briefing.domain import Actor, ActorKind, Analysis, EngineInfo, Issue, IssueKind, Passage
from briefing.services.library import Library
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle

WORDS = "A sentence that is long enough to take several lines of a pane, wherever that pane may stand. " * 2


def briefing(points: int, actors: int, issues: int) -> Analysis:
    passage = Passage.at(WORDS, 0, len(WORDS))
    return Analysis(
        EngineInfo("stub", "1", "none"),
        summary=(passage,) * points,
        actors=(Actor("Ann Brook", ActorKind.PERSON, None, (), 0.5, (passage,), ()),) * actors,
        issues=(Issue("Second round", IssueKind.PENDING, 1, (passage,), (), None),) * issues,
    )


def cut(screen: ReaderScreen) -> list[str]:
    """The panes that do not show all of their lines."""
    panes = [screen.panes.pane(name) for name in ("summary", "actors", "issues")]
    return [pane.title for pane in panes if pane.rows.max_scroll_y]


def spare_lines(screen: ReaderScreen) -> int:
    panes = [screen.panes.pane(name) for name in ("summary", "actors", "issues")]
    return sum(max(0, pane.rows.size.height - pane.rows.lines_at(pane.size.width)) for pane in panes)


@pytest.mark.parametrize("key", ["1", "2", "3"])
@pytest.mark.parametrize("counts", [(7, 3, 2), (1, 40, 2), (1, 3, 40)], ids=["points", "actors", "issues"])
async def test_nothing_is_cut_while_all_lines_fit(
    counts: tuple[int, int, int], key: str, library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        screen.panes.show_analysis(briefing(*counts))
        await pilot.press(key)
        await settle(pilot)
        assert cut(screen) == []


@pytest.mark.parametrize("key", ["1", "2", "3"])
async def test_no_line_is_empty_while_one_is_cut_and_the_focused_pane_has_the_most(
    key: str, library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.panes.show_analysis(briefing(9, 60, 60))
        await pilot.press(key)
        await settle(pilot)
        assert cut(screen) == ["Summary", "Key actors", "Open issues"] and spare_lines(screen) == 0
        heights = {name: screen.panes.pane(name).size.height for name in ("summary", "actors", "issues")}
        assert heights.pop(screen.panes.shown) > max(heights.values())
        screen.panes.show_analysis(briefing(1, 60, 2))
        await settle(pilot)
        assert cut(screen) == ["Key actors"] and spare_lines(screen) == 0


async def test_a_pane_grows_when_one_of_its_lines_is_opened(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "right")
        await settle(pilot)
        assert cut(screen) == []
        assert any("importance: 3 of 3" in row for row in screen_text(pilot))


async def test_the_sentence_of_an_empty_pane_is_not_cut(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.panes.fail(WORDS)
        screen.panes.wait(WORDS)
        await settle(pilot)
        rows = screen.panes.pane("summary").rows
        assert rows.size.height == rows.lines_at(rows.size.width) > 2
