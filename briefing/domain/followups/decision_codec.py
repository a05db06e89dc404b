"""Encodes and decodes the reader's decisions on issues as the JSON of their file.

Unknown items, and unknown members of the file and its items, are written back unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import index
from typing import Any

from briefing.domain.annotation_codec import Json
from briefing.domain.correction_codec import SCHEMA, is_newer, parse_items
from briefing.domain.followups.issue_decision import DecisionList, IssueDecision, RaisedAt, latest
from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage
from briefing.domain.span import Passage, Span
from briefing.domain.text.json_text import json_file
from briefing.domain.text.sanitize import safe_line


def parse_decisions(content: bytes) -> DecisionList:
    """Raises ValueError, whose message is a predicate: “it …”."""
    value, known, foreign = parse_items(content, "decisions on issues", _from_dict)
    return DecisionList(latest(known), foreign, value, is_newer(value))


def serialize_decisions(listed: DecisionList) -> bytes:
    items = [*map(_to_dict, listed.decisions), *listed.foreign]
    value = {**listed.raw, "schema": SCHEMA, "items": items}
    return json_file(value)


def settling_passage_to_dict(evidence: SettlingPassage) -> Json:
    span = evidence.passage.span
    return {
        "article": evidence.article,
        "start": span.start,
        "end": span.end,
        "text": evidence.passage.text,
        "title": evidence.title,
        "source": evidence.source,
        "published": evidence.published,
    }


def _to_dict(decision: IssueDecision) -> Json:
    made: Json = {
        "state": str(decision.state),
        "raised": [
            {"article": each.article, "label": each.label, "start": each.span.start, "end": each.span.end}
            for each in decision.raised
        ],
        "made": decision.made,
    }
    if decision.evidence is not None:
        made["evidence"] = settling_passage_to_dict(decision.evidence)
    return {**decision.raw, **made}


def _from_dict(value: Mapping[str, Any]) -> IssueDecision:
    raised = tuple(
        RaisedAt(_line(each["article"]), _line(each["label"]), _span(each)) for each in value["raised"]
    )
    if not raised:
        raise ValueError("on no issue")
    evidence = value.get("evidence")
    raw = {name: each for name, each in value.items() if name != "evidence"}
    return IssueDecision(
        IssueState(value["state"]),
        raised,
        _line(value["made"]),
        None if evidence is None else _evidence(evidence),
        raw,
    )


def _evidence(value: Mapping[str, Any]) -> SettlingPassage:
    text = value["text"]
    if not isinstance(text, str):
        raise TypeError("a passage without words")
    named = (_line(value.get(name, "")) for name in ("title", "source", "published"))
    return SettlingPassage(_line(value["article"]), Passage(_span(value), text), *named)


def _span(value: Mapping[str, Any]) -> Span:
    return Span(index(value["start"]), index(value["end"]))


def _line(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return safe_line(value)
