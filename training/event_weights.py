"""Learns how likely two dated articles are on one event, and measures it on windows that were left out.

    python -m training.event_weights EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl` and `folded.jsonl`. Prints B-cubed (Bagga & Baldwin 1998) of each
half, learned from the other one, and the weights for `briefing.domain.stories.event_index` from all. Needs
scikit-learn.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from briefing.domain.clustering import average_link
from briefing.domain.stories.event_index import WINDOW_DAYS, EventArticle, EventIndex
from briefing.domain.stories.terms import article_terms

JOIN = 0.3
"""The mean probability from which articles are one story here; `shifted` makes it that of the program."""
NAMES = "words names fewer more day".split()

Row = Mapping[str, Any]  # Any: whatever JSON holds


@dataclass(frozen=True)
class Stream:
    """Articles of some days, with the features of all pairs that share a term within the window."""

    rows: Sequence[Row]
    pairs: Sequence[tuple[int, int]]
    features: np.ndarray
    """A row a pair, with a column for each of NAMES."""

    def judged(self, half: int | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the features and labels of the pairs of judged articles, of all events or half."""
        story = [row["story"] if _is_judged(row) and _in(row, half) else None for row in self.rows]
        kept = [at for at, (one, other) in enumerate(self.pairs) if story[one] and story[other]]
        same = [story[self.pairs[at][0]] == story[self.pairs[at][1]] for at in kept]
        return self.features[kept], np.array(same)


def _is_judged(row: Row) -> bool:
    return row["story"] not in (None, "None")


def _in(row: Row, half: int | None) -> bool:
    digest = hashlib.md5(str(row["story"]).encode(), usedforsecurity=False).hexdigest()
    return half is None or int(digest, 16) % 2 == half


def read_stream(rows: Sequence[Row]) -> Stream:
    days = [(date.fromisoformat(row["date"]) - date(1970, 1, 1)).days for row in rows]
    articles = [
        EventArticle(at, article_terms(row["title"], row["text"]), "en", days[at], days[at])
        for at, row in enumerate(rows)
    ]
    index = EventIndex(articles)
    near = [
        (one, other, cosine)
        for one in range(len(rows))
        for other, cosine in index.near(one)
        if one < other and articles[one].days_to(articles[other]) <= WINDOW_DAYS
    ]
    return Stream(
        rows, [(one, other) for one, other, _ in near], np.array([index.features(*each) for each in near])
    )


def learn(parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> LogisticRegression:
    """Fit a regression in which each part weighs the same."""
    weights = [np.full(len(same), 1e4 / len(same)) for _, same in parts]
    features, same = (np.concatenate(each) for each in zip(*parts, strict=True))
    return LogisticRegression(C=100, max_iter=5000).fit(features, same, sample_weight=np.concatenate(weights))


def b_cubed(stream: Stream, chance: Callable[[np.ndarray], np.ndarray], half: int | None) -> np.ndarray:
    """Return the sums of precision and recall, and the number of articles."""
    likely = zip(stream.pairs, chance(stream.features), strict=True)
    found = average_link(
        [[at] for at in range(len(stream.rows))],
        {pair: value for pair, value in likely if value >= 0.01},
        JOIN,
    )
    judged = {at: row["story"] for at, row in enumerate(stream.rows) if _is_judged(row) and _in(row, half)}
    event = defaultdict(set)
    for at, story in judged.items():
        event[story].add(at)
    sums = np.zeros(3)
    for story in found:
        members = judged.keys() & set(story)
        for at in members:
            shared = len(members & event[judged[at]])
            sums += (shared / len(members), shared / len(event[judged[at]]), 1)
    return sums


def shifted(bias: float) -> float:
    """Return the bias with which 0.4, the program's threshold, is where JOIN is here."""
    return bias + math.log(0.4 / 0.6) - math.log(JOIN / (1 - JOIN))


def main() -> None:
    folder = Path(sys.argv[1]) / "stories-dated"
    windows: dict[str, list[Row]] = defaultdict(list)
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        windows[row["window"]].append(row)
    streams = [read_stream(windows[name]) for name in sorted(windows)]
    folded = read_stream([json.loads(line) for line in (folder / "folded.jsonl").open(encoding="utf-8")])
    for half in (0, 1):
        learned = [each.judged(None) for each in streams[half::2]]
        dated = tuple(np.concatenate(each) for each in zip(*learned, strict=True))
        model = learn([(dated[0], dated[1]), folded.judged(half)])

        def chance(features: np.ndarray, model: LogisticRegression = model) -> np.ndarray:
            return np.asarray(model.predict_proba(features)[:, 1])

        left_out = np.sum([b_cubed(each, chance, None) for each in streams[1 - half :: 2]], axis=0)
        for name, sums in (("windows", left_out), ("folded", b_cubed(folded, chance, 1 - half))):
            precision, recall = sums[:2] / sums[2]
            f1 = 2 * precision * recall / (precision + recall)
            print(f"left out, {name:8} B3.F {f1:.3f}  P {precision:.3f}  R {recall:.3f}")
    learned = [each.judged(None) for each in streams]
    dated = tuple(np.concatenate(each) for each in zip(*learned, strict=True))
    model = learn([(dated[0], dated[1]), folded.judged(None)])
    weights = zip(NAMES, model.coef_[0], strict=True)
    print(f"bias={shifted(model.intercept_[0]):.2f}", *(f"{name}={value:.2f}" for name, value in weights))


if __name__ == "__main__":
    main()
