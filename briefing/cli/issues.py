"""Runs `briefing issues`."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from briefing.cli.library import find_ids
from briefing.cli.output.terminal import print_cut, print_objects
from briefing.cli.session import Session, say
from briefing.cli.stories import assign_stories
from briefing.domain.followups.tracked_issue import (
    IssueState,
    TrackedIssue,
    in_order_of_news,
    sure_issues,
    tracked_issue_to_dict,
)
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.issue_rows import issue_facts, issue_names, issue_word

_STATE_CELLS, _DAY_CELLS = 8, 10


def list_issues(args: Namespace, session: Session) -> int:
    typed = safe_line(" ".join(args.query))
    with session.library() as library:
        assign_stories(library)
        found, today = library.issues.tracked(), library.issues.today
        if typed:
            ids = frozenset(find_ids(library, typed))
            found = [each for each in found if any(raised.article.id in ids for raised in each.raised)]
    chosen = [each for each in found if _is_wanted(each, args.only, today)]
    sure = chosen if args.only == "open" else sure_issues(chosen)
    issues = in_order_of_news(sure, today)[: args.limit]
    if not issues:
        say(_nothing(typed, args.only, has_any=bool(found)))
    if args.only is None and len(sure) < len(chosen):
        say(f"{len(chosen) - len(sure)} more are less sure: `briefing issues --open` prints them, too.")
    if args.format == "table":
        print_cut((_row(each, today) for each in issues), ("dim", 0, _STATE_CELLS + 1 + _DAY_CELLS))
    else:
        print_objects((tracked_issue_to_dict(each, today) for each in issues), args.format)
    return 0


def _is_wanted(issue: TrackedIssue, only: str | None, today: date) -> bool:
    if only == "due":
        return issue.is_due(today)
    if only is not None:
        return issue.state is IssueState(only)
    return issue.state is not IssueState.ASIDE


def _nothing(typed: str, only: str | None, *, has_any: bool) -> str:
    if has_any or only:
        return f"No {only or 'open'} issue{f' in the articles that match {typed}' if typed else ''}."
    if typed:
        return f"No issue in the articles that match {typed}: `briefing show QUERY` briefs them."
    return "No open issues: they come from articles that have a briefing, which `briefing show` makes."


def _row(issue: TrackedIssue, today: date) -> str:
    """State or kind, day of the last word on it, label, first actor, sources, and what is known of it."""
    facts = " · ".join((safe_line(issue.issue.label), *issue_names(issue), *issue_facts(issue)))
    return f"{issue_word(issue, today):{_STATE_CELLS}} {issue.last.day.isoformat()} {facts}"
