"""Draw the pictures of the documents: the reader on the sample, dark and light, as the app exports it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from briefing.domain import Span
from briefing.domain.annotation import Color
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.paths import Paths, bundled_sample, bundled_themes
from briefing.services.library import Library, open_library
from briefing.settings import Settings
from briefing.ui.app import BriefingApp
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.opening import Opening
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.theme import load_themes

SIZE = (150, 40)

NOTES = (
    ("Boeing maintained that Starliner was safe enough", "Says who, and where?", "ask", Color.YELLOW),
    ("NASA would decide once it had studied the data", "Watch for a date.", "follow-up", Color.GREEN),
)
"""Quote, note, tag and colour of what the reader in the picture has marked."""

PICTURES = {"reader.svg": "wire", "reader-light.svg": "newsprint"}
"""The file among the documents, and its theme."""


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
    sample = bundled_sample()
    with (
        tempfile.TemporaryDirectory() as home,
        open_library(Paths.under(Path(home)), Settings(), SpacyEngine(DEFAULT_PIPELINES)) as library,
    ):
        annotate(library, sample)
        opening = Opening.begin(lambda: library, [str(sample)])
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
    for name, theme in PICTURES.items():
        asyncio.run(draw(Path(__file__).parent.parent / "docs" / name, theme))
