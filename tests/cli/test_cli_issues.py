"""`briefing issues`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing.domain.followups.tracked_issue import IssueState, TrackedIssue
from briefing.paths import Paths
from briefing.services.issues import IssueService
from briefing.services.library import open_library
from briefing.settings import Settings
from tests.cli.conftest import PatternEngine
from tests.domain.followups.following import OTHER

Briefing = Callable[..., Any]

ASKED = (
    "Wightlink asked the harbour board for a licence to run a night ferry to Fishbourne. "
    "It is unclear what comes next for the night ferry, the harbour board said. "
    "Residents of Fishbourne fear lorries on narrow lanes."
)
REFUSED = (
    "Wightlink will not sail at night to Fishbourne after all. "
    "Nothing comes next for that ferry: the harbour refused the licence on Tuesday, citing the lorries. "
    "Residents cheered outside."
)


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IssueService, "today", date(2026, 3, 8))


@pytest.fixture
def ferry(briefing: Briefing, tmp_path: Path) -> Path:
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name, day, text in (("a", 4, ASKED), ("b", 6, REFUSED), ("c", 7, OTHER)):
        head = f'title: "Ferry {name}"\ndate: 2026-03-0{day}\nsource: "Paper {name}"'
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    briefing("show", "--keep", str(folder))
    return folder


def issues(briefing: Briefing, *arguments: str) -> list[dict[str, Any]]:
    run = briefing("issues", *arguments, "--format", "json")
    assert run.status == 0
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


def decide(home: Path, state: IssueState) -> None:
    with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
        (issue,) = library.issues.tracked()
        library.issues.decide(issue, state)


def test_an_issue_comes_with_what_was_said_later(briefing: Briefing, ferry: Path) -> None:
    (issue,) = issues(briefing)
    assert list(issue) == [
        "label", "kind", "importance", "state", "when", "due", "overdue", "last", "sources", "actors",
        "raised", "later", "answer", "evidence",
    ]  # fmt: skip
    assert (issue["label"], issue["state"], issue["sources"]) == ("what comes next", "open", 1)
    assert (issue["due"], issue["overdue"], issue["last"]) == ("2026-05-31", False, "2026-03-06")
    (raised,), (later,) = issue["raised"], issue["later"]
    for passage, text in ((raised, ASKED), (later, REFUSED)):
        assert text[passage["start"] : passage["end"]] == passage["text"]
    assert "refused the licence" in later["text"]
    assert (later["title"], later["source"], later["published"][:10]) == ("Ferry b", "Paper b", "2026-03-06")


def test_the_table_has_a_line_for_each(briefing: Briefing, ferry: Path) -> None:
    run = briefing("issues", "is:unread", "ferry")
    assert run.out.splitlines() == [
        "pending  2026-03-06 what comes next · Paper a · by 2026-05-31 · later on this: 1"
    ]
    assert run.err == ""


def test_what_is_less_sure_is_printed_on_request(
    briefing: Briefing, ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrackedIssue, "is_sure", False)
    run = briefing("issues")
    assert (run.status, run.out) == (0, "")
    assert "1 more are less sure: `briefing issues --open` prints them, too." in run.err
    assert len(issues(briefing, "--open")) == 1 and not issues(briefing, "--due")


def test_a_story_has_what_came_later(briefing: Briefing, ferry: Path) -> None:
    story = json.loads(briefing("stories", "--format", "jsonl").out.splitlines()[-1])
    found = [
        issue
        for article in story["articles"]
        for issue in json.loads(briefing("story", article["id"], "--format", "json").out)["issues"]
    ]
    assert found and all(issue["state"] == "open" for issue in found)
    assert all([later["text"] in REFUSED for later in issue["later"]] == [True] for issue in found)
    assert "later on this: 1" in briefing("story", story["articles"][-1]["id"]).out


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (IssueState.OPEN, {"": 1, "--open": 1, "--settled": 0, "--due": 0}),
        (IssueState.SETTLED, {"": 1, "--open": 0, "--settled": 1, "--due": 0}),
        (IssueState.ASIDE, {"": 0, "--open": 0, "--settled": 0, "--due": 0}),
    ],
)
def test_what_the_reader_decided_chooses(
    briefing: Briefing, ferry: Path, home: Path, state: IssueState, found: dict[str, int]
) -> None:
    decide(home, state)
    for option, number in found.items():
        assert len(issues(briefing, *filter(None, [option]))) == number, option
    assert briefing("issues", "--open", "--due").status == 2


def test_a_day_that_has_passed_is_due(
    briefing: Briefing, ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IssueService, "today", date(2026, 6, 1))
    (issue,) = issues(briefing, "--due")
    assert issue["overdue"] is True
    assert briefing("issues").out.startswith("due      2026-03-06 what comes next")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--due",), "No due issue."),
        (("--settled", "ferry"), "No settled issue in the articles that match ferry."),
        (("hurricane",), "No issue in the articles that match hurricane"),
        (("is:nothing",), "is:nothing"),
    ],
)
def test_where_there_is_none_it_says_so(
    briefing: Briefing, ferry: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    run = briefing("issues", *arguments)
    assert run.status == 0 and sentence in run.err


def test_without_briefings_it_says_what_makes_issues(briefing: Briefing) -> None:
    run = briefing("issues")
    assert (run.status, run.out) == (0, "")
    assert "briefing show" in run.err
