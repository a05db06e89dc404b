"""Beside the list of a wide screen: the article under its cursor."""

from __future__ import annotations

import pytest
from textual.events import Hide, Key

from briefing.domain import Analysis, Article
from briefing.presentation.rows import Row
from briefing.services.library import Library
from briefing.settings import Settings
from briefing.ui.screens.reader import article_list_controller
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.widgets.article.article_pane import ArticlePane
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.lists.article_preview import ArticlePreview
from tests.ui.noting import reading, run_keys
from tests.ui.reading import screen_text, settle

WIDE = (200, 60)
FERRY_TEXT = "The island's ferry fares will rise in spring"
TALKS_TEXT = "Brook called the first round useful. Dahl said"


def opened(screen: ReaderScreen) -> str:
    return screen.article.title if screen.article else ""


def previewed(screen: ReaderScreen) -> Row | None:
    """The row of the list whose article is previewed."""
    article = screen.preview.query_one(ArticlePane).article
    rows = screen.library_rows.rows
    return next((row for row in rows if article is not None and row.key == article.id), None)


@pytest.mark.quick
async def test_the_article_under_the_cursor_is_shown_and_stays_unread(
    library: Library, talks: str, ferry: str
) -> None:
    library.articles.add([talks, ferry])
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "h", "k")
        rows = "\n".join(screen_text(pilot))
        assert FERRY_TEXT in rows and TALKS_TEXT not in rows
        assert "Enter opens the article, and makes its" in rows
        assert opened(screen) == "Envoys will meet again in Geneva"
        assert [each.read for each in library.articles.entries() if each.title == "Ferry fares to rise"] == [
            False
        ]
        await run_keys(pilot, "j")
        assert TALKS_TEXT in "\n".join(screen_text(pilot))


async def test_the_briefing_that_was_made_before_is_shown_beside_it(
    library: Library, talks: str, ferry: str
) -> None:
    async with reading(library, talks, ferry, size=WIDE) as (pilot, _):
        await run_keys(pilot, "K", "h", "j")
        rows = "\n".join(screen_text(pilot))
        assert TALKS_TEXT in rows and "Second round of talks" in rows and "1 Summary 2" in rows


@pytest.mark.parametrize(("key", "part"), [("tab", "article"), ("3", "issues"), ("enter", "article")])
async def test_going_to_another_part_opens_what_is_seen(
    key: str, part: str, library: Library, talks: str, ferry: str
) -> None:
    library.articles.add([ferry])
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "h", "j", key)
        assert opened(screen) == "Ferry fares to rise" and screen.parts.part == part
        assert FERRY_TEXT in "\n".join(screen_text(pilot))
        await run_keys(pilot, "backspace")
        assert opened(screen) == "Envoys will meet again in Geneva"


async def test_a_pane_that_is_shown_again_keeps_the_focus(library: Library, talks: str) -> None:
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "3")
        screen.panes.rows.post_message(Hide())  # as of a layout before the key, told after it
        await pilot.pause()
        assert screen.parts.part == "issues"


async def test_lines_are_as_long_as_the_settings_say_now(library: Library, talks: str, ferry: str) -> None:
    library.articles.add([ferry])
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        screen.take_settings(Settings(theme="wire", width=50))
        await run_keys(pilot, "h", "j")
        body = screen.preview.query_one(ArticleView).body
        assert body is not None and body.width == 50
        screen.take_settings(Settings(theme="wire", width=40))
        body = screen.preview.query_one(ArticleView).body
        assert body is not None and body.width == 40


async def test_a_click_opens_it(library: Library, talks: str, ferry: str) -> None:
    library.articles.add([ferry])
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "h", "j")
        await pilot.click("#preview-article ArticleView")
        await settle(pilot)
        assert opened(screen) == "Ferry fares to rise" and screen.parts.in_article


async def test_where_the_list_has_the_whole_width_nothing_is_previewed(
    library: Library, talks: str, ferry: str
) -> None:
    library.articles.add([ferry])
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "q", "j")
        assert FERRY_TEXT not in "\n".join(screen_text(pilot))
        await run_keys(pilot, "tab")
        assert opened(screen) == "Envoys will meet again in Geneva"


async def test_without_an_open_article_the_first_of_the_list_is_shown(
    library: Library, talks: str, ferry: str
) -> None:
    library.articles.add([talks, ferry])
    async with reading(library, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "g", "g")
        assert screen.article is None
        assert previewed(screen) == screen.library_rows.row
        assert any(words in "\n".join(screen_text(pilot)) for words in (FERRY_TEXT, TALKS_TEXT))


@pytest.mark.usefixtures("every_frame")
async def test_only_the_article_that_the_cursor_rests_on_is_drawn(
    library: Library, talks: str, ferry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    show = ArticlePreview.show

    async def counted(self: ArticlePreview, article: Article, analysis: Analysis | None, words: str) -> None:
        drawn.append(article.id)
        await show(self, article, analysis, words)

    monkeypatch.setattr(ArticlePreview, "show", counted)
    monkeypatch.setattr(article_list_controller, "PREVIEW_DELAY", 1.0)  # no key comes later, however busy
    library.articles.add([ferry])
    async with reading(library, talks, size=WIDE) as (pilot, screen):
        await run_keys(pilot, "h")
        drawn.clear()
        for key in ("j", "j", "k", "j"):
            pilot.app.post_message(Key(key, key))
            await pilot.pause(0.05)
        assert not drawn
        await settle(pilot)
        row = screen.library_rows.row
        assert row is not None and drawn == [row.key] and previewed(screen) == row
