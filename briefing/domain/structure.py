"""What an article's source shows beside its text, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stub(StrEnum):
    """What a text is, where it is no article."""

    PAYWALL = "paywall"
    CONSENT = "consent"
    ERROR = "error"
    LIVE = "live"
    LINKS = "links"


_LOOKS_LIKE: Mapping[Stub, str] = {
    Stub.PAYWALL: "the beginning of an article behind a paywall",
    Stub.CONSENT: "a consent page in place of an article",
    Stub.ERROR: "an error page in place of an article",
    Stub.LIVE: "a live page, many updates and not one article",
    Stub.LINKS: "a list of links, not an article",
}


@dataclass(frozen=True, slots=True)
class Structure:
    """Belongs to one text: its spans point into that."""

    stub: Stub | None = None
    """What the text is in place of an article."""


def stub_notice(stub: Stub, words: int) -> str:
    """The sentence that says what it looks like."""
    return f"This looks like {_LOOKS_LIKE[stub]}: {words:,} words."


NO_STRUCTURE = Structure()


def structure_to_json(structure: Structure) -> str:
    """ "" for an article that is nothing but its text."""
    if structure == NO_STRUCTURE:
        return ""
    return json.dumps({"stub": structure.stub}, separators=(",", ":"))


def structure_from_json(payload: str) -> Structure:
    """Of a damaged payload, what can be read: other programs can write to the file."""
    try:
        value = json.loads(payload)
        stub = value.get("stub")
    except (ValueError, AttributeError):
        return NO_STRUCTURE
    return Structure(stub=Stub(stub) if stub in list(Stub) else None)
