from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.domain.annotation import clean_note, clean_tag
from briefing.domain.text.clean_characters import MAX_MARK_RUN, clean_characters
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.sources.text.normalize_text import clean_line, clean_text

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

TROUBLE = st.text(
    st.one_of(
        st.sampled_from(
            "\x1b\x9b\x9d\x90\x9c\x07[]P_\\;0m31AaH \xa0\t\n\r\x0b\x0c\x85\u2028\u2029\x00\x08\x7f\xad\u200b"
            "\u200c\u200d\u200e\u061c\u202e\u2066\u2069\ufeff\u0301\u0323\u0344\u0628\u0915\u094d\ufb2c\u1100"
            "\u1161\u3164\U0001f469\U0001f3fd\ufe0f\U0001f3f4\U000e0067\U000e007f\ud83d\ude00#,"
        ),
        st.characters(),
    )
)


ORDINARY = (
    "He asked Haddad Amal Haddad's question once MORE.",
    "READ MORE ABOUT THE TALKS",
    "Ambassador Amal Haddad, an Envoy of Haddad, said it once. MORE: the talks in Cairo",
    "Haddad met Omar HaddadDin, and said more",
)


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("said Amal Haddad Amal (Ama) Rose HaddadEnvoy walks out Cairo waits MORE.", "said Amal Haddad."),
        (
            "Omar Ruiz Omar RuizA vote | 5 “ends” MORE's son met Eva Lund Eva Mia Lund12 to know MORE (S.).",
            "Omar Ruiz's son met Eva Lund (S.).",
        ),
        ("by John DurhamJohn DurhamTalks end MORE, who", "by John Durham, who"),
        ("Sen. Ann McCain Ann Lee McCainTalks end MORE left", "Sen. Ann McCain left"),
        *((each, each) for each in ORDINARY),
    ],
)  # fmt: skip
def test_links_of_a_card_that_opens_over_a_name_are_not_read_into_its_sentence(read: str, clean: str) -> None:
    assert clean_text(read) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        pytest.param("a\r\nb\rc\nd", "a\nb\nc\nd", id="newlines"),
        pytest.param("a\x0bb\x0cc\x85d\u2028e", "a\nb\nc\nd\ne", id="rarer line ends"),
        pytest.param("a\u2029b", "a\n\nb", id="paragraph separator"),
        pytest.param("a\n\n\n \t\n\nb", "a\n\nb", id="one blank line between paragraphs"),
        pytest.param("\n\n  a  \n\n", "a", id="blanks around the text"),
        pytest.param("a \t\xa0\nb", "a\nb", id="blanks at a line's end"),
        pytest.param("a\tb", "a b", id="tab"),
        pytest.param("a  b", "a  b", id="blanks inside a line stay"),
        pytest.param("\x1b[1;31mred\x1b[0m", "red", id="colours"),
        pytest.param("\x1b[2J\x1b[Hcleared", "cleared", id="screen and cursor"),
        pytest.param("a\x1b]0;title\x07b", "ab", id="OSC ended by BEL"),
        pytest.param("a\x1b]52;c;ZXZpbA==\x1b\\b", "ab", id="OSC ended by ST: the clipboard"),
        pytest.param("a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\b", "alinkb", id="OSC link keeps its words"),
        pytest.param("a\x1bPq#0\x1b\\b", "ab", id="DCS"),
        pytest.param("a\x9b31mb", "ab", id="8-bit CSI"),
        pytest.param("a\x9d0;t\x9cb", "ab", id="8-bit OSC"),
        pytest.param("a\x1b]0;never closed\nb", "a0;never closed\nb", id="unclosed OSC swallows no text"),
        pytest.param("a\x1b(Bb\x1b7c\x1bcd", "abcd", id="two-byte sequences"),
        pytest.param("a\x1b\x1b[31m[31mb", "a[31mb", id="doubled escape"),
        pytest.param("a\x00b\x08c\x7fd\x9fe", "abcde", id="NUL, BS, DEL, C1"),
        pytest.param("a\u202eb\u202cc\u2066d\u2069e", "abcde", id="bidi overrides and isolates"),
        pytest.param("co\u00adop\u200bera\ufefftion\u2060", "cooperation", id="invisible characters"),
        pytest.param("a\u200db\u200cc", "abc", id="joiners where nothing joins"),
        pytest.param("a\u200eb", "ab", id="direction mark in Latin text"),
        pytest.param("\u05d0\u200e1", "\u05d0\u200e1", id="direction mark in Hebrew"),
        pytest.param(FAMILY, FAMILY, id="joiners in an emoji"),
        pytest.param("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525", id="variation selector"),
        pytest.param("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648", id="Persian ZWNJ"),
        pytest.param("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937", id="Hindi ZWJ"),
        pytest.param(ENGLAND, ENGLAND, id="tags that spell a flag"),
        pytest.param("a\U000e0041\U000e0042b", "ab", id="tags that hide words"),
        pytest.param("cafe\u0301", "caf\u00e9", id="NFC"),
        pytest.param("\ud83d\ude00", "\U0001f600", id="surrogates that make a pair"),
        pytest.param("a\ud83db", "a\ufffdb", id="lone surrogate"),
        pytest.param("a\ufffe\ufdd0\ufff9b", "ab", id="noncharacters"),
        pytest.param("“Straße” — 東京、20 %", "“Straße” — 東京、20 %", id="ordinary text stays"),
    ],
)
def test_what_is_taken_out(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        pytest.param(" a\n b\t\tc ", "a b c", id="one line, single blanks"),
        pytest.param("\x1b[31mTitle\x1b[0m\u202e", "Title", id="no sequences"),
        pytest.param(" \n\t\u200b", "", id="nothing left"),
    ],
)
def test_a_line_of_metadata(dirty: str, clean: str) -> None:
    assert clean_line(dirty) == clean


CLEANINGS = (clean_text, clean_line, clean_characters, clean_note, clean_tag)


@pytest.mark.parametrize("clean", CLEANINGS)
@given(text=TROUBLE)
@example(text="\u0323\u0323\u200c\u094d\u200d\r\u0323\u1100\ufb2c\u2028")
def test_cleaning_twice_changes_nothing(clean: Callable[[str], str], text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@pytest.mark.parametrize("clean", CLEANINGS)
@given(text=TROUBLE)
def test_nothing_forbidden_is_left(clean: Callable[[str], str], text: str) -> None:
    cleaned = clean(text)
    assert FORBIDDEN.search(cleaned) is None
    assert unicodedata.is_normalized("NFC", cleaned)


@given(TROUBLE)
def test_a_blank_line_parts_paragraphs_and_no_line_ends_in_blanks(text: str) -> None:
    cleaned = clean_text(text)
    assert "\n\n\n" not in cleaned
    assert all(line == line.rstrip() for line in cleaned.split("\n"))


@given(TROUBLE)
def test_a_store_finds_nothing_to_mend_in_clean_text(text: str) -> None:
    assert safe_one_to_one(clean_text(text)) == clean_text(text)


@given(st.text(st.characters(categories=["L", "N", "P", "Sc", "Sm"], max_codepoint=0x24F)))
def test_letters_and_signs_of_latin_prose_all_stay(text: str) -> None:
    assert clean_text(f"x{text}x") == unicodedata.normalize("NFC", f"x{text}x")


def test_a_tower_of_marks_is_cut_to_what_can_be_normalised() -> None:
    assert clean_text("a" + "\u0323" * 500) == "\u1ea1" + "\u0323" * (MAX_MARK_RUN - 1)


@pytest.mark.parametrize(
    "unit",
    [
        "\x1b",
        "\x1b]",
        "\x90",
        "\x1b[1",
        "\x1b[",
        "\U0001f3f4\U000e0041",
        "\u200d",
        "a\u0301\u0323",
        " ",
        "\n ",
        "Ruiz Omar RuizA ",
        "RuizA MORE ",
    ],
    ids=ascii,
)
def test_time_grows_with_length_alone(unit: str) -> None:
    """Four times the length must not take sixteen times as long; the least of runs counts."""

    def seconds(count: int) -> float:
        runs = []
        for _ in range(3):
            started = time.process_time()
            clean_text(unit * count + "x")
            runs.append(time.process_time() - started)
        return min(runs)

    assert seconds(40_000) < 10 * max(seconds(10_000), 0.002)


def test_each_character_alone_is_cleaned_as_it_is_beside_one_that_needs_cleaning() -> None:
    # A text of usual letters alone takes a shorter way, which must lead to the same place.
    for code in range(0x3000):
        alone = clean_characters(f"a{chr(code)}b")
        beside = clean_characters(f"\ufeffa{chr(code)}b")
        assert alone == beside, hex(code)
