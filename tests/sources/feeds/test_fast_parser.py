"""The quick reader against feedparser: where it reads a feed at all, it reads what feedparser does."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.feeds.feed import ParsedFeed
from briefing.sources.feeds.fast_parser import parse_common_feed
from briefing.sources.feeds.feedparser_adapter import parse_any_feed

URL = "https://news.example/world/feed"

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:x="urn:x"'
)
ITEM = (
    "<item><title>{title}</title><link>https://news.example/1</link>"
    '<guid isPermaLink="false">1</guid><description>Words</description>{more}</item>'
)


def rss(items: str, head: str = "<title>News</title><link>https://news.example/</link>") -> str:
    return f'<rss version="2.0" {NAMESPACES}><channel>{head}{items}</channel></rss>'


def rdf(items: str) -> str:
    return (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {NAMESPACES}>'
        f'<channel rdf:about="{URL}"><title>News</title><link>https://news.example/</link></channel>'
        f"{items}</rdf:RDF>"
    )


def atom(entries: str, head: str = '<title>News</title><link href="/"/><id>urn:feed</id>') -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de_AT">{head}{entries}</feed>'


def both(document: str) -> tuple[ParsedFeed | None, ParsedFeed | None]:
    data = document.encode()
    return parse_common_feed(data, url=URL), parse_any_feed(data, url=URL)


COMMON = {
    "rss": rss(
        ITEM.format(title="One", more="<pubDate>Tue, 01 Oct 2024 10:00:00 +0200</pubDate><author>Jo</author>")
        + "<item><title> Two\n lines </title><link> /two?a=1&amp;b=2 </link><guid>https://news.example/two</guid>"
        "<description><![CDATA[<p>A &amp; B</p>]]></description>"
        "<content:encoded><![CDATA[<p>All of <b>it</b></p>]]></content:encoded>"
        "<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator><dc:date>2024-10-01T10:00:00Z</dc:date>"
        "<category>a</category><category>b</category><slash:comments>3</slash:comments>"
        '<atom:link rel="standout" href="https://news.example/x"/>'
        '<post-id xmlns="com-wordpress:feed-additions:1">7</post-id></item>',
        '<title>News &amp; Views</title><atom:link rel="self" href="https://news.example/feed"/>'
        "<link>https://news.example/</link><language>en-gb</language><description>All</description>"
        "<image><title>Logo</title><url>/logo.png</url><link>https://logo.example/</link></image>",
    ),
    "rss with a guid for its address": rss(
        "<item><title>T</title><guid>/three</guid><description>x</description></item>"
    ),
    "rss with a date of atom": rss(ITEM.format(title="One", more="<atom:updated>2024-10-01</atom:updated>")),
    "rss of short posts": rss(
        "<item><guid>https://news.example/@a/1</guid><description>&lt;p&gt;Words&lt;/p&gt;</description>"
        '<media:content url="/1.png"><media:description>A caption</media:description></media:content>'
        "</item>"
    ),
    "rss with mojibake": rss(ITEM.format(title="CafÃ© Zoë", more="<author>Zoë</author>")),
    "rss with non-latin words": rss(
        ITEM.format(title="世界 新闻 🌍", more="<dc:creator>Łukasz</dc:creator>")
    ),
    "rss with a comment and an instruction inside": rss(
        ITEM.format(title="A <!-- not this -->B<?php x ?>C", more="<!-- nor this -->")
    ),
    "rss without titles": rss(
        "<item><guid>https://news.example/@a/1</guid><description>&lt;p&gt;Hi</description></item>"
    ),
    "rss without words": rss("<item><title>T</title><link>https://news.example/1</link></item>"),
    "rss with a vocabulary of its own": rss(
        ITEM.format(title="One", more="<x:title>X</x:title><x:n a='1'/>")
    ),
    "rss that is empty": rss(""),
    "rdf": rdf(
        '<item rdf:about="https://news.example/1#x"><title>One</title><link>https://news.example/1</link>'
        "<description>Words</description><dc:creator>Ann</dc:creator><dc:date>2024-10-01</dc:date></item>"
    ),
    "atom": atom(
        '<entry><id>tag:news.example,2024:1</id><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>'
        '<link rel="self" href="x.atom"/><link rel="alternate" type="text/html" href="/1"/>'
        "<published>2024-10-01T10:00:00+02:00</published><updated>2024-10-02T10:00:00Z</updated>"
        "<author><name>Ann</name><email>ann@news.example</email></author><author><name>Bob</name></author>"
        '<summary>Plain &lt;3</summary><content type="html">&lt;p&gt;All&lt;/p&gt;</content></entry>'
        "<entry><id>https://news.example/2</id><title>Two &lt;b&gt;</title><summary>Short</summary>"
        "<updated>2024-10-02T10:00:00Z</updated></entry>"
    ),
}

UNCOMMON = {
    "not well-formed": rss(ITEM.format(title="A & B", more="")),
    "cut off": rss(ITEM.format(title="One", more=""))[:-30],
    "a document type": "<!DOCTYPE rss>" + rss(ITEM.format(title="One", more="")),
    "xhtml": atom(
        '<entry><id>1</id><title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>All</p></div></content></entry>"
    ),
    "base64": atom(
        '<entry><id>1</id><title>T</title><content type="text/html" mode="base64">PHA+QWxsPC9wPg==</content>'
        "</entry>"
    ),
    "content elsewhere": atom(
        '<entry><id>1</id><title>T</title><content src="/x"/><summary>S</summary></entry>'
    ),
    "a base": atom('<entry xml:base="https://other.example/"><id>1</id><title>T</title></entry>'),
    "a source": atom(
        "<entry><id>1</id><title>T</title><summary>S</summary><source><title>Other</title></source></entry>"
    ),
    "a caption for its title": rss(
        "<item><description>Words</description><media:title>Photo</media:title></item>"
    ),
    "a caption for its words": rss(
        "<item><title>T</title><media:group><media:description>Photo</media:description></media:group></item>"
    ),
    "a namespace of its own behind a usual prefix": (
        '<rss xmlns:content="urn:x"><channel><item><title>T</title><content:encoded>All</content:encoded>'
        "</item></channel></rss>"
    ),
    "a title that may be markup": rss(ITEM.format(title="A &amp;amp; B", more="")),
    "two descriptions": rss(ITEM.format(title="One", more="<description>More</description>")),
    "markup that is not escaped": rss(ITEM.format(title="A <b>B</b>", more="")),
    "a date of another kind": rss(ITEM.format(title="One", more="<pubDate>2004년 5월 28일</pubDate>")),
    "a mail address for an author": rss(ITEM.format(title="One", more="<author>jo@news.example</author>")),
    "controls of Windows-1252": rss(ITEM.format(title="It&#146;s", more="")),
    "entries in capitals": rss("<ITEM><TITLE>T</TITLE></ITEM>"),
    "entries of atom in rss": rss("<entry><title>T</title></entry>"),
    "entries of rss in atom": atom("<item><title>T</title></item>"),
    "an entry of another namespace": rss(
        ITEM.format(title="One", more="") + '<item xmlns="urn:x"><title>T</title></item>'
    ),
    "an rdf entry without a namespace": rdf('<item xmlns=""><title>T</title></item>'),
    "a content of unknown kind": rss(ITEM.format(title="One", more="<body>All</body>")),
    "an address with a reference in it": rss(
        "<item><title>T</title><link>https://news.example/?a=1&amp;copy;=2</link><description>x</description></item>"
    ),
    "a language of its own": atom(
        '<entry xml:lang="en"><id>1</id><title>T</title><summary>S</summary></entry>'
    ),
    "another vocabulary": "<channel><title>x</title></channel>",
}


@pytest.mark.parametrize("name", COMMON)
def test_a_common_feed_is_read_as_feedparser_reads_it(name: str) -> None:
    quick, thorough = both(COMMON[name])

    assert quick is not None
    assert quick == thorough


@pytest.mark.parametrize("name", UNCOMMON)
def test_an_uncommon_feed_is_left_to_feedparser(name: str) -> None:
    assert parse_common_feed(UNCOMMON[name].encode(), url=URL) is None


@pytest.mark.parametrize(
    "module",
    [
        "<media:description>A caption, longer than the words</media:description>",
        "<media:group><media:title>Photo</media:title><media:description>C</media:description></media:group>",
        "<itunes:summary>An episode, told in short</itunes:summary>",
    ],
    ids=["media", "media group", "itunes"],
)
def test_captions_are_not_what_the_entry_says(module: str) -> None:
    """feedparser has the caption for the content, and the words of the entry itself for a summary."""
    quick, thorough = both(rss(ITEM.format(title="One", more=module)))

    assert quick is not None
    assert quick == thorough
    assert [(entry.title, entry.markup) for entry in quick.items] == [("One", "Words")]


def test_a_caption_before_the_title_does_not_take_its_place() -> None:
    item = "<item><media:title>Photo</media:title>" + ITEM.format(title="One", more="").removeprefix("<item>")
    quick, thorough = both(rss(item))

    assert quick is not None
    assert quick == thorough
    assert [entry.title for entry in quick.items] == ["One"]


WORDS = st.lists(
    st.sampled_from(
        [
            *"ab Zé世\u00a0Ã©\u2019\n<>&;\"'#x1/.@()",
            "&amp;",
            "&lt;",
            "&nbsp;",
            "<b>",
            "</b>",
            "<p>",
            *["A word. "] * 20,
        ]
    )
    | st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    max_size=12,
).map("".join)
PLAIN_ADDRESSES = [
    "https://news.example/a",
    "HTTP://NEWS.EXAMPLE/?x=1&y=2",
    " /relative ",
    "two words",
    "tag:news.example,2024:x",
    "12345",
    "//other.example/x",
]
ODD_ADDRESSES = [
    "#top",
    "",
    "javascript:alert(1)",
    "http://[::1",
    "http:///a",
    "https://news.example/?a&copy;b",
]
ADDRESSES = st.sampled_from(PLAIN_ADDRESSES * 4 + ODD_ADDRESSES)
PLAIN_DATES = ["Tue, 01 Oct 2024 10:00:00 GMT", "2024-10-01T10:00:00.5+02:00", "2024-10-01", ""]
DATES = st.sampled_from([*PLAIN_DATES * 4, "01 Oct 24 10:00 EST", "2024-10-01T10:00:00", "yesterday"])


def cdata(words: str) -> str:
    return f"<![CDATA[{words.replace(']]>', '')}]]>"


WRITTEN = WORDS.map(escape) | WORDS.map(cdata)
RSS_PARTS = [
    st.builds("<title>{}</title>".format, WRITTEN | st.just("T")),
    st.builds("<description>{}</description>".format, WRITTEN),
    st.builds("<content:encoded>{}</content:encoded>".format, WRITTEN),
    st.builds("<link>{}</link>".format, ADDRESSES.map(escape)),
    st.builds(
        "<guid{}>{}</guid>".format,
        st.sampled_from(["", ' isPermaLink="true"', ' isPermaLink="false"', ' isPermaLink="TRUE"']),
        ADDRESSES.map(escape),
    ),
    st.builds("<pubDate>{}</pubDate>".format, DATES),
    st.builds("<dc:date>{}</dc:date>".format, DATES),
    st.builds("<dc:creator>{}</dc:creator>".format, WRITTEN),
    st.builds("<dc:creator>{}</dc:creator>".format, WRITTEN),
    st.builds("<author>{}</author>".format, WRITTEN),
    st.builds("<category>{}</category>".format, WRITTEN),
    st.just('<enclosure url="/a.mp3" length="1" type="audio/mpeg"/>'),
    st.just('<source url="https://other.example/">Other</source>'),
    st.just("<comments>https://news.example/a#c</comments>"),
]
ODD_RSS_PARTS = st.sampled_from(
    [
        '<atom:link href="https://news.example/b"/>',
        "<updated>2024-10-01T10:00:00Z</updated>",
        "<content>All</content>",
        "<image>i</image>",
        "<x:title>X</x:title>",
        "<title>Again</title>",
        "<link>https://news.example/again</link>",
        "<description>Again</description>",
        "<guid>again</guid>",
    ]
)
TEXT_TYPES = st.sampled_from(["", ' type="text"', ' type="html"', ' type="text/html"', ' type="HTML"'])
ATOM_PARTS = [
    st.builds("<title{}>{}</title>".format, TEXT_TYPES, WRITTEN | st.just("T")),
    st.builds("<summary{}>{}</summary>".format, TEXT_TYPES, WRITTEN),
    st.builds("<content{}>{}</content>".format, TEXT_TYPES, WRITTEN),
    st.builds("<id>{}</id>".format, ADDRESSES.map(escape)),
    *[
        st.builds(
            '<link{}{} href="{}"/>'.format,
            st.sampled_from(["", ' rel="alternate"', ' rel="self"', ' rel="ALTERNATE"']),
            st.sampled_from(["", ' type="text/html"', ' type="application/json"']),
            ADDRESSES.map(escape),
        )
    ]
    * 2,
    st.builds("<published>{}</published>".format, DATES),
    st.builds("<updated>{}</updated>".format, DATES),
    st.builds("<author><name>{}</name></author>".format, WRITTEN),
    st.builds("<author><email>a@b.example</email><name>{}</name></author>".format, WRITTEN),
    st.just('<category term="x"/>'),
    st.just("<rights>All</rights>"),
    st.just("<contributor><name>C</name></contributor>"),
]
ODD_ATOM_PARTS = st.sampled_from(
    [
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">All</div></content>',
        '<content src="https://news.example/x"/>',
        "<title>Again</title>",
        "<summary>Again</summary>",
        "<id>again</id>",
        "<link>https://news.example/text</link>",
        "<issued>2024-10-01T10:00:00Z</issued>",
    ]
)


def written_entries(
    parts: list[st.SearchStrategy[str]], odd: st.SearchStrategy[str], tag: str
) -> st.SearchStrategy[str]:
    """Entries of some of the parts, in any order, and now and then an odd one."""
    optional = [st.one_of(*[part] * 4, st.just("")) for part in parts]
    rarely = st.integers(0, 9).flatmap(lambda chance: odd if chance == 0 else st.just(""))
    entry = st.tuples(*optional, rarely).map(list).flatmap(st.permutations)
    return st.lists(entry.map(lambda each: f"<{tag}>{''.join(each)}</{tag}>"), max_size=2).map("".join)


@pytest.mark.slow
@given(written_entries(RSS_PARTS, ODD_RSS_PARTS, "item"))
@settings(max_examples=2 * settings().max_examples, deadline=None)
def test_whatever_rss_is_not_left_to_feedparser_is_read_alike(items: str) -> None:
    quick, thorough = both(rss(items))

    assert quick is None or quick == thorough


@pytest.mark.slow
@given(written_entries(ATOM_PARTS, ODD_ATOM_PARTS, "entry"))
@settings(max_examples=2 * settings().max_examples, deadline=None)
def test_whatever_atom_is_not_left_to_feedparser_is_read_alike(entries: str) -> None:
    quick, thorough = both(atom(entries))

    assert quick is None or quick == thorough
