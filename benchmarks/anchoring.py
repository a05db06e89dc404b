"""How well marked passages are found again, and how quickly.

    python -m benchmarks.anchoring [OLD NEW]...

With pairs of versions of an article: each sentence and each phrase of five words of OLD is looked for in NEW,
and counted by state. Without: the sample article is edited at random, with edits of one kind, then with all
kinds, several times as much in each row, and since the edits are known, so is what is right. The same follows
for a list whose lines resemble each other, and times for 300 annotations.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnchorState, Annotation, new_annotation
from briefing.domain.span import Span
from briefing.domain.text.sentences import sentence_starts
from briefing.paths import bundled_seeds
from briefing.sources.load import load

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WORD = re.compile(r"\S+")
STRENGTHS = (1, 5, 20, 60, 150)
ROUNDS = 20
OF_ONE_KIND = 10
COLUMNS = ("right", "partly", "honest", "missed", "copy", "wrong")
STATES = [state.value for state in AnchorState]


@dataclass(frozen=True)
class Letter:
    """A code point of an edited text, and where it stood before; None when it is new."""

    character: str
    origin: int | None
    copied: int | None = None
    """What it was copied from, for one that is new."""


Letters = list[Letter]
Edit = Callable[[Letters, random.Random], Letters]


def letters_of(text: str) -> Letters:
    return [Letter(character, at) for at, character in enumerate(text)]


def text_of(letters: Sequence[Letter]) -> str:
    return "".join(letter.character for letter in letters)


def new(text: str) -> Letters:
    return [Letter(character, None) for character in text]


def sentences(text: str) -> list[Span]:
    starts = [*sentence_starts(text, 0, len(text)), len(text)]
    spans = (Span(a, b).trimmed(text) for a, b in pairwise(starts))
    return [span for span in spans if len(span)]


def phrases(text: str, words: int) -> list[Span]:
    """Each phrase of so many words, none with a word of another."""
    found = [match.span() for match in WORD.finditer(text)]
    return [Span(found[at][0], found[at + words - 1][1]) for at in range(0, len(found) - words + 1, words)]


def some(letters: Letters, chance: random.Random, pattern: str) -> Span:
    found = [match.span() for match in re.finditer(pattern, text_of(letters))]
    return Span(*chance.choice(found)) if found else Span(0, 0)


def some_sentence(letters: Letters, chance: random.Random) -> Span:
    return chance.choice(sentences(text_of(letters)) or [Span(0, 0)])


def babble(letters: Letters, chance: random.Random, words: int) -> str:
    """A sentence of the article's own words, so that it resembles all of it."""
    return " ".join(chance.choice(text_of(letters).split() or ["word"]) for _ in range(words)) + ". "


def typo(letters: Letters, chance: random.Random) -> Letters:
    word = some(letters, chance, r"\w{4,}")
    at = word.start + 1
    return [*letters[:at], *reversed(letters[at : at + 2]), *letters[at + 2 :]]


def word_replaced(letters: Letters, chance: random.Random) -> Letters:
    word = some(letters, chance, r"\w+")
    return [*letters[: word.start], *new(chance.choice(text_of(letters).split())), *letters[word.end :]]


def word_deleted(letters: Letters, chance: random.Random) -> Letters:
    word = some(letters, chance, r"\w+ ")
    return letters[: word.start] + letters[word.end :]


def words_inserted(letters: Letters, chance: random.Random) -> Letters:
    at = some(letters, chance, r" ").end
    return [*letters[:at], *new(babble(letters, chance, chance.randint(1, 3))[:-2] + " "), *letters[at:]]


def number_updated(letters: Letters, chance: random.Random) -> Letters:
    number = some(letters, chance, r"\d+")
    return [*letters[: number.start], *new(str(chance.randint(2, 3000))), *letters[number.end :]]


def sentence_inserted(letters: Letters, chance: random.Random) -> Letters:
    at = some_sentence(letters, chance).start
    return [*letters[:at], *new(babble(letters, chance, chance.randint(6, 25))), *letters[at:]]


def paragraph_inserted(letters: Letters, chance: random.Random) -> Letters:
    at = some(letters, chance, r"\n\n").end
    paragraph = "".join(babble(letters, chance, 15) for _ in range(3)).strip() + "\n\n"
    return [*letters[:at], *new(paragraph), *letters[at:]]


def sentence_deleted(letters: Letters, chance: random.Random) -> Letters:
    cut = some_sentence(letters, chance)
    return letters[: cut.start] + letters[cut.end :]


def sentence_moved(letters: Letters, chance: random.Random) -> Letters:
    cut = some_sentence(letters, chance)
    rest = letters[: cut.start] + letters[cut.end :]
    at = some_sentence(rest, chance).start
    return [*rest[:at], *letters[cut.start : cut.end], *new(" "), *rest[at:]]


def sentence_repeated(letters: Letters, chance: random.Random) -> Letters:
    span = some_sentence(letters, chance)
    copied = [
        Letter(each.character, None, each.copied if each.origin is None else each.origin)
        for each in letters[span.start : span.end]
    ] + new(" ")
    at = some_sentence(letters, chance).start
    return [*letters[:at], *copied, *letters[at:]]


def cut_through(letters: Letters, chance: random.Random) -> Letters:
    """From the middle of one sentence into the middle of another near it."""
    start = some(letters, chance, r" ").start
    return letters[:start] + letters[start + chance.randint(20, 200) :]


def marks_straightened(letters: Letters, chance: random.Random) -> Letters:
    straight = {"“": '"', "”": '"', "’": "'", "—": "--", "–": "-"}
    changed: Letters = []
    for letter in letters:
        plain = straight.get(letter.character, letter.character)
        changed += [replace(letter, character=character) for character in plain]
    return changed


EDITS: tuple[Edit, ...] = (
    typo,
    word_replaced,
    word_deleted,
    words_inserted,
    number_updated,
    sentence_inserted,
    paragraph_inserted,
    sentence_deleted,
    sentence_moved,
    sentence_repeated,
    cut_through,
    marks_straightened,
)
RARE_EDITS = (cut_through, marks_straightened, paragraph_inserted, sentence_deleted)
"""Once in a few: else nothing of the article would be left."""


def repeated(edit: Edit, many: int) -> Callable[[str, random.Random], Letters]:
    def edits(text: str, chance: random.Random) -> Letters:
        letters = letters_of(text)
        for _ in range(many):
            letters = edit(letters, chance)
        return letters

    return edits


def everything_replaced(text: str, chance: random.Random) -> Letters:
    """By a text of the same words in no order."""
    words = text.split()
    chance.shuffle(words)
    return new(" ".join(words))


KINDS: dict[str, Callable[[str, random.Random], Letters]] = {
    **{edit.__name__.replace("_", " "): repeated(edit, OF_ONE_KIND) for edit in EDITS[:-1]},
    "marks straightened": repeated(marks_straightened, 1),
    "everything replaced": everything_replaced,
}


def edited(text: str, many: int, chance: random.Random) -> Letters:
    letters = letters_of(text)
    for _ in range(many):
        edit = chance.choice(EDITS)
        if edit in RARE_EDITS and chance.random() < 0.7:
            edit = typo
        letters = edit(letters, chance)
    return letters


def verdict(passage: Span, found: Span | None, letters: Letters, places: dict[int, int]) -> str:
    """Right, or what else: the letters that are left of the passage tell where it is.

    `copy` is a copy of the passage that is nearer to what was marked than what the edits left of itself.
    """
    left = [places[at] for at in range(passage.start, passage.end) if at in places]
    gone = len(left) < len(passage) / 2
    if found is None:
        return "honest" if gone else "missed"
    inside = sum(1 for at in left if at in found)
    if not inside:
        copied = sum(1 for each in letters[found.start : found.end] if each.copied in passage)
        return "copy" if copied >= len(passage) / 2 else "wrong"
    new_letters = len(found) - inside
    if inside < len(left) / 2 or new_letters > max(len(passage), 12):
        return "partly"
    return "right"


def judged(text: str, spans: Sequence[Span], letters: Letters) -> Iterator[tuple[str, str, str]]:
    """Verdict, what was marked and what was found."""
    changed = text_of(letters)
    places = {letter.origin: at for at, letter in enumerate(letters) if letter.origin is not None}
    findings = reanchor([new_annotation(text, span, NOW) for span in spans], changed, text)
    for span, finding in zip(spans, findings, strict=True):
        found = finding.anchor.span
        words = found.of(changed) if found else ""
        yield verdict(span, found, letters, places), span.of(text), f"{finding.confidence} {words}"


def passages(text: str) -> dict[str, list[Span]]:
    return {
        "sentences": sentences(text),
        "5 words": phrases(text, 5),
        "2 words": phrases(text, 2),
        "1 word": phrases(text, 1)[::2],
    }


def counted(
    text: str, spans: Sequence[Span], edits: Callable[[str, random.Random], Letters], *, show: bool
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for seed in range(ROUNDS):
        for kind, quote, found in judged(text, spans, edits(text, random.Random(seed))):
            counts[kind] += 1
            if show and kind in ("wrong", "partly"):
                print(f"    {kind}: {quote!r}\n        {found!r}")
    return counts


def row(name: str, counts: Counter[str]) -> None:
    print(f"{name:24}" + "".join(f"{counts[column]:9,}" for column in COLUMNS))


def table_of_kinds(text: str, *, show: bool) -> None:
    row_names = f"{OF_ONE_KIND} edits of a kind"
    print(f"{row_names:24}" + "".join(f"{column:>9}" for column in COLUMNS))
    every = [span for spans in passages(text).values() for span in spans]
    for name, edits in KINDS.items():
        row(name, counted(text, every, edits, show=show))


def table_of_strengths(text: str, *, show: bool) -> None:
    print(f"\n{'edits of all kinds':24}" + "".join(f"{column:>9}" for column in COLUMNS))
    for name, spans in passages(text).items():
        for many in STRENGTHS:

            def edits(text: str, chance: random.Random, many: int = many) -> Letters:
                return edited(text, many, chance)

            row(f"{name}, {many}", counted(text, spans, edits, show=show))


def like_lines(chance: random.Random) -> str:
    """A list in which each line resembles each: the hardest case, as a line that is gone has a neighbour."""
    names = "Acme Borealis Cobalt Dynamo Everest Falcon Granite Harbor Icarus Juniper Kestrel Lumen".split()
    towns, days = ("London", "Paris", "Rome", "Oslo"), ("Monday", "Tuesday", "Thursday", "Friday")
    return "\n\n".join(
        f"Shares of {name} rose {chance.randint(10, 99) / 10} percent to ${chance.randint(10, 99)} "
        f"in {chance.choice(towns)} on {chance.choice(days)}."
        for name in names
    )


def timed(annotations: Sequence[Annotation], text: str, old: str) -> tuple[float, str]:
    start = time.perf_counter()
    findings = reanchor(annotations, text, old)
    seconds = time.perf_counter() - start
    counts = Counter(finding.state.value for finding in findings)
    return seconds, " ".join(f"{state} {counts[state]}" for state in STATES)


def times(text: str) -> None:
    """300 annotations, sentences and phrases by turns, on articles of several lengths."""
    print(f"\n{'words':>7} {'edits':24}{'seconds':>8}")
    for words in (5_000, 50_000):
        long_text = different(text, words)
        chance = random.Random(words)
        spans = [*sentences(long_text), *phrases(long_text, 5), *phrases(long_text, 1)]
        annotations = [new_annotation(long_text, span, NOW) for span in chance.sample(spans, 300)]
        typos = letters_of(long_text)
        everywhere = WORD.sub(
            lambda word: word.group() if word.start() % 4 else word.group()[::-1], long_text
        )
        for _ in range(words // 100):
            typos = typo(typos, chance)
        mixed = edited(long_text, 60, chance) if words < 10_000 else typos
        cases = {
            "none": long_text,
            "a paragraph before": "New here.\n\n" + long_text,
            "all kinds" if words < 10_000 else "a typo in 100 words": text_of(mixed),
            "a word in four": everywhere,
            "another text": different(text, words, seed=7),
        }
        for name, changed in cases.items():
            seconds, counts = timed(annotations, changed, long_text)
            print(f"{words:7,} {name:24}{seconds:8.2f}  {counts}")


def different(text: str, words: int, seed: int = 1) -> str:
    """So many words: the article's sentences with half of their words exchanged, so that none repeats."""
    chance = random.Random(seed)
    vocabulary = text.split()
    made: list[str] = []
    while len(made) < words:
        sentence = chance.choice(sentences(text)).of(text).split()
        made += [word if chance.random() < 0.5 else chance.choice(vocabulary) for word in sentence]
        made[-1] = made[-1].rstrip(".") + "." + ("\n\n" if chance.random() < 0.3 else "")
    return re.sub(r"\n\n ", "\n\n", " ".join(made[:words])).strip()


def versions(old: str, new_version: str) -> None:
    before, after = load(old).text, load(new_version).text
    print(f"{old} -> {new_version}")
    for name, spans in (("sentences", sentences(before)), ("5 words", phrases(before, 5))):
        seconds, counts = timed([new_annotation(before, span, NOW) for span in spans], after, before)
        print(f"    {name:10}{len(spans):6}  {counts}  {seconds:.2f} s")


def main() -> int:
    references = [each for each in sys.argv[1:] if each != "--show"]
    if len(references) % 2:
        print("Name the versions in pairs: an older one, then a newer one.", file=sys.stderr)
        return 2
    if references:
        for old, new_version in zip(references[::2], references[1::2], strict=True):
            versions(old, new_version)
        return 0
    text = load(str(next(bundled_seeds().glob("000_*.txt")))).text
    show = "--show" in sys.argv
    table_of_kinds(text, show=show)
    table_of_strengths(text, show=show)
    print("\nA list of lines that resemble each other:")
    table_of_kinds(like_lines(random.Random(1)), show=show)
    times(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
