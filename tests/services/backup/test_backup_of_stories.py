"""What the reader did to stories goes into a backup and comes back from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import FeedState
from briefing.paths import Paths
from briefing.services.backup.make_backup import make_backup
from briefing.services.backup.restore_backup import restore_backup
from briefing.services.library import Library
from briefing.store.articles.article_store import ArticleStore
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.stories.story_marks import StoryMarks, all_story_marks
from tests.libraries import library_at
from tests.services.test_stories import article
from tests.ui.conftest import StubEngine

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
COURT = [article(0, remark) for remark in range(3)]
STORM = [article(1, remark, 1) for remark in range(2)]
PORT = article(2, 0, 2)
ALL = (*COURT, *STORM, PORT)
A, B, C, D, E, F = (each.id for each in ALL)
Groups = set[frozenset[str]]


def open_home(home: Path) -> Library:
    return library_at(home, StubEngine(), now=lambda: NOON)


def bring(home: Path, articles: Sequence[int] = range(6)) -> None:
    """What the feed has comes, and is put together."""
    with ArticleStore(home / "library.db") as store:
        items = [(ALL[number].id, ALL[number]) for number in articles]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState("https://x.org"), items)], fetched=NOON)
    with open_home(home) as library:
        library.stories.assign()


def groups(home: Path) -> Groups:
    with open_home(home) as library:
        stories = library.stories.stories([A, B, C, D, E, F])
        return {frozenset(each.id for each in story.articles) for story in stories}


def marks(home: Path) -> list[StoryMarks]:
    with ArticleStore(home / "library.db") as store, store.database.reading() as connection:
        return list(all_story_marks(connection))


def follow(home: Path, id_: str) -> None:
    with ArticleStore(home / "library.db") as store, store.database.writing() as connection:
        connection.execute("UPDATE stories SET followed = 1 WHERE id = ?", (id_,))


def backup(home: Path, file: Path, *, whole: bool = False) -> Path:
    with ArticleStore(home / "library.db") as store:
        make_backup(file, Paths.under(home), store, NOON, whole=whole)
    return file


def restore(file: Path, home: Path) -> None:
    restore_backup(file, Paths.under(home), lambda: NOON)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """C split off, F put to D and E; the stories of A, seen and followed, and of D, muted."""
    home = tmp_path / "home"
    bring(home)
    assert groups(home) == {frozenset({A, B, C}), frozenset({D, E}), frozenset({F})}
    with open_home(home) as library:
        library.stories.edits.split([C])
        library.stories.edits.merge([D, F])
        library.stories.edits.set_seen(A, 1_772_600_000.0)
    follow(home, A)
    with ArticleStore(home / "library.db") as store, store.database.writing() as connection:
        connection.execute("UPDATE stories SET muted = 1 WHERE id = ?", (D,))
    return home


def test_stories_come_back_into_an_empty_home(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    restore(backup(home, tmp_path / "b.zip", whole=True), other)
    assert groups(other) == {frozenset({A, B}), frozenset({C}), frozenset({D, E, F})}
    assert marks(other) == marks(home)
    bring(other)
    assert (groups(other), marks(other)) == (groups(home), marks(home))


def test_they_hold_once_the_feed_brings_the_articles(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    restore(backup(home, tmp_path / "b.zip"), other)
    assert (groups(other), marks(other)) == (set(), marks(home))
    # What waits goes along, too.
    restore(backup(other, tmp_path / "c.zip"), other := tmp_path / "third")
    for come in ((2, 5), (0, 3), (1, 4)):
        bring(other, come)
    assert groups(other) == groups(home)
    assert {each.id: (each.seen, each.followed, each.muted) for each in marks(other)} == {
        each.id: (each.seen, each.followed, each.muted) for each in marks(home)
    }


def test_a_story_that_was_only_seen_waits_for_its_articles(tmp_path: Path) -> None:
    bring(tmp_path / "home")
    with open_home(tmp_path / "home") as library:
        library.stories.edits.set_seen(D, 1_772_600_000.0)
    other = tmp_path / "other"
    restore(backup(tmp_path / "home", tmp_path / "b.zip"), other)
    bring(other)
    assert [(each.id, each.seen) for each in marks(other)] == [(D, 1_772_600_000.0)]
    with open_home(other) as library:
        library.stories.edits.set_seen(D, None)
    bring(other, [5])
    assert marks(other) == []


def test_by_hand_wins_over_the_machine_and_not_over_what_was_done_by_hand_here(
    home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    bring(other)
    with open_home(other) as library:
        library.stories.edits.split([E])
        library.stories.edits.set_seen(A, 1_772_700_000.0)
    follow(other, F)
    file = backup(home, tmp_path / "b.zip")
    restore(file, other)
    assert groups(other) == {frozenset({A, B}), frozenset({C}), frozenset({D, F}), frozenset({E})}
    found = {each.id: each for each in marks(other)}
    assert (found[A].seen, found[A].followed, found[D].muted) == (1_772_700_000.0, True, True)
    assert found[D].followed  # for the story of F went into it
    before = marks(other)
    restore(file, other)
    assert marks(other) == before


def test_what_was_put_together_here_stays_so(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    bring(other)
    with open_home(other) as library:
        library.stories.edits.merge([A, D])
    restore(backup(home, tmp_path / "b.zip"), other)
    assert groups(other) == {frozenset({A, B, C, D, E, F})}
