"""`briefing export` and `import`: annotations out to other programs' formats, and in."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefing.cli import main
from briefing.exchange.formats import FORMATS
from briefing.nlp.engine.engine_pool import EnginePool
from tests.exchange.foreign import hypothesis_row, web_annotation
from tests.nlp.installing import HANGING, MEETING, install_engine

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import

NAMES = [each.name for each in FORMATS]
LOSSLESS = [each.name for each in FORMATS if each.lossless]


@pytest.fixture
def three(briefing: Briefing, news: Path) -> Path:
    """The current folder; its two articles have three annotations."""
    briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--tag", "who", "--note", "=1+1, an “envoy”")
    briefing("annotate", "talks.txt", "--quote", "unclear who pays", "--color", "blue")
    briefing("annotate", "storm.txt", "--quote", "Tom Fry", "--tag", "who, harbour")
    return news


@pytest.fixture
def elsewhere(briefing: Briefing, tmp_path: Path) -> Callable[..., Any]:
    """Runs a command in another home, whose library is empty at first."""
    return lambda *words: briefing("--home", tmp_path / "elsewhere", *words)


def listed(run_in: Callable[..., Any], *query: str) -> list[tuple[Any, ...]]:
    """What there is, without its order: id, quote, state, note and tags."""
    found = json.loads(run_in("annotations", "--format", "json", *query).out)
    return sorted(
        (
            each["id"],
            each["target"]["selector"][0]["exact"],
            each["state"],
            *(str(body["value"]) for body in each.get("body", [])),
        )
        for each in found
    )


class TestExport:
    @pytest.mark.slow
    def test_what_goes_to_standard_output_goes_to_a_file_as_it_is_whenever_it_is_written(
        self, briefing: Briefing, three: Path
    ) -> None:
        for name in NAMES:
            printed = briefing("export", "--format", name)
            assert (printed.status, printed.err) == (0, ""), name
            assert "Tom Fry" in printed.out, name
            for _ in range(2):  # the second replaces the first
                run = briefing("export", "--format", name, "-o", f"{name}.file")
                assert (run.status, run.out) == (0, f"{name}.file\n")
                assert Path(f"{name}.file").read_bytes().decode() == printed.out, name

    @pytest.mark.slow
    def test_the_ending_of_the_file_tells_the_format(self, briefing: Briefing, three: Path) -> None:
        for file, name in (
            ("a.md", "markdown"),
            ("a.json", "json"),
            ("a.ndjson", "jsonl"),
            ("a.csv", "csv"),
            ("a.readwise.csv", "readwise"),
            ("a.JSONLD", "w3c"),
            ("a.hypothesis.json", "hypothesis"),
            ("a.org", "org"),
            ("a.htm", "html"),
        ):
            assert briefing("export", "-o", file).status == 0
            assert Path(file).read_bytes().decode() == briefing("export", "--format", name).out, name

    def test_a_format_by_name_counts_for_more_than_an_ending(self, briefing: Briefing, three: Path) -> None:
        briefing("export", "--format", "csv", "-o", "a.json")
        assert Path("a.json").read_bytes().decode() == briefing("export", "--format", "csv").out

    @pytest.mark.slow
    def test_no_format_at_all_is_wrong_usage(self, briefing: Briefing, three: Path) -> None:
        for words in ([], ["-o", "a.docx"], ["-o", "notes"], ["-o", ".json"]):
            run = briefing("export", *words)
            assert (run.status, run.out) == (2, "")
            assert run.err == (
                "briefing: No format was named: give --format, or -o with a file name that tells it, "
                "such as notes.md.\n"
            )
        assert sorted(each.name for each in three.iterdir()) == ["storm.txt", "talks.txt"]

    def test_a_folder_takes_a_note_an_article(self, briefing: Briefing, three: Path) -> None:
        run = briefing("export", "--format", "markdown", "-o", "notes")
        assert run.status == 0
        assert sorted(run.out.splitlines()) == sorted(str(each) for each in Path("notes").iterdir())
        assert len(list(Path("notes").iterdir())) == 2
        before = {each: each.read_bytes() for each in Path("notes").iterdir()}
        briefing("export", "--format", "markdown", "-o", "notes")
        assert {each: each.read_bytes() for each in Path("notes").iterdir()} == before

    def test_a_query_says_what_goes_out(self, briefing: Briefing, three: Path) -> None:
        out = json.loads(briefing("export", "--format", "json", "tag:who", "article:coast").out)
        assert [each["target"]["selector"][0]["exact"] for each in out] == ["Tom Fry"]

    def test_a_query_that_nothing_matches_is_told(self, briefing: Briefing, three: Path) -> None:
        run = briefing("export", "--format", "json", "tag:whom")
        assert (run.status, run.out) == (0, "[]\n")
        assert "No annotation matches tag:whom. Nearest: tag:who (2)." in run.err

    def test_articles_go_out_in_the_order_of_their_titles(self, briefing: Briefing, three: Path) -> None:
        out = json.loads(briefing("export", "--format", "json").out)
        assert [each["target"]["selector"][0]["exact"] for each in out] == [
            "Tom Fry",
            "Ada Roe",
            "unclear who pays",
        ]

    def test_with_the_briefing_of_each_article_where_asked(self, briefing: Briefing, three: Path) -> None:
        out = json.loads(briefing("export", "--format", "json", "--briefing").out)
        assert {each["title"] for each in out["briefings"]} == {
            "Rain fell for days on the coast",
            "Talks on the *border* [road] go on",
        }
        assert out["briefings"][0]["summary"][0]["text"].startswith("Rain fell")

    def test_an_article_without_a_briefing_goes_out_all_the_same(
        self, briefing: Briefing, three: Path, elsewhere: Callable[..., Any]
    ) -> None:
        briefing("export", "--format", "w3c", "-o", "a.jsonld", "tag:harbour")
        (three / "storm.txt").unlink()
        elsewhere("import", "a.jsonld")
        run = elsewhere("export", "--format", "markdown", "--briefing")
        assert run.status == 1
        assert "goes out without its briefing" in run.err
        assert "Tom Fry" in run.out

    def test_spreadsheets_are_kept_from_computing_where_asked(self, briefing: Briefing, three: Path) -> None:
        def notes(*more: str) -> set[str]:
            out = briefing("export", "--format", "csv", *more).out
            return {row["note"] for row in csv.DictReader(io.StringIO(out))}

        assert notes() == {"", "=1+1, an “envoy”"}
        assert notes("--guard-cells") == {"", "'=1+1, an “envoy”"}

    def test_a_template_of_the_readers_own_writes_what_it_says(self, briefing: Briefing, three: Path) -> None:
        Path("mine.txt").write_text(
            "{% for article in articles %}{% for each in article.annotations %}{{ each.quote }};"
            "{% endfor %}{% endfor %}",
            encoding="utf-8",
        )
        run = briefing("export", "--template", "mine.txt")
        assert (run.status, run.out.strip()) == (0, "Tom Fry;Ada Roe;unclear who pays;")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("content", "says"),
        [(None, "cannot be read"), ("{% for %}", "mine.txt"), ("{{ ''.__class__ }}", "mine.txt")],
    )
    def test_a_template_that_does_not_work_is_told(
        self, briefing: Briefing, three: Path, content: str | None, says: str
    ) -> None:
        if content is not None:
            Path("mine.txt").write_text(content, encoding="utf-8")
        run = briefing("export", "--template", "mine.txt")
        assert (run.status, run.out) == (1, "")
        assert says in run.err
        assert run.err.count("\n") == 1

    def test_no_other_file_is_replaced_unless_told_to(self, briefing: Briefing, three: Path) -> None:
        run = briefing("export", "--format", "json", "-o", "talks.txt")
        assert (run.status, run.out) == (1, "")
        assert "(--replace)" in run.err
        assert "Ada Roe" in (three / "talks.txt").read_text(encoding="utf-8")
        assert briefing("export", "--format", "json", "-o", "talks.txt", "--replace").status == 0
        assert json.loads((three / "talks.txt").read_text(encoding="utf-8"))

    def test_a_missing_folder_is_told(self, briefing: Briefing, three: Path) -> None:
        run = briefing("export", "-o", "gone/a.json")
        assert (run.status, run.out) == (1, "")
        assert run.err == (
            "briefing: There is no folder gone: make it, or name another place to export to.\n"
        )


def _watched(true_open: Callable[..., Any], opened: list[str]) -> Callable[..., Any]:
    def watched(file: Any, *given: Any, **named: Any) -> Any:
        opened.append(str(file))
        return true_open(file, *given, **named)

    return watched


class TestImport:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", LOSSLESS)
    def test_what_went_out_comes_in_whole_and_once(
        self, briefing: Briefing, three: Path, elsewhere: Callable[..., Any], name: str
    ) -> None:
        briefing("export", "--format", name, "-o", "out.file")
        elsewhere("add", ".")
        assert elsewhere("import", "out.file").out == "out.file: 3 added\n"
        assert listed(elsewhere) == listed(briefing)
        assert elsewhere("import", "out.file").out == "out.file: 0 added, 3 known already\n"
        assert listed(elsewhere) == listed(briefing)

    def test_what_waits_for_its_article_is_found_in_it_when_that_comes(
        self, briefing: Briefing, three: Path, elsewhere: Callable[..., Any]
    ) -> None:
        briefing("export", "-o", "out.jsonld")
        assert elsewhere("import", "out.jsonld").status == 0
        assert [each[1] for each in listed(elsewhere)] == [each[1] for each in listed(briefing)]
        assert json.loads(elsewhere("list", "--format", "json").out) == []
        run = elsewhere("add", "talks.txt", "storm.txt")
        assert (run.status, run.err) == (0, "")
        assert listed(elsewhere) == listed(briefing)

    def test_what_was_changed_elsewhere_since_is_brought_up_to_date(
        self, briefing: Briefing, three: Path
    ) -> None:
        out = json.loads(briefing("export", "--format", "json", "tag:harbour").out)
        out[0]["modified"] = "2999-01-01T00:00:00Z"
        out[0]["body"] = [{"type": "TextualBody", "purpose": "commenting", "value": "seen elsewhere"}]
        Path("out.json").write_text(json.dumps(out), encoding="utf-8")
        assert briefing("import", "out.json").out == "out.json: 0 added, 1 updated\n"
        assert listed(briefing, "seen elsewhere")[0][3:] == ("seen elsewhere",)

    def test_web_annotations_of_others_find_their_file_by_its_path(
        self, briefing: Briefing, news: Path
    ) -> None:
        briefing("add", "talks.txt")
        quote = {"type": "TextQuoteSelector", "exact": "Ada Roe"}
        source = (news / "talks.txt").as_uri()
        Path("a.json").write_text(
            json.dumps(web_annotation(target={"source": source, "selector": quote}, bodyValue="who?")),
            encoding="utf-8",
        )
        assert briefing("import", "a.json").out == "a.json: 1 added\n"
        ((_, words, state, note),) = listed(briefing)
        assert (words, state, note) == ("Ada Roe", "exact", "who?")

    def test_hypothesis_rows_wait_for_their_address(self, briefing: Briefing, news: Path) -> None:
        Path("a.json").write_text(json.dumps({"total": 1, "rows": [hypothesis_row()]}), encoding="utf-8")
        assert briefing("import", "a.json").out == "a.json: 1 added\n"
        ((_, words, _, *bodies),) = listed(briefing)
        assert (words, bodies) == ("the words", ["A note.", "one", "two words"])

    def test_readwise_rows_find_their_article_by_its_title(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        Path("a.csv").write_text(
            "Highlight,Title,Note,Tags\n"
            'Tom Fry,RAIN fell  for days on the coast,who runs it,"who, harbour"\n'
            "a word,No such article,,\n"
            "another,,,\n",
            encoding="utf-8",
        )
        run = briefing("import", "a.csv")
        assert (run.status, run.out) == (0, "a.csv: 2 added\n")
        assert run.err == "briefing: “another” of a.csv does not say which article it belongs to.\n"
        found, waiting = sorted(listed(briefing))
        assert found[1:] == ("Tom Fry", "exact", "who runs it", "who", "harbour")
        assert waiting[1:] == ("a word", "orphan")
        assert briefing("import", "a.csv").out == "a.csv: 0 added, 2 known already\n"

    def test_our_own_file_for_readwise_brings_nothing_twice(self, briefing: Briefing, three: Path) -> None:
        before = listed(briefing)
        briefing("export", "-o", "a.readwise.csv")
        assert briefing("import", "a.readwise.csv").out == "a.readwise.csv: 0 added, 3 known already\n"
        assert listed(briefing) == before

    def test_a_title_that_two_articles_have_tells_nothing(self, briefing: Briefing, news: Path) -> None:
        (news / "again.txt").write_text((news / "storm.txt").read_text(encoding="utf-8") + "\nMore rain.\n")
        briefing("add", ".")
        Path("a.csv").write_text("Highlight,Title\nTom Fry,Rain fell for days on the coast\n")
        run = briefing("import", "a.csv")
        assert (run.status, run.out) == (0, "a.csv: 0 added\n")
        assert "belongs to: 2 articles are called “Rain fell for days on the coast”." in run.err

    def test_what_marks_no_text_is_passed_over_in_a_sentence(self, briefing: Briefing, news: Path) -> None:
        note = web_annotation(id="https://a.example/page-note", target="https://a.example/1")
        Path("a.json").write_text(json.dumps([note, web_annotation()]), encoding="utf-8")
        run = briefing("import", "a.json")
        assert (run.status, run.out) == (0, "a.json: 1 added\n")
        assert run.err.count("\n") == 1
        assert run.err.startswith("briefing: Annotation 1 (https://a.example/page-note) of a.json ")
        assert run.err.endswith("is passed over.\n")

    @pytest.mark.parametrize(
        "source",
        [
            "file:///etc/hostname",
            "/etc/hostname",
            "http://127.0.0.1:{port}/",
            "//127.0.0.1:{port}/x",
            "ftp://127.0.0.1:{port}/x",
            "javascript:alert(1)",
            "file://127.0.0.1/etc/hostname",
        ],
    )
    def test_no_source_is_opened_or_fetched(
        self, briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch, source: str
    ) -> None:
        opened: list[str] = []
        for module in (io, os):
            monkeypatch.setattr(module, "open", _watched(module.open, opened))
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            target = {
                "source": source.format(port=server.getsockname()[1]),
                "selector": {"type": "TextQuoteSelector", "exact": "the words"},
            }
            Path("a.json").write_text(json.dumps(web_annotation(target=target)), encoding="utf-8")
            assert briefing("import", "a.json").status == 0
            assert "a.json" in opened
            assert [each for each in opened if "hostname" in each] == []
            with pytest.raises(BlockingIOError):
                server.accept()
        assert json.loads(briefing("list", "--format", "json").out) == []

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "a.json is empty: export the annotations again."),
            (b'[{"type": "Annotation", ', "a.json is damaged or incomplete JSON: export it again."),
            (b"\x00\xff\xfe\x00binary", "a.json "),
            (b"Dear reader,\nno notes here.\n", "a.json holds no annotations that can be read"),
        ],
    )
    def test_a_file_that_holds_none_fails_and_the_next_is_read(
        self, briefing: Briefing, news: Path, content: bytes, says: str
    ) -> None:
        Path("a.json").write_bytes(content)
        Path("b.json").write_text(json.dumps(web_annotation()), encoding="utf-8")
        run = briefing("import", "a.json", "b.json")
        assert (run.status, run.out) == (1, "b.json: 1 added\n")
        assert run.err.startswith(f"briefing: {says}")
        assert run.err.count("\n") == 1

    def test_a_file_that_is_not_there_is_told(self, briefing: Briefing, news: Path) -> None:
        run = briefing("import", "gone.json", ".")
        assert (run.status, run.out) == (1, "")
        assert run.err.splitlines()[0] == "briefing: gone.json: No such file or directory."
        assert run.err.count("\n") == 2

    def test_it_reads_standard_input(
        self, briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typed = io.TextIOWrapper(io.BytesIO(json.dumps(web_annotation()).encode()))
        monkeypatch.setattr(sys, "stdin", typed)
        assert briefing("import", "-").out == "-: 1 added\n"

    def test_what_could_not_be_written_is_not_said_to_be_done(
        self, briefing: Briefing, news: Path, home: Path
    ) -> None:
        (home / "annotations" / ".lock").mkdir(parents=True)
        Path("a.json").write_text(json.dumps(web_annotation()), encoding="utf-8")
        run = briefing("import", "a.json")
        assert run.status == 1
        assert "Not all of it was kept: annotations could not be written" in run.err
        (home / "annotations" / ".lock").rmdir()
        assert briefing("import", "a.json").out == "a.json: 1 added\n"

    def test_one_article_that_must_not_be_changed_keeps_no_other_from_being_taken_in(
        self, briefing: Briefing, three: Path, home: Path, elsewhere: Callable[..., Any]
    ) -> None:
        briefing("export", "-o", "all.jsonld")
        elsewhere("add", ".")
        elsewhere("annotate", "talks.txt", "--quote", "Kim Sen")
        (file,) = (home.parent / "elsewhere" / "annotations").glob("*.json")
        file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema": 99}))
        run = elsewhere("import", "all.jsonld")
        assert run.status == 1
        assert run.out == "all.jsonld: 1 added\n"
        assert f"{file.name} was written by a newer briefing" in run.err
        assert {each[1] for each in listed(elsewhere)} == {"Kim Sen", "Tom Fry"}


@pytest.mark.slow
class TestBriefingsOfAnotherEngine:
    """`main` without an engine of the test's takes the one of the settings."""

    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.syspath_prepend(tmp_path)
        return tmp_path

    def test_those_of_many_articles_are_made_by_two_processes_and_go_out_in_the_order_of_their_titles(
        self,
        briefing: Briefing,
        home: Path,
        site: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        install_engine(site, MEETING)
        met = site / "met"
        met.mkdir()
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        for number in range(30):
            (site / f"{number:02}.txt").write_text(f"Title {number:02}\n\n{number:04} letters are in it.\n")
            briefing("annotate", site / f"{number:02}.txt", "--quote", "letters")
        (home / "config.toml").write_text(f"[engine]\nname = 'echo'\npipelines.folder = '{met}'\n")
        capsys.readouterr()
        assert main(["export", "--format", "jsonl", "--briefing"]) == 0
        first = capsys.readouterr().out
        lines = [json.loads(line) for line in first.splitlines()]
        made = [each["summary"][0]["text"] for each in lines if each["type"] == "Briefing"]
        assert made == [f"{number:04}" for number in range(30)]
        assert len(list(met.iterdir())) == 2
        assert main(["export", "--format", "jsonl", "--briefing"]) == 0
        assert capsys.readouterr().out == first

    def test_an_engine_that_hangs_costs_the_briefing_of_that_article_alone(
        self, briefing: Briefing, three: Path, site: Path
    ) -> None:
        install_engine(site, HANGING.replace('"hang"', '"harbour"'))
        with closing(EnginePool({}, "echo", size=1, patience=1)) as engine:
            run = briefing("export", "--format", "json", "--briefing", engine=engine)
        assert run.status == 1
        out = json.loads(run.out)
        assert len(out["annotations"]) == 3
        assert [each["summary"][0]["text"] for each in out["briefings"]] == ["Kim "]
        assert run.err.startswith(
            "briefing: Rain fell for days on the coast goes out without its briefing: "
            "The engine “echo” gave no answer for 1 seconds and was ended: "
        )
