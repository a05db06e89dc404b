"""Learns how likely a story belongs to a matter, and measures it on windows that were left out.

    python -m training.matter_weights EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl`; the matters are those of benchmarks/matters.tsv. A matter is
compared with the new stories of each day as it should be by then, as it was on its first day, and as it
would be by the weights that were learned from these, with what joined wrongly. Prints the weights of each
half of the windows, and what they find in both. Those of the first half are the ones that ship, so that what
they find in the second one can be told. Needs scikit-learn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.matters import HALVES, Day, Joining, Window, followed_days, read_windows, tell
from briefing.domain.matters.matter_match import LEAST, Features, MatchWeights

FOLLOWING = 0.5
"""The probability from which stories join the matters that are learned from a second time."""

Example = tuple[Features, bool]


def examples(windows: Sequence[Window], joining: Joining | None = None) -> Iterator[Example]:
    """Yield the new stories of each day, compared with the matter as it is by `joining`, or should be."""
    for window in windows:
        for matter in window.matters:
            steps = list(followed_days(window, matter, joining or _nothing))
            for at, (day, ids) in enumerate(steps[:-1]):
                new = [
                    id_
                    for id_, articles in day.stories.items()
                    if at == 0 or min(window.published[each] for each in articles) == day.number
                ]
                marks = {id_: window.mark(matter, day.stories[id_]) for id_ in day.stories}
                older = [id_ for id_ in day.stories if marks[id_] == "yes" and id_ not in (*new, ids[0])]
                for known in [ids] if joining else _prefixes(ids[0], older):
                    among = [id_ for id_ in new if id_ not in known and marks[id_] != "?"]
                    for id_, values in day.matcher.features(known, among):
                        yield values, marks[id_] == "yes"


def _nothing(day: Day, matter: Sequence[str], among: Sequence[str]) -> Sequence[str]:
    return ()


def _prefixes(first: str, older: Sequence[str]) -> list[list[str]]:
    """Return the matter with its first story, with half of the older ones, and with all."""
    return [[first], *([first, *some] for some in (older[::2], older) if some)]


def learn(windows: Sequence[Window]) -> MatchWeights:
    labelled = list(examples(windows))
    first = _fit(labelled)
    return _fit([*labelled, *examples(windows, _by(first, FOLLOWING))])


def _by(weights: MatchWeights, least: float = LEAST) -> Joining:
    def joining(day: Day, matter: Sequence[str], among: Sequence[str]) -> Sequence[str]:
        return day.matcher.joining(matter, among, weights, least)

    return joining


def _fit(found: Sequence[Example]) -> MatchWeights:
    values, same = np.array([each for each, _ in found]), np.array([each for _, each in found])
    mean, spread = values.mean(axis=0), values.std(axis=0)
    model = LogisticRegression(C=1, max_iter=3000).fit((values - mean) / spread, same)
    weights = model.coef_[0] / spread
    return MatchWeights(float(model.intercept_[0] - weights @ mean), *map(float, weights))


def main() -> None:
    windows = read_windows(Path(sys.argv[1]))
    for half in HALVES:
        weights = learn([windows[name] for name in half])
        print(f"learned on {' '.join(half)}: {weights}")
        for least in (0.4, 0.45, 0.5, 0.7):
            print(f"from {least}:")
            tell(windows, _by(weights, least))


if __name__ == "__main__":
    main()
