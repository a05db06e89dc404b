"""Cleans text from outside: removes control, escape and invisible characters, limits combining marks."""

from __future__ import annotations

import re
import unicodedata

from briefing.domain.text.sanitize import PRINTABLE_LINES, is_ascii_of

MAX_MARK_RUN = 30
"""The most combining marks on one character, as in the Stream-Safe Text Format (UAX #15, D4): a longer run
takes quadratic time to normalise, and paints over the lines around it."""

_PLAIN = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u20ac]*")
"""The characters of nearly every text in Latin script, none of which is ever removed or composed."""

# The other patterns are compiled at their first use, since compiling takes longer than reading a plain text.
_ANY_OPENER = "[\x1b\x90\x98\x9b\x9d-\x9f]"
_ESCAPES = "\x1b+"
_TERMINAL_SEQUENCE = (
    # A body stops at any opener too: searching unclosed ones to the end would take quadratic time.
    r"""(?x)
      (?: \x1b\] | \x9d ) [^\x07\x1b\x90\x98\x9c-\x9f\n]* (?: \x07 | \x1b\\ | \x9c )  # OSC: titles
    | (?: \x1b[PX^_] | [\x90\x98\x9e\x9f] ) [^\x1b\x90\x98\x9c-\x9f\n]* (?: \x1b\\ | \x9c )  # DCS, APC
    | \x1b\[ [0-?]* [ -/]* [@-~]              # CSI: colours, cursor
    | \x9b [0-?]+ [ -/]* [@-~]                # 8-bit CSI: with no parameter it is likelier a stray byte
    | \x1b [ -/]* [0-~]                       # two-byte sequences, and the openers above left unclosed
    """
)
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_ANY_LINE_END = "[\r\x0b\x0c\x1c-\x1e\x85\u2028]"
_LINE_END = "\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]"

_JUNK = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad"  # soft hyphen
    "\u200b"  # zero-width space
    "\u202a-\u202e"  # bidi embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidi isolates
    "\ufeff"  # byte order mark
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "\ufff9-\ufffb]"  # interlinear annotation
)

_SURROGATE = "[\ud800-\udfff]"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
_BIDI_MARK = "[\u061c\u200e\u200f]"

_JOINED_SCRIPT = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf"
    "\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
)
"""Arabic, Indic, Tibetan, Burmese, Khmer and Mongolian scripts, in which a joiner changes a word's shape."""
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_STRAY_JOINER = (
    f"(?<![{_JOINED_SCRIPT}])\u200c|"
    f"(?<![{_JOINED_SCRIPT}{_EMOJI}\ufe0f])\u200d|"
    f"(?<=[{_EMOJI}\ufe0f])\u200d(?![{_EMOJI}])"
)
_TAGS = "(\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f)|[\U000e0000-\U000e007f]+"
"""Tag characters spell the flags of England, Scotland and Wales; elsewhere they are invisible."""

_ANY_STRAY = "[\u061c\u200c-\u200f\U000e0000-\U000e007f]"

_ANY_MARK = (
    "[\u0300-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabff"
    "\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]"
)
"""The blocks that contain all combining marks, and much else, but no Latin or Chinese characters."""
_MARK_RUN = rf"[^\w\x00-\u02ff]{{{MAX_MARK_RUN + 1},}}"


def clean_characters(text: str) -> str:
    """Return the text in NFC without control, escape and invisible characters, with `\\n` for each line end.

    Terminal sequences are removed whole. Joiners, direction marks and tags stay where a script or an emoji
    needs them.
    """
    if is_ascii_of(text, PRINTABLE_LINES) or _PLAIN.fullmatch(text):
        return text
    text = without_surrogates(text)
    # A search is much faster than a replacement, and most texts need none.
    if re.search(_ANY_OPENER, text):
        text = re.sub(_TERMINAL_SEQUENCE, "", re.sub(_ESCAPES, "\x1b", text))
    text = text.replace("\u2029", "\n\n")
    if re.search(_ANY_LINE_END, text):
        text = re.sub(_LINE_END, "\n", text)
    text = re.sub(_JUNK, "", text.replace("\t", " "))
    if text.isascii():
        return text
    # Removing a character can join runs of marks, and NFC can lengthen them: repeat until nothing changes.
    while (normalized := unicodedata.normalize("NFC", limit_marks(without_strays(text)))) != text:
        text = normalized
    return text


def without_surrogates(text: str) -> str:
    """Join halves of surrogate pairs, and replace single ones, which JSON can spell and no file can hold."""
    if text.isascii() or not re.search(_SURROGATE, text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean_markup(markup: str) -> str:
    """Clean HTML or XML, where a terminal sequence ends at a tag: it would take `</title>` with it."""
    pieces = re.split("([<>])", markup)
    return "".join(clean_characters(each) if re.search(_CONTROL, each) else each for each in pieces)


def limit_marks(text: str) -> str:
    """Keep at most MAX_MARK_RUN combining marks on a character; call it before normalizing a foreign text."""
    if text.isascii() or not re.search(_ANY_MARK, text):
        return text
    return re.sub(_MARK_RUN, _thin_marks, text)


def without_strays(text: str) -> str:
    """Remove joiners, direction marks and tags that the characters around them do not need."""
    if not re.search(_ANY_STRAY, text):
        return text
    text = re.sub(_TAGS, lambda match: match[1] or "", text)
    if not re.search(_RIGHT_TO_LEFT, text):
        text = re.sub(_BIDI_MARK, "", text)
    return re.sub(_STRAY_JOINER, "", text)


def _thin_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARK_RUN:
            kept.append(character)
    return "".join(kept)
