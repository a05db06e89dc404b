"""Articles and issues for tests of follow-ups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from briefing.domain import Article, EngineInfo, Issue, IssueKind, Part
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
    is_sure: bool = True,
) -> Raised:
    start = text.index(evidence)
    passage = Passage.at(text, start, start + len(evidence))
    return Raised(
        article, Issue(label, IssueKind.PENDING, 2, (passage,), (), None, confidence, is_sure=is_sure), due
    )


DAY = datetime(2026, 3, 4, tzinfo=UTC)


class OneIssue:
    """Finds the one issue of these articles."""

    def __init__(
        self,
        version: str = "1",
        label: str = LABEL,
        kind: IssueKind = IssueKind.PENDING,
        is_sure: bool = True,
    ) -> None:
        self.info = EngineInfo("one", version, "none")
        self.label, self.kind, self.is_sure = label, kind, is_sure

    def parts(self, article: Article) -> Iterator[Part]:
        found = [Passage.at(article.text, *each.span()) for each in re.finditer(EVIDENCE, article.text)]
        yield Part(
            "issues",
            tuple(
                Issue(
                    self.label,
                    self.kind,
                    2,
                    (each,),
                    (),
                    "by 10 March",
                    due="2026-03-10",
                    is_sure=self.is_sure,
                )
                for each in found
            ),
        )


def article(name: str, text: str, day: int, source: str = "Courier") -> Article:
    published = (DAY + timedelta(days=day)).isoformat()
    id_ = name.encode().hex().ljust(16, "0")
    return Article(id_, f"Title {name}", text, published=published, source=source, language="en")


RAISES, ANSWERS, APART = article("a", RAISED, 0), article("b", FOLLOWS, 2), article("c", OTHER, 3)
