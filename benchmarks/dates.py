"""How right the dates of the timeline are, against articles whose dates people have resolved.

    python -m benchmarks.dates FOLDER [PREFIX]

FOLDER holds XML files, at any depth, of GUM (github.com/amir-zeldes/gum, folder xml; PREFIX GUM_news
for news) or of EventStoryLine (github.com/tommasoc80/EventStoryLine, folder annotated_data/v1.5).
Precision is the share of the lines with a resolved date in their passage that have that date, or the
same less precisely; recall is the share of the resolved dates that some line has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from briefing.domain import Article, Event
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse

_ISO = re.compile(r"\d{4}-W\d\d|\d{4}(?:-\d\d){0,2}(?![\dX-])")
_NO_SPACE_BEFORE = re.compile(r"[,.;:?!%)\]]+|['’](?:s|re|ve|ll|d|m)?|n['’]t")


@dataclass(frozen=True, slots=True)
class Gold:
    article: Article
    dates: tuple[tuple[int, int, str], ...]
    """Start, end and ISO 8601 of the dates in the text."""


class _Text:
    """A text put together from tokens."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, token: str, paragraph: bool) -> tuple[int, int]:
        glued = _NO_SPACE_BEFORE.fullmatch(token) or self.text[-1:] in "([$£€"
        self.text += "\n\n" if paragraph and self.text else "" if glued or not self.text else " "
        self.text += token
        return len(self.text) - len(token), len(self.text)


def read_gum(path: Path) -> Gold | None:
    """Read the body of a GUM document; a date in its first line is the day of publication."""
    made, opened, dates, paragraph, skipped = _Text(), [], [], True, 0
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(re.findall(r'(\w+)="([^"]*)"', lines[0]))
    for line in lines[1:]:
        if tag := re.fullmatch(r"<(/?)(\w+)([^>]*)>", line):
            closes, name, attributes = tag[1] == "/", tag[2], dict(re.findall(r'(\w+)="([^"]*)"', tag[3]))
            skipped += (name in ("head", "figure", "caption")) * (-1 if closes else 1)
            paragraph = paragraph or name in ("p", "item", "sp", "quote", "figure")
            if name == "date" and not closes:
                opened.append((attributes.get("when") or attributes.get("from", ""), len(made.text)))
            elif name == "date" and opened:
                value, start = opened.pop()
                if len(made.text) > start:
                    dates.append((start, len(made.text), value))
        elif "\t" in line and not skipped:
            made.add(unescape(line.split("\t")[0]), paragraph)
            paragraph = False
    published = head.get("dateCreated", "")
    if dates and dates[0][0] == 0 and len(dates[0][2]) == 10:
        published, made.text = dates[0][2], " " * dates[0][1] + made.text[dates[0][1] :]
        dates = dates[1:]
    return _gold(head.get("id", path.stem), made.text, published, dates)


def read_event_story_line(path: Path) -> Gold | None:
    root = ElementTree.parse(path).getroot()
    made, spans, sentence = _Text(), {}, None
    for token in root.iter("token"):
        early = int(token.get("sentence", "0")) < 3  # the address, the headline and the rest
        spans[token.get("t_id")] = made.add(token.text or "", early and token.get("sentence") != sentence)
        sentence = token.get("sentence")
    published, dates = "", []
    for mark in [*root.iter("TIME_DATE"), *root.iter("TIME_OF_THE_DAY")]:
        anchors = [spans[each.get("t_id")] for each in mark.iter("token_anchor") if each.get("t_id") in spans]
        if mark.get("DCT") == "TRUE":
            published = mark.get("value", "")[:10]
        elif anchors:
            dates.append((min(a for a, _ in anchors), max(b for _, b in anchors), mark.get("value", "")))
    return _gold(path.stem, made.text, published, dates)


def _gold(id_: str, text: str, published: str, dates: list[tuple[int, int, str]]) -> Gold | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return None
    resolved = ((start, end, _ISO.match(value)) for start, end, value in dates)
    known = tuple((start, end, iso[0]) for start, end, iso in resolved if iso is not None)
    return Gold(Article(id_, "", text, published=published, language="en"), known)


def agree(found: str, gold: str) -> bool:
    """Whether a date is the gold one, or the same less precisely; a day of a gold week is right too."""
    if gold.startswith(found):
        return True
    days = [each for each in (found, gold) if len(each) == 10]
    weeks = [each for each in (found, gold) if "W" in each]
    if len(days) != 1 or len(weeks) != 1:
        return False
    year, week, _ = date.fromisoformat(days[0]).isocalendar()
    return weeks[0] == f"{year:04}-W{week:02}"


def _inside(event: Event, gold: Gold) -> list[str]:
    # The date's last token may be the preposition's or the full stop's neighbour: two code points are free.
    span = event.passage.span
    return [iso for start, end, iso in gold.dates if span.start <= start + 2 and end - 2 <= span.end]


def golds(folder: Path, prefix: str) -> Iterator[Gold]:
    for path in sorted(folder.rglob(f"{prefix}*.xml")):
        is_gum = path.read_text(encoding="utf-8")[:5] == "<text"
        found = read_gum(path) if is_gum else read_event_story_line(path)
        if found is not None:
            yield found


def main() -> None:
    engine = SpacyEngine()
    right = judged = found = total = 0
    for gold in golds(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""):
        events = analyse(engine, gold.article).timeline
        inside = [(event, _inside(event, gold)) for event in events]
        judged += sum(1 for _, dates in inside if dates)
        right += sum(1 for event, dates in inside if any(agree(event.date, iso) for iso in dates))
        total += len(gold.dates)
        found += sum(1 for _, _, iso in gold.dates if any(agree(event.date, iso) for event in events))
    print(f"lines with a resolved date {judged}, right {right}: precision {right / max(1, judged):.3f}")
    print(f"resolved dates {total}, in some line {found}: recall {found / max(1, total):.3f}")


if __name__ == "__main__":
    main()
