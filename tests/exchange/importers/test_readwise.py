"""Readwise's CSV is read by its header, in any order and from any spreadsheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefing.domain.annotation import Color
from briefing.exchange.importers.import_file import read_annotations
from tests.exchange.foreign import (
    NOW,
    PAGE,
    TODAY,
)

READWISE_EXPORT = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,"
    "Document tags\r\n"
    '"The words,\r\nin two lines",A title,Ada,,".inline\nA ""note"".",purple,"one, two words",page,12,'
    "2024-05-01 10:00:00+00:00,news\r\n"
)


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode(), id="as it is"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="with a byte order mark"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.replace("\r\n", "\n").encode(), id="with other line ends"),
    ],
)
def test_readwise_exports_are_read(encode: Callable[[str], bytes]) -> None:
    [incoming] = read_annotations(encode(READWISE_EXPORT), "the file", NOW).incoming
    annotation = incoming.annotation
    assert (incoming.source, incoming.title, incoming.author) == ("", "A title", "Ada")
    assert annotation.anchor.quote == "The words,\nin two lines"
    assert (annotation.note, annotation.tags) == ('A "note".', ("inline", "one", "two words"))
    assert (annotation.color, annotation.created) == (Color.VIOLET, "2024-05-01T10:00:00Z")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_may_stand_in_any_order(delimiter: str) -> None:
    rows = (
        ("Note", "Extra", "URL", "highlight"),
        ("n", "e", PAGE, "the words"),
        ("", "", PAGE, ""),
        ("", "", "", ""),
    )
    text = "\n".join(delimiter.join(row) for row in rows)
    found = read_annotations(text.encode(), "the file", NOW)
    [incoming] = found.incoming
    assert (incoming.source, incoming.annotation.anchor.quote, incoming.annotation.note) == (
        PAGE,
        "the words",
        "n",
    )
    assert (incoming.annotation.created, incoming.dated) == (TODAY, False)
    assert found.passed_over == ("Row 2 of the file has no highlight and is passed over.",)


@pytest.mark.parametrize(
    ("note", "tags", "rest"),
    [
        pytest.param(".one", ("one",), "", id="one tag"),
        pytest.param(".one .two words", ("one", "two"), "words", id="two, then words"),
        pytest.param("...and so on", (), "...and so on", id="an ellipsis"),
        pytest.param("words .one", (), "words .one", id="not at the beginning"),
    ],
)
def test_tags_stand_at_the_beginning_of_a_note(note: str, tags: tuple[str, ...], rest: str) -> None:
    data = f"Highlight,Title,Note\nthe words,A title,{note}\n".encode()
    [incoming] = read_annotations(data, "the file", NOW).incoming
    assert (incoming.annotation.tags, incoming.annotation.note) == (tags, rest)
