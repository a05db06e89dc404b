"""Joins further annotations of open issues with the texts that they are about.

    python training/further_golds.py EVAL_DIR OUT_DIR [--lee FILE] [--amalgum FOLDER] [--open FOLDER]

EVAL_DIR holds briefing-train; the FILE is `lee_background.cor`, which the package gensim brings along; the
FOLDER of AMALGUM is `amalgum/news/xml` of that corpus, that of the open articles holds a Markdown file for
each, named by its id. OUT_DIR gets a file for each article, in the form of briefing-train, which the training
scripts of open issues and `benchmarks.unseen` take with `--further`. Sets whose texts are not given are left
out.
training/annotations/README.md says who annotated what.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from amalgum import read_article
from golds import Gold, read

ANNOTATIONS = Path(__file__).parent / "annotations"


def second_readings(golds: list[Gold]) -> Iterator[Gold]:
    """Of briefing-train's own texts, by another annotator."""
    known = {gold["id"]: gold for gold in golds}
    for each in _annotated("second"):
        gold = known[each["id"]]
        yield _gold(each, gold["title"], gold["date"], gold["text"], _spans)


def of_lee(corpus: str) -> Iterator[Gold]:
    """Of the Lee background corpus, an article a line, whose headlines are the annotators'."""
    lines = [line.strip() for line in corpus.splitlines()]
    for each in _annotated("lee"):
        yield _gold(each, each["title"], None, lines[int(each["id"].removeprefix("lee-"))], _spans)


def of_amalgum(folder: Path) -> Iterator[Gold]:
    """Of AMALGUM's news; what cannot be found in the text again is left out."""
    for each in _annotated("amalgum"):
        text = read_article(folder / f"{each['id'].replace('amalgum-', 'AMALGUM_news_')}.xml")
        yield _gold(each, text.title, text.date, text.body, _quoted(text.body))


def of_open(folder: Path) -> Iterator[Gold]:
    """Of news and press releases that may be copied freely."""
    for each in _annotated("open"):
        _, _, text = (folder / f"{each['id']}.md").read_text(encoding="utf-8").split("---\n", 2)
        text = text.strip("\n")
        yield _gold(each, each["title"], each["date"], text, _quoted(text))


def _annotated(name: str) -> Iterator[Gold]:
    for line in (ANNOTATIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line) | {"origin": name}


def _gold(
    annotated: Gold, title: str, date: str | None, text: str, located: Callable[[Gold], list[list[int]]]
) -> Gold:
    issues = [
        {**issue, "evidence": evidence, "actors": []}
        for issue in annotated["issues"]
        if (evidence := located(issue))
    ]
    return {
        "id": annotated["id"],
        "origin": annotated["origin"],
        "title": title,
        "date": date,
        "text": text,
        "issues": issues,
    }


def _spans(issue: Gold) -> list[list[int]]:
    return list(issue["evidence"])


def _quoted(text: str) -> Callable[[Gold], list[list[int]]]:
    """Finds quotes by their letters and digits, as the spaces around marks are not the corpus's."""
    places = [match.start() for match in re.finditer(r"[^\W_]", text)]
    letters = _letters(text)

    def located(issue: Gold) -> list[list[int]]:
        found = []
        for quote in issue["evidence"]:
            sought = _letters(quote)
            at = letters.find(sought)
            if sought and at >= 0:
                found.append([places[at], places[at + len(sought) - 1] + 1])
        return found

    return located


def _letters(text: str) -> str:
    """One for each letter and digit, whatever its case."""
    return "".join(letter.casefold()[0] for letter in re.findall(r"[^\W_]", text))


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("eval_dir", "out_dir"):
        arguments.add_argument(name, type=Path)
    for name in ("--lee", "--amalgum", "--open"):
        arguments.add_argument(name, type=Path)
    given = arguments.parse_args()
    given.out_dir.mkdir(parents=True, exist_ok=True)
    golds = list(second_readings(read(given.eval_dir / "briefing-train")))
    if given.lee:
        golds += of_lee(given.lee.read_text(encoding="utf-8"))
    if given.amalgum:
        golds += of_amalgum(given.amalgum)
    if given.open:
        golds += of_open(given.open)
    for gold in golds:
        file = given.out_dir / f"{gold['origin']}-{gold['id']}.json"
        file.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(golds)} articles, {sum(len(gold['issues']) for gold in golds)} open issues")


if __name__ == "__main__":
    main()
