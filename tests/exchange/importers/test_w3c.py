"""Web Annotations come in many forms; what they mark, say and are called is taken from each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefing.domain import Span
from briefing.domain.annotation_codec import annotation_to_dict
from briefing.exchange.exporters.w3c import to_w3c
from tests.exchange.foreign import (
    PAGE,
    QUOTE,
    TODAY,
    URN,
    bundle_of,
    only,
    read,
    web_annotation,
)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(web_annotation(), id="one annotation"),
        pytest.param([web_annotation()], id="an array"),
        pytest.param({"type": "AnnotationCollection", "items": [web_annotation()]}, id="a collection"),
        pytest.param({"type": "AnnotationPage", "items": [web_annotation()]}, id="a page"),
        pytest.param(
            {
                "type": ["BasicContainer", "AnnotationCollection"],
                "first": {"type": "AnnotationPage", "items": web_annotation()},
            },
            id="a collection with its first page",
        ),
        pytest.param({"@context": "…", "@graph": [web_annotation()]}, id="a JSON-LD graph"),
        pytest.param(web_annotation(type=["Annotation", "x:Other"]), id="several types"),
        pytest.param(
            {"@id": URN, "@type": "oa:Annotation"}
            | {name: web_annotation()[name] for name in ("created", "target")},
            id="JSON-LD keywords",
        ),
        pytest.param(
            web_annotation(target=[PAGE, {"source": {"id": PAGE}, "selector": [QUOTE]}]), id="several targets"
        ),
        pytest.param(
            web_annotation(
                target={"source": PAGE, "selector": {"type": "XPathSelector", "refinedBy": QUOTE}}
            ),
            id="a quote within an element",
        ),
        pytest.param(web_annotation(target={"id": PAGE, "selector": QUOTE}), id="a target with an id alone"),
    ],
)
def test_web_annotations_come_in_many_forms(value: object) -> None:
    incoming = only(value)
    annotation = incoming.annotation
    assert (incoming.source, annotation.id) == (PAGE, URN)
    assert (annotation.anchor.quote, annotation.anchor.prefix) == ("the words", "before ")
    assert (annotation.created, annotation.modified) == ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z")
    assert annotation.is_orphan, "it names no position"


@pytest.mark.parametrize(
    ("members", "note", "tags"),
    [
        pytest.param({"body": "Plain words"}, "Plain words", (), id="a string"),
        pytest.param({"bodyValue": "Plain words"}, "Plain words", (), id="bodyValue"),
        pytest.param({"body": {"type": "TextualBody", "value": "x"}}, "x", (), id="a body without purpose"),
        pytest.param(
            {"motivation": "tagging", "body": {"type": "TextualBody", "value": "x"}},
            "",
            ("x",),
            id="a tag by motive",
        ),
        pytest.param(
            {
                "body": [
                    {"type": "TextualBody", "purpose": "tagging", "value": "#one,  two"},
                    {"type": "TextualBody", "purpose": "describing", "value": "first\r\n"},
                    {"type": "TextualBody", "purpose": "commenting", "value": "second"},
                    {"type": "Image", "id": "https://example.org/i.png"},
                ]
            },
            "first\n\nsecond",
            ("one two",),
            id="a list",
        ),
        pytest.param({"body": {"type": "TextualBody", "value": 7}}, "", (), id="no words"),
        pytest.param({}, "", (), id="none"),
        pytest.param({"body": "\x1b[31mred\x07 \ud800\u202e"}, "red \ufffd", (), id="controls"),
        pytest.param(
            {
                "body": [
                    {"type": "TextualBody", "purpose": "tagging", "value": "ha\u200bsh\U000e0041"},
                    {"type": "TextualBody", "purpose": "commenting", "value": "in\U000e0049visible\u2063"},
                ]
            },
            "invisible",
            ("hash",),
            id="invisible characters",
        ),
    ],
)
def test_bodies_become_a_note_and_tags(members: dict[str, Any], note: str, tags: tuple[str, ...]) -> None:
    annotation = only(web_annotation(**members)).annotation
    assert (annotation.note, annotation.tags) == (note, tags)
    stored = annotation_to_dict(annotation, "")["body"]
    ours = [body["value"] for body in stored if body.get("purpose") in ("commenting", "tagging")]
    assert ours == [*filter(None, [note]), *tags]


def test_what_we_have_no_place_for_is_kept_and_written_again() -> None:
    image = {"type": "Image", "id": "https://example.org/i.png"}
    value = web_annotation(
        creator={"name": "Ada"},
        body=["Words", image],
        target={"source": PAGE, "scope": "x:y", "selector": [QUOTE]},
    )
    written = json.loads(to_w3c(bundle_of([only(value).annotation])))["items"][0]
    assert written["creator"] == {"name": "Ada"}
    assert image in written["body"]
    assert written["target"]["scope"] == "x:y"
    assert [body["value"] for body in written["body"] if "value" in body] == ["Words"]


@pytest.mark.parametrize(
    ("selectors", "span"),
    [
        pytest.param([{"type": "TextPositionSelector", "start": 3, "end": 12}], Span(3, 12), id="a position"),
        pytest.param([{"type": "TextPositionSelector", "start": 12, "end": 3}], None, id="backwards"),
        pytest.param([{"type": "TextPositionSelector", "start": -1, "end": 3}], None, id="negative"),
        pytest.param([{"type": "TextPositionSelector", "start": "3", "end": True}], None, id="no numbers"),
        pytest.param(
            [{"type": "TextPositionSelector", "start": 0, "end": 2**70}], None, id="past every text"
        ),
    ],
)
def test_a_position_is_taken_when_it_can_be_one(selectors: list[object], span: Span | None) -> None:
    annotation = only(web_annotation(target={"source": PAGE, "selector": [QUOTE, *selectors]})).annotation
    assert annotation.anchor.span == span
    assert annotation.is_orphan == (annotation.state == "orphan")


def test_a_target_apiece_makes_annotations_of_their_own() -> None:
    other = {"source": PAGE, "selector": QUOTE | {"exact": "other words"}}
    value = web_annotation(target=[{"source": PAGE, "selector": QUOTE}, other])
    first, second = read(value).incoming
    assert first.annotation.id == URN
    assert second.annotation.id not in ("", URN)
    assert second.annotation.anchor.quote == "other words"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        pytest.param("https://example.org/a b", "https://example.org/a b", id="an address"),
        pytest.param("/home/reader/a.txt ", "/home/reader/a.txt ", id="a path, blanks and all"),
        pytest.param("file:///home/reader/a%20b.txt", "/home/reader/a b.txt", id="a file's address"),
        pytest.param("file:///C:/notes/a.txt", "C:/notes/a.txt", id="one of Windows"),
        pytest.param("https://example.org/\x1b[2J\nx", "https://example.org/\ufffd[2J x", id="controls"),
        pytest.param("https://example.org/" + "a" * 5000, "", id="endless"),
        pytest.param("file://[", "file://[", id="no address at all"),
        pytest.param(17, "", id="no text"),
    ],
)
def test_the_source_is_an_address_or_a_path(source: object, address: str) -> None:
    assert only(web_annotation(target={"source": source, "selector": QUOTE})).source == address


@pytest.mark.parametrize(
    ("created", "kept"),
    [
        pytest.param("2026-11-08T21:00:00+02:00", "2026-11-08T21:00:00+02:00", id="with an offset, as it is"),
        pytest.param("2026-11-08T21:00:00.123456Z", "2026-11-08T21:00:00.123456Z", id="with fractions"),
        pytest.param("2026-11-08 21:00:00+02:00", "2026-11-08T19:00:00Z", id="with a blank"),
        pytest.param("2026-11-08T21:00:00", "2026-11-08T21:00:00Z", id="without offset"),
        pytest.param("2026-11-08", "2026-11-08T00:00:00Z", id="a day"),
        pytest.param("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00", id="the first moment"),
        pytest.param("0001-01-01 00:00:00+14:00", TODAY, id="before the first moment"),
        pytest.param("yesterday", TODAY, id="words"),
        pytest.param("", TODAY, id="nothing"),
        pytest.param(["2026"], TODAY, id="no text"),
    ],
)
def test_a_moment_is_kept_or_made_one(created: object, kept: str) -> None:
    incoming = only(web_annotation(created=created))
    assert (incoming.annotation.created, incoming.annotation.modified) == (kept, kept)
    assert incoming.dated == (kept != TODAY)


@pytest.mark.parametrize(
    ("given_id", "kept"),
    [
        pytest.param("https://example.org/anno/1", True, id="an address"),
        pytest.param("URN:UUID:0C0FFEE0-0000-4000-8000-000000000001", True, id="in capitals"),
        pytest.param("#anno1", False, id="relative"),
        pytest.param("_:b0", False, id="a blank node"),
        pytest.param("x:<script>", False, id="markup"),
        pytest.param("x:" + "a" * 5000, False, id="endless"),
        pytest.param(12, False, id="a number"),
        pytest.param(None, False, id="null"),
    ],
)
def test_an_id_that_means_something_elsewhere_is_kept(given_id: object, kept: bool) -> None:
    """Any other is made from what the annotation says, so that it is the same each time."""
    value = web_annotation(id=given_id)
    first, second = only(value).annotation.id, only(value).annotation.id
    assert first == second
    assert (first == given_id) == kept
    assert kept or first.startswith("urn:uuid:")
    assert kept or only(web_annotation(id=given_id, body="other")).annotation.id != first


def test_only_an_id_of_ours_names_an_article() -> None:
    """It becomes the name of a file, so nothing else may pass."""
    for given_id, taken in (("0123456789abcdef", True), ("../../etc/passwd", False), (7, False)):
        value = web_annotation(article={"id": given_id, "title": "A title", "url": PAGE})
        assert (only(value).article_id == given_id) == taken
    assert only(
        web_annotation(target={"source": "urn:x-briefing:0123456789abcdef", "selector": QUOTE})
    ).article_id
