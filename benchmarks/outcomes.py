"""What differs, what answers an issue, and when one is due: how much of it is found, and how much is right.

    python -m benchmarks.outcomes EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl`. The labels beside this file were made by hand and name sentences
by the ids of their articles and their places; they have no text of the articles. A place is that of the
sentence which begins nearest to it: where a dateline ends may change. The engine analyses fifty articles for
it, which takes minutes. An issue that it does not find near its place is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefing.domain import Article
from briefing.domain.followups.follow_up_finder import FollowedArticle, FollowUpFinder
from briefing.domain.followups.tracked_issue import IssueArticle, LaterPassage, Raised
from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import sentences_of
from briefing.domain.stories.terms import article_terms
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse

LABELS = Path(__file__).parent
MAX_MOVED = 40
"""The most code points by which the start of a sentence may have moved since it was labelled."""

Articles = Mapping[str, Mapping[str, Any]]


def labels(name: str) -> Iterator[list[str]]:
    lines = (LABELS / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


def sentence(articles: Articles, id_: str, start: str) -> str:
    return min(sentences_of(articles[id_]["text"]), key=lambda each: abs(each.span.start - int(start))).text


def nearest(places: Collection[int], start: int) -> int | None:
    """Return the labelled place of what begins at `start`, if there is one near it."""
    near = [each for each in places if abs(each - start) <= MAX_MOVED]
    return min(near, key=lambda each: abs(each - start), default=None)


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
            place = nearest(places, issue.evidence[0].span.start)
            if place is None:
                continue
            due, answers = places[place]
            found = windows[row["window"]].answer(Raised(about(row), issue))
            if answers != "?":
                wanted_there = answers.split(",")
                answered += judged(wanted_there, "-" if found is None else labelled(wanted_there, found[1]))
            days += judged([due], issue.due or "-")
    return answered, days


def labelled(answers: list[str], found: LaterPassage) -> str:
    """Return the label of the sentence found, if it is one of the answers, or else an empty string."""
    ids_and_starts = (each.partition(":")[::2] for each in answers)
    starts = [int(start) for id_, start in ids_and_starts if id_ == found.article.id]
    place = nearest(starts, found.passage.span.start)
    return "" if place is None else f"{found.article.id}:{place}"


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
