"""Draw the README's picture: the reader on the seed article, exported by the app itself as SVG."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from briefing.domain import Span
from briefing.domain.annotation import Color
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.paths import Paths, bundled_seeds, bundled_themes
from briefing.services.library import Library, open_library
from briefing.settings import Settings
from briefing.ui.app import BriefingApp
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.opening import Opening
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.theme import load_themes

SIZE = (200, 46)

NOTES = (
    (
        "Xi agreed to resume military-to-military communications last year",
        "The only channel that Pelosi’s visit had closed. Part of the same promise?",
        "military",
        Color.YELLOW,
    ),
    ("a leader-level call in the coming weeks", "Watch for a date.", "follow-up", Color.GREEN),
)
"""Quote, note, tag and colour of what the reader in the picture has marked."""


def annotate(library: Library, file: Path) -> None:
    [article] = library.articles.add([str(file)]).articles
    for quote, note, tag, color in NOTES:
        start = article.text.index(quote)
        span = Span(start, start + len(quote))
        library.annotations.apply(
            [library.annotations.draft(article, span, note=note, tags=(tag,), color=color)]
        )


async def draw(target: Path, theme: str) -> None:
    themes, _ = load_themes((bundled_themes(),))
    seed = next(bundled_seeds().glob("*.txt"))
    with (
        tempfile.TemporaryDirectory() as home,
        open_library(Paths.under(Path(home)), Settings(), SpacyEngine(DEFAULT_PIPELINES)) as library,
    ):
        annotate(library, seed)
        opening = Opening.begin(lambda: library, [str(seed)])
        settings = Settings(theme=theme)
        files = ConfigurationFiles(Path(home, "config.toml"), (bundled_themes(),), settings)
        app = BriefingApp(
            settings,
            themes,
            lambda frame, problems: ReaderScreen(opening, settings, problems, files=files),
        )
        async with app.run_test(size=SIZE) as pilot:
            while not isinstance(app.screen, ReaderScreen) or not app.screen.is_open:
                await pilot.pause()
            while any(pane.state is not None for pane in app.screen.panes.panes):
                await pilot.pause()
            await pilot.press("3", "j", "j")
            await pilot.pause()
            target.write_text(app.export_screenshot(title="briefing"), encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reader.svg")
    asyncio.run(draw(target, sys.argv[2] if len(sys.argv) > 2 else "wire"))
