"""What differs, what answers an issue, and when one is due: how much of it is found, and how much is right.

    python -m benchmarks.outcomes EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl`. The labels beside this file were made by hand and name sentences
by the ids of their articles and their places; they have no text of the articles. The engine analyses fifty
articles for it, which takes minutes. An issue that it does not find at its place is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefing.domain import Article
from briefing.domain.followups.follow_up_finder import FollowedArticle, FollowUpFinder
from briefing.domain.followups.tracked_issue import IssueArticle, Raised
from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import sentences_of
from briefing.domain.stories.terms import article_terms
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse

LABELS = Path(__file__).parent

Articles = Mapping[str, Mapping[str, Any]]


def labels(name: str) -> Iterator[list[str]]:
    lines = (LABELS / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


def sentence(articles: Articles, id_: str, start: str) -> str:
    found = (each for each in sentences_of(articles[id_]["text"]) if each.span.start == int(start))
    return next(found).text


def told(name: str, pairs: Iterator[tuple[bool, bool]]) -> None:
    """Print how many are found, and are right; a pair has what was expected, then what was found."""
    every = list(pairs)
    right = sum(is_wanted and is_found for is_wanted, is_found in every)
    found, wanted = sum(is_found for _, is_found in every), sum(is_wanted for is_wanted, _ in every)
    print(f"{name}: {len(every)} judged; {right} of {wanted} found; {right} of {found} told are right")


def differences(articles: Articles) -> Iterator[tuple[bool, bool]]:
    for one, start, other, at, is_other in labels("differing.tsv"):
        found = differing(sentence(articles, one, start), sentence(articles, other, at))
        yield is_other == "1", found is not None


def finders(articles: Articles) -> Mapping[str, FollowUpFinder]:
    """Return an index of the articles of each window."""
    windows: dict[str, list[FollowedArticle]] = {}
    for row in articles.values():
        terms = article_terms(row["title"], row["text"])
        windows.setdefault(row["window"], []).append(FollowedArticle(about(row), terms))
    return {name: FollowUpFinder(some, lambda id_: articles[id_]["text"]) for name, some in windows.items()}


def about(row: Mapping[str, Any]) -> IssueArticle:
    time = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC).timestamp()
    return IssueArticle(row["id"], row["title"], row["source"], row["date"], time, row["source"], "en")


def issues(articles: Articles) -> tuple[list[tuple[bool, bool]], list[tuple[bool, bool]]]:
    """Judge the answers to issues, and their days; a wrong answer or day is told and not found."""
    engine, windows = SpacyEngine(), finders(articles)
    wanted: dict[str, dict[int, tuple[str, str]]] = {}
    for id_, start, due, answers in labels("issues.tsv"):
        wanted.setdefault(id_, {})[int(start)] = (due, answers)
    answered: list[tuple[bool, bool]] = []
    days: list[tuple[bool, bool]] = []
    for id_, places in wanted.items():
        row = articles[id_]
        article = Article(id_[:16], row["title"], row["text"], published=row["date"], language="en")
        for issue in analyse(engine, article).shown_issues:
            due, answers = places.get(issue.evidence[0].span.start, ("", ""))
            if not answers:
                continue
            found = windows[row["window"]].answer(Raised(about(row), issue))
            place = f"{found[1].article.id}:{found[1].passage.span.start}" if found else "-"
            answered += judged(answers.split(","), place) if answers != "?" else []
            days += judged([due], issue.due or "-")
    return answered, days


def judged(wanted: list[str], found: str) -> list[tuple[bool, bool]]:
    if found in wanted:
        return [(found != "-", found != "-")]
    return [(True, False)] * (wanted != ["-"]) + [(False, True)] * (found != "-")


def main() -> None:
    rows = (Path(sys.argv[1]) / "stories-dated" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {row["id"]: row for row in map(json.loads, rows)}
    told("pairs of sentences, one number differs", differences(articles))
    answered, days = issues(articles)
    told("issues, their answers", iter(answered))
    told("issues, their days", iter(days))


if __name__ == "__main__":
    main()
