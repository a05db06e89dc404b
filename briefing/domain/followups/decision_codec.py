"""Encodes and decodes the reader's decisions on issues as the JSON of their file.

Unknown items, and unknown members of the file and its items, are written back unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefing.domain.codec import Json, decode, encode, without_controls
from briefing.domain.correction_codec import SCHEMA, is_newer, parse_items
from briefing.domain.followups.issue_decision import DecisionList, IssueDecision, latest
from briefing.domain.text.json_text import json_file


def parse_decisions(content: bytes) -> DecisionList:
    """Raises ValueError, whose message is a predicate: “it …”."""
    value, known, foreign = parse_items(content, "decisions on issues", _from_dict)
    return DecisionList(latest(known), foreign, value, is_newer(value))


def serialize_decisions(listed: DecisionList) -> bytes:
    items = [*map(_to_dict, listed.decisions), *listed.foreign]
    value = {**listed.raw, "schema": SCHEMA, "items": items}
    return json_file(value)


def _to_dict(decision: IssueDecision) -> Json:
    return {**decision.raw, **encode(decision)}


def _from_dict(value: Mapping[str, Any]) -> IssueDecision:
    decision = decode(IssueDecision, without_controls(value))
    if not decision.raised:
        raise ValueError("on no issue")
    return replace(decision, raw={name: each for name, each in value.items() if name != "evidence"})
