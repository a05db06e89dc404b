"""A dossier: a followed matter from its first day, a line a day, and what is open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from briefing.domain.followups.tracked_issue import (
    DUE_KINDS,
    OVERDUE_DAYS,
    IssueState,
    SettlingPassage,
    TrackedIssue,
    in_order_of_news,
    sure_issues,
)
from briefing.domain.matters.matter import Matter
from briefing.domain.stories.briefing_merge import event_line, share_words
from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import lead_of
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryLine, StoryText
from briefing.domain.stories.terms import terms_of
from briefing.domain.stories.today import is_hardly_news, is_no_news

MAX_ISSUES = 10
"""The most open issues that are shown."""
OPEN_DAYS = 3
"""The days for which a matter may go on without a word on an issue that is told to be open."""
OPENING = 2_000
"""The code points of an article in which the event of its day is looked for."""
MAX_COMPARED = 12
"""The most articles of a day whose first sentences are compared."""
MIN_SHARED = 2
"""The number of words of its title, or else a third of them, that a sentence must have to tell the event."""


@dataclass(frozen=True, slots=True)
class DossierDay:
    """A day on which something of the matter happened, or was told."""

    day: str
    """The day in ISO 8601, UTC."""
    line: StoryLine
    """What happened, and who says so."""
    story: str
    """The id of the day's story."""
    sources: int
    """The number of publishers of the story on that day."""


@dataclass(frozen=True, slots=True)
class DossierIssue:
    """An issue that articles of the matter leave open."""

    tracked: TrackedIssue
    answered: SettlingPassage | None = None
    """The sentence that answered it, once there is one."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the articles of a matter tell."""

    matter: Matter
    title: str
    """The name that the reader gave the matter, or else the title of its latest story."""
    stories: tuple[Story, ...]
    """Its stories in the order of time."""
    articles: tuple[StoryArticle, ...]
    """The articles, the newest first."""
    days: tuple[DossierDay, ...] = ()
    """The days in the order of time."""
    issues: tuple[DossierIssue, ...] = ()
    """Its issues, those that were answered last."""
    is_whole: bool = False
    """Whether the issues have been looked for."""

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers, those of most articles first."""
        counts = Counter(each.source for each in self.articles if each.source and each.copy_of is None)
        return tuple(name for name, _ in counts.most_common())

    @property
    def first(self) -> str:
        """The day of its first article in ISO 8601, UTC, or an empty string if all are undated."""
        return min(filter(None, (each.day for each in self.articles)), default="")

    @property
    def last(self) -> str:
        return max(each.day for each in self.articles)


def make_dossier(matter: Matter, stories: Sequence[Story], texts: Mapping[str, StoryText]) -> Dossier:
    """Make the dossier of a matter from its stories, at least one, and the texts of their articles by id."""
    in_time = sorted(stories, key=attrgetter("first", "id"))
    articles = (each for story in in_time for each in story.articles)
    openings = {id_: _Opening(_opening(text)) for id_, text in texts.items()}
    return Dossier(
        matter,
        dossier_title(matter, in_time),
        tuple(in_time),
        tuple(sorted(articles, key=attrgetter("time", "id"), reverse=True)),
        tuple(_days(in_time, openings)) or tuple(_days(in_time, openings, is_any=True)),
    )


def with_issues(dossier: Dossier, issues: Iterable[TrackedIssue], today: date) -> Dossier:
    """Add what the articles of a dossier leave open."""
    return replace(dossier, issues=tuple(_issues(issues, dossier.last, today)), is_whole=True)


def dossier_title(matter: Matter, stories: Sequence[Story]) -> str:
    """Return the name of a matter, or else the title of the latest of its stories."""
    return matter.name or max(stories, key=attrgetter("last", "id")).title


# A line a day


@dataclass(frozen=True)
class _Opening:
    """The first paragraphs of an article."""

    text: StoryText

    @cached_property
    def is_column(self) -> bool:
        return is_hardly_news(self.text.title, lead_of(self.text.text))


def _opening(text: StoryText) -> StoryText:
    """Cut an article to its first paragraphs, as if it were new: its day is told by itself."""
    end = text.text.rfind("\n", 0, OPENING)
    opening = text.text[: end if end > 0 else OPENING] if len(text.text) > OPENING else text.text
    return replace(text, text=opening, is_new=True)


def _days(
    stories: Iterable[Story], openings: Mapping[str, _Opening], *, is_any: bool = False
) -> Iterator[DossierDay]:
    """Yield what the foremost story of each day tells, unless an earlier line has said it.

    What a column tells comes after the news of the day. Unless `is_any`, what asks or does not tell what its
    title does comes not at all.
    """
    by_day: dict[str, dict[str, list[_Opening]]] = defaultdict(lambda: defaultdict(list))
    for story in stories:
        for article in story.articles:
            if article.copy_of is None and article.id in openings and article.day:
                by_day[article.day][story.id].append(openings[article.id])
    told: list[StoryLine] = []
    for day, by_story in sorted(by_day.items()):
        for id_, articles in sorted(by_story.items(), key=_order):
            line = _told(articles, is_any=is_any)
            line = None if line is None else _changed(line, told)
            if line is not None and (
                line.numbers or not any(share_words(_words(line), _words(each)) for each in told)
            ):
                told.append(line)
                yield DossierDay(day, line, id_, _publishers(articles))
                break


def _order(story: tuple[str, Sequence[_Opening]]) -> tuple[bool, int, int, str]:
    """Return a sort key by which the foremost story of a day comes first, and columns last."""
    id_, articles = story
    publishers = _publishers(articles)
    is_column = publishers < 2 and all(each.is_column for each in articles)
    return is_column, -publishers, -len(articles), id_


def _told(articles: Sequence[_Opening], *, is_any: bool) -> StoryLine | None:
    """Return the line that tells the event of a day's articles: of the news, where some are."""
    openings = sorted(articles[:MAX_COMPARED], key=lambda each: (each.text.time, each.text.id))
    news = [each.text for each in openings if not each.is_column]
    plain = [each.text for each in openings if not is_no_news(each.text.title, "")]
    for some in filter(None, (news, plain, [each.text for each in openings] if is_any else ())):
        title = _title(some)
        line = event_line(some, title)
        if line is not None and (is_any or _tells(line, title)):
            return line
    return None


def _tells(line: StoryLine, title: str) -> bool:
    """Whether a line tells what its title does, asks nothing and is of nobody themselves."""
    words = set(terms_of(title))
    shared = words.intersection(terms_of(_words(line)))
    return len(shared) >= min(MIN_SHARED, len(words) / 3) and not is_no_news(title, _words(line))


def _publishers(articles: Iterable[_Opening]) -> int:
    return len({each.text.publisher for each in articles})


def _title(texts: Sequence[StoryText]) -> str:
    """Return the title that has most words of the others."""
    counts = Counter(term for each in texts for term in set(terms_of(each.title)))

    def weight(text: StoryText) -> float:
        terms = set(terms_of(text.title))
        return sum(counts[term] - 1 for term in terms) / (len(terms) + 3)

    return max(texts, key=weight).title


def _changed(line: StoryLine, told: Sequence[StoryLine]) -> StoryLine:
    """Mark a line in which a number of an earlier day has changed."""
    for earlier in reversed(told if line.numbers is None else ()):
        if (pair := differing(_words(earlier), _words(line))) is not None:
            numbers = pair[1].of(_words(line)), pair[0].of(_words(earlier))
            return replace(
                line, state=LineState.CHANGED, versus=earlier.citations[0], numbers=numbers, is_new=True
            )
    return line


def _words(line: StoryLine) -> str:
    return line.citations[0].passage.text


# Issues


def _issues(issues: Iterable[TrackedIssue], last: str, today: date) -> Iterator[DossierIssue]:
    """Yield the foremost of the sure issues that are open, then those that were answered.

    `last` is the day of the last article of the matter.
    """
    listed = sure_issues(each for each in issues if each.state is not IssueState.ASIDE)
    kept = in_order_of_news(listed, today)
    still = [each for each in kept if _is_open(each, last, today)]
    still.sort(key=lambda each: (-each.sources, -each.issue.importance))
    for each in still[:MAX_ISSUES]:
        yield DossierIssue(each)
    for each in kept:
        if each.state is not IssueState.OPEN or each.answered is not None:
            yield DossierIssue(each, each.evidence)


def _is_open(issue: TrackedIssue, last: str, today: date) -> bool:
    """Whether an issue is still open as far as is known.

    One that the matter has gone on without was mostly settled, though no sentence says so, and so was one
    that lay ahead a week ago. The reader's word holds for good.
    """
    if issue.decided or issue.state is not IssueState.OPEN:
        return issue.state is IssueState.OPEN
    told = issue.last.day
    has_passed = issue.due is not None and issue.due < today
    has_gone_on = bool(last) and (date.fromisoformat(last) - told).days > OPEN_DAYS
    was_ahead = issue.issue.kind in DUE_KINDS and (today - told).days >= OVERDUE_DAYS
    return issue.answered is None and not (has_passed or has_gone_on or was_ahead)
