"""Parses a saved mail: its headers to metadata, and its plain or HTML part to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from briefing.errors import NoArticleError, UnreadableError
from briefing.sources.formats.html import parse_html_article
from briefing.sources.formats.page_extraction import extract_page
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import paragraphs
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line
from briefing.sources.text.source_blocks import SourceBlocks

MIN_PLAIN_LENGTH = 200
"""Characters; a shorter plain part beside an HTML part is only a notice, such as "Your mail program does not
show HTML"."""

MAX_HEADER = 4000
"""Characters of a header that are read: more than any needs, and its parsers take quadratic time."""
MAX_SENDER = 300
"""Characters of the sender that are read: the parser of addresses calls itself at each colon."""

_CONTINUED = re.compile(r";\s*[\w-]+\*[^;]*")
"""A parameter in parts or with a charset of its own (RFC 2231): no type needs one, and the standard library
fails on a name with both."""


class _ShortHeaders(policy.Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        value = value[:MAX_HEADER]
        return name, _CONTINUED.sub("", value) if name.lower() == "content-type" else value


def parse_mail(data: bytes, *, name: str) -> ParsedDocument:
    """Raises SourceError."""
    # compat32 leaves headers unparsed; the newer policies fail on what mail programs really write.
    try:
        message = message_from_bytes(data, policy=_ShortHeaders())
        parts = list(_text_parts(message))
    except RecursionError:
        raise UnreadableError(
            f"{name} holds mails within mails without end: save the one you mean as a file of its own."
        ) from None
    plain = next((part for part in parts if part.get_content_type() != "text/html"), None)
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    text, blocks = _plain_text(plain, name) if plain is not None else "", SourceBlocks()
    if page is not None and len(text) < MIN_PLAIN_LENGTH:
        from_page = _page_text(page, name=name)
        # A short mail is short in both parts, and its plain part is the better.
        if len(from_page.text) > 2 * len(text):
            text, blocks = from_page.text, from_page.blocks
    if not text.strip():
        raise NoArticleError(f"{name} is a mail without text: open its attachments by themselves.")
    sender, address = parseaddr(_header(message, "From")[:MAX_SENDER])
    return ParsedDocument(
        text,
        title=_header(message, "Subject") or None,
        author=sender or address or None,
        published=to_iso(_header(message, "Date")),
        source=address.rpartition("@")[2] or None,
        language=_header(message, "Content-Language") or None,
        own_id=_message_id(message),
        blocks=blocks,
    )


def _text_parts(message: Message) -> Iterator[Message]:
    """The text parts that are not attachments, in order, with those of forwarded mails."""
    for part in message.walk():
        # A multipart without parts is text.
        if part.is_multipart() or part.get_content_maintype() not in ("text", "multipart"):
            continue
        if not re.match(r"\s*attachment", _header(part, "Content-Disposition"), re.IGNORECASE):
            yield part


def _plain_text(part: Message, name: str) -> str:
    text = decode(_payload(part), part.get_content_charset(), name=name)
    if "flowed" in str(part.get_param("format", "") or "").lower():
        text = _unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    # This line starts the signature (RFC 3676, 4.3).
    body, _, _ = text.replace("\r\n", "\n").partition("\n-- \n")
    return "\n\n".join(paragraphs(body if body.strip() else text))


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines of format=flowed, which a space at the end continues (RFC 3676), except "-- "."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.removeprefix(" ")  # space-stuffing
        if goes_on and line:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _page_text(part: Message, *, name: str) -> ParsedDocument:
    """The article of an HTML part, else all of its text, since a mail has no navigation."""
    payload = _payload(part)
    markup = decode(payload, part.get_content_charset() or html_charset(payload), name=name)
    try:
        return parse_html_article(markup, name=name)
    except NoArticleError:
        return extract_page(markup, name=name, whole_page=True)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: Message, name: str) -> str:
    """The decoded value of a header; "" where it is absent."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        # Bytes outside ASCII, which headers must not have and many do, are surrogates here.
        words = decode(str(raw).replace("\0", "").encode("utf-8", "surrogateescape"), name=name)
        return clean_line(str(make_header(decode_header(words))))
    except (UnreadableError, MessageError, LookupError, ValueError):
        return clean_line(str(raw))


def _message_id(message: Message) -> str | None:
    match = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    return f"mid:{match[1]}" if match else None
