"""Groups the issues of many articles: those of one matter, in one story or thread, become one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.domain.clustering import grouped
from briefing.domain.followups.follow_up_finder import MAX_DAYS, MIN_ARTICLE, FollowUpFinder, told_by
from briefing.domain.followups.tracked_issue import LaterPassage, Raised, TrackedIssue
from briefing.domain.stories.briefing_merge import have_one_label
from briefing.domain.stories.event_index import SECONDS_A_DAY, Vector, vector_cosine
from briefing.domain.stories.terms import capitalized_terms

SAME, SAME_LINKED = 0.4, 0.3
"""Cosines of label and evidence from which two issues are one matter, and from which those of one story or
thread are that share `_MIN_TELLING` words. Of 44 pairs of dated articles that these join, 41 are one."""
MIN_LIKE = 0.08
"""Cosine of two articles of different threads from which their issues may be one matter."""
_MIN_SHARED, _MIN_TELLING = 2, 3
"""The number of rare words that two issues must share, and the number, rare and no names, by which issues
that are less alike must: names say who, but not what."""
_LINKED = 0.5
"""Share of the pairs of issues that are one matter, from which two groups become one."""


def track_issues(
    raised: Sequence[Raised],
    finder: FollowUpFinder,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[TrackedIssue]:
    """Group issues by matter, each with the passages of later articles; fewer if it is cancelled.

    Every article of `raised` must be one of the finder's.
    """
    in_time = sorted(raised, key=lambda each: (each.article.time, each.article.id))
    found = []
    for group in grouped(in_time, dict(_pairs(in_time, finder)), _LINKED):
        if is_cancelled():
            break
        answers = list(filter(None, map(finder.answer, group)))
        answer = max(answers, key=lambda each: each[0])[1] if answers else None
        found.append(TrackedIssue(tuple(group), tuple(_later(group, finder)), answer=answer))
    return found


def _later(group: Sequence[Raised], finder: FollowUpFinder) -> Iterator[LaterPassage]:
    """Yield the first passage found in each later article, unless the article raises the issue itself."""
    raising = {each.article.id for each in group}
    texts = {each.passage.text for each in group}
    found: dict[str, LaterPassage] = {}
    for each in group:
        for later in finder.later(each):
            if later.article.id not in raising:
                found.setdefault(later.article.id, later)
    for later in sorted(found.values(), key=lambda each: (each.article.time, each.article.id)):
        if later.passage.text not in texts:  # wire copy
            texts.add(later.passage.text)
            yield later


def _pairs(raised: Sequence[Raised], finder: FollowUpFinder) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the pairs of issues that are one matter, by their positions, with 1 as their likeness."""
    with_term: Mapping[tuple[str | None, str], list[int]] = defaultdict(list)
    wordings: list[_Wording] = []
    for number, each in enumerate(raised):
        language = each.article.language
        wording = finder.wording(told_by(each), language)
        names = (*capitalized_terms(f"x {each.issue.label}"), *capitalized_terms(f"x {each.passage.text}"))
        wordings.append(_Wording(each, wording.vector, frozenset(names)))
        shared: Counter[int] = Counter()
        for term in wording.rare:
            shared.update(with_term[language, term])
            with_term[language, term].append(number)
        for earlier, count in shared.items():
            if count >= _MIN_SHARED and _are_one(wordings[earlier], wordings[number], count, finder):
                yield (earlier, number), 1.0


@dataclass(frozen=True, slots=True)
class _Wording:
    """An issue as it is compared with others."""

    raised: Raised
    vector: Vector
    names: frozenset[str]


def _are_one(one: _Wording, other: _Wording, shared: int, finder: FollowUpFinder) -> bool:
    """Whether two issues that share so many rare words are one matter."""
    first, second = one.raised, other.raised
    if first.article.id == second.article.id:  # the engine has told them apart
        return False
    likeness = vector_cosine(one.vector, other.vector)
    telling = len((one.vector.keys() & other.vector.keys()) - one.names - other.names)
    if _are_linked(first, second, finder, MIN_ARTICLE):
        is_like = likeness >= SAME_LINKED and min(shared, telling) >= _MIN_TELLING
        return is_like or likeness >= SAME or have_one_label(first.issue, second.issue)
    return likeness >= SAME and telling >= _MIN_SHARED and _are_linked(first, second, finder, MIN_LIKE)


def _are_linked(one: Raised, other: Raised, finder: FollowUpFinder, least: float) -> bool:
    """Whether two articles are of one story, or so much alike and near enough in time to be of one thread."""
    if one.article.story is not None and one.article.story == other.article.story:
        return True
    return (
        other.article.time - one.article.time <= MAX_DAYS * SECONDS_A_DAY
        and finder.article_likeness(one.article, other.article) >= least
    )
