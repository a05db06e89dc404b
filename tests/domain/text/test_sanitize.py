from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.domain.text.sanitize import printable, printable_cells, safe_line, safe_one_to_one
from briefing.sources.text.normalize_text import clean_line, clean_text

DANGEROUS = [
    pytest.param("a\x1b[31mb", "a\ufffd[31mb", id="escape"),
    pytest.param("a\x00b\x7fc\x9bd", "a\ufffdb\ufffdc\ufffdd", id="NUL, DEL and C1"),
    pytest.param("a\u202eb\u2066c", "a\ufffdb\ufffdc", id="bidi override and isolate"),
    pytest.param("a\tb\rc", "a b c", id="tab and carriage return"),
    pytest.param("a\u2028b\x85c", "a\nb\nc", id="other line breaks"),
    pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate"),
]
HARMLESS = [
    pytest.param("Biden – “Xi”\n\nTaïwan", id="punctuation and paragraphs"),
    pytest.param("👩‍🚀 ❤️ می‌خواهم", id="joiners and variation selectors"),
    pytest.param("", id="empty"),
]


@pytest.mark.parametrize(("text", "expected"), DANGEROUS)
def test_a_dangerous_character_is_replaced_by_one_harmless_character(text: str, expected: str) -> None:
    assert safe_one_to_one(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert safe_one_to_one(text) == text


@given(st.text())
def test_length_is_kept_and_once_is_enough(text: str) -> None:
    safe = safe_one_to_one(text)
    assert len(safe) == len(text)
    assert safe_one_to_one(safe) == safe
    safe.encode("utf-8")


@given(st.text())
def test_a_line_has_no_break(text: str) -> None:
    assert len(safe_line(text).splitlines()) <= 1


@given(st.text())
def test_what_was_cleaned_at_the_entrance_is_left_alone(text: str) -> None:
    """Else a kept article would differ from the one that was read, and its spans from its text's hash."""
    assert safe_one_to_one(clean_text(text)) == clean_text(text)
    assert safe_line(clean_line(text)) == clean_line(text)


def test_of_all_characters_no_control_surrogate_or_bidi_override_is_left() -> None:
    everything = "".join(map(chr, range(0x11000)))
    for character in safe_one_to_one(everything):
        category = unicodedata.category(character)
        assert character == "\n" or category not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip


@pytest.mark.parametrize("code", [0x00, 0x09, 0x0B, 0x1B, 0x7F, 0x9F, 0x2028, 0x202E, 0x2066, 0xDFFF])
def test_one_dangerous_character_in_a_long_text_is_found(code: int) -> None:
    text = "word\n" * 50
    assert safe_one_to_one(f"{text}{chr(code)}{text}") == f"{text}{safe_one_to_one(chr(code))}{text}"


ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
STEERING = "\x00\x07\x08\x1b\x7f\x85\x9b\x9d\u200b\u2028\u202e\u2060\u2067\ufeff\ufff9\U000e0041"


def test_text_on_its_way_out_keeps_its_lines_and_what_letters_and_emoji_need() -> None:
    kept = f"a\tb\nc\r\n{ENGLAND} 👩‍🚀 ❤️ می‌خواهم \u200f"
    assert printable(kept) == kept
    assert printable(f"{STEERING}\r\ud800") == "\ufffd" * (len(STEERING) + 2)


def test_a_part_of_a_row_stays_as_wide_as_it_was() -> None:
    kept = f"{ENGLAND} 👩‍🚀 ❤️ می‌خواهم \u200f"
    assert printable_cells(kept) == kept
    for character in f"{STEERING}\t\n\r\ud800":
        shown = printable_cells(f"a{character}b")
        assert shown in ("ab", "a\ufffdb")
        assert cell_len(shown) == cell_len(f"a{character}b")
