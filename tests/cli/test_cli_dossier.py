"""`briefing dossier`, and the matters of `briefing today`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.domain.matters.matter import Matter
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings
from tests.cli.conftest import PatternEngine

Briefing = Callable[..., Any]

STRIKE = "The Harbour Union stopped the ferry to Fishbourne over pay, and Kim Sen called the strike lawful."
TALKS = (
    "Kim Sen met the board of the harbour on Sunday. Talks on the ferry strike at Fishbourne have broken off."
)
STORM = "A storm blew the roof off a school in Lund, and pupils were sent home for a week."


@pytest.fixture
def ferry(briefing: Briefing, tmp_path: Path, home: Path) -> Path:
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name, day, title, text in (
        ("a", 4, "Ferry strike at Fishbourne", STRIKE),
        (
            "b",
            12,
            "Talks on ferry strike at Fishbourne fail",
            f"{TALKS}\n\nIt is unclear when boats will sail again.",
        ),
        ("c", 12, "Storm damages school in Lund", STORM),
    ):
        head = f'title: "{title}"\ndate: 2026-03-{day:02}\nsource: "Paper {name}"\nurl: "https://{name}.example/1"'
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    briefing("show", "--keep", str(folder))
    briefing("stories")
    return folder


def follow(home: Path, title: str, *, name: str = "") -> None:
    with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
        ids = [each.id for each in library.articles.entries()]
        story = next(each for each in library.stories.stories(ids) if each.title == title)
        others = [each.id for each in library.stories.stories(ids) if "erry" in each.title]
        library.matters.put(Matter(story.id, "", tuple(dict.fromkeys((story.id, *others))), name))


def test_without_matters_it_says_how_to_follow_one(briefing: Briefing, ferry: Path) -> None:
    assert "f on a story" in briefing("dossier").err
    assert json.loads(briefing("dossier", "--format", "json").out) == []
    run = briefing("dossier", "ferry")
    assert run.status == 1 and "`briefing dossier` lists them" in run.err


def test_a_dossier_tells_a_matter_day_by_day(briefing: Briefing, ferry: Path, home: Path) -> None:
    follow(home, "Ferry strike at Fishbourne")
    (listed,) = json.loads(briefing("dossier", "--format", "json").out)
    assert (listed["title"], listed["articles"]) == ("Ferry strike at Fishbourne", 2)
    assert (listed["first"], listed["last"]) == ("2026-03-04", "2026-03-12")
    found = json.loads(briefing("dossier", "strike", "--format", "json").out)
    assert [(each["day"], each["text"], each["voices"]) for each in found["days"]] == [
        ("2026-03-04", STRIKE, 1),
        ("2026-03-12", "Talks on the ferry strike at Fishbourne have broken off.", 1),
    ]
    assert found["issues"] == [], "what lay ahead long ago is not told to be open"
    assert [each["source"] for each in found["articles"]] == ["Paper b", "Paper a"]


def test_markdown_has_addresses(briefing: Briefing, ferry: Path, home: Path) -> None:
    follow(home, "Ferry strike at Fishbourne", name="The *ferry*")
    lines = briefing("dossier", "the ferry", "--format", "markdown").out.splitlines()
    assert lines[0] == r"# The \*ferry\*"
    assert f"- [2026-03-04: {STRIKE}](<https://a.example/1>)" in lines
    assert "  - 1 of 1 source: Paper a" in lines
    assert [line for line in lines if line.startswith("##")] == [
        "## Day by day", "## Open", "## Articles",
    ]  # fmt: skip
    text = briefing("dossier").out
    assert (
        "- No sentence says what lies ahead. “briefing issues” lists what single articles leave open."
        in lines
    )
    assert "The *ferry*" in text and "since 2026-03-04, last 2026-03-12 · 2 articles, 2 stories" in text


def test_today_leads_with_followed_matters(briefing: Briefing, ferry: Path, home: Path) -> None:
    def shown() -> list[tuple[str, str | None]]:
        found = json.loads(briefing("today", "--since", "2026-03-10", "--format", "json").out)
        return [(each["title"][:5], each["matter"]) for each in found["shown"]]

    (first, _), (second, _) = shown()
    second_title = {"Talks": "Talks on ferry", "Storm": "Storm damages"}[second]
    with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
        ids = [each.id for each in library.articles.entries() if each.title.startswith(second_title)]
        library.matters.put(Matter(ids[0], "", tuple(ids), "Mine"))
    assert shown() == [(second, "Mine"), (first, None)]
    assert "matter: Mine" in briefing("today", "--since", "2026-03-10").out
