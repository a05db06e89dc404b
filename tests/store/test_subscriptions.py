"""What the reader follows stays followed, whoever else writes, and whatever becomes of the file."""

from __future__ import annotations

import errno
import os
import random
import select
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.errors import StoreError
from briefing.store.feeds.opml.opml_document import parse_opml
from briefing.store.feeds.subscriptions import Subscriptions

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ASIDE = "feeds.opml.damaged-20260304-120000"
A, B, C = (f"https://{each}.example.org/feed" for each in "abc")
SUBSCRIBING = Path(__file__).with_name("subscribing.py")
ROOT = SUBSCRIBING.parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "feeds.opml"


@pytest.fixture
def open_file(file: Path) -> Callable[[], Subscriptions]:
    """As another process would."""
    return lambda: Subscriptions(file, now=lambda: NOON)


@pytest.fixture
def subscriptions(open_file: Callable[[], Subscriptions]) -> Subscriptions:
    return open_file()


def urls(subscriptions: Subscriptions) -> list[str]:
    return [feed.url for feed in subscriptions.read()]


def written_by_hand(file: Path, *feeds: str) -> str:
    outlines = "".join(f'<outline text="{each}" xmlUrl="{each}"/>\n' for each in feeds)
    file.parent.mkdir(exist_ok=True)
    text = f"<opml version='1.0'><head><owner>me</owner></head><body>\n{outlines}</body></opml>\n"
    file.write_text(text, encoding="utf-8")
    return text


class TestReading:
    def test_without_a_file_nothing_is_followed_and_none_is_made(
        self, subscriptions: Subscriptions, file: Path
    ) -> None:
        assert subscriptions.read() == ()
        assert not file.parent.exists()

    def test_another_process_reads_what_was_written(
        self, subscriptions: Subscriptions, open_file: Callable[[], Subscriptions]
    ) -> None:
        feeds = (
            Subscription(A, "A", ("News",), "https://a.example.org/"),
            Subscription(B, None, ("News", "Far & away"), extra=(("other", "1"),)),
            Subscription(C, "Ç “C” 日本"),
        )
        assert subscriptions.add(feeds) == feeds
        assert open_file().read() == feeds

    def test_a_file_that_was_edited_by_hand_is_read_anew(
        self, subscriptions: Subscriptions, file: Path
    ) -> None:
        subscriptions.add([Subscription(A)])
        before = subscriptions.read()
        assert subscriptions.read() is before
        written_by_hand(file, A, B)
        assert urls(subscriptions) == [A, B]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_an_editor_may_save_it_in_another_encoding(
        self, subscriptions: Subscriptions, file: Path, encoding: str
    ) -> None:
        text = written_by_hand(file, A).replace(f'text="{A}"', 'text="Élysée – “x”"')
        file.write_bytes(text.encode(encoding))
        assert subscriptions.read() == (Subscription(A, "Élysée – “x”"),)

    def test_what_another_program_wrote_stays(self, subscriptions: Subscriptions, file: Path) -> None:
        written_by_hand(file, A)
        subscriptions.add([Subscription(B, "B")])
        assert file.read_text(encoding="utf-8") == (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<opml version="1.0">\n'
            "  <head>\n"
            "    <owner>me</owner>\n"
            "  </head>\n"
            "  <body>\n"
            f'    <outline text="{A}" xmlUrl="{A}"/>\n'
            f'    <outline text="B" title="B" type="rss" xmlUrl="{B}"/>\n'
            "  </body>\n"
            "</opml>\n"
        )


class TestChanging:
    def test_each_change_is_on_disk(
        self, subscriptions: Subscriptions, open_file: Callable[[], Subscriptions]
    ) -> None:
        subscriptions.add([Subscription(A, "A"), Subscription(B, "B", ("News",))])
        subscriptions.move(A, ("News",))
        subscriptions.rename(A, "Morning")
        subscriptions.replace_url(A, C)
        last = subscriptions.remove([B])
        assert last == (Subscription(C, "Morning", ("News",)),)
        assert open_file().read() == last

    def test_a_change_is_made_to_what_another_has_written_meanwhile(
        self, subscriptions: Subscriptions, open_file: Callable[[], Subscriptions]
    ) -> None:
        subscriptions.add([Subscription(A)])
        open_file().add([Subscription(B)])
        assert [feed.url for feed in subscriptions.rename(A, "Mine")] == [A, B]

    def test_nothing_is_written_where_nothing_changes(self, subscriptions: Subscriptions, file: Path) -> None:
        text = written_by_hand(file, A)
        subscriptions.add([Subscription(A, "Other")])
        subscriptions.remove([B])
        subscriptions.move(C, ("News",))
        assert file.read_text(encoding="utf-8") == text

    def test_a_link_to_the_file_stays_a_link(
        self, subscriptions: Subscriptions, file: Path, tmp_path: Path
    ) -> None:
        there = tmp_path / "dotfiles.opml"
        written_by_hand(file, A)
        file.replace(there)
        file.symlink_to(there)
        subscriptions.add([Subscription(B)])
        assert file.is_symlink()
        assert B in there.read_text(encoding="utf-8")

    def test_earlier_states_are_kept(self, subscriptions: Subscriptions, file: Path) -> None:
        text = written_by_hand(file, A)
        subscriptions.remove([A])
        copies = {each.name: each.read_text(encoding="utf-8") for each in (file.parent / "backups").iterdir()}
        assert copies["feeds.1.opml"] == file.read_text(encoding="utf-8")
        assert copies["feeds.2.opml"] == text


class TestADamagedFile:
    def test_that_was_cut_off_is_set_aside_and_made_whole_from_its_backup(
        self, open_file: Callable[[], Subscriptions], file: Path
    ) -> None:
        open_file().add([Subscription(A, "A"), Subscription(B, "B", ("News",)), Subscription(C, "C")])
        whole = file.read_bytes()
        file.write_bytes(whole[: whole.index(b"<outline", whole.index(b"News"))])
        damaged = file.read_bytes()
        subscriptions = open_file()
        followed = subscriptions.read()
        assert {feed.url: feed.folder for feed in followed} == {A: (), B: ("News",), C: ()}
        assert subscriptions.notices.pop() == (
            f"feeds.opml was damaged (it ends too early): it has been set aside as {ASIDE}, "
            "and 3 feeds have been kept, 2 of them from a backup.",
        )
        assert file.with_name(ASIDE).read_bytes() == damaged
        assert (subscriptions.read(), subscriptions.notices.pop()) == (followed, ())
        assert open_file().read() == subscriptions.read()

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            pytest.param(b"", "is empty", id="empty"),
            pytest.param(b"\0" * 4096, "is not OPML", id="zeros"),
            pytest.param(b"\x89PNG\r\n\x1a\n", "is not OPML", id="something else"),
        ],
    )
    def test_of_which_nothing_can_be_read_comes_back_from_its_backup(
        self, open_file: Callable[[], Subscriptions], file: Path, content: bytes, fault: str
    ) -> None:
        before = open_file().add([Subscription(A, "A", ("News",))])
        whole = file.read_bytes()
        file.write_bytes(content)
        subscriptions = open_file()
        followed = subscriptions.read()
        assert followed == before
        assert subscriptions.notices.pop() == (
            f"feeds.opml was damaged (it {fault}): it has been set aside as {ASIDE}, "
            "and 1 feed has been kept, 1 of them from a backup.",
        )
        assert file.read_bytes() == whole
        assert file.with_name(ASIDE).read_bytes() == content

    def test_without_a_backup_is_set_aside_and_a_new_one_is_begun(
        self, subscriptions: Subscriptions, file: Path
    ) -> None:
        file.parent.mkdir()
        file.write_bytes(b"<html><body>Log in</body></html>")
        followed = subscriptions.add([Subscription(A)])
        assert [feed.url for feed in followed] == [A]
        assert subscriptions.notices.pop() == (
            f"feeds.opml was damaged (it is not OPML): it has been set aside as {ASIDE}, "
            "and no feed could be read from it: import a list of feeds to follow them again.",
        )
        assert file.with_name(ASIDE).read_bytes() == b"<html><body>Log in</body></html>"

    def test_set_aside_twice_in_one_second_gets_another_name(
        self, subscriptions: Subscriptions, file: Path
    ) -> None:
        subscriptions.add([Subscription(A)])
        for content in (b"first", b"second"):
            file.write_bytes(content)
            assert urls(subscriptions) == [A]
        assert file.with_name(ASIDE).read_bytes() == b"first"
        assert file.with_name(f"{ASIDE}-2").read_bytes() == b"second"

    def test_is_shown_as_far_as_can_be_where_nothing_can_be_written(
        self, open_file: Callable[[], Subscriptions], file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_file().add([Subscription(A)])
        file.write_bytes(b"")

        def refuse(*_: object) -> None:
            raise OSError(errno.EROFS, "Read-only file system")

        monkeypatch.setattr(os, "replace", refuse)
        subscriptions = open_file()
        followed = subscriptions.read()
        assert [feed.url for feed in followed] == [A]
        assert subscriptions.notices.pop() == (
            "feeds.opml is damaged (it is empty), and 1 feed has been kept, 1 of them from a backup, but it "
            "could not be written back: feeds.opml cannot be written because its disk allows only reading: "
            "choose another folder with --home.",
        )
        assert file.read_bytes() == b""


class TestAFileThatCannotBeWritten:
    def test_stays_as_it_is_and_the_reason_is_told(
        self, subscriptions: Subscriptions, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        subscriptions.add([Subscription(A)])
        content = file.read_bytes()

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "write", refuse)
            with pytest.raises(
                StoreError, match=r"^feeds\.opml could not be written because the disk is full"
            ):
                subscriptions.add([Subscription(B)])
        assert file.read_bytes() == content
        assert urls(subscriptions) == [A]
        assert [each.name for each in file.parent.glob(".~*")] == []

    def test_in_a_folder_without_permission(
        self, subscriptions: Subscriptions, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        subscriptions.add([Subscription(A)])
        # Said by the system, not made so: whoever runs the tests may be allowed everything.
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(StoreError) as refusal:
            subscriptions.add([Subscription(B)])
        assert str(refusal.value) == (
            f"feeds.opml cannot be written: give yourself permission to write in {file.parent}."
        )
        assert urls(subscriptions) == [A]

    def test_because_a_folder_has_its_name(self, subscriptions: Subscriptions, file: Path) -> None:
        file.mkdir(parents=True)
        with pytest.raises(
            StoreError, match=r"^feeds\.opml cannot be read because a folder lies in its place: move"
        ):
            subscriptions.read()


def start(task: str, file: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SUBSCRIBING), task, str(file), name, str(count)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_two_processes_that_follow_fifty_feeds_each_at_once_lose_none(
    subscriptions: Subscriptions, file: Path
) -> None:
    both = [start("shared", file, name, 50) for name in ("one", "other")]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    wanted = {f"https://{name}.example.org/{number}" for name in ("one", "other") for number in range(50)}
    assert set(urls(subscriptions)) == wanted
    assert {feed.folder for feed in subscriptions.read()} == {("one",), ("other",)}


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_file_with_all_it_acknowledged(
    open_file: Callable[[], Subscriptions], file: Path
) -> None:
    chance = random.Random(20260304)
    acknowledged: set[str] = set()
    for number in range(12):
        process = start("endless", file, f"run{number}", 0)
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(chance.randrange(1, 8))]
        # Whatever the write that is under way has come to by then.
        select.select([], [], [], chance.uniform(0, 0.012))
        process.kill()
        rest = process.stdout.read()  # `communicate` would lose what was read with the lines before
        process.communicate(timeout=60)
        acknowledged |= set(("".join(seen) + rest).split())
        opml = parse_opml(file.read_text(encoding="utf-8"))
        assert opml is not None
        assert not opml.is_cut_off
        subscriptions = open_file()
        followed = subscriptions.read()
        assert subscriptions.notices.pop() == ()
        assert acknowledged <= {feed.url for feed in followed}
    assert len(acknowledged) >= 12
    # What was on its way when the process was killed may be there too, at most one a kill.
    assert len(urls(open_file())) <= len(acknowledged) + 12
