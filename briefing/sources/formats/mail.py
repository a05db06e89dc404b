"""Parses a saved mail: its headers to metadata, and all of its text parts to the article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email import message_from_bytes, message_from_string, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from itertools import groupby
from pathlib import PurePath

from briefing.domain.structure import BlockKind
from briefing.errors import NoArticleError, SourceError, TooLargeError, UnreadableError
from briefing.sources.formats.mail_furniture import ADDRESS, without_furniture
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import paragraphs
from briefing.sources.local_files import MAX_PAGE_SIZE, format_size
from briefing.sources.text.charset import decode, html_charset
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.html_to_text import element_blocks, parse_html
from briefing.sources.text.normalize_text import clean_line
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

MIN_PLAIN_LENGTH = 200
"""Characters; a shorter plain part beside an HTML part is likely a notice, such as "Your mail program does
not show HTML"."""
MAX_NOISE = 1.2
"""The most that a plain part may be longer than its words without addresses and rules, as a ratio."""
MAX_SIGNATURE = 12
"""Lines after the sign of a signature; before more, it is the sign of a mail quoted below or in a digest."""

MAX_REPAIRS = 5
"""Multiparts of a mail whose boundary is looked for, since each is parsed again."""

MAX_HEADER = 4000
"""Characters of a header that are read: more than any needs, and its parsers take quadratic time."""
MAX_HEADERS = 64_000
"""Bytes at the beginning of a mail in which its subject is looked for."""
MAX_SENDER = 300
"""Characters of the sender that are read: the parser of addresses calls itself at each colon."""

_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_OF_MACHINES = frozenset(
    f"text/{name}"
    for name in ("calendar", "css", "directory", "javascript", "vcard", "x-amp-html", "x-vcard")
)
_TEXT_SUFFIXES = frozenset({"", ".asc", ".htm", ".html", ".md", ".text", ".txt"})
_FILE_NAME = re.compile(r'\b(?:file)?name[\d*]*\s*=\s*("[^"]*"|[^;]*)')
_CUT_BY_EXCHANGE = re.compile(r"ATT\d+\.(?:txt|html?)", re.IGNORECASE)
"""The name that Exchange gives the text after a picture, which it turns into an attachment."""
_RULE = re.compile(r"[-=_*~#]{4,}")
_QUOTE = re.compile(r"(?:>(?!From ) ?)+")
_HIDDEN = re.compile(r"\bdisplay\s*:\s*none|\bmax-height\s*:\s*0(?![.\d])", re.IGNORECASE)

_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
"""Tags at which the parser stops, but below which mail programs and lists write."""

_CONTINUED = re.compile(r";\s*[\w-]+\*[^;]*")
"""A parameter in parts or with a charset of its own (RFC 2231): no type needs one, and the standard library
fails on a name with both."""


class _ShortHeaders(policy.Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        value = value[:MAX_HEADER]
        return name, _CONTINUED.sub("", value) if name.lower() == "content-type" else value


def parse_mail(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a saved mail. Raises SourceError."""
    # compat32 leaves headers unparsed; the newer policies fail on what mail programs really write.
    try:
        message = message_from_bytes(data, policy=_ShortHeaders())
        reader = _Reader(name)
        blocks = without_furniture(reader.blocks(message))
    except RecursionError:
        raise UnreadableError(
            f"{name} holds mails within mails without end: save the one you mean as a file of its own."
        ) from None
    if not blocks.text.strip():
        if reader.faults:
            raise reader.faults[0]
        raise NoArticleError(f"{name} is a mail without text: open its attachments by themselves.")
    sender, address = _sender(message)
    return ParsedDocument(
        blocks.text,
        title=_header(message, "Subject") or None,
        published=to_iso(_header(message, "Date")),
        source=sender or address or None,
        language=_header(message, "Content-Language") or None,
        own_id=_message_id(message),
        blocks=blocks,
    )


def subject_of(data: bytes) -> str:
    """Return the subject of a mail, "" if it has none."""
    head = BytesHeaderParser(policy=_ShortHeaders()).parsebytes(data[:MAX_HEADERS])
    return _header(head, "Subject")


class _Reader:
    """Reads the text parts of a mail in their order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.faults: list[SourceError] = []
        """The reasons why parts that say they are text could not be read."""
        self._repairs = 0

    def blocks(self, part: Message, level: int = 2) -> SourceBlocks:
        """Read the blocks of a part; `level` is the level of the heading of a mail in it."""
        kind = part.get_content_type()
        if part.is_multipart():
            inner = [
                each for each in part.get_payload() if isinstance(each, Message) and not _is_attachment(each)
            ]
            if kind == "multipart/alternative":
                return self._best(inner, level)
            if kind in _MAILS:
                return _joined(
                    reading
                    for each in inner
                    for reading in (_head(each, level), self.blocks(each, level + 1))
                )
            return _joined([self.blocks(each, level) for each in inner])
        if part.get_content_maintype() not in ("text", "multipart"):
            return SourceBlocks()
        if part.get_content_maintype() == "multipart" and self._repairs < MAX_REPAIRS:
            self._repairs += 1
            if (whole := _with_boundary(part)) is not None:
                return self.blocks(whole, level)
        try:
            return (_page if kind == "text/html" else _plain_text)(part, self._name)
        except SourceError as error:
            self.faults.append(error)
            return SourceBlocks()

    def _best(self, branches: list[Message], level: int) -> SourceBlocks:
        best = SourceBlocks()
        # The plain branch is read unless there is reason for another, wherever it stands.
        for part in sorted(branches, key=lambda each: each.get_content_type() != "text/plain"):
            other = self.blocks(part, level)
            if _is_better(other, best):
                best = other
        return best


def _is_better(other: SourceBlocks, best: SourceBlocks) -> bool:
    """Return whether to read a branch in place of the plain one, which is a notice or reads badly.

    Addresses between the words, rules below headings and lists without a mark are signs of a newsletter.
    """
    plain, words = _words(best), len(_words(other))
    marks = sum(each.kind in (BlockKind.HEADING, BlockKind.ITEM, BlockKind.ROW) for each in other.blocks)
    if len(best.text) > MAX_NOISE * len(plain) or marks > 1:
        return words > len(plain) / 2
    return words > (2 if len(plain) < MIN_PLAIN_LENGTH else 3) * len(plain)


def _words(source: SourceBlocks) -> str:
    return " ".join(_RULE.sub(" ", ADDRESS.sub(" ", source.text)).split())


def _joined(readings: Iterable[SourceBlocks]) -> SourceBlocks:
    blocks: list[SourceBlock] = []
    images: list[tuple[int, str, str]] = []
    for each in readings:
        images += [(len(blocks) + at, address, caption) for at, address, caption in each.images]
        blocks += each.blocks
    return SourceBlocks(tuple(blocks), tuple(images))


def _sender(message: Message) -> tuple[str, str]:
    """Return the name and the address of the sender, "" for what is not there."""
    name, address = parseaddr(_header(message, "From")[:MAX_SENDER])
    return clean_line(name), clean_line(address)


def _head(message: Message, level: int) -> SourceBlocks:
    """Head a mail within a mail by its subject, its sender and its date."""
    sender, address = _sender(message)
    date = (to_iso(_header(message, "Date")) or "")[:16].replace("T", " ")
    text = " · ".join(filter(None, (_header(message, "Subject"), sender or address, date)))
    return SourceBlocks((SourceBlock(text, BlockKind.HEADING, min(level, 6)),) if text else ())


def _is_attachment(part: Message) -> bool:
    """Return whether a text part within others is a file that goes with the mail, or not made for people."""
    if part.is_multipart():  # such as a mail that is forwarded as a file
        return False
    if part.get_content_type() in _OF_MACHINES:
        return True
    disposition = _header(part, "Content-Disposition")
    named = _FILE_NAME.search(f"{disposition}; {_header(part, 'Content-Type')}")
    name = named[1].strip(' "') if named else ""
    if _CUT_BY_EXCHANGE.fullmatch(name):
        return False
    is_text = PurePath(name).suffix.lower() in _TEXT_SUFFIXES
    return disposition.lower().startswith("attachment") or not is_text


def _with_boundary(part: Message) -> Message | None:
    """Read a multipart that does not name its boundary by the line that seems to be the boundary."""
    text = str(part.get_payload())
    found = re.search(r"^--(\S[^\r\n]{0,69})\r?\n(?:[\w-]+:|\r?\n)", text, re.MULTILINE)
    if found is None:
        return None
    head = f'Content-Type: {part.get_content_type()}; boundary="{found[1].rstrip()}"\n\n'
    whole = message_from_string(head + text, policy=_ShortHeaders())
    return whole if whole.is_multipart() else None


def _plain_text(part: Message, name: str) -> SourceBlocks:
    text = decode(_payload(part), part.get_content_charset(), name=name).replace("\r\n", "\n")
    is_flowed = "flowed" in str(part.get_param("format", "") or "").lower()
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    blocks: list[SourceBlock] = []
    for depth, lines in groupby(_without_signature(text).split("\n"), key=_quote_depth):
        own = "\n".join(_QUOTE.sub("", line, count=1) if depth else line for line in lines)
        if is_flowed:
            own = _unflowed(own, delete_space=delete_space)
        kind = BlockKind.QUOTE if depth else None
        blocks += [SourceBlock(each, kind) for each in paragraphs(own) if each]
    return SourceBlocks(tuple(blocks))


def _quote_depth(line: str) -> int:
    signs = _QUOTE.match(line)
    return signs[0].count(">") if signs else 0


def _without_signature(text: str) -> str:
    """Return the text up to the signature's first line (RFC 3676, 4.3); each quoted mail may have one."""
    body, _, signature = text.rpartition("\n-- \n")
    lines = signature.strip().split("\n")
    is_signature = len(lines) <= MAX_SIGNATURE and not any(map(_QUOTE.match, lines))
    return body if body.strip() and is_signature else text


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


def _page(part: Message, name: str) -> SourceBlocks:
    """Read all visible text of an HTML part: a mail has no navigation."""
    payload = _payload(part)
    markup = decode(payload, part.get_content_charset() or html_charset(payload), name=name)
    if len(markup) > MAX_PAGE_SIZE:
        raise TooLargeError(
            f"{name} has a part larger than {format_size(MAX_PAGE_SIZE)}, too much for one mail: "
            "save its words in a text file and open that."
        )
    tree = parse_html(_END.sub("", markup))
    if tree is None:
        return SourceBlocks()
    for element in tree.xpath("//body//*[@style or @hidden]"):
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            element.tag = "template"  # a template is not seen either, and keeps the text after it
    return element_blocks(tree)  # a broken mail has text beside its body


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: Message, name: str) -> str:
    """Return the decoded value of a header, "" if it is absent."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if not raw:
        return ""
    try:
        # Bytes outside ASCII, which headers must not have and many do, are surrogates here.
        words = decode(str(raw).replace("\0", "").encode("utf-8", "surrogateescape"), name=name)
        return clean_line(str(make_header(decode_header(words))))
    except (UnreadableError, MessageError, LookupError, ValueError):
        return clean_line(str(raw))


def _message_id(message: Message) -> str | None:
    match = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    return f"mid:{match[1]}" if match else None
