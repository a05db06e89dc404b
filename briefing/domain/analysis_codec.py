"""Encodes and decodes an analysis as JSON values, for the cache and for standard output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from operator import index
from typing import Any

from briefing.domain.analysis import (
    PASSAGE_ITEMS,
    Actor,
    ActorKind,
    Analysis,
    AnalysisItem,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    ModelShare,
    ModelWords,
    Point,
    Quote,
)
from briefing.domain.annotation import ArticleHead
from briefing.domain.annotation_codec import Json
from briefing.domain.article import Article
from briefing.domain.span import Passage, Span

BRIEFING_SCHEMA = 1


def briefing_to_dict(
    about: Article | ArticleHead, language: str | None, text: str | None, analysis: Analysis
) -> Json:
    """A whole briefing as other programs read it, keys in the order they are promised in; unknown is None."""
    made = analysis_to_dict(analysis)
    del made["notice"]  # for the reader of our own screens
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
    """`engine`, `notice`, then the parts in the order in which they are made; unknown is None.

    The members named `model` are there only where a language model has to do with it.
    """
    return {
        "engine": asdict(analysis.engine),
        "notice": analysis.notice,
        "summary": [
            _passage_dict(each) | (_point_dict(each) if isinstance(each, Point) else {"rank": None})
            for each in analysis.summary
        ],
        "actors": [actor_to_dict(actor) for actor in analysis.actors],
        "issues": [issue_to_dict(issue) for issue in analysis.issues],
        **{
            part: [words_of(item) | _passage_dict(item.passage) for item in getattr(analysis, part)]
            for part in PASSAGE_ITEMS
        },
        **({} if analysis.model is None else {"model": asdict(analysis.model)}),
    }


def words_of(item: AnalysisItem) -> Json:
    """Encode what an item has besides its passage."""
    return {each.name: getattr(item, each.name) for each in fields(item) if each.name != "passage"}


def _point_dict(point: Point) -> Json:
    values: Json = {"rank": point.rank}
    if point.also:
        values["also"] = _passage_dicts(point.also)
    if point.words is not None:
        values["model"] = model_words_to_dict(point.words)
    return values


def model_words_to_dict(words: ModelWords) -> Json:
    return {"name": words.model, "text": words.text}


def analysis_from_dict(value: Mapping[str, Any], text: str) -> Analysis:
    """The analysis of this text; raises ValueError when it is none, or quotes what does not stand there.

    One that was made before there were timelines, quotes and ranks has none.
    """
    try:
        engine = value["engine"]
        # Any: the items of a part have the type of the field of its name.
        passage_items: dict[str, Any] = {
            part: tuple(_passage_item(kind, each, text) for each in value.get(part, ()))
            for part, kind in PASSAGE_ITEMS.items()
        }
        return Analysis(
            engine=EngineInfo(str(engine["name"]), str(engine["version"]), str(engine["model"])),
            summary=tuple(_point(each, text) for each in value["summary"]),
            actors=tuple(actor_from_dict(actor, text) for actor in value["actors"]),
            issues=tuple(issue_from_dict(issue, text) for issue in value["issues"]),
            notice=_optional(value["notice"]),
            model=None if (share := value.get("model")) is None else ModelShare(**share),
            **passage_items,
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"not an analysis: {type(error).__name__} {error}") from error


def _passage_dicts(passages: Iterable[Passage]) -> list[Json]:
    return [_passage_dict(each) for each in passages]


def _passage_dict(passage: Passage) -> Json:
    return {"text": passage.text, "start": passage.span.start, "end": passage.span.end}


def actor_to_dict(actor: Actor) -> Json:
    return {
        "name": actor.name,
        "kind": str(actor.kind),
        "role": actor.role,
        "aliases": list(actor.aliases),
        "salience": actor.salience,
        "mentions": _passage_dicts(actor.mentions),
        "statements": _passage_dicts(actor.statements),
    }


def issue_to_dict(issue: Issue) -> Json:
    return {
        "label": issue.label,
        "kind": str(issue.kind),
        "importance": issue.importance,
        "evidence": _passage_dicts(issue.evidence),
        "actors": list(issue.actors),
        "when": issue.when,
        "confidence": issue.confidence,
        **({} if issue.model is None else {"model": {"name": issue.model}}),
    }


def _passage_item(kind: type[Event | Quote], value: Mapping[str, Any], text: str) -> Event | Quote:
    words: Json = {}
    for each in fields(kind):
        if each.name != "passage":
            word = value[each.name]
            words[each.name] = str(word) if each.type == "str" else _optional(word)
    return kind(passage=_passage(value, text), **words)


def _passages(values: Iterable[Mapping[str, Any]], text: str | None) -> tuple[Passage, ...]:
    return tuple(_passage(value, text) for value in values)


def _passage(value: Mapping[str, Any], text: str | None) -> Passage:
    words = value["text"]
    if not isinstance(words, str):
        raise TypeError("a passage without words")
    passage = Passage(Span(index(value["start"]), index(value["end"])), words)
    if text is not None and not passage.holds_in(text):
        raise ValueError(f"other words stand at {passage.span.start}:{passage.span.end}")
    return passage


def _point(value: Mapping[str, Any], text: str) -> Passage:
    passage, rank, words = _passage(value, text), value.get("rank"), value.get("model")
    if rank is None:
        return passage
    return Point(
        passage.span,
        passage.text,
        int(rank),
        None if words is None else ModelWords(str(words["text"]), str(words["name"])),
        _passages(value.get("also", ()), text),
    )


def actor_from_dict(value: Mapping[str, Any], text: str | None) -> Actor:
    """Without a text, what it quotes is not checked. Raises KeyError, TypeError and ValueError."""
    return Actor(
        name=str(value["name"]),
        kind=ActorKind(value["kind"]),
        role=_optional(value["role"]),
        aliases=_strings(value["aliases"]),
        salience=float(value["salience"]),
        mentions=_passages(value["mentions"], text),
        statements=_passages(value["statements"], text),
    )


def issue_from_dict(value: Mapping[str, Any], text: str | None) -> Issue:
    """See `actor_from_dict`."""
    return Issue(
        label=str(value["label"]),
        kind=IssueKind(value["kind"]),
        importance=int(value["importance"]),
        evidence=_passages(value["evidence"], text),
        actors=_strings(value["actors"]),
        when=_optional(value["when"]),
        confidence=None if (sure := value.get("confidence")) is None else float(sure),
        model=None if (model := value.get("model")) is None else str(model["name"]),
    )


def _strings(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
