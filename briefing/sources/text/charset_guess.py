"""Guesses the charset of text in an older encoding from its script, its language and its letters."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path

from briefing.sources import lazy

SAMPLE = 65_536
"""Bytes that are looked at."""
LATIN_SHARE = 0.3
"""Share of the letters outside ASCII: in Latin script it is smaller, even in Czech; in others, most are."""
MIN_WORDS = 10
"""Words; fewer are not enough to detect a language."""
MIN_FINALS = 3
"""The number of final letters that is enough to recognize Hebrew."""

WIDER_SETS = {
    # As browsers treat these labels: the larger charset that pages really use (WHATWG Encoding Standard).
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

_LATIN_SETS = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac-roman", "cp850", "cp852")
"""Charsets of Latin script, the likelier first: it wins a tie."""
_CYRILLIC_SETS = ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic")
_COMMON_CYRILLIC = "[оеаинтсрвлкмдпу]"
_PUNCTUATION = frozenset("“”‘’„‚«»‹›–—…•€£§°©®™ª²³½¿¡\xa0´")
_HEBREW, _FINALS = "\u05d0-\u05ea", "\u05da\u05dd\u05df\u05e3\u05e5"
_KANA = "[\u3041-\u30ff]"
_PAST_ASCII = "[^\x00-\x7f]"


def guess_charset(data: bytes) -> str | None:
    """Return Python's name for the likeliest charset, or None if none makes sense.

    Statistics distinguish scripts but not the Latin charsets, which differ in a few letters only: for these
    the language, detected from the ASCII letters, decides which other letters are expected.
    """
    sample = _lines_past_ascii(data)
    if _share_past_ascii(sample) < LATIN_SHARE:
        return _latin_set(sample)
    for charset in ("cp932", "euc_jp"):
        text = _strict(sample, charset)
        # Half of Japanese is kana, and the bytes of no other language decode to kana.
        if text and len(re.findall(_KANA, text)) >= 0.25 * len(re.findall(_PAST_ASCII, text)):
            return charset
    if _is_hebrew(sample):
        return "cp1255"
    if cyrillic := _cyrillic_set(sample):
        return cyrillic
    # The default threshold is for text in one script; news has names and addresses in it.
    best = lazy.charset_normalizer.from_bytes(sample, threshold=0.4).best()
    if best is None:
        return None
    letters = [letter for letter in str(best) if letter > "\x7f" and letter.isalpha()]
    if letters and sum(letter >= "\u0250" for letter in letters) > len(letters) / 2:
        name = codecs.lookup(best.encoding).name
        return WIDER_SETS.get(name, name)
    return _latin_set(sample)


def _is_hebrew(sample: bytes) -> bool:
    """Return whether final letters of Hebrew end words: their codes are common letters in other sets."""
    text = sample.decode("cp1255", "replace")
    finals = len(re.findall(f"[{_FINALS}]", text))
    inside = len(re.findall(f"[{_FINALS}](?=[{_HEBREW}])", text))
    is_script = len(re.findall(f"[{_HEBREW}]", text)) >= 0.5 * len(re.findall(_PAST_ASCII, text))
    return is_script and finals >= MIN_FINALS and inside <= 0.05 * finals


def _cyrillic_set(sample: bytes) -> str | None:
    """Return the charset in which the commonest lower-case letters abound most, or None if they are few.

    A wrong charset gives capitals and rare letters, since all have the same letters at different codes.
    """
    past = sum(byte > 0x7F for byte in sample)
    counts = {
        charset: len(re.findall(_COMMON_CYRILLIC, sample.decode(charset, "replace")))
        for charset in _CYRILLIC_SETS
    }
    best = max(_CYRILLIC_SETS, key=counts.__getitem__)
    return best if counts[best] >= 0.55 * past else None


def _latin_set(sample: bytes) -> str:
    # The charset of this first decoding hardly matters: the ASCII letters outweigh the others.
    reading = sample.decode("cp1252", "ignore")
    language = lazy.py3langid.classify(reading)[0] if len(reading.split()) >= MIN_WORDS else None
    # By language, its letters outside ASCII.
    letters = json.loads(Path(__file__).with_name("letters.json").read_text("utf-8"))
    expected = frozenset(letters.get(language, "".join(letters.values())))
    return max(_LATIN_SETS, key=lambda charset: _score_letters(sample.decode(charset, "replace"), expected))


def _score_letters(text: str, expected: frozenset[str]) -> int:
    """Count the characters outside ASCII that are expected, less those that are not."""
    score = 0
    for match in re.finditer(_PAST_ASCII, text):
        character = match[0]
        if character.lower() in expected or character in _PUNCTUATION:
            score += 1
        else:
            score -= 1 if character.isalpha() else 3
    return score


def _strict(sample: bytes, charset: str) -> str | None:
    try:
        # The incremental decoder accepts a sample that ends inside a character.
        return codecs.getincrementaldecoder(charset)().decode(sample)
    except UnicodeError:
        return None


def _share_past_ascii(sample: bytes) -> float:
    """Return the share of bytes outside ASCII among those that may be letters."""
    past = sum(byte > 0x7F for byte in sample)
    return past / max(1, past + sum(map(str.isalpha, sample.decode("ascii", "ignore"))))


def _lines_past_ascii(data: bytes) -> bytes:
    """Return the lines with bytes outside ASCII, which alone distinguish charsets, without their markup."""
    lines: list[bytes] = []
    size = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            lines.append(line[:SAMPLE])
            size += len(lines[-1])
            if size >= SAMPLE:
                break
    return re.sub(rb"<[^<>]*>", b" ", b"\n".join(lines)[:SAMPLE])
