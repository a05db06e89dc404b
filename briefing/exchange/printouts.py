"""Makes documents of what screens show: a story, Today, a dossier, the page of an actor, an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing.domain.annotation import AnnotatedArticle
from briefing.domain.briefing import ISSUES, NOTHING_FOUND, SECTIONS, SUMMARY, Citation, CitedLine
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.matters.dossier import Dossier, DossierDay
from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.stories.actor_page import ActorLine, ActorPage
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue, StoryLine
from briefing.domain.stories.today import Today
from briefing.exchange.markdown.markdown_text import escape_markdown
from briefing.presentation.actor_rows import actor_about, facts, line_text
from briefing.presentation.answer_rows import answer_about, answer_text, where
from briefing.presentation.chart_rows import activity_line, chart_of
from briefing.presentation.dossier_rows import (
    day_facts,
    issue_notes,
    issue_state,
    matter_facts,
)
from briefing.presentation.model_messages import model_note, shown_text
from briefing.presentation.sentences import pluralize
from briefing.presentation.story_messages import (
    later_count,
    number_note,
    source_names,
    story_counts,
    today_summary,
    voices_of,
    watch_names,
)
from briefing.presentation.today_rows import kind_of

NOTHING_AHEAD = "No sentence says what lies ahead. “briefing issues” lists what single articles leave open."


def _escape(words: str) -> str:
    return escape_markdown(" ".join(words.split()), obsidian=False)


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    notes: tuple[str, ...] = ()
    """What stands below it."""
    is_strong: bool = False
    url: str | None = None
    """The address that it leads to."""


_Section = tuple[str, Sequence[Item]]
"""Its heading, "" for none, and its items."""


@dataclass(frozen=True, slots=True)
class Printout:
    """What a screen shows, to be printed as text or written as Markdown."""

    title: str
    about: str
    sections: Iterable[_Section]


def story_printout(story: Story, briefing: StoryBriefing, *, only_new: bool) -> Printout:
    return Printout(story.title, _about(story), _sections(story, briefing, only_new))


def today_printout(today: Today) -> Printout:
    return Printout("Today", _about_today(today), _today_sections(today))


def actor_printout(page: ActorPage) -> Printout:
    return Printout(page.name, actor_about(page), _actor_sections(page))


def dossier_printout(dossier: Dossier, today: date) -> Printout:
    return Printout(dossier.title, matter_facts(dossier), _dossier_sections(dossier, today))


def matters_printout(dossiers: Sequence[Dossier]) -> Printout:
    items = [Item(each.title, (matter_facts(each), each.matter.id)) for each in dossiers]
    return Printout("Dossiers", pluralize(len(dossiers), "matter"), [("Matters", items)])


def answer_printout(answer: Answer) -> Printout:
    items = [Item(answer_text(line), tuple(_places(answer, line))) for line in answer.lines]
    return Printout(answer.question, answer_about(answer), [("", items)])


def to_markdown(printout: Printout) -> str:
    """Return a heading and a list for each section, with all text escaped."""
    return "\n".join(_markdown(printout)) + "\n"


def with_notes(printout: Printout, annotated: Iterable[AnnotatedArticle]) -> Printout:
    """Append a section of what was noted on these articles, if anything was."""
    items = [
        Item(
            each.made.quote,
            tuple(filter(None, (each.note, " ".join(f"#{tag}" for tag in each.tags), noted.head.title))),
        )
        for noted in annotated
        for each in noted.annotations
    ]
    return replace(printout, sections=[*printout.sections, *([("Your notes", items)] if items else [])])


def _markdown(printout: Printout) -> Iterator[str]:
    yield from (f"# {_escape(printout.title)}", "", _escape(printout.about))
    for heading, items in printout.sections:
        yield from ("", f"## {_escape(heading)}", "") if heading else ("",)
        for item in items:
            text = _escape(item.text)
            if item.url is not None:
                text = f"[{text}](<{' '.join(item.url.split())}>)"
            yield f"- **{text}**" if item.is_strong else f"- {text}"
            yield from (f"  - {_escape(note)}" for note in item.notes)
        if not items:
            yield NOTHING_FOUND


def _places(answer: Answer, line: AnswerLine) -> Iterator[str]:
    """Say where the line stands, and quote each passage that bears out a line in a model's words."""
    for cited in line.citations:
        head = answer.heads[cited.article]
        quote = f"“{cited.passage.text}” " if line.words is not None else ""
        yield " · ".join(dict.fromkeys((f"{quote}{where(head)}", head.title, head.id)))


def _about_today(today: Today) -> str:
    since = today.since.replace("T", " ").removesuffix("Z")
    return f"since {since} UTC · {today_summary(today)}"


def _today_sections(today: Today) -> Iterator[_Section]:
    for entry in today.entries:
        story = entry.story
        articles = {article.id: article for article in story.articles}
        items = [_line(line, story.sources, articles) for line in entry.lines]
        matter = f"matter: {entry.matter}" if entry.matter else ""
        facts = (_about(story), kind_of(entry), matter, watch_names(entry.watches), story.id)
        items.append(Item(" · ".join(filter(None, facts))))
        items += (_article(each) for each in story.articles if each.url and each.copy_of is None)
        yield story.title, items
    if today.more:
        yield "More", [Item(f"{each.title} · {_about(each)} · {each.id}") for each in today.more]
    if today.watched:
        yield (
            "Watched",
            [
                Item(
                    each.story.title,
                    (" · ".join((watch_names(each.watches), _about(each.story), each.story.id)),),
                )
                for each in today.watched
            ],
        )


def _dossier_sections(dossier: Dossier, today: date) -> Iterator[_Section]:
    articles = {article.id: article for article in dossier.articles}

    yield (
        "Day by day",
        [
            Item(
                f"{each.day}: {_text_of(each)}",
                tuple(day_facts(each, articles)),
                url=articles[each.line.citations[0].article].url,
            )
            for each in dossier.days
        ],
    )
    for heading, is_open in (("Open", True), ("Answered", False)):
        issues = [each for each in dossier.issues if (issue_state(each) == "open") == is_open]
        if issues or is_open:
            items = [Item(each.issue.label, issue_notes(each, today), is_strong=is_open) for each in issues]
            yield heading, items or [Item(NOTHING_AHEAD)]
    yield "Articles", [_article(article) for article in dossier.articles]


def _text_of(day: DossierDay) -> str:
    return day.line.citations[0].passage.text


def _about(story: Story) -> str:
    days = " – ".join(dict.fromkeys((story.first[:10], story.last[:10])))
    return " · ".join((*story_counts(story), days))


def _sections(story: Story, briefing: StoryBriefing, only_new: bool) -> Iterator[_Section]:
    articles = {article.id: article for article in story.articles}
    summary = [line for line in briefing.summary if line.is_new or not only_new]
    share = [Item(model_note(briefing.model))] if briefing.model is not None and summary else []
    own = {
        SUMMARY: [*(_line(line, story.sources, articles) for line in summary), *share],
        ISSUES: _issues(briefing.issues, articles),
    }
    for section in SECTIONS:
        lines = briefing.lines.get(section.name, ())
        yield section.title, own.get(section.name) or [_passages_line(line, articles) for line in lines]
    yield "Articles", [_article(article) for article in story.articles]
    if len(story.articles) > 1 and story.terms:
        yield "Why these are one story", [Item(" · ".join(story.terms))]


def _passages_line(line: CitedLine, articles: Mapping[str, StoryArticle]) -> Item:
    if line.kind:
        about = f", {line.about}" if line.about else ""
        said = tuple(f"{line.verb}: {each.passage.text}" for each in line.below)
        count = pluralize(line.articles, "article")
        return Item(f"{line.name} ({line.kind}{about}), {count}", said, is_strong=True)
    before = f"{line.date or line.name}: " if line.date or line.name else ""
    return Item(f"{before}{line.text()}", _sources(line.citations, articles))


def _actor_sections(page: ActorPage) -> Iterator[_Section]:
    articles = {article.id: article for article in page.articles}
    names = list(facts(page))
    chart = page.activity
    if chart is not None and chart_of(chart, len(chart.articles)):
        names.append(activity_line(chart))
    if names:
        yield "About", [Item(fact) for fact in names]
    yield (
        "Said and did",
        [Item(line_text(line), _line_sources(line, articles)) for line in page.lines],
    )
    yield "Stories", [Item(story.title, (f"{_about(story)} · {story.id}",)) for story in page.stories]
    yield "Open with them", _issues(page.issues, articles)


def _issues(issues: Iterable[StoryIssue], articles: Mapping[str, StoryArticle]) -> list[Item]:
    return [
        Item(
            f"{each.issue.label} ({each.issue.kind}{f', {each.issue.when}' if each.issue.when else ''}"
            f"{'' if each.state is IssueState.OPEN else f', {each.state}'})",
            (*_cited(each.evidence, articles), *_later(each)),
            is_strong=True,
        )
        for each in issues
    ]


def _line_sources(line: ActorLine, articles: Mapping[str, StoryArticle]) -> tuple[str, ...]:
    names = _names(line.citations, articles) or articles[line.citations[0].article].title
    return (f"{line.date} · {names}",)


def _line(line: StoryLine, sources: int, articles: Mapping[str, StoryArticle]) -> Item:
    notes = [f"{'new · ' if line.is_new else ''}{voices_of(line, sources, articles)}"]
    if line.versus is not None:
        notes.append(number_note(line, _names([line.versus], articles)))
    if line.words is not None:
        notes = [*_cited(line.citations, articles), *notes]
    return Item(shown_text(line.citations[0].passage, line.words), tuple(notes))


def _article(article: StoryArticle) -> Item:
    facts = ((article.published or "")[:10], article.source, "copy" if article.copy_of else None)
    text = " · ".join(fact for fact in (article.title, *facts) if fact)
    return Item(text, (article.id,), url=article.url)


def _cited(citations: Iterable[Citation], articles: Mapping[str, StoryArticle]) -> tuple[str, ...]:
    return tuple(
        f"{each.passage.text}{f' ({source})' if (source := articles[each.article].source) else ''}"
        for each in citations
    )


def _later(issue: StoryIssue) -> Iterator[str]:
    if issue.later:
        yield later_count(len(issue.later))
    for each in issue.later:
        facts = ", ".join(filter(None, (each.article.source, each.article.day.isoformat())))
        yield f"{each.passage.text} ({facts})"


def _sources(citations: Iterable[Citation], articles: Mapping[str, StoryArticle]) -> tuple[str, ...]:
    names = _names(citations, articles)
    return (names,) if names else ()


def _names(citations: Iterable[Citation], articles: Mapping[str, StoryArticle]) -> str:
    return source_names(articles[each.article] for each in citations)
