"""The rows of a story's screen: its articles, and the five panes of what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain

from briefing.domain.annotation import Annotation
from briefing.domain.briefing import ISSUES, SECTIONS, SUMMARY, Citation, CitedLine
from briefing.domain.followups.tracked_issue import IssueArticle, IssueState
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.annotations.annotation_marks import annotations_on, mark_sign, mark_style
from briefing.presentation.briefing_rows import line_row, model_row
from briefing.presentation.rows import Row
from briefing.presentation.sentences import age, pluralize, quoted
from briefing.presentation.signs import KIND_LETTERS
from briefing.presentation.story_messages import later_count
from briefing.presentation.today_rows import citation_key, summary_row

PASSAGE_CELLS = 60


@dataclass(frozen=True, slots=True)
class StoryPanes:
    """Rows by pane, whose `item` is the issue or the actor that they are about."""

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    articles: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """Title, source and time of publication by article, also of those that came later on an issue."""


def article_rows(story: Story) -> tuple[Row, ...]:
    """List the articles, the newest first.

    Articles that came since the reader left the story are marked, if others were there before.
    """
    now = datetime.now(UTC)
    by_arrival = sorted(story.articles, key=lambda article: article.arrived, reverse=True)
    new = {article.id for article in by_arrival[: story.new]} if story.new < len(by_arrival) else ()
    return tuple(_article_row(article, now, article.id in new) for article in story.articles)


def _article_row(article: StoryArticle, now: datetime, is_new: bool) -> Row:
    source, title = safe_line(article.source or ""), safe_line(article.title)
    return Row(
        article.id,
        f"{source} · {title}" if source else title,
        label="copy" if article.copy_of else "new" if is_new else "",
        count=age(article.published, now),
        strong=len(source),
        about=" · ".join(filter(None, (source, (article.published or "")[:10]))),
    )


def story_panes(story: Story, briefing: StoryBriefing) -> StoryPanes:
    """Make the panes; keys are the passages', so that the cursor stays when more articles are briefed."""
    shown = {article.id: article for article in story.articles}
    own = {
        SUMMARY: [replace(summary_row(line, story, shown), depth=0, parent="") for line in briefing.summary],
        ISSUES: [row for issue in briefing.issues for row in _issue_rows(issue)],
    }
    rows: dict[str, list[Row]] = {}
    for section in SECTIONS:
        found = own.get(section.name) or map(_line_row, briefing.lines.get(section.name, ()))
        rows[section.name] = list(_with_own_keys(section.name, found))
    if briefing.model is not None and briefing.summary:
        rows[SUMMARY].append(model_row(briefing.model))
    later = (each.article for issue in briefing.issues for each in issue.later)
    articles: Iterator[IssueArticle | StoryArticle] = chain(later, story.articles)
    return StoryPanes(
        rows, {each.id: (each.title, each.source or "", each.published or "") for each in articles}
    )


def _with_own_keys(pane: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Give each row a key of its own: one sentence may have two dates, or leave two matters open."""
    used: set[str] = set()
    top = ""
    for row in rows:
        key = f"{pane}:{row.key}"
        while key in used:
            key += "+"
        used.add(key)
        top = top if row.parent else key
        yield replace(row, key=key, parent=top if row.parent else "")


def _line_row(line: CitedLine) -> Row:
    if not line.kind:
        return line_row(citation_key(line.citations[0]), line, safe_line)
    name, about = safe_line(line.name), safe_line(line.about)
    return Row(
        f"{line.kind}:{line.name}",
        f"{name} · {about}" if about else name,
        count=pluralize(line.articles, "article"),
        strong=len(name),
        about=", ".join(map(safe_line, line.aliases)),
        citations=(*line.below, *line.citations),
        item=line.item,
    )


def _issue_rows(each: StoryIssue) -> Iterator[Row]:
    row = issue_row(each)
    yield row
    if each.later:
        last = each.later[-1].article
        yield Row(
            f"{row.key}:later",
            later_count(len(each.later)),
            count=" ".join(filter(None, (safe_line(last.source or ""), last.day.isoformat()))),
            about=row.text,
            depth=1,
            parent=row.key,
            citations=tuple(Citation(one.article.id, one.passage) for one in each.later),
            item=each,
        )


def issue_row(each: StoryIssue) -> Row:
    issue = each.issue
    is_open = each.state is IssueState.OPEN
    return Row(
        citation_key(each.evidence[0]) if each.evidence else issue.label,
        safe_line(issue.label),
        label=issue.kind.value if is_open else each.state.value,
        sign=KIND_LETTERS[issue.kind] if is_open else "",
        mark=f"kind-{issue.kind.value}" if is_open else "",
        count=pluralize(each.articles, "article"),
        about=f"when: {safe_line(issue.when)}" if issue.when else "",
        citations=each.evidence,
        item=each,
    )


def with_signs(panes: StoryPanes, annotations: Mapping[str, Sequence[Annotation]]) -> StoryPanes:
    """Put the signs of annotations, given by article, before the rows whose passages they are on."""

    def signed(row: Row) -> Row:
        here = [
            each
            for cited in row.citations
            for each in annotations_on(annotations.get(cited.article, ()), cited.passage.span)
        ]
        if not here:
            return row
        shown = next((each for each in here if each.note), here[0])
        return replace(row, label=f"{mark_sign(shown)} {row.label}".strip(), mark=mark_style(shown), sign="")

    return replace(panes, rows={name: list(map(signed, rows)) for name, rows in panes.rows.items()})


def citation_status(row: Row, at: int, panes: StoryPanes) -> str:
    """Return the passage that Enter goes to: "2 of 5 · BBC: “…”"."""
    cited = row.citations[at]
    title, source, _ = panes.articles[cited.article]
    source = safe_line(source) or quoted(title)
    text = quoted(safe_line(cited.passage.text), PASSAGE_CELLS)
    return f"{at + 1} of {len(row.citations)} · {source}: {text}"
