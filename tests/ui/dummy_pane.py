"""Prints what a copy of the package shows that has a pane more: run by `test_dummy_pane.py`, on its path."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from briefing.cli.output.markdown_output import as_markdown
from briefing.cli.output.story_output import print_out
from briefing.cli.output.text_output import print_text
from briefing.domain import Analysis, Article, analysis_from_dict, analysis_to_dict
from briefing.domain.annotation import AnnotatedArticle, ArticleHead
from briefing.domain.stories.briefing_merge import merge_briefings
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryText
from briefing.domain.stories.story_codec import story_briefing_to_dict
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.html import to_html
from briefing.exchange.exporters.template_values import _briefing as template_value
from briefing.exchange.printouts import story_printout
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.presentation.story_rows import story_panes
from tests.libraries import library_at
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle

TEXT = "Fares rise\n\nThe fares will rise by 40 percent in spring, the operator Nordline said on Monday."


async def screen_of(home: Path, engine: SpacyEngine) -> list[str]:
    """The reader's screen after the pane's key."""
    file = home / "fares.txt"
    file.write_text(TEXT, encoding="utf-8")
    with library_at(home, engine) as library:
        async with reader_app(library, str(file)).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            await pilot.press("6")
            await settle(pilot)
            return screen_text(pilot)


def main(home: Path) -> None:
    engine = SpacyEngine()
    article = Article("a", "Fares rise", TEXT, published="2026-03-04", language="en")
    analysis = Analysis.from_parts(engine.info, engine.parts(article))
    document = analysis_to_dict(analysis)
    assert analysis_from_dict(json.loads(json.dumps(document)), TEXT) == analysis
    time = "2026-03-04T12:00:00Z"
    articles = tuple(StoryArticle(id_, "Fares", None, id_, None, time, time) for id_ in "ab")
    story = Story(
        "a", "Fares", time, time, 2, 0, 2, 2, followed=False, muted=False, terms=(), articles=articles
    )
    told = merge_briefings([StoryText(id_, "Fares", TEXT, id_, 0.0, analysis) for id_ in "ab"])
    printed = StringIO()
    with redirect_stdout(printed):
        print_text(article, analysis, 80)
        print_out(story_printout(story, told, only_new=False), "markdown", 80)
    shown = {
        "json": document["figures"],
        "story json": story_briefing_to_dict(story, told)["figures"],
        "story rows": [[row.text, len(row.citations)] for row in story_panes(story, told).rows["figures"]],
        "printed": printed.getvalue(),
        "markdown": as_markdown(article, analysis),
        "template": repr(template_value(analysis)),
        "html": to_html(
            ExportBundle((AnnotatedArticle(ArticleHead.of(article), (), TEXT),), {"a": analysis})
        ),
        "screen": asyncio.run(screen_of(home, engine)),
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
