"""How bytes are read as text: what the bytes say of themselves, what was declared, and what is likely."""

from __future__ import annotations

import codecs
import re

from briefing.errors import UnreadableError
from briefing.sources.text.charset_guess import WIDER_SETS, guess_charset

__all__ = ["decode", "html_charset"]

SAMPLE = 65_536
"""Bytes that a guess looks at."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16: its little-endian mark begins like this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "an office document or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound or video file"),
)
_NOT_CHARSETS = frozenset(
    {
        "idna",
        "mbcs",
        "oem",
        "palmos",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
    }
)
"""Codecs that are no character set of a document, or that let its bytes hide what they say."""

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_ANCHORS = re.compile("[ \n.,0-9A-Za-z\u3001\u3002\uff0c]")
"""Characters that any long text has some of, and that turn into rare ones when bytes are swapped."""
_HTML_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)


def decode(data: bytes, declared: str | None = None, *, name: str, allow_controls: bool = False) -> str:
    """The bytes as text. `declared` is the character set that a header or the document names, if any.

    Valid UTF-8 is taken for UTF-8 whatever was declared: text of another kind is hardly ever valid by chance.
    Raises UnreadableError, which calls the input `name`, where the bytes are no text. With `allow_controls`,
    many controls are no sign of that: whoever asks goes by the document's form.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            marked = data[len(mark) :].decode(encoding, "replace")
            return marked if allow_controls else _checked(marked, name)
    for magic, kind in _KINDS:
        if data.startswith(magic) and not (magic.isalnum() and _strict(data, "utf-8")):
            raise UnreadableError(
                f"{name} is {kind}, not text: export or save its words as a text or HTML file and open that."
            )
    text = (_wide if b"\0" in data else _narrow)(data, _codec(declared))
    if text is None:
        raise _no_text(name)
    return text if allow_controls else _checked(text, name)


def html_charset(data: bytes) -> str | None:
    """The character set that a page's own head declares."""
    match = _HTML_CHARSET.search(data[:4096])
    if match is None:
        return None
    label = (match[1] or match[2]).decode("ascii", "replace")
    # Bytes in which this declaration could be read as ASCII are in neither of these.
    return "utf-8" if label.lower().startswith(("utf-16", "utf-32")) else label


def _no_text(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} holds no readable text: it looks like a binary file, so open a text, "
        "Markdown, HTML or mail file instead."
    )


def _checked(text: str, name: str) -> str:
    strange = len(_CONTROLS.findall(text))
    if strange > 8 and strange > 0.05 * len(text):
        raise _no_text(name)
    return text


def _codec(label: str | None) -> str | None:
    """Python's name for a declared character set; None for one that we do not know or do not trust."""
    try:
        found = codecs.lookup((label or "").strip(" \"'").lower()).name
        b"x".decode(found)
    except UnicodeDecodeError:
        pass  # one byte is too little for it
    except (LookupError, ValueError):
        return None  # unknown, or a codec that makes no text
    if found in _NOT_CHARSETS:
        return None
    return WIDER_SETS.get(found, found)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _narrow(data: bytes, declared: str | None) -> str | None:
    """Text in UTF-8 or a legacy set."""
    if declared and declared.startswith(("iso2022", "hz")) and (text := _strict(data, declared)) is not None:
        return text  # seven bits wide: it would pass for ASCII
    if (b"\x1b$B" in data or b"\x1b$@" in data) and (text := _strict(data, "iso2022_jp_2")) is not None:
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
    """UTF-8 that was cut or has a few foreign bytes in it; None when it is likelier something else."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sequences = sum(character > "\x7f" for character in text) - damaged
    return text if sequences >= 2 * damaged else None


def _guessed(data: bytes) -> str | None:
    charset = guess_charset(data)
    return data.decode(charset, "replace") if charset else None


def _wide(data: bytes, declared: str | None) -> str | None:
    """Text in UTF-16 or UTF-32 without a mark; None when the bytes make sense in neither."""
    best: tuple[float, str | None] = (0.01, None)
    for encoding, size in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        head = _strict(data[: min(len(data), SAMPLE) // size * size], encoding)
        if not head or _CONTROLS.search(head) or sum(map(_is_odd, head)) > 0.02 * len(head):
            continue
        share = len(_ANCHORS.findall(head)) / len(head)
        if share > best[0]:
            best = (share, encoding)
    if best[1] is not None:
        return data.decode(best[1], "replace")
    # A stray NUL or two in what is otherwise plain bytes.
    return _narrow(data.replace(b"\0", b""), declared) if data.count(b"\0") <= len(data) // 1000 else None


def _is_odd(character: str) -> bool:
    """Whether it is a character that text hardly holds: unassigned, private, or a blank of unusual width."""
    return not (character.isprintable() or character.isspace()) or "\u2000" <= character <= "\u200a"
