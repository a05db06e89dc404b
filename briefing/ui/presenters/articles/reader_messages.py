"""Texts around an article: plurals, shortened titles, facts for its header, key hints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len, set_cell_size

from briefing.domain import Article
from briefing.presentation.keys.hints import Hint
from briefing.presentation.keys.registry import Command, commands_for, display_key

WITHIN_QUOTATION = str.maketrans('“”"', "‘’'")
"""Translates quotation marks to those of a nested quotation, one for one."""

_PAIRS = {
    "reader.next-passage": "reader.previous-passage",
    "reader.next-article": "reader.previous-article",
    "reader.pane-4": "reader.pane-5",
    "story.next-passage": "story.previous-passage",
    "story.pane-4": "story.pane-5",
    "actor.next-passage": "actor.previous-passage",
    "reader.refresh": "reader.refresh-all",
}
"""Commands whose hint has the opposite command's key too: "n N passage"."""

_PROMPT_VERBS = {
    "pipe": "run",
    "query": "save",
    "save-filter": "save",
    "setting": "save",
    "line": "add",
}
"""Verbs for Enter in a prompt whose purpose is no such word."""


def prompt_hints(purpose: str, *, completes: bool = False) -> tuple[Hint, ...]:
    """Return the hints of a prompt, where "?" is typed: they name the other key for help."""
    return (
        Hint("Enter", _PROMPT_VERBS.get(purpose, purpose), "screen.submit_prompt"),
        *((Hint("→", "complete", ""),) if completes else ()),
        Hint("Esc", "close", "screen.close_prompt"),
        Hint("F1", "help", "app.app_help", kept=True),
    )


FILTER_HINTS = (
    Hint("Enter", "to the list", "screen.leave_filter"),
    Hint("↓ ↑", "choose", "screen.move_listed(1)"),
    Hint("Esc", "clear", "screen.clear_filter"),
    Hint("{reader.save-filter}", "save", "screen.command('reader.save-filter')"),
    Hint("F1", "help", "app.app_help", kept=True),
)

NO_ANNOTATION = "No annotation here: {reader.annotate} writes a note, {pane.correct} corrects the line."
NO_ARTICLE = "No article is open."
OPEN_ONE = "No article is open: {library.open} opens one from the library."
ARTICLE_WAIT = "Waiting for the article…"
NO_PASSAGE = "This line has no passage of its own; the lines around it have."

_KEPT = frozenset({"app.help", "app.palette"})
IN_LIST = ("reader.feeds", "reader.add", "reader.read", "reader.star", "reader.story")
"""Commands whose hints last while the library's list has the focus."""


def pluralize(number: int, noun: str) -> str:
    """Return a number with its noun: "1 article", "2 articles", "2 copies"."""
    if number == 1:
        return f"1 {noun}"
    is_like_copy = noun.endswith("y") and noun[-2] not in "aeiou"
    return f"{number} {noun[:-1]}ies" if is_like_copy else f"{number} {noun}s"


def shortened(title: str, cells: int = 40) -> str:
    """Cut a title to so many cells, with an ellipsis."""
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


def command_hints(
    commands: Sequence[Command], places: Iterable[str], instead: dict[str, str], lasting: Collection[str] = ()
) -> tuple[Hint, ...]:
    """Return hints for these places, most important first; `instead` has other words by command id.

    The hint of a command that has Space lasts, like those of `lasting`: elsewhere Space turns the page.
    """
    by_id = {command.id: command for command in commands}
    hints: list[Hint] = []
    for command in commands_for(commands, places):
        words = instead.get(command.id, command.hint)
        if not words or not command.keys:
            continue
        keys = display_key(command.keys[0])
        opposite = by_id.get(_PAIRS.get(command.id, ""))
        if opposite is not None and opposite.keys:
            keys += f" {display_key(opposite.keys[0])}"
        lasts = command.id in lasting or command.keys[0] == "space"
        action = f"app.run_command('{command.id}')"
        hints.append(Hint(keys, words, action, command.id in _KEPT, lasting=lasts))
    return tuple(hints)


def problems_message(problems: Sequence[str], commands: Iterable[Command]) -> str:
    """Return the problem or, of several, their number, the key that lists them all, and a line for each."""
    if len(problems) == 1:
        return problems[0]
    keys = next((command.keys for command in commands if command.id == "reader.messages"), ())
    listed = f"; {display_key(keys[0])} lists them" if keys else ""
    return "\n".join((f"{len(problems)} problems at the start{listed}:", *problems))
