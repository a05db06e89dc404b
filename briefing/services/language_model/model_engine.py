"""An engine in which a language model writes summary and open issues, and another engine does the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from threading import Event

from briefing.domain import Actor, Analysis, Article, EngineInfo, Issue, IssueKind, Part
from briefing.domain.analysis import ModelWords, Point
from briefing.domain.span import Passage
from briefing.errors import ModelError
from briefing.nlp.engine.built_in_names import SUMMARY_POINTS
from briefing.nlp.engine.protocol import Engine, Warmable
from briefing.nlp.language_model.evidence import CheckedLine
from briefing.nlp.language_model.prompt import ISSUES, PROMPT_VERSION, SUMMARY, Task
from briefing.services.language_model.model_lines import ask_about
from briefing.services.language_model.model_process import LanguageModel

ENGINE_NAME = "language model"
MAX_POINTS = 7
INSTEAD = "The lines are the built-in engine's."


class LanguageModelEngine:
    """Yields the parts of another engine at once, then those that the model says and the text bears out.

    If the model gives no answer, it raises ModelError, and the other engine's parts remain.
    """

    def __init__(
        self,
        base: Engine,
        model: LanguageModel,
        why_not: Callable[[Article], str | None] = lambda article: None,
        keep: Callable[[Article, Analysis], object] = lambda article, made: None,
    ) -> None:
        """`why_not` says why an article may not be sent; `keep` gets the other engine's analysis."""
        self._base = base
        self._model = model
        self._why_not = why_not
        self._keep = keep
        self._cancelled: Event | None = None
        """The event that cancels the current question; None if there is none."""

    @property
    def info(self) -> EngineInfo:
        """The engine's info, for which the other engine may have to be loaded. Raises EngineError."""
        config, base = self._model.config, self._base.info
        parts = [config.api, config.address, config.context, base.name, base.version, base.model]
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
        self._cancelled = cancelled = Event()
        try:
            answer = ask_about(self._model, Task.ARTICLE, [(article, made)], is_cancelled=cancelled.is_set)
        except ModelError as error:
            raise ModelError(f"{error} {INSTEAD}") from error
        finally:
            if self._cancelled is cancelled:
                self._cancelled = None
        yield Part("model", answer.share)
        points = [line for line in answer.lines if line.kind == SUMMARY][:MAX_POINTS]
        if points:
            yield Part("summary", _points(points, made, self._model.config.name))
        issues = [line for line in answer.lines if line.kind in ISSUES]
        if issues:
            yield Part("issues", tuple(_issue(line, made, self._model.config.name) for line in issues))


def _points(lines: Sequence[CheckedLine], made: Analysis, model: str) -> tuple[Point, ...]:
    """Make the points of a summary; if the model's are few, the other engine's fill it up."""
    points: list[Point] = []
    for rank, line in enumerate(lines, 1):
        first, *others = (each.passage for each in line.evidence)
        words = ModelWords(line.words, model) if line.words is not None else None
        points.append(Point(first.span, first.text, rank, words, tuple(others)))
    used = [passage for point in points for passage in (point, *point.also)]
    others = [each for each in made.summary if not any(each.span.overlap(other.span) for other in used)]
    others.sort(key=lambda each: each.rank if isinstance(each, Point) else 0)
    for each in others[: max(0, SUMMARY_POINTS - len(points))]:
        points.append(Point(each.span, each.text, len(points) + 1))
    return tuple(sorted(points, key=lambda point: point.span))


def _issue(line: CheckedLine, made: Analysis, model: str) -> Issue:
    """Make an issue, with what the other engine knows of it if it has found it too."""
    evidence = tuple(each.passage for each in line.evidence)
    found = next((issue for issue in made.issues if _overlap_by_half(issue.evidence, evidence)), None)
    label = line.words if line.words is not None else evidence[0].text
    return Issue(
        label=label.rstrip("."),
        kind=IssueKind(line.kind),
        importance=found.importance if found else 2,
        evidence=evidence,
        actors=tuple(actor.name for actor in made.actors if _is_named(actor, (label, *_texts(evidence)))),
        when=found.when if found else None,
        due=found.due if found else None,
        model=model,
    )


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
