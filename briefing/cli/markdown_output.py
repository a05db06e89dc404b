"""The briefing of an article as Markdown, for notes and mails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.domain import Actor, Analysis, Article, Event, Issue, Quote

__all__ = ["as_markdown"]

_NOTHING = "Nothing was found."

_INLINE = re.compile(
    r"""
      [\\`*<~]
    | (?<!\w)_ | _(?!\w)      # an underscore within a word is one to Markdown too
    | (?<=\])\(               # [the deal](sic) is no link
    | &(?=\#?\w{1,31};)       # &lt; stays what it is
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"[#+=>|:-]|\d{1,9}(?=[.)])|\[")
"""What makes a heading, a list, a quote, a table or a task of a line that begins with it."""


def as_markdown(article: Article, analysis: Analysis) -> str:
    """A heading and five sections; every word of the article is literal."""
    lines = [f"# {_literal(article.title)}", ""]
    facts = (article.section, article.source, article.author, article.published)
    about = " · ".join(_literal(fact) for fact in facts if fact)
    address = f"<{article.url}>" if article.url and not re.search(r"[\s<>]", article.url) else None
    head = [part for part in (about, address) if part]
    if head:
        lines += ["  \n".join(head), ""]
    lines += ["## Summary", ""]
    lines += [f"- {_literal(passage.text)}" for passage in analysis.summary] or [_NOTHING]
    lines += ["", "## Key actors", ""]
    lines += [line for actor in analysis.actors for line in _actor(actor)] or [_NOTHING]
    lines += ["", "## Open issues", ""]
    lines += [line for issue in analysis.issues for line in _issue(issue)] or [_NOTHING]
    lines += ["", "## Timeline", ""]
    lines += [_event(event) for event in analysis.timeline] or [_NOTHING]
    lines += ["", "## Quotes", ""]
    lines += [_quote(quote) for quote in analysis.quotes] or [_NOTHING]
    return "\n".join(lines) + "\n"


def _actor(actor: Actor) -> Iterator[str]:
    role = f", {_literal(actor.role)}" if actor.role else ""
    also = f"; also {', '.join(map(_literal, actor.aliases))}" if actor.aliases else ""
    yield f"- **{_literal(actor.name)}** ({actor.kind}{role}){also}"
    for statement in actor.statements:
        yield f"  - {_literal(statement.text)}"


def _issue(issue: Issue) -> Iterator[str]:
    when = f", {_literal(issue.when)}" if issue.when else ""
    who = f"; {', '.join(map(_literal, issue.actors))}" if issue.actors else ""
    yield f"- **{_literal(issue.label)}** ({issue.kind}, importance {issue.importance}{when}){who}"
    for evidence in issue.evidence:
        yield f"  - {_literal(evidence.text)}"


def _event(event: Event) -> str:
    return f"- **{event.date}** {_literal(event.passage.text)}"


def _quote(quote: Quote) -> str:
    speaker = f"**{_literal(quote.speaker)}**: " if quote.speaker else ""
    return f"- {speaker}“{_literal(quote.passage.text)}”"


def _literal(text: str) -> str:
    """The text on one line, with a backslash before all that Markdown would read as its own."""
    line = _INLINE.sub(r"\\\g<0>", " ".join(text.split()))
    if start := _BLOCK.match(line):
        # Before the mark, or between a number and its full stop.
        cut = start.end() if start[0].isdigit() else 0
        line = f"{line[:cut]}\\{line[cut:]}"
    return re.sub(r"(?<= )#+$", r"\\\g<0>", line)  # a heading may close with as many # as it likes
