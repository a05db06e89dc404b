"""Mailboxes are followed like feeds: each mail an article, once, whatever lies in them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import pytest

from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import FeedOptions, Subscription
from briefing.domain.structure import BlockKind
from briefing.errors import FetchError, NotFoundError, UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerPool
from briefing.services.library import Library
from briefing.services.sync.feed_exchange import givable
from tests.attack_server import certificate
from tests.feeding import HandSite, NoEngine
from tests.imap_server import ImapServer
from tests.libraries import library_at
from tests.newsletters import as_mbox, newsletter, newsletters, write_maildir

pytestmark = [pytest.mark.usefixtures("no_proxy"), pytest.mark.slow]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path / "home", NoEngine()) as library:
        yield library


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    pair = certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))
    with ImapServer(pair) as server:
        monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", server.password)
        yield server


def follow(library: Library, address: str) -> Subscription:
    feed = library.feeds.add(address)
    assert isinstance(feed, Subscription)
    return feed


def titles(library: Library) -> list[str]:
    return sorted(entry.title for entry in library.articles.entries())


def put(folder: Path, name: str, data: bytes) -> None:
    write_maildir(folder, [])
    (folder / "new" / name).write_bytes(data)


class TestManyNewsletters:
    @pytest.fixture(params=["maildir", "mbox", "imap"])
    def address(self, request: pytest.FixtureRequest, tmp_path: Path, server: ImapServer) -> str:
        mails = list(newsletters(300))
        match request.param:
            case "maildir":
                return str(write_maildir(tmp_path / "Newsletters", mails))
            case "mbox":
                (tmp_path / "Newsletters.mbox").write_bytes(as_mbox(mails))
                return str(tmp_path / "Newsletters.mbox")
        server.folders["Newsletters"] = [mail.data for mail in mails]
        return server.url("Newsletters")

    @pytest.mark.thorough
    def test_each_is_an_article_as_it_was_written(
        self, library: Library, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[object] = []
        real = socket.getaddrinfo

        def looked_up(host: str, *rest: object, **more: object) -> object:
            asked.append(host)
            return real(host, *rest, **more)  # type: ignore[arg-type]  # as it was given

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        feed = follow(library, address)
        assert (feed.title or "").startswith("Newsletters")
        found = {entry.title: entry for entry in library.articles.entries()}
        assert len(found) == 300
        for mail in newsletters(300):
            entry = found[mail.subject]
            article = library.articles.article(entry.id)
            assert (entry.source, (entry.published or "")[:10], entry.url) == (mail.sender, mail.day, None)
            assert [words for words in mail.words if words not in article.text] == []
            assert [words for words in mail.furniture if words in article.text] == []
            if b"text/html" in mail.data:
                marked = {
                    (block.kind, article.text[block.span.start : block.span.end])
                    for block in article.structure.blocks
                }
                assert (BlockKind.HEADING, mail.heading) in marked
                assert {(BlockKind.ITEM, item) for item in mail.words[-3:]} <= marked
        assert set(asked) <= {"127.0.0.1"}  # nothing that a mail names

        for _ in range(2):  # read again, they add nothing
            report = library.feeds.refresh()
            assert (report.new, report.changed, report.failures) == (0, 0, ())
        assert len(library.articles.ids()) == 300
        (listed,) = library.feeds.listing()
        assert (listed.unread, listed.error) == (300, None)


def test_numbers_that_begin_anew_add_nothing(library: Library, server: ImapServer) -> None:
    server.folders["INBOX"] = [newsletter(number).data for number in range(4)]
    follow(library, server.url())
    server.validity += 1
    server.folders["INBOX"] = [newsletter(number).data for number in (3, 2, 1, 0, 9)]
    assert (library.feeds.refresh().new, len(library.articles.ids())) == (1, 5)


def test_a_mail_in_two_mailboxes_is_one_article(library: Library, server: ImapServer, tmp_path: Path) -> None:
    server.folders["INBOX"] = [newsletter(0).data]
    one = follow(library, server.url()).url
    two = follow(library, str(write_maildir(tmp_path / "mails", newsletters(2)))).url
    (entry,) = (each for each in library.articles.entries() if each.title == newsletter(0).subject)
    assert set(library.articles.feeds_of([entry.id])[entry.id]) == {one, two}
    assert len(library.articles.ids()) == 2


def test_a_removed_article_stays_removed(library: Library, tmp_path: Path) -> None:
    folder = write_maildir(tmp_path / "mails", newsletters(2))
    follow(library, str(folder))
    library.articles.remove(library.articles.ids()[0])
    for number in (7, 8):
        put(folder, str(number), newsletter(number).data)
        assert library.feeds.refresh().new == 1
    for mail in list((folder / "new").iterdir()):
        mail.rename(folder / "cur" / f"{mail.name}:2,S")
    assert (library.feeds.refresh().new, len(library.articles.ids())) == (0, 3)


def test_mails_that_no_process_could_read_are_read_the_next_time(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_maildir(tmp_path / "mails", newsletters(1))
    follow(library, str(folder))
    put(folder, "7", newsletter(7).data)

    def fail(*_: object, **__: object) -> None:
        raise WorkerError(WorkerFailure.NOT_STARTED, "no memory")

    with monkeypatch.context() as patch:
        patch.setattr(WorkerPool, "request", fail)
        assert library.feeds.refresh().new == 0
    (listed,) = library.feeds.listing()
    assert "did not start" in (listed.error or "")
    assert library.feeds.refresh([listed.url]).new == 1


def test_several_issues_in_a_digest_are_one_article(library: Library, tmp_path: Path) -> None:
    digest = MIMEMultipart("digest")
    digest["From"], digest["Subject"], digest["Message-ID"] = (
        "Digest <d@list.example>",
        "Digest 7",
        "<d7@list>",
    )
    for number in range(3):
        inner = EmailMessage()
        inner["Subject"] = f"Issue {number}"
        inner.set_content(f"The words of issue {number} are here, and they are enough for a paragraph.")
        digest.attach(MIMEMessage(inner))
    put(tmp_path / "mails", "1", digest.as_bytes())
    follow(library, str(tmp_path / "mails"))
    (id_,) = library.articles.ids()
    text = library.articles.article(id_).text
    assert all(f"issue {number}" in text and f"Issue {number}" in text for number in range(3))


def nested(depth: int) -> bytes:
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth))
    return b"Subject: Nested\nMessage-ID: <n@x>\n" + parts


BOMBS = {
    "nested parts": nested(20_000),
    "nested mails": b"Subject: Nested\n" + b"Content-Type: message/rfc822\n\n" * 20_000 + b"Words.",
    "a huge header": b"Subject: " + b"a" * 1_900_000 + b"\nFrom: " + b":" * 90_000 + b"\n\nWords.",
    "many headers": b"X: y\n" * 300_000 + b"\nWords.",
    "nested tags": b"Subject: Tags\nContent-Type: text/html\n\n" + b"<table><tr><td>" * 100_000 + b"Words.",
    "no text": b"Subject: Nothing\nContent-Type: image/gif\n\nGIF89a",
    "no mail": b"\x00\xff\xfe" * 5_000,
    "nothing": b"",
}


@pytest.mark.thorough
def test_a_mail_that_is_made_to_harm_costs_no_other(library: Library, tmp_path: Path) -> None:
    folder = write_maildir(tmp_path / "mails", newsletters(6))
    for name, data in BOMBS.items():
        put(folder, name, data)
    follow(library, str(folder))
    assert {mail.subject for mail in newsletters(6)} <= set(titles(library))
    (told,) = library.feeds.pop_notices()
    assert told.isprintable() and "“Nested”" in told and len(told) < 2_000
    (listed,) = library.feeds.listing()
    assert listed.error == told
    put(folder, "later", newsletter(9).data)
    report = library.feeds.refresh()
    assert newsletter(9).subject in titles(library)
    assert all(failure.sentence.isprintable() for failure in report.failures)


def test_scripts_and_forms_leave_nothing_behind(library: Library, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "\x1b]0;owned\x07 <e@vil.example>"
    mail["Message-ID"] = "<script@vil>"
    mail.set_content(
        "<html><head><script>document.write('run')</script></head><body onload='run()'><p>Honest words.</p>"
        "<script>run()</script><style>p{}</style><iframe src='https://track.example/'>framed</iframe>"
        "<form action='https://track.example'><input value='typed'></form><a href='javascript:run()'>go</a>"
        "<svg onload='run()'></svg><noscript>no script</noscript></body></html>",
        subtype="html",
    )
    mail["Subject"] = "=?utf-8?q?a=1B[31mb=E2=80=AEc?="
    put(tmp_path / "mails", "1", mail.as_bytes())
    follow(library, str(tmp_path / "mails"))
    (entry,) = library.articles.entries()
    article = library.articles.article(entry.id)
    assert "Honest words." in article.text
    assert not any(word in article.text for word in ("run", "typed", "document"))
    assert all(link.url.startswith(("http", "mailto")) for link in article.structure.links)
    assert entry.title.isprintable() and (entry.source or "").isprintable()


class TestMessageIds:
    def test_a_mail_with_the_id_of_another_replaces_nothing(self, library: Library, tmp_path: Path) -> None:
        follow(library, str(write_maildir(tmp_path / "mine", newsletters(1))))
        before = library.articles.article(library.articles.ids()[0])
        forged = newsletter(7, Message_ID=f"<0.{'hello@harbourbrief.example'}>").data
        put(tmp_path / "mine", "forged", forged)
        put(tmp_path / "other", "forged", forged)
        library.feeds.refresh()
        follow(library, str(tmp_path / "other"))
        assert library.articles.article(before.id) == before
        assert titles(library) == sorted([newsletter(0).subject, newsletter(7).subject])

    def test_a_sender_that_gives_all_mails_one_id_loses_none(self, library: Library, tmp_path: Path) -> None:
        folder = write_maildir(
            tmp_path / "mails", [newsletter(6 * number, Message_ID="<same@x>") for number in range(5)]
        )
        follow(library, str(folder))
        assert len(library.articles.ids()) == 5
        put(folder, "later", newsletter(36, Message_ID="<same@x>").data)
        assert library.feeds.refresh().new == 1
        assert (library.feeds.refresh().new, len(library.articles.ids())) == (0, 6)

    def test_a_saved_mail_is_the_article_of_its_mailbox(self, library: Library, tmp_path: Path) -> None:
        (tmp_path / "saved.eml").write_bytes(newsletter(0).data)
        list(library.articles.add_each([str(tmp_path / "saved.eml")]))
        follow(library, str(write_maildir(tmp_path / "mails", newsletters(1))))
        assert len(library.articles.ids()) == 1


class TestFailures:
    def test_one_that_is_gone_is_told_and_found_again(self, library: Library, tmp_path: Path) -> None:
        folder = write_maildir(tmp_path / "mails", newsletters(2))
        url = follow(library, str(folder)).url
        folder.rename(tmp_path / "away")
        (failure,) = library.feeds.refresh().failures
        assert failure.sentence.startswith("There is no mailbox at ")
        assert len(library.articles.ids()) == 2
        (tmp_path / "away").rename(folder)
        assert library.feeds.refresh([url]).failures == ()

    def test_what_a_server_refuses_is_told_without_the_password(
        self, library: Library, server: ImapServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(FetchError, match="no folder Nothing"):
            library.feeds.add(server.url("Nothing"))
        monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", "wr0ng")
        with pytest.raises(FetchError, match="does not take your login") as raised:
            library.feeds.add(server.url())
        assert "wr0ng" not in str(raised.value)
        assert library.feeds.subscriptions() == ()

    def test_a_server_that_hangs_up_costs_nothing(self, library: Library, server: ImapServer) -> None:
        server.folders["INBOX"] = [newsletter(0).data]
        follow(library, server.url())
        server.folders["INBOX"] += [newsletter(1).data, newsletter(2).data]
        server.fault = "half a mail"
        (failure,) = library.feeds.refresh().failures
        assert "broke off" in failure.sentence
        server.fault = ""
        assert (library.feeds.refresh().new, len(library.articles.ids())) == (2, 3)

    def test_without_the_network_a_mailbox_is_read_and_no_feed_has_failed(
        self, library: Library, tmp_path: Path
    ) -> None:
        follow(library, str(write_maildir(tmp_path / "mails", newsletters(1))))
        feeds = [Subscription(f"http://127.0.0.{number}:1/") for number in (1, 2)]
        library.feeds.follow([*feeds, Subscription("imaps://ada@127.0.0.3:1/INBOX")])  # without a password
        put(tmp_path / "mails", "later", newsletter(3).data)
        report = library.feeds.refresh()
        assert (report.new, report.is_offline) == (1, True)
        told = {feed.url: feed.error for feed in library.feeds.listing() if feed.error}
        assert list(told) == ["imaps://ada@127.0.0.3:1/INBOX"]

    @pytest.mark.parametrize(
        ("typed", "error"),
        [("/nowhere/at/all", NotFoundError), ("imap://ada@host/INBOX", UnreadableError)],
    )
    def test_what_is_no_mailbox_is_not_followed(
        self, library: Library, typed: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            library.feeds.add(typed)

    @pytest.mark.parametrize("typed", ["imap://ada:secret@host/INBOX", "imaps://ada:se/cret@host/INBOX"])
    def test_a_password_in_a_wrong_address_is_not_told(self, library: Library, typed: str) -> None:
        with pytest.raises(UnreadableError) as told:
            library.feeds.add(typed)
        assert "cret" not in str(told.value) and "://host/INBOX" in str(told.value)


class TestAsFeeds:
    def test_the_user_name_may_stand_in_the_settings(self, tmp_path: Path, server: ImapServer) -> None:
        server.folders["INBOX"] = [newsletter(0).data]
        url = server.url(login="")
        with library_at(tmp_path / "home", NoEngine(), options={url: FeedOptions(user="ada")}) as library:
            assert follow(library, url).url == url
            assert titles(library) == [newsletter(0).subject]

    def test_it_is_addressed_by_its_path_and_listed_beside_feeds(
        self, library: Library, tmp_path: Path, site: HandSite, served: tuple[FeedServer, HandSite]
    ) -> None:
        folder = write_maildir(tmp_path / "mails", newsletters(2))
        follow(library, site.put("/f", [("1", "One", "The first story.")]))
        follow(library, str(folder))
        assert follow(library, f"maildir:{folder}").url == f"maildir://{folder}"
        assert library.feeds.refresh([str(folder)]).asked == 1
        library.feeds.move(str(folder), ["Mail"])
        assert {(feed.title, feed.folder) for feed in library.feeds.listing()} == {
            ("By hand", ()),
            ("mails", ("Mail",)),
        }
        library.feeds.remove([str(folder)])
        assert titles(library) == ["One"]

    def test_other_programs_get_what_they_can_read(
        self, library: Library, tmp_path: Path, server: ImapServer
    ) -> None:
        server.folders["INBOX"] = []
        follow(library, server.url())
        follow(library, str(write_maildir(tmp_path / "mails", newsletters(1))))
        written = library.feeds.export_opml()
        assert b"imaps://ada@" in written and b"maildir" not in written
        assert server.password.encode() not in written
        assert givable(library.feeds.subscriptions()) == ((), ())
