"""What differs, what answers an issue, and when one is due: how much of it is found, and how much is right.

    python -m benchmarks.outcomes EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl`. The labels beside this file were made by hand and name sentences
by the ids of their articles and their places; they have no text of the articles.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import sentences_of

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


def main() -> None:
    rows = (Path(sys.argv[1]) / "stories-dated" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {row["id"]: row for row in map(json.loads, rows)}
    told("pairs of sentences, one number differs", differences(articles))


if __name__ == "__main__":
    main()
