from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.store.feeds.opml.opml_document import Opml, parse_opml, serialize_opml
from briefing.store.feeds.opml.subscription_edits import (
    add_feeds,
    move_feed,
    readdress_feed,
    remove_feeds,
    rename_feed,
)

A, B, C = (f"https://{each}.example.org/feed" for each in "abc")
DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1" xmlns:other="https://other.example/">
  <head>
    <title>Mine &amp; yours</title>
    <other:made by="hand">yesterday</other:made>
  </head>
  <body>
    <!-- the first things first -->
    <outline title="News" text="News" other:open="yes">
      <outline other:id="7" XMLURL="{A}" text="Daily" title="The A Daily" type="atom"/>
    </outline>
    <outline text="Notes" created="1999"/>
    <outline text="Far away">
      <outline text="Deep">
        <outline text="{B}" type="rss" xmlUrl="{B}"/>
      </outline>
    </outline>
  </body>
</opml>
"""


@pytest.fixture
def opml() -> Opml:
    found = parse_opml(DOCUMENT)
    assert found is not None
    return found


def changed(before: Opml, after: Opml) -> tuple[list[str], list[str]]:
    """The lines of the document that went, and those that came."""
    was, now = (serialize_opml(each).splitlines() for each in (before, after))
    return [line.strip() for line in was if line not in now], [
        line.strip() for line in now if line not in was
    ]


def places(opml: Opml) -> list[tuple[str, tuple[str, ...]]]:
    return [(feed.url, feed.folder) for feed in opml.feeds()]


def test_a_document_that_nobody_changes_is_written_as_it_was(opml: Opml) -> None:
    assert serialize_opml(opml) == DOCUMENT


def test_a_feed_is_added_at_the_end_of_its_folder_and_nothing_else_changes(opml: Opml) -> None:
    after = add_feeds(opml, [Subscription(C, "C & Co", ("News",), "https://c.example.org/")])
    assert changed(opml, after) == (
        [],
        [
            f'<outline text="C &amp; Co" title="C &amp; Co" type="rss" xmlUrl="{C}" '
            'htmlUrl="https://c.example.org/"/>'
        ],
    )
    assert places(after) == [(A, ("News",)), (C, ("News",)), (B, ("Far away", "Deep"))]


def test_a_folder_is_made_where_it_is_missing(opml: Opml) -> None:
    after = add_feeds(opml, [Subscription(C, None, (" Far  away", "", "New")), Subscription(C)])
    assert places(after)[-1] == (C, ("Far away", "New"))
    assert len(after.feeds()) == 3


def test_a_feed_that_is_followed_already_stays_as_it_is(opml: Opml) -> None:
    assert add_feeds(opml, [Subscription(A, "Other", ("Other",))]) == opml


@pytest.mark.parametrize("url", ["file:///etc/passwd", "HTTPS://c.example.org/feed", ""])
def test_an_address_that_is_not_in_its_form_is_a_mistake_of_the_caller(opml: Opml, url: str) -> None:
    with pytest.raises(ValueError, match="not the address of a feed"):
        add_feeds(opml, [Subscription(url)])
    with pytest.raises(ValueError, match="not the address of a feed"):
        readdress_feed(opml, A, url)


def test_folders_that_become_empty_go_with_their_last_feed_unless_another_program_wrote_there(
    opml: Opml,
) -> None:
    _, body = serialize_opml(remove_feeds(opml, [A, B, C])).split("<body>")
    assert [line.strip() for line in body.splitlines()] == [
        "",
        "<!-- the first things first -->",
        '<outline title="News" text="News" other:open="yes"/>',
        '<outline text="Notes" created="1999"/>',
        "</body>",
        "</opml>",
    ]


def test_a_moved_feed_keeps_what_was_written_about_it(opml: Opml) -> None:
    after = move_feed(opml, A, ("Far away",))
    before, moved = opml.feeds()[0], next(feed for feed in after.feeds() if feed.url == A)
    assert moved == replace(before, folder=("Far away",))
    assert dict(before.extra)["other:id"] == "7"
    assert move_feed(after, A, ("Far away",)) == after
    assert move_feed(opml, C, ()) == opml


def test_a_feed_can_be_moved_to_the_top(opml: Opml) -> None:
    after = move_feed(opml, B, ())
    assert places(after) == [(A, ("News",)), (B, ())]
    assert "Far away" not in serialize_opml(after)


def test_renaming_changes_the_readers_name_and_not_what_the_feed_calls_itself(opml: Opml) -> None:
    after = rename_feed(opml, A, "Morning")
    assert changed(opml, after) == (
        [f'<outline other:id="7" XMLURL="{A}" text="Daily" title="The A Daily" type="atom"/>'],
        [f'<outline other:id="7" XMLURL="{A}" text="Morning" title="The A Daily" type="atom"/>'],
    )
    assert after.feeds()[0].title == "Morning"


def test_a_feed_without_a_name_is_named_and_unnamed_again(opml: Opml) -> None:
    named = rename_feed(opml, B, "Bee")
    assert named.feeds()[1].title == "Bee"
    assert rename_feed(named, B, None).feeds()[1].title is None


def test_another_address_is_all_that_changes(opml: Opml) -> None:
    assert changed(opml, readdress_feed(opml, A, C)) == (
        [f'<outline other:id="7" XMLURL="{A}" text="Daily" title="The A Daily" type="atom"/>'],
        [f'<outline other:id="7" XMLURL="{C}" text="Daily" title="The A Daily" type="atom"/>'],
    )
    assert readdress_feed(opml, B, C).feeds()[1].title is None


def test_a_feed_that_goes_where_another_is_becomes_that_one(opml: Opml) -> None:
    assert places(readdress_feed(opml, A, B)) == [(B, ("Far away", "Deep"))]
    assert readdress_feed(opml, A, A) == opml


def test_a_feed_that_is_named_twice_is_removed_and_renamed_in_both_places(opml: Opml) -> None:
    twice = parse_opml(DOCUMENT.replace(B, A))
    assert twice is not None
    assert len(twice.feeds()) == 1
    assert remove_feeds(twice, [A]).feeds() == ()
    assert serialize_opml(rename_feed(twice, A, "Same")).count('text="Same"') == 2


def test_words_between_cdata_marks_of_a_broken_document_are_kept() -> None:
    opml = parse_opml(
        DOCUMENT.replace("Mine &amp; yours", "Mine <![CDATA[& yours <b>]]>").replace("</body>", "")
    )
    assert opml is not None
    assert "<title>Mine &amp; yours &lt;b&gt;</title>" in serialize_opml(opml)
