"""Lists of feeds from other programs: each is read, however broken, or refused in a sentence."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.domain.feeds.feed import Subscription
from briefing.errors import SourceError, TooLargeError
from briefing.paths import bundled_seeds
from briefing.services.feeds.opml_import import LARGEST_OPML, SubscriptionList, read_opml, write_opml
from briefing.sources.local_files import expand
from briefing.store.feeds.opml.opml_document import DEEPEST_FOLDER

STARTERS = bundled_seeds() / "feeds.opml"
A, B = "https://a.example.org/feed", "https://b.example.org/feed?x=1&section=2"


def opml(body: str, *, head: str = "<head><title>Mine</title></head>") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">{head}<body>{body}</body></opml>'


def rss(name: str, url: str) -> str:
    return f'<outline type="rss" text="{name}" xmlUrl="{url.replace("&", "&amp;")}"/>'


def read(document: str | bytes) -> SubscriptionList:
    data = document.encode() if isinstance(document, str) else document
    return read_opml(data, name="feeds.opml")


Named = tuple[str, str | None, tuple[str, ...]]


def named(document: str | bytes) -> list[Named]:
    """Address, title and folder of each feed."""
    return [(feed.url, feed.title, feed.folder) for feed in read(document).feeds]


A_AND_B: list[Named] = [(A, "A", ("News",)), (B, "B", ("News", "Far away"))]
SOUND = opml(f'<outline text="News">{rss("A", A)}<outline text="Far away">{rss("B", B)}</outline></outline>')


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(SOUND, A_AND_B, id="sound"),
        pytest.param(SOUND.replace("&amp;", "&"), A_AND_B, id="bare ampersands"),
        pytest.param(
            SOUND.replace("UTF-8", "ISO-8859-1").replace("Far away", "Çà et là"),
            [A_AND_B[0], (B, "B", ("News", "Çà et là"))],
            id="UTF-8 that is declared Latin-1",
        ),
        pytest.param(
            SOUND.replace("Far away", "Élection présidentielle").encode("latin-1"),
            [A_AND_B[0], (B, "B", ("News", "Élection présidentielle"))],
            id="Latin-1 that is declared UTF-8",
        ),
        pytest.param(b"\xef\xbb\xbf" + SOUND.encode(), A_AND_B, id="a byte order mark"),
        pytest.param(SOUND.encode("utf-16"), A_AND_B, id="UTF-16"),
        pytest.param("\n\n " + SOUND, A_AND_B, id="blank lines before the declaration"),
        pytest.param(SOUND.removesuffix("</outline></outline></body></opml>"), A_AND_B, id="no closing tags"),
        pytest.param(SOUND.replace("</outline></outline>", ""), A_AND_B, id="folders that are not closed"),
        pytest.param(
            SOUND[: SOUND.index(" xmlUrl", SOUND.index("Far away"))], A_AND_B[:1], id="cut off within a tag"
        ),
        pytest.param(
            SOUND.replace("outline", "OUTLINE").replace("body", "BODY").replace("opml", "OPML"),
            A_AND_B,
            id="tags in capitals",
        ),
        pytest.param(SOUND.replace("xmlUrl", "xmlurl"), A_AND_B, id="xmlurl"),
        pytest.param(SOUND.replace("xmlUrl", "XMLURL"), A_AND_B, id="XMLURL"),
        pytest.param(SOUND.replace(' type="rss"', ""), A_AND_B, id="outlines without a type"),
        pytest.param(SOUND.replace("xmlUrl", "url"), A_AND_B, id="url in place of xmlUrl"),
        pytest.param(SOUND.replace("text=", "title="), A_AND_B, id="title without text"),
        pytest.param(
            SOUND.replace('text="A"', 'text="" title="A"'), A_AND_B, id="an empty text beside a title"
        ),
        pytest.param(
            SOUND.replace('text="A"', f'text="{A}"'),
            [(A, None, ("News",)), A_AND_B[1]],
            id="the address in place of a name",
        ),
        pytest.param(
            SOUND.replace("Far away", "&Ccedil;a &amp; l&agrave; &#8211; &nosuch; &"),
            [A_AND_B[0], (B, "B", ("News", "Ça & là – &nosuch; &"))],
            id="HTML entities",
        ),
        pytest.param(SOUND.replace("<head><title>Mine</title></head>", ""), A_AND_B, id="no head"),
        pytest.param(SOUND.replace("</head>", ""), A_AND_B, id="a head that is not closed"),
        pytest.param(SOUND.replace("<body>", "").replace("</body>", ""), A_AND_B, id="no body"),
        pytest.param(
            SOUND[SOUND.index("<outline") : SOUND.index("</body>")], A_AND_B, id="outlines and nothing else"
        ),
        pytest.param(SOUND.replace('"', "'"), A_AND_B, id="single quotes"),
        pytest.param(
            SOUND.replace('text="A"', "text=A").replace('type="rss"', "type=rss"), A_AND_B, id="no quotes"
        ),
        pytest.param(
            opml(f'<outline text="News>\n{rss("A", A)}</outline>'),
            [(A, "A", ("News",))],
            id="a forgotten quote",
        ),
        pytest.param(
            SOUND.replace('text="A"', 'text="A < B > C"'),
            [(A, "A < B > C", ("News",)), A_AND_B[1]],
            id="bare angle brackets",
        ),
        pytest.param(
            SOUND.replace("<body>", f"<body>{rss('A', A)}"),
            [(A, "A", ()), A_AND_B[1]],
            id="a feed that is named twice",
        ),
        pytest.param(
            opml(f'<outline text="News">{rss("A", A)}</outline><outline text="News">{rss("B", B)}</outline>'),
            [(A, "A", ("News",)), (B, "B", ("News",))],
            id="two folders with one name",
        ),
        pytest.param(opml(f"<outline>{rss('A', A)}</outline>"), [(A, "A", ())], id="a folder without a name"),
        pytest.param(
            opml(rss("A", A).replace("/>", ' category="/News/Far away,/Other"/>')),
            [(A, "A", ("News", "Far away"))],
            id="a category in place of folders",
        ),
        pytest.param(
            opml(f'<outline text="A" xmlUrl="{A}">{rss("B", B)}</outline>'),
            [(A, "A", ()), (B, "B", ())],
            id="a feed within a feed",
        ),
        pytest.param(
            opml(rss("A", A.replace("https", "feed:https"))), [(A, "A", ())], id="feed: before the address"
        ),
        pytest.param(
            opml(rss("A\x1b[31m\u202eB", f" {A} ")),
            [(A, "A\ufffd[31m\ufffdB", ())],
            id="what no terminal should be sent",
        ),
        pytest.param(
            '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'
            f'<!ENTITY c SYSTEM "file:///etc/passwd">]><opml><body>{rss("&b;&c;", A)}</body></opml>',
            [(A, "&b;&c;", ())],
            id="entities of its own, which are never expanded",
        ),
        pytest.param(
            opml(f"<!-- {rss('B', B)} -->{rss('A', A)}<![CDATA[{rss('B', B)}]]>"),
            [(A, "A", ())],
            id="comments and character data",
        ),
    ],
)
def test_a_broken_list_gives_its_feeds(document: str | bytes, expected: list[Named]) -> None:
    assert named(document) == expected


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        pytest.param(b"", "feeds.opml is empty: export", id="empty"),
        pytest.param(b" \n ", "feeds.opml is empty: export", id="blank"),
        pytest.param(
            b"<!doctype html><html><body><p>No.</p></body></html>",
            "feeds.opml is a web page, not OPML: export",
            id="a web page",
        ),
        pytest.param(
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>',
            "feeds.opml is a feed, not a list of feeds: follow it with `briefing feeds add`",
            id="a feed",
        ),
        pytest.param(b"https://a.example.org/feed\n", "feeds.opml is not OPML: export", id="plain text"),
        pytest.param(b"%PDF-1.7\n1 0 obj", "feeds.opml is a PDF document, not text", id="a PDF document"),
        pytest.param(bytes(range(256)) * 9, "feeds.opml holds no readable text", id="a binary file"),
        pytest.param(opml("").encode(), "feeds.opml names no feed: export", id="no outline"),
        pytest.param(
            opml('<outline text="News"/>').encode(), "feeds.opml names no feed: export", id="no feed"
        ),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(document: bytes, sentence: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(document)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith((".", "add`."))


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        pytest.param(
            rss("X", "javascript:alert(1)"),
            "“X” was left out: javascript:alert(1) is no address that a feed can be had from, "
            "which begins with http:// or https://.",
            id="a script",
        ),
        pytest.param(
            rss("X", "file:///etc/passwd"),
            "“X” was left out: file:///etc/passwd is no address that a feed can be had from, "
            "which begins with http:// or https://.",
            id="a file",
        ),
        pytest.param(
            rss("", "http://[broken/"),
            "A feed was left out: http://[broken/ is no address that a feed can be had from, "
            "which begins with http:// or https://.",
            id="an address that is none",
        ),
        pytest.param(
            '<outline type="rss" text="X"/>',
            "“X” was left out: the file names no address for it.",
            id="no address",
        ),
        pytest.param(
            '<outline type="link" text="X" url="https://example.org/"/>',
            "“X” was left out: it is a link, not a feed; "
            "give its address to `briefing feeds add` to look for a feed there.",
            id="a link",
        ),
    ],
)
def test_an_outline_that_can_be_no_feed_is_left_out_with_a_sentence(outline: str, sentence: str) -> None:
    found = read(opml(outline + rss("A", A)))
    assert [feed.url for feed in found.feeds] == [A]
    assert found.refused == (sentence,)


def test_a_list_of_refused_feeds_alone_tells_why() -> None:
    found = read(opml(rss("X", "gopher://example.org/")))
    assert found.feeds == ()
    assert len(found.refused) == 1


def test_folders_without_end_are_read_as_deep_as_they_may_lie() -> None:
    found = read(opml('<outline text="F">' * 5000 + rss("A", A) + "</outline>" * 5000 + rss("B", B)))
    assert [feed.url for feed in found.feeds] == [A, B]
    assert len(found.feeds[0].folder) == DEEPEST_FOLDER
    assert read(write_opml(found.feeds)).feeds == found.feeds


def test_feeds_that_are_not_closed_are_all_found() -> None:
    outlines = "".join(f'<outline text="{each}" xmlUrl="https://example.org/{each}">' for each in range(500))
    assert len(read(opml(outlines)).feeds) == 500


def test_ten_megabytes_are_read_and_more_are_refused() -> None:
    note = f'<outline text="{"x" * 982}"/>'
    filler = note * (LARGEST_OPML // len(note) - 1)
    assert named(opml(rss("A", A) + filler)) == [(A, "A", ())]
    with pytest.raises(
        TooLargeError, match=r"^feeds\.opml is larger than 10 MB, too much for a list of feeds"
    ):
        read(opml(rss("A", A) + filler + note))


def test_what_another_program_wrote_about_a_feed_is_written_back() -> None:
    document = (
        '<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><body>'
        f'<outline text="Mine" title="Theirs" type="atom" xmlUrl="{A}" htmlUrl="HTTPS://a.example.org"'
        ' frss:priority="main" lost:prefix="1" version="RSS2" description="&lt;b&gt; &quot;x&quot;"/>'
        "</body></opml>"
    )
    (feed,) = read(document).feeds
    assert (feed.title, feed.site) == ("Mine", "https://a.example.org/")
    assert dict(feed.extra) == {
        "frss:priority": "main",
        "xmlns:frss": "https://freshrss.org/opml",
        "version": "RSS2",
        "description": '<b> "x"',
        "title": "Theirs",
        "type": "atom",
    }
    written = write_opml([feed])
    assert read(written).feeds == (feed,)
    outline = ET.fromstring(written).find("body/outline")
    assert outline is not None
    assert outline.attrib == {
        "text": "Mine",
        "title": "Theirs",
        "type": "atom",
        "xmlUrl": A,
        "htmlUrl": "https://a.example.org/",
        "{https://freshrss.org/opml}priority": "main",
        "version": "RSS2",
        "description": '<b> "x"',
    }


def test_a_feed_moved_to_the_top_leaves_its_category() -> None:
    (feed,) = read(opml(rss("A", A).replace("/>", ' category="/News"/>'))).feeds
    top = Subscription(feed.url, feed.title, (), feed.site, feed.extra)
    assert read(write_opml([feed])).feeds[0].folder == ("News",)
    assert read(write_opml([top])).feeds[0].folder == ()


class TestTheFeedsToStartWith:
    def test_lie_in_folders_are_named_and_are_asked_for_over_https_only(self) -> None:
        found = read(STARTERS.read_bytes())
        assert found.refused == ()
        assert len(found.feeds) >= 30
        assert len({feed.title for feed in found.feeds}) == len(found.feeds)
        for feed in found.feeds:
            assert feed.title
            assert len(feed.folder) == 1
            assert feed.url.startswith("https://")
            assert feed.site is not None

    def test_are_written_as_we_write_them(self) -> None:
        content = STARTERS.read_bytes()
        assert write_opml(read(content).feeds, title="Feeds to start with") == content

    def test_are_no_part_of_the_sample_that_lies_beside_them(self) -> None:
        assert {Path(each).suffix for each in expand([str(bundled_seeds())]).references} == {".txt"}


NAMES = st.text(max_size=40)
FEEDS = st.builds(
    Subscription,
    url=st.integers(0, 9).map("https://example.org/feed?a=1&lt={}".format),
    title=st.none() | NAMES,
    folder=st.lists(NAMES, max_size=6).map(tuple),
    site=st.none() | st.sampled_from(["https://example.org/", "http://münchen.example/ü?a=1&b"]),
    extra=st.dictionaries(
        st.sampled_from(["version", "x:y", "xmlns:x", "category", "1", "Ünsafe", "xml:lang"]), NAMES
    ).map(lambda extra: tuple(extra.items())),
)


@given(st.lists(FEEDS, min_size=1, max_size=12))
@example([Subscription(A, None, ("",), None, (("category", ""),))])
@example([Subscription(A, "\x7f" * 9)])
def test_import_export_import_gives_the_same_feeds_and_folders(feeds: list[Subscription]) -> None:
    first = read(write_opml(feeds)).feeds
    assert [feed.url for feed in first] != []
    second = read(write_opml(first)).feeds
    assert set(second) == set(first)
    # Feeds of one folder stand together in the document: from there on, nothing moves.
    assert read(write_opml(second)).feeds == second
    ET.fromstring(write_opml(first))


CLEAN = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=20
).filter(lambda name: read(write_opml([Subscription(A, name)])).feeds[0].title == name)


@given(st.lists(CLEAN, max_size=8), CLEAN)
def test_names_and_folders_come_back_as_they_were(folder: list[str], title: str) -> None:
    feed = Subscription(A, title, tuple(folder))
    assert read(write_opml([feed])).feeds == (feed,)


def test_a_long_address_in_place_of_a_name_is_no_name() -> None:
    feed = Subscription(f"{A}?key={'0' * 300}")
    assert read(write_opml([feed])).feeds == (feed,)


MARKUP = """
    <opml> <body> <outline text= xmlUrl= " ' > /> </outline> <!-- --> <![CDATA[ ]]> <!DOCTYPE <? & &amp; &#0;
    &#xD800; / = \0 é
"""
PIECES = st.lists(st.sampled_from([*MARKUP.split(), " ", A]), max_size=60).map("".join)


@given(PIECES)
def test_whatever_a_file_holds_is_read_or_refused(document: str) -> None:
    try:
        found = read("<opml>" + document)
    except SourceError as refusal:
        assert str(refusal).endswith(".")
    else:
        if found.feeds:
            assert set(read(write_opml(found.feeds)).feeds) == set(found.feeds)
