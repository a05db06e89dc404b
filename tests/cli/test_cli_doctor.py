from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from briefing.domain.annotation import ArticleHead
from briefing.domain.correction import CorrectionKind
from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.followups.issue_decision import DECISIONS, IssueDecision, RaisedAt
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.span import Span
from briefing.nlp.engine.built_in_names import ENGINE_VERSION
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.notices import Notices
from tests.cli.conftest import PatternEngine
from tests.nlp.installing import ECHO, install_engine

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


def _bad(run: Any) -> list[str]:
    return [line for line in run.out.splitlines() if line.startswith("BAD")]


@pytest.mark.slow
def test_a_sound_home_is_said_to_be_so(briefing: Briefing, news: Path, home: Path) -> None:
    briefing("add", "talks.txt")
    run = briefing("doctor")
    assert (run.status, _bad(run), run.err) == (0, [], "")
    assert f"log          {home / 'briefing.log'} (none yet" in run.out
    for word in (str(home), "1 article", "spacy", "SQLite", "newsprint", "en_core_web_sm"):
        assert word in run.out


@pytest.mark.slow
def test_looking_makes_nothing(briefing: Briefing, home: Path) -> None:
    assert briefing("doctor").status == 0
    assert not home.exists()


def _damage(home: Path) -> None:
    (home / "library.db").write_bytes(b"not a database")


def _config(content: str) -> Callable[[Path], object]:
    return lambda home: (home / "config.toml").write_text(content)


def _theme(home: Path) -> None:
    (home / "themes").mkdir()
    (home / "themes" / "loud.toml").write_text('name = "loud"\nprimary = "louder"\n')


@pytest.mark.usefixtures("without_engine")
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        pytest.param(_damage, "library.db was damaged; it has been set aside", id="damaged library"),
        pytest.param(_config("tehme = 'x'"), "did you mean “theme”?", id="wrong setting"),
        pytest.param(_config("[keymap]\n'a.b' = 'x'"), "[keymap] has no command “a.b”", id="wrong key"),
        pytest.param(_config("theme = 'none'"), "there is no theme “none”", id="unknown theme"),
        pytest.param(_theme, "“primary” is not a colour: “louder”", id="broken theme"),
    ],
)
def test_what_is_broken_is_told(
    briefing: Briefing, home: Path, harm: Callable[[Path], object], says: str
) -> None:
    home.mkdir()
    harm(home)
    run = briefing("doctor")
    assert run.status == 1
    assert says in "\n".join(_bad(run))


@pytest.mark.slow
def test_a_pipeline_and_an_engine_that_are_not_installed_are_told(briefing: Briefing, home: Path) -> None:
    home.mkdir()
    _config("[engine]\nname = 'ecko'\n[engine.pipelines]\nen = 'en_none'")(home)
    told = "\n".join(_bad(briefing("doctor")))
    assert "en_none is not installed" in told and "There is no engine “ecko”: install" in told


@pytest.mark.slow
def test_the_engines_that_other_packages_bring_are_listed(
    briefing: Briefing, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_engine(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert f"briefing {ENGINE_VERSION} is used; echo is installed (echo-engine 2.5)" in briefing("doctor").out
    home.mkdir()
    _config("[engine]\nname = 'echo'")(home)
    assert "echo 7 is used" in briefing("doctor").out


HANGING = "import threading\nthreading.Event().wait()"
NOT_WARM = ECHO.replace("def parts(", "def warm(self): raise OSError('no model')\n\n        def parts(")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param(HANGING, "gave no answer for 1 seconds and was ended", id="hangs"),
        pytest.param(NOT_WARM, "could not get ready (OSError: no model)", id="does not get ready"),
        pytest.param("import os\nos._exit(3)", "stopped while at work", id="ends its process"),
        pytest.param("import no_such_module", "cannot be loaded", id="does not load"),
    ],
)
@pytest.mark.thorough
def test_an_engine_that_is_faulty_is_told_with_what_to_do(
    briefing: Briefing, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    if code == HANGING:
        monkeypatch.setattr(
            "briefing.cli.doctor.installed_checks.EnginePool", partial(EnginePool, patience=1.0)
        )
    monkeypatch.syspath_prepend(tmp_path)
    install_engine(tmp_path, code)
    home.mkdir()
    _config("[engine]\nname = 'echo'")(home)
    (line,) = [line for line in _bad(briefing("doctor")) if "“echo”" in line]
    assert says in line
    assert "or choose another under [engine] in config.toml" in line


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(briefing: Briefing, home: Path) -> None:
    home.mkdir(mode=0o500)
    assert "cannot be written to" in "\n".join(_bad(briefing("doctor")))


@pytest.mark.usefixtures("without_engine")
class TestRepair:
    """All defects of a home are named, and those repaired that can be without a loss."""

    @pytest.fixture
    def broken(self, briefing: Briefing, news: Path, home: Path) -> Path:
        for words in ("Ada Roe", "Kim Sen"):
            briefing("annotate", "talks.txt", "--quote", words, "--note", words)
        briefing("annotate", "storm.txt", "--quote", "Tom Fry", "--note", "Tom Fry")
        with open_library(Paths.under(home), Settings(), PatternEngine()) as library:
            library.feeds.follow([Subscription("https://example.org/feed", "Example")])
            corrections = library.analyses.corrections
            for article in map(library.articles.article, (entry.id for entry in library.articles.entries())):
                actor = library.analyses.get(article).actors[0]
                corrections.add(article, corrections.draft(CorrectionKind.HIDE, actor))
        folder = home / "annotations"
        talks, storm = (self._file(folder, name) for name in ("talks", "storm"))
        correction = folder / "corrections" / talks.name
        talks.write_bytes(talks.read_bytes()[:-400])
        correction.write_bytes(correction.read_bytes()[:-40])
        copy = storm.with_name(f"{storm.stem}.sync-conflict-20260304-120000-ABCDEFG.json")
        copy.write_bytes(storm.read_bytes().replace(b'"Tom Fry"', b'"Mr Fry"'))
        storm.with_suffix(".txt").unlink()
        for left in (
            folder / ".~x.json.0a1b2c3d.tmp",
            folder / "corrections" / ".~y.json.0a1b2c3d.tmp",
            home / "library.db.new-0a1b2c3d",
        ):
            left.write_bytes(b"cut")
            left.chmod(0o600)
            os.utime(left, (1, 1))
        _config("width = 70\ntheme = newsprint\n")(home)
        _theme(home)
        feeds = home / "feeds.opml"
        feeds.write_bytes(feeds.read_bytes()[:-20])
        folder.chmod(0o755)
        return home

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        return next(each for each in folder.glob("*.json") if f"{name}.txt" in each.read_text())

    NAMED = (
        r"annotations +[0-9a-f]{16}\.json (is|was) damaged \(it breaks off\)",
        r"annotations +[0-9a-f]{16}\.sync-conflict-20260304-120000-ABCDEFG\.json, written on another device",
        r"corrections +corrections/[0-9a-f]{16}\.json (is|was) damaged",
        r"files +\.~x\.json\.0a1b2c3d\.tmp and 2 more: ",
        r"permissions +annotations(: for you alone| can be read by other users)",
        r"annotations +(The text that the annotations of “|“).*(are missing|is missing|have a text again)",
        r"feeds +feeds\.opml was damaged",
    )
    """What can be repaired, as it is told before and after."""
    UNREPAIRED = (
        r"settings +config\.toml cannot be read as TOML: Invalid value \(at line 2,",
        r"themes +.*“primary” is not a colour",
    )

    @pytest.mark.slow
    @pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
    def test_nine_planted_defects_are_named_and_seven_repaired(
        self, briefing: Briefing, broken: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(broken, tmp_path / "copy")
        said = briefing("doctor", "--home", tmp_path / "copy")
        bad = "\n".join(_bad(said))
        for pattern in (*self.NAMED, *self.UNREPAIRED):
            assert re.search(f"^BAD  {pattern}", bad, re.MULTILINE), (pattern, said.out)
        run = briefing("doctor", "--repair")
        assert run.status == 1, "two are left"
        for pattern in self.NAMED:
            assert re.search(f"^fix  {pattern}", run.out, re.MULTILINE), (pattern, run.out)
        assert len(_bad(run)) == 2, run.out
        left = _bad(briefing("doctor"))
        assert len(left) == 2, left
        for pattern in self.UNREPAIRED:
            assert re.search(f"^BAD  {pattern}", "\n".join(left), re.MULTILINE)
        notes = briefing("annotations").out
        assert len(notes.splitlines()) == 3
        assert "Mr Fry" in notes and all(f"“{words}”" in notes for words in ("Ada Roe", "Kim Sen", "Tom Fry"))
        assert len(briefing("corrections", "export").out.splitlines()) == 2
        assert "https://example.org/feed" in briefing("feeds", "list", "--format", "json").out
        assert (broken / "config.toml").read_text().startswith("width = 70\ntheme = newsprint\n")

    def test_a_damaged_library_is_named_and_begun_anew(
        self, briefing: Briefing, news: Path, home: Path
    ) -> None:
        briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        with (home / "library.db").open("r+b") as handle:
            handle.seek(100)
            handle.write(b"\xa5" * 3_000)
        run = briefing("doctor", "--repair")
        assert re.search(
            r"^fix  library +library\.db was damaged; it has been set aside", run.out, re.MULTILINE
        )
        assert "1 annotated article came back with all notes" in run.out
        assert not [line for line in _bad(briefing("doctor")) if "library" in line]

    def test_decisions_on_issues_come_back_from_their_backup(self, briefing: Briefing, home: Path) -> None:
        briefing("list")
        place = RaisedAt("a" * 16, "Vote", Span(0, 5))
        made = IssueDecision(IssueState.SETTLED, (place,), "2026-03-04T12:00:00Z")
        store = ItemFile(home / "annotations", DECISIONS, Notices())
        store.edit(lambda known: (*known, made))
        store.file.write_bytes(b"{")
        assert re.search(r"^BAD  issues +issues\.json is damaged", briefing("doctor").out, re.MULTILINE)
        repaired = briefing("doctor", "--repair").out
        assert re.search(r"^fix  issues +issues\.json was damaged .* 1 decision", repaired, re.MULTILINE)
        assert store.read() == (made,)

    def test_decisions_that_another_program_deleted(self, briefing: Briefing, home: Path) -> None:
        briefing("list")
        made = IssueDecision(IssueState.SETTLED, (RaisedAt("a" * 16, "Vote", Span(0, 5)),), "2026-03-04")
        store = ItemFile(home / "annotations", DECISIONS, Notices())
        store.edit(lambda known: (*known, made))
        store.file.unlink()
        assert re.search(r"^BAD  issues +1 decision on open issues was deleted", briefing("doctor").out, re.M)
        repaired = briefing("doctor", "--repair").out
        assert re.search(r"^fix  issues +1 decision on open issues brought back", repaired, re.MULTILINE)
        assert store.read() == (made,)

    def test_files_of_corrections_that_no_repair_changes_are_told(
        self, briefing: Briefing, home: Path
    ) -> None:
        folder = home / "annotations" / "corrections"
        store = CorrectionStore(folder, Notices())
        of_newer, in_place, aside = (each * 16 for each in "abc")
        for article_id in (of_newer, aside):
            store.edit(ArticleHead(article_id, "Talks"), lambda made: made)
        file = folder / f"{of_newer}.json"
        copy = folder / f"{of_newer}.sync-conflict-20260304-120000-ABCDEFG.json"
        copy.write_bytes(file.read_bytes())
        file.write_bytes(file.read_bytes().replace(b'"schema": 1', b'"schema": 2'))
        (folder / f"{in_place}.json").mkdir()
        (folder / f"{aside}.json.damaged-20260304-120000").write_bytes(b"{")
        run = briefing("doctor", "--repair")
        said = [line.partition("corrections/")[2] for line in run.out.splitlines() if "corrections/" in line]
        assert said == [
            f"{file.name} was written by a newer briefing: it can be read, but not changed, until briefing "
            f"is updated.",
            f"{copy.name}, written on another device, is merged once briefing is updated.",
            f"{aside}.json.damaged-20260304-120000 is a damaged file whose content was brought back as far "
            f"as it could be: delete it when you miss nothing.",
        ]
        assert run.out.count("a folder lies in its place") == 1
        assert (run.status, len(_bad(run))) == (1, 3)

    @pytest.mark.slow
    def test_a_damaged_index_and_a_feed_that_nobody_follows(
        self, briefing: Briefing, news: Path, home: Path
    ) -> None:
        briefing("add", "talks.txt")
        with ArticleStore(home / "library.db") as store:
            SearchIndex(store.database).index_pending()
            article = store.entries()[0].id
            FeedStore(store.database).store_updates(
                [FeedUpdate(FeedState("https://example.org/gone"))], fetched=datetime.now(UTC)
            )
            with store.database.writing() as connection:
                connection.execute("UPDATE words_data SET block = x'00' WHERE id > 10")
        (home / "feeds.opml").write_text('<opml version="2.0"><head/><body/></opml>')
        names = ("The search index of library.db is damaged", "https://example.org/gone is known")
        bad = "\n".join(_bad(briefing("doctor")))
        assert all(name in bad for name in names)
        run = briefing("doctor", "--repair")
        assert (run.status, _bad(run)) == (0, [])
        assert "The search index was made anew." in run.out and "was forgotten; its articles stay" in run.out
        assert article in briefing("list", "border").out + briefing("list", "--format", "json").out

    def test_without_defects_nothing_is_done(self, briefing: Briefing, news: Path, home: Path) -> None:
        briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        before = {each: each.read_bytes() for each in home.rglob("*") if each.suffix in (".json", ".txt")}
        run = briefing("doctor", "--repair")
        assert (run.status, "fix  " in run.out) == (0, False)
        assert before == {
            each: each.read_bytes() for each in home.rglob("*") if each.suffix in (".json", ".txt")
        }


@pytest.mark.usefixtures("without_engine")
class TestFilesOfAnnotations:
    """Each is told with what to do about it, and none is touched."""

    @pytest.fixture
    def file(self, briefing: Briefing, news: Path, home: Path) -> Path:
        """Of an article with two notes; there is a backup of the first."""
        briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        briefing("annotate", "talks.txt", "--quote", "Kim Sen")
        (file,) = (home / "annotations").glob("*.json")
        return file

    @staticmethod
    def look(briefing: Briefing, file: Path, *, status: int = 1) -> str:
        """What is said about them, by a look that leaves the folder as it was."""
        before = {each: each.read_bytes() for each in file.parent.rglob("*") if each.is_file()}
        run = briefing("doctor")
        assert {each: each.read_bytes() for each in file.parent.rglob("*") if each.is_file()} == before
        assert run.status == status
        said = [line for line in run.out.splitlines() if line.split()[1] == "annotations"]
        bad = [line for line in said if line.startswith("BAD")]
        return "\n".join(bad if status else said)

    def test_that_are_sound_are_not_named(self, briefing: Briefing, file: Path) -> None:
        assert file.name not in self.look(briefing, file, status=0)

    def test_a_damaged_one(self, briefing: Briefing, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:-400])
        assert (
            f"{file.name} is damaged (it breaks off): `briefing doctor --repair` sets it aside, and brings "
            f"back what can be read of it and of its backups."
        ) in self.look(briefing, file)
        briefing("annotations")
        said = self.look(briefing, file, status=0)
        assert f"{file.name}.damaged-" in said
        assert "delete it when you miss nothing." in said

    def test_a_damaged_one_without_a_backup(self, briefing: Briefing, file: Path) -> None:
        for each in (file.parent / "backups").iterdir():
            each.unlink()
        file.write_bytes(b"")
        assert f"{file.name} is damaged (it is empty)" in self.look(briefing, file)
        briefing("annotations")
        assert "open it in a text editor to see what can be had." in self.look(briefing, file)

    def test_one_set_aside_with_a_backup_left(self, briefing: Briefing, file: Path) -> None:
        content = file.read_bytes()
        file.rename(file.with_name(f"{file.name}.damaged-20260304-120000"))
        assert "and has a backup: `briefing doctor --repair` brings that back." in self.look(briefing, file)
        assert f"{file.name} is that of " in briefing("doctor", "--repair").out
        assert len(briefing("annotations").out.splitlines()) == content.count(b'"type": "Annotation"')

    def test_one_that_another_program_deleted(self, briefing: Briefing, file: Path) -> None:
        content = file.read_bytes()
        file.unlink()
        assert (
            f"2 annotations were deleted by another program with {file.name}, those of “Talks on the "
            f"*border* [road] go on”: `briefing doctor --repair` brings their backup back."
        ) in self.look(briefing, file)
        assert f"{file.name} is that of " in briefing("doctor", "--repair").out
        assert len(briefing("annotations").out.splitlines()) == content.count(b'"type": "Annotation"')

    def test_a_command_says_once_that_it_was_deleted(self, briefing: Briefing, file: Path) -> None:
        file.unlink()
        said = f"`briefing restore {file.stem} --earlier` has them."
        assert said in briefing("annotations").err
        assert said not in briefing("annotations").err
        assert briefing("restore", file.stem, "--take", "1").status == 0
        assert len(briefing("annotations").out.splitlines()) == 2

    def test_a_copy_of_another_device(self, briefing: Briefing, file: Path) -> None:
        copy = file.with_name(f"{file.stem} (conflicted copy 2026-03-04).json")
        copy.write_bytes(file.read_bytes())
        assert (
            f"{copy.name}, written on another device, waits: `briefing doctor --repair` merges it."
        ) in self.look(briefing, file)
        briefing("annotations")
        assert copy.name not in self.look(briefing, file, status=0)

    def test_one_of_a_newer_briefing(self, briefing: Briefing, file: Path) -> None:
        file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema": 99}))
        said = self.look(briefing, file)
        assert f"{file.name} was written by a newer briefing" in said
        assert "until briefing is updated." in said

    def test_a_file_in_place_of_their_folder(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "annotations").write_text("no folder")
        run = briefing("doctor")
        assert run.status == 1
        assert f"{home / 'annotations'} " in "\n".join(_bad(run))
