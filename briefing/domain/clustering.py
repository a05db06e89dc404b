"""Average-link clustering: merges the two most alike clusters until their mean likeness is too low."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Member = TypeVar("Member")


def grouped(
    items: Sequence[Member], likeness: Mapping[tuple[int, int], float], least: float
) -> list[list[Member]]:
    """Cluster single items, in the order of each cluster's first; `likeness` is keyed by their positions."""
    clusters = average_link([[at] for at in range(len(items))], likeness, least)
    return [[items[at] for at in sorted(cluster)] for cluster in sorted(clusters, key=min)]


def average_link(
    seeds: Sequence[Sequence[Item]],
    likeness: Mapping[tuple[Item, Item], float],
    least: float,
    *,
    fixed: Iterable[int] = (),
) -> list[list[Item]]:
    """Merge the seeds into clusters while the mean likeness of two clusters is at least `least`.

    `likeness` has each pair in one order; a missing pair counts as 0. Seeds whose positions are in `fixed`
    are never merged with each other. The order of `seeds` matters only where means are equal.
    """
    members = [list(seed) for seed in seeds]
    place = {item: at for at, seed in enumerate(members) for item in seed}
    is_fixed = [False] * len(members)
    for at in fixed:
        is_fixed[at] = True
    sums: list[dict[int, float]] = [{} for _ in members]
    for (first, second), value in likeness.items():
        a, b = place[first], place[second]
        if a != b:
            sums[a][b] = sums[b][a] = sums[a].get(b, 0.0) + value

    def mean(a: int, b: int) -> float:
        return sums[a][b] / (len(members[a]) * len(members[b]))

    heap = [(-mean(a, b), a, b) for a, row in enumerate(sums) for b in row if a < b and mean(a, b) >= least]
    heapq.heapify(heap)
    while heap:
        value, a, b = heapq.heappop(heap)
        if b not in sums[a] or -value != mean(a, b) or (is_fixed[a] and is_fixed[b]):
            continue
        is_fixed[a] |= is_fixed[b]
        members[a] += members[b]
        members[b] = []
        for other, total in sums[b].items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + total
        sums[b] = {}
        for other in sums[a]:
            if (now := mean(a, other)) >= least:
                heapq.heappush(heap, (-now, min(a, other), max(a, other)))
    return [each for each in members if each]
