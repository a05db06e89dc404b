"""Decodes bytes to text by byte order mark, UTF-8, declared charset, or a guess."""

from __future__ import annotations

import codecs
import re

from briefing.errors import UnreadableError
from briefing.sources.text.charset_guess import WIDER_SETS, guess_charset

SAMPLE = 65_536
"""Bytes that a guess is made from."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # These come before UTF-16: its little-endian mark begins like this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_SIGNATURES = {
    "a PDF document": (b"%PDF-",),
    "an office document or a ZIP archive": (b"PK\x03\x04",),
    "an old office document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "an RTF document": (b"{\\rtf",),
    "a picture": (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8"),
    "a compressed file": (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c"),
    "a database": (b"SQLite format 3\x00",),
    "a program": (b"\x7fELF",),
    "a sound or video file": (b"OggS", b"ID3"),
}
_NOT_CHARSETS = frozenset(
    "idna mbcs oem palmos punycode raw-unicode-escape undefined unicode-escape utf-7".split()
)
"""Python codecs that are no charset of a document, or that can hide what its bytes say."""

_CONTROLS = "[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]"
_NO_CONTROLS = bytes({*range(256)} - {*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F})
_ANCHORS = "[ \n.,0-9A-Za-z\u3001\u3002\uff0c]"
"""Characters that any long text has, and that become rare ones when the bytes of UTF-16 are swapped."""
_HTML_CHARSET = (
    rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]+)"""
    rb"""|\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)"""
)


def decode(data: bytes, declared: str | None = None, *, name: str, allow_controls: bool = False) -> str:
    """Decode with `declared`, the charset of a header or the document, unless the bytes contradict it.

    Valid UTF-8 is decoded as UTF-8 whatever was declared: other text is hardly ever valid by chance. Raises
    UnreadableError with `name` in its message for binary data; many control characters are a sign of that
    unless `allow_controls`.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            marked = data[len(mark) :].decode(encoding, "replace")
            return marked if allow_controls else _checked(marked, data, name)
    for kind, signatures in _BINARY_SIGNATURES.items():
        for signature in filter(data.startswith, signatures):
            if not (signature.isalnum() and _strict(data, "utf-8")):
                raise UnreadableError(
                    f"{name} is {kind}, not text: export or save its words as a text or HTML file and open "
                    "that."
                )
    text = (_decode_wide if b"\0" in data else _decode_narrow)(data, _codec(declared))
    if text is None:
        raise _no_text(name)
    return text if allow_controls else _checked(text, data, name)


def html_charset(data: bytes) -> str | None:
    """Return the charset that the head of an HTML page declares."""
    match = re.search(_HTML_CHARSET, data[:4096], re.IGNORECASE)
    if match is None:
        return None
    label = (match[1] or match[2]).decode("ascii", "replace")
    # A declaration that can be read as ASCII is not in UTF-16 or UTF-32.
    return "utf-8" if label.lower().startswith(("utf-16", "utf-32")) else label


def _no_text(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} holds no readable text: it looks like a binary file, so open a text, "
        "Markdown, HTML or mail file instead."
    )


def _checked(text: str, data: bytes, name: str) -> str:
    # The characters are counted in bytes: a pattern takes five times as long.
    strange = len(text.encode("utf-8", "surrogatepass").translate(None, _NO_CONTROLS))
    if lost := text.count("\ufffd"):
        # Only what could not be decoded counts: a text may hold the character itself.
        written = max(data.count("\ufffd".encode(each)) for each in ("utf-8", "utf-16-le", "utf-16-be"))
        strange += max(0, lost - written)
    if strange > 8 and strange > 0.05 * len(text):
        raise _no_text(name)
    return text


def _codec(label: str | None) -> str | None:
    """Return Python's name for a declared charset, or None if it is unknown or not trusted."""
    try:
        found = codecs.lookup((label or "").strip(" \"'").lower()).name
        b"x".decode(found)
    except UnicodeDecodeError:
        pass  # a multi-byte charset
    except (LookupError, ValueError):
        return None  # unknown, or not a text codec
    if found in _NOT_CHARSETS:
        return None
    return WIDER_SETS.get(found, found)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _decode_narrow(data: bytes, declared: str | None) -> str | None:
    """Decode text in UTF-8 or an older charset."""
    if declared and declared.startswith(("iso2022", "hz")) and (text := _strict(data, declared)) is not None:
        return text  # data in a seven-bit charset would be valid ASCII
    if (b"\x1b$B" in data or b"\x1b$@" in data) and (text := _strict(data, "iso2022_jp_2")) is not None:
        return text
    if b"\x1b$)C" in data and (text := _strict(data, "iso2022_kr")) is not None:
        return text
    if (text := _strict(data, "utf-8")) is not None:
        return text
    if (text := _nearly_utf8(data)) is not None:
        return text
    if declared and declared != "utf-8":
        text = data.decode(declared, "replace")
        if text.count("\ufffd") <= 0.01 * len(text):
            return text
    return _guessed(data)


def _nearly_utf8(data: bytes) -> str | None:
    """Decode UTF-8 that was cut or has some foreign bytes; return None if another charset is likelier."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sequences = sum(character > "\x7f" for character in text) - damaged
    return text if sequences >= 2 * damaged else None


def _guessed(data: bytes) -> str | None:
    charset = guess_charset(data)
    return data.decode(charset, "replace") if charset else None


def _decode_wide(data: bytes, declared: str | None) -> str | None:
    """Decode UTF-16 or UTF-32 without a byte order mark; return None if it is neither."""
    best: tuple[float, str | None] = (0.01, None)
    for encoding, size in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        head = _strict(data[: min(len(data), SAMPLE) // size * size], encoding)
        if not head or re.search(_CONTROLS, head) or sum(map(_is_odd, head)) > 0.02 * len(head):
            continue
        share = len(re.findall(_ANCHORS, head)) / len(head)
        if share > best[0]:
            best = (share, encoding)
    if best[1] is not None:
        return data.decode(best[1], "replace")
    # A stray NUL or two may be in otherwise plain bytes.
    return (
        _decode_narrow(data.replace(b"\0", b""), declared) if data.count(b"\0") <= len(data) // 1000 else None
    )


def _is_odd(character: str) -> bool:
    """Return whether text hardly ever has a character: unassigned, private, or a space of unusual width."""
    return not (character.isprintable() or character.isspace()) or "\u2000" <= character <= "\u200a"
