from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.feed_server import FeedServer
from briefing.cli.feed_commands import summary
from briefing.domain.feeds.refresh_result import PageFailure, RefreshReport
from briefing.services.feeds.refresh import refresh_lock
from tests.feeding import HandSite
from tests.newsletters import newsletters, write_maildir

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import

pytestmark = pytest.mark.usefixtures("no_proxy")

ITEMS = [("1", "One", "The first story."), ("2", "Two", "The second story.")]
LISTED = ["url", "title", "site", "folder", "unread", "error", "next_try"]


@pytest.fixture
def opml(tmp_path: Path) -> Path:
    file = tmp_path / "list.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="World"><outline text="A" xmlUrl="http://a.example/f"/>'
        '</outline><outline text="B" xmlUrl="http://b.example/f"/></body></opml>'
    )
    return file


class TestAdd:
    def test_each_is_printed_and_its_articles_are_there(self, briefing: Briefing, site: HandSite) -> None:
        url = site.put("/f", ITEMS)
        run = briefing("feeds", "add", url)
        assert (run.status, run.out, run.err) == (0, f"{url} By hand\n", "")
        listed = json.loads(briefing("list", "--format", "json").out)
        assert [(entry["title"], entry["feeds"]) for entry in listed] == [("Two", [url]), ("One", [url])]

    def test_several_feeds_of_a_site_are_listed_with_how_to_choose(
        self, briefing: Briefing, site: HandSite
    ) -> None:
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}">'
            for name in "ab"
        )
        run = briefing("feeds", "add", site.page("/", f"<html><head>{links}</head></html>"))
        assert (run.status, run.out) == (1, f"{site.root()}/a RSS · a\n{site.root()}/b RSS · b\n")
        assert "has 2 feeds: choose with `briefing feeds add`" in run.err

    @pytest.mark.parametrize("command", [("feeds", "add"), ("add",)], ids=" ".join)
    def test_a_mailbox_is_followed_and_its_mails_are_there(
        self, briefing: Briefing, tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        folder = write_maildir(tmp_path / "mails", newsletters(2))
        run = briefing(*command, str(folder))
        assert (run.status, run.out, run.err) == (0, f"maildir://{folder} mails\n", "")
        listed = json.loads(briefing("list", "--format", "json").out)
        assert {(entry["title"], entry["source"]) for entry in listed} == {
            (mail.subject, mail.sender) for mail in newsletters(2)
        }
        assert briefing("feeds", "refresh").out == "0 new, 1 feed refreshed\n"
        assert briefing("feeds", "remove", str(folder)).status == 0

    def test_a_mail_that_cannot_be_read_is_told(self, briefing: Briefing, tmp_path: Path) -> None:
        folder = write_maildir(tmp_path / "mails", newsletters(1))
        (folder / "new" / "2").write_bytes(b"Subject: Picture\nContent-Type: image/gif\n\nGIF89a")
        run = briefing("add", str(folder))
        assert run.status == 0
        assert "The mail “Picture” in mails is a mail without text" in run.err

    def test_a_folder_without_mails_is_told(self, briefing: Briefing, tmp_path: Path) -> None:
        run = briefing("feeds", "add", str(tmp_path))
        assert (run.status, run.out) == (1, "")
        assert "neither a maildir, a folder with cur and new in it, nor an mbox" in run.err

    def test_what_fails_is_told_and_the_rest_is_added(self, briefing: Briefing, site: HandSite) -> None:
        url = site.put("/f", ITEMS)
        run = briefing("feeds", "add", site.url(0, status=500), url)
        assert (run.status, run.out) == (1, f"{url} By hand\n")
        assert "HTTP 500" in run.err


class TestList:
    def test_an_object_has_the_promised_keys(self, briefing: Briefing, opml: Path) -> None:
        briefing("feeds", "import", opml)
        first, second = json.loads(briefing("feeds", "list", "--format", "json").out)
        assert list(first) == LISTED
        assert (first["url"], first["title"], first["folder"], first["unread"]) == (
            "http://a.example/f", "A", ["World"], 0,
        )  # fmt: skip
        assert second["folder"] == []

    def test_a_table_names_folder_and_trouble(self, briefing: Briefing, site: HandSite) -> None:
        url = site.url(0, status=500)
        briefing("feeds", "import", self.listing(url))
        briefing("feeds", "refresh")
        (line,) = briefing("feeds", "list").out.splitlines()
        assert line.split()[:2] == ["0", "World/A"]
        assert "HTTP 500" in line

    @staticmethod
    def listing(url: str) -> Path:
        file = Path("trouble.opml").resolve()
        file.write_text(
            f'<opml><body><outline text="World"><outline text="A" xmlUrl="{url}"/></outline></body></opml>'
        )
        return file

    @pytest.fixture(autouse=True)
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_without_feeds_it_says_how_to_get_some(self, briefing: Briefing) -> None:
        run = briefing("feeds", "list")
        assert (run.status, run.out) == (0, "")
        assert "`briefing feeds add URL`" in run.err
        assert briefing("feeds", "list", "--format", "json").out == "[]\n"


class TestChanging:
    def test_a_feed_is_moved_and_removed(self, briefing: Briefing, opml: Path) -> None:
        briefing("feeds", "import", opml)
        assert briefing("feeds", "move", "http://b.example/f", "World/Asia").status == 0
        assert briefing("feeds", "move", "http://a.example/f", "/").status == 0
        listed = json.loads(briefing("feeds", "list", "--format", "json").out)
        assert {feed["title"]: feed["folder"] for feed in listed} == {"A": [], "B": ["World", "Asia"]}
        run = briefing("feeds", "remove", "http://a.example/f", "http://no.example/")
        assert (run.status, run.out) == (1, "http://a.example/f\n")
        assert "“http://no.example/” is not followed" in run.err

    def test_what_is_exported_can_be_imported(self, briefing: Briefing, opml: Path, tmp_path: Path) -> None:
        briefing("feeds", "import", opml)
        before = briefing("feeds", "list", "--format", "json").out
        out = tmp_path / "out.opml"
        assert briefing("feeds", "export", out).status == 0
        briefing("--home", tmp_path / "other", "feeds", "import", out)
        assert briefing("--home", tmp_path / "other", "feeds", "list", "--format", "json").out == before

    def test_what_an_import_refuses_is_told(self, briefing: Briefing, tmp_path: Path) -> None:
        file = tmp_path / "broken.opml"
        file.write_text('<opml><body><outline text="A & B" xmlUrl="http://a.example/f">'
                        '<outline text="C" xmlUrl="gopher://c.example/">')  # fmt: skip
        run = briefing("feeds", "import", file)
        assert (run.status, run.out) == (1, "http://a.example/f\n")
        assert "“C” was left out" in run.err

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            pytest.param("", "is empty", id="empty"),
            pytest.param("<html><body>x</body></html>", "is a web page", id="a page"),
            pytest.param("<rss><channel/></rss>", "`briefing feeds add`", id="a feed"),
            pytest.param(None, "cannot be read", id="no file"),
        ],
    )
    def test_what_is_no_list_of_feeds_is_refused(
        self, briefing: Briefing, tmp_path: Path, content: str | None, says: str
    ) -> None:
        file = tmp_path / "list.opml"
        if content is not None:
            file.write_text(content)
        run = briefing("feeds", "import", file)
        assert (run.status, run.out, run.err.count("\n")) == (1, "", 1)
        assert says in run.err


class TestRefresh:
    def test_it_sums_up_what_came(self, briefing: Briefing, site: HandSite) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        site.put("/f", [*ITEMS, ("3", "Three", "The third story.")])
        run = briefing("feeds", "refresh")
        assert (run.status, run.out, run.err) == (0, "1 new, 1 feed refreshed\n", "")

    def test_what_is_watched_is_told_only_if_the_settings_say_so(
        self, briefing: Briefing, site: HandSite, home: Path
    ) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        briefing("watch", "add", "third")
        site.put("/f", [*ITEMS, ("3", "Three", "The third story.")])
        (home / "config.toml").write_text("notify_watches = true\n", encoding="utf-8")
        run = briefing("feeds", "refresh")
        assert run.out == "1 new, 1 feed refreshed\nNew for third: “Three”.\n"
        site.put("/f", [("4", "Four", "The third story again.")])
        (home / "config.toml").write_text("notify_watches = false\n", encoding="utf-8")
        assert briefing("feeds", "refresh").out == "1 new, 1 feed refreshed\n"

    @pytest.fixture
    def failing(self, briefing: Briefing, site: HandSite, tmp_path: Path) -> str:
        """The address of one that fails, followed beside one that does not."""
        url = site.url(0, status=500)
        file = tmp_path / "list.opml"
        outlines = "".join(f'<outline xmlUrl="{each}"/>' for each in (url, site.put("/f", ITEMS)))
        file.write_text(f"<opml><body>{outlines}</body></opml>")
        briefing("feeds", "import", file)
        return url

    def test_each_failure_is_a_line_and_the_rest_is_done(self, briefing: Briefing, failing: str) -> None:
        run = briefing("feeds", "refresh")
        assert (run.status, run.out) == (1, "2 new, 2 feeds refreshed, 1 failed\n")
        assert run.err.count("\n") == 1
        assert f"briefing: {failing}: " in run.err

    def test_pages_that_are_missing_and_articles_that_were_removed_are_counted(self) -> None:
        report = RefreshReport(2, page_failures=(PageFailure("id", "One", "No answer."),), pruned=("a", "b"))
        assert summary(report) == "0 new, 2 feeds refreshed, 1 page missing, 2 old removed"

    def test_it_asks_however_short_a_time_ago_it_failed(
        self, briefing: Briefing, failing: str, served: tuple[FeedServer, HandSite]
    ) -> None:
        briefing("feeds", "refresh")
        before = len(served[0].requests)
        briefing("feeds", "refresh", failing)
        assert len(served[0].requests) == before + 1

    def test_quiet_says_what_failed_alone(self, briefing: Briefing, failing: str, site: HandSite) -> None:
        run = briefing("feeds", "refresh", "--quiet")
        assert (run.status, run.out, run.err.count("\n")) == (1, "", 1)
        run = briefing("feeds", "refresh", "--quiet", f"{site.root()}/f")
        assert (run.status, run.out, run.err) == (0, "", "")

    def test_where_another_refreshes_it_says_so_and_in_quiet_leaves_it_to_that(
        self, briefing: Briefing, site: HandSite, home: Path
    ) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        with refresh_lock(home):
            run = briefing("feeds", "refresh")
            assert (run.status, run.out, run.err.count("\n")) == (1, "", 1)
            assert "are being refreshed already" in run.err
            run = briefing("feeds", "refresh", "--quiet")
            assert (run.status, run.out, run.err) == (0, "", "")

    def test_where_no_server_can_be_reached_one_line_says_it(
        self, briefing: Briefing, tmp_path: Path
    ) -> None:
        file = tmp_path / "list.opml"
        outlines = "".join(f'<outline xmlUrl="http://127.0.0.{host}:1/f"/>' for host in (2, 3))
        file.write_text(f"<opml><body>{outlines}</body></opml>")
        briefing("feeds", "import", file)
        run = briefing("feeds", "refresh")
        assert (run.status, run.out, run.err.count("\n")) == (1, "0 new, 2 feeds refreshed, 2 failed\n", 1)
        assert "check the network" in run.err

    @pytest.mark.slow
    def test_ctrl_c_ends_it_with_what_was_done_kept(
        self, briefing: Briefing, site: HandSite, home: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "list.opml"
        urls = (site.url(0, status=500), site.put("/f", ITEMS), site.url(1, drip=0.1))
        outlines = "".join(f'<outline xmlUrl="{url.replace("&", "&amp;")}"/>' for url in urls)
        file.write_text(f"<opml><body>{outlines}</body></opml>")
        briefing("feeds", "import", file)
        child = subprocess.Popen(
            [sys.executable, "-m", "briefing", "--home", str(home), "feeds", "refresh"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert child.stderr is not None
        assert "HTTP 500" in child.stderr.readline()  # the handler is there, and one feed is done
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (130, "")
        assert out.endswith("1 failed, then interrupted\n")
        assert len(briefing("feeds", "list").out.splitlines()) == 3


@pytest.mark.usefixtures("without_engine")
class TestDoctor:
    @pytest.mark.slow
    def test_feeds_that_fail_are_named_with_why_and_when(self, briefing: Briefing, site: HandSite) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        site.answers["/f"].status = 500
        briefing("feeds", "refresh")
        run = briefing("doctor")
        (line,) = [line for line in run.out.splitlines() if line.startswith("BAD")]
        assert (run.status, "By hand: " in line, "HTTP 500" in line, "next try 2" in line) == (
            1, True, True, True,
        )  # fmt: skip

    @pytest.mark.slow
    def test_a_search_index_that_is_wrong_is_told_and_made_anew(
        self, briefing: Briefing, site: HandSite, home: Path
    ) -> None:
        import sqlite3

        briefing("feeds", "add", site.put("/f", ITEMS))
        with sqlite3.connect(home / "library.db") as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        connection.close()
        run = briefing("doctor")
        assert run.status == 1
        assert "`briefing doctor --rebuild`" in run.out
        assert briefing("doctor", "--rebuild").status == 0
        assert "Two" in briefing("list", "second").out


class TestListOfArticles:
    @pytest.mark.slow
    def test_takes_the_grammar_of_queries(self, briefing: Briefing, site: HandSite) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        assert briefing("list", "title:one").out.count("\n") == 1
        assert briefing("list", "--", "story", "-second", "is:unread").out.count("\n") == 1
        assert briefing("list", 'feed:"by hand"', "--limit", "1").out.count("\n") == 1

    def test_says_what_of_a_query_was_passed_over(self, briefing: Briefing, site: HandSite) -> None:
        briefing("feeds", "add", site.put("/f", ITEMS))
        run = briefing("list", "is:unred")
        assert "did you mean is:unread?" in run.err
