"""Every way out of the program, over hostile files, settings and data, in a terminal, byte by byte."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import sys
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")

from benchmarks.terminal import Terminal
from briefing.domain import Article, Span
from briefing.exchange.formats import FORMATS
from tests.feeding import NoEngine
from tests.libraries import library_at

pytestmark = pytest.mark.slow


def hostile(field: str) -> str:
    """The field's name, and after it all that could steer or deceive a terminal, signed with the name."""
    return (
        f"{field}\x1b]66;{field}\x07\x1bP{field}\x1b\\\x1b_{field}\x1b\\\x1b[6;6z\x1bc"
        f"\x9d66;{field}\x9c\x90{field}\x9c\x9b6;6z\x07\x08\x7f\r\u2028\u202e\u2067\u200b\ufeff\U000e0041"
    )


_HARMFUL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_WRITTEN = re.compile(
    rf"""(?x)
      \x1b\[ [0-9;]* [mHJKABCDGr]             # colours and cursor
    | \x1b\[ [?>=<]? [0-9;]* [hlu]            # modes and keyboard protocols
    | \x1b\[ (?: >4;[0-9]m | \?[0-9]+\$p | [0-9;]+t | c | 6n | > [0-9]* q )
    | \x1b [78=>]
    | \x1b\]22; [a-z-]+ \x07                  # the shape of the pointer
    | \x1b\]11;\? (?: \x07 | \x1b\\ )         # which background there is
    | \x1b\]52;c; [A-Za-z0-9+/=]* \x07        # the clipboard
    | \x1bP=[12]s\x1b\\                       # begin and end of a frame
    | \r*\n
    | \r\x1b\[K                               # a line that tells how far something is
    | ({_HARMFUL})
    """
)
"""The sequences that Textual writes, and in the group what is part of none; those of `hostile` are none."""
_COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def leaks(written: dict[str, bytes]) -> list[str]:
    """By surface, what was written besides text and Textual's own sequences, with what stands around it."""
    text = b"".join(written.values()).decode("utf-8", "surrogateescape")  # a sequence may be cut in two
    found = []
    for match in _WRITTEN.finditer(text):
        if match[1]:
            before = len(text[: match.start()].encode("utf-8", "surrogateescape"))
            ends = accumulate(map(len, written.values()))
            surface = next(name for name, end in zip(written, ends, strict=True) if before < end)
            found.append(f"{surface}: {text[max(0, match.start() - 30) : match.end() + 20]!r}")
    return found


ENGINE = """
from briefing.domain import Actor, ActorKind, EngineInfo, Event, Issue, IssueKind, Part, Passage, Quote

class Engine:
    info = EngineInfo("hostile", "1", "none")

    def parts(self, article):
        at = article.text.index("Kim Sen")
        passage = Passage.at(article.text, at, at + 30)
        yield Part("notice", {notice!r})
        yield Part("summary", (passage,))
        actor = Actor({actor!r}, ActorKind.PERSON, {role!r}, ({alias!r},), 1.0, (passage,), (passage,))
        yield Part("actors", (actor,))
        yield Part("issues", (Issue({issue!r}, IssueKind.UNKNOWN, 2, (passage,), ({actor!r},), {when!r}),))
        yield Part("timeline", (Event("2026-03-02", passage),))
        yield Part("quotes", (Quote({speaker!r}, passage),))

def make(pipelines):
    return Engine()
"""
FIELDS = ("notice", "actor", "role", "alias", "issue", "when", "speaker")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every text is hostile, also where only another program could have put it there."""
    root = tmp_path_factory.mktemp("sinks")
    home = root / "home"
    site = root / "site"
    (site / "hostile-1.dist-info").mkdir(parents=True)
    (site / "hostile_engine.py").write_text(ENGINE.format(**{name: hostile(f"q{name}") for name in FIELDS}))
    (site / "hostile-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: hostile\nVersion: 1\n"
    )
    (site / "hostile-1.dist-info" / "entry_points.txt").write_text(
        "[briefing.engines]\nhostile = hostile_engine:make\n"
    )
    file = root / f"{hostile('qfile')}.md"
    file.write_text(
        f"---\nauthor: {hostile('qauthor')}\n---\n# {hostile('qtitle')}\n\n"
        f"Kim Sen met Ada Roe {hostile('qtext')} in the capital on Monday to talk about the border road.\n\n"
        f"[qlink](https://a.example/q%1Baddress) and the end of it is HERE.\n",
        newline="",
    )
    other = root / "other.txt"
    other.write_text("Another headline\n\nKim Sen met Ada Roe in the capital on Monday, and said nothing.\n")
    with library_at(home, NoEngine()) as library:
        article, stored = library.articles.add_each([str(file), str(other)])
        assert isinstance(article, Article) and isinstance(stored, Article)
        for words, note in (("Kim Sen", "qnote"), ("Ada Roe", "orphaned")):
            start = article.text.index(words)
            span = Span(start, start + len(words))
            library.annotations.apply([library.annotations.draft(article, span, note=note, tags=["qtag"])])
    for path in (home / "annotations").glob("*.json"):
        written = path.read_text(encoding="utf-8")
        for word, field in (("qnote", "qnote"), ("qtag", "qtag"), ("Ada Roe", "qquote")):
            written = written.replace(f'"{word}"', json.dumps(hostile(field), ensure_ascii=False))
        path.write_text(written, encoding="utf-8", newline="")
    with closing(sqlite3.connect(home / "library.db")) as database, database:
        for column in ("title", "author", "source", "section", "published"):
            values = (hostile(f"qstored-{column}"), stored.id)
            database.execute(f"UPDATE articles SET {column} = ? WHERE id = ?", values)
        database.execute("UPDATE texts SET text = replace(text, 'Monday', ?)", [hostile("qstored")])
        database.execute("INSERT INTO article_tags SELECT number, ? FROM articles", [hostile("qlabel")])
        database.execute(
            "INSERT INTO feeds (url, title, failures, error) VALUES (?, ?, 1, ?)",
            [FEED, hostile("qfeed"), hostile("qerror")],
        )
    (home / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline text="{hostile("qfolder")}">'
        f'<outline type="rss" xmlUrl="{FEED}"/></outline></body></opml>',
        newline="",
    )
    (home / "config.toml").write_text(
        f"theme = {toml('qtheme')}\n{toml('qsetting')} = 1\n"
        f'[engine]\nname = "hostile"\n'
        f'[keymap]\n"reader.pipe" = {toml("qkey")}\n{toml("qcommand")} = "x"\n'
        f"[queries]\n{toml('qquery')} = {toml('qwords')}\n"
        f"[[rules]]\nwhen = {toml('qwhen')}\nthen = {toml('qthen')}\n"
    )
    for folder, name, content in (
        ("themes", f"{hostile('qbroken')}.toml", f'name = "x"\nprimary = {toml("qcolour")}\n'),
        ("themes", "own.toml", f'name = {toml("qown")}\nprimary = "#d0b060"\n'),
        ("templates", f"{hostile('qtemplate')}.md.j2", hostile("qrendered")),
    ):
        (home / folder).mkdir(exist_ok=True)
        (home / folder / name).write_text(content, newline="")
    return home


FEED = "http://127.0.0.1:9/feed"


def toml(field: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08X}" for character in hostile(field)) + '"'


def environment(home: Path) -> dict[str, str]:
    root = Path(__file__).parent.parent
    return {
        "PYTHONUTF8": "1",
        "COLUMNS": "160",
        "LINES": "50",
        "PYTHONPATH": f"{home.parent / 'site'}:{root}",
    }


PASTED = "\x1b[200~" + re.sub("[\x00-\x1f\x7f]", "", hostile("qtyped")) + "\x1b[201~"
"""Without control characters of ASCII, which terminals leave out of a paste."""
ESC = "\x1b[27u"
"""As terminals with the Kitty keyboard protocol write it: no key after it can change its meaning."""
SURFACES = (
    ("start", "", "qissue"),
    ("address of a file", "Y", "Copied .*qfile"),
    ("selection", "V", "selected"),
    ("quote", "y", "Copied “"),
    ("links", "gl", "a.example"),
    ("annotations", f"{ESC}A", "qquote"),
    ("copied annotation", "y", "Copied"),
    ("note editor", "e", "Esc saves"),
    ("text pasted into a note", PASTED, "qtyped"),
    ("list with the new note", ESC, "e edit"),
    ("tags", "qT", "#qtag"),
    ("feeds", "qF", "qfolder"),
    ("failures", "!", "qerror"),
    ("library", "qqL", "qstored-title"),
    ("filter", "/", "to the list"),
    ("text pasted into a filter", PASTED, "No article matches"),
    ("emptied filter", ESC, "qstored-title"),
    ("library again", ESC, "gu unread"),
    ("charts", "gc3", "qactor"),
    ("settings", "q,", "qwords"),
    ("palette", "q:theme", "qown"),
    ("help", f"{ESC}?", "type to filter"),
    ("messages", f"{ESC}\x1bOQ", "qcolour"),
    ("export", f"{ESC}E", "qtemplate"),
    ("shell command", f"{ESC}|", "gets the text"),
    ("output of a command", "printf '\\033]66;qpipe\\007'\r", "1 line"),
    ("copied output", "y", "Copied"),
    ("end", f"{ESC}Q", ""),
)
"""What is looked at, the keys that lead there from the surface before, and what is then to be read."""


def test_the_reader_writes_nothing_but_text_and_what_textual_writes(home: Path) -> None:
    (file,) = home.parent.glob("*.md")
    written: dict[str, bytes] = {}
    command = [sys.executable, "-m", "briefing", "--home", str(home), str(file)]
    with Terminal(command, columns=160, rows=50, env=environment(home)) as terminal:
        for name, keys, shown in SURFACES:
            terminal.send(keys)
            terminal.wait_for(shown)
            written[name] = bytes(terminal.raw)
            terminal.raw.clear()
        assert terminal.wait_for_end(10) == 0
        written["end"] += bytes(terminal.raw)
    assert not leaks(written)
    copied = b"".join(map(base64.b64decode, _COPIED.findall(b"".join(written.values())))).decode()
    assert "qfile" in copied and "qpipe" in copied
    assert not re.search(_HARMFUL, copied)


COMMANDS = (
    ("list",),
    ("list", "--format", "json"),
    ("list", "--by", "actor"),
    ("list", hostile("qquery")),
    ("show", "FILE"),
    ("show", "--format", "json", "FILE"),
    ("show", "--format", "markdown", "FILE"),
    ("show", hostile("qmissing") + ".txt"),
    ("annotations",),
    ("annotations", "--format", "json"),
    ("feeds", "list"),
    ("feeds", "list", "--format", "json"),
    ("feeds", "export"),
    ("feeds", "remove", hostile("qaddress")),
    *(("export", "--format", form.name) for form in FORMATS),
    ("export", "--template", "TEMPLATE"),
    ("export", "--template", f"{hostile('qabsent')}.md"),
    ("export", "-o", f"HOME/{hostile('qout')}.md"),
    ("import", hostile("qimport")),
    ("doctor",),
    ("themes",),
    ("keys",),
    ("remove", hostile("qremove")),
    ("list", f"--{hostile('qoption')}"),
    (hostile("qword"), hostile("qother")),
)
RUN = """
import json, sys
from briefing.cli import main
from hostile_engine import Engine
for command in json.loads(sys.argv[1]):
    main(command, engine=Engine())
"""
"""One process for all commands, which saves the start of each."""


def test_the_command_line_writes_nothing_but_text_and_styles(home: Path) -> None:
    (file,) = home.parent.glob("*.md")
    (template,) = (home / "templates").iterdir()
    places = {"FILE": str(file), "TEMPLATE": str(template), "HOME": str(home)}
    commands = []
    for words in COMMANDS:
        for place, path in places.items():
            words = tuple(word.replace(place, path) for word in words)
        commands.append([*words, "--home", str(home)])
    run = [sys.executable, "-c", RUN, json.dumps(commands)]
    with Terminal(run, columns=160, env=environment(home)) as terminal:
        terminal.wait_for_end(60)
        assert not leaks({"all": bytes(terminal.raw)})
        shown = terminal.text
    fields = (
        "qauthor qfile qstored-title qnote qtag qquote qfolder qerror qabsent qrendered qbroken qcolour "
        "qtheme qkey qmissing qaddress qout qimport qremove qoption"
    )
    assert [field for field in fields.split() if field not in shown] == []
