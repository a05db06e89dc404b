from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings
from briefing.store.stories.watch_store import WatchStore
from tests.cli.conftest import PatternEngine

Briefing = Callable[..., Any]

TOLL = "A firebomb attack on a bank in Athens killed {} people during a general strike against budget cuts."
SAID = "Papandreou condemned it in parliament as a raw murderous act, and called for calm on the streets."
STORM = (
    "Hurricane Humberto strengthened near Bermuda on its way north, and islanders boarded up their windows."
)


@pytest.fixture
def stories(briefing: Briefing, tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for name, source, day, text in (
        ("a", "The Courier", "2026-03-04", f"{TOLL.format('three')}\n\n{SAID}"),
        (
            "b",
            "The Herald",
            "2026-03-05",
            f"{TOLL.format('five')}\n\nMarkets fell in Athens after the attack.",
        ),
        ("c", "The Post", "2026-03-05", f"{STORM}\n\nIt is unclear when it will turn."),
    ):
        head = f'title: "{text[:30]}"\ndate: {day}\nsource: "{source}"'
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    briefing("add", str(folder))
    return folder


class TestStories:
    def test_articles_on_one_event_are_one_object(self, briefing: Briefing, stories: Path) -> None:
        found = json.loads(briefing("stories", "--format", "json").out)
        assert [len(story["articles"]) for story in found] == [2, 1] or [
            len(story["articles"]) for story in found
        ] == [1, 2]
        story = next(story for story in found if len(story["articles"]) == 2)
        assert list(story) == [
            "id", "title", "first", "last", "sources", "copies", "unread", "new", "followed", "muted",
            "terms", "articles", "by_hand", "earlier", "later",
        ]  # fmt: skip
        assert (story["sources"], story["copies"], story["unread"]) == (2, 0, 2)
        assert list(story["articles"][0]) == [
            "id",
            "title",
            "url",
            "source",
            "published",
            "time",
            "arrived",
            "copy_of",
        ]
        assert story["id"] == story["articles"][-1]["id"]

    def test_a_line_each_has_the_id_the_day_the_sources_and_the_title(
        self, briefing: Briefing, stories: Path
    ) -> None:
        lines = briefing("stories", "Athens").out.splitlines()
        assert len(lines) == 1
        assert lines[0][16:] == " 2026-03-05   2 A firebomb attack on a bank in"

    def test_they_are_limited_by_query_sources_and_time(self, briefing: Briefing, stories: Path) -> None:
        def count(*words: str) -> int:
            return len(briefing("stories", *words).out.splitlines())

        assert [count(), count("--limit", "1"), count("--min-sources", "2"), count("source:post")] == [
            2,
            1,
            1,
            1,
        ]
        assert count("--since", "24h") == 0
        run = briefing("stories", "nothing here")
        assert (run.out, run.err, run.status) == ("", "briefing: No story matches nothing here.\n", 0)
        assert briefing("stories", "--since", "yesterday").status == 2

    def test_an_empty_library_says_how_to_begin(self, briefing: Briefing) -> None:
        assert "briefing add" in briefing("stories").err


class TestStory:
    def test_its_briefing_says_who_says_what_and_what_has_changed(
        self, briefing: Briefing, stories: Path
    ) -> None:
        (id_,) = (line[:16] for line in briefing("stories", "Athens").out.splitlines())
        out = briefing("story", id_).out
        assert out.startswith(
            "A firebomb attack on a bank in\n2 articles · 2 sources · 2026-03-04 – 2026-03-05\n"
        )
        assert f"- {TOLL.format('five')}\n    1 of 2 sources: The Herald\n" in out
        assert "    five people, changed from three people (The Courier)\n" in out
        assert "\nWhy these are one story\n- " in out

    def test_as_json_each_passage_has_its_article(self, briefing: Briefing, stories: Path) -> None:
        (id_,) = (line[:16] for line in briefing("stories", "Athens").out.splitlines())
        story = json.loads(briefing("story", id_, "--format", "json").out)
        line = story["summary"][0]
        assert {"text", "article", "start", "end", "also", "voices", "state", "new"} <= line.keys()
        assert (line["state"], line["voices"], line["numbers"]) == (
            "changed",
            1,
            ["five people", "three people"],
        )
        texts = {
            each["id"]: json.loads(briefing("show", each["id"], "--format", "json").out)["text"]
            for each in story["articles"]
        }
        for cited in (line, *line["also"], line["versus"]):
            assert texts[cited["article"]][cited["start"] : cited["end"]] == cited["text"]

    def test_as_markdown_the_texts_of_articles_are_escaped(self, briefing: Briefing, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(
            "A *bold* [title](x)\n\nThe *envoy* [spoke](y) of it at some length.\n"
        )
        briefing("add", str(tmp_path / "a.txt"))
        (line,) = briefing("stories").out.splitlines()
        out = briefing("story", line[:16], "--format", "markdown").out
        assert out.startswith("# A \\*bold\\* [title]\\(x)\n")
        assert "](" not in out and "*bold*" not in out.replace("\\*bold\\*", "")

    def test_only_what_is_new_can_be_asked_for(self, briefing: Briefing, stories: Path) -> None:
        (id_,) = (line[:16] for line in briefing("stories", "Athens").out.splitlines())
        out = briefing("story", id_, "--new").out
        assert "Summary\nNothing was found.\n" in out

    def test_of_an_article_that_was_split_off_it_says_which_story_has_it(
        self, briefing: Briefing, stories: Path, home: Path
    ) -> None:
        (id_,) = (line[:16] for line in briefing("stories", "Athens").out.splitlines())
        with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
            library.stories.edits.split([id_])
            (other,) = library.stories.stories([id_])
        assert f"in another story: `briefing story {other.id}` shows it" in briefing("story", id_).err
        assert briefing("story", other.id).err.count("another story") == 0

    def test_an_unknown_id_is_told(self, briefing: Briefing) -> None:
        run = briefing("story", "nowhere")
        assert run.status == 1
        assert "`briefing stories` lists them" in run.err


class TestToday:
    def test_stories_since_a_day_come_with_their_lines(self, briefing: Briefing, stories: Path) -> None:
        out = briefing("today", "--since", "2026-03-04").out
        assert out.startswith("Today\nsince 2026-03-0")
        assert "3 articles · 2 stories · 2 shown, 1 min" in out
        assert out.index("A firebomb attack") < out.index("Hurricane Humberto")
        assert "    five people, changed from three people (The Courier)\n" in out

    def test_a_story_that_began_before_comes_with_what_is_new(
        self, briefing: Briefing, stories: Path
    ) -> None:
        out = briefing("today", "--since", "2026-03-05T00:00+00:00").out
        assert SAID not in out
        assert "five people, changed from three people" in out

    def test_it_is_json_and_markdown_too(self, briefing: Briefing, stories: Path) -> None:
        made = json.loads(briefing("today", "--since", "2026-03-04", "--format", "json").out)
        assert (made["stories"], len(made["shown"]), "silent" in made) == (2, 2, False)
        assert made["shown"][0]["summary"][0]["voices"] == 1
        out = briefing("today", "--since", "2026-03-04", "--format", "markdown").out
        assert out.startswith("# Today\n\n") and "\n## A firebomb attack" in out

    def test_the_articles_of_a_story_come_with_their_addresses(
        self, briefing: Briefing, tmp_path: Path
    ) -> None:
        address = "https://paper.example/a_(b)?c=<d>&e=1"
        head = f'title: "Attack [in] Athens"\ndate: 2026-03-04\nsource: Paper\nurl: "{address}"'
        (tmp_path / "a.md").write_text(f"---\n{head}\n---\n\n{TOLL.format('three')}\n", encoding="utf-8")
        briefing("add", str(tmp_path / "a.md"))
        since = ("--since", "2026-03-04")
        kept = "https://paper.example/a_(b)?c=%3Cd%3E&e=1"
        link = f"(<{kept}>)"
        out = briefing("today", *since, "--format", "markdown").out
        assert f"- [Attack [in] Athens · 2026-03-04 · Paper]{link}\n" in out
        (id_,) = (line[:16] for line in briefing("stories").out.splitlines())
        assert link in briefing("story", id_, "--format", "markdown").out
        assert kept in briefing("story", id_).out and kept in briefing("today", *since).out

    def test_what_was_printed_last_is_where_the_next_one_begins(
        self, briefing: Briefing, stories: Path
    ) -> None:
        def since(word: str) -> str:
            return str(json.loads(briefing("today", "--since", word, "--format", "json").out)["since"])

        began = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
        assert since("last") < began, "the first time it is a day ago"
        assert since("last") >= began
        assert since("24h") < began, "another word changes nothing"
        assert since("last") >= began

    def test_a_day_without_news_says_so(self, briefing: Briefing, stories: Path) -> None:
        run = briefing("today")
        assert (run.out, run.status) == ("", 0)
        assert "briefing feeds refresh" in run.err
        assert briefing("today", "--since", "soon").status == 2


class TestActor:
    @pytest.fixture
    def actors(self, briefing: Briefing, tmp_path: Path) -> Path:
        folder = tmp_path / "actors"
        folder.mkdir()
        for name, day, text in (
            ("a", "2026-03-04", "Kim Sen met Ann Lee. “I will return,” he said. It is unclear when."),
            ("b", "2026-03-05", "Kim Sen rested on Monday. Officials of the port looked on."),
            ("c", "2026-03-05", "Bob Sen fell ill with a fever, doctors in the capital say."),
        ):
            head = f'title: "{text[:11]}"\ndate: {day}\nsource: "Paper {name}"'
            (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
        briefing("show", "--keep", str(folder))
        return folder

    def test_the_page_has_facts_lines_stories_and_issues(self, briefing: Briefing, actors: Path) -> None:
        run = briefing("actor", "Kim", "Sen")
        assert run.status == 0 and not run.err
        lines = run.out.splitlines()
        assert lines[:2] == ["Kim Sen", "person · envoy · 2 articles"]
        for part in (
            "- also: Sen",
            "- with: Ann Lee 1",
            "- by day, 2026-03-04 to 2026-03-05: ██",
            "- says: “I will return,”",
            "    2026-03-04 · Paper a",
            "- Kim Sen rested on Monday",
            "    2026-03-02 · Paper b",
            "- what comes next (pending, in May)",
            "    It is unclear when. (Paper a)",
        ):
            assert part in lines
        assert [line for line in lines if line and line[0] not in " -"][2:] == [
            "About", "Said and did", "Stories", "Open with them",
        ]  # fmt: skip

    def test_an_object_has_every_passage_with_its_article(self, briefing: Briefing, actors: Path) -> None:
        page = json.loads(briefing("actor", "Kim Sen", "--format", "json").out)
        assert list(page) == [
            "name", "kind", "role", "aliases", "namesakes", "articles", "older", "activity", "lines",
            "company", "stories", "issues",
        ]  # fmt: skip
        assert page["activity"] == {"first": "2026-03-04", "days": 1, "articles": [1, 1]}
        said = page["lines"][0]
        assert list(said) == ["kind", "date", "article", "start", "end", "text", "also"]
        assert (said["kind"], said["date"], said["text"]) == ("statement", "2026-03-04", "“I will return,”")
        assert [story["articles"][0]["source"] for story in page["stories"]]
        assert page["issues"][0]["evidence"][0]["text"] == " It is unclear when."

    def test_markdown_escapes_what_articles_say(self, briefing: Briefing, actors: Path) -> None:
        out = briefing("actor", "Kim Sen", "--format", "markdown").out
        assert out.startswith("# Kim Sen\n\nperson · envoy · 2 articles\n\n## About\n\n- also: Sen\n")
        assert "- **what comes next (pending, in May)**\n  - It is unclear when. (Paper a)\n" in out

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("Kim Sun",), "Similar: Kim Sen"),
            (("Sen",), "Several are called “Sen”: "),
            (("Kim Sen", "--since", "24h"), "No briefing since "),
        ],
    )
    def test_a_name_without_a_page_says_why(
        self, briefing: Briefing, actors: Path, words: tuple[str, ...], sentence: str
    ) -> None:
        run = briefing("actor", *words)
        assert run.status == 1 and sentence in run.err and not run.out


class TestWatch:
    def test_what_is_watched_is_added_listed_and_removed(self, briefing: Briefing, stories: Path) -> None:
        assert "Nothing is watched" in briefing("watch", "list").err
        story = json.loads(briefing("stories", "Athens", "--format", "json").out)[0]
        assert briefing("watch", "add", "actor:Wang Yi").out == "actor Wang Yi\n"
        assert briefing("watch", "add", f"story:{story['id']}").out == f"story {story['title']}\n"
        assert briefing("watch", "add", "strike -source:post").out == "query strike -source:post\n"
        again = briefing("watch", "add", "actor:wang yi")
        assert (again.status, again.out, again.err) == (0, "", "briefing: Wang Yi: already watched.\n")
        assert briefing("watch", "list").out.splitlines() == [
            "   0 actor Wang Yi",
            f"   0 story {story['title']}",
            "   0 query strike -source:post",
        ]
        listed = json.loads(briefing("watch", "list", "--format", "json").out)
        assert list(listed[0]) == ["kind", "what", "created", "seen", "number", "name", "query", "new"]
        assert all(each["created"].endswith("Z") for each in listed)
        assert [each["query"] for each in listed] == [
            '(actor:"=Wang Yi" OR "Wang Yi")',
            f"story:{story['id']}",
            "strike -source:post",
        ]
        assert briefing("watch", "remove", "strike -source:post").out == "query strike -source:post\n"
        gone = briefing("watch", "remove", "strike -source:post")
        assert (gone.status, gone.err) == (1, "briefing: strike -source:post: not watched.\n")
        assert len(briefing("watch", "list").out.splitlines()) == 2

    def test_what_cannot_be_watched_says_why(self, briefing: Briefing, stories: Path) -> None:
        run = briefing("watch", "add", "is:unrad")
        assert run.status == 1 and "did you mean is:unread" in run.err

    def test_today_names_the_watch_of_a_story(
        self, briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        briefing("watch", "add", "Athens")
        monkeypatch.setattr(WatchStore, "fetched_after", lambda store, time: ids(store))
        file = tmp_path / "a.md"
        about = f"title: Bank burns\nsource: Post\ndate: {datetime.now(UTC).date()}"
        file.write_text(f"---\n{about}\n---\n\n{TOLL}\n", encoding="utf-8")
        briefing("add", str(file))
        assert " · watch: Athens · " in briefing("today").out
        (shown,) = json.loads(briefing("today", "--format", "json").out)["shown"]
        assert shown["watches"] == ["Athens"]
        assert briefing("watch", "list").out == "   1 query Athens\n"
        briefing("today")  # is for scripts: what the reader has looked at is what Today in the reader showed
        assert briefing("watch", "list").out == "   1 query Athens\n"


def ids(store: WatchStore) -> list[str]:
    """All articles, as if time had passed."""
    with store._database.reading() as connection:
        return [id_ for (id_,) in connection.execute("SELECT id FROM articles")]
