from __future__ import annotations

import pytest

from briefing.sources.formats.format_detection import (
    DocumentFormat,
    format_from_media_type,
    format_from_suffix,
    sniff_format,
)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        pytest.param(b"<!DOCTYPE html><html>", DocumentFormat.HTML, id="doctype"),
        pytest.param(b"\xef\xbb\xbf\n<HTML lang=en>", DocumentFormat.HTML, id="mark and capitals"),
        pytest.param(b'<?xml version="1.0"?>\n<!-- x -->\n<html>', DocumentFormat.HTML, id="XHTML"),
        pytest.param(b"---\ntitle: A\n---\nBody", DocumentFormat.MARKDOWN, id="front matter"),
        pytest.param(b"# Heading\n\nBody", DocumentFormat.MARKDOWN, id="heading"),
        pytest.param(b"#1 in the polls\n\nBody", DocumentFormat.TEXT, id="number sign"),
        pytest.param(
            b"Received: from x\n by y\nFrom: a@b.example\nSubject: S\n\nBody", DocumentFormat.MAIL, id="mail"
        ),
        pytest.param(
            b"From: a@b.example\r\nDate: x\r\n\r\nBody", DocumentFormat.MAIL, id="mail, Windows line ends"
        ),
        pytest.param(
            b"From: the editors\nTo our readers: good news\n\nBody", DocumentFormat.TEXT, id="no mail"
        ),
        pytest.param(b"World\nHeadline\nBody.", DocumentFormat.TEXT, id="text"),
        pytest.param(b"", DocumentFormat.TEXT, id="nothing"),
    ],
)
def test_sniffing(data: bytes, form: DocumentFormat) -> None:
    assert sniff_format(data) is form


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.TXT", DocumentFormat.TEXT),
        ("a.b.markdown", DocumentFormat.MARKDOWN),
        ("/x.y/a.xhtml", DocumentFormat.HTML),
        ("a.eml", DocumentFormat.MAIL),
        ("a", None),
        ("a.pdf", None),
    ],
)
def test_suffixes(name: str, form: DocumentFormat | None) -> None:
    assert format_from_suffix(name) is form


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("Text/HTML", DocumentFormat.HTML),
        ("application/xhtml+xml", DocumentFormat.HTML),
        ("text/plain", DocumentFormat.TEXT),
        ("text/markdown", DocumentFormat.MARKDOWN),
        ("message/rfc822", DocumentFormat.MAIL),
        ("application/pdf", None),
    ],
)
def test_types(content_type: str, form: DocumentFormat | None) -> None:
    assert format_from_media_type(content_type) is form
