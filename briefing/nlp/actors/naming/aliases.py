"""Merges the names of one person or organization: surnames, acronyms, short forms, misspellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from briefing.nlp.actors.naming.names import (
    BODIES,
    MEDIA_WORDS,
    ORGANIZATION_WORDS,
    SMALL_WORDS,
    acronym_letters,
    has_inner_capital,
)
from briefing.nlp.engine.word_lists import load_words

FoldedName = str
"""A name normalized by `fold_name`."""

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
_FIRMS = frozenset(
    ["inc", "corp", "ltd", "limited", "llc", "plc", "gmbh", "co", "ag", "se", "com", "company"]
)
_WORDS = load_words("aliases")
_BRANCHES = _WORDS["branches"]
_TRADES = _FIRMS | MEDIA_WORDS | _WORDS["trades"]
_KINDS_OF_FIRM = ORGANIZATION_WORDS | _TRADES | {"and", "&"}
_SHORT_WORD = 4
"""The most letters of a word in which transposed letters make another word, not a misspelling."""
_MIN_OPENING = 3
"""The fewest letters of an acronym that leaves out what follows "and"."""
_NEAR = 50
"""The number of names that are compared with one, which keeps the time linear in the number of names."""
_MIN_SIMILARITY = 0.87
"""Similarity from which two full names with the same first word are one: "bin Laden", "bin Ladin"."""


def merge_people(full: Sequence[FoldedName]) -> dict[FoldedName, FoldedName]:
    """Map each full name (two words or more) to the one that represents all its spellings.

    The names come most used first; a name joins the first one of which it is a spelling.
    """
    leaders: dict[str, list[FoldedName]] = defaultdict(list)
    result: dict[FoldedName, FoldedName] = {}
    for name in sorted(full, key=lambda n: -len(_core(n))):
        words = _core(name)
        near = dict.fromkeys(leaders[words[-1]][:_NEAR] + leaders["^" + words[0]][:_NEAR])
        same = next((other for other in near if _is_same(words, _core(other))), None)
        result[name] = same or name
        if same is None:
            leaders[words[-1]].append(name)
            leaders["^" + words[0]].append(name)
    return result


class SurnameIndex:
    """Finds the full names that contain a shorter name, among people given most used first."""

    def __init__(self, people: Iterable[FoldedName]) -> None:
        self._by_word: dict[str, list[FoldedName]] = defaultdict(list)
        self._by_letters: dict[str, FoldedName] = {}
        for full in people:
            core = _core(full)
            for word in dict.fromkeys((*core, core[-1].removeprefix("al-").removeprefix("el-"))):
                self._by_word[word].append(full)
            for word in core[1:]:
                self._by_letters.setdefault(_letters(word), full)
                for gap in _gaps(word):
                    self._by_letters.setdefault(gap, full)

    def owner(self, short: FoldedName) -> FoldedName | None:
        """Return the full name that a shorter one stands for, or None.

        Last names come before first names, first names before the middle of a name ("Rosselló" in "Ricardo
        Rosselló Nevares"), and that before a slip of one or two letters.
        """
        words = short.split()
        found: dict[int, FoldedName] = {}
        for full in self._by_word.get(words[0], ()):
            core = _core(full)
            if len(core) <= len(words):
                continue
            if core[-len(words) :] == words or core[-1] in (f"al-{short}", f"el-{short}"):
                return full
            if core[: len(words)] == words:
                found.setdefault(1, full)
            elif any(core[i : i + len(words)] == words for i in range(1, len(core) - len(words))):
                found.setdefault(2, full)
        if found:
            return found[min(found)]
        if len(short) <= _SHORT_WORD or len(words) > 1:
            return None
        slips = (_letters(short), *_gaps(short))
        return next((self._by_letters[slip] for slip in slips if slip in self._by_letters), None)


def merge_organizations(
    names: Sequence[FoldedName],
    spellings: Mapping[FoldedName, str],
    bracketed: Mapping[FoldedName, FoldedName],
    is_place: Callable[[str], bool],
    country_of: Callable[[str], str | None] = lambda words: None,
) -> dict[FoldedName, FoldedName]:
    """Map each organization's name to the fullest one of the same organization.

    `spellings` maps folded names to the written ones, `bracketed` acronyms to expansions that the text gives
    in brackets; `is_place` says whether words name a country, its people or a place, `country_of` which one.
    """
    result: dict[FoldedName, FoldedName] = {}
    contents: dict[frozenset[str], list[FoldedName]] = defaultdict(list)
    edges: dict[tuple[str, str], list[FoldedName]] = defaultdict(list)
    expansions: dict[str, FoldedName] = {}
    order = {name: number for number, name in enumerate(names)}
    for name in sorted(names, key=lambda n: -len(n.split())):
        words = name.split()
        content = _content(words, is_place, country_of)
        target = bracketed.get(name)
        if target is None and content:
            target = _of_same_country(words, contents[content], country_of)
        if target is None:
            target = _longer_name(name, words, edges, result, is_place, order, spellings.get(name, ""))
        if target is None and len(words) == 1:
            target = expansions.get(acronym_letters(spellings.get(name, "")))
        if target is None and len(words) > 1:
            target = next((n for n in edges["last", words[-1]][:_NEAR] if _misspelt(words, n.split())), None)
        target = result.get(target, target) if target else None
        result[name] = target if target in result else name
        if result[name] == name and content:
            contents[content].append(name)
        if len(words) > 1:
            edges["first", words[0]].append(name)
            if len(words) > 2 and is_place(words[0]):
                edges["first", words[1]].append(name)
            edges["last", words[-1]].append(name)
            if words[-1] in _FIRMS:
                edges["last", words[-2]].append(name)  # Walt "Disney" Co.
            for letters in _initials(words, is_place):
                expansions.setdefault(letters, name)
    return result


def _core(name: FoldedName) -> list[str]:
    words = [w for w in name.split() if w not in _SUFFIXES]
    return words or name.split()


def _is_same(short: list[str], long: list[str]) -> bool:
    """Whether two names are one person's: subsets, initials and short first names ("Joe", "Joseph") match."""
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
        short[0] == long[0]
        and not (short[-1].count("-") == long[-1].count("-") == 1)  # Wong Kwok-hing, Wong Kwok-kin
        and SequenceMatcher(None, " ".join(short), " ".join(long)).ratio() >= _MIN_SIMILARITY
    )


def _initials(words: Sequence[str], is_place: Callable[[str], bool]) -> Iterator[str]:
    """Yield the possible acronyms of a name, with and without small words and the country before it."""
    cuts = [c for c in (1, 2) if len(words) > c + 1 and is_place(" ".join(words[:c]))]
    for cut in (0, *cuts):
        parts = [p for w in words[cut:] for p in w.split("-") if p]
        yield "".join(p[0] for p in parts)
        yield "".join(p[0] for p in parts if p not in SMALL_WORDS)
        if "and" in parts:  # Centers for Disease Control "and Prevention"
            opening = [p[0] for p in parts[: parts.index("and")] if p not in SMALL_WORDS]
            if len(opening) >= _MIN_OPENING:
                yield "".join(opening)


def _misspelt(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two names differ by transposed letters in one word: "Untied Nations", "United Nations"."""
    different = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
    if len(words) != len(others) or len(different) != 1:
        return False
    a, b = different[0]
    return len(a) > _SHORT_WORD and _letters(a) == _letters(b)


def _letters(word: str) -> str:
    """Return the first letter and the others sorted: equal for a word and its transpositions."""
    return word[:1] + "".join(sorted(word[1:]))


def _gaps(word: str) -> Iterator[str]:
    """Yield the word with each letter but the first left open: "Houser" and "Hauser" share "h?user"."""
    return (f"{word[:i]}?{word[i + 1 :]}" for i in range(1, len(word)))


def _content(
    words: Sequence[str], is_place: Callable[[str], bool], country_of: Callable[[str], str | None]
) -> frozenset[str]:
    """Return the identifying words, equal for "US Department of Justice" and "Justice Department".

    The country counts too if only one more word is left: "US Navy", "United States Navy".
    """
    country = country_of(" ".join(words[:-1]))
    if country is not None:
        return frozenset((words[-1], "@" + country))
    rest = list(words)
    for width in (2, 1):
        for i in range(len(rest) - width, -1, -1):
            if len(rest) > width + 1 and is_place(" ".join(rest[i : i + width])):
                del rest[i : i + width]
    content = frozenset(rest) - SMALL_WORDS
    return content if len(content) > 1 else frozenset()


def _of_same_country(
    words: Sequence[str], others: Sequence[FoldedName], country_of: Callable[[str], str | None]
) -> FoldedName | None:
    """Return the only name that no country tells from this: "Russia's", not "Ukraine's Defense Ministry"."""
    own = _countries_in(words, country_of)
    rivals = [_countries_in(other.split(), country_of) for other in others]
    fitting = [
        other for other, theirs in zip(others, rivals, strict=True) if not (own and theirs and own != theirs)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _countries_in(words: Sequence[str], country_of: Callable[[str], str | None]) -> frozenset[str]:
    runs = (" ".join(words[i : i + width]) for width in (1, 2) for i in range(len(words) - width + 1))
    return frozenset(country for country in map(country_of, runs) if country is not None)


def _begins(words: Sequence[str], short: Sequence[str], is_place: Callable[[str], bool]) -> bool:
    """Whether a name starts with a shorter one, country aside: "Italian Supreme Court of Cassation"."""
    if list(words[: len(short)]) == list(short):
        return True
    return len(short) > 1 and is_place(words[0]) and list(words[1 : len(short) + 1]) == list(short)


def _is_branch(
    longer: FoldedName,
    short: FoldedName,
    spelling: str,
    is_place: Callable[[str], bool],
    order: Mapping[FoldedName, int],
) -> bool:
    """Whether a longer name is only a part or product of a firm: Disney "Channel", Ascom "North America".

    A full name comes before its short form, or ends with a kind of organization.
    """
    rest = longer.removeprefix(short).split()
    if not longer.startswith(short + " ") or short in BODIES or rest[0] == "of":
        return False
    if is_place(" ".join(rest)) or rest[-1] in _BRANCHES:
        return True
    if spelling.isupper() and not _TRADES.issuperset(rest):
        return True  # NASA's Office of the Inspector General
    kind = not _KINDS_OF_FIRM.isdisjoint(rest)
    return not kind and (order[short] < order[longer] or has_inner_capital(spelling))  # SpaceX Crew Dragon


def _longer_name(
    name: FoldedName,
    words: Sequence[str],
    edges: Mapping[tuple[str, str], list[FoldedName]],
    leaders: Mapping[FoldedName, FoldedName],
    is_place: Callable[[str], bool],
    order: Mapping[FoldedName, int],
    spelling: str,
) -> FoldedName | None:
    """Return the only organization whose longer name starts or ends with this one."""
    if is_place(name):
        return None
    short = list(words)
    starts = [n for n in edges.get(("first", words[0]), [])[:_NEAR] if _begins(n.split(), short, is_place)]
    starts = [n for n in starts if not _is_branch(n, name, spelling, is_place, order)]
    firms = [n for n in starts if n.split()[:-1] == short and n.split()[-1] in _FIRMS]
    if firms:
        return firms[0]
    if len({leaders[n] for n in starts}) == 1:
        return starts[0]
    if name in BODIES:
        bodies = [n for n in leaders if name in n.split() and n != name]
        return bodies[0] if len({leaders[n] for n in bodies}) == 1 else None
    ends: list[FoldedName] = []
    for longer in edges.get(("last", words[-1]), [])[:_NEAR]:
        whole = longer.split()
        founded = whole[-1] in _FIRMS and whole[-1] != short[-1]
        whole = whole[:-1] if founded else whole
        owner = whole[: -len(words)]
        if whole[-len(words) :] != short:
            continue
        belongs = all(w[:1].isdigit() or is_place(w) for w in owner) or is_place(" ".join(owner))
        if founded or len(words) > 1 or belongs or (len(owner) > 1 and owner[-1] in ("of", "the")):
            ends.append(longer)
    return ends[0] if len({leaders[n] for n in ends}) == 1 and not starts else None
