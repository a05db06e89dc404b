from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import NoArticleError, SourceError, UnreadableError
from briefing.sources.article_assembly import assemble
from briefing.sources.formats.mail import parse_mail
from briefing.sources.text.normalize_text import clean_line

LONG = "The foreign minister said that the talks had gone well and that a deal was close. " * 4
HEADERS = """\
From: =?utf-8?b?Sm9zw6kgRG9l?= <jose@news.example>
To: reader@example.com
Subject: =?utf-8?q?Caf=C3=A9?= talks
 resume
Date: Wed, 28 Aug 2024 10:15:00 +0200
Message-ID: <abc.123@news.example>
MIME-Version: 1.0
"""


def mail(rest: str, headers: str = HEADERS) -> bytes:
    return (headers + rest).encode("utf-8", "surrogateescape")


def alternatives(plain: str, html: str) -> bytes:
    return mail(
        'Content-Type: multipart/alternative; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--B\nContent-Type: text/html; charset=utf-8\n\n{html}\n--B--\n"
    )


def test_headers_are_metadata() -> None:
    document = parse_mail(mail("\nBody."), name="x")

    assert document.title == "Café talks resume"
    assert document.author == "José Doe"
    assert document.source == "news.example"
    assert document.published == "2024-08-28T10:15:00+02:00"
    assert document.own_id == "mid:abc.123@news.example"
    assert document.text == "Body."


PAGE = (
    f"<html><body><table><tr><td><h1>News</h1></td></tr><tr><td><p>{LONG}</p><p>{LONG}</p></td></tr></table>"
)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(alternatives(LONG, PAGE), LONG.strip(), id="plain before HTML"),
        pytest.param(
            alternatives("", "<p>A short note to you.</p>"), "A short note to you.", id="short HTML alone"
        ),
        pytest.param(alternatives("See you.", "<p>See <b>you</b>.</p>"), "See you.", id="short in both"),
        pytest.param(
            mail(
                "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n"
                "\nCaf=E9 =\nopen."
            ),
            "Café open.",
            id="quoted-printable",
        ),
        pytest.param(
            mail(
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"
                "\nQ2Fmw6kgb3Blbi4=\n"
            ),
            "Café open.",
            id="base64",
        ),
        pytest.param(
            mail(
                "Content-Type: text/plain; charset=x-nonsense\nContent-Transfer-Encoding: quoted-printable\n"
                "\nCaf=E9."
            ),
            "Café.",
            id="unknown character set",
        ),
        pytest.param(
            mail(
                "Content-Type: multipart/mixed; a*=x; a*0=b; boundary=B\n\n"
                "--B\nContent-Type: text/plain; a*0=b; a*=x; charset=iso-8859-1\n"
                "Content-Transfer-Encoding: quoted-printable\n\nCaf=E9 open.\n--B--\n"
            ),
            "Café open.",
            id="a parameter in parts and whole",
        ),
        pytest.param(
            mail("Content-Type: text/plain; format=flowed\n\nOne line \ngoes on.\n\n Stuffed.\n-- \nJane"),
            "One line goes on.\n\nStuffed.",
            id="flowed, signature off",
        ),
        pytest.param(
            mail(
                'Content-Type: multipart/mixed; boundary="B"\n\n--B\n\nThe text.\n'
                "--B\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n"
                "\nAttached.\n--B--"
            ),
            "The text.",
            id="attachment left alone",
        ),
        pytest.param(
            mail(
                'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: message/rfc822\n'
                "\nSubject: Inner\n\nIt said.\n--B--"
            ),
            "It said.",
            id="forwarded mail",
        ),
        pytest.param(
            mail("Content-Type: multipart/mixed\n\nNo boundary."),
            "No boundary.",
            id="multipart without parts",
        ),
    ],
)
def test_the_part_that_is_read(data: bytes, text: str) -> None:
    assert parse_mail(data, name="x").text == text


def test_html_is_read_where_the_plain_part_only_says_that_there_is_one() -> None:
    document = parse_mail(alternatives("View this in your browser.", PAGE), name="x")

    assert LONG.strip() in document.text
    assert "browser" not in document.text


@pytest.mark.parametrize(
    ("headers", "title", "author"),
    [
        pytest.param("Subject: Zürich\nFrom: Jürg <a@b.example>\n", "Zürich", "Jürg", id="bytes past ASCII"),
        pytest.param(
            "Subject: =?x-no?q?a?=\nFrom: a@b.example\n", "=?x-no?q?a?=", "a@b.example", id="unknown set"
        ),
        pytest.param("Subject: =?utf-8?b?!!!?=\nFrom: <>\n", None, None, id="broken base64"),
        pytest.param(
            "Subject: =?utf-8?b?Tall5?=\nFrom: Jo <>\n", "=?utf-8?b?Tall5?=", "Jo", id="base64 of no length"
        ),
        pytest.param("Subject:\nFrom: \n", None, None, id="empty"),
        pytest.param("X: y\n", None, None, id="absent"),
        pytest.param('Subject: a\x1b[31mb\nFrom: "x\x00y" <a@b>\n', "ab", "xy", id="controls"),
        pytest.param(f"From: {'a:' * 5000}\nSubject: S\n", "S", None, id="an address within itself"),
        pytest.param("Date: nonsense\nMessage-ID: none\nSubject: S\n", "S", None, id="nonsense"),
    ],
)
def test_headers_as_they_come(headers: str, title: str | None, author: str | None) -> None:
    document = parse_mail(mail("\nBody.", headers), name="x")

    assert (document.title, document.author, document.published, document.own_id) == (
        title,
        author,
        None,
        None,
    )


@pytest.mark.parametrize("name", ["Subject", "From", "Content-Type", "Content-Disposition"])
@pytest.mark.parametrize("unit", ["=?a?q?a", "=?utf-8?b?YQ==?= ", "a:", "(", '"', "; a*0*=", "<"])
def test_a_header_takes_no_longer_than_its_length(name: str, unit: str) -> None:
    begun = time.process_time()
    parse_mail(mail("\nBody.", f"{name}: {unit * 20_000}\n"), name="x")

    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "part", ["Content-Type: message/rfc822\n\n", "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"]
)
def test_mails_within_mails_without_end_are_refused(part: str) -> None:
    data = "".join(map(part.format, range(3000))).encode()
    with pytest.raises(UnreadableError, match="within mails"):
        parse_mail(data, name="x")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mail("\n"), id="no body"),
        pytest.param(
            mail("Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K"), id="a picture"
        ),
        pytest.param(alternatives("", "<p></p>"), id="empty parts"),
    ],
)
def test_a_mail_without_text_says_so(data: bytes) -> None:
    with pytest.raises(NoArticleError, match="is a mail without text"):
        parse_mail(data, name="x")


HEADER_NAMES = ["From", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding"]
VALUES = st.sampled_from(
    [
        "text/plain; charset=",
        "multipart/mixed; boundary=",
        "base64",
        "=?utf-8?q?",
        "=1B=5D0;x=07=E2=80=AE",
        "=?utf-8?b?Tall5?=",
        "?=",
        "<",
        ">",
        '"',
        ";",
        "@",
        "(,",
    ]
)


@given(
    st.lists(
        st.tuples(st.sampled_from(HEADER_NAMES), st.lists(VALUES | st.text(max_size=5)).map("".join)),
        max_size=6,
    ),
    st.binary(max_size=60),
)
def test_any_mail_is_an_article_or_a_sentence(headers: list[tuple[str, str]], body: bytes) -> None:
    """No part of these is HTML, so no process is started."""
    head = "".join(f"{name}: {value}\n" for name, value in headers).encode("utf-8", "replace")
    try:
        document = parse_mail(head + b"\n" + body, name="x")
    except SourceError as error:
        assert str(error).startswith("x ")
        return
    assert document.text.strip()
    for line in filter(None, (document.title, document.author, document.source, document.own_id)):
        assert clean_line(line) == line


def test_the_links_of_an_html_mail_are_kept() -> None:
    linked = LONG.replace(
        "foreign minister", "<a href='https://gov.example/minister'>foreign minister</a>", 1
    )
    document = parse_mail(alternatives("See the HTML part.", f"<p>{linked}</p>"), name="x")
    article = assemble(document, name="x")
    assert [(each.span.of(article.text), each.url) for each in article.structure.links] == [
        ("foreign minister", "https://gov.example/minister")
    ]
