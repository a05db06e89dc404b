"""A dossier: a followed matter from its first day, a line a day, and what is open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from briefing.domain.followups.tracked_issue import (
    IssueState,
    SettlingPassage,
    TrackedIssue,
    in_order_of_news,
    sure_issues,
)
from briefing.domain.matters.matter import Matter
from briefing.domain.stories.briefing_merge import event_line
from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import lead_of
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryLine, StoryText
from briefing.domain.stories.terms import terms_of
from briefing.domain.stories.today import is_hardly_news, is_no_news

MAX_ISSUES = 10
"""The most open issues that are shown."""
OPENING = 2_000
"""The code points of an article in which the event of its day is looked for."""
MAX_COMPARED = 12
"""The most articles of a day whose first sentences are compared."""
MIN_SHARED = 2
"""The number of words of its title, or else a third of them, that a sentence must have to tell the event."""
REPEATED = 0.5
"""Share of the words of two lines that must be common for the later one to say nothing more."""


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
    is_whole: bool = True
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


def make_dossier(
    matter: Matter,
    stories: Sequence[Story],
    texts: Mapping[str, StoryText],
    issues: Iterable[TrackedIssue] | None,
    today: date,
) -> Dossier:
    """Make the dossier of a matter from its stories, at least one, and the texts of their articles by id.

    `issues` are those of the articles, or None if they have not been looked for.
    """
    in_time = sorted(stories, key=attrgetter("first", "id"))
    articles = (each for story in in_time for each in story.articles)
    return Dossier(
        matter,
        dossier_title(matter, in_time),
        tuple(in_time),
        tuple(sorted(articles, key=attrgetter("time", "id"), reverse=True)),
        tuple(_days(in_time, texts)) or tuple(_days(in_time, texts, is_any=True)),
        tuple(_issues(issues or (), today)),
        issues is not None,
    )


def dossier_title(matter: Matter, stories: Sequence[Story]) -> str:
    """Return the name of a matter, or else the title of the latest of its stories."""
    return matter.name or max(stories, key=attrgetter("last", "id")).title


# A line a day


def _days(
    stories: Iterable[Story], texts: Mapping[str, StoryText], *, is_any: bool = False
) -> Iterator[DossierDay]:
    """Yield what the foremost story of each day tells, unless an earlier line has said it.

    What a column tells comes after the news of the day. Unless `is_any`, what asks or does not tell what its
    title does comes not at all.
    """
    by_day: dict[str, dict[str, list[StoryArticle]]] = defaultdict(lambda: defaultdict(list))
    for story in stories:
        for article in story.articles:
            if article.copy_of is None and article.id in texts and article.day:
                by_day[article.day][story.id].append(article)
    told: list[StoryLine] = []
    for day, by_story in sorted(by_day.items()):
        for id_, articles in sorted(by_story.items(), key=lambda each: _order(each[0], each[1], texts)):
            line = _told(articles, texts, is_any=is_any)
            line = None if line is None else _changed(line, told)
            if line is not None and (line.numbers or not any(_repeats(line, each) for each in told)):
                told.append(line)
                yield DossierDay(day, line, id_, _publishers(articles, texts))
                break


def _order(
    story: str, articles: Sequence[StoryArticle], texts: Mapping[str, StoryText]
) -> tuple[bool, int, int, str]:
    """Return a sort key by which the foremost story of a day comes first, and columns last."""
    publishers = _publishers(articles, texts)
    is_column = publishers < 2 and all(_is_column(texts[each.id]) for each in articles)
    return is_column, -publishers, -len(articles), story


def _told(
    articles: Sequence[StoryArticle], texts: Mapping[str, StoryText], *, is_any: bool
) -> StoryLine | None:
    """Return the line that tells the event of a day's articles: of the news, where some are."""
    openings = [_opening(texts[each.id]) for each in articles[:MAX_COMPARED]]
    openings.sort(key=attrgetter("time", "id"))
    news = [each for each in openings if not _is_column(each)]
    plain = [each for each in openings if not is_no_news(each.title, "")]
    for some in filter(None, (news, plain, openings if is_any else ())):
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


def _is_column(text: StoryText) -> bool:
    return is_hardly_news(text.title, lead_of(text.text))


def _publishers(articles: Iterable[StoryArticle], texts: Mapping[str, StoryText]) -> int:
    return len({texts[each.id].publisher for each in articles})


def _opening(text: StoryText) -> StoryText:
    """Return the first paragraphs of an article, as if it were new: its day is told by itself."""
    end = text.text.rfind("\n", 0, OPENING)
    opening = text.text[: end if end > 0 else OPENING] if len(text.text) > OPENING else text.text
    return replace(text, text=opening, is_new=True)


def _title(texts: Sequence[StoryText]) -> str:
    """Return the title that has most words of the others."""
    counts = Counter(term for each in texts for term in set(terms_of(each.title)))

    def weight(text: StoryText) -> float:
        terms = set(terms_of(text.title))
        return sum(counts[term] - 1 for term in terms) / (len(terms) + 3)

    return max(texts, key=weight).title


def _repeats(line: StoryLine, other: StoryLine) -> bool:
    words, others = (set(terms_of(_words(each))) for each in (line, other))
    return len(words & others) >= REPEATED * len(words | others)


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


def _issues(issues: Iterable[TrackedIssue], today: date) -> Iterator[DossierIssue]:
    """Yield the foremost of the sure issues that are open, then those that were answered."""
    listed = sure_issues(each for each in issues if each.state is not IssueState.ASIDE)
    kept = in_order_of_news(listed, today)
    still = [each for each in kept if each.state is IssueState.OPEN]
    still.sort(key=lambda each: (-each.sources, -each.issue.importance))
    for each in still[:MAX_ISSUES]:
        yield DossierIssue(each)
    for each in kept:
        if each.state is not IssueState.OPEN:
            yield DossierIssue(each, each.evidence)
