"""How whole and how clean the articles of web pages are, beside trafilatura's own, against others' gold.

    python -m benchmarks.pages FOLDER [--half 0|1] [--cost CHECKOUT]

FOLDER holds checkouts; those that are there count: `aeb` (scrapinghub/article-extraction-benchmark),
`wcxb` (Murrough-Foley/web-content-extraction-benchmark, its articles), `np4k` (AndyTheFactory/newspaper4k),
`goose3` (goose3/goose3), `readability` (mozilla/readability), with texts, and `traf` (adbar/trafilatura),
with passages that must and that must not be there. `--half` takes every other page alone, by its name: rules
are made on half 0 and measured on half 1. `--cost` prints the processor time of reading 200 of the pages over
that of another checkout of this repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import trafilatura
from lxml import html

from briefing.errors import SourceError
from briefing.sources.formats.html import parse_html_article
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.language import detect_language

SHINGLE, PASSAGE = 4, 8
"""Words of a shingle, of which F1 is made as in the first of the sets; and of a passage of the gold."""
FOREIGN = 40
"""Words after the last passage of the gold, from which a page counts."""
FOUND = 0.1
"""Share of the gold's shingles, below which an article is lost."""

_TOKEN = re.compile("[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]|\\w+")
"""A word, or a letter of a script without blanks."""


@dataclass(frozen=True, slots=True)
class Gold:
    set: str
    name: str
    data: bytes
    url: str | None = None
    body: str = ""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    required: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def half(self) -> int:
        return int(md5(self.name.encode()).hexdigest(), 16) % 2

    @property
    def markup(self) -> str:
        return decode(self.data, html_charset(self.data), name=self.name)


def read_all(folder: Path) -> Iterator[Gold]:
    for read in (_read_aeb, _read_wcxb, _read_np4k, _read_goose3, _read_readability, _read_traf):
        yield from read(folder / read.__name__.removeprefix("_read_"))


def _read_aeb(folder: Path) -> Iterator[Gold]:
    if (gold := folder / "ground-truth.json").exists():
        for name, each in json.loads(gold.read_text("utf-8")).items():
            data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield Gold("aeb", name, data, each["url"], each["articleBody"])


def _read_wcxb(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("*/ground-truth/*.json")):
        said = json.loads(path.read_text("utf-8"))
        gold = said["ground_truth"]
        if said["_internal"]["page_type"]["primary"] == "article" and gold.get("main_content"):
            data = gzip.decompress((path.parent.parent / "html" / f"{path.stem}.html.gz").read_bytes())
            about = (gold.get(name) for name in ("title", "author", "publish_date"))
            yield Gold("wcxb", path.stem, data, said.get("url"), gold["main_content"], *about)


def _read_np4k(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("tests/data/txt/*.txt")):
        about = folder / "tests/data/metadata" / f"{path.stem}.json"
        said = json.loads(about.read_text("utf-8")) if about.exists() else {}
        author, day = ", ".join(said.get("authors") or []), said.get("publish_date")
        page = folder / "tests/data/html" / f"{path.stem}.html"
        if page.exists():
            body = path.read_text("utf-8")
            yield Gold(
                "np4k", path.stem, page.read_bytes(), said.get("url"), body, said.get("title"), author, day
            )


def _read_goose3(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("tests/data/content/*.json")):
        said = json.loads(path.read_text("utf-8"))
        expected = said["expected"]
        data = path.with_suffix(".html").read_bytes()
        # Many of its texts are the first words alone.
        body = text if len(text := expected.get("cleaned_text") or "") > 300 else ""
        yield Gold("goose3", path.stem, data, said.get("url"), body, expected.get("title"))


def _read_readability(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("test/test-pages/*/source.html")):
        said = json.loads((path.parent / "expected-metadata.json").read_text("utf-8"))
        tree = html.fromstring((path.parent / "expected.html").read_text("utf-8") or "<p>")
        about = (said.get(name) for name in ("title", "byline", "publishedTime"))
        body = " ".join(tree.itertext())
        yield Gold("readability", path.parent.name, path.read_bytes(), None, body, *about)


def _read_traf(folder: Path) -> Iterator[Gold]:
    if (gold := folder / "tests/evaldata.json").exists():
        for url, each in json.loads(gold.read_text("utf-8")).items():
            places = (folder / "tests" / place / each["file"] for place in ("cache", "eval"))
            if page := next((place for place in places if place.exists()), None):
                authors = each.get("author")
                author = ", ".join(authors) if isinstance(authors, list) else authors
                about = (each.get("title"), author, each.get("date"))
                passages = (tuple(map(str.strip, each[name] or ())) for name in ("with", "without"))
                yield Gold("traf", each["file"], page.read_bytes(), url, "", *about, *passages)


# What is measured of one text


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def shingles(words: list[str], number: int = SHINGLE) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + number]) for at in range(max(1, len(words) - number + 1)) if words)


def precision_and_recall(gold: str, text: str) -> tuple[float, float]:
    wanted, got = shingles(tokens(gold)), shingles(tokens(text))
    both = (wanted & got).total()
    return both / (got.total() or 1), both / (wanted.total() or 1)


def foreign_words(gold: str, text: str) -> int:
    """The words after the last passage of the gold; 0 where there is none."""
    wanted, words = shingles(tokens(gold.lower()), PASSAGE), tokens(text.lower())
    starts = range(len(words) - PASSAGE, -1, -1)
    last = next((at for at in starts if tuple(words[at : at + PASSAGE]) in wanted), None)
    return 0 if last is None else len(words) - last - PASSAGE


def lost_words(gold: str, text: str, cut: str) -> int:
    """The passages of the gold that are in what was cut and not in the text."""
    wanted = shingles(tokens(gold), PASSAGE).keys() - shingles(tokens(text), PASSAGE).keys()
    return len(shingles(tokens(cut), PASSAGE).keys() & wanted)


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / ((precision + recall) or 1)


@dataclass(frozen=True, slots=True)
class Way:
    """The texts that one way of extraction makes of all pages."""

    name: str
    texts: list[str]

    def line(self, golds: list[Gold]) -> str:
        both = list(zip(golds, self.texts, strict=True))
        scored = [(gold.body, text) for gold, text in both if gold.body]
        return f"    {self.name:8} " + (self._of_bodies(scored) if scored else self._of_passages(both))

    def _of_bodies(self, scored: list[tuple[str, str]]) -> str:
        each = [precision_and_recall(*both) for both in scored]
        made = [precision for (precision, _), (_, text) in zip(each, scored, strict=True) if text]
        precision, recall = mean(made or [0]), mean(recall for _, recall in each)
        lost = sum(recall < FOUND for _, recall in each)
        foreign = sum(foreign_words(*both) >= FOREIGN for both in scored)
        return (
            f"F1 {f1(precision, recall):.4f} P {precision:.4f} R {recall:.4f} lost {lost} "
            f"foreign after the end {foreign} ({foreign / len(scored):.1%})"
        )

    @staticmethod
    def _of_passages(both: list[tuple[Gold, str]]) -> str:
        lines = [(gold, " ".join(text.split())) for gold, text in both]
        hits = sum(passage in text for gold, text in lines for passage in gold.required)
        wrong = sum(passage in text for gold, text in lines for passage in gold.unwanted)
        wanted = sum(len(gold.required) for gold, _ in lines)
        precision, recall = hits / ((hits + wrong) or 1), hits / (wanted or 1)
        return f"F1 {f1(precision, recall):.4f} P {precision:.4f} R {recall:.4f}"


def ours(gold: Gold) -> ParsedDocument:
    try:
        return parse_html_article(gold.markup, name=gold.name, url=gold.url)
    except SourceError:
        return ParsedDocument("")


def plain(gold: Gold, *, fast: bool) -> str:
    return trafilatura.extract(gold.markup, url=gold.url, fast=fast, include_comments=False) or ""


def language(gold: Gold) -> str:
    return detect_language(gold.body or " ".join(gold.required)) or "?"


# Metadata


def same_title(gold: str, found: str | None) -> bool:
    return tokens(gold.casefold()) == tokens((found or "").casefold())


def same_author(gold: str, found: str | None) -> bool:
    """Whether most words of both are in each; several authors in any order."""
    wanted, got = (
        {word.casefold() for word in tokens(each)} - {"by", "and", "von"} for each in (gold, found or "")
    )
    return len(wanted & got) * 2 > len(wanted | got)


def day(value: str | None) -> str | None:
    try:
        return datetime.fromisoformat((value or "").strip()).date().isoformat()
    except ValueError:
        return None


def print_metadata(golds: list[Gold], pages: list[ParsedDocument]) -> None:
    both = list(zip(golds, pages, strict=True))
    _print_field("title", [(gold.title, page.title) for gold, page in both], same_title)
    _print_field("author", [(gold.author, page.author) for gold, page in both], same_author)
    days = [(day(gold.published), day(page.published)) for gold, page in both]
    _print_field("date", days, lambda gold, found: gold == found)


def _print_field(
    name: str, values: list[tuple[str | None, str | None]], is_same: Callable[[str, str | None], bool]
) -> None:
    wanted = [(gold, found) for gold, found in values if gold]
    if wanted:
        right, missing = sum(is_same(*each) for each in wanted), sum(not found for _, found in wanted)
        others = [found for gold, found in values if not gold]
        print(
            f"    {name:8} {right} of {len(wanted)} right, {missing} missing; "
            f"without gold {sum(map(bool, others))} of {len(others)}"
        )


def print_set(name: str, golds: list[Gold]) -> None:
    pages = [ours(gold) for gold in golds]
    print(f"{name}: {len(golds)} pages")
    for way in (
        Way("ours", [page.text for page in pages]),
        Way("fast", [plain(gold, fast=True) for gold in golds]),
        Way("default", [plain(gold, fast=False) for gold in golds]),
    ):
        print(way.line(golds))
    cut = [page.rest for page in pages if page.rest]
    lost = [
        lost_words(gold.body, page.text, page.rest)
        for gold, page in zip(golds, pages, strict=True)
        if gold.body
    ]
    print(
        f"    cut off {len(cut)} pages, {sum(len(tokens(rest)) for rest in cut)} words; "
        f"of the gold {sum(lost)} passages, on {sum(map(bool, lost))} pages"
    )
    print_metadata(golds, pages)


def print_all(golds: Iterable[Gold]) -> None:
    sets: dict[str, list[Gold]] = defaultdict(list)
    for gold in golds:
        sets[gold.set].append(gold)
        if gold.set not in ("aeb", "wcxb") and (gold.body or gold.required):
            sets[f"{'passages' if gold.required else 'texts'}, {language(gold)}"].append(gold)
    for name, some in sets.items():
        print_set(name, some)


# Processor time


def print_cost(golds: list[Gold], other: Path) -> None:
    """Print the processor time of reading these pages over that of another checkout, by turns."""
    step = max(1, len(golds) // 200)
    with TemporaryDirectory() as folder:
        for gold in golds[::step][:200]:
            (Path(folder) / f"{gold.set}-{gold.half}-{len(gold.data)}.html").write_text(gold.markup, "utf-8")
        runs = [(_seconds(folder, other), _seconds(folder, Path.cwd())) for _ in range(3)]
    for before, now in runs:
        print(f"cost: {now:.1f} s for {before:.1f} s, {now / before:.2f}x")
    print(f"median {median(now / before for before, now in runs):.2f}x")


_READING = """
import sys, time
from pathlib import Path
from briefing.errors import SourceError
from briefing.sources.formats.html import parse_html_article
texts = [path.read_text("utf-8") for path in sorted(Path(sys.argv[1]).iterdir())]
def read(texts):
    for text in texts:
        try:
            parse_html_article(text, name="x")
        except SourceError:
            pass
read(texts[:5])
start = time.process_time()
read(texts)
print(time.process_time() - start)
"""


def _seconds(folder: str, checkout: Path) -> float:
    command = [sys.executable, "-c", _READING, folder]
    environment = os.environ | {"PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return float(done.stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--cost", type=Path, metavar="CHECKOUT")
    asked = parser.parse_args()
    logging.disable()  # trafilatura warns of each page without a text
    found = [gold for gold in read_all(asked.folder) if asked.half in (None, gold.half)]
    print_cost(found, asked.cost) if asked.cost else print_all(found)
