"""`briefing annotate`, `annotations` and `remove`: marking from a script, and what is marked."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Article
from briefing.domain.article import article_id
from briefing.store.articles.article_store import ArticleStore

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


def _annotations(briefing: Briefing, *query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(briefing("annotations", "--format", "json", *query).out)
    return found


def _parts(annotation: dict[str, Any], purpose: str) -> list[str]:
    body = annotation.get("body", [])
    return [each["value"] for each in body if each.get("purpose") == purpose]


def _quote(annotation: dict[str, Any]) -> str:
    selectors = annotation["target"]["selector"]
    return next(str(each["exact"]) for each in selectors if "exact" in each)


def _start(annotation: dict[str, Any]) -> int:
    selectors = annotation["target"]["selector"]
    return next(int(each["start"]) for each in selectors if "start" in each)


def _marked(briefing: Briefing, run: Any) -> dict[str, Any]:
    """What a run of `annotate` made."""
    id_ = run.out.split()[0]
    return next(each for each in _annotations(briefing) if each["id"] == id_)


def _type(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode()), encoding="utf-8"))


class TestAnnotate:
    def test_the_passage_is_marked_and_its_id_and_words_are_printed(
        self, briefing: Briefing, news: Path
    ) -> None:
        run = briefing(
            "annotate", "talks.txt", "--quote", "Ada Roe", "--note", "the *envoy*", "--tag", "who"
        )  # fmt: skip
        assert (run.status, run.err) == (0, "")
        id_, words = run.out.rstrip("\n").split(" ", 1)
        (found,) = _annotations(briefing)
        assert (found["id"], words) == (id_, "Ada Roe")
        assert (_quote(found), found["state"]) == ("Ada Roe", "exact")
        assert (_parts(found, "commenting"), _parts(found, "tagging")) == (["the *envoy*"], ["who"])
        assert found["article"]["title"] == "Talks on the *border* [road] go on"

    @pytest.mark.parametrize(
        ("typed", "stands"),
        [
            pytest.param("“We will return,” Sen said", "“We will return,” Sen said", id="as it stands"),
            pytest.param('"We will return," Sen said', "“We will return,” Sen said", id="straight marks"),
            pytest.param("Ada  Roe\nin the", "Ada Roe in the", id="other blanks"),
        ],
    )
    def test_a_quote_is_found_as_a_keyboard_types_it(
        self, briefing: Briefing, news: Path, typed: str, stands: str
    ) -> None:
        assert briefing("annotate", "talks.txt", "--quote", typed).status == 0
        assert [_quote(each) for each in _annotations(briefing)] == [stands]

    def test_a_quote_that_stands_in_several_places_is_refused_until_what_is_around_it_tells_which(
        self, briefing: Briefing, news: Path
    ) -> None:
        run = briefing("annotate", "talks.txt", "--quote", "bridges")
        assert (run.status, run.out) == (1, "")
        assert run.err == (
            "briefing: “bridges” stands in 2 places of “Talks on the *border* [road] go on”: "
            "say with --prefix or --suffix which words are right before or after the one you mean.\n"
        )
        assert _annotations(briefing) == []
        before = briefing("annotate", "talks.txt", "--quote", "bridges", "--prefix", "pays for the")
        after = briefing("annotate", "talks.txt", "--quote", "bridges", "--suffix", ".\n\n“We will")
        assert (before.status, after.status) == (0, 0)
        later, earlier = (_start(each) for each in (_marked(briefing, before), _marked(briefing, after)))
        assert earlier < later

    def test_a_quote_that_does_not_stand_there_is_told_so(self, briefing: Briefing, news: Path) -> None:
        run = briefing("annotate", "talks.txt", "--quote", "Ida Roe")
        assert (run.status, run.out) == (1, "")
        assert run.err == (
            "briefing: “Ida Roe” is not in “Talks on the *border* [road] go on”: "
            "`briefing show --format json` prints its text.\n"
        )

    @pytest.mark.parametrize(
        ("given", "color"), [("blue", "blue"), ("3", "blue"), ("Violet", "violet"), ("5", "violet")]
    )
    def test_a_colour_goes_by_its_name_or_its_digit(
        self, briefing: Briefing, news: Path, given: str, color: str
    ) -> None:
        assert briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--color", given).status == 0
        assert len(_annotations(briefing, f"color:{color}")) == 1

    @pytest.mark.parametrize("given", ["red", "0", "6", ""])
    def test_another_colour_is_wrong_usage(self, briefing: Briefing, news: Path, given: str) -> None:
        run = briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--color", given)
        assert run.status == 2
        assert "yellow" in run.err

    def test_tags_are_parted_by_commas_and_lose_their_signs(self, briefing: Briefing, news: Path) -> None:
        briefing(
            "annotate", "talks.txt", "--quote", "Ada Roe", "--tag", "#who, border road", "--tag", "Who",
            "--tag", "#",
        )  # fmt: skip
        (found,) = _annotations(briefing)
        assert _parts(found, "tagging") == ["who", "border road"]

    def test_the_note_may_come_on_standard_input(
        self, briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _type(monkeypatch, "Two lines,\n\nand “marks”.\n")
        assert briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--note", "-").status == 0
        (found,) = _annotations(briefing)
        assert _parts(found, "commenting") == ["Two lines,\n\nand “marks”."]

    def test_so_may_the_article(
        self, briefing: Briefing, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _type(monkeypatch, (news / "talks.txt").read_text(encoding="utf-8"))
        assert briefing("annotate", "-", "--quote", "Ada Roe").status == 0
        assert [_quote(each) for each in _annotations(briefing)] == ["Ada Roe"]

    def test_but_not_both(self, briefing: Briefing, news: Path) -> None:
        run = briefing("annotate", "-", "--quote", "Ada Roe", "--note", "-")
        assert (run.status, run.out) == (2, "")
        assert "the article or the note, not both" in run.err

    def test_an_article_that_is_new_comes_into_the_library_by_it(
        self, briefing: Briefing, news: Path
    ) -> None:
        briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--tag", "who")
        (entry,) = json.loads(briefing("list", "--format", "json").out)
        assert (entry["annotations"], entry["tags"]) == (1, ["who"])

    def test_an_article_of_the_library_goes_by_its_id(self, briefing: Briefing, news: Path) -> None:
        id_ = briefing("add", "talks.txt").out.split()[0]
        (news / "talks.txt").unlink()
        assert briefing("annotate", id_, "--quote", "Ada Roe").status == 0

    def test_an_address_of_the_library_is_not_fetched_again(self, briefing: Briefing, home: Path) -> None:
        address = "http://127.0.0.1:9/nothing-listens-here"
        home.mkdir()
        with ArticleStore(home / "library.db") as store:
            store.put(
                Article(article_id(address), "Kept", "Kim Sen met Ada Roe.", url=address),
                fetched=datetime(2026, 3, 4, tzinfo=UTC),
            )
        assert briefing("annotate", address, "--quote", "Ada Roe").status == 0
        assert [each["article"]["url"] for each in _annotations(briefing)] == [address]

    @pytest.mark.parametrize(
        ("article", "says"),
        [("gone.txt", "gone.txt"), (".", "“.” holds 2 articles: name the one to annotate")],
    )
    def test_what_is_not_one_article_is_told(
        self, briefing: Briefing, news: Path, article: str, says: str
    ) -> None:
        run = briefing("annotate", article, "--quote", "Ada Roe")
        assert (run.status, run.out) == (1, "")
        assert says in run.err

    def test_what_could_not_be_written_is_not_said_to_be_done(
        self, briefing: Briefing, news: Path, home: Path
    ) -> None:
        (home / "annotations" / ".lock").mkdir(parents=True)
        run = briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        assert (run.status, run.out) == (1, "")
        assert run.err.startswith("briefing: The annotation was not kept: annotations could not be written")

    def test_a_text_that_changed_has_its_notes_found_again_which_is_told(
        self, briefing: Briefing, news: Path
    ) -> None:
        briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        talks = news / "talks.txt"
        talks.write_text(talks.read_text(encoding="utf-8").replace("Kim Sen met", "At noon Kim Sen met"))
        run = briefing("add", "talks.txt")
        assert run.err == "briefing: The text has changed: your note was found again.\n"
        assert [each["state"] for each in _annotations(briefing)] == ["moved"]


@pytest.fixture
def three(briefing: Briefing, news: Path) -> None:
    """Three annotations of two articles."""
    briefing("annotate", "talks.txt", "--quote", "Ada Roe", "--tag", "who", "--color", "blue")
    briefing("annotate", "talks.txt", "--quote", "unclear who pays", "--note", "ask the ministry")
    briefing("annotate", "storm.txt", "--quote", "Tom Fry", "--tag", "who,harbour")


@pytest.mark.usefixtures("three")
class TestAnnotations:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            pytest.param([], {"Ada Roe", "unclear who pays", "Tom Fry"}, id="all"),
            pytest.param(["tag:who"], {"Ada Roe", "Tom Fry"}, id="a tag"),
            pytest.param(["tag:who", "color:blue"], {"Ada Roe"}, id="two fields, two words"),
            pytest.param(["tag:who -color:blue"], {"Tom Fry"}, id="one word of a shell"),
            pytest.param(["ministry"], {"unclear who pays"}, id="a word of a note"),
            pytest.param(["article:coast"], {"Tom Fry"}, id="an article"),
            pytest.param(["kind:note", "OR", "tag:harbour"], {"unclear who pays", "Tom Fry"}, id="either"),
            pytest.param(["kind:orphan"], set(), id="none"),
        ],
    )
    def test_a_query_says_which(self, briefing: Briefing, query: list[str], found: set[str]) -> None:
        run = briefing("annotations", "--format", "json", *query)
        assert run.status == 0
        assert {_quote(each) for each in json.loads(run.out)} == found

    def test_every_format_has_the_same_in_the_same_order(self, briefing: Briefing) -> None:
        array = _annotations(briefing)
        lines = briefing("annotations", "--format", "jsonl").out.splitlines()
        assert [json.loads(line) for line in lines] == array
        table = briefing("annotations").out.splitlines()
        assert [_quote(each) in line for each, line in zip(array, table, strict=True)] == [True] * 3

    def test_a_line_of_the_table_names_date_colour_title_note_tags_and_quote(
        self, briefing: Briefing
    ) -> None:
        (line,) = briefing("annotations", "tag:harbour").out.splitlines()
        assert line[10:] == "        yellow Rain fell for days on the coast · #who #harbour · “Tom Fry”"
        (line,) = briefing("annotations", "ministry").out.splitlines()
        assert "go on · ask the ministry · “unclear who pays”" in line

    def test_a_tag_that_none_has_brings_up_the_nearest(self, briefing: Briefing) -> None:
        run = briefing("annotations", "tag:harbor")
        assert (run.status, run.out) == (0, "")
        assert run.err == "briefing: No annotation matches tag:harbor. Nearest: tag:harbour (1).\n"

    def test_what_a_query_cannot_mean_is_told(self, briefing: Briefing) -> None:
        run = briefing("annotations", "color:mauve")
        assert run.status == 0
        assert "There is no colour “mauve”" in run.err

    def test_none_at_all_says_how_to_make_one(self, briefing: Briefing, tmp_path: Path) -> None:
        run = briefing("--home", tmp_path / "another", "annotations", "--format", "json")
        assert (run.status, run.out) == (0, "[]\n")
        assert "`briefing annotate`" in run.err

    def test_articles_are_listed_by_the_tags_that_their_files_have_now(
        self, briefing: Briefing, home: Path
    ) -> None:
        id_ = _annotations(briefing, "tag:harbour")[0]["article"]["id"]
        file = home / "annotations" / f"{id_}.json"
        file.write_text(file.read_text(encoding="utf-8").replace('"harbour"', '"giraffe"'), encoding="utf-8")
        assert id_ in briefing("list", "tag:giraffe").out

    def test_a_damaged_file_is_mended_told_and_listed(self, briefing: Briefing, home: Path) -> None:
        id_ = _annotations(briefing, "tag:harbour")[0]["article"]["id"]
        file = home / "annotations" / f"{id_}.json"
        file.write_bytes(file.read_bytes()[:-30])
        run = briefing("annotations", "tag:harbour")
        assert (run.status, run.out.count("\n")) == (0, 1)
        assert f"{id_}.json was damaged" in run.err
        assert briefing("annotations", "tag:harbour").err == ""


@pytest.mark.usefixtures("three")
class TestRemove:
    def test_nobody_to_ask_needs_the_flag(self, briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
        _type(monkeypatch, "y\n")
        run = briefing("remove", "talks.txt")
        assert (run.status, run.out) == (1, "")
        assert "has 2 annotations: `briefing remove --with-annotations " in run.err
        assert len(_annotations(briefing)) == 3

    @pytest.mark.parametrize(("answer", "left"), [("y", 1), ("YES", 1), ("n", 3), ("", 3), ("yellow", 3)])
    def test_somebody_at_a_terminal_is_asked(
        self, briefing: Briefing, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
        run = briefing("remove", "talks.txt")
        assert "go on” has 2 annotations. Remove both? [y/N] " in run.err
        assert run.status == (0 if left == 1 else 1)
        assert len(_annotations(briefing)) == left

    def test_with_the_flag_both_go_and_come_back_with_the_article(self, briefing: Briefing) -> None:
        run = briefing("remove", "--with-annotations", "talks.txt")
        assert (run.status, run.out.count("\n")) == (0, 1)
        assert "`briefing add` with the article brings them back." in run.err
        assert {_quote(each) for each in _annotations(briefing)} == {"Tom Fry"}
        run = briefing("add", "talks.txt")
        assert "The annotations that were removed with this article are back." in run.err
        assert len(_annotations(briefing)) == 3
