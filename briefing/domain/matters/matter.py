"""Matters that the reader follows, each the stories of some days or weeks; and the file of them.

Unknown items, and unknown members of the file and its items, are written back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from briefing.domain.codec import Json, decode, encode, without_controls
from briefing.domain.correction_codec import ItemForm


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that the reader follows or has followed."""

    JSON: ClassVar = "id made stories name? apart? ended? into?"

    id: str
    """The id of the story that it began with."""
    made: str
    """The time of its last change, in ISO 8601; of two versions the later one holds."""
    stories: tuple[str, ...]
    """The ids of its stories, at least one, in the order in which they came to it."""
    name: str = ""
    """The name that the reader gave it."""
    apart: tuple[str, ...] = ()
    """The ids of stories that the reader took out of it, which never come to it again by themselves."""
    ended: bool = False
    """Whether the reader no longer follows it."""
    into: str = ""
    """The id of the matter that the reader made it a part of."""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The JSON object that it was read from, which keeps unknown members."""

    @property
    def is_open(self) -> bool:
        """Whether new stories come to it."""
        return not (self.ended or self.into)


def with_stories(matter: Matter, stories: Iterable[str]) -> Matter:
    """Add stories to a matter, by hand or because they are alike, unless the reader took them out."""
    added = (each for each in stories if each not in matter.apart)
    return replace(matter, stories=tuple(dict.fromkeys((*matter.stories, *added))))


def without_story(matter: Matter, story: str) -> Matter:
    """Take a story out of a matter for good."""
    kept = tuple(each for each in matter.stories if each != story)
    return replace(matter, stories=kept, apart=tuple(dict.fromkeys((*matter.apart, story))))


def split(matter: Matter, moved: Iterable[str], part: Matter) -> tuple[Matter, Matter]:
    """Move stories from a matter to a part of it; return what is left, and the part.

    Neither takes stories of the other by itself again.
    """
    moved = tuple(moved)
    for story in moved:
        matter = without_story(matter, story)
    apart = dict.fromkeys((*part.apart, *matter.stories))
    part = replace(part, apart=tuple(each for each in apart if each not in moved))
    return matter, with_stories(part, moved)


def merged(matter: Matter, other: Matter) -> tuple[Matter, Matter]:
    """Make a matter a part of another; return the other with all stories, and what is left of the first."""
    apart = tuple(each for each in other.apart if each not in matter.stories)
    whole = with_stories(replace(other, apart=apart, name=other.name or matter.name), matter.stories)
    return whole, replace(matter, into=other.id)


def latest(matters: Iterable[Matter]) -> tuple[Matter, ...]:
    """Keep one matter of each id: as its latest version has it, with the stories of all versions.

    What the latest version has taken out, or taken in, is so.
    """
    found: dict[str, Matter] = {}
    for each in sorted(matters, key=lambda each: (each.id, each.made, repr(each))):
        known = found.get(each.id, each)
        stories = [story for story in known.stories if story not in each.apart]
        apart = [story for story in known.apart if story not in each.stories]
        found[each.id] = replace(
            each,
            stories=tuple(dict.fromkeys((*stories, *each.stories))),
            apart=tuple(dict.fromkeys((*apart, *each.apart))),
        )
    return tuple(found.values())


# The JSON of their file


def _matter_to_dict(matter: Matter) -> Json:
    listed = Matter.JSON.replace("?", "").split()
    return {**{name: each for name, each in matter.raw.items() if name not in listed}, **encode(matter)}


def _matter_from_dict(value: Mapping[str, Any]) -> Matter:
    matter = decode(Matter, without_controls(value))
    if not (matter.id and matter.stories):
        raise ValueError("without a story")
    return replace(matter, raw=value)


MATTERS = ItemForm(
    name="matters",
    plural="matters",
    singular="matter",
    whose="that you follow",
    latest=latest,
    decode=_matter_from_dict,
    encode=_matter_to_dict,
)
"""The file of the matters: one for each id, in the order of the ids."""
