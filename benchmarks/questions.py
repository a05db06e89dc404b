"""How often the passage that answers a question is among the first, of its article and of all articles.

    python -m benchmarks.questions EVAL_DIR

`questions.tsv` has the article, the question and words of the sentence that answers it. They were written for
articles of EVAL_DIR before anything was measured, in other words than the sentence where that is natural.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from briefing.domain.questions.passage_ranking import best_passages

FIRST = (1, 3, 5)


def recall(texts: Mapping[str, str], *, is_whole: bool) -> tuple[float, ...]:
    """The share of questions whose answer is among the first 1, 3 and 5 passages."""
    questions = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()
    places = []
    for article, question, answer in (line.split("\t") for line in questions):
        ids = list(texts) if is_whole else [article]
        at = texts[article].replace("\xa0", " ").index(answer)
        found = best_passages(question, [texts[id_] for id_ in ids], max(FIRST))
        ranks = (
            rank
            for rank, each in enumerate(found)
            for place, passage in each.places
            if ids[place] == article and passage.span.start <= at < passage.span.end
        )
        places.append(next(ranks, max(FIRST)))
    return tuple(sum(place < first for place in places) / len(places) for first in FIRST)


def main() -> None:
    folder = Path(sys.argv[1])
    texts = {
        file.stem: json.loads(file.read_text("utf-8"))["text"] for file in folder.glob("briefing-*/*.json")
    }
    for name, is_whole in (("one article", False), (f"{len(texts)} articles", True)):
        shares = recall(texts, is_whole=is_whole)
        print(name, *(f"R@{first} {share:.2f}" for first, share in zip(FIRST, shares, strict=True)), sep="  ")


if __name__ == "__main__":
    main()
