"""The analysis of an article: summary, actors, issues, timeline and quotes, with their passages; its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Literal

from briefing.domain.annotation import ArticleHead
from briefing.domain.article import Article
from briefing.domain.codec import Json, decode, encode
from briefing.domain.span import Passage

BRIEFING_SCHEMA = 1


class ActorKind(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    COUNTRY = "country"
    GROUP = "group"


class IssueKind(StrEnum):
    PENDING = "pending"
    DISPUTE = "dispute"
    UNKNOWN = "unknown"
    RISK = "risk"
    DEMAND = "demand"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The engine that made an analysis; its three fields together key the cache."""

    name: str
    version: str
    model: str


@dataclass(frozen=True, slots=True)
class ModelWords:
    """A line as a language model words it, which bears no quotation marks: the passages bear it out."""

    JSON: ClassVar = "name=model text"

    text: str
    model: str
    """The model's name."""


@dataclass(frozen=True, slots=True)
class ModelShare:
    """The share that a language model has in a briefing."""

    name: str
    kept: int
    """The number of lines that are shown as the model wrote them."""
    repaired: int
    """The number of lines quoted by the model with other letters; they show the article's words."""
    dropped: int
    """The number of lines whose evidence is in no article, which are shown nowhere."""
    quoted: int = 0
    """The number of lines in whose place the article's words are shown, since a check failed."""
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    """The cost in money, if prices are set."""
    notice: str | None = None
    """A sentence about the model's answer."""


@dataclass(frozen=True, slots=True)
class Point(Passage):
    """A sentence of the summary."""

    JSON: ClassVar = "text start end rank also? model=words? corrected=is_corrected?"

    rank: int
    """The rank among the points, from 1 for the best."""
    words: ModelWords | None = None
    """The words of a language model that are shown in place of the passage, if it chose this point."""
    also: tuple[Passage, ...] = ()
    """Further passages that the words rest on."""
    is_corrected: bool = False
    """Whether the reader put this sentence in the place of the engine's."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One real-world person, organization, country or group, all its names merged."""

    JSON: ClassVar = (
        "name kind role aliases salience mentions statements position? shown? corrected=is_corrected?"
    )

    name: str
    kind: ActorKind
    role: str | None
    """The office, title or description, in the text's own words."""
    aliases: tuple[str, ...]
    """The other proper names the text uses, in order of first appearance; never `name` itself."""
    salience: float
    """The actor's weight from 0 to 1; actors are listed by it, highest first."""
    mentions: tuple[Passage, ...]
    """The passages where the text names the actor, in reading order; at least one."""
    statements: tuple[Passage, ...]
    """The few passages of what the actor says that can be read alone, quoted or not, in reading order."""
    position: Passage | None = None
    """The statement that tells where the actor stands on what the article is about, if one does."""
    shown: bool = True
    """Whether the line is shown at once; otherwise it is folded under the shown ones."""
    is_corrected: bool = False
    """Whether the reader has corrected it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter that the article leaves open on its date."""

    JSON: ClassVar = (
        "label kind importance evidence actors when confidence due? sure=is_sure? shown? model.name=model? "
        "corrected=is_corrected?"
    )

    label: str
    """Words that name the matter and can be read alone; the article has all that carry meaning."""
    kind: IssueKind
    importance: int
    """The importance: 3 central, 2 worth following, 1 worth a line."""
    evidence: tuple[Passage, ...]
    """The clauses that show that the matter is open, the strongest first; at least one."""
    actors: tuple[str, ...]
    """Names of involved actors of the same analysis."""
    when: str | None
    """The time that the text gives for the matter, in its own words."""
    confidence: float | None = None
    """The probability, from 0 to 1, that the matter is open, if the engine gives one."""
    is_kept: bool = False
    """Whether the reader wants to keep the issue."""
    model: str | None = None
    """The name of the language model that found the issue, and whose words the label is."""
    due: str | None = None
    """The day of `when` in ISO 8601, as precise as the text, if it can be told."""
    is_sure: bool = False
    """Whether readers find such lines right eight times in ten, so that the label is bold."""
    shown: bool = True
    """Whether the engine is sure enough to show the line at once; otherwise it is folded."""
    is_corrected: bool = False
    """Whether the reader has corrected it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the article tells with its date."""

    JSON: ClassVar = "date text start end next=is_next? shown? model=words? corrected=is_corrected?"

    date: str
    """The date in ISO 8601, as precise as the text: 2026-03-04, 2026-W10, 2026-03, 2026; a range's start."""
    passage: Passage
    """The clause that tells the event, or else its sentence."""
    is_next: bool = False
    """Whether the article expects it, so that it is no event yet."""
    shown: bool = True
    """Whether the line is shown at once; otherwise it is folded under the shown ones."""
    words: ModelWords | None = None
    """The words of a language model that are shown in place of the passage, if it chose this event."""
    is_corrected: bool = False
    """Whether the reader has corrected it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The direct speech of somebody."""

    JSON: ClassVar = "speaker text start end shown? corrected=is_corrected?"

    speaker: str | None
    """An actor's name, or else the name or description in the text; None if it does not tell."""
    passage: Passage
    """The words, without the marks around them."""
    shown: bool = True
    """Whether the line is shown at once; otherwise it is folded under the shown ones."""
    is_corrected: bool = False
    """Whether the reader has corrected it."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The briefing of one article."""

    JSON: ClassVar = "engine notice summary actors issues timeline quotes model?"

    engine: EngineInfo
    summary: tuple[Point | Passage, ...] = ()
    """The summary in reading order; the built-in engine's items are of type `Point`."""
    actors: tuple[Actor, ...] = ()
    """The actors, the most salient first."""
    issues: tuple[Issue, ...] = ()
    """The issues, the most important first."""
    notice: str | None = None
    """A sentence for the reader if a part could not be made, as in a language without a pipeline."""
    timeline: tuple[Event, ...] = ()
    """The events by date, then in reading order."""
    quotes: tuple[Quote, ...] = ()
    """The quotes in reading order."""
    model: ModelShare | None = None
    is_complete: bool = True
    """Whether the engine made all parts; if not, the notice says so, and the analysis is not cached."""

    @classmethod
    def from_parts(cls, engine: EngineInfo, parts: Iterable[Part]) -> Analysis:
        """Make an analysis of these parts; missing ones are empty."""
        # Any: the value of a part has the type of the field of its name.
        values: dict[str, Any] = {part.name: part.value for part in parts}
        return cls(engine, **values)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but, perhaps, the notice."""
        return not any(map(self.items, PARTS))

    def items(self, part: PartName) -> tuple[AnalysisItem, ...]:
        """Return the items of a part in `PARTS`."""
        items: tuple[AnalysisItem, ...] = getattr(self, part)
        return items

    def shown(self, part: PartName) -> tuple[AnalysisItem, ...]:
        """Return the items of a part that are shown at once; the others are folded."""
        return tuple(filter(is_shown, self.items(part)))

    @property
    def shown_issues(self) -> tuple[Issue, ...]:
        """The issues of which the engine is sure, or the reader."""
        return tuple(issue for issue in self.issues if issue.shown)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage that the analysis points at."""
        return (passage for part in PARTS for item in self.items(part) for passage in passages_of(item))


AnalysisItem = Passage | Actor | Issue | Event | Quote

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?|-W[0-9]{2})?")


def first_day(when: str) -> str:
    """Return a day, month or year in ISO 8601 as it is, and of a week the Monday.

    Raises ValueError if it is none of them.
    """
    if not _DATE.fullmatch(when):
        raise ValueError(f"no date: {when!r}")
    if "W" in when:
        return date.fromisoformat(when).isoformat()
    date.fromisoformat(f"{when}-01-01"[: len("2026-01-01")])
    return when


def date_order(event: Event) -> tuple[str, Passage]:
    """Return a sort key that puts a week at its Monday, and a month or year before its days."""
    try:
        return first_day(event.date), event.passage
    except ValueError:  # another engine may say it in its own way
        return event.date, event.passage


def is_shown(item: AnalysisItem) -> bool:
    """Whether an item is shown at once; the points of a summary always are."""
    return not isinstance(item, Actor | Issue | Event | Quote) or item.shown


def is_corrected(item: AnalysisItem) -> bool:
    """Whether the reader has corrected the item, so that it is no longer the engine's alone."""
    return isinstance(item, Point | Actor | Issue | Event | Quote) and item.is_corrected


def passages_of(item: AnalysisItem) -> tuple[Passage, ...]:
    """Return the passages that an item of an analysis points at."""
    match item:
        case Point():
            return (item, *item.also)
        case Passage():
            return (item,)
        case Actor():
            return (*item.mentions, *item.statements)
        case Issue():
            return item.evidence
        case _:
            return (item.passage,)


PartName = Literal["notice", "summary", "actors", "issues", "timeline", "quotes", "model"]

PARTS: tuple[PartName, ...] = ("summary", "actors", "issues", "timeline", "quotes")
"""The parts of every analysis, in the order in which they are shown."""


def part_of_item(item: AnalysisItem) -> PartName:
    """Return the part that has items of this type."""
    match item:
        case Actor():
            return "actors"
        case Issue():
            return "issues"
        case Event():
            return "timeline"
        case Quote():
            return "quotes"
        case _:
            return "summary"


MODEL_PARTS: tuple[PartName, ...] = ("summary", "issues")
"""The parts in which a language model's lines stand, where one writes."""

PASSAGE_PARTS: tuple[PartName, ...] = ("timeline", "quotes")
"""The parts whose items have one passage and, besides, nothing but words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an analysis, as soon as an engine has made it."""

    name: PartName
    """The field of `Analysis`."""
    value: tuple[AnalysisItem, ...] | ModelShare | str
    """The content of that field of `Analysis`: the tuple, the sentence of a notice, or a model's share."""


def ranked_points(passages: Iterable[Passage]) -> tuple[Point, ...]:
    """Turn passages, which come best first, into points in reading order."""
    points = [Point(each.span, each.text, rank) for rank, each in enumerate(passages, 1)]
    return tuple(sorted(points, key=lambda point: point.span))


def organizations_of(person: Actor, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Return the organizations among the actors to which a person's role says that they belong."""
    if person.kind is not ActorKind.PERSON or person.role is None:
        return ()
    named = {name: actor for actor in actors for name in (actor.name, *actor.aliases)}
    # The longest names come first: who works in the White House is no member of the House.
    names = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
    found = re.findall(rf"(?<!\w)(?:{names})(?!\w)", person.role) if named else []
    return tuple(dict.fromkeys(named[name] for name in found if named[name].kind is ActorKind.ORGANIZATION))


# JSON, for the cache and for standard output


def briefing_to_dict(
    about: Article | ArticleHead, language: str | None, text: str | None, analysis: Analysis
) -> Json:
    """Encode a whole briefing for other programs, keys in the order they are promised in; unknown is None."""
    made = analysis_to_dict(analysis)
    del made["notice"]  # the notice is for the reader of our own screens
    return {
        "schema": BRIEFING_SCHEMA,
        "id": about.id,
        "title": about.title,
        "author": about.author,
        "published": about.published,
        "source": about.source,
        "url": about.url,
        "path": about.path,
        "language": language,
        "text": text,
        **made,
    }


def analysis_to_dict(analysis: Analysis) -> Json:
    """Encode `engine`, `notice`, then the parts in the order in which they are made; unknown is None.

    The members named `model` are there only where a language model has to do with it.
    """
    made = encode(analysis)
    for each in made["summary"]:
        each.setdefault("rank", None)  # the summary of another engine may not be of points
    return made


def analysis_from_dict(value: object, text: str) -> Analysis:
    """Decode the analysis of this text. Raises ValueError if it is none, or quotes what is not in the text.

    An analysis made before there were timelines, quotes and ranks has none.
    """
    analysis = decode(Analysis, value)
    for each in analysis.passages():
        if not each.holds_in(text):
            raise ValueError(f"other words stand at {each.span.start}:{each.span.end}")
    return analysis
