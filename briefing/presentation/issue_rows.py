"""The rows of the tracker of open issues: each issue, and below it its passages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from briefing.domain.briefing import Citation
from briefing.domain.followups.tracked_issue import (
    MAX_TRACKED,
    IssueArticle,
    IssueState,
    LaterPassage,
    SettlingPassage,
    TrackedIssue,
    in_order_of_news,
    sure_issues,
)
from briefing.domain.query.search_words import has_words, search_words
from briefing.domain.span import Passage
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize, quoted, shortened
from briefing.presentation.signs import KIND_LETTERS
from briefing.presentation.story_messages import later_count
from briefing.presentation.story_rows import PASSAGE_CELLS

SOURCE_CELLS, ANSWER_CELLS = 24, 120
LESS_SURE = "less sure"
"""The key of the row that folds the issues which are less sure."""
NOTHING = f"No open issues yet: they come from the newest {MAX_TRACKED:,} articles that have a briefing."


class IssueOrder(StrEnum):
    NEWS = "news first"
    SOURCES = "most sources first"
    SILENT = "longest silence first"

    @property
    def following(self) -> IssueOrder:
        orders = tuple(IssueOrder)
        return orders[(orders.index(self) + 1) % len(orders)]


@dataclass(frozen=True, slots=True)
class TrackedPassage:
    """The issue and the passage that a row is about."""

    issue: TrackedIssue
    passage: SettlingPassage
    """The passage that the row goes to."""


def issue_word(issue: TrackedIssue, today: date) -> str:
    """Return "answered", "due" or "overdue", or what the reader decided, or else the kind of the issue."""
    if issue.answered is not None:
        return "answered"
    if issue.is_due(today):
        return "overdue" if issue.is_overdue(today) else "due"
    return issue.issue.kind.value if issue.state is IssueState.OPEN else issue.state.value


def issue_facts(issue: TrackedIssue) -> Iterator[str]:
    """Yield "answered 2026-10-20: The board refused.", "by 2026-10-19", "3 sources", "later on this: 2"."""
    if issue.answered is not None:
        text = shortened(safe_line(issue.answered.passage.text), ANSWER_CELLS)
        yield f"answered {issue.answered.article.day.isoformat()}: {text}"
    if issue.due is not None:
        yield f"by {issue.due.isoformat()}"
    if issue.sources > 1:
        yield pluralize(issue.sources, "source")
    if issue.later:
        yield later_count(len(issue.later))


def issue_names(issue: TrackedIssue) -> Iterator[str]:
    """Yield the first actor of an issue, if its label does not say it, and its sources: "Courier +2"."""
    label = search_words(issue.issue.label)
    for actor in issue.issue.actors[:1]:
        if search_words(actor).rpartition(" ")[2] not in label:
            yield safe_line(actor)
    names = list(dict.fromkeys(each.article.source for each in issue.raised if each.article.source))
    if names:
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        yield f"{shortened(safe_line(names[0]), SOURCE_CELLS)}{more}"


def issue_counts(issues: Sequence[TrackedIssue], today: date) -> str:
    """Count issues by their state: "23 open · 3 due · 8 settled"."""
    states = [each.state for each in issues]
    counts = {
        "open": states.count(IssueState.OPEN),
        "answered": sum(each.answered is not None for each in issues),
        "due": sum(each.is_due(today) for each in issues),
        "settled": states.count(IssueState.SETTLED),
        "set aside": states.count(IssueState.ASIDE),
    }
    return " · ".join(f"{number} {word}" for word, number in counts.items() if number or word == "open")


def ordered_issues(issues: Sequence[TrackedIssue], order: IssueOrder, today: date) -> list[TrackedIssue]:
    found = in_order_of_news(issues, today)
    if order is IssueOrder.SOURCES:
        found.sort(key=lambda each: (each.state is not IssueState.OPEN, -each.sources))
    elif order is IssueOrder.SILENT:
        found.sort(key=lambda each: (each.state is not IssueState.OPEN, each.last.day))
    return found


def issue_rows(
    issues: Sequence[TrackedIssue],
    today: date,
    unfolded: Collection[str] = (),
    kept: Collection[str] = (),
    typed: str = "",
) -> list[Row]:
    """Return rows of the issues whose shown words contain all typed; an unfolded one with its passages.

    Without words the issues that are less sure are folded, and come last. An issue that was set aside is
    listed if “aside” is typed, or if its row is to be `kept`.
    """
    words = search_words(typed).split()
    listed = [
        each
        for each in issues
        if (each.state is not IssueState.ASIDE or IssueState.ASIDE in words or _key(each) in kept)
        and has_words(typed, _searched(each, today))
    ]
    # One that was decided on here stays where it is.
    undecided = [replace(each, decided="") if _key(each) in kept else each for each in listed]
    sure = set(map(id, undecided if words else sure_issues(undecided)))
    shown = {_key(each) for each in undecided if id(each) in sure}
    rows = [row for each in listed if _key(each) in shown for row in _rows(each, today, unfolded)]
    rest = [each for each in listed if _key(each) not in shown]
    if rest:
        sign = "−" if LESS_SURE in unfolded else "+"
        about = "Issues of which the engine is less sure, or that columns raise: words typed find them, too."
        rows.append(Row(LESS_SURE, f"{sign}{len(rest)} less sure", about=about, expandable=True))
    if LESS_SURE in unfolded:
        rows += (row for each in rest for row in _rows(each, today, unfolded))
    return rows


def _key(issue: TrackedIssue) -> str:
    first = issue.raised[0]
    return f"{first.article.id}:{first.passage.span.start}:{first.issue.label}"


def _searched(issue: TrackedIssue, today: date) -> tuple[str, ...]:
    articles = [*(each.article for each in issue.raised), *(each.article for each in _later(issue))]
    return (
        issue_word(issue, today),
        issue.issue.kind.value,
        *(each.issue.label for each in issue.raised),
        *(actor for each in issue.raised for actor in each.issue.actors),
        *(each.passage.text for each in issue.raised),
        *(each.passage.text for each in _later(issue)),
        *(article.source or "" for article in articles),
    )


def _rows(issue: TrackedIssue, today: date, unfolded: Collection[str]) -> Iterator[Row]:
    first, key = issue.raised[0], _key(issue)
    facts = list(issue_facts(issue))
    count = facts[0] if issue.is_due(today) else facts[-1] if facts else ""
    if issue.answered is not None:
        count = issue.answered.article.day.isoformat()
    if issue.state is not IssueState.OPEN:
        count = f"by you, {issue.decided[:10]}"
    word, kind = issue_word(issue, today), issue.issue.kind
    is_kind = word == kind.value
    yield Row(
        key,
        " · ".join((safe_line(issue.issue.label), *issue_names(issue))),
        label=word,
        sign=KIND_LETTERS[kind] if is_kind else "",
        mark=f"kind-{word}" if is_kind else "",
        strong=len(safe_line(issue.issue.label)) if issue.is_sure else 0,
        count=count,
        about=_about(issue, facts),
        citations=(Citation(first.article.id, first.passage),),
        expandable=True,
        item=TrackedPassage(issue, cited(first.article, first.passage)),
    )
    if key not in unfolded:
        return
    found = [("by you", issue.evidence)] if issue.evidence is not None else []
    found += (("raised", cited(each.article, each.passage)) for each in issue.raised)
    found += (
        ("answer" if each is issue.answered else "later", cited(each.article, each.passage))
        for each in _later(issue)
    )
    for label, by in found:
        at = f"{key}:{label}:{by.article}:{by.passage.span.start}"
        where = " ".join(filter(None, (shortened(safe_line(by.source), SOURCE_CELLS), by.published[:10])))
        text = quoted(safe_line(by.passage.text), PASSAGE_CELLS * 4)
        yield Row(
            at,
            text,
            label,
            where,
            depth=1,
            parent=key,
            citations=(Citation(by.article, by.passage),),
            about=safe_line(by.title),
            item=TrackedPassage(issue, by),
        )


def _later(issue: TrackedIssue) -> tuple[LaterPassage, ...]:
    """The later passages, the answer first."""
    if (answer := issue.answered) is None:
        return issue.later
    return (answer, *(each for each in issue.later if each.passage != answer.passage))


def cited(article: IssueArticle, passage: Passage) -> SettlingPassage:
    day = article.day.isoformat()
    return SettlingPassage(article.id, passage, article.title, article.source or "", article.published or day)


def _about(issue: TrackedIssue, facts: Sequence[str]) -> str:
    """Return "raised 2026-11-01 in 3 articles · later on this: 2 · actors: Senate, House"."""
    articles = len({each.article.id for each in issue.raised})
    actors = dict.fromkeys(safe_line(actor) for each in issue.raised for actor in each.issue.actors)
    raised = f"raised {issue.raised[0].article.day.isoformat()} in {pluralize(articles, 'article')}"
    return " · ".join((raised, *facts, *([f"actors: {', '.join(actors)}"] if actors else ())))
