from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import mark_unindexed

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


def _ids(run: Any) -> list[str]:
    return [line.split()[0] for line in run.out.splitlines()]


class TestAdd:
    def test_each_is_printed_with_its_id(self, briefing: Briefing, news: Path) -> None:
        run = briefing("add", ".")
        assert run.status == 0
        assert [line.split(" ", 1)[1] for line in run.out.splitlines()] == [
            "Rain fell for days on the coast",
            "Talks on the *border* [road] go on",
        ]
        assert all(len(id_) == 16 for id_ in _ids(run))

    def test_failures_are_told_and_the_rest_is_added(self, briefing: Briefing, news: Path) -> None:
        (news / "empty.txt").touch()
        run = briefing("add", "missing.txt", "empty.txt", "talks.txt")
        assert run.status == 1
        assert len(_ids(run)) == 1
        assert run.err.count("briefing: ") == run.err.count("\n") == 2

    def test_adding_twice_is_adding_once(self, briefing: Briefing, news: Path) -> None:
        briefing("add", "talks.txt")
        briefing("add", news / "talks.txt")
        assert len(_ids(briefing("list"))) == 1


class TestList:
    def test_an_object_has_the_promised_keys(self, briefing: Briefing, news: Path) -> None:
        briefing("add", "talks.txt")
        (entry,) = json.loads(briefing("list", "--format", "json").out)
        assert list(entry) == [
            "id", "title", "source", "feeds", "url", "published", "fetched", "read", "starred", "tags",
            "annotations",
        ]  # fmt: skip
        assert (entry["read"], entry["starred"], entry["url"]) == (False, False, None)

    def test_what_a_killed_refresh_left_unindexed_is_found(
        self, briefing: Briefing, news: Path, home: Path
    ) -> None:
        briefing("add", "talks.txt")
        with ArticleStore(home / "library.db") as store, store.database.writing() as connection:
            mark_unindexed(connection, [1])
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        assert len(_ids(briefing("list", "bridges"))) == 1

    def test_every_format_lists_the_same(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        array = json.loads(briefing("list", "--format", "json").out)
        lines = [json.loads(line) for line in briefing("list", "--format", "jsonl").out.splitlines()]
        assert array == lines
        assert _ids(briefing("list")) == [entry["id"] for entry in array]

    def test_marks_stand_in_their_column(self, briefing: Briefing, news: Path, home: Path) -> None:
        (id_,) = _ids(briefing("add", "talks.txt"))
        assert briefing("list").out[28:30] == "N "
        with ArticleStore(home / "library.db") as store:
            store.mark(id_, read=True)
            store.mark(id_, starred=True)
        assert briefing("list").out[28:30] == " S"

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            pytest.param(["rain"], ["Rain"], id="a word, in any case"),
            pytest.param(["KIM", "bridges"], ["Talks"], id="all the words"),
            pytest.param(["kim sen"], ["Talks"], id="words in quotes are words"),
            pytest.param(["kim", "harbour"], [], id="not in one article"),
        ],
    )
    def test_a_query_chooses(
        self, briefing: Briefing, news: Path, query: list[str], titles: list[str]
    ) -> None:
        briefing("add", ".")
        run = briefing("list", *query, "--format", "jsonl")
        assert [json.loads(line)["title"].split()[0] for line in run.out.splitlines()] == titles
        assert run.status == 0

    def test_a_limit_gives_the_newest(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        assert _ids(briefing("list", "--limit", "1")) == _ids(briefing("list"))[:1]

    @pytest.mark.parametrize("limit", ["0", "-1", "many", "1.5", "²"])
    def test_a_limit_that_is_none_is_wrong_usage(self, briefing: Briefing, limit: str) -> None:
        run = briefing("list", f"--limit={limit}")
        assert run.status == 2 and "not a whole number" in run.err

    @pytest.mark.parametrize(("form", "out"), [("table", ""), ("json", "[]\n"), ("jsonl", "")])
    def test_an_empty_library_says_what_to_do(self, briefing: Briefing, form: str, out: str) -> None:
        run = briefing("list", "--format", form)
        assert (run.status, run.out) == (0, out)
        assert run.err == "briefing: The library is empty: `briefing add ARTICLE` adds one.\n"

    def test_on_a_terminal_a_line_is_cut_at_the_edge(
        self, briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        (news / "long.txt").write_text(
            "[b]" + "A headline that is long " * 9 + "\nText of it, and more of it.\n"
        )
        briefing("add", "long.txt")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "50")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr(sys, "stdout", screen := Terminal())
        briefing("list")
        line = screen.getvalue()
        assert line.count("\n") == 1 and "[b]A headline" in line and "…" in line


class TestRemove:
    @pytest.mark.parametrize("by", ["id", "file", "path"])
    def test_it_is_taken_out(self, briefing: Briefing, news: Path, by: str) -> None:
        storm, talks = _ids(briefing("add", "."))
        reference = {"id": talks, "file": "talks.txt", "path": str(news / "talks.txt")}[by]
        run = briefing("remove", reference)
        assert (run.status, run.out) == (0, f"{talks} Talks on the *border* [road] go on\n")
        assert _ids(briefing("list")) == [storm]

    def test_one_that_is_not_there_is_told_and_the_rest_goes(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        run = briefing("remove", "missing.txt", "talks.txt")
        assert run.status == 1
        assert len(_ids(run)) == 1
        assert run.err.startswith("briefing: “missing.txt” is not in the library")


def test_a_damaged_library_is_told_on_standard_error(briefing: Briefing, news: Path, home: Path) -> None:
    home.mkdir()
    (home / "library.db").write_bytes(b"nothing of a database")
    run = briefing("add", "talks.txt")
    assert run.status == 0
    assert "it has been set aside as library.db.damaged-" in run.err
    assert len(list(home.glob("library.db.damaged-*"))) == 1


def test_a_wrong_setting_is_told_and_nothing_stops(briefing: Briefing, news: Path, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("tehme = 'wire'\n")
    run = briefing("add", "talks.txt")
    assert run.status == 0
    assert run.err == "briefing: config.toml line 1: unknown setting “tehme”; did you mean “theme”?\n"


def test_a_home_that_is_a_file_is_a_sentence(briefing: Briefing, news: Path, home: Path) -> None:
    home.write_text("taken")
    run = briefing("add", "talks.txt")
    assert run.status == 1
    assert run.err.splitlines()[-1].startswith("briefing: The library cannot be kept in ")


class TestCharts:
    def test_days_are_printed_as_bars(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        (line,) = briefing("list", "--by", "day").out.splitlines()
        assert "█" in line and line.endswith(" 2") and len(line) <= 80

    @pytest.mark.parametrize("by", ["day", "week"])
    def test_as_json_each_has_its_numbers(self, briefing: Briefing, news: Path, by: str) -> None:
        briefing("add", ".")
        (found,) = json.loads(briefing("list", "--by", by, "--format", "json").out)
        day = found.pop(by)
        assert len(day) == 10 and found == {"articles": 2, "read": 0, "annotated": 0}

    def test_actors_are_those_of_briefings(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        run = briefing("list", "--by", "actor")
        assert (run.status, run.out) == (0, "")
        assert "of 2 articles here none has one" in run.err and "`briefing show QUERY`" in run.err
        (shown,) = (json.loads(briefing("show", "talks.txt", "--format", "json").out),)
        run = briefing("list", "--by", "actor", "--format", "jsonl", "--limit", "1")
        first = json.loads(run.out)
        assert list(first) == ["name", "kind", "articles"] and first["articles"] == 1
        assert first["name"] in [actor["name"] for actor in shown["actors"]]

    def test_what_is_wrong_with_a_query_is_said(self, briefing: Briefing, news: Path) -> None:
        briefing("add", ".")
        run = briefing("list", "is:unred", "zzz", "--by", "day")
        assert "did you mean is:unread?" in run.err and "No article matches is:unred zzz." in run.err


def test_the_library_is_exported_as_tables(briefing: Briefing, news: Path) -> None:
    briefing("add", "talks.txt")
    run = briefing("library", "export", "-o", "tables")
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines()[0].split() == ["1", "articles"]
    assert (news / "tables" / "schema.json").exists()
    assert briefing("library", "export", "-o", ".").err.endswith(
        "name a folder that is new or has an earlier export.\n"
    )
