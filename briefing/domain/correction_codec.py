"""Encodes and decodes the corrections of an article, and items of other kinds, as the JSON of their files.

Unknown items, and unknown members of the file, its article and its corrections, are written back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from briefing.domain.analysis import Actor, AnalysisItem, Event, Issue, Quote
from briefing.domain.annotation import ArticleHead
from briefing.domain.annotation_codec import head_from_dict, head_to_dict
from briefing.domain.codec import Json, decode, encode, without_controls
from briefing.domain.correction import Correction, CorrectionKind, Subject, WholePart
from briefing.domain.span import Passage
from briefing.domain.text.json_text import json_file

SCHEMA = 1

Item = TypeVar("Item")

_SUBJECTS: Mapping[str, type[Subject]] = {
    "actor": Actor,
    "issue": Issue,
    "point": Passage,
    "event": Event,
    "quote": Quote,
    "part": WholePart,
}
"""What a correction is of, by the name of its member."""


@dataclass(frozen=True, slots=True)
class CorrectionList:
    """The corrections of one article."""

    head: ArticleHead
    corrections: tuple[Correction, ...] = ()
    """The corrections in the order of making."""
    foreign: tuple[Any, ...] = ()
    """Items that are not understood, as they were read."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The JSON object, for unknown members."""

    @property
    def is_newer(self) -> bool:
        """Whether a newer briefing wrote the list, so that it must not be changed."""
        return is_newer(self.raw)


def in_order(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return the corrections without duplicates, in the order of making."""
    return tuple(sorted(dict.fromkeys(corrections), key=lambda each: each.made))


def merge_corrections(mine: CorrectionList, theirs: CorrectionList) -> CorrectionList:
    """Return all corrections of both: one that was taken back on one side reappears."""
    foreign = tuple(each for each in theirs.foreign if each not in mine.foreign)
    return replace(
        mine,
        head=mine.head if mine.head.title else theirs.head,
        corrections=in_order((*mine.corrections, *theirs.corrections)),
        foreign=(*mine.foreign, *foreign),
    )


def parse_corrections(content: bytes, article_id: str) -> CorrectionList:
    """Parse a file of corrections. Raises ValueError, whose message is a predicate: “it …”."""
    value, known, foreign = parse_items(content, "corrections", _from_dict)
    about = value.get("article")
    if not isinstance(about, dict):
        if not is_newer(value):
            raise ValueError("holds something else than corrections")
        about = {}
    head = head_from_dict({**about, "id": article_id})
    return CorrectionList(head, in_order(known), foreign, value)


def parse_items(
    content: bytes, what: str, decode: Callable[[Any], Item]
) -> tuple[Json, list[Item], tuple[Any, ...]]:
    """Parse a file's object, the items that are understood, and the others as they were read.

    `what` names the items. Raises ValueError, whose message is a predicate: “it …”.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("is not JSON") from error
    items = value.get("items") if isinstance(value, dict) else None
    if isinstance(value, dict) and is_newer(value) and not isinstance(items, list):
        items = []  # show what this version understands
    if not isinstance(items, list):
        raise ValueError(f"holds something else than {what}")
    known: list[Item] = []
    foreign = []
    for item in items:
        try:
            known.append(decode(item))
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError):
            foreign.append(item)
    return value, known, tuple(foreign)


def serialize_corrections(listed: CorrectionList) -> bytes:
    items = [*map(correction_to_dict, listed.corrections), *listed.foreign]
    about = {**listed.raw.get("article", {}), **head_to_dict(listed.head)}
    value = {**listed.raw, "schema": SCHEMA, "article": about, "items": items}
    return json_file(value)


def correction_to_dict(correction: Correction) -> Json:
    """Encode `do`, what it is done to, `value` or `into` if the kind has one, and `made`."""
    raw, subject, into = correction.raw, correction.subject, correction.into
    name = next(name for name, kind in _SUBJECTS.items() if isinstance(subject, kind))
    made: Json = {"do": str(correction.kind), name: {**raw.get(name, {}), **encode(subject)}}
    if correction.value:
        made["value"] = correction.value
    if into is not None:
        made["into"] = {**raw.get("into", {}), **encode(into)}
    made["made"] = correction.made
    return {**made, **{key: value for key, value in raw.items() if key not in made}}


def is_newer(raw: Mapping[str, Any]) -> bool:
    """Return whether a newer briefing wrote this object of a file."""
    schema = raw.get("schema", SCHEMA)
    return not (type(schema) is int and schema <= SCHEMA)


def _from_dict(value: Mapping[str, Any]) -> Correction:
    item = without_controls(value)
    do = CorrectionKind(item["do"])
    name = next((name for name in _SUBJECTS if name in item), "")
    kind: type[Any] = _SUBJECTS[name]  # a KeyError where it is of something else
    other: type[AnalysisItem] = kind if do is CorrectionKind.MERGE else Passage
    return Correction(
        do,
        decode(kind, item[name]),
        str(item.get("value", "")),
        decode(other, item["into"]) if "into" in item else None,
        str(item.get("made", "")),
        item,
    )


# Items of other kinds


@dataclass(frozen=True, slots=True)
class ItemList(Generic[Item]):
    """All items of a file."""

    items: tuple[Item, ...] = ()
    """The items in their order, the latest version of each."""
    foreign: tuple[Any, ...] = ()
    """Items that could not be decoded, as they were read."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The JSON object of the file, which keeps unknown members."""

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of briefing wrote the file, which must then not be changed."""
        return is_newer(self.raw)


@dataclass(frozen=True, slots=True)
class ItemForm(Generic[Item]):
    """The form of a file of items, and the words for them in sentences."""

    name: str
    """The name of the file without its ending."""
    plural: str
    """The word for its items: "matters"."""
    singular: str
    """The word for one of them: "matter"."""
    whose: str
    """The words after these: "that you follow"."""
    latest: Callable[[Iterable[Item]], tuple[Item, ...]]
    """Returns the latest version of each item, in their order."""
    decode: Callable[[Mapping[str, Any]], Item]
    encode: Callable[[Item], Json]

    @property
    def file(self) -> str:
        return f"{self.name}.json"

    def parse(self, content: bytes) -> ItemList[Item]:
        """Raises ValueError, whose message is a predicate: “it …”."""
        value, known, foreign = parse_items(content, self.plural, self.decode)
        return ItemList(self.latest(known), foreign, value)

    def serialize(self, listed: ItemList[Item]) -> bytes:
        items = [*map(self.encode, listed.items), *listed.foreign]
        return json_file({**listed.raw, "schema": SCHEMA, "items": items})

    def merge(self, mine: ItemList[Item], theirs: ItemList[Item]) -> ItemList[Item]:
        """Merge two lists, of which the second comes from another device, keeping the later versions."""
        foreign = tuple(each for each in theirs.foreign if each not in mine.foreign)
        return replace(
            mine, items=self.latest((*mine.items, *theirs.items)), foreign=(*mine.foreign, *foreign)
        )

    def count(self, listed: ItemList[Item]) -> str:
        """Return words for the number of items, "2 matters that you follow", or "" without any."""
        number = len(listed.items)
        return f"{number} {self.singular}{'' if number == 1 else 's'} {self.whose}" if number else ""
