"""Groups the issues of many articles: those of one matter, in one story or thread, become one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefing.domain.clustering import grouped
from briefing.domain.followups.follow_up_finder import MAX_DAYS, MIN_ARTICLE, FollowUpFinder
from briefing.domain.followups.tracked_issue import LaterPassage, Raised, TrackedIssue
from briefing.domain.stories.briefing_merge import have_one_label
from briefing.domain.stories.event_index import SECONDS_A_DAY, vector_cosine

SAME_EVIDENCE = 0.5
"""Cosine of the evidence of two issues from which they are one matter."""
_LINKED = 0.5
"""Share of the pairs of issues that are one matter, from which two groups become one."""
_MIN_SHARED = 2
"""The number of rare words that two issues must share."""


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
    vectors = []
    for number, each in enumerate(raised):
        language, text = each.article.language, each.passage.text
        vectors.append(finder.vector(text, language))
        shared: Counter[int] = Counter()
        for term in finder.rare_terms(f"{each.issue.label} {text}", language):
            shared.update(with_term[language, term])
            with_term[language, term].append(number)
        for earlier, count in shared.items():
            other = raised[earlier]
            if (
                count >= _MIN_SHARED
                and each.article.id != other.article.id  # the engine has told them apart
                and _are_linked(other, each, finder)
                and (
                    have_one_label(other.issue, each.issue)
                    or vector_cosine(vectors[earlier], vectors[number]) >= SAME_EVIDENCE
                )
            ):
                yield (earlier, number), 1.0


def _are_linked(one: Raised, other: Raised, finder: FollowUpFinder) -> bool:
    """Whether two articles are of one story, or alike and near enough in time to be of one thread."""
    if one.article.story is not None and one.article.story == other.article.story:
        return True
    return (
        other.article.time - one.article.time <= MAX_DAYS * SECONDS_A_DAY
        and finder.article_likeness(one.article, other.article) >= MIN_ARTICLE
    )
