"""The rows of a story's screen: its articles, and the five panes of what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from briefing.domain.annotation import Annotation
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.stories.story import Story, StoryArticle, StoryLink
from briefing.domain.stories.story_briefing import Citation, StoryBriefing, StoryIssue
from briefing.domain.text.sanitize import safe_line
from briefing.ui.presenters.annotations.annotation_marks import annotations_on, mark_sign, mark_style
from briefing.ui.presenters.articles.briefing_rows import Row, model_row
from briefing.ui.presenters.articles.briefing_state import ACTORS, ISSUES, QUOTES, SUMMARY, TIMELINE
from briefing.ui.presenters.articles.library_rows import age
from briefing.ui.presenters.articles.reader_messages import pluralize, quoted
from briefing.ui.presenters.articles.story_messages import later_count
from briefing.ui.presenters.today_rows import citation_key, line_row

PASSAGE_CELLS = 60
NOTHING = {
    SUMMARY: "No article of the story has a sentence that stands alone.",
    ACTORS: "The articles name nobody who acts or speaks.",
    ISSUES: "The articles leave nothing open.",
    TIMELINE: "The articles date nothing.",
    QUOTES: "The articles quote nobody.",
}


@dataclass
class StoryPanes:
    """Rows by the name of their pane, and by the key of a row what it rests on."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    citations: dict[str, tuple[Citation, ...]] = field(default_factory=dict)
    issues: dict[str, StoryIssue] = field(default_factory=dict)
    """By the key of a row, the issue that it is about."""
    articles: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """By article, its title, its source and when it was published: those that came later on an issue, too."""
    names: dict[str, str] = field(default_factory=dict)
    """Of the actors, by the key of their row."""


_LINK = "story:"
"""Prefix of the key of a row that leads to another story."""


def linked_story(row: Row) -> str | None:
    """The id of the other story that a row leads to."""
    return row.key.removeprefix(_LINK) if row.key.startswith(_LINK) else None


def article_rows(story: Story) -> tuple[Row, ...]:
    """The articles, the newest first, between the later and the earlier stories of the thread.

    Those that came since the reader left the story are marked, where others were there before.
    """
    now = datetime.now(UTC)
    by_arrival = sorted(story.articles, key=lambda article: article.arrived, reverse=True)
    new = {article.id for article in by_arrival[: story.new]} if story.new < len(by_arrival) else ()
    articles = [_article_row(article, now, article.id in new) for article in story.articles]
    later = [_link_row(each, "later", now) for each in reversed(story.later)]
    earlier = [_link_row(each, "earlier", now) for each in reversed(story.earlier)]
    return (*later, *articles, *earlier)


def _link_row(link: StoryLink, label: str, now: datetime) -> Row:
    return Row(
        f"{_LINK}{link.id}",
        safe_line(link.title),
        label=label,
        count=age(link.time, now),
        about=f"{pluralize(link.articles, 'article')} · {link.time[:10]}",
    )


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
    """Keys are those of the passages, so that the cursor stays when more articles have been briefed."""
    panes = StoryPanes()
    later = (each.article for issue in briefing.issues for each in issue.later)
    panes.articles = {each.id: (each.title, each.source or "", each.published or "") for each in later}
    panes.articles |= {
        each.id: (each.title, each.source or "", each.published or "") for each in story.articles
    }
    articles = {article.id: article for article in story.articles}

    def add(pane: str, row: Row, *citations: Citation) -> None:
        passages = tuple(each.passage for each in citations)
        key = f"{pane}:{row.key}"
        while key in panes.citations:  # one sentence may have two dates, or leave two matters open
            key += "+"
        row = replace(row, key=key, passages=passages, depth=0, parent="")
        panes.citations[key] = citations
        panes.rows.setdefault(pane, []).append(row)

    for line in briefing.summary:
        others = (*line.also, *((line.versus,) if line.versus is not None else ()))
        add(SUMMARY, line_row(line, story, articles), line.citation, *others)
    if briefing.model is not None and briefing.summary:
        panes.rows[SUMMARY].append(model_row(briefing.model))
    for actor in briefing.actors:
        name, about = safe_line(actor.name), safe_line(actor.role or "")
        row = Row(
            f"{actor.kind}:{actor.name}",
            f"{name} · {about}" if about else name,
            count=pluralize(actor.articles, "article"),
            strong=len(name),
            about=", ".join(map(safe_line, actor.aliases)),
        )
        add(ACTORS, row, *actor.statements, *actor.mentions)
        panes.names[panes.rows[ACTORS][-1].key] = actor.name
    for each in briefing.issues:
        issue = each.issue
        label = safe_line(issue.label)
        row = Row(
            citation_key(each.evidence[0]) if each.evidence else issue.label,
            label,
            label=issue.kind.value if each.state is IssueState.OPEN else each.state.value,
            count=pluralize(each.articles, "article"),
            about=f"when: {safe_line(issue.when)}" if issue.when else "",
        )
        add(ISSUES, row, *each.evidence)
        key = panes.rows[ISSUES][-1].key
        panes.issues[key] = each
        if each.later:
            last = each.later[-1].article
            said = " ".join(filter(None, (safe_line(last.source or ""), last.day.isoformat())))
            row = Row(f"{row.key}:later", later_count(len(each.later)), count=said, about=label)
            add(ISSUES, row, *(Citation(one.article.id, one.passage) for one in each.later))
            row = panes.rows[ISSUES][-1] = replace(panes.rows[ISSUES][-1], depth=1, parent=key)
            panes.issues[row.key] = each
    for event in briefing.timeline:
        first = event.citations[0]
        row = Row(citation_key(first), safe_line(first.passage.text), label=event.date)
        add(TIMELINE, row, *event.citations)
    for quote in briefing.quotes:
        first, speaker = quote.citations[0], safe_line(quote.speaker or "")
        said = f"“{safe_line(first.passage.text)}”"
        row = Row(citation_key(first), f"{speaker}: {said}" if speaker else said, strong=len(speaker))
        add(QUOTES, row, *quote.citations)
    return panes


def with_signs(panes: StoryPanes, annotations: Mapping[str, Sequence[Annotation]]) -> StoryPanes:
    """With the signs of annotations, given by article, before the rows whose passages they are on."""

    def signed(row: Row) -> Row:
        here = [
            each
            for cited in panes.citations.get(row.key, ())
            for each in annotations_on(annotations.get(cited.article, ()), cited.passage.span)
        ]
        if not here:
            return row
        shown = next((each for each in here if each.note), here[0])
        return replace(row, label=f"{mark_sign(shown)} {row.label}".strip(), mark=mark_style(shown))

    return replace(panes, rows={name: list(map(signed, rows)) for name, rows in panes.rows.items()})


def citation_status(citations: Sequence[Citation], at: int, panes: StoryPanes) -> str:
    """ "2 of 5 · BBC: “…”": the passage that Enter goes to."""
    if not citations:
        return ""
    cited = citations[at]
    title, source, _ = panes.articles[cited.article]
    source = safe_line(source) or quoted(title)
    return f"{at + 1} of {len(citations)} · {source}: {quoted(safe_line(cited.passage.text), PASSAGE_CELLS)}"
