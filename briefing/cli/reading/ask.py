"""Runs `briefing ask`, which answers a question with passages of the articles."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from briefing.cli.library import find_entries
from briefing.cli.open_reader import may_be_article
from briefing.cli.output.story_output import print_out
from briefing.cli.output.terminal import print_object
from briefing.cli.session import Session, say
from briefing.domain.questions.answer import answer_to_dict
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.exchange.printouts import answer_printout
from briefing.services.library import Library

LINES = 5
NEAREST = 3
"""Passages that are printed where none surely answers."""


def ask(args: Namespace, session: Session) -> int:
    """Print the lines of the answer, the best first; the status is 1 where there is none."""
    with session.library() as library:
        ids = _ids(library, args.query)
        answer = library.questions.ask(safe_line(args.question), ids, args.limit or LINES)
    if answer.notice:
        say(answer.notice)
    if not answer.lines and args.query and " " not in args.question.strip():
        say("A question of several words stands in quotation marks.")
    if args.limit is None and args.format != "json" and not all(line.shown for line in answer.lines):
        answer = replace(answer, lines=answer.lines[:NEAREST])
    if args.format == "json":
        print_object(answer_to_dict(answer))
    elif answer.lines:
        print_out(answer_printout(answer), args.format, session.settings.width)
    return 0 if answer.lines else 1


def _ids(library: Library, words: list[str]) -> list[str]:
    """The articles that are asked: those that match a query, or the one that is named."""
    if len(words) == 1 and may_be_article(words[0]):
        return [library.articles.find(words[0]).id]
    typed = safe_line(" ".join(words))
    ids = [entry.id for entry in find_entries(library, typed, None)]
    if not ids:
        raise NotFoundError(
            f"No article matches {typed}: put the question into quotation marks, and a query behind it."
            if typed
            else "There is no article to ask: `briefing add ARTICLE` adds one."
        )
    return ids
