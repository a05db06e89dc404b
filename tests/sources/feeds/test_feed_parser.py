from __future__ import annotations

import base64
import codecs
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.errors import UnreadableError
from briefing.sources.feeds.feed_articles import assemble_feed
from briefing.sources.feeds.feed_parser import parse_feed

URL = "https://news.example/world/feed"


def parse(
    document: str | bytes, *, content_type: str | None = None, charset: str | None = None
) -> ParsedFeed:
    data = document.encode() if isinstance(document, str) else document
    return parse_feed(data, url=URL, content_type=content_type, charset=charset)


def rss(*items: str, head: str = "<title>News</title>", version: str = "2.0") -> str:
    return f'<rss version="{version}"><channel>{head}{"".join(items)}</channel></rss>'


def item(title: str = "One", *, more: str = "") -> str:
    return f"<item><title>{title}</title><link>https://news.example/1</link><guid>g1</guid>{more}</item>"


def atom(entry: str, head: str = "<title>News</title>") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry>{entry}</entry></feed>'


def only(feed: ParsedFeed) -> FeedItem:
    (entry,) = feed.items
    return entry


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(rss(item(), version="0.91"), id="rss 0.91"),
        pytest.param(rss(item(), version="0.92"), id="rss 0.92"),
        pytest.param(rss(item()), id="rss 2.0"),
        pytest.param(f"<rss><channel><title>News</title>{item()}</channel></rss>", id="rss of no version"),
        pytest.param(
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
            f'"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n{rss(item(), version="0.91")}',
            id="rss 0.91 of Netscape",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>News</title></channel>'
            "<item><title>One</title><link>https://news.example/1</link></item></rdf:RDF>",
            id="rss 0.90",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<channel><title>News</title></channel>"
            "<item><title>One</title><link>https://news.example/1</link></item></rdf:RDF>",
            id="rss 1.0",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<channel><title>News</title>"
            "<item><title>One</title><link>https://news.example/1</link></item></channel></rdf:RDF>",
            id="rss 1.0 with items inside the channel",
        ),
        pytest.param(atom('<title>One</title><link href="/1"/>'), id="atom 1.0"),
        pytest.param(
            rss("<ITEM><TITLE>One</TITLE><LINK>https://news.example/1</LINK></ITEM>"),
            id="entries in capitals",
        ),
        pytest.param(
            rss('<entry><title>One</title><link href="https://news.example/1"/></entry>'),
            id="entries of atom in rss",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<channel><title>News</title></channel>"
            '<item xmlns=""><title>One</title><link>https://news.example/1</link></item></rdf:RDF>',
            id="rss 1.0 with an entry of no namespace",
        ),
        pytest.param(
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><entry><title>One</title>'
            '<link rel="alternate" type="text/html" href="https://news.example/1"/></entry></feed>',
            id="atom 0.3",
        ),
        pytest.param(
            '{"version": "https://jsonfeed.org/version/1.1", "title": "News", '
            '"items": [{"id": "1", "title": "One", "url": "/1"}]}',
            id="json feed",
        ),
    ],
)
def test_every_kind_of_feed_gives_its_title_and_its_entries(document: str) -> None:
    feed = parse(document)

    assert (feed.title, feed.fault) == ("News", None)
    assert [(entry.title, entry.url) for entry in feed.items] == [("One", "https://news.example/1")]


@pytest.mark.parametrize(
    ("document", "titles"),
    [
        pytest.param(rss(item("AT&T"), item("Two")), ["AT&T", "Two"], id="bare ampersand"),
        pytest.param(rss(item("A &nbsp;&mdash; B")), ["A — B"], id="entities of HTML"),
        pytest.param(rss(item("<![CDATA[A &nbsp B]]> & C")), ["A &nbsp B & C"], id="a section left alone"),
        pytest.param(rss(item("One"), item("Two"))[:-22], ["One", "Two"], id="cut off"),
        pytest.param(rss(item("One <b>bold")), ["One bold"], id="unclosed tag"),
        pytest.param(
            rss(item("One", more="<x:y>z</x:y>"), item("Two")), ["One", "Two"], id="undeclared prefix"
        ),
        pytest.param("\n\n  " + '<?xml version="1.0"?>' + rss(item()), ["One"], id="space before"),
        pytest.param("<br />Warning: x in <b>y.php</b>\n" + rss(item()), ["One"], id="a warning before"),
        pytest.param(rss(item()) + "<!-- --><script>x()</script>", ["One"], id="junk after"),
        pytest.param(rss(item("A\x1b[31mB\x00")), ["AB"], id="terminal sequence and NUL"),
        pytest.param(rss(item("A&#27;]0;title&#7;B")), ["AB"], id="terminal sequence in references"),
        pytest.param(
            rss(item("A&#xD800;&#xFFFFFF;&#9999999;B")), ["A\ufffd\ufffd\ufffdB"], id="no characters"
        ),
        pytest.param("<channel><title>News</title>" + item() + "</channel>", ["One"], id="no root"),
        pytest.param("<!-- <feed> of the day -->" + rss(item()) + "<p>", ["One"], id="a root in a comment"),
        pytest.param(
            rss(item("One"), "<item attr=x><title>Two</title></item>"), ["One", "Two"], id="no quotes"
        ),
    ],
)
def test_a_malformed_feed_loses_no_title(document: str, titles: list[str]) -> None:
    feed = parse(document)

    assert [entry.title for entry in feed.items] == titles
    assert bool(feed.fault) == ("</channel>" not in document), "only what breaks off is told"


@pytest.mark.parametrize(
    "end",
    [
        "<item><title>Two</title><description>Half a sent",
        "<item><title>Tw",
        "<item><ti",
        "<item>",
        "",
        "<item><title>Two</title><link>https://news.example/two</link><guid>https://ne",
    ],
)
def test_of_a_feed_that_breaks_off_what_is_whole_is_there(end: str) -> None:
    feed = parse(f"<rss version='2.0'><channel><title>News</title>{item()}{end}")

    assert [entry.title for entry in feed.items] == ["One"]
    assert feed.fault and "breaks off" in feed.fault


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("<![CDATA[A & B]]>", "A & B", id="cdata"),
        pytest.param("A &amp;amp; B", "A & B", id="escaped twice"),
        pytest.param("It&amp;#8217;s", "It’s", id="reference escaped twice"),
        pytest.param("&lt;b&gt;Bold&lt;/b&gt; &lt;i&gt;words&lt;/i&gt;", "Bold words", id="markup"),
        pytest.param("1 &lt; 2 and AT&amp;T", "1 < 2 and AT&T", id="no markup"),
        pytest.param("  many\n   lines ", "many lines", id="lines"),
        pytest.param("Cafe\u0301 \u202edrows\u202c", "Café drows", id="not normalised, turned around"),
        pytest.param("It&#146;s", "It’s", id="control of Windows-1252"),
        pytest.param("A &lt;script&gt;steal()&lt;/script&gt;B", "A B", id="script"),
        pytest.param("<![CDATA[A <style>b {}</style> &amp; B]]>", "A & B", id="style"),
        pytest.param("The &lt;script&gt; tag", "The <script> tag", id="the name of a tag"),
    ],
)
def test_a_title_is_plain_words(title: str, shown: str) -> None:
    assert only(parse(rss(item(title)))).title == shown


def test_a_title_in_atom_is_what_its_type_says() -> None:
    markup = "A &amp;amp; &lt;b&gt;B&lt;/b&gt;"

    assert only(parse(atom(f'<title type="html">{markup}</title>'))).title == "A & B"
    assert only(parse(atom(f'<title type="text">{markup}</title>'))).title == "A &amp; <b>B</b>"


def test_a_script_in_a_title_of_atom_is_shown_only_where_the_title_is_plain_text() -> None:
    markup = "A &lt;script&gt;steal()&lt;/script&gt;B"

    assert only(parse(atom(f'<title type="html">{markup}</title>'))).title == "A B"
    assert only(parse(atom(f'<title type="text">{markup}</title>'))).title == "A <script>steal()</script>B"


def test_characters_that_were_lost_before_a_feed_was_written_do_not_make_it_binary() -> None:
    title = "How do I decode \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd?"

    assert only(parse(rss(item(title)))).title == title


@pytest.mark.parametrize(
    ("entry", "markup"),
    [
        pytest.param('<content type="html">&lt;p&gt;All&lt;/p&gt;</content>', "<p>All</p>", id="html"),
        pytest.param(
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>All</p></div></content>',
            "<p>All</p>",
            id="xhtml",
        ),
        pytest.param("<content>1 &lt; 2\n\nTwo</content>", "<p>1 &lt; 2</p><p>Two</p>", id="text"),
        pytest.param(
            f'<content type="text/html" mode="base64">{base64.b64encode(b"<p>All</p>").decode()}</content>',
            "<p>All</p>",
            id="base64",
        ),
        pytest.param("<summary>Short</summary>", "<p>Short</p>", id="summary alone"),
        pytest.param(
            '<content type="html"></content><summary>Short</summary>', "<p>Short</p>", id="empty content"
        ),
        pytest.param(
            '<content type="image/png">iVBORw0KGgo=</content><summary>Short</summary>',
            "<p>Short</p>",
            id="picture",
        ),
        pytest.param("<title>Nothing</title>", "", id="none"),
    ],
)
def test_the_content_is_html_however_it_is_written(entry: str, markup: str) -> None:
    assert only(parse(atom(entry))).markup == markup


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        pytest.param('<link href="/1"/>', "https://news.example/1", id="relative"),
        pytest.param('<link href="javascript:alert(1)"/>', None, id="script"),
        pytest.param('<link href="data:text/html,x"/>', None, id="data"),
        pytest.param('<link href="file:///etc/passwd"/>', None, id="file"),
        pytest.param('<link href="http://[::1"/>', None, id="no address"),
        pytest.param('<link rel="enclosure" href="/1.mp3"/>', None, id="enclosure"),
        pytest.param(
            '<link href="javascript:x"/><id>https://news.example/1</id>', "https://news.example/1", id="id"
        ),
        pytest.param("<id>tag:news.example,2024:1</id>", None, id="id that is no address"),
    ],
)
def test_an_entry_leads_to_the_web_or_nowhere(entry: str, url: str | None) -> None:
    assert only(parse(atom(f"<title>One</title>{entry}"))).url == url


def test_addresses_are_relative_to_the_base_that_the_feed_names() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/a/"><title>News</title>'
        '<link href=".."/><entry xml:base="b/"><title>One</title><link href="c"/></entry></feed>'
    )
    assert feed.site == "https://other.example/"
    assert only(feed).url == "https://other.example/a/b/c"


def test_the_address_before_a_counting_service_is_the_entrys_own() -> None:
    document = (
        '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>One</title>'
        "<link>https://feeds.example/~r/1</link>"
        "<feedburner:origLink>https://news.example/1</feedburner:origLink></item></channel></rss>"
    )
    assert only(parse(document)).url == "https://news.example/1"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        pytest.param("Tue, 01 Oct 2024 10:00:00 +0200", "2024-10-01T10:00:00+02:00", id="mail"),
        pytest.param("Tue, 01 Oct 2024 10:00:00 EST", "2024-10-01T10:00:00-05:00", id="zone by name"),
        pytest.param("2024-10-01T10:00:00Z", "2024-10-01T10:00:00+00:00", id="iso"),
        pytest.param("2024-10-01", "2024-10-01", id="day"),
        pytest.param("October 1, 2024", "2024-10-01", id="words"),
        pytest.param("2004년 5월 28일  오후 1:31:15", "2004-05-28", id="korean"),
        pytest.param("2004/05/28 10:00", "2004-05-28", id="slashes"),
        pytest.param("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00+00:00", id="greek"),
        pytest.param("2004-július-13T9:15-05:00", None, id="year and a word"),
        pytest.param("1727776800", None, id="seconds"),
        pytest.param("Sun Jan  4 16:29:06 2004", "2004-01-04", id="asctime"),
        pytest.param("0000-00-00 00:00:00", None, id="zeros"),
        pytest.param("yesterday", None, id="no date"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, published: str | None) -> None:
    assert only(parse(rss(item(more=f"<pubDate>{written}</pubDate>")))).published == published


UMLAUTS = rss(item("Größe – 100 €"))


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        pytest.param(UMLAUTS.encode(), None, id="utf-8"),
        pytest.param(UMLAUTS.encode(), "us-ascii", id="utf-8 though text/xml without charset means ASCII"),
        pytest.param(UMLAUTS.encode(), "iso-8859-1", id="utf-8 though the server says Latin-1"),
        pytest.param(codecs.BOM_UTF8 + UMLAUTS.encode(), "iso-8859-1", id="mark before header"),
        pytest.param(UMLAUTS.encode("utf-16"), None, id="utf-16 with mark"),
        pytest.param(UMLAUTS.encode("cp1252"), "windows-1252", id="header alone"),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-8"?>' + UMLAUTS.encode("cp1252"),
            "windows-1252",
            id="header first",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="windows-1252"?>' + UMLAUTS.encode("cp1252"),
            None,
            id="declaration",
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='iso-8859-1' ?>\n" + UMLAUTS.encode("cp1252"),
            None,
            id="Windows-1252 declared as Latin-1",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-16"?>' + UMLAUTS.encode(), None, id="wrong declaration"
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="no-such"?>' + UMLAUTS.encode(), "nor-this", id="unknown"
        ),
    ],
)
@pytest.mark.parametrize("content_type", ["text/xml", "application/rss+xml", None])
def test_letters_come_out_whatever_is_declared(
    data: bytes, charset: str | None, content_type: str | None
) -> None:
    assert only(parse(data, content_type=content_type, charset=charset)).title == "Größe – 100 €"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            b"<!DOCTYPE html><html><head><title>News</title></head><body><p>x</p></body></html>",
            "it is a web page, so give the site's own address to have its feeds looked for",
            id="page",
        ),
        pytest.param(
            b'<opml version="2.0"><body/></opml>', "it is a list of feeds (OPML), so import it", id="opml"
        ),
        pytest.param(b'<urlset xmlns="http://x"><url/></urlset>', "it is a site's map", id="sitemap"),
        pytest.param(b"", "it is empty, so try again later", id="empty"),
        pytest.param(b" \n", "it is empty", id="blank"),
        pytest.param(b"Not found", "so check the address in a browser", id="words"),
        pytest.param(b'<?xml version="1.0"?>', "so check the address in a browser", id="a declaration alone"),
        pytest.param(b"<error>no</error>", "so check the address in a browser", id="other xml"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "it holds no text", id="picture"),
        pytest.param(b"\x1f\x8b\x08" + bytes(range(256)), "it holds no text", id="compressed"),
        pytest.param(b'{"error": 404}', "it is JSON of another kind", id="other json"),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1", "ite', "it is broken JSON", id="cut json"
        ),
        pytest.param(b"{" * 200_000, "it is broken JSON", id="nothing but brackets"),
        pytest.param(b'{"a":' * 100_000, "it is broken JSON", id="deep json"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(data)
    assert str(refused.value).startswith(f"{URL} is not a feed: {reason}")
    assert str(refused.value).endswith(".")


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(rss()) == ParsedFeed(title="News", site=None, items=())


def test_entities_are_neither_multiplied_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    document = (
        f'<!DOCTYPE rss [<!ENTITY a0 "ha">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY % remote SYSTEM "{secret.as_uri()}">%remote;]>' + rss(item("A&a11;&file;B"), item("Two"))
    )
    feed = parse(document)

    assert "Two" in [entry.title for entry in feed.items]
    assert len(str(feed)) < 10_000
    assert "SECRET" not in str(feed)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(rss(*[item(f"Title {n}") for n in range(1000)]), id="well-formed"),
        pytest.param(rss(*[item(f"Title {n}") for n in range(1000)], head="<a&b/>"), id="malformed"),
    ],
)
def test_a_thousand_entries_are_all_there(document: str) -> None:
    assert [entry.title for entry in parse(document).items] == [f"Title {n}" for n in range(1000)]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            rss(item(more=f"<description>{'words ' * 1_700_000}</description>")), id="one long text"
        ),
        pytest.param(rss(item(more="<a>" * 3000 + "</a>" * 3000)), id="nested elements"),
        pytest.param(
            rss(item(more=f"<description>{'&lt;div&gt;' * 100_000}</description>")), id="nested markup"
        ),
        pytest.param(rss(item()) + "<" * 100_000, id="a run of brackets"),
        pytest.param(rss(item("&" * 100_000)), id="a run of ampersands"),
        pytest.param(rss(item(more=f"<description>{' ' * 1_000_000}</description>")), id="a run of blanks"),
    ],
)
def test_a_monstrous_document_is_read_in_time(document: str) -> None:
    begun = time.process_time()

    assert len(parse(document).items) == 1
    assert time.process_time() - begun < 10


WHOLE = [
    rss(
        item(
            more="<pubDate>Tue, 01 Oct 2024 10:00:00 GMT</pubDate><description><![CDATA[<p>A]]></description>"
        )
    ),
    atom('<title type="html">&lt;b&gt;A&lt;/b&gt;</title><link href="/1"/><updated>2024-10-01</updated>'),
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": "<p>A</p>"}]}',
]
SCRAPS = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "<![CDATA[",
        "]]>",
        "&",
        "&#",
        "&#x0;",
        '"',
        "\0",
        "\x1b]",
        "<!--",
        "<?",
        "<!DOCTYPE",
        "\ud800",
    ]
) | st.text(max_size=3)


@pytest.mark.slow
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SCRAPS), max_size=4))
@settings(max_examples=300, deadline=None)
def test_however_damaged_a_document_is_read_or_refused(
    document: str, damages: list[tuple[float, int, str]]
) -> None:
    for place, length, scrap in damages:
        at = int(place * len(document))
        document = document[:at] + scrap + document[at + length :]
    try:
        feed = parse(document.encode("utf-8", "surrogatepass"))
    except UnreadableError:
        return
    for _, article in assemble_feed(feed, url=URL).entries:
        assert article.text
        assert "\x1b" not in article.title + article.text


@pytest.mark.parametrize("escape", ["\x1b[", "\x1b[3", "\x1b]0;"])
def test_an_escape_sequence_takes_no_tag_with_it(escape: str) -> None:
    feed = parse(rss(item(f"One{escape}"), item("Two").replace("1<", "2<").replace("g1", "g2")))

    assert [each.title[:3] for each in feed.items if each.title] == ["One", "Two"]
