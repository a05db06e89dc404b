"""Average link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.clustering import average_link

ALIKE = {("a", "b"): 0.9, ("c", "b"): 0.8, ("d", "e"): 0.6}


def clusters(
    seeds: Sequence[Sequence[str]],
    likeness: Mapping[tuple[str, str], float],
    least: float,
    fixed: Iterable[int] = (),
) -> set[frozenset[str]]:
    return {frozenset(each) for each in average_link(seeds, likeness, least, fixed=fixed)}


def test_two_clusters_become_one_while_they_are_alike_on_average() -> None:
    seeds = [[each] for each in "abcde"]
    # c is .8 like b and not at all like a: .4 on average.
    assert clusters(seeds, ALIKE, 0.5) == {frozenset("ab"), frozenset("c"), frozenset("de")}
    assert clusters(seeds, ALIKE, 0.4) == {frozenset("abc"), frozenset("de")}
    assert clusters(seeds, ALIKE, 0.95) == {frozenset(each) for each in "abcde"}
    assert clusters([], {}, 0.5) == set()


def test_seeds_stay_together_and_fixed_ones_apart() -> None:
    seeds = [["a", "x"], ["b"], ["c"]]
    assert clusters(seeds, {("a", "b"): 1.0, ("x", "b"): 1.0}, 0.5) == {frozenset("axb"), frozenset("c")}
    apart = clusters(seeds, {("a", "b"): 1.0, ("x", "b"): 1.0, ("b", "c"): 0.9}, 0.5, fixed=[0, 1])
    assert apart == {frozenset("ax"), frozenset("bc")}


items = st.integers(0, 9)
pairs = st.tuples(items, items).filter(lambda pair: pair[0] < pair[1])
likenesses = st.dictionaries(pairs, st.integers(1, 100).map(lambda value: value / 100), max_size=30)


@given(likenesses, st.permutations(range(10)), st.floats(0.05, 0.95))
def test_each_item_is_in_one_cluster_and_fixed_seeds_never_meet(
    likeness: dict[tuple[int, int], float], order: list[int], least: float
) -> None:
    found = average_link([[item] for item in order], likeness, least, fixed=(0, 1, 2))
    assert sorted(item for cluster in found for item in cluster) == list(range(10))
    for cluster in found:
        assert len(set(cluster) & set(order[:3])) <= 1
