"""Articles and issues for tests of follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from briefing.domain import Issue, IssueKind
from briefing.domain.followups.follow_up_finder import FollowedArticle, FollowUpFinder
from briefing.domain.followups.tracked_issue import IssueArticle, Raised
from briefing.domain.span import Passage
from briefing.domain.stories.event_index import SECONDS_A_DAY
from briefing.domain.stories.terms import article_terms

RAISED = (
    "Wightlink asked the harbour board for a licence to run a night ferry to Fishbourne. "
    "The harbour board will decide on the night ferry licence in the spring. "
    "Residents of Fishbourne fear lorries on narrow lanes."
)
FOLLOWS = (
    "Wightlink will not sail at night to Fishbourne after all. "
    "The harbour board refused the licence for a night ferry on Tuesday, citing lorries in narrow lanes. "
    "Residents cheered outside."
)
OTHER = (
    "Wightlink has ordered two hybrid ships from a yard in Poland. "
    "The harbour board welcomed the ships, which sail to Fishbourne by day. "
    "They cost forty million pounds."
)
LABEL = "Decision on the night ferry licence"
EVIDENCE = "The harbour board will decide on the night ferry licence in the spring."


def about(id_: str, day: float, *, publisher: str = "courier", story: str | None = None) -> IssueArticle:
    return IssueArticle(id_, f"Title {id_}", publisher, None, day * SECONDS_A_DAY, publisher, "en", story)


def finder_of(texts: Mapping[str, str], articles: Sequence[IssueArticle]) -> FollowUpFinder:
    in_time = sorted(articles, key=lambda each: each.time)
    return FollowUpFinder(
        [FollowedArticle(each, article_terms(each.title, texts[each.id])) for each in in_time],
        texts.__getitem__,
    )


def raised_in(
    article: IssueArticle,
    text: str,
    evidence: str = EVIDENCE,
    label: str = LABEL,
    *,
    confidence: float = 0.5,
    due: date | None = None,
) -> Raised:
    start = text.index(evidence)
    passage = Passage.at(text, start, start + len(evidence))
    return Raised(article, Issue(label, IssueKind.PENDING, 2, (passage,), (), None, confidence), due)
