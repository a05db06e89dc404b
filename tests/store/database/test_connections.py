from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.errors import StoreError
from briefing.store.articles.article_store import ArticleStore
from briefing.store.database import quarantine as damage
from briefing.store.database.connections import Database
from briefing.store.database.schema import VERSION
from briefing.store.database.sqlite_errors import explain

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NAMED = "library.db.damaged-20260304-120000"


def put(store: ArticleStore, id_: str, text: str = "Text.") -> None:
    store.put(Article(id=id_, title="Title", text=text), fetched=NOON)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound library of 300 articles."""
    file = tmp_path / "library.db"
    with ArticleStore(file) as store:
        for number in range(300):
            put(store, f"{number:03}", f"Words of article {number}. " * 20)
    return file


def reopen(file: Path) -> ArticleStore:
    return ArticleStore(file, now=lambda: NOON)


def _cut(file: Path) -> None:
    with file.open("r+b") as handle:
        handle.truncate(file.stat().st_size // 2)


def _overwrite(file: Path, offset: int, length: int) -> None:
    with file.open("r+b") as handle:
        handle.seek(offset)
        handle.write(b"\xa5" * length)


def test_texts_of_5_kb_waste_little_of_a_file(tmp_path: Path) -> None:
    """A page of 8 KiB has room for one of them, and half of it is lost."""
    file = tmp_path / "library.db"
    with ArticleStore(file) as store:
        empty = file.stat().st_size
        for number in range(100):
            put(store, f"{number:03}", f"{number:03} ".ljust(5_000, "x"))
    assert file.stat().st_size - empty < 1.5 * 100 * 5_000


class TestDamage:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "harm",
        [
            pytest.param(lambda file: file.write_bytes(b""), id="emptied"),
            pytest.param(lambda file: file.write_text("<html>Sign in to the network</html>"), id="replaced"),
            pytest.param(_cut, id="cut in half"),
            pytest.param(lambda file: _overwrite(file, 0, 64), id="header overwritten"),
            pytest.param(lambda file: _overwrite(file, 100, 3_000), id="table of tables overwritten"),
            pytest.param(lambda file: _overwrite(file, 65_536, 8_192), id="pages within overwritten"),
        ],
    )
    def test_a_damaged_file_is_set_aside_and_told(self, file: Path, harm: object) -> None:
        assert callable(harm)
        harm(file)
        before = file.read_bytes()
        with reopen(file) as store:
            assert store.entries() == []
            assert store.notices == (
                f"library.db was damaged; it has been set aside as {NAMED}, and a new, empty library begun.",
            )
            put(store, "new")
        assert file.with_name(NAMED).read_bytes() == before
        with reopen(file) as store:
            assert [entry.id for entry in store.entries()] == ["new"]
            assert store.notices == ()

    @pytest.mark.parametrize(
        ("offset", "written"),
        [
            pytest.param(60, b"\xff\xff\xff\xff", id="a version below zero"),
            pytest.param(60, b"\x00\x00\x00\x00", id="version 0"),
            pytest.param(60, b"\x00\x00\x00\x01", id="a version that no release had"),
            pytest.param(60, b"\x7f\x00\x00\x08", id="a version far above"),
            pytest.param(68, b"\x00\x00\x00\x00", id="no application"),
            pytest.param(68, b"spam", id="another application"),
            pytest.param(47, b"\x7f", id="a schema format that does not exist"),
            pytest.param(103, b"\x00\x00", id="no table is listed"),
        ],
    )
    def test_so_is_one_with_a_few_bytes_of_its_header_changed(
        self, tmp_path: Path, offset: int, written: bytes
    ) -> None:
        file = tmp_path / "library.db"
        with ArticleStore(file) as store:
            put(store, "old")
        with file.open("r+b") as handle:
            handle.seek(offset)
            handle.write(written)
        with reopen(file) as store:
            assert [notice.partition(";")[0] for notice in store.notices] == ["library.db was damaged"]
            assert not store.read_only
            put(store, "new")
        assert file.with_name(NAMED).exists()

    def test_a_second_one_at_the_same_time_takes_another_name(self, file: Path) -> None:
        for _ in range(3):
            file.write_bytes(b"no database")
            reopen(file).close()
        names = sorted(path.name for path in file.parent.glob("*.damaged-*"))
        assert names == [NAMED, f"{NAMED}-2", f"{NAMED}-3"]

    def test_a_log_without_its_database_is_never_replayed(self, file: Path, tmp_path: Path) -> None:
        with ArticleStore(file) as store:
            put(store, "late")
            shutil.copy(f"{file}-wal", tmp_path / "kept")
        file.unlink()
        shutil.copy(tmp_path / "kept", f"{file}-wal")
        with reopen(file) as store:
            assert store.entries() == []
            assert len(store.notices) == 1
        assert (tmp_path / f"{NAMED}-wal").read_bytes() == (tmp_path / "kept").read_bytes()

    def test_damage_in_a_large_file_is_met_at_the_next_start(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(damage, "QUICK_TO_CHECK", 0)
        _overwrite(file, 196_608, 65_536)
        with reopen(file) as store:
            assert store.notices == ()
            with pytest.raises(StoreError, match=r"library\.db is damaged: start briefing again"):
                for entry in store.entries():
                    store.get(entry.id)
                put(store, "new")
        with reopen(file) as store:
            assert len(store.notices) == 1
            assert store.entries() == []

    def test_the_check_of_every_page_finds_it_too(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(damage, "QUICK_TO_CHECK", 0)
        with reopen(file) as store:
            assert store.integrity() == ()
        _overwrite(file, 65_536, 8_192)
        with reopen(file) as store:
            assert store.integrity() != ()
        with reopen(file) as store:
            assert len(store.notices) == 1


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_while_a_damaged_file_is_replaced_leaves_it_in_its_place(file: Path) -> None:
    _overwrite(file, 100, 3_000)
    damaged = file.read_bytes()
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from briefing.store.database import quarantine as q\n"
        "q.Path.replace = lambda new, file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from briefing.store.database.connections import Database; Database(Path(sys.argv[1]))\n"
    )
    child = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert file.read_bytes() == damaged
    with reopen(file) as store:
        assert len(store.notices) == 1


def test_opening_leaves_nothing_but_the_database(file: Path) -> None:
    assert [path.name for path in file.parent.iterdir()] == ["library.db"]


def test_without_hard_links_it_is_made_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    with ArticleStore(tmp_path / "library.db") as store:
        put(store, "a")
    assert [path.name for path in tmp_path.iterdir()] == ["library.db"]


class TestVersions:
    def test_a_newer_library_is_read_and_not_changed(self, file: Path) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.close()
        with reopen(file) as store:
            assert store.read_only
            assert len(store.entries()) == 300
            assert "written by a newer briefing" in store.notices[0]
            with pytest.raises(StoreError, match="newer briefing"):
                put(store, "new")
            with pytest.raises(StoreError, match="newer briefing"):
                store.mark("001", read=True)
        assert not list(file.parent.glob("*.damaged-*"))

    @pytest.mark.parametrize("version", [0, 1, 99])
    def test_another_programs_database_is_left_alone(self, tmp_path: Path, version: int) -> None:
        file = tmp_path / "library.db"
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE books (title)")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        before = file.read_bytes()
        with pytest.raises(StoreError, match="belongs to another program"):
            ArticleStore(file)
        assert file.read_bytes() == before

    def test_two_that_begin_a_library_at_once_share_it(self, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from briefing.store.database.connections import Database;"
            "sys.stdin.readline(); Database(Path(sys.argv[1])).close()"
        )
        command = [sys.executable, "-c", script, str(tmp_path / "library.db")]
        children = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(3)]
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        assert [child.wait(30) for child in children] == [0, 0, 0]
        for child in children:
            assert child.stdin is not None
            child.stdin.close()
        with ArticleStore(tmp_path / "library.db") as store:
            assert store.notices == ()


class TestRefusals:
    def test_a_library_that_another_process_writes_to(self, file: Path) -> None:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with ArticleStore(file, busy_seconds=0.01) as store:
            with pytest.raises(StoreError, match=r"library\.db is in use: another briefing"):
                put(store, "new")
            assert store.get("001") is not None, "reading goes on"
            other.execute("ROLLBACK")
            put(store, "new")
        other.close()

    def test_a_full_disk(self, tmp_path: Path) -> None:
        database = Database(tmp_path / "library.db")
        with database.writing() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
        database._writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"), database.writing() as connection:
            connection.execute("INSERT INTO facts VALUES ('big', ?)", ("x" * 100_000,))
        with database.writing() as connection:
            connection.execute("INSERT INTO facts VALUES ('small', 'x')")
        with database.reading() as connection:
            assert connection.execute("SELECT name FROM facts").fetchall() == [("small",)]
        database.close()

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("a file")
        with pytest.raises(StoreError, match="choose another folder with --home"):
            ArticleStore(tmp_path / "taken" / "library.db")

    def test_a_folder_in_the_databases_place(self, tmp_path: Path) -> None:
        (tmp_path / "library.db").mkdir()
        with pytest.raises(StoreError, match=r"library\.db cannot be opened"):
            ArticleStore(tmp_path / "library.db")

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_without_permission(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(StoreError, match=r"cannot be|permission"):
            ArticleStore(tmp_path / "library.db")

    @pytest.mark.parametrize(
        ("code", "says"),
        [
            pytest.param(sqlite3.SQLITE_BUSY, "is in use", id="busy"),
            pytest.param(sqlite3.SQLITE_BUSY | (2 << 8), "is in use", id="busy snapshot"),
            pytest.param(sqlite3.SQLITE_FULL, "free some space", id="full"),
            pytest.param(sqlite3.SQLITE_READONLY, "permission", id="read only"),
            pytest.param(sqlite3.SQLITE_IOERR | (3 << 8), "reports an error", id="disk error"),
            pytest.param(sqlite3.SQLITE_CORRUPT, "is damaged", id="corrupt"),
            pytest.param(sqlite3.SQLITE_ERROR, "briefing doctor", id="anything else"),
        ],
    )
    def test_each_error_says_what_to_do(self, code: int, says: str) -> None:
        error = sqlite3.OperationalError("of SQLite's")
        error.sqlite_errorcode = code
        sentence = str(explain(error, Path("/home/me/library.db")))
        assert says in sentence
        assert sentence.startswith("library.db") or "library.db" in sentence
        assert sentence.count("\n") == 0


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.db")
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("INSERT INTO facts VALUES ('half', 'done')")
        raise ZeroDivisionError
    with database.reading() as connection:
        assert connection.execute("SELECT * FROM facts").fetchall() == []
    database.close()


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from briefing.domain import Article
from briefing.store.articles.article_store import ArticleStore

store = ArticleStore(Path(sys.argv[1]))
number = 0
while True:
    id_ = f"{number:06}"
    store.put(Article(id=id_, title="Title", text=f"Text {number}. " * 500), fetched=datetime.now(UTC))
    store.set_reading_position(id_, number)
    print(id_, flush=True)
    number += 1
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("acknowledged", [1, 40, 120])
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, acknowledged: int) -> None:
    file = tmp_path / "library.db"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = [writer.stdout.readline().strip() for _ in range(acknowledged)]
    writer.kill()
    said += writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    if said and len(said[-1]) < 6:
        said.pop()  # the kill cut the last word short
    with ArticleStore(file) as store:
        assert store.notices == ()
        assert store.integrity() == ()
        for id_ in said:
            article, entry = store.get(id_), store.entry(id_)
            assert article is not None and entry is not None
            assert article.text == f"Text {int(id_)}. " * 500
            assert entry.reading_position == int(id_)


def test_the_state_differs_after_each_commit_and_only_then(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "library.db")) as database:
        states = [database.state(), database.state()]
        for each in (database, Database(tmp_path / "library.db")):
            with each.writing() as connection:
                connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('a', '1')")
            states += [database.state(), database.state()]
        each.close()
    assert [one == two for one, two in pairwise(states)] == [True, False, True, False, True]
