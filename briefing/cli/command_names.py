"""Names the commands, and recognizes command lines that need no parser."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

READ = "read"
"""What `command` says when no command was typed: open the reader. It is no word one can type."""

COMMAND_NAMES = (
    "show", "add", "list", "stories", "story", "issues", "today", "actor", "watch", "ask", "remove", "feeds",
    "annotate", "annotations", "export", "import", "corrections", "backup", "restore", "serve", "doctor",
    "keys", "themes", "completion",
)  # fmt: skip


def articles_alone(arguments: Sequence[str]) -> SimpleNamespace | None:
    """`command`, `home`, `debug` and `articles`, as the parser would give them, of articles alone.

    None if the parser is needed: for a command, an option other than `--home DIR` in front, or a word that
    can be no article. The parser costs 10 ms of the reader's start.
    """
    words, home = list(arguments), None
    if len(words) > 1 and words[0] == "--home" and _may_be_article(words[1]):
        home, words = words[1], words[2:]
    if not all(word == "-" or _may_be_article(word) for word in words):
        return None
    if words and words[0] in COMMAND_NAMES:
        return None
    return SimpleNamespace(command=READ, home=home, debug=False, articles=words)


def _may_be_article(word: str) -> bool:
    return bool(word.strip()) and not word.startswith("-")
