"""A dossier: a followed matter from its first day, a line a day, and what is open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter

from briefing.domain.followups.tracked_issue import (
    OVERDUE_DAYS,
    IssueState,
    TrackedIssue,
    in_order_of_news,
    sure_issues,
)
from briefing.domain.matters.matter import Matter
from briefing.domain.matters.open_sentences import matter_words, say_one
from briefing.domain.stories.briefing_merge import WEEKDAY, event_line, share_words, tell_one_event
from briefing.domain.stories.quantities import differing
from briefing.domain.stories.statements import lead_of
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import LineState, StoryLine, StoryText
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.news_sentences import is_no_news, names_event, telling

OPENING = 1_200
"""The code points of an article in which the event of its day is looked for."""
MAX_COMPARED = 8
"""The most articles of a day whose first sentences are compared."""
MAX_EVENTS = 3
"""The most events of a day that are told."""
MIN_OWN, MIN_OTHER = 2, 3
"""The number of words, besides those that name the matter, by which the title of an article tells the event
of a line, and by which two lines tell one event."""
LEAST_PLAIN = 1.6
"""How plainly a line reports that tells another event of a day, where a single publisher says it."""


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
    """The number of publishers of the story's news, and of what the line cites, on that day."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the articles of a matter tell."""

    matter: Matter
    title: str
    """The name that the reader gave the matter, or else a title that says what it is on."""
    stories: tuple[Story, ...]
    """Its stories in the order of time."""
    articles: tuple[StoryArticle, ...]
    """The articles, the newest first."""
    days: tuple[DossierDay, ...] = ()
    """The days in the order of time."""
    issues: tuple[TrackedIssue, ...] = ()
    """Its issues, those that were answered last."""
    is_whole: bool = False
    """Whether the issues have been looked for."""
    columns: frozenset[str] = frozenset()
    """The articles that are somebody's opinion, or ask, by id."""

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
    news = {id_: text for id_, text in texts.items() if not _is_column(text)}
    return Dossier(
        matter,
        dossier_title(matter, in_time),
        tuple(in_time),
        tuple(sorted(articles, key=attrgetter("time", "id"), reverse=True)),
        tuple(_days(in_time, news)),
        columns=frozenset(texts.keys() - news.keys()),
    )


def with_issues(
    dossier: Dossier, opened: Sequence[TrackedIssue], issues: Iterable[TrackedIssue], today: date
) -> Dossier:
    """Add what sentences of a dossier's articles leave open, and what became of the issues of an engine."""
    return replace(dossier, issues=tuple(_issues(opened, issues, today)), is_whole=True)


def dossier_title(matter: Matter, stories: Sequence[Story]) -> str:
    """Return the name of a matter, or the title of the story that it began with, which stays.

    Where that names no event, it is the title of the matter's news that has most of the words of its titles.
    """
    articles = sorted(
        (each for story in stories for each in story.articles if each.copy_of is None),
        key=attrgetter("time"),
        reverse=True,
    )
    news = [each for each in articles if names_event(each.title, each.url, each.source)]
    begun = next((each.title for each in stories if each.id == matter.stories[0]), "")
    kept = begun if any(each.title == begun for each in news) else ""
    return matter.name or kept or _title([(each.title, each.source or each.id) for each in news or articles])


# A line a day


@dataclass(frozen=True, slots=True)
class _Opening:
    """The first paragraphs of an article of a story."""

    text: StoryText
    story: str


def _is_column(text: StoryText) -> bool:
    return text.is_column or is_no_news(text.title, lead_of(text.text))


def _opening(text: StoryText) -> StoryText:
    """Cut an article to its first paragraphs, as if it were new: its day is told by itself."""
    end = text.text.rfind("\n", 0, OPENING)
    opening = text.text[: end if end > 0 else OPENING] if len(text.text) > OPENING else text.text
    return replace(text, text=opening, is_new=True)


def _days(stories: Iterable[Story], texts: Mapping[str, StoryText]) -> Iterator[DossierDay]:
    """Yield what the news of each day tells, the main event first, unless an earlier line has said it."""
    by_day: dict[str, list[_Opening]] = defaultdict(list)
    for story in stories:
        for article in story.articles:
            if article.copy_of is None and article.id in texts and article.day:
                by_day[article.day].append(_Opening(_opening(texts[article.id]), story.id))
    names = matter_words(texts.values())
    told: list[StoryLine] = []
    for day, openings in sorted(by_day.items()):
        lines = _events(openings, told, names, date.fromisoformat(day))
        told += lines
        yield from sorted(
            (_day(day, line, openings) for line in lines), key=lambda each: (-each.sources, -each.line.voices)
        )


def _events(
    openings: Sequence[_Opening], told: Sequence[StoryLine], names: frozenset[str], day: date
) -> list[StoryLine]:
    """Return a line for each event of a day.

    After the first one, each further story of several publishers tells an event, and then one of the articles
    whose titles name none of these, if it does so very plainly.
    """
    by_story: dict[str, list[_Opening]] = defaultdict(list)
    for each in openings:
        by_story[each.story].append(each)
    stories = sorted(by_story.values(), key=lambda each: (-_publishers(each), -len(each), each[0].story))
    whole = list(chain.from_iterable(stories))
    several = [each for each in stories if len(stories) > 1 and _publishers(each) > 1]
    found: list[StoryLine] = []
    said: list[_Opening] = []
    for group in (whole, *several, whole):
        left = [each for each in group if each not in said]
        is_told = group is not whole and any(each in said for each in group)
        line = None if is_told or not left or len(found) == MAX_EVENTS else _told(left)
        if line is None or not _is_new(line := _changed(line, told), told, day):
            continue
        text = _words(line)
        own = set(terms_of(text)) - names
        is_plain = line.voices > 1 or group is not whole or (telling(text) or 0.0) >= LEAST_PLAIN
        is_other = all(
            len(own.intersection(terms_of(each))) < MIN_OTHER and not tell_one_event(text, each)
            for each in map(_words, found)
        )
        if not found or (is_plain and is_other):
            found.append(line)
            said += (each for each in left if _says(each, line, own, names))
    return found


def _is_new(line: StoryLine, told: Sequence[StoryLine], day: date) -> bool:
    """Whether no line of an earlier day has said it, or a number has changed.

    What names an earlier weekday alone may be what the last lines said in other words.
    """
    text = _words(line)
    last = told[-MAX_EVENTS:] if f"{day:%A}" not in WEEKDAY.findall(text) else ()
    return line.numbers is not None or not (
        any(share_words(text, _words(each)) for each in told)
        or any(tell_one_event(text, _words(each)) for each in last)
    )


def _says(opening: _Opening, line: StoryLine, own: set[str], names: frozenset[str]) -> bool:
    """Whether an article is cited by a line, or its title has words of it besides those of the matter."""
    title = set(terms_of(opening.text.title)) - names
    is_cited = any(each.article == opening.text.id for each in line.citations)
    return is_cited or len(title & own) >= max(1, min(MIN_OWN, len(title)))


def _day(day: str, line: StoryLine, openings: Sequence[_Opening]) -> DossierDay:
    cited = {each.article for each in line.citations}
    story = next(each.story for each in openings if each.text.id == line.citations[0].article)
    return DossierDay(
        day,
        line,
        story,
        _publishers(each for each in openings if each.story == story or each.text.id in cited),
    )


def _told(articles: Sequence[_Opening]) -> StoryLine | None:
    """Return the line that tells the event of a day's articles, if one does."""
    some = sorted((each.text for each in articles[:MAX_COMPARED]), key=lambda each: (each.time, each.id))
    return event_line(some, _title([(each.title, each.publisher) for each in some]))


def _publishers(articles: Iterable[_Opening]) -> int:
    return len({each.text.publisher for each in articles})


def _title(titles: Sequence[tuple[str, str]]) -> str:
    """Return the title that has most of the words that titles of several publishers have.

    Each title comes with its publisher.
    """
    told = defaultdict[str, set[str]](set)
    for title, publisher in titles:
        for term in terms_of(title):
            told[term].add(publisher)

    def weight(title: str) -> float:
        terms = set(terms_of(title))
        return sum(len(told[term]) - 1 for term in terms) / (len(terms) + 3)

    return max((title for title, _ in titles), key=weight)


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


def _issues(
    opened: Sequence[TrackedIssue], issues: Iterable[TrackedIssue], today: date
) -> Iterator[TrackedIssue]:
    """Yield what is open, the foremost first, then what was answered or settled.

    A sentence that says what the reader has settled or set aside is left out.
    """
    known = in_order_of_news(sure_issues(issues), today)
    closed = [each for each in (*opened, *known) if each.state is not IssueState.OPEN]
    told = [each for each in opened if each.decided or not any(_are_one(each, other) for other in closed)]
    listed = [each for each in (*told, *known) if each.state is not IssueState.ASIDE]
    still = [each for each in listed if _is_open(each, today, is_told=each in told)]
    settled = (each for each in listed if each.state is IssueState.SETTLED or _is_answered(each))
    shown: list[TrackedIssue] = []
    for each in (*still, *settled):
        if not any(share_words(each.issue.label, other.issue.label) for other in shown):
            shown.append(each)
            yield each


def _are_one(told: TrackedIssue, other: TrackedIssue) -> bool:
    """Whether a sentence says what another issue does, or is one that raises it."""
    at = told.raised[0]
    is_same_day = told.due is not None and told.due == other.due
    return say_one(told.issue.label, other.issue.label, is_same_day=is_same_day) or any(
        each.article.id == at.article.id and each.passage.span.overlap(at.passage.span)
        for each in other.raised
    )


def _is_answered(issue: TrackedIssue) -> bool:
    """Whether a sentence answers an issue that reports, came in time, and has half of its label's words."""
    if issue.answered is None:
        return False
    text, terms = issue.answered.passage.text, set(terms_of(issue.issue.label))
    is_early = issue.due is not None and issue.answered.article.day < issue.due
    is_near = 2 * len(terms.intersection(terms_of(text))) >= len(terms)
    return telling(text) is not None and is_near and not is_early


def _is_open(issue: TrackedIssue, today: date, *, is_told: bool) -> bool:
    """Whether an issue is open: by the reader's word, because a sentence tells it, or as far as is known.

    The label of an engine that reads English tells it less well than a sentence.
    """
    if issue.decided or issue.state is not IssueState.OPEN or issue.answered is not None:
        return issue.state is IssueState.OPEN and bool(issue.decided)
    is_late = issue.due is not None and issue.due < today
    is_silent = (today - issue.last.day).days >= OVERDUE_DAYS
    return is_told or (_is_foreign(issue) and not is_late and not is_silent)


def _is_foreign(issue: TrackedIssue) -> bool:
    """Whether an issue is not in the words of an engine that reads English."""
    asked, languages = issue.issue, {each.article.language for each in issue.raised}
    return asked.model is not None or asked.is_kept or asked.is_corrected or not languages & {"en", None}
