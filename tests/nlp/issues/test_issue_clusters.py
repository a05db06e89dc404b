"""Clauses about the same issue are joined, the strongest first."""

from __future__ import annotations

import pytest

from briefing.nlp.issues.issue_clusters import cluster_clauses


@pytest.mark.parametrize(
    ("open_probabilities", "same", "clusters"),
    [
        pytest.param([0.9, 0.1, 0.5], {}, [[0], [2]], id="each its own issue, the weak left out"),
        pytest.param([0.5, 0.25, 0.9], {(1, 2): 0.8}, [[2, 1], [0]], id="a weaker clause joins"),
        pytest.param([0.9, 0.25], {(0, 1): 0.3}, [[0]], id="a weaker clause about something else is dropped"),
        pytest.param([0.9, 0.8, 0.7], {(0, 2): 0.6, (1, 2): 0.9}, [[0], [1, 2]], id="the nearest issue"),
        pytest.param([0.9, 0.8, 0.7, 0.6], {}, [[0], [1], [2]], id="no more issues than allowed"),
        pytest.param([0.5, 0.5], {}, [[0], [1]], id="equal ones in reading order"),
        pytest.param([], {}, [], id="no clause"),
    ],
)
def test_clauses_join_the_issue_that_they_are_about(
    open_probabilities: list[float], same: dict[tuple[int, int], float], clusters: list[list[int]]
) -> None:
    def likely(one: int, other: int) -> float:
        return same.get((min(one, other), max(one, other)), 0.0)

    found = cluster_clauses(
        open_probabilities,
        likely,
        min_open=0.4,
        min_member=0.2,
        min_similarity=0.5,
        max_clusters=3,
        max_size=2,
    )
    assert found == clusters


def test_an_issue_grows_no_larger_than_allowed() -> None:
    found = cluster_clauses(
        [0.9, 0.8, 0.7],
        lambda *_: 1.0,
        min_open=0.4,
        min_member=0.2,
        min_similarity=0.5,
        max_clusters=3,
        max_size=2,
    )
    assert found == [[0, 1]]
