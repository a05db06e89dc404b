"""Which folded names of one text are names of the same person or organization."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from briefing.nlp.names import initials_match

__all__ = ["Name", "merge_organizations", "merge_people", "surname_of"]

Name = str
"""As `fold_name` writes it."""

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
_SMALL = frozenset(
    """
    of the for and on in de du des to
    """.split()
)
_MISSPELLING = 0.87
"""Likeness from which two full names with the same first word are one: "bin Laden", "bin Ladin"."""


def merge_people(full: Sequence[Name]) -> dict[Name, Name]:
    """Each full name (two words or more) to the one that stands for all its spellings.

    The names come most used first; a name joins the first one it is a spelling of.
    """
    leaders: dict[str, list[Name]] = defaultdict(list)
    result: dict[Name, Name] = {}
    for name in sorted(full, key=lambda n: -len(_core(n))):
        words = _core(name)
        near = [*leaders[words[-1]], *(n for n in leaders["^" + words[0]] if n not in leaders[words[-1]])]
        same = next((other for other in near if _same_person(words, _core(other))), None)
        result[name] = same or name
        if same is None:
            leaders[words[-1]].append(name)
            leaders["^" + words[0]].append(name)
    return result


def surname_of(short: Name, people: Iterable[Name]) -> Name | None:
    """Whose name the short one is part of, the first of `people` that fits.

    Last names come before first names, those before the middle of a name ("Rosselló" of "Ricardo Rosselló
    Nevares") and before two letters that changed places.
    """
    words = short.split()
    found: dict[int, Name] = {}
    for full in people:
        core = _core(full)
        if len(core) <= len(words):
            continue
        if core[-len(words) :] == words or core[-1] in (f"al-{short}", f"el-{short}"):
            return full
        if core[: len(words)] == words:
            found.setdefault(1, full)
        elif any(core[i : i + len(words)] == words for i in range(1, len(core) - len(words))):
            found.setdefault(2, full)
        elif len(words) == 1 and any(_misspelt(words, [w]) for w in core[1:]):
            found.setdefault(3, full)
    return found[min(found)] if found else None


def merge_organizations(
    names: Sequence[Name],
    spellings: Mapping[Name, str],
    bracketed: Mapping[Name, Name],
    is_place: Callable[[str], bool],
) -> dict[Name, Name]:
    """Each organization's name to the fullest one that stands for it.

    `spellings` gives a name as it is written, `bracketed` an acronym's expansion where the text puts one in
    brackets after the other, and `is_place` whether words name a country, its people or a place.
    """
    result: dict[Name, Name] = {}
    contents: dict[frozenset[str], Name] = {}
    edges: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in sorted(names, key=lambda n: -len(n.split())):
        words = name.split()
        content = _content(words, is_place)
        target = bracketed.get(name)
        if target is None and content and content in contents:
            target = contents[content]
        if target is None:
            target = _shortened(name, words, edges, result, is_place)
        if target is None and len(words) == 1:
            target = _expansion(spellings.get(name, ""), result.values(), is_place)
        if target is None and len(words) > 1:
            target = next((n for n in edges["last", words[-1]] if _misspelt(words, n.split())), None)
        target = result.get(target, target) if target else None
        result[name] = target if target in result else name
        if result[name] == name and content:
            contents[content] = name
        if len(words) > 1:
            edges["first", words[0]].append(name)
            edges["last", words[-1]].append(name)
    return result


def _core(name: Name) -> list[str]:
    words = [w for w in name.split() if w not in _SUFFIXES]
    return words or name.split()


def _same_person(short: list[str], long: list[str]) -> bool:
    """Words of one among those of the other, initials and clipped first names ("Joe", "Joseph") allowed."""
    if len(short) > len(long):
        short, long = long, short
    if short[-1] == long[-1]:
        head, rest = short[0], long[0]
        if set(short) <= set(long):
            return True
        if head[0] == rest[0] and (len(head) == 1 or len(rest) == 1 or head[:2] == rest[:2]):
            return len(short) == 2 or len(long) == 2
        return False
    if set(short) <= set(long):
        return True
    return (
        short[0] == long[0] and SequenceMatcher(None, " ".join(short), " ".join(long)).ratio() >= _MISSPELLING
    )


def _expansion(acronym: str, names: Iterable[Name], is_place: Callable[[str], bool]) -> Name | None:
    """The name that the letters stand for, with or without the country before it."""
    for name in names:
        words = name.split()
        cuts = [c for c in (1, 2) if len(words) > c + 1 and is_place(" ".join(words[:c]))]
        if any(initials_match(acronym, " ".join(words[cut:])) for cut in (0, *cuts)):
            return name
    return None


def _misspelt(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two names differ in one word, and in that by a slip: "Untied Nations", "United Nations"."""
    different = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
    if len(words) != len(others) or len(different) != 1:
        return False
    a, b = different[0]
    return a[0] == b[0] and len(a) > 4 and sorted(a) == sorted(b)


def _content(words: Sequence[str], is_place: Callable[[str], bool]) -> frozenset[str]:
    """What tells organizations apart; "US Department of Justice" and "Justice Department" share it."""
    rest = list(words)
    for width in (2, 1):
        for i in range(len(rest) - width, -1, -1):
            if len(rest) > width + 1 and is_place(" ".join(rest[i : i + width])):
                del rest[i : i + width]
    content = frozenset(rest) - _SMALL
    return content if len(content) > 1 else frozenset()


def _shortened(
    name: Name,
    words: Sequence[str],
    edges: Mapping[tuple[str, str], list[Name]],
    leaders: Mapping[Name, Name],
    is_place: Callable[[str], bool],
) -> Name | None:
    """The one organization whose longer name begins or ends with this one."""
    if is_place(name):
        return None
    short = list(words)
    starts = [n for n in edges.get(("first", words[0]), ()) if n.split()[: len(words)] == short]
    if len({leaders[n] for n in starts}) == 1:
        return starts[0]
    ends: list[Name] = []
    for longer in edges.get(("last", words[-1]), ()):
        owner = longer.split()[: -len(words)]
        if longer.split()[-len(words) :] != short:
            continue
        belongs = all(w[:1].isdigit() or is_place(w) for w in owner) or is_place(" ".join(owner))
        if len(words) > 1 or belongs or (len(owner) > 1 and owner[-1] in ("of", "the")):
            ends.append(longer)
    return ends[0] if len({leaders[n] for n in ends}) == 1 and not starts else None
