"""What the program keeps is for its owner alone, whatever the umask; what is exported follows it."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing import diagnostics
from briefing.domain import Article, Issue, IssueKind, Passage, Span
from briefing.domain.correction import Correction, CorrectionKind
from briefing.domain.feeds.feed import Subscription
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_plan import plan_export
from briefing.exchange.formats import format_named
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.services.library import Library
from briefing.settings.config_writer import change_settings
from briefing.store.annotations.drafts import NoteDraft
from tests import libraries
from tests.exchange.notes import annotated, annotation
from tests.logged import logging_to

if os.name == "nt":
    pytest.skip("Windows has other permissions", allow_module_level=True)

TEXT = "Headline\n\nThe words of the article stand here, and they end here."
WORDS = Span(14, 19)


@pytest.fixture(autouse=True, params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def library_at(home: Path) -> Library:
    return libraries.library_at(home, EnginePool({}))


def open_to_others(folder: Path) -> list[str]:
    return sorted(
        f"{each.relative_to(folder)} {stat.S_IMODE(each.lstat().st_mode):o}"
        for each in (folder, *folder.rglob("*"))
        if each.lstat().st_mode & 0o077
    )


def use(library: Library, home: Path) -> Article:
    """Make every file that the program may make."""
    article = library.ingest.ingest(Article("0123456789abcdef", "Headline", TEXT))
    annotations = library.annotations
    for note in ("one", "two", "three", "four"):
        annotations.apply([annotations.draft(article, WORDS, note=note)])
    annotations.reanchor(library.ingest.show_text(article, TEXT.replace("Headline", "Another")))
    issue = Issue("Words", IssueKind.DISPUTE, 1, (Passage.at(TEXT, 14, 19),), (), None)
    library.analyses.corrections.add(article, Correction(CorrectionKind.HIDE, issue))
    annotations.drafts.save(NoteDraft(article.id, "words", None, None, "typed"))
    library.feeds.follow([Subscription("https://wire.example/rss", "Wire")])
    library.feeds.follow([Subscription("https://other.example/rss", "Other")])
    change_settings(home / "config.toml", (("width",), 70))
    with logging_to(home / "briefing.log"):
        for _ in range(3):
            logging.getLogger("briefing").error("x" * diagnostics.MAX_BYTES)
    return article


def test_a_new_home_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "a" / "home"
    with library_at(home) as library:
        use(library, home)
        assert {"library.db-wal", "library.db-shm"} <= {each.name for each in home.iterdir()}
        assert open_to_others(tmp_path / "a") == []
        removed = library.annotations.remove("0123456789abcdef")
        library.annotations.undo_remove(removed)
    assert open_to_others(tmp_path / "a") == []
    assert {"briefing.log.1", "feeds.opml", "config.toml"} <= {each.name for each in home.iterdir()}


def _as_before(home: Path) -> None:
    """As an earlier version left it."""
    for each in (home, *home.rglob("*")):
        each.chmod(0o755 if each.is_dir() else 0o644)


def _forget(home: Path) -> None:
    with library_at(home) as library:
        library._store.set_meta("private", "")


def test_a_home_that_stood_open_is_closed_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with library_at(home) as library:
        use(library, home)
    _forget(home)
    (tmp_path / "elsewhere").mkdir()
    (home / "annotations" / "elsewhere").symlink_to(tmp_path / "elsewhere")
    _as_before(home)
    (tmp_path / "elsewhere").chmod(0o755)
    with library_at(home):
        pass
    mine = {"config.toml 644", "annotations/elsewhere 777", ".lock 644", ".briefing.log.lock 644"}
    assert set(open_to_others(home)) <= mine
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o755
    (home / "annotations").chmod(0o750)
    with library_at(home):
        pass
    assert stat.S_IMODE((home / "annotations").stat().st_mode) == 0o750, "later its owner decides"


def test_a_folder_that_holds_other_things_too_is_left(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with library_at(home) as library:
        use(library, home)
    _forget(home)
    _as_before(home)
    (home / "published").mkdir()
    for each in (home, home / "published"):
        each.chmod(0o755)
    with library_at(home):
        pass
    assert [stat.S_IMODE(each.stat().st_mode) for each in (home, home / "published")] == [0o755, 0o755]
    assert stat.S_IMODE((home / "library.db").stat().st_mode) == 0o600


def test_what_is_exported_follows_the_umask(tmp_path: Path, umask: int) -> None:
    markdown = format_named("markdown")
    assert markdown is not None
    for file in (
        plan_export(ExportBundle((annotated(annotation(0)),)), markdown, tmp_path / "notes").apply().files
    ):
        assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask
    assert stat.S_IMODE((tmp_path / "notes").stat().st_mode) == 0o777 & ~umask
