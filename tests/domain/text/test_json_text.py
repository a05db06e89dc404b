"""JSON that can be shown: the same values, without a character that steers or deceives."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.text.json_text import json_text

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_no_control_or_format_character_is_written_and_every_value_is_read_again() -> None:
    unseen = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in UNSEEN]
    written = json_text(unseen)
    assert not [each for each in written if unicodedata.category(each) in UNSEEN]
    assert json.loads(written) == unseen


@given(st.dictionaries(st.text(), st.text()))
def test_text_of_any_language_is_read_again(value: dict[str, str]) -> None:
    assert json.loads(json_text(value)) == json.loads(json_text(value, indent=2)) == value


def test_text_that_is_harmless_stays_readable() -> None:
    assert json_text("“Straße” 東京 🧭") == '"“Straße” 東京 🧭"'
