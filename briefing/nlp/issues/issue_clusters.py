"""Joins clauses that are about the same issue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_MAX_COMPARED = 2
"""The number of a cluster's strongest clauses that a new one is compared with, so that time is linear."""


def cluster_clauses(
    open_probabilities: Sequence[float],
    same: Callable[[int, int], float],
    *,
    min_open: float,
    min_member: float,
    min_similarity: float,
    max_clusters: int,
    max_size: int,
) -> list[list[int]]:
    """Return the indices of clauses by issue, the strongest first; issues by their strongest clause.

    A clause of at least the probability `min_open` starts an issue; one of at least `min_member` joins the
    most similar issue above `min_similarity`, up to `max_size` clauses; further ones are dropped, and so are
    issues after `max_clusters`.
    """
    clusters: list[list[int]] = []
    for index in sorted(range(len(open_probabilities)), key=lambda i: (-open_probabilities[i], i)):
        if open_probabilities[index] < min_member:
            break
        nearest, closest = None, min_similarity
        for cluster in clusters:
            for member in cluster[:_MAX_COMPARED]:
                similarity = same(member, index)
                if similarity > closest:
                    nearest, closest = cluster, similarity
        if nearest is not None:
            if len(nearest) < max_size:
                nearest.append(index)
        elif open_probabilities[index] >= min_open and len(clusters) < max_clusters:
            clusters.append([index])
    return clusters
