"""Renders the objects of the JSON format one a line; briefings follow, marked by `"type": "Briefing"`."""

from __future__ import annotations

from briefing.domain.text.json_text import json_text
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.json import annotation_objects, briefing_objects


def to_jsonl(bundle: ExportBundle) -> str:
    briefings = ({"type": "Briefing"} | each for each in briefing_objects(bundle))
    # JSON writes every line break inside a string as an escape, so an object never leaves its line.
    return "".join(json_text(each) + "\n" for each in (*annotation_objects(bundle), *briefings))
