"""Merges the briefings of a story's articles into one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from briefing.domain.analysis import (
    PASSAGE_PARTS,
    Issue,
    IssueKind,
    ModelShare,
    ModelWords,
    PartName,
    Point,
)
from briefing.domain.briefing import ACTORS, Citation, CitedLine, line_of
from briefing.domain.clustering import grouped
from briefing.domain.followups.tracked_issue import surest
from briefing.domain.span import Passage, Span
from briefing.domain.stories.actor_merge import merge_actors
from briefing.domain.stories.event_index import SECONDS_A_DAY
from briefing.domain.stories.quantities import agrees, differing
from briefing.domain.stories.statements import SAME, SentenceIndex, is_sentence
from briefing.domain.stories.story_briefing import (
    LineState,
    StoryBriefing,
    StoryIssue,
    StoryLine,
    StoryText,
)
from briefing.domain.stories.terms import plain_words, terms_of
from briefing.domain.text.news_sentences import DAY, explains, telling
from briefing.domain.text.sentences import sentence_around

MIN_LINES, MAX_LINES = 3, 5
_UNRANKED = 4
SAME_LEAD = 0.25
"""Likeness from which the first sentences of two articles say the same; most of them tell the event."""
REPEATED = 0.2
"""Likeness from which a line repeats another: then a single publisher's is left out, and it is no news if the
reader could see the other before."""
MAX_OPENING = 6
"""The number of an article's first sentences among which the event of its story is looked for."""
LEAST_TITLE = 0.2
"""The share of the title's words below which a sentence has hardly any."""
LEAST_EVENT = 1.75
"""The least sum of how plainly a sentence reports, how much of the title it has, and its place, by which it
tells the event."""
LEAST_MORE = 1.2
"""How plainly a line below the event reports, at least, where a single publisher says it: with a day."""
TITLE, FIRST, LATER, NO_WORD, AGREED = 3.0, 0.6, 0.35, 0.7, 0.5
"""Weights for the share of the title's words that a sentence has, for an article's first sentence, for each
sentence before, for hardly a word of the title, and for being like another article's first sentence."""
HALF_OF_TITLE = 0.5 * TITLE
"""The least weight for a sentence without a day to tell the event of a single publisher's articles."""
THIRD_OF_TITLE, LEAST_PLAIN, MIN_DONE = 1.0, 0.9, 2
"""The least weight for the first sentence, if it reports as plainly at least and has this number of the
title's words besides names."""
MAX_LEADS = 10
"""The number of articles whose first sentences are compared with what may be the event."""
TITLE_WORDS = 4, 9
"""The least and the greatest number of a title's words of which the share is taken."""
MAX_COUNTING = 40
"""The number of the last sentences with a number of dead, hurt, missing or arrested that are compared."""
SAME_WORDS = 0.5
"""Share of the terms of two issues' labels that must be common for them to name one matter, and of two lines
for the later one to say nothing more."""
SAME_EVENT = 1 / 3
"""The share of the terms of the shorter of two lines of one weekday that both have if they tell one event."""

WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WEEKDAYS, _FIRST_WEEKDAY = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 3
"""The weekdays, and the place among them of the first day of 1970."""
_NOW = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE)
_THIS_WEEK = re.compile(rf"{WEEKDAY.pattern}|{_NOW.pattern}", re.IGNORECASE)
_GOING_ON = re.compile(r"\b(?:is|are) (?:\w+ly )?[a-z]{3,}ing\b")
_SPEAKER = re.compile(
    r"\b(?:Mr|Ms|Mrs)\. ([A-Z][\w-]+) (?:said|says|explained|added|argued|noted|wrote|recalled)\b"
)
"""A speaker whose full name stands in a sentence before."""
_SURNAME = re.compile(r"([A-Z][\w-]+)(?:['’]s)?,? (?=[a-z])")
"""A single name that begins a sentence."""
_FIRST_NAME = re.compile(
    r"\b(?!(?:North|South|East|West|Great|New|Super)[a-z]*\b)(?:[A-Z][\w.'’-]{,20}[a-z]|(?<!\.)[A-Z]\.)"
)
"""The word before a last name: neither letters alone, as in "US Congress", nor that of a place or a day."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A line of a language model whose evidence was found in the articles."""

    evidence: tuple[tuple[int, Passage], ...]
    """Positions of articles in their sequence, each with a passage of that article; at least one."""
    words: ModelWords | None
    """The words to show, or None where only the evidence may be shown."""
    kind: IssueKind | None = None
    """The kind of an open issue; None for a line of the summary."""


def merge_briefings(
    articles: Sequence[StoryText], index: SentenceIndex | None = None, title: str = ""
) -> StoryBriefing:
    """Merge the briefings of a story's articles, which come in the order of time.

    Every line cites passages of the articles. An article without an analysis may tell the event, and support
    the lines of others. `title` names the event, and `index` holds the sentences of the articles, if the
    caller has it already.
    """
    index = index or SentenceIndex([article.text for article in articles])
    event = _event(articles, index, title) if title else None
    return StoryBriefing(
        summary=tuple(_summary(articles, index, event, title)),
        issues=tuple(_issues(articles, index)),
        lines={
            ACTORS: tuple(merge_actors(articles)),
            **{part: tuple(_passage_lines(part, articles, index)) for part in PASSAGE_PARTS},
        },
        missing=tuple(article.id for article in articles if article.analysis is None),
        is_told=event is not None or not title,
    )


def event_line(articles: Sequence[StoryText], title: str) -> StoryLine | None:
    """Return the line that tells the event of these articles, for which they need no analysis."""
    index = SentenceIndex([article.text for article in articles])
    event = _event(articles, index, title)
    return None if event is None else _line(event, (), articles, index)


# Summary


def _summary(
    articles: Sequence[StoryText], index: SentenceIndex, event: tuple[int, Passage] | None, title: str
) -> list[StoryLine]:
    """Return the sentence that tells the event, then what else is told: the news first, then what most
    publishers say, then points of a single one until there are three lines. Below an event, these report.

    Candidates are the points of the articles' summaries, and first sentences, which mostly tell the event.
    """
    points: list[tuple[int, Passage]] = []
    leads: set[tuple[int, int]] = set()
    for at, article in enumerate(articles):
        if article.analysis is not None and article.analysis.summary and not (event and article.is_column):
            summary = article.analysis.summary
            # Not all scripts end sentences with a mark.
            kept = [point for point in summary if is_sentence(point.text)] or summary
            points += ((at, point) for point in kept)
            if (lead := index.lead(at)) is not None:
                points.append((at, lead))
                leads.add((at, lead.span.start))

    def likeness(one: tuple[int, Passage], other: tuple[int, Passage]) -> float:
        found = index.likeness(one[1].text, other[1].text)
        are_leads = {(one[0], one[1].span.start), (other[0], other[1].span.start)} <= leads
        return found * SAME / SAME_LEAD if are_leads else found

    if event is not None and event not in points:
        points.append(event)
        leads.update({(event[0], event[1].span.start)} if event[1] == index.lead(event[0]) else ())
    chosen: list[StoryLine] = []
    lines: list[tuple[StoryLine, int]] = []
    by_id = {article.id: article for article in articles}
    for group in _grouped(points, likeness):
        if event in group:
            line = _line(event, group, articles, index)
            # An earlier article may have most of its words; one that says the same is cited by it.
            is_new = line.is_new or all(by_id[each.article].is_new for each in line.citations)
            chosen.append(replace(line, is_new=is_new))
        else:
            # The shortest passage represents the others: all of them were chosen to stand alone.
            shortest = min(group, key=lambda each: (len(each[1].text), each[0]))
            rank = min(_rank(passage) for _, passage in group)
            lines.append((_line(shortest, group, articles, index), rank))
    lines.sort(key=lambda each: (not each[0].is_new, -each[0].voices, each[1], each[0].citations[0].article))
    for line, _ in lines:
        if len(chosen) >= (MAX_LINES if line.voices > 1 else MIN_LINES):
            break
        told = [title, *(each.citations[0].passage.text for each in chosen)]
        text = line.citations[0].passage.text
        if event is not None and not _adds(line, by_id, told):
            continue
        least = REPEATED if line.voices == 1 else SAME
        if all(index.likeness(text, each) < least for each in told[1:]):
            chosen.append(line)
    if all(line.versus is None for line in chosen):
        chosen += filter(None, [_difference(articles, index)])
    return chosen


def _difference(articles: Sequence[StoryText], index: SentenceIndex) -> StoryLine | None:
    """Find the latest sentence whose number of dead, hurt, missing or arrested is not that of one before."""
    counting = [(each.article, each.passage) for each in index.counting()[-MAX_COUNTING:]]
    for later in reversed(counting):
        for earlier in counting:
            if earlier[0] < later[0] and differing(earlier[1].text, later[1].text) is not None:
                line = _line(later, (earlier,), articles, index)
                if line.versus is not None:
                    return line
    return None


def _adds(line: StoryLine, articles: Mapping[str, StoryText], told: Sequence[str]) -> bool:
    """Whether a line reports something by itself; if publishers agree on it, it may be less plain, and what
    they differ in may be said in any way.
    """
    if line.versus is not None:
        return True
    article, passage = articles[line.citations[0].article], line.citations[0].passage
    plainness, words = telling(passage.text), _terms(passage.text)
    return (
        plainness is not None
        and len(words & _terms(" ".join(told))) < SAME_WORDS * len(words)
        and (line.voices > 1 or plainness >= LEAST_MORE)
        and not _repeats(passage.text, article.title)
        and not _is_short_for_known(passage, article.text, " ".join(told))
        and not any(tell_one_event(passage.text, each) for each in told)
    )


def _event(articles: Sequence[StoryText], index: SentenceIndex, title: str) -> tuple[int, Passage] | None:
    """Find the sentence that tells the event: of first sentences, that which reports most plainly what the
    title names; None if none does.

    Columns tell no event. Where some articles are new, the event is theirs. If a single publisher tells it,
    a sentence with a day comes before one that has too little of the title.
    """
    new = [at for at, article in enumerate(articles) if article.is_new] or range(len(articles))
    leads = [(at, lead.text) for at in list(new)[:MAX_LEADS] if (lead := index.lead(at)) is not None]
    found: list[tuple[float, bool, int, int, Passage]] = []
    for at in new:
        for place, passage in enumerate(() if articles[at].is_column else index.opening(at, MAX_OPENING)):
            if (told := _telling(passage, articles[at], title, index)) is None:
                continue
            value = told + index.likeness(title, passage.text) + (FIRST if place == 0 else -LATER * place)
            alike = (index.likeness(passage.text, lead) for other, lead in leads if other != at)
            value += AGREED * any(each >= SAME_LEAD for each in alike)
            found.append((value, articles[at].title == title, -at, -place, passage))
    found.sort(key=lambda each: each[:4], reverse=True)
    is_single = len({articles[at].publisher for at in new}) == 1
    for rank, (value, _, at, place, passage) in enumerate(found):
        if value < LEAST_EVENT:
            break
        is_lead = place == 0
        if not is_single or _tells_alone(passage, title, is_likeliest=rank == 0, is_lead=is_lead):
            return -at, passage
    return None


def _tells_alone(passage: Passage, title: str, *, is_likeliest: bool, is_lead: bool) -> bool:
    """Whether a sentence tells the event by the word of one publisher: with a day, or with half of the title.

    An article's first sentence needs a third, more than names, if it plainly reports what was done and not
    what goes on; a sentence that is not the likeliest one needs a third, and a day of this week.
    """
    of_title = _of_title(_terms(passage.text), title)
    if not is_likeliest:
        return of_title >= THIRD_OF_TITLE and _THIS_WEEK.search(passage.text) is not None
    done = _terms(title) & _terms(" ".join(word for word in passage.text.split() if word[0].islower()))
    is_plain = (telling(passage.text) or 0.0) >= LEAST_PLAIN and _GOING_ON.search(passage.text) is None
    is_clear = is_lead and is_plain and len(done) >= MIN_DONE
    return DAY.search(passage.text) is not None or of_title >= (THIRD_OF_TITLE if is_clear else HALF_OF_TITLE)


def _telling(passage: Passage, article: StoryText, title: str, index: SentenceIndex) -> float | None:
    """Return how plainly a sentence reports, and how much of the title; None if it tells no event by itself.

    What explains, or hardly reports, tells one only with a day.
    """
    plainness, of_title = telling(passage.text), _of_title(index.words(passage.text), title)
    if (
        plainness is None
        or ((explains(article.title) or plainness <= 0) and DAY.search(passage.text) is None)
        or _repeats(passage.text, article.title)
        or _is_short_for_known(passage, article.text, title)
        or ((speaker := _SPEAKER.search(passage.text)) and speaker[1] not in title)
    ):
        return None
    return plainness + of_title


def _is_short_for_known(passage: Passage, text: str, known: str) -> bool:
    """Whether a sentence begins with a surname that its article has in full before, and `known` has not."""
    found = _SURNAME.match(passage.text)
    return (
        found is not None
        and found[1] not in known
        and re.search(rf"\b{found[1].lower()}\b", text) is None
        and re.search(rf"{_FIRST_NAME.pattern} {re.escape(found[1])}\b", text[: passage.span.start])
        is not None
    )


def _repeats(text: str, title: str) -> bool:
    """Whether a sentence says no more than the headline, or has it before it without a full stop."""
    said, named = text.casefold().rstrip("."), title.casefold()
    if not (named and said.startswith(named)):
        return bool(named) and named.startswith(said)
    following = text[len(title) :].lstrip(" “‘\"'").partition(" ")[0]
    # A capital letter within a sentence is that of a name: no “The” is.
    return not said[len(named) :] or (following[:1].isupper() and not any(terms_of(following)))


def _of_title(told: Collection[str], title: str) -> float:
    """Return what a sentence's words have of a title's, weighed; less than nothing if hardly any."""
    words, (least, most) = _terms(title), TITLE_WORDS
    share = len(words.intersection(told)) / max(least, min(len(words), most))
    return TITLE * share - NO_WORD * (share < LEAST_TITLE)


def _is_news(text: str, articles: Sequence[StoryText], index: SentenceIndex) -> bool:
    """Whether no sentence of the articles that the reader could see before says nearly that."""
    return index.nearest(text, {at for at, each in enumerate(articles) if not each.is_new}) < REPEATED


def with_model_lines(
    briefing: StoryBriefing,
    articles: Sequence[StoryText],
    index: SentenceIndex,
    lines: Sequence[ModelLine],
    share: ModelShare,
) -> StoryBriefing:
    """Put the lines of a language model in place of a briefing's summary, and before its open issues.

    `index` holds the sentences of the articles. Lines in which articles differ, or a number has changed, stay
    in the words of the articles.
    """
    made = [_model_line(line, articles, index) for line in lines if line.kind is None][:MAX_LINES]
    numbers = [line for line in briefing.summary if line.state in (LineState.DIFFER, LineState.CHANGED)]
    told = [(line.state, line.numbers) for line in made]
    kept = [line for line in numbers if (line.state, line.numbers) not in told]
    summary = [
        line for line in made if not any(_are_one(line.citations[:1], each.citations) for each in kept)
    ]
    return replace(
        briefing,
        summary=(*summary, *kept) if made else briefing.summary,
        issues=_with_model_issues(briefing.issues, lines, articles, share.name),
        model=share,
        is_told=bool(made) or briefing.is_told,
    )


def _with_model_issues(
    issues: Sequence[StoryIssue], lines: Sequence[ModelLine], articles: Sequence[StoryText], model: str
) -> tuple[StoryIssue, ...]:
    """Put a model's issues before those that it does not meet; one that it meets keeps all but its name."""
    left = list(issues)
    made: list[StoryIssue] = []
    for line in lines:
        if line.kind is None:
            continue
        cited = tuple(articles[at].cite(passage) for at, passage in line.evidence)
        label = line.words.text.rstrip(".") if line.words is not None else line.evidence[0][1].text
        named = model if line.words is not None else None
        if (met := next((each for each in left if _are_one(cited, each.evidence)), None)) is not None:
            left.remove(met)
            issue = replace(met.issue, label=label, kind=line.kind, model=named)
            made.append(replace(met, issue=issue))
        else:
            first = line.evidence[0][0]
            evidence = tuple(passage for at, passage in line.evidence if at == first)
            issue = Issue(label, line.kind, 2, evidence, (), None, model=named)
            made.append(StoryIssue(issue, cited, len({each.article for each in cited})))
    return (*made, *left)


def _are_one(cited: Sequence[Citation], others: Sequence[Citation]) -> bool:
    """Whether two lines cite passages of one article of which half is common."""
    return any(
        one.article == other.article
        and 2 * one.passage.span.overlap(other.passage.span)
        >= min(len(one.passage.span), len(other.passage.span))
        for one in cited
        for other in others
    )


def _model_line(line: ModelLine, articles: Sequence[StoryText], index: SentenceIndex) -> StoryLine:
    at, passage = line.evidence[0]
    sentence = at, sentence_around(articles[at].text, passage.span)
    whole = _line(sentence, (), articles, index)
    if whole.state in (LineState.DIFFER, LineState.CHANGED):
        return whole
    found = _line((at, passage), (), articles, index)
    first, *others = (articles[at].cite(passage) for at, passage in line.evidence)
    quoted = {each.article for each in (first, *others)}
    also = (*others, *(each for each in found.citations[1:] if each.article not in quoted))
    by_id = {article.id: article for article in articles}
    saying = [by_id[each.article] for each in (first, *also)]
    voices = len({article.publisher for article in saying})
    return StoryLine(
        (first, *also),
        voices,
        LineState.AGREED if voices > 1 else LineState.SINGLE,
        all(article.is_new for article in saying) and _is_news(first.passage.text, articles, index),
        words=line.words,
    )


def _rank(passage: Passage) -> int:
    return passage.rank if isinstance(passage, Point) else _UNRANKED


def _line(
    shown: tuple[int, Passage],
    group: Sequence[tuple[int, Passage]],
    articles: Sequence[StoryText],
    index: SentenceIndex,
) -> StoryLine:
    """Make a line of one passage and those of other articles that say the same."""
    at, passage = shown
    alike: dict[int, list[Passage]] = {}
    like = ((each.article, each.passage) for each in index.alike(at, passage))
    for place, each in (*group, *like, *_like_leads(shown, len(articles), index)):
        if place != at:
            alike.setdefault(place, []).append(each)
    state, versus, numbers = LineState.SINGLE, None, None
    for place, (each, *_) in sorted(alike.items()):
        if (pair := _differing(shown, (place, each))) is None:
            continue
        if place < at:
            pair = pair[1], pair[0]
        days = [int(articles[one].time // SECONDS_A_DAY) for one in (at, place)]
        if days[0] == days[1] and articles[at].publisher == articles[place].publisher:
            continue
        numbers = (pair[0].of(passage.text), pair[1].of(each.text))
        versus = (place, each)
        if days[0] == days[1]:
            state = LineState.DIFFER
        else:
            state = LineState.CHANGED
            if days[1] > days[0]:  # the later sentence is the line
                at, passage, versus = place, each, (at, passage)
                numbers = (numbers[1], numbers[0])
        break
    day = _day_told(passage.text, articles[at].time)
    found = {
        place: each
        for place, some in alike.items()
        if place != at and articles[place].time // SECONDS_A_DAY >= day
        for each in reversed(some)  # the first one counts
        if agrees(passage.text, each.text) and not _differing((at, passage), (place, each))
    }
    voices = len({articles[place].publisher for place in (at, *found)})
    if state is LineState.SINGLE and voices > 1:
        state = LineState.AGREED
    if state is LineState.CHANGED:
        is_new = articles[at].is_new
    else:
        is_new = all(articles[place].is_new for place in (at, *found)) and _is_news(
            passage.text, articles, index
        )
    return StoryLine(
        (
            articles[at].cite(passage),
            *(articles[place].cite(each) for place, each in sorted(found.items())),
        ),
        voices,
        state,
        is_new,
        None if versus is None else articles[versus[0]].cite(versus[1]),
        numbers,
    )


def _like_leads(
    shown: tuple[int, Passage], articles: int, index: SentenceIndex
) -> Iterator[tuple[int, Passage]]:
    """Yield the first sentences of articles that are like that of another: most tell the event."""
    if shown[1] == index.lead(shown[0]):
        for at in range(articles):
            if (lead := index.lead(at)) and index.likeness(shown[1].text, lead.text) >= SAME_LEAD:
                yield at, lead


def _day_told(text: str, time: float) -> float:
    """Return the earliest day that a sentence names, in days since 1970, or 0 if it names none.

    A weekday is the last one up to `time`, when its article was published.
    """
    today = int(time // SECONDS_A_DAY)
    named = {_WEEKDAYS.index(day[:3]) for day in WEEKDAY.findall(text)}
    days = [today - (today + _FIRST_WEEKDAY - each) % 7 for each in named]
    return min(days) if days else today * (_NOW.search(text) is not None)


def _differing(one: tuple[int, Passage], other: tuple[int, Passage]) -> tuple[Span, Span] | None:
    earlier, later = sorted((one, other), key=lambda each: each[0])
    return differing(earlier[1].text, later[1].text)


# The other parts


def _issues(articles: Sequence[StoryText], index: SentenceIndex) -> list[StoryIssue]:
    """Merge issues that name one matter; those of most articles come first, then the surest."""
    found = [
        (at, issue)
        for at, article in enumerate(articles)
        for issue in (article.analysis.shown_issues if article.analysis else ())
    ]

    def likeness(one: tuple[int, Issue], other: tuple[int, Issue]) -> float:
        if one[0] == other[0]:
            return 0.0  # the engine has told them apart
        if have_one_label(one[1], other[1]):
            return 1.0
        evidence = (" ".join(passage.text for passage in each[1].evidence) for each in (one, other))
        return 1.0 if index.likeness(*evidence) >= SAME else 0.0

    issues = []
    for group in _grouped(found, likeness):
        evidence = tuple(articles[at].cite(each) for at, issue in group for each in issue.evidence[:1])
        best = surest(issue for _, issue in group)
        issues.append(StoryIssue(best, evidence, len({at for at, _ in group})))
    return sorted(issues, key=lambda each: (-each.articles, -(each.issue.confidence or 0.0)))


def have_one_label(one: Issue, other: Issue) -> bool:
    """Whether the labels of two issues name one matter."""
    return share_words(one.label, other.label)


def tell_one_event(one: str, other: str) -> bool:
    """Whether two sentences name one weekday, and have a third of the terms of the shorter one in common."""
    if set(WEEKDAY.findall(one)).isdisjoint(WEEKDAY.findall(other)):
        return False
    terms, others = _terms(one), _terms(other)
    return len(terms & others) >= SAME_EVENT * min(len(terms), len(others))


def share_words(one: str, other: str) -> bool:
    """Whether half of the terms of two short texts are common."""
    words, others = _terms(one), _terms(other)
    return bool(words | others) and len(words & others) >= SAME_WORDS * len(words | others)


@lru_cache(maxsize=10_000)  # each is compared with all others
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms_of(text))


def _passage_lines(
    part: PartName, articles: Sequence[StoryText], index: SentenceIndex
) -> Iterator[CitedLine]:
    """Yield what several articles have once: as the first has it that names a speaker, or the first."""
    found = [
        (at, line_of(item))
        for at, article in enumerate(articles)
        for item in (article.analysis.shown(part) if article.analysis else ())
    ]
    for group in _of_one_event(found, index) if part == "timeline" else _of_one_wording(found):
        cited = tuple(articles[at].cite(each.citations[0].passage) for at, each in group)
        yield replace(next((each for _, each in group if each.name), group[0][1]), citations=cited)


_Lines = list[tuple[int, CitedLine]]
"""Lines, each with the place of its article."""


def _of_one_event(found: _Lines, index: SentenceIndex) -> Iterator[_Lines]:
    """Group lines of one date that are alike, in the order of their dates."""
    by_date: dict[str, _Lines] = defaultdict(list)
    for at, line in found:
        by_date[line.date].append((at, line))
    for date in sorted(by_date):
        yield from _grouped(by_date[date], lambda one, other: index.likeness(_words(one), _words(other)))


def _of_one_wording(found: _Lines) -> list[_Lines]:
    """Group lines of the same words, also where one article has more of them, in the order of time."""
    groups: list[tuple[str, _Lines]] = []
    for at, line in found:
        words = plain_words(_words((at, line)))
        for known, group in groups:
            if group[0][0] != at and (words in known or known in words):
                group.append((at, line))
                break
        else:
            groups.append((words, [(at, line)]))
    return [group for _, group in groups]


def _words(line: tuple[int, CitedLine]) -> str:
    return line[1].citations[0].passage.text


def _grouped(items: Sequence[Item], likeness: Callable[[Item, Item], float]) -> list[list[Item]]:
    """Group items that are alike on average, in the order of each group's first item."""
    numbers = range(len(items))
    values = {
        (one, other): value
        for one in numbers
        for other in numbers[one + 1 :]
        if (value := likeness(items[one], items[other])) > 0
    }
    return grouped(items, values, SAME)
