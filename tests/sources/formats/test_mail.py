from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
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
    assert (document.source, document.author) == ("José Doe", None)
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
            "Inner\n\nIt said.",
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


def parts(kind: str, *inner: str) -> str:
    """A multipart with these parts, each with its headers."""
    boundary = f"of-{kind}-{len(inner)}-{sum(map(len, inner))}"
    body = "".join(f"--{boundary}\n{each}\n" for each in inner)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def plain(text: str, more: str = "") -> str:
    return f"Content-Type: text/plain; charset=utf-8{more}\n\n{text}\n"


def html(markup: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{markup}\n"


PICTURE = "Content-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n"
FORWARDED = "From: Ann Lee <ann@b.example>\nSubject: The plan\nDate: Tue, 27 Aug 2024 09:00:00 +0000\n"
HEAD = "The plan · Ann Lee · 2024-08-27 09:00"


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        pytest.param(
            parts("mixed", plain("Before."), PICTURE, plain("After.")),
            ["Before.", "After."],
            id="text, picture, text",
        ),
        pytest.param(
            parts("mixed", html("<p>Before.</p>"), PICTURE, html("<p>After.</p>")),
            ["Before.", "After."],
            id="the same in HTML",
        ),
        pytest.param(
            parts("alternative", plain("Hi."), parts("mixed", html("Hi, <b>you</b>."), html(f"<p>{LONG}"))),
            ["Hi, you.", LONG.strip()],
            id="an alternative in several parts",
        ),
        pytest.param(
            parts("mixed", parts("alternative", plain("Hi."), html("<p>Hi.")), plain("List footer.")),
            ["Hi.", "List footer."],
            id="alternatives and a part",
        ),
        pytest.param(
            parts(
                "mixed",
                plain("Today's topics."),
                parts("digest", f"\n{FORWARDED}\nFirst.\n", "\nSubject: Second\n\nIts words.\n"),
            ),
            ["Today's topics.", HEAD, "First.", "Second", "Its words."],
            id="digest",
        ),
        pytest.param(
            parts("mixed", f"Content-Type: message/rfc822\n\n{FORWARDED}\nIt said.\n", plain("See you.")),
            [HEAD, "It said.", "See you."],
            id="forwarded mail, in order",
        ),
        pytest.param(
            parts(
                "mixed",
                plain("My own words."),
                "Content-Type: message/rfc822; name=x.eml\nContent-Disposition: attachment\n\n"
                f"{FORWARDED}{parts('alternative', plain(''), html(f'<p>{LONG}'))}",
            ),
            ["My own words.", HEAD, LONG.strip()],
            id="mail forwarded as a file",
        ),
        pytest.param(parts("mixed", parts("related", plain("Alone."))), ["Alone."], id="one part in many"),
        pytest.param(
            "Content-Type: multipart/mixed\n\nPreamble.\n--x\nContent-Type: text/plain\n\nOne.\n"
            "--x\nContent-Type: text/plain\n\nTwo.\n--x--\n",
            ["One.", "Two."],
            id="no boundary said",
        ),
        pytest.param(
            parts("mixed", plain("Text."), plain("a,b", "; name=a.csv"), plain("+ x", "; name=a.patch")),
            ["Text."],
            id="files",
        ),
        pytest.param(
            parts(
                "mixed",
                plain("Before."),
                plain("After.", "\nContent-Disposition: attachment; filename=ATT00001.txt"),
            ),
            ["Before.", "After."],
            id="text that Exchange made a file",
        ),
        pytest.param(
            html("<html><head><title>x</title></head><body><p>Within.</p></body></html><p>After it."),
            ["Within.", "After it."],
            id="beside the body",
        ),
        pytest.param(
            parts("alternative", plain("Come."), "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"),
            ["Come."],
            id="calendar",
        ),
        pytest.param(
            plain("On top.\n-- \nMe\n\n> Asked\n> -- \n> You\n\nBelow."),
            ["On top.", "--", "Me", "Asked", "--", "You", "Below."],
            id="a signature above words",
        ),
        pytest.param(
            plain("He wrote: \n> it was \n> so\n>> and\nYes.", "; format=flowed"),
            ["He wrote:", "it was so", "and", "Yes."],
            id="quotations in flowed text",
        ),
    ],
)
def test_all_text_that_is_no_alternative_is_read_in_order(rest: str, text: list[str]) -> None:
    assert parse_mail(mail(rest), name="x").text.split("\n\n") == text


def structure(rest: str) -> list[tuple[str, str]]:
    """The kind of each block, "" for a common paragraph, and its words."""
    article = assemble(parse_mail(mail(rest), name="x"), name="x")
    kinds = {each.span.start: each.kind.value for each in article.structure.blocks if each.kind != "cell"}
    found, at = [], 0
    for paragraph in article.text.split("\n\n"):
        found.append((kinds.get(at, ""), paragraph))
        at += len(paragraph) + 2
    return found


def test_headings_lists_and_quotations_of_a_mail_are_marked() -> None:
    page = "<h2>This week</h2><ul><li>One bill</li><li>Two laws</li></ul><p>Bye.</p>"
    inner = f"Content-Type: message/rfc822\n\n{FORWARDED}\nHe said:\n> not so\n"
    assert structure(parts("mixed", html(page), inner)) == [
        ("heading", "This week"),
        ("item", "One bill"),
        ("item", "Two laws"),
        ("", "Bye."),
        ("heading", HEAD),
        ("", "He said:"),
        ("quote", "not so"),
    ]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        pytest.param(f"{LONG} [https://t.example/{'x' * 120}]", f"<p>{LONG}</p>", id="addresses in between"),
        pytest.param(f"This week\n{'-' * 80}\n{LONG}", f"<p>This week</p><p>{LONG}</p>", id="rules"),
        pytest.param(f"* a\n* b\n{LONG}", f"<ul><li>a<li>b</ul><p>{LONG}</p>", id="a list that is marked"),
        pytest.param(f"See this in HTML. {LONG[:150]}", f"<p>{LONG}</p>" * 3, id="a notice"),
    ],
)
def test_html_is_read_where_it_reads_better(text: str, page: str) -> None:
    document = parse_mail(mail(parts("alternative", plain(text), html(page))), name="x")

    assert document.text.endswith(LONG.strip())
    assert not re.search(r"https|---|\* a|See this", document.text)


@pytest.mark.parametrize(
    "furniture",
    [
        "<p><a href='http://a.example/1'>View in browser</a></p>",
        "<p>Trouble viewing this email? <a href='http://a.example/1'>View it in your browser</a>.</p>",
        "<p><a href='http://a.example/1'>Unsubscribe</a> | <a href='http://a.example/2'>Preferences</a></p>",
        "<p>Forwarded this email? <a href='http://a.example/1'>Subscribe here</a> for more</p>",
        "<p>Want to change how you receive these emails?<br>You can <a href='http://a.example/1'>update your "
        "preferences</a> or <a href='http://a.example/2'>unsubscribe from this list</a>.</p>",
        "<p>Klicken Sie <a href='http://a.example/1'>hier</a>, wenn Sie diese E-Mail nicht lesen können.</p>",
        "<p><a href='http://a.example/1'>Se désabonner</a></p>",
        "<table><tr><td><a href='http://a.example/1'>Read on the Web</a></td><td>|</td></tr></table>",
        "<div style='display: none'>What this letter says</div>",
        "<div style='max-height:0px;overflow:hidden'>What this letter says</div>",
        "<p>\u200c\u00a0\u034f \u200c\u00a0\u034f</p>",
    ],
)
def test_what_is_no_letter_is_left_out(furniture: str) -> None:
    page = f"{furniture}<p>{LONG}</p>"
    assert parse_mail(mail(html(page)), name="x").text == LONG.strip()


@pytest.mark.parametrize(
    "words",
    [
        "<p>If you would rather not hear from me, <a href='http://a.example/1'>unsubscribe</a> any time.</p>",
        "<p>I wrote about <a href='http://a.example/1'>browser preferences</a> last week.</p>",
        "<p>He said that readers unsubscribe.</p>",
        "<p>unsubscribe</p>",
        "<p><a href='http://a.example/1'>The online debate</a></p>",
        "<div style='display:block'>The first words of it</div>",
        "<div style='visibility:hidden'><p style='visibility:visible'>The first words of it</p></div>",
        "<div style='max-height:0.5em'>The first words of it</div>",
    ],
)
def test_a_sentence_of_a_letter_that_speaks_of_it_stays(words: str) -> None:
    assert len(parse_mail(mail(html(f"{words}<p>{LONG}</p>")), name="x").text.split("\n\n")) == 2


def test_a_line_of_furniture_goes_and_the_links_of_the_others_stay() -> None:
    page = (
        "<p>Ann <a href='http://a.example/w'>Weekly</a>, Main Street<br>"
        "<a href='http://a.example/u'>Unsubscribe</a><br>Tel. <a href='http://a.example/t'>1234</a></p>"
    )
    article = assemble(parse_mail(mail(html(page)), name="x"), name="x")

    assert article.text == "Ann Weekly, Main Street\nTel. 1234"
    assert [(link.span.of(article.text), link.url) for link in article.structure.links] == [
        ("Weekly", "http://a.example/w"),
        ("1234", "http://a.example/t"),
    ]


def test_a_part_that_is_no_text_costs_no_other_part() -> None:
    broken = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUg==\n"
    assert parse_mail(mail(parts("mixed", broken, plain("Text."))), name="x").text == "Text."


def test_html_is_read_where_the_plain_part_only_says_that_there_is_one() -> None:
    document = parse_mail(alternatives("View this in your browser.", PAGE), name="x")

    assert LONG.strip() in document.text
    assert "browser" not in document.text


@pytest.mark.parametrize(
    ("headers", "title", "source"),
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
def test_headers_as_they_come(headers: str, title: str | None, source: str | None) -> None:
    document = parse_mail(mail("\nBody.", headers), name="x")

    assert (document.title, document.source, document.published, document.own_id) == (
        title,
        source,
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


def test_a_boundary_that_is_not_said_is_looked_for_a_few_times() -> None:
    data = "".join(f"Content-Type: multipart/mixed\n\n--b{depth}\n" for depth in range(3000))
    begun = time.process_time()
    parse_mail(f"{data}\nText.".encode(), name="x")

    assert time.process_time() - begun < 1


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
@example([("From", "<(,")], b"Words of the mail.")
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
