"""Words that sentences share: plurals, shortened and quoted titles, ages, what is said where nothing is."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec

from rich.cells import cell_len, set_cell_size

from briefing.domain import Article
from briefing.domain.annotation import ArticleHead
from briefing.presentation.keys.registry import Command, display_key

WITHIN_QUOTATION = str.maketrans('“”"', "‘’'")
"""Translates quotation marks to those of a nested quotation, one for one."""


NO_ANNOTATION = "No annotation here: {reader.annotate} writes a note, {reader.correct} corrects the line."
NO_ARTICLE = "No article is open."
OPEN_ONE = "No article is open: {library.open} opens one from the library."
ARTICLE_WAIT = "Waiting for the article…"
NO_PASSAGE = "This line has no passage of its own; the lines around it have."


def pluralize(number: int, noun: str) -> str:
    """Return a number with its noun: "1 article", "2 articles", "2 copies"."""
    if number == 1:
        return f"1 {noun}"
    is_like_copy = noun.endswith("y") and noun[-2] not in "aeiou"
    return f"{number} {noun[:-1]}ies" if is_like_copy else f"{number} {noun}s"


def shortened(title: str, cells: int = 40) -> str:
    """Put a title on one line, and cut it to so many cells, with an ellipsis."""
    title = " ".join(filter(None, title.splitlines()))
    if cell_len(title) <= cells:
        return title
    return f"{set_cell_size(title, cells - 1).rstrip()}…" if cells > 0 else ""


def quoted(passage: str, cells: int = 40) -> str:
    """Put a passage or title on one line, shortened, in quotation marks; marks within become single ones."""
    return f"“{shortened(' '.join(passage.split()).translate(WITHIN_QUOTATION), cells)}”"


def article_facts(article: Article, progress: float, *, short: bool) -> str:
    """Return facts for the header: date, length, and how much of the article has been read (0 to 1)."""
    day = article.published[:10] if article.published else "no date"
    facts = [day, f"{article.words} words"] if not short else [article.section or article.source or day]
    return " · ".join([*facts, f"{article.minutes} min", f"{round(progress * 100)}%"])


def problems_message(problems: Sequence[str], commands: Iterable[Command]) -> str:
    """Return the problem or, of several, their number, the key that lists them all, and a line for each."""
    if len(problems) == 1:
        return problems[0]
    keys = next((command.keys for command in commands if command.id == "reader.messages"), ())
    listed = f"; {display_key(keys[0])} lists them" if keys else ""
    return "\n".join((f"{len(problems)} problems at the start{listed}:", *problems))


def age(moment: str | None, now: datetime) -> str:
    """Return the age of an ISO 8601 date or time: "now", "5m", "3h", "6d", then the day and the year.

    `now` has a time zone. A moment without one is taken as UTC; what is no date gives "".
    """
    if not moment:
        return ""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = (now - then).total_seconds()
    if len(moment) > 10 and seconds < 3600:
        return "now" if seconds < 60 else f"{int(seconds // 60)}m"
    if len(moment) > 10 and seconds < 86_400:
        return f"{int(seconds // 3600)}h"
    days = (now.date() - then.date()).days
    if days < 7:
        return "today" if days <= 0 else f"{days}d"
    return _day(then.date(), now.date())


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day:%b} {day.year}"


def format_citation(quote: str, head: ArticleHead) -> str:
    """Return the quote in quotation marks, then author, title, source, date and URL, as far as known."""
    source = head.source if head.source != head.url else None
    parts = [head.author, f"“{head.title}”" if head.title else None, source, (head.published or "")[:10]]
    where = ", ".join(part for part in parts if part)
    address = head.url or head.path
    citation = ". ".join(part for part in (where, address) if part)
    words = "\n".join(line.strip() for line in quote.splitlines() if line.strip())
    return f"“{_single_marks(words)}”\n— {citation}" if citation else f"“{_single_marks(words)}”"


def _single_marks(words: str) -> str:
    """Make quotation marks inside a quotation single ones."""
    return words.replace("“", "‘").replace("”", "’")


def runnable(sentence: str) -> str:
    """Put this Python's path in place of `python` in a command, quoted for the shell.

    Where this Python has no pip, which `spacy download` needs, the command installs it first.
    """
    python = f'"{sys.executable}"' if sys.platform == "win32" else shlex.quote(sys.executable)
    before = f"{python} -m ensurepip && " if find_spec("pip") is None else ""
    return sentence.replace("`python -m ", f"`{before}{python} -m ")
