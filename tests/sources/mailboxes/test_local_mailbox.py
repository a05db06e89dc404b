"""Maildirs and mbox files are read without a change, each mail once, and failures are sentences."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from briefing.domain.feeds.feed_address import mailbox_address
from briefing.errors import SourceError
from briefing.regular_files import open_regular
from briefing.sources.http.fetch_result import FetchRequest, ReceivedMails, Refused, Unchanged
from briefing.sources.mailboxes import local_mailbox as mailbox
from briefing.sources.mailboxes import new_mails
from tests.newsletters import as_mbox, newsletter, newsletters, write_maildir

LONG_AGO = 1_000_000_000


def read(address: str, mark: str | None = None) -> ReceivedMails | Unchanged | Refused:
    outcome = mailbox.read_local(FetchRequest(address, mark))
    assert isinstance(outcome, ReceivedMails | Unchanged | Refused)
    if isinstance(outcome, Refused):
        assert outcome.sentence.endswith(".") and outcome.sentence.isprintable(), outcome.sentence
    return outcome


def mails_of(address: str, mark: str | None = None) -> tuple[list[bytes], str]:
    outcome = read(address, mark)
    assert not isinstance(outcome, Refused), outcome
    if isinstance(outcome, Unchanged):
        return [], outcome.etag or ""
    assert outcome.faults == ()
    return list(outcome.mails), outcome.etag or ""


def contents(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """All files below a folder, with their contents, modes and times of change."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mode,
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def settled(file: Path, data: bytes) -> Path:
    """Write a file that nobody has written to for long."""
    file.write_bytes(data)
    os.utime(file, (LONG_AGO, LONG_AGO))
    return file


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Move the clock of the reading on, beyond the steps of the file system's clock."""
    now = [0]
    real = time.time_ns

    def move() -> None:
        now[0] += 10**10

    monkeypatch.setattr(time, "time_ns", lambda: real() + now[0])
    return move


class TestMaildir:
    def test_each_mail_is_read_once_and_nothing_is_changed(
        self, tmp_path: Path, later: Callable[[], None]
    ) -> None:
        folder = write_maildir(tmp_path / "Maildir", newsletters(30))
        (folder / "tmp" / "half").write_bytes(b"From: half a mail")
        before = contents(folder)
        mails, mark = mails_of(f"maildir://{folder}")
        assert sorted(mails) == sorted(mail.data for mail in newsletters(30))
        later()
        again, mark = mails_of(f"maildir://{folder}", mark)
        assert len(again) <= 30  # those of the last second may be read again
        assert contents(folder) == before
        later()
        assert mails_of(f"maildir://{folder}", mails_of(f"maildir://{folder}", mark)[1])[0] == []

    def test_what_comes_later_is_read_whatever_its_date_says(
        self, tmp_path: Path, later: Callable[[], None]
    ) -> None:
        folder = write_maildir(tmp_path, newsletters(3))
        later()
        _, mark = mails_of(f"maildir://{folder}")
        settled(folder / "new" / "1.old", newsletter(9).data)
        assert mails_of(f"maildir://{folder}", mark)[0] == [newsletter(9).data]

    def test_a_mail_that_was_moved_meanwhile_is_not_lost(
        self, tmp_path: Path, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = write_maildir(tmp_path, newsletters(1))
        (name,) = (path.name for path in (folder / "new").iterdir())

        def moved_first(path: Path) -> object:
            monkeypatch.setattr(mailbox, "open_regular", open_regular)
            (folder / "new" / name).rename(folder / "cur" / f"{name}:2,S")
            return open_regular(path)

        monkeypatch.setattr(mailbox, "open_regular", moved_first)
        mails, mark = mails_of(f"maildir://{folder}")
        assert mails == []
        assert mails_of(f"maildir://{folder}", mark)[0] == [newsletter(0).data]

    def test_a_clock_that_was_wrong_costs_no_mail(self, tmp_path: Path) -> None:
        folder = write_maildir(tmp_path, newsletters(2))
        assert len(mails_of(f"maildir://{folder}", str(10**20))[0]) == 2

    def test_more_mails_of_one_moment_than_are_read_at_once_are_read_in_turn(
        self, tmp_path: Path, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The clocks of some file systems have steps of a second."""
        monkeypatch.setattr(new_mails, "MAX_MAILS", 30)
        folder = write_maildir(tmp_path, newsletters(1))
        later()
        _, mark = mails_of(f"maildir://{folder}")
        for number in range(70):
            (folder / "new" / f"{number:02}\udcff").write_bytes(newsletter(number).data)
        files, moment = mailbox._files, time.time_ns()
        monkeypatch.setattr(mailbox, "_files", lambda path: ((moment, name) for _, name in files(path)))
        later()
        found: list[bytes] = []
        for _ in range(3):
            mails, mark = mails_of(f"maildir://{folder}", mark)
            mark.encode()
            found += mails
        assert {newsletter(number).data for number in range(70)} <= set(found)
        assert mails_of(f"maildir://{folder}", mark)[0] == []

    def test_links_pipes_and_hidden_files_are_left_alone(self, tmp_path: Path) -> None:
        folder = write_maildir(tmp_path / "Maildir", newsletters(1))
        (tmp_path / "secret").write_bytes(newsletter(5).data)
        (folder / "new" / "1.link").symlink_to(tmp_path / "secret")
        (folder / "new" / "2.circle").symlink_to("2.circle")
        (folder / "new" / ".3.hidden").write_bytes(newsletter(6).data)
        (folder / "new" / "4.folder").mkdir()
        os.mkfifo(folder / "new" / "5.pipe")
        assert mails_of(f"maildir://{folder}")[0] == [newsletter(0).data]

    @pytest.mark.parametrize("name", ["a\nb\x1b[31m", "%0A?#", "ü é", os.fsdecode(b"\xff\xfe")])
    def test_a_folder_of_any_name_is_found_again(self, tmp_path: Path, name: str) -> None:
        folder = write_maildir(tmp_path / name, newsletters(1))
        (folder / "new" / "x\x1b]0;\n").write_bytes(newsletter(1).data)
        address = mailbox.local_mailbox(str(folder))
        assert address is not None and address.isprintable() and address.isascii()
        assert mailbox_address(address) == address
        outcome = read(address)
        assert isinstance(outcome, ReceivedMails) and len(outcome.mails) == 2
        assert outcome.title.isprintable() and outcome.title.encode()

    def test_a_mail_that_may_not_be_read_is_told_and_costs_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = write_maildir(tmp_path, newsletters(2))

        def opened(path: Path) -> object:
            if path.parent.name == "new":
                raise PermissionError(errno.EACCES, "", str(path))
            return open_regular(path)

        monkeypatch.setattr(mailbox, "open_regular", opened)
        outcome = read(f"maildir://{folder}")
        assert isinstance(outcome, ReceivedMails)
        assert (len(outcome.mails), len(outcome.faults)) == (1, 1)
        assert "permissions" in outcome.faults[0]


class TestMbox:
    def test_each_mail_is_read_once_and_nothing_is_changed(self, tmp_path: Path) -> None:
        file = settled(tmp_path / "news.mbox", as_mbox(newsletters(30)))
        before = contents(tmp_path)
        mails, mark = mails_of(f"mbox://{file}")
        assert [mail.rstrip(b"\n") for mail in mails] == [each.data.rstrip(b"\n") for each in newsletters(30)]
        assert isinstance(read(f"mbox://{file}", mark), Unchanged)
        assert contents(tmp_path) == before

    def test_only_what_was_added_is_read(self, tmp_path: Path) -> None:
        file = settled(tmp_path / "news", as_mbox(newsletters(3)))
        _, mark = mails_of(f"mbox://{file}")
        with file.open("ab") as more:
            more.write(as_mbox([newsletter(7)]))
        mails, mark = mails_of(f"mbox://{file}", mark)
        assert [mail.rstrip(b"\n") for mail in mails] == [newsletter(7).data.rstrip(b"\n")]
        assert isinstance(read(f"mbox://{file}", mark), Unchanged)

    def test_a_file_that_was_rewritten_is_read_anew(self, tmp_path: Path) -> None:
        file = settled(tmp_path / "news", as_mbox(newsletters(9)))
        _, mark = mails_of(f"mbox://{file}")
        settled(file, as_mbox([newsletter(4), newsletter(20)]))
        assert len(mails_of(f"mbox://{file}", mark)[0]) == 2

    @pytest.mark.parametrize(
        ("before", "after", "is_read"),
        [
            (b"Status: 0000", b"Status: 0001", False),
            (b"seen,\n old", b"seen,\n new", False),
            (b"<1@", b"<2@", True),
            (b"Ann <ann@", b"Bob <bob@", True),
            (b"06:30:01", b"06:30:02", True),
        ],
    )
    def test_another_mail_at_the_same_place_is_told_by_its_id_its_sender_and_its_day(
        self, tmp_path: Path, before: bytes, after: bytes, is_read: bool
    ) -> None:
        """Mail programs write the same first line before many mails, and change other lines in place."""
        mail = (
            b"From - Mon Jan  5 06:30:00 2026\nMessage-ID:\n <1@news.example>\nX-Mozilla-Status: 0000\n"
            b"From: Ann <ann@news.example>\nX-Keys: seen,\n old\nDate: Mon, 5 Jan 2026 06:30:01 +0000\n\n"
            b"Words.\n\n"
        )
        file = settled(tmp_path / "news", mail)
        _, mark = mails_of(f"mbox://{file}")
        settled(file, mail.replace(before, after))
        assert isinstance(read(f"mbox://{file}", mark), ReceivedMails if is_read else Unchanged)

    def test_a_mail_that_is_being_written_waits(self, tmp_path: Path) -> None:
        whole = as_mbox(newsletters(2))
        (tmp_path / "news").write_bytes(whole[:-40])
        mails, mark = mails_of(f"mbox://{tmp_path}/news")
        assert len(mails) == 1
        (tmp_path / "news").write_bytes(whole)
        mails, _ = mails_of(f"mbox://{tmp_path}/news", mark)
        assert [mail.rstrip(b"\n") for mail in mails] == [newsletter(1).data.rstrip(b"\n")]

    def test_the_last_mail_of_an_old_file_needs_no_blank_line(self, tmp_path: Path) -> None:
        file = settled(tmp_path / "news", as_mbox(newsletters(2)).rstrip(b"\n"))
        assert len(mails_of(f"mbox://{file}")[0]) == 2

    def test_a_file_that_changes_while_it_is_read_is_read_later(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = settled(tmp_path / "news", as_mbox(newsletters(2)))

        def read_new(*places: object, **options: object) -> object:
            settled(file, as_mbox(newsletters(1)))
            return new_mails.read_new(*places, **options)  # type: ignore[arg-type]  # as it was given

        monkeypatch.setattr(mailbox, "read_new", read_new)
        outcome = read(f"mbox://{file}")
        assert isinstance(outcome, Refused) and "being written" in outcome.sentence

    def test_a_line_of_the_text_that_looks_like_a_beginning_is_none(self, tmp_path: Path) -> None:
        text = newsletter(4).data + b"\nFrom here on, it is easy.\n\n>From Ann Jan 1 10:00:00 2026\n"
        file = settled(tmp_path / "news", b"From - Mon Jan  5 06:30:00 2026\n" + text + b"\n")
        (mail,) = mails_of(f"mbox://{file}")[0]
        assert b"\nFrom here on" in mail and b"\nFrom Ann" in mail


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_a_mail_of_fifty_megabytes_is_read_up_to_its_attachments(tmp_path: Path, kind: str) -> None:
    large = newsletter(0).data + b"A" * 50_000_000
    if kind == "maildir":
        folder = write_maildir(tmp_path / "all", newsletters(1))
        next((folder / "new").iterdir()).write_bytes(large)
    else:
        folder = settled(
            tmp_path / "all",
            b"From - Mon Jan  5 06:30:00 2026\n" + large + b"\n\n" + as_mbox([newsletter(1)]),
        )
    mails, _ = mails_of(f"{kind}://{folder}")
    assert max(map(len, mails)) == new_mails.MAX_MAIL


def test_at_first_the_newest_are_read_and_later_all_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_mails, "MAX_MAILS", 30)
    file = settled(tmp_path / "news", as_mbox(newsletters(50)))
    mails, mark = mails_of(f"mbox://{file}")
    assert mails[-1].rstrip(b"\n") == newsletter(49).data.rstrip(b"\n") and len(mails) == 30
    settled(file, as_mbox(newsletters(120)))
    counts = []
    while isinstance(outcome := read(f"mbox://{file}", mark), ReceivedMails):
        counts.append(len(outcome.mails))
        mark = outcome.etag or ""
    assert counts == [30, 30, 10]


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda path: None, "There is no mailbox"),
        (lambda path: path.mkdir(), "neither a maildir"),
        (lambda path: path.write_text("Some words."), "neither a maildir"),
        (lambda path: os.mkfifo(path), "named pipe"),
        (lambda path: path.symlink_to(path), "could not be read"),
    ],
    ids=["nothing", "folder", "text", "pipe", "circle"],
)
def test_a_path_to_nothing_of_the_kind_is_told(
    tmp_path: Path, made: Callable[[Path], object], sentence: str
) -> None:
    path = tmp_path / "place"
    made(path)
    with pytest.raises(SourceError, match=sentence):
        mailbox.local_mailbox(str(path))
    outcome = read(f"mbox://{quote(str(path))}", "5 abc")
    assert isinstance(outcome, Refused)
    assert not mailbox.is_mailbox_reference(str(path))


def test_a_saved_mail_that_begins_like_an_mbox_is_an_article(tmp_path: Path) -> None:
    file = settled(tmp_path / "saved.eml", as_mbox(newsletters(1)))
    assert not mailbox.is_mailbox_reference(str(file))
    assert mailbox.is_mailbox_reference(str(file.rename(tmp_path / "saved")))


@pytest.mark.parametrize("typed", ["", "news.example", "https://news.example/", "-", "no/such/path"])
def test_an_address_is_no_path(typed: str) -> None:
    assert mailbox.local_mailbox(typed) is None
