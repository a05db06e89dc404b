"""`briefing corrections export`: corrected briefings in the form of gold briefings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.domain.correction import CorrectionKind
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings
from tests.cli.conftest import PatternEngine

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.fixture
def correct(briefing: Briefing, home: Path, news: Path) -> Callable[..., None]:
    """Corrects the named actors and issues of an article."""
    briefing("add", "talks.txt", "storm.txt")
    shown = {"talks.txt": briefing("show", "talks.txt", "--format", "json").out}
    shown["storm.txt"] = briefing("show", "storm.txt", "--format", "json").out
    ids = {name: json.loads(out)["id"] for name, out in shown.items()}

    def correct(name: str, kind: CorrectionKind, subject: str, **values: Any) -> None:
        with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
            article = library.articles.article(ids[name])
            analysis = library.analyses.get(article)
            named = {each.name: each for each in analysis.actors} | {
                each.label: each for each in analysis.issues
            }
            if "into" in values:
                values["into"] = named[values["into"]]
            corrections = library.analyses.corrections
            corrections.add(article, corrections.draft(kind, named[subject], **values))

    return correct


def test_what_was_corrected_is_gold(briefing: Briefing, correct: Callable[..., None]) -> None:
    correct("talks.txt", CorrectionKind.RENAME, "Ada Roe", value="Minister Ada Roe")
    correct("talks.txt", CorrectionKind.KIND, "what comes next", value="dispute")
    run = briefing("corrections", "export")
    (line,) = run.out.splitlines()
    gold = json.loads(line)
    assert run.status == 0 and not run.err
    assert gold["title"] == "Talks on the *border* [road] go on"
    text = gold["text"]
    roe = next(each for each in gold["actors"] if each["name"] == "Minister Ada Roe")
    assert roe["surface_forms"] == ["Ada Roe"] and roe["kind"] == "person" and roe["roles"] == []
    assert {each["importance"] for each in gold["actors"]} <= {1, 2, 3}
    (issue,) = gold["issues"]
    assert (issue["label"], issue["kind"]) == ("what comes next", "dispute")
    assert "Minister Ada Roe" in issue["actors"]
    assert [text[start:end] for start, end in issue["evidence"]] == [
        "It is unclear who pays for the bridges."
    ]
    assert [each["do"] for each in gold["corrections"]] == ["rename", "kind"]
    assert all(text[each["start"] : each["end"]] for each in gold["key_sentences"]) and gold["summaries"]


def test_a_corrected_briefing_is_what_show_prints(briefing: Briefing, correct: Callable[..., None]) -> None:
    correct("talks.txt", CorrectionKind.HIDE, "what comes next")
    correct("talks.txt", CorrectionKind.MERGE, "Ada Roe", into="Kim Sen")
    shown = json.loads(briefing("show", "talks.txt", "--format", "json").out)
    assert shown["issues"] == [] and "Ada Roe" in shown["actors"][0]["aliases"]


def test_named_articles_alone(briefing: Briefing, correct: Callable[..., None]) -> None:
    correct("talks.txt", CorrectionKind.HIDE, "what comes next")
    correct("storm.txt", CorrectionKind.HIDE, "Tom Fry")
    assert len(briefing("corrections", "export").out.splitlines()) == 2
    (line,) = briefing("corrections", "export", "storm.txt").out.splitlines()
    assert json.loads(line)["title"] == "Rain fell for days on the coast"
    run = briefing("corrections", "export", "missing.txt")
    assert run.status == 1 and "is not in the library" in run.err


def test_without_corrections_it_says_how_to_make_one(briefing: Briefing, home: Path) -> None:
    run = briefing("corrections", "export")
    assert (run.status, run.out) == (0, "")
    assert "Nothing has been corrected: the reader does that" in run.err


def test_a_removed_article_is_reported_and_its_corrections_come_back_with_it(
    briefing: Briefing, correct: Callable[..., None]
) -> None:
    correct("talks.txt", CorrectionKind.HIDE, "what comes next")
    briefing("remove", "talks.txt")
    run = briefing("corrections", "export")
    assert run.status == 1 and run.out == "" and "is not in the library" in run.err
    briefing("add", "talks.txt")
    assert briefing("corrections", "export").status == 0
