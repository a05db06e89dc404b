"""An engine in which a language model writes all parts but the quotes, beside those of another engine."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from briefing.domain import Actor, ActorKind, Analysis, Article, EngineInfo, Event, Issue, IssueKind, Part
from briefing.domain.analysis import ModelShare, Point
from briefing.domain.span import Passage
from briefing.domain.text.sentences import sentence_around
from briefing.errors import ModelError
from briefing.nlp.engine.built_in_names import SUMMARY_POINTS
from briefing.nlp.engine.protocol import Engine, Warmable
from briefing.nlp.language_model.evidence import CheckedLine
from briefing.nlp.language_model.prompt import ACTORS, EVENT, ISSUES, PROMPT_VERSION, SUMMARY, Task
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.due_day import is_ahead
from briefing.nlp.timeline.relative_days import Tense, day_of
from briefing.services.language_model.model_lines import CheckedAnswer, ask_about
from briefing.services.language_model.model_process import LanguageModel
from briefing.threads import ignore

ENGINE_NAME = "language model"
MAX_POINTS = 7
POOR_ARTICLES = 3
"""The number of articles with few lines as the model wrote them, from which it is called unfit."""
UNFIT = "On three articles fewer than half of its lines could be shown as it wrote them: try another model."
INSTEAD = "The lines are the built-in engine's."


class LanguageModelEngine:
    """Yields the parts of another engine at once, then those that the model says and the text bears out.

    If the model gives no answer, it raises ModelError, and the other engine's parts remain.
    """

    def __init__(
        self,
        base: Engine,
        model: LanguageModel,
        why_not: Callable[[Article], str | None] = ignore,
        keep: Callable[[Article, Analysis], object] = ignore,
    ) -> None:
        """`why_not` says why an article may not be sent; `keep` gets the other engine's analysis."""
        self._base = base
        self._model = model
        self._why_not = why_not
        self._keep = keep
        self._poor_articles = 0
        self._cancelled: threading.Event | None = None
        """The event that cancels the current question; None if there is none."""

    @property
    def info(self) -> EngineInfo:
        """The engine's info, for which the other engine may have to be loaded. Raises EngineError."""
        config, base = self._model.config, self._base.info
        parts = [
            config.api,
            config.address,
            config.context,
            config.check,
            base.name,
            base.version,
            base.model,
        ]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
        return EngineInfo(ENGINE_NAME, f"{PROMPT_VERSION} {digest}", config.name)

    @property
    def knows_info(self) -> bool:
        return bool(getattr(self._base, "knows_info", True))

    def warm(self) -> None:
        if isinstance(self._base, Warmable):
            self._base.warm()

    def interrupt(self) -> None:
        if not self.stop_asking() and (interrupt := getattr(self._base, "interrupt", None)):
            interrupt()

    def stop_asking(self) -> bool:
        """Cancel what the model is being asked about an article; return whether it was being asked."""
        if (cancelled := self._cancelled) is None:
            return False
        cancelled.set()
        return True

    def parts(self, article: Article) -> Iterator[Part]:
        found: list[Part] = []
        for part in self._base.parts(article):
            found.append(part)
            yield part
        made = Analysis.from_parts(self._base.info, found)
        self._keep(article, made)
        if (why := self._why_not(article)) is not None:
            raise ModelError(f"{why} {INSTEAD}")
        self._cancelled = cancelled = threading.Event()
        try:
            answer = ask_about(self._model, Task.ARTICLE, [(article, made)], is_cancelled=cancelled.is_set)
        except ModelError as error:
            raise ModelError(f"{error} {INSTEAD}") from error
        finally:
            if self._cancelled is cancelled:
                self._cancelled = None
        yield Part("model", self._judged(answer))
        yield from _parts(article, answer, made, self._model.config.name)

    def _judged(self, answer: CheckedAnswer) -> ModelShare:
        """Return the share, at the third article with few lines as the model wrote them with a notice."""
        share = answer.share
        found = share.kept + share.quoted
        if 2 * (share.kept if answer.may_keep_words else found) >= found + share.dropped:
            return share
        self._poor_articles += 1
        if self._poor_articles != POOR_ARTICLES:
            return share
        return replace(share, notice=" ".join(filter(None, (share.notice, UNFIT))))


def _parts(article: Article, answer: CheckedAnswer, made: Analysis, model: str) -> Iterator[Part]:
    """Yield the parts for which the model has lines.

    Lines of the other engine stay below them if the answer is not whole.
    """

    def of(kinds: Collection[str]) -> list[CheckedLine]:
        return [line for line in answer.lines if line.kind in kinds]

    if points := of((SUMMARY,))[:MAX_POINTS]:
        yield Part("summary", _points(points, made, model))
    if actors := [_actor(line, article, made) for line in of(ACTORS)]:
        names = {name for actor in actors for name in (actor.name, *actor.aliases)}
        left = [each for each in made.actors if not answer.is_whole and each.name not in names]
        yield Part("actors", tuple({actor.name: actor for actor in (*left, *actors)[::-1]}.values())[::-1])
    if issues := [_issue(line, article, made, model) for line in of(ISSUES)]:
        met = [passage for issue in issues for passage in issue.evidence]
        left_issues = [
            each for each in made.issues if not (answer.is_whole or _overlap_by_half(each.evidence, met))
        ]
        yield Part("issues", (*issues, *left_issues))
    if events := [event for line in of((EVENT,)) if (event := _event(line, article, model)) is not None]:
        told = [event.passage for event in events]
        left_events = [
            each for each in made.timeline if not (answer.is_whole or _overlap_by_half((each.passage,), told))
        ]
        timeline: list[Event] = sorted((*events, *left_events), key=lambda each: each.date)
        yield Part("timeline", tuple(timeline))


def _points(lines: Sequence[CheckedLine], made: Analysis, model: str) -> tuple[Point, ...]:
    """Make the points of a summary; if the model's are few, the other engine's fill it up."""
    points: list[Point] = []
    for rank, line in enumerate(lines, 1):
        first, *others = (each.passage for each in line.evidence)
        points.append(Point(first.span, first.text, rank, line.words_of(model), tuple(others)))
    used = [passage for point in points for passage in (point, *point.also)]
    others = [each for each in made.summary if not any(each.span.overlap(other.span) for other in used)]
    others.sort(key=lambda each: each.rank if isinstance(each, Point) else 0)
    for each in others[: max(0, SUMMARY_POINTS - len(points))]:
        points.append(Point(each.span, each.text, len(points) + 1))
    return tuple(sorted(points, key=lambda point: point.span))


def _actor(line: CheckedLine, article: Article, made: Analysis) -> Actor:
    """Make an actor, with what the other engine knows of it if it has found it too."""
    name = line.words or ""
    position = None if line.position is None else line.position.passage
    found = next((each for each in made.actors if name in (each.name, *each.aliases)), None)
    if found is None:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        mentions = tuple(Passage.at(article.text, *match.span()) for match in pattern.finditer(article.text))
        return Actor(name, ActorKind(line.kind), line.role, (), 0.0, mentions, (), position)
    aliases = tuple(each for each in (found.name, *found.aliases) if each != name)
    return replace(
        found,
        name=name,
        kind=ActorKind(line.kind),
        role=line.role or found.role,
        aliases=aliases,
        position=position or found.position,
        shown=True,
    )


def _issue(line: CheckedLine, article: Article, made: Analysis, model: str) -> Issue:
    """Make an issue, with what the other engine knows of it if it has found it too."""
    evidence = tuple(each.passage for each in line.evidence)
    found = next((issue for issue in made.issues if _overlap_by_half(issue.evidence, evidence)), None)
    label = line.words if line.words is not None else evidence[0].text
    due = _told_day(line, article)
    return Issue(
        label=label.rstrip("."),
        kind=IssueKind(line.kind),
        importance=found.importance if found else 2,
        evidence=evidence,
        actors=tuple(actor.name for actor in made.actors if _is_named(actor, (label, *_texts(evidence)))),
        when=found.when if found else None,
        due=due if due is not None and _is_coming(due, article) else found.due if found else None,
        model=model if line.words is not None else None,
    )


def _event(line: CheckedLine, article: Article, model: str) -> Event | None:
    """Make an event, or None if its passage does not tell the day that the model gives."""
    day = _told_day(line, article)
    if day is None:
        return None
    passage = line.evidence[0].passage
    return Event(day, passage, _is_coming(day, article), words=line.words_of(model))


def _told_day(line: CheckedLine, article: Article) -> str | None:
    """Return the day that the model gives, if the sentences of its evidence name it."""
    published = day_of(article.published)
    for each in line.evidence:
        sentence = sentence_around(article.text, each.passage.span).text
        for expression in find_dates(sentence, every=True):
            days = {expression.resolve(published, tense) or "" for tense in Tense}
            if line.date and any(day.startswith(line.date) for day in days):
                return line.date
    return None


def _is_coming(day: str, article: Article) -> bool:
    published = day_of(article.published)
    return published is not None and is_ahead(day, published)


def _overlap_by_half(ours: Sequence[Passage], theirs: Sequence[Passage]) -> bool:
    return any(
        2 * one.span.overlap(other.span) >= min(len(one.span), len(other.span))
        for one in ours
        for other in theirs
    )


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def _is_named(actor: Actor, texts: Sequence[str]) -> bool:
    return any(name in text for name in (actor.name, *actor.aliases) for text in texts)
