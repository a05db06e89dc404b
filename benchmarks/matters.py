"""Which stories join a matter that is followed on its first day: how many, and how many rightly.

    python -m benchmarks.matters EVAL_DIR

EVAL_DIR has `stories-dated/articles.jsonl`. The matters in `matters.tsv` were labelled by hand. Each window
is put into stories day by day; of each matter the largest story of its first day is followed, and each later
day the stories join that the program lets join. A pair is the followed story and one that joins or should.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from briefing.domain.matters.matter_match import MatterMatcher
from briefing.domain.stories.assignment import Membership, StoryWindow, assign_stories
from briefing.domain.stories.event_index import (
    SECONDS_A_DAY,
    WINDOW_DAYS,
    EventArticle,
    EventIndex,
    PlacedArticle,
)
from briefing.domain.stories.terms import article_terms

LABELS = Path(__file__).parent / "matters.tsv"
HALVES = (("w1", "w3", "w5", "w7"), ("w2", "w4", "w6", "w8"))
OLDER = 5
"""One in so many articles of the other windows is in the library: on its first day it is no empty one."""

Joining = Callable[["Day", Sequence[str], Sequence[str]], Sequence[str]]
"""Returns those of some stories that join the matter of the others, on a day."""


@dataclass(frozen=True)
class Day:
    """The stories of a window as they are after one day."""

    number: int
    stories: Mapping[str, Sequence[int]]
    """The articles of each story, by their places in the window."""
    gone: Mapping[str, str]
    """The story into which each went that there is no more."""
    matcher: MatterMatcher

    def present(self, ids: Sequence[str]) -> list[str]:
        """Return the stories that these are now."""
        found = []
        for id_ in ids:
            while id_ in self.gone:
                id_ = self.gone[id_]
            found.append(id_)
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Window:
    """A window of the dated articles, with the matters that are labelled in it."""

    published: Sequence[int]
    """The day of each article, counted from 1970."""
    days: Sequence[Day]
    matters: Mapping[str, Mapping[int, str]]
    """The marks of articles by matter."""

    def mark(self, matter: str, articles: Sequence[int]) -> str:
        """Return the mark of most articles of a story, or `?` if all have that."""
        marks = [self.matters[matter].get(at, "no") for at in articles]
        judged = [each for each in marks if each != "?"]
        return ("yes" if 2 * judged.count("yes") >= len(judged) else "no") if judged else "?"

    def followed(self, matter: str) -> tuple[str, Sequence[Day]]:
        """Return the largest story of a matter's first day, or "" if none is of it, and the days since."""
        first = min(self.published[at] for at, mark in self.matters[matter].items() if mark == "yes")
        days = [each for each in self.days if each.number >= first]
        found = [
            (len(articles), id_)
            for id_, articles in days[0].stories.items()
            if first in {self.published[at] for at in articles} and self.mark(matter, articles) == "yes"
        ]
        return max(found, default=(0, ""))[1], days


@dataclass(frozen=True)
class Found:
    """The stories that joined matters, as counts."""

    right: int = 0
    wrong: int = 0
    wrong_earlier: int = 0
    """Those of the wrong ones that ended before the matter began."""
    missed: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def __str__(self) -> str:
        recall = self.right / max(self.right + self.missed, 1)
        precision = self.right / max(self.right + self.wrong, 1)
        return (
            f"recall {recall:.3f}  precision {precision:.3f}  ({self.right} right, {self.missed} missed, "
            f"{self.wrong} wrong, {self.wrong_earlier} of these earlier)"
        )


def read_windows(folder: Path) -> dict[str, Window]:
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in (folder / "stories-dated" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["window"]].append(row)
    place = {row["id"]: (name, at) for name, some in rows.items() for at, row in enumerate(some)}
    marks: dict[str, dict[str, dict[int, str]]] = {name: defaultdict(dict) for name in rows}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            matter, id_, mark = line.split("\t")
            name, at = place[id_]
            marks[name][matter][at] = mark
    return {
        name: _window(
            rows[name], marks[name], [row for other in rows if other != name for row in rows[other]]
        )
        for name in sorted(rows)
    }


def _window(
    rows: Sequence[Mapping[str, Any]],
    matters: Mapping[str, Mapping[int, str]],
    others: Sequence[Mapping[str, Any]],
) -> Window:
    published = [(date.fromisoformat(row["date"]) - date(1970, 1, 1)).days for row in rows]
    terms = [article_terms(row["title"], row["text"]) for row in rows]
    articles = [EventArticle(at, terms[at], "en", day, day) for at, day in enumerate(published)]
    older = [
        EventArticle(len(rows) + at, article_terms(row["title"], row["text"]), "en", 0, 0)
        for at, row in enumerate(others[::OLDER])
    ]
    return Window(published, list(_days(articles, [row["id"] for row in rows], older)), matters)


def _days(
    articles: Sequence[EventArticle], ids: Sequence[str], older: Sequence[EventArticle]
) -> Iterator[Day]:
    """Put the articles into stories day by day, as the program does.

    The older ones are of no story, and tell which words are common.
    """
    story: dict[int, str] = {}
    gone: dict[str, str] = {}
    for day in sorted({each.fetched_day for each in articles}):
        new = [each.number for each in articles if each.fetched_day == day]
        near = [each for each in articles if 0 <= day - each.fetched_day <= WINDOW_DAYS]
        near.sort(key=lambda each: (each.fetched_day, ids[each.number]))
        known = {each.number: Membership(story[each.number]) for each in near if each.number in story}
        window = StoryWindow(near, {each.number: ids[each.number] for each in near}, known)
        for found in assign_stories(window, new, taken=set(story.values())):
            story |= dict.fromkeys(found.members, found.id)
            gone |= dict.fromkeys(found.replaces, found.id)
        stories: dict[str, list[int]] = defaultdict(list)
        for at in sorted(story):
            stories[story[at]].append(at)
        so_far = [each for each in articles if each.number in story]
        times = {
            each.number: PlacedArticle(story[each.number], each.fetched_day * SECONDS_A_DAY)
            for each in so_far
        }
        yield Day(day, stories, dict(gone), MatterMatcher(EventIndex([*so_far, *older]), times))


def followed_days(window: Window, matter: str, joining: Joining) -> Iterator[tuple[Day, list[str]]]:
    """Yield each day with the stories of the matter at its beginning, which is before what joins that day."""
    first, days = window.followed(matter)
    ids = [first] if first else []
    for day in days if first else ():
        ids = day.present(ids)
        yield day, ids
        while found := joining(day, ids, sorted(day.stories.keys() - set(ids))):
            ids = [*ids, *found]
    if first:
        yield days[-1], ids


def judged(window: Window, matter: str, joining: Joining) -> Found:
    """Count what joined a matter; all of it is missed where no story of its first day is of it."""
    steps = list(followed_days(window, matter, joining))
    ids = steps[-1][1] if steps else []
    stories = window.days[-1].stories
    start = min(window.published[at] for at, mark in window.matters[matter].items() if mark == "yes")
    marks = {id_: window.mark(matter, some) for id_, some in stories.items() if id_ not in ids[:1]}
    wrong = [id_ for id_ in ids if marks.get(id_) == "no"]
    return Found(
        sum(marks.get(id_) == "yes" for id_ in ids),
        len(wrong),
        sum(max(window.published[at] for at in stories[id_]) < start for id_ in wrong),
        sum(mark == "yes" and id_ not in ids for id_, mark in marks.items()),
    )


def as_shipped(day: Day, matter: Sequence[str], among: Sequence[str]) -> Sequence[str]:
    return day.matcher.joining(matter, among)


def tell(windows: Mapping[str, Window], joining: Joining = as_shipped) -> None:
    for half in HALVES:
        whole = Found()
        for name in half:
            for matter in windows[name].matters:
                whole += judged(windows[name], matter, joining)
        print(f"pairs of stories of a matter, {' '.join(half)}: {whole}")


def main() -> None:
    tell(read_windows(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
