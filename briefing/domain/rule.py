"""Rules: what to do automatically with new articles that match a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from briefing.domain.annotation import clean_tag
from briefing.domain.query.article_query import FIELDS, query_problems
from briefing.domain.query.grammar import fields_in, parse
from briefing.domain.text.sanitize import safe_line

NAMED = 3
"""The number of titles named in a notification; the rest are counted."""
LONGEST_TITLE = 60


class Action(StrEnum):
    MUTE = "mute"
    """The articles are hidden unless a query asks for `is:muted`."""
    STAR = "star"
    READ = "read"
    NOTIFY = "notify"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Rule:
    query: str
    """A valid query over articles."""
    action: Action
    tag: str = ""
    """The tag that TAG adds."""


class Notification(NamedTuple):
    """The articles that a NOTIFY rule matched."""

    rule: Rule
    titles: tuple[str, ...]
    """The titles of the articles, at least one."""


def parse_rule(when: str, then: str, now: datetime) -> Rule:
    """Parse a rule. Raises ValueError, also for a partly valid query, which would match too much."""
    parsed = parse(when, FIELDS)
    problems = query_problems(when, now)
    if problems:
        raise ValueError(problems[0].sentence)
    if parsed.is_empty:
        raise ValueError("The query asks for nothing; for every article write is:unread.")
    if late := [term.name for term in fields_in(parsed.query) if term.name in ("actor", "issue", "sources")]:
        what = "the article is in a story" if late[0] == "sources" else "there is a briefing of the article"
        raise ValueError(
            f"{late[0]}: is known only once {what}, which is later than rules; name its words instead."
        )
    done, tag = _read_then(then)
    return Rule(when.strip(), done, tag)


def _read_then(then: str) -> tuple[Action, str]:
    name, _, rest = then.partition(":")
    word, tag = name.strip().lower(), clean_tag(rest)
    if word == Action.TAG and not tag:
        raise ValueError("“tag” needs a name, as in tag:climate.")
    if word in list(Action) and (word == Action.TAG or not rest):
        return Action(word), tag
    known = ", ".join([*list(Action)[:-1], "tag:NAME"])
    near = get_close_matches(word, list(Action), 1, 0.5)
    advice = (
        f"did you mean {'tag:NAME' if near[0] == Action.TAG else near[0]}?" if near else f"it takes {known}."
    )
    raise ValueError(f"There is no “{safe_line(then)}”; {advice}")


def notifications(events: Iterable[Notification]) -> tuple[str, ...]:
    """Return one sentence for each rule, however many matches it has."""
    found: dict[Rule, list[str]] = {}
    for rule, titles in events:
        found.setdefault(rule, []).extend(titles)
    return tuple(_notification(rule, titles) for rule, titles in found.items())


def _notification(rule: Rule, titles: Sequence[str]) -> str:
    named = "; ".join(f"“{_short(title)}”" for title in titles[:NAMED])
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"New for {safe_line(rule.query)}: {named}{more}."


def _short(title: str) -> str:
    title = safe_line(title)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
