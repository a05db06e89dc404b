from __future__ import annotations

import pytest

from briefing.sources.formats.format_detection import Format, format_of_suffix, format_of_type, sniffed_format


@pytest.mark.parametrize(
    ("data", "form"),
    [
        pytest.param(b"<!DOCTYPE html><html>", Format.HTML, id="doctype"),
        pytest.param(b"\xef\xbb\xbf\n<HTML lang=en>", Format.HTML, id="mark and capitals"),
        pytest.param(b'<?xml version="1.0"?>\n<!-- x -->\n<html>', Format.HTML, id="XHTML"),
        pytest.param(b"---\ntitle: A\n---\nBody", Format.MARKDOWN, id="front matter"),
        pytest.param(b"# Heading\n\nBody", Format.MARKDOWN, id="heading"),
        pytest.param(b"#1 in the polls\n\nBody", Format.TEXT, id="number sign"),
        pytest.param(
            b"Received: from x\n by y\nFrom: a@b.example\nSubject: S\n\nBody", Format.MAIL, id="mail"
        ),
        pytest.param(b"From: a@b.example\r\nDate: x\r\n\r\nBody", Format.MAIL, id="mail, Windows line ends"),
        pytest.param(b"From: the editors\nTo our readers: good news\n\nBody", Format.TEXT, id="no mail"),
        pytest.param(b"World\nHeadline\nBody.", Format.TEXT, id="text"),
        pytest.param(b"", Format.TEXT, id="nothing"),
    ],
)
def test_sniffing(data: bytes, form: Format) -> None:
    assert sniffed_format(data) is form


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.TXT", Format.TEXT),
        ("a.b.markdown", Format.MARKDOWN),
        ("/x.y/a.xhtml", Format.HTML),
        ("a.eml", Format.MAIL),
        ("a", None),
        ("a.pdf", None),
    ],
)
def test_suffixes(name: str, form: Format | None) -> None:
    assert format_of_suffix(name) is form


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("Text/HTML", Format.HTML),
        ("application/xhtml+xml", Format.HTML),
        ("text/plain", Format.TEXT),
        ("text/markdown", Format.MARKDOWN),
        ("message/rfc822", Format.MAIL),
        ("application/pdf", None),
    ],
)
def test_types(content_type: str, form: Format | None) -> None:
    assert format_of_type(content_type) is form
