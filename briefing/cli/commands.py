"""The table of commands: name, help, arguments, and the function that runs it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from briefing.domain.annotation import Color
from briefing.exchange.formats import FORMATS

READ = "read"
"""What `command` says when no command was typed: open the reader. It is no word one can type."""
READER = "open_reader:read"
COMPLETED_SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


@dataclass(frozen=True, slots=True)
class Subcommand:
    help: str
    declare: Callable[[argparse.ArgumentParser], None]
    """Adds its arguments."""
    runner: str
    """Module in `briefing.cli` and function, imported when it is asked for: no command pays for another."""


_ARTICLE = "a file, a folder, an address, an id, or - for standard input"
_SHOW_FORMATS = ("text", "markdown", "json", "jsonl")
_STORY_FORMATS = ("text", "markdown", "json")
_CHARTS = ("day", "week", "actor")
_LIST_FORMATS = ("table", "json", "jsonl")
_TABLE_FORMATS = ("jsonl", "parquet")
_FEED_FORMATS = ("table", "json")
_COLORS = tuple(map(str, Color))
_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_EXPORT_FORMATS = tuple(each.name for each in FORMATS)
_Actions = Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]
"""Actions of a command by name: what they do, and what adds their arguments."""


_Adds: TypeAlias = Any
"""A parser or a group of its arguments, whose type argparse keeps to itself."""


def _argument(command: _Adds, words: str, help_: str, **options: Any) -> None:
    """Add an argument: its flags or its name, then what its value is called; `options` are argparse's."""
    *names, metavar = words.split()
    command.add_argument(*names, metavar=metavar, help=help_, **options)


def _references(command: argparse.ArgumentParser, metavar: str, help_: str, *, nargs: str = "+") -> None:
    command.add_argument(f"{metavar.lower()}s", nargs=nargs, type=article_word, metavar=metavar, help=help_)


def _flag(command: _Adds, name: str, help_: str) -> None:
    command.add_argument(name, action="store_true", help=help_)


def _query(command: argparse.ArgumentParser, help_: str) -> None:
    # With a default argparse does not name it among what is missing.
    command.add_argument("query", nargs="*", metavar="QUERY", default=[], help=help_)


def _limit(command: argparse.ArgumentParser, help_: str) -> None:
    command.add_argument("--limit", type=_count, metavar="N", help=help_)


def _format(command: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """The first of the formats is the usual one."""
    help_ = f"how to print it ({formats[0]})"
    command.add_argument("--format", choices=formats, default=formats[0], help=help_)


def _actions(command: argparse.ArgumentParser, actions: _Actions) -> None:
    parsers = command.add_subparsers(title="actions", metavar="ACTION", dest="action")
    for name, (words, declare) in actions.items():
        action = parsers.add_parser(name, help=words, description=sentence(words), allow_abbrev=False)
        declare(action)
        global_options(action, is_root=False)


def _articles(command: argparse.ArgumentParser) -> None:
    _references(command, "ARTICLE", _ARTICLE)


def _added(command: argparse.ArgumentParser) -> None:
    _references(command, "ARTICLE", f"{_ARTICLE}; or a mailbox to follow, as `feeds add` has it")


def _show(command: argparse.ArgumentParser) -> None:
    _references(command, "ARTICLE", f"{_ARTICLE}; or words that are none of these: a QUERY, as `list` has it")
    _format(command, _SHOW_FORMATS)
    _limit(command, "the first N alone; of a QUERY, the newest")
    _flag(command, "--anyway", "brief also what looks like a paywall, a notice or a list")
    _flag(command, "--keep", "put the articles into the library, too")


def _list(command: argparse.ArgumentParser) -> None:
    _query(
        command,
        "words, “phrases”, title: feed: source: author: tag: is: has: actor: issue: story: "
        "sources: after: before:, OR, -not",
    )
    _format(command, _LIST_FORMATS)
    _limit(command, "only the newest N")
    command.add_argument(
        "--by", choices=_CHARTS, help="in place of the articles, how many are of each day, week or actor"
    )


def _stories(command: argparse.ArgumentParser) -> None:
    _query(command, "only those with such an article, as `list` has it")
    _argument(command, "--since TIME", "only those with an article of the last 7d or 24h", type=_ago)
    _argument(command, "--min-sources N", "only those that N publishers tell", type=_count, default=1)
    _limit(command, "only the latest N")
    _format(command, _LIST_FORMATS)


def _issues(command: argparse.ArgumentParser) -> None:
    _query(command, "only those that such an article raises, as `list` has it")
    only = command.add_mutually_exclusive_group()
    for name, words in (
        ("open", "only those that you have not decided on, those less sure, too"),
        ("due", "only those whose day has passed without a word on them"),
        ("settled", "only those that you have settled"),
    ):
        only.add_argument(f"--{name}", dest="only", action="store_const", const=name, help=words)
    _limit(command, "only the first N")
    _format(command, _LIST_FORMATS)


def _today(command: argparse.ArgumentParser) -> None:
    _argument(
        command,
        "--since TIME",
        "a day, such as 2026-11-26, 24h, or last: what came since the last time with it (24h)",
        type=_since_or_last,
        default="24h",
    )
    _argument(command, "--minutes N", "how long reading may take (5)", type=_count)
    _format(command, _STORY_FORMATS)


def _story(command: argparse.ArgumentParser) -> None:
    _argument(command, "story ID", "as `stories` prints it, or the id of an article in it")
    _flag(command, "--new", "of the summary, only what is new since you read")
    _format(command, _STORY_FORMATS)


def _actor(command: argparse.ArgumentParser) -> None:
    _argument(command, "name NAME", "a name in full, as briefings have it", nargs="+")
    _argument(command, "--since TIME", "only from articles of the last 30d or 24h", type=_ago)
    _format(command, _STORY_FORMATS)


def _dossier(command: argparse.ArgumentParser) -> None:
    _argument(
        command,
        "name NAME",
        "the name or id of a matter, or words of its titles; without it, the matters are listed",
        nargs="*",
    )
    _format(command, _STORY_FORMATS)


def _watched(action: argparse.ArgumentParser) -> None:
    _argument(
        action,
        "what WHAT",
        'actor:"NAME", story:ID, or any QUERY as `list` has it',
        nargs="+",
        type=article_word,
    )


def _ask(command: argparse.ArgumentParser) -> None:
    _argument(command, "question QUESTION", "in quotation marks", type=_question)
    _query(command, "only of the articles that match, as `list` has it, or of one by id, file or address")
    _format(command, _STORY_FORMATS)
    _limit(command, "at most N lines (5, or the 3 nearest where none surely answers)")


def _remove(command: argparse.ArgumentParser) -> None:
    _references(command, "ARTICLE", "an id, a file or an address")
    _flag(command, "--with-annotations", "also articles that have annotations, with these")


def _feed_list(action: argparse.ArgumentParser) -> None:
    _format(action, _FEED_FORMATS)


def _feed_move(action: argparse.ArgumentParser) -> None:
    _argument(action, "url URL", "as `feeds list` has it", type=article_word)
    _argument(action, "folder FOLDER", "such as World/Africa; / for none")


def _feed_refresh(action: argparse.ArgumentParser) -> None:
    _references(action, "URL", "only these, not all", nargs="*")
    _flag(action, "--quiet", "print only failures")


def _feed_export(action: argparse.ArgumentParser) -> None:
    _argument(action, "file FILE", "instead of standard output", nargs="?")


def _sync(command: argparse.ArgumentParser) -> None:
    what = command.add_mutually_exclusive_group()
    _flag(what, "--take-feeds", "follow the server's feeds here")
    _flag(what, "--give-feeds", "follow your feeds on the server")
    _flag(what, "--undo", "undo the last --take-feeds or --give-feeds")
    _flag(
        what,
        "--all",
        "also compare the lists of feeds and of all articles, which is done once an hour, or where "
        "anything differs",
    )
    _flag(command, "--preview", "with either: print the feeds and do nothing")
    _flag(command, "--quiet", "print only failures")


def _annotate(command: argparse.ArgumentParser) -> None:
    _argument(
        command, "article ARTICLE", "a file, an address, an id, or - for standard input", type=article_word
    )
    _argument(command, "--quote TEXT", "the words to mark, exactly as in the article", required=True)
    _argument(command, "--prefix TEXT", "the text right before the quote", default="")
    _argument(command, "--suffix TEXT", "the text right after the quote", default="")
    _argument(command, "--note TEXT", "the note, in Markdown, or - for standard input", default="")
    _argument(
        command, "--tag TAG", "a tag, or several with commas; may be repeated", action="append", default=[]
    )
    command.add_argument(
        "--color",
        type=_color,
        choices=_COLORS,
        default=_COLORS[0],
        help=f"the colour, or its digit ({_COLORS[0]})",
    )


def _annotations(command: argparse.ArgumentParser) -> None:
    _annotation_query(command)
    _format(command, _LIST_FORMATS)


def _annotation_query(command: argparse.ArgumentParser) -> None:
    _query(
        command, "words, “phrases”, tag: article: source: color: kind: note: quote: since: until:, OR, -not"
    )


def _export(command: argparse.ArgumentParser) -> None:
    _annotation_query(command)
    what = command.add_mutually_exclusive_group()
    what.add_argument(
        "--format", choices=_EXPORT_FORMATS, help="the format; not needed if the ending of PATH tells it"
    )
    _argument(what, "--template FILE", "a template of yours (see docs/templates.md)")
    _argument(command, "-o --output PATH", "a file; for markdown also a folder: one note per article")
    _flag(command, "--replace", "replace an existing file, even if it is not an earlier export")
    _flag(command, "--briefing", "with the briefing of each article")
    _flag(command, "--guard-cells", "keep spreadsheets from reading a cell as a formula")


def _import(command: argparse.ArgumentParser) -> None:
    sources = (
        "what Kindle (My Clippings.txt), Kobo (KoboReader.sqlite), KOReader (metadata.*.lua, JSON), "
        "Readwise (CSV), Omnivore, Pocket, Instapaper (CSV) or wallabag (JSON) keeps, also as a ZIP; "
        "Web Annotations, Hypothesis JSON, or an export of ours; - for standard input"
    )
    _references(command, "FILE", sources)


def _backup(command: argparse.ArgumentParser) -> None:
    _argument(command, "file FILE", "the archive, or a folder for it (this one)", nargs="?")
    _flag(command, "--all", "also the text of every article of feeds")
    _flag(command, "--replace", "replace an existing file")


def _restore(command: argparse.ArgumentParser) -> None:
    _argument(
        command,
        "what FILE",
        "an archive of `briefing backup`; for --earlier and --take an article, by id, file or address",
        type=article_word,
    )
    one = command.add_mutually_exclusive_group()
    _flag(one, "--earlier", "list the earlier states of the annotations of one article")
    _argument(one, "--take N", "bring back the Nth of them; that of now becomes one of them", type=_count)
    _flag(
        one,
        "--with-settings",
        "use its settings although they send secrets or articles, or load other packages",
    )


def _batch(command: argparse.ArgumentParser) -> None:
    _argument(
        command,
        "inputs IN",
        "a .jsonl or .parquet file, or a folder of articles",
        nargs="+",
        type=article_word,
    )
    _argument(
        command, "-o --output OUT", "the folder of the parts; a run goes on where it ended", required=True
    )
    command.add_argument(
        "--format", choices=_TABLE_FORMATS, default=_TABLE_FORMATS[0], help="of the parts (jsonl)"
    )
    for name in ("id", "text", "title", "published", "url"):
        command.add_argument(
            f"--{name}", default=name, metavar="COLUMN", help=f"the member or column with the {name} ({name})"
        )
    _argument(command, "--workers N", "processes of this machine, of 200 MB each (2)", type=_count, default=2)
    _argument(
        command, "--shard K/N", "the Kth of N shares of the articles alone", type=_shard, default=(1, 1)
    )
    _argument(command, "--dask ADDRESS", "the scheduler of a Dask cluster that does the work")


def _tables(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--format", choices=_TABLE_FORMATS, default=_TABLE_FORMATS[0], help="of the tables (jsonl)"
    )
    _argument(action, "-o --output FOLDER", "a new folder, or one with an earlier export", required=True)


def _doctor(command: argparse.ArgumentParser) -> None:
    _flag(command, "--rebuild", "rebuild the full-text index")
    _flag(command, "--repair", "repair what can be repaired without a loss")


def _serve(command: argparse.ArgumentParser) -> None:
    _argument(
        command,
        "--port N",
        "the port on 127.0.0.1 to serve at (that of the last time, or one that is free)",
        type=_port,
    )
    _argument(
        command,
        "--url URL",
        "the address of a proxy before it, such as https://reader.example",
        type=_https_url,
    )
    _flag(command, "--new-token", "make a new address; that of before leads nowhere")


def _model(command: argparse.ArgumentParser) -> None:
    _argument(
        command, "name NAME", "the model to try and to use, or `off`; without it, all are listed", nargs="?"
    )


def _completion(command: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=COMPLETED_SHELLS, help="the shell to complete in")


def _nothing(command: argparse.ArgumentParser) -> None:
    """The command takes no words of its own."""


_FEED_ACTIONS: _Actions = {
    "add": (
        "follow feeds by their addresses or that of their site, and mailboxes",
        partial(
            _references,
            metavar="URL",
            help_="of a feed or a site; or a mailbox: imaps://USER@HOST/FOLDER, "
            "or the path of a maildir or an mbox",
        ),
    ),
    "list": ("print the feeds you follow, and why any failed", _feed_list),
    "remove": (
        "unfollow feeds, and remove their articles unless you starred, tagged or annotated them",
        partial(_references, metavar="URL", help_="as `feeds list` has it"),
    ),
    "move": ("put a feed into another folder", _feed_move),
    "refresh": ("fetch new articles", _feed_refresh),
    "import": (
        "follow the feeds of an OPML file",
        partial(_references, metavar="FILE", help_="OPML, or - for standard input"),
    ),
    "export": ("write your feeds as OPML, for other programs", _feed_export),
}

_LIBRARY_ACTIONS: _Actions = {
    "export": ("write articles, actors, issues, statements, timeline and stories as tables", _tables)
}

_CORRECTION_ACTIONS: _Actions = {
    "export": (
        "print corrected briefings as JSON Lines, for measuring and training engines",
        partial(_references, metavar="ARTICLE", help_="these alone: an id, a file or an address", nargs="*"),
    )
}

_WATCH_ACTIONS: _Actions = {
    "add": ("watch an actor, a story or a query", _watched),
    "list": ("print what is watched, and how many unread articles it has found since you looked", _feed_list),
    "remove": ("watch it no longer", _watched),
}

COMMANDS: Mapping[str, Subcommand] = {
    "show": Subcommand("print the briefing of each article", _show, "reading.show:show"),
    "add": Subcommand("add articles to the library without opening them", _added, "library:add"),
    "list": Subcommand("print what is in the library, newest first", _list, "library:list_articles"),
    "batch": Subcommand(
        "brief an archive of articles, in parts, going on where it was broken off",
        _batch,
        "reading.batch:batch",
    ),
    "remove": Subcommand("remove articles from the library", _remove, "library:remove"),
    "stories": Subcommand(
        "print which articles tell of one event, the latest first", _stories, "stories:list_stories"
    ),
    "story": Subcommand("print one briefing of the articles of a story", _story, "stories:show_story"),
    "issues": Subcommand(
        "print what articles leave open, and what later ones say on it", _issues, "issues:list_issues"
    ),
    "today": Subcommand(
        "print the stories of the day that can be read in five minutes", _today, "stories:show_today"
    ),
    "dossier": Subcommand(
        "print a matter that you follow from its first day: what happened, what is open",
        _dossier,
        "stories:show_dossier",
    ),
    "actor": Subcommand(
        "print what an actor said and did, with whom, in which stories, what is open",
        _actor,
        "stories:show_actor",
    ),
    "watch": Subcommand(
        "say whose new articles Today tells you of",
        partial(_actions, actions=_WATCH_ACTIONS),
        "watches:run_watch",
    ),
    "ask": Subcommand("answer a question with passages of the articles", _ask, "reading.ask:ask"),
    "feeds": Subcommand(
        "follow, list and refresh feeds", partial(_actions, actions=_FEED_ACTIONS), "feed_commands:run_feeds"
    ),
    "sync": Subcommand(
        "sync feeds, articles, read and starred with your account on a server", _sync, "sync_command:run_sync"
    ),
    "annotate": Subcommand(
        "mark a passage of an article, with a note and tags", _annotate, "annotate:annotate"
    ),
    "annotations": Subcommand(
        "print annotations, the last changed first", _annotations, "annotate:list_annotations"
    ),
    "export": Subcommand("export annotations for other programs", _export, "export_import:export"),
    "import": Subcommand(
        "import articles and annotations from other programs", _import, "export_import:import_files"
    ),
    "library": Subcommand(
        "write the library as tables, for DuckDB, pandas and Polars",
        partial(_actions, actions=_LIBRARY_ACTIONS),
        "export_import:export_library",
    ),
    "corrections": Subcommand(
        "print what was corrected in briefings",
        partial(_actions, actions=_CORRECTION_ACTIONS),
        "export_import:export_corrections",
    ),
    "backup": Subcommand(
        "put annotations, feeds, settings and marks into one archive", _backup, "backup:backup"
    ),
    "restore": Subcommand(
        "bring back a backup; what is here is merged or kept beside", _restore, "backup:restore"
    ),
    "serve": Subcommand("serve the reader to a browser on this machine", _serve, "browser.command:serve"),
    "model": Subcommand(
        "find the language models of this machine, try one, and use it or none", _model, "model:model"
    ),
    "doctor": Subcommand(
        "check files, engine, library, feeds and settings", _doctor, "doctor.command:doctor"
    ),
    "keys": Subcommand("print the keymap as the settings file would say it", _nothing, "reference:keys"),
    "themes": Subcommand(
        "print the themes as the settings file would say them", _nothing, "reference:themes"
    ),
    "about": Subcommand(
        "print the version, the system, and whose work is inside under which licence",
        _nothing,
        "reference:about",
    ),
    "completion": Subcommand("print a completion script for a shell", _completion, "reference:completion"),
}
"""In the order of the help."""

GROUPS: Mapping[str, str] = {
    "show": "articles",
    "stories": "stories, actors and questions",
    "feeds": "feeds",
    "annotate": "annotations",
    "backup": "the program and its files",
}
"""The headings of the help, by the command that each stands above."""


def global_options(parser: argparse.ArgumentParser, *, is_root: bool) -> None:
    """Options before or after the command; a default after it must not undo what was given before it."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        default=None if is_root else argparse.SUPPRESS,
        help="keep settings, library, annotations, cache and log in this folder (or set BRIEFING_HOME)",
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=False if is_root else argparse.SUPPRESS,
        help="log everything, not only faults (or set BRIEFING_DEBUG)",
    )


def article_word(word: str) -> str:
    # An unset variable of a script; as a path it would mean the current folder.
    if not word.strip():
        raise argparse.ArgumentTypeError("an article needs a name, and this one is empty")
    return word


def _question(word: str) -> str:
    if not word.strip():
        raise argparse.ArgumentTypeError("a question needs words, and this one is empty")
    return word


def _color(word: str) -> str:
    """The colour by its name, or by its digit in the reader; `choices` checks it."""
    return next((str(color) for color in Color if word == str(color.digit)), word.lower())


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"“{word}” is not a whole number of at least 1")
    return int(word)


def _shard(word: str) -> tuple[int, int]:
    number, slash, of = word.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"“{word}” is no share, such as 3/16")
    return int(number), int(of)


def _port(word: str) -> int:
    port = _count(word)
    if port > 65535:
        raise argparse.ArgumentTypeError(f"“{word}” is no port: the highest is 65535")
    return port


def _https_url(word: str) -> str:
    url = word.rstrip("/").lower()
    if not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", url):
        raise argparse.ArgumentTypeError(f"“{word}” is no address such as https://reader.example")
    return url.removesuffix(":443")


def _ago(word: str) -> datetime:
    match = re.fullmatch(r"([0-9]{1,4})([hdw])", word, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{word}” is no time such as 24h, 7d, 2w")
    return datetime.now().astimezone() - int(match[1]) * _SPANS[match[2]]


def _since(word: str) -> datetime:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return _ago(word)
    return moment if moment.tzinfo else moment.astimezone()


def _since_or_last(word: str) -> datetime | None:
    """Return the time, or None for that at which the command was last run with this word."""
    return None if word == "last" else _since(word)


def sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
