from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefing.cli import main
from briefing.cli.output.markdown_output import as_markdown
from briefing.cli.output.text_output import print_text
from briefing.domain import Analysis, Article, EngineInfo, Part, Passage
from briefing.errors import EngineError
from briefing.nlp.engine.engine_pool import EnginePool
from tests.nlp.installing import ECHO, HANGING, MEETING, install_engine

GOLDEN = Path(__file__).parent / "golden"
Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_format_is_as_agreed(briefing: Briefing, news: Path, form: str) -> None:
    run = briefing("show", "talks.txt", "storm.txt", "--format", form)
    assert (run.status, run.err) == (0, "")
    assert run.out.replace(str(news), "NEWS") == (GOLDEN / f"briefing.{form}").read_text(encoding="utf-8")


@pytest.mark.parametrize("notice", [None, "Open issues are found in English alone."])
def test_what_was_perhaps_not_looked_for_is_not_said_to_be_absent(
    capsys: pytest.CaptureFixture[str], notice: str | None
) -> None:
    article = Article(id="a", title="Title", text="Text.")
    analysis = Analysis(EngineInfo("e", "1", "m"), notice=notice)
    empty = "Nothing was found, or it was not looked for." if notice else "Nothing was found."
    print_text(article, analysis, 80)
    assert capsys.readouterr().out.splitlines().count(empty) == 5
    assert as_markdown(article, analysis).splitlines().count(empty) == 5


KEYS = [
    "schema", "id", "title", "author", "published", "source", "url", "path", "language", "text",
    "engine", "summary", "actors", "issues", "timeline", "quotes",
    "stub", "structure", "links", "images", "updates", "words_cut",
]  # fmt: skip
INNER = {
    "engine": ["name", "version", "model"],
    "summary": ["text", "start", "end", "rank"],
    "actors": ["name", "kind", "role", "aliases", "salience", "mentions", "statements"],
    "mentions": ["text", "start", "end"],
    "statements": ["text", "start", "end"],
    "issues": ["label", "kind", "importance", "evidence", "actors", "when", "confidence", "due", "sure"],
    "evidence": ["text", "start", "end"],
    "timeline": ["date", "text", "start", "end"],
    "quotes": ["speaker", "text", "start", "end"],
}


class TestJson:
    def test_keys_stand_in_the_promised_order(self, briefing: Briefing, news: Path) -> None:
        value = json.loads(briefing("show", "talks.txt", "--format", "json").out)
        assert list(value) == KEYS
        assert value["schema"] == 1

        def check(holder: dict[str, Any]) -> None:
            for key, inner in holder.items():
                for each in inner if isinstance(inner, list) else [inner]:
                    if isinstance(each, dict):
                        assert list(each) == INNER[key]
                        check(each)

        check(value)
        assert value["actors"] and value["issues"] and value["actors"][0]["statements"]
        assert value["timeline"] and value["quotes"]

    def test_what_is_unknown_is_null(self, briefing: Briefing, news: Path) -> None:
        value = json.loads(briefing("show", "storm.txt", "--format", "json").out)
        assert [value[key] for key in ("author", "published", "source", "url")] == [None] * 4
        assert value["path"] == str(news / "storm.txt")
        assert value["actors"][1:] == [] and value["issues"] == []
        assert value["timeline"] == []
        assert [quote["speaker"] for quote in value["quotes"]] == [None]

    def test_every_passage_stands_in_the_text(self, briefing: Briefing, news: Path) -> None:
        for line in briefing("show", ".", "--format", "jsonl").out.splitlines():
            value = json.loads(line)
            passages = (
                value["summary"]
                + value["timeline"]
                + value["quotes"]
                + [
                    passage
                    for group, key in (
                        ("actors", "mentions"),
                        ("actors", "statements"),
                        ("issues", "evidence"),
                    )
                    for holder in value[group]
                    for passage in holder[key]
                ]
            )
            assert passages
            assert all(value["text"][each["start"] : each["end"]] == each["text"] for each in passages)

    @pytest.mark.parametrize(
        ("references", "kind"),
        [
            pytest.param(["talks.txt"], dict, id="a file is an object"),
            pytest.param(["talks.txt", "storm.txt"], list, id="two files are an array"),
            pytest.param(["talks.txt", "talks.txt"], list, id="the same twice is an array"),
            pytest.param(["."], list, id="a folder is an array"),
        ],
    )
    def test_one_file_is_an_object_and_anything_else_an_array(
        self, briefing: Briefing, news: Path, references: list[str], kind: type
    ) -> None:
        assert isinstance(json.loads(briefing("show", *references, "--format", "json").out), kind)

    def test_a_folder_of_one_article_is_an_array(self, briefing: Briefing, news: Path) -> None:
        (news / "storm.txt").unlink()
        assert len(json.loads(briefing("show", ".", "--format", "json").out)) == 1

    def test_jsonl_is_an_object_a_line_without_its_own_line_breaks(
        self, briefing: Briefing, news: Path
    ) -> None:
        lines = briefing("show", ".", "--format", "jsonl").out.splitlines()
        assert [list(json.loads(line)) for line in lines] == [KEYS, KEYS]


class TestFailures:
    @pytest.mark.parametrize("form", ["text", "markdown", "json", "jsonl"])
    def test_one_that_fails_does_not_cost_the_others(self, briefing: Briefing, news: Path, form: str) -> None:
        run = briefing("show", "talks.txt", "missing.txt", "storm.txt", "--format", form)
        assert run.status == 1
        assert "Rain fell" in run.out and "Kim Sen" in run.out
        assert run.err.startswith("briefing: ") and run.err.count("\n") == 1 and "missing.txt" in run.err
        if form == "json":
            assert len(json.loads(run.out)) == 2

    @pytest.mark.parametrize("others", [(), ("talks.txt",)], ids=["alone", "among others"])
    def test_a_name_too_long_for_any_file_is_told_like_one_that_is_missing(
        self, briefing: Briefing, news: Path, others: tuple[str, ...]
    ) -> None:
        run = briefing("show", "x" * 5_000, *others)
        assert run.status == 1
        assert "Kim Sen" in run.out or not others
        assert run.err.count("\n") == 1 and "could not be used" not in run.err

    def test_a_single_one_that_fails_prints_nothing(self, briefing: Briefing, news: Path) -> None:
        run = briefing("show", "missing.txt", "--format", "json")
        assert (run.status, run.out) == (1, "")
        assert run.err.count("\n") == 1

    def test_a_fault_of_the_engine_is_told_with_the_title(self, briefing: Briefing, news: Path) -> None:
        class Broken:
            info = EngineInfo("broken", "1", "none")

            def parts(self, article: Article) -> Any:
                raise EngineError("It could not be parsed.")

        run = briefing("show", "talks.txt", engine=Broken())
        assert (run.status, run.out) == (1, "")
        assert run.err == "briefing: Talks on the *border* [road] go on: It could not be parsed.\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_in_one_part_leaves_the_others_and_status_1(
    briefing: Briefing, news: Path, form: str
) -> None:
    class Breaking:
        info = EngineInfo("breaking", "1", "none")

        def parts(self, article: Article) -> Iterator[Part]:
            start = article.text.index("Kim Sen")
            yield Part("summary", (Passage.at(article.text, start, start + 7),))
            raise EngineError("No timeline could be made.")

    run = briefing("show", "talks.txt", "--format", form, engine=Breaking())
    assert run.status == 1 and "Kim Sen" in run.out
    assert run.err == "briefing: Talks on the *border* [road] go on: No timeline could be made.\n"


def test_a_notice_is_for_the_reader_and_not_for_the_pipe(briefing: Briefing, news: Path) -> None:
    (news / "note.txt").write_text(
        "A headline of some words\nA notice hung on the door of the town hall for days.\n"
    )
    run = briefing("show", "note.txt", "--format", "jsonl")
    assert run.err == "briefing: A headline of some words: Patterns know little.\n"
    assert "notice" not in json.loads(run.out)
    assert run.status == 0


class TestQueries:
    @pytest.fixture(autouse=True)
    def library(self, briefing: Briefing, news: Path) -> None:
        briefing("add", "talks.txt", "storm.txt")
        for file in news.iterdir():
            file.unlink()

    @pytest.mark.parametrize(
        ("words", "titles"),
        [
            pytest.param(["title:talks"], ["Talks on"], id="a field"),
            pytest.param(["is:unread"], ["Rain fell", "Talks on"], id="several, the newest first"),
            pytest.param(["is:unread", "--limit", "1"], ["Rain fell"], id="the newest alone"),
            pytest.param(["title:talks OR title:rain"], ["Rain fell", "Talks on"], id="as one argument"),
        ],
    )
    def test_what_the_library_finds_is_shown(
        self, briefing: Briefing, words: list[str], titles: list[str]
    ) -> None:
        run = briefing("show", *words, "--format", "json")
        assert (run.status, run.err) == (0, "")
        shown = json.loads(run.out)
        assert [each["title"][: len(title)] for each, title in zip(shown, titles, strict=True)] == titles

    def test_bare_words_are_a_query_and_it_is_said(self, briefing: Briefing) -> None:
        run = briefing("show", "harbour", "--format", "jsonl")
        assert [json.loads(line)["title"][:9] for line in run.out.splitlines()] == ["Rain fell"]
        assert run.err == "briefing: There is no file “harbour”; found in the library: 1 article.\n"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            pytest.param(
                ["harbuor"],
                "There is no file “harbuor”, and no article in the library matches it.",
                id="a word",
            ),
            pytest.param(["is:starred"], "No article matches is:starred.", id="a field"),
            pytest.param(["is:unraed"], "did you mean is:unread?", id="a value that there is not"),
            pytest.param(["talks.txt"], "talks.txt", id="a file that is gone"),
            pytest.param(["old/talks"], "old/talks", id="a path"),
            pytest.param(["is:unread", "https://[::1"], "is:unread", id="an address beside it"),
        ],
    )
    def test_nothing_found_is_said(self, briefing: Briefing, words: list[str], says: str) -> None:
        run = briefing("show", *words, "--format", "markdown")
        assert (run.status, run.out) == (1, "")
        assert says in run.err.splitlines()[0]

    def test_markdown_is_one_digest(self, briefing: Briefing) -> None:
        run = briefing("show", "is:unread", "--format", "markdown")
        headings = [line for line in run.out.splitlines() if line.startswith("#")]
        assert headings[0] == "# Digest of 2 articles"
        assert headings[1:3] == ["## 1. Rain fell for days on the coast", "### Summary"]
        assert headings[7] == "## 2. Talks on the \\*border\\* [road] go on"
        assert "\nFound in the library by: is:unread\n" in run.out
        assert "\n1. Rain fell for days on the coast\n2. Talks on the" in run.out


@pytest.mark.parametrize("article", ["talks.txt", "-", "."])
def test_showing_puts_it_into_the_library_only_where_one_asks(
    briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch, article: str
) -> None:
    def shown(*options: str) -> list[str]:
        text = io.BytesIO((news / "talks.txt").read_bytes())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(text, encoding="utf-8"))
        made = json.loads(briefing("show", article, "--format", "json", *options).out)
        return sorted(each["id"] for each in (made if isinstance(made, list) else [made]))

    def listed() -> list[str]:
        return sorted(entry["id"] for entry in json.loads(briefing("list", "--format", "json").out))

    ids = shown()
    assert ids and listed() == []
    assert shown("--keep") == ids == listed()


def test_showing_a_known_article_again_stores_its_new_text(briefing: Briefing, news: Path) -> None:
    briefing("add", "talks.txt")
    (news / "talks.txt").write_text("Talks end\n\nEnvoy Ann Brook left Geneva on Friday.\n", encoding="utf-8")
    briefing("show", "talks.txt")
    assert "Talks end" in briefing("list").out


def test_an_article_is_shown_by_its_id_when_its_file_is_gone(briefing: Briefing, news: Path) -> None:
    first = briefing("show", "talks.txt", "--format", "json", "--keep")
    (news / "talks.txt").unlink()
    again = briefing("show", json.loads(first.out)["id"], "--format", "json")
    assert again.out == first.out


def test_what_is_no_article_is_not_briefed_unless_one_asks(briefing: Briefing, news: Path) -> None:
    (news / "wall.txt").write_text(
        "Envoys meet\n\nKim Sen met Ada Roe on Monday.\n\nSubscribe to continue reading.\n", encoding="utf-8"
    )
    run = briefing("show", "wall.txt", "--format", "json")
    assert "the beginning of an article behind a paywall: 11 words" in run.err
    walled = json.loads(run.out)
    assert walled["stub"] == "paywall"
    assert not walled["summary"] and not walled["actors"]
    asked = json.loads(briefing("show", "wall.txt", "--format", "json", "--anyway").out)
    assert asked["summary"]
    assert asked["stub"] == "paywall"


def test_the_same_article_gives_the_same_bytes(briefing: Briefing, news: Path) -> None:
    assert briefing("show", ".", "--format", "json").out == briefing("show", ".", "--format", "json").out


HOSTILE = [
    pytest.param("[bold]Bold[/bold] and [/x] and [@click=app.quit]go[/]", id="markup"),
    pytest.param("Emoji :smile: and \\[escaped]", id="emoji code and backslash"),
    pytest.param("Tab\tand\x1b[31mred\x1b]52;c;aGk=\x07 and \x9b1m", id="escapes"),
    pytest.param("Right \u202eto left\u202c and \u2066isolated\u2069", id="bidi"),
]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("form", ["text", "markdown", "json", "jsonl"])
def test_no_escape_reaches_a_pipe(briefing: Briefing, news: Path, title: str, form: str) -> None:
    (news / "odd.txt").write_text(f"{title}\n\n{title} said Kim Sen.\n\nMore of {title}.\n", encoding="utf-8")
    run = briefing("show", "odd.txt", "--format", form)
    forbidden = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u202e\u202c\u2066\u2069"]
    forbidden.remove("\n")
    assert run.status == 0
    assert not set(run.out + run.err) & set(forbidden)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["talks.txt"], ["reading …", "briefing "], id="one"),
        pytest.param(["."], ["1 of 2: reading …", "2 of 2: reading …", "2 of 2: briefing"], id="a folder"),
        pytest.param([".", "--limit", "1"], ["reading …", "briefing"], id="the first of a folder"),
        pytest.param(["storm.txt", "none.txt"], ["1 of 2: briefing", "2 of 2: reading …"], id="a failure"),
    ],
)
@pytest.mark.parametrize("is_terminal", [True, False])
def test_on_a_terminal_standard_error_says_how_far_it_is(
    briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: list[str],
    is_terminal: bool,
) -> None:  # fmt: skip
    before = briefing("show", *arguments, "--format", "json")
    screen = _Terminal() if is_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    assert briefing("show", *arguments, "--format", "json").out == before.out
    shown = screen.getvalue().split("\r\x1b[K")
    if not is_terminal:
        assert screen.getvalue() == before.err
        return
    places = [next(at for at, line in enumerate(shown) if line.startswith(each)) for each in told]
    assert places == sorted(places)
    assert all(len(line) <= 80 or "\n" in line for line in shown)
    assert shown[-1] == ""


class TestOnATerminal:
    def _printed(self, monkeypatch: pytest.MonkeyPatch, title: str, text: str, columns: int = 40) -> str:
        screen = _Terminal()
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.delenv("NO_COLOR", raising=False)
        article = Article(id="a", title=title, text=text)
        whole = Passage.at(text, 0, len(text))
        print_text(article, Analysis(EngineInfo("e", "1", "m"), (whole,), (), ()), 30)
        return screen.getvalue()

    def test_it_is_in_colour_and_folded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        printed = self._printed(monkeypatch, "Title", "word " * 20)
        assert "\x1b[1mTitle\x1b[0m" in printed
        rows = [line for line in printed.splitlines() if "word" in line]
        assert len(rows) > 1 and all(len(row) <= 30 for row in rows)
        assert rows[0].startswith("- word") and rows[1].startswith("  word")

    @pytest.mark.parametrize("columns", [1, 2, 5])
    def test_a_terminal_can_be_tiny(self, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
        assert "Tit"[:1] in self._printed(monkeypatch, "Title", "some words", columns)

    def test_markup_is_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        title = "[red]x[/] [/y] :smile: [link=http://a]z[/link]"
        printed = self._printed(monkeypatch, title, "[blink]text[/blink]", 200)
        assert "[blink]text[/blink]" in printed
        assert "[red]x[/]" in printed and ":smile:" in printed and "]8;" not in printed

    def test_without_colour_it_is_plain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "dumb")
        screen = _Terminal()
        monkeypatch.setattr(sys, "stdout", screen)
        article = Article(id="a", title="Title", text="Text.")
        print_text(article, Analysis(EngineInfo("e", "1", "m"), (), (), ()), 30)
        assert "\x1b" not in screen.getvalue()


@pytest.mark.slow
class TestAnotherEngine:
    """`main` without an engine of the test's takes the one of the settings."""

    @pytest.fixture
    def chosen(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.syspath_prepend(tmp_path)
        home.mkdir()
        (home / "config.toml").write_text('[engine]\nname = "echo"\n')
        return tmp_path

    def test_the_engine_of_the_settings_is_asked(
        self, chosen: Path, news: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        install_engine(
            chosen,
            ECHO.replace(
                "        def parts(self, article):",
                "        def parts(self, article):\n            print('loud')",
            ),
        )
        assert main(["show", "talks.txt", "--format", "json"]) == 0
        value = json.loads(capsys.readouterr().out)
        assert value["engine"] == {"name": "echo", "version": "7", "model": "none"}
        assert [point["text"] for point in value["summary"]] == ["Kim "]

    @pytest.mark.parametrize(
        ("harm", "says"),
        [
            pytest.param(("Echo:", "Ecko:"), "“echo” cannot be loaded", id="does not load"),
            pytest.param(
                ("(article.text, 0, 4)", "('other words', 0, 4)"), "do not stand in the article", id="made up"
            ),
            pytest.param(("yield ", "yield 5 or "), "no part of a briefing", id="no part"),
        ],
    )
    def test_what_is_wrong_with_it_is_told_for_each_article(
        self, chosen: Path, news: Path, capsys: pytest.CaptureFixture[str], harm: tuple[str, str], says: str
    ) -> None:
        install_engine(chosen, ECHO.replace(*harm))
        assert main(["show", "talks.txt", "storm.txt"]) == 1
        run = capsys.readouterr()
        assert [says in line for line in run.err.splitlines()] == [True, True]

    def test_one_that_is_not_installed_is_told(
        self, chosen: Path, news: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["show", "talks.txt"]) == 1
        assert "There is no engine “echo”: install the package" in capsys.readouterr().err


@pytest.mark.slow
def test_many_articles_are_shown_in_their_order_by_several_processes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_engine(tmp_path, MEETING)
    (tmp_path / "met").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    home.mkdir()
    (home / "config.toml").write_text(
        f"[engine]\nname = 'echo'\npipelines.folder = '{tmp_path / 'met'}'\n", encoding="utf-8"
    )
    folder = tmp_path / "clippings"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"Title {number}\n\n{number:04} letters are in this text.\n")
    (folder / "07.txt").write_bytes(b"")
    assert main(["show", str(folder), "--format", "jsonl"]) == 1
    run = capsys.readouterr()
    shown = [json.loads(line) for line in run.out.splitlines()]
    assert [each["summary"][0]["text"] for each in shown] == [f"{n:04}" for n in range(40) if n != 7]
    (failure,) = [line for line in run.err.splitlines() if "has given no actors" not in line]
    assert "07.txt" in failure


@pytest.mark.slow
class TestAnEngineThatHangs:
    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.syspath_prepend(tmp_path)
        install_engine(tmp_path, HANGING)
        return tmp_path

    @pytest.fixture
    def three(self, site: Path, news: Path) -> list[str]:
        """The second is the one that it hangs on."""
        (news / "hang.txt").write_text("Pictures hang in the hall\n\nThey hang there until the end of May.\n")
        return ["talks.txt", "hang.txt", "storm.txt"]

    def test_costs_that_article_a_sentence_and_the_next_is_shown(
        self, briefing: Briefing, three: list[str]
    ) -> None:
        with closing(EnginePool({}, "echo", size=1, patience=1)) as engine:
            run = briefing("show", *three, "--format", "jsonl", engine=engine)
        assert run.status == 1
        shown = [json.loads(line)["summary"][0]["text"] for line in run.out.splitlines()]
        assert shown == ["Kim ", "Rain"]
        (failure,) = [line for line in run.err.splitlines() if "has given no actors" not in line]
        assert failure == (
            "briefing: Pictures hang in the hall: The engine “echo” gave no answer for 1 seconds and was "
            "ended: ask again, in the reader with r, or choose another under [engine] in config.toml."
        )

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
    @pytest.mark.parametrize("number", [1, 40], ids=["one at a time", "two at a time"])
    def test_is_left_at_once_by_ctrl_c(self, home: Path, site: Path, three: list[str], number: int) -> None:
        home.mkdir()
        (home / "config.toml").write_text('[engine]\nname = "echo"\n')
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "briefing",
                "show",
                "talks.txt",
                *["hang.txt"] * number,
                "--format",
                "jsonl",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(site)},
        )
        assert child.stdout is not None
        assert child.stdout.readline()  # now it is at the next one
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        assert (child.returncode, out) == (130, "")
        assert "Traceback" not in err
