"""A folder on an IMAP server is read without a change, each mail once, and failures are sentences."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.sources.feeds.fetch_many import read_mailbox
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import (
    ErrorKind,
    FetchOutcome,
    FetchRequest,
    ReceivedMails,
    Refused,
    Unchanged,
)
from briefing.sources.mailboxes import imap_folder, new_mails
from tests.attack_server import certificate
from tests.imap_server import ImapServer
from tests.newsletters import newsletter

LIMITS = FetchLimits(deadline=2.0, connect=2.0)
SECRET = "s3cr3t pass"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    pair = certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))
    with ImapServer(pair) as server:
        server.folders["INBOX"] = [newsletter(number).data for number in range(3)]
        yield server


def read(
    url: str, mark: str | None = None, *, password: str | None = SECRET, limits: FetchLimits = LIMITS
) -> FetchOutcome:
    outcome = asyncio.run(read_mailbox(FetchRequest(url, mark), limits, lambda host, user: password))
    if isinstance(outcome, Refused):
        assert outcome.sentence.endswith(".") and outcome.sentence.isprintable(), outcome.sentence
        assert password is None or password not in outcome.sentence
    return outcome


def received(url: str, mark: str | None = None) -> ReceivedMails:
    outcome = read(url, mark)
    assert isinstance(outcome, ReceivedMails), outcome
    return outcome


def test_each_mail_is_read_once_and_nothing_is_changed(server: ImapServer) -> None:
    first = received(server.url())
    assert set(first.mails) == {newsletter(number).data for number in range(3)}
    assert first.title == "INBOX (127.0.0.1)"
    assert isinstance(read(server.url(), first.etag), Unchanged)
    server.folders["INBOX"] += [None, newsletter(8).data]
    second = received(server.url(), first.etag)
    assert second.mails == (newsletter(8).data,)
    assert isinstance(read(server.url(), second.etag), Unchanged)
    said = " ".join(server.commands)
    assert "EXAMINE" in said and "BODY.PEEK[]" in said
    for word in ("SELECT", "STORE", "EXPUNGE", "LOGIN", "CLOSE", "BODY[]", "RFC822 "):
        assert word not in said


def test_an_empty_folder_is_followed_and_what_comes_is_read(server: ImapServer) -> None:
    server.folders["INBOX"] = []
    first = received(server.url())
    assert first.mails == ()
    server.folders["INBOX"] = [newsletter(1).data]
    assert received(server.url(), first.etag).mails == (newsletter(1).data,)


def test_numbers_that_begin_anew_are_not_trusted(server: ImapServer) -> None:
    mark = received(server.url()).etag
    server.validity += 1
    server.folders["INBOX"] = [newsletter(7).data]
    assert received(server.url(), mark).mails == (newsletter(7).data,)


@pytest.mark.parametrize(
    ("folder", "on_wire"),
    [
        ("News Letters/2026", "News Letters/2026"),
        ("Entwürfe & mehr", "Entw&APw-rfe &- mehr"),
        ("日本語", "&ZeVnLIqe-"),
        ('a "b" \\c', 'a \\"b\\" \\\\c'),
        ("%5B*%5D", "[*]"),
    ],
)
def test_a_folder_of_any_name_is_named_as_imap_has_it(server: ImapServer, folder: str, on_wire: str) -> None:
    server.folders[on_wire] = [newsletter(1).data]
    assert len(received(server.url(folder)).mails) == 1


@pytest.mark.parametrize("folder", ["x%0D%0Aa1 DELETE INBOX", "x%00", "x%7F"])
def test_no_command_is_smuggled_in_by_a_name(server: ImapServer, folder: str) -> None:
    outcome = read(server.url(folder))
    assert isinstance(outcome, Refused) and "no folder" in outcome.sentence
    assert server.commands == []


def test_no_command_is_smuggled_in_by_a_login(server: ImapServer) -> None:
    assert isinstance(
        read(server.url(login="ada%0D%0Aa1%20DELETE@"), password="x\r\na2 DELETE INBOX"), Refused
    )
    assert not any("DELETE" in command for command in server.commands)


def test_at_first_the_newest_are_read_and_later_all_in_turn(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (new_mails, imap_folder):
        monkeypatch.setattr(module, "MAX_MAILS", 30)
    server.folders["INBOX"] = [newsletter(number).data for number in range(50)]
    first = received(server.url())
    assert set(first.mails) == {newsletter(number).data for number in range(20, 50)}
    server.folders["INBOX"] += [newsletter(number).data for number in range(50, 120)]
    counts, mark = [], first.etag
    while isinstance(outcome := read(server.url(), mark), ReceivedMails):
        counts.append(len(outcome.mails))
        mark = outcome.etag
    assert counts == [30, 30, 10]


def test_a_mail_of_fifty_megabytes_is_read_up_to_its_attachments(server: ImapServer) -> None:
    server.folders["INBOX"] = [newsletter(0).data + b"A" * 50_000_000]
    (mail,) = received(server.url()).mails
    assert len(mail) == new_mails.MAX_MAIL


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("no tls", "no secure connection"),
        ("other protocol", "does not speak IMAP"),
        ("silent", "does not answer"),
        ("half a mail", "broke off"),
        ("endless literal", "broke off"),
        ("endless answers", "broke off"),
        ("garbage", "broke off"),
        ("refuses", "broke off"),
        ("trickle", "does not answer"),
    ],
)
def test_a_server_that_misbehaves_costs_a_sentence(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch, fault: str, sentence: str
) -> None:
    monkeypatch.setattr(imap_folder, "MAX_RECEIVED", 5_000_000)
    server.fault = fault
    outcome = read(server.url(), limits=FetchLimits(deadline=2.0, connect=0.5))
    assert isinstance(outcome, Refused)
    assert re.search(sentence, outcome.sentence), outcome.sentence
    server.fault = ""
    assert len(received(server.url()).mails) == 3


def test_a_reading_without_end_is_broken_off(server: ImapServer) -> None:
    server.fault = "trickle"
    outcome = read(server.url(), limits=FetchLimits(deadline=0.05, connect=60.0))
    assert isinstance(outcome, Refused) and "within 0.5 seconds" in outcome.sentence


@pytest.mark.parametrize("known", [0, 3], ids=["at first", "later"])
@pytest.mark.parametrize("fault", ["half of mail 30", "stuck at mail 30"])
def test_what_came_before_a_slow_or_broken_link_gave_up_is_kept_and_the_rest_comes_later(
    server: ImapServer, fault: str, known: int
) -> None:
    mark = received(server.url()).etag if known else None
    server.folders["INBOX"] += [newsletter(number).data for number in range(3, 53)]
    server.fault = fault
    some = read(server.url(), mark, limits=FetchLimits(deadline=0.15, connect=5.0))
    assert isinstance(some, ReceivedMails)
    assert set(some.mails) == {newsletter(number).data for number in range(known, known + 20)}
    server.fault = ""
    assert set(received(server.url(), some.etag).mails) == {
        newsletter(number).data for number in range(known + 20, 53)
    }


def test_a_wrong_password_is_told_without_it(server: ImapServer) -> None:
    outcome = read(server.url(), password="wr0ng")
    assert isinstance(outcome, Refused)
    assert (
        "does not take your login" in outcome.sentence
        and "BRIEFING_FEED_PASSWORD_127_0_0_1" in outcome.sentence
    )
    assert "EXAMINE" not in " ".join(server.commands)


@pytest.mark.parametrize(
    ("login", "password", "sentence"),
    [("", SECRET, "needs your user name"), ("ada@", None, "There is no password for ada at 127.0.0.1")],
)
def test_a_login_that_is_missing_is_asked_for(
    server: ImapServer, login: str, password: str | None, sentence: str
) -> None:
    outcome = read(server.url(login=login), password=password)
    assert isinstance(outcome, Refused) and sentence in outcome.sentence
    assert server.commands == []


def test_a_folder_that_is_missing_is_told_with_those_that_are_there(server: ImapServer) -> None:
    server.folders |= {"News.F&APw-r &- mehr": [], "News": []}
    outcome = read(server.url("Nothing"))
    assert isinstance(outcome, Refused) and "There is no folder Nothing" in outcome.sentence
    assert outcome.sentence.endswith("read: choose from INBOX, News.Für & mehr, News.")


def test_a_certificate_of_nobody_gets_no_password(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    outcome = read(server.url())
    assert isinstance(outcome, Refused) and "certificate is not valid" in outcome.sentence
    assert server.commands == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_tls_is_refused(server: ImapServer) -> None:
    server.context.maximum_version = ssl.TLSVersion.TLSv1_1
    outcome = read(server.url())
    assert isinstance(outcome, Refused) and "no secure connection" in outcome.sentence


def test_a_host_that_is_not_there_is_unreachable() -> None:
    outcome = read("imaps://ada@127.0.0.1:1/INBOX")
    assert isinstance(outcome, Refused) and outcome.kind is ErrorKind.UNREACHABLE
