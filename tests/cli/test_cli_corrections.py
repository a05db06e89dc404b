"""`briefing corrections export`: corrected briefings in the form of gold briefings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Passage
from briefing.domain.correction import CorrectionKind, WholePart
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


@pytest.fixture
def righted(briefing: Briefing, home: Path, news: Path) -> dict[str, Any]:
    """Puts right a line of every part of an article, and returns what `show` then prints."""
    briefing("add", "talks.txt")
    article_id = json.loads(briefing("show", "talks.txt", "--format", "json").out)["id"]
    with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
        article = library.articles.article(article_id)
        made, corrections = library.analyses.get(article), library.analyses.corrections
        at = article.text.index("It is unclear")
        unclear = Passage.at(article.text, at, article.text.index("Both sides") - 1)
        for kind, subject, values in (
            (CorrectionKind.REPLACE, made.summary[0], {"into": unclear}),
            (CorrectionKind.ROLE, made.actors[0], {"value": "Road envoy"}),
            (CorrectionKind.HIDE, WholePart("issues"), {}),
            (CorrectionKind.DATE, made.timeline[0], {"value": "2026-W11"}),
            (CorrectionKind.SPEAKER, made.quotes[0], {"value": "Ada Roe"}),
        ):
            corrections.add(article, corrections.draft(kind, subject, **values))
    shown: dict[str, Any] = json.loads(briefing("show", "talks.txt", "--format", "json").out)
    return shown


def test_a_line_of_every_part_is_printed_as_it_was_corrected(
    briefing: Briefing, righted: dict[str, Any]
) -> None:
    unclear = "It is unclear who pays for the bridges."
    assert [(each["text"], each["corrected"]) for each in righted["summary"]] == [(unclear, True)]
    assert [each["role"] for each in righted["actors"] if "corrected" in each] == ["Road envoy"]
    assert righted["issues"] == []
    assert [(each["date"], each["corrected"]) for each in righted["timeline"]] == [("2026-W11", True)]
    assert [(each["speaker"], each["corrected"]) for each in righted["quotes"]] == [("Ada Roe", True)]
    text = briefing("show", "talks.txt").out
    assert f"- {unclear} (corrected)" in text and "- Ada Roe: “We will return,” (corrected)" in text
    assert "(person, Road envoy, corrected)" in text and "- 2026-W11: Kim Sen" in text


def test_corrected_lines_come_back_from_a_backup(
    briefing: Briefing, righted: dict[str, Any], tmp_path: Path
) -> None:
    briefing("backup", "b.zip")
    briefing("restore", "b.zip", "--home", tmp_path / "other")
    shown = briefing("show", "talks.txt", "--format", "json", "--home", tmp_path / "other").out
    assert json.loads(shown) == righted
    gold = json.loads(briefing("corrections", "export", "--home", tmp_path / "other").out)
    assert [(each["do"], *(set(each) - {"do", "value", "into", "made"})) for each in gold["corrections"]] == [
        ("replace", "point"),
        ("role", "actor"),
        ("hide", "part"),
        ("date", "event"),
        ("speaker", "quote"),
    ]
    assert (gold["timeline"][0]["date"], gold["quotes"][0]["speaker"]) == ("2026-W11", "Ada Roe")
    assert gold["issues"] == [] and gold["summaries"] == ["It is unclear who pays for the bridges."]


@pytest.mark.parametrize("form", ["markdown", "org", "html", "json"])
def test_an_export_says_which_lines_are_the_engines(
    briefing: Briefing, righted: dict[str, Any], form: str
) -> None:
    briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--note", "Who is she?")
    assert "corrected" not in briefing("export", "--format", form).out
    out = briefing("export", "--format", form, "--briefing").out
    assert "corrected" in out and ("the engine patterns 1" in out or '"name": "patterns"' in out)


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
