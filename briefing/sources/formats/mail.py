"""What a saved mail holds: its headers as metadata, and the one of its parts that is the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from briefing.errors import NoArticleError, UnreadableError
from briefing.sources.formats.html import parse_html_article
from briefing.sources.formats.page_extraction import Extractor
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import paragraphs
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line

__all__ = ["parse_mail"]

TRIVIAL_LENGTH = 200
"""Characters under which the plain part of a mail that has an HTML one is only a notice, such as
"Your mail program does not show HTML"."""


def parse_mail(data: bytes, *, name: str, extractor: Extractor) -> ParsedDocument:
    """The mail as an article: Subject, sender and date as title, author and day of publication.

    Raises SourceError.
    """
    # The older policy leaves headers as they came; the newer one's parser fails on what mailers really write.
    message = message_from_bytes(data, policy=policy.compat32)
    parts = list(_text_parts(message))
    plain = next((part for part in parts if part.get_content_type() != "text/html"), None)
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    text = _plain_text(plain, name) if plain is not None else ""
    if page is not None and len(text) < TRIVIAL_LENGTH:
        from_page = _page_text(page, name=name, extractor=extractor)
        # A short mail is short in both parts; then its plain part is the truer.
        if len(from_page) > 2 * len(text):
            text = from_page
    if not text.strip():
        raise NoArticleError(f"{name} is a mail without text: open its attachments by themselves.")
    sender, address = parseaddr(_header(message, "From"))
    return ParsedDocument(
        text,
        title=_header(message, "Subject") or None,
        author=sender or address or None,
        published=to_iso(_header(message, "Date")),
        source=address.rpartition("@")[2] or None,
        language=_header(message, "Content-Language") or None,
        own_name=_message_id(message),
    )


def _text_parts(message: Message) -> Iterator[Message]:
    """Every part that is text and no attachment, in order; the parts of forwarded mails too."""
    for part in message.walk():
        # What calls itself multipart and has no parts is text.
        if part.is_multipart() or part.get_content_maintype() not in ("text", "multipart"):
            continue
        if not re.match(r"\s*attachment", _header(part, "Content-Disposition"), re.IGNORECASE):
            yield part


def _plain_text(part: Message, name: str) -> str:
    text = decode(_payload(part), part.get_content_charset(), name=name)
    if "flowed" in str(part.get_param("format", "") or "").lower():
        text = _unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    # Below this line stands a signature, which is no part of what was written (RFC 3676, 4.3).
    body, _, _ = text.replace("\r\n", "\n").partition("\n-- \n")
    return "\n\n".join(paragraphs(body if body.strip() else text))


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines that a blank at the end says go on (RFC 3676); "-- " above a signature is none."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.removeprefix(" ")  # stuffed, so that no "From" or ">" stands first
        if goes_on and line:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _page_text(part: Message, *, name: str, extractor: Extractor) -> str:
    """The article in an HTML part; where none can be made out, all its words: no mail is only navigation."""
    payload = _payload(part)
    markup = decode(payload, part.get_content_charset() or html_charset(payload), name=name)
    try:
        return parse_html_article(markup, name=name, extractor=extractor).text
    except NoArticleError:
        return extractor.extract(markup, name=name, want_whole=True).whole_text


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: Message, name: str) -> str:
    """A header's words, encoded ones decoded; "" where it is absent."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        # Bytes past ASCII, which no header may hold and many do, wait here as surrogates.
        words = decode(str(raw).replace("\0", "").encode("utf-8", "surrogateescape"), name=name)
        return clean_line(str(make_header(decode_header(words))))
    except (UnreadableError, LookupError, ValueError):
        return clean_line(str(raw))


def _message_id(message: Message) -> str | None:
    match = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    return f"mid:{match[1]}" if match else None
