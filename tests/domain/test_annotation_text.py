"""Notes and tags, whoever wrote them, hold nothing that a terminal obeys."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import clean_note, clean_tag, clean_tags

WRITTEN = st.text(
    st.sampled_from(
        "#, ab\n\r\t\x0b\x1b\x85\x9b\u2028\u202e\u2066\ufeff\u200d\u0301\u0323\u0344\ud800\ufb2c\u3000"
    )
    | st.characters(),
    max_size=30,
)


@pytest.mark.parametrize("clean", [clean_note, clean_tag])
@given(text=WRITTEN)
def test_cleaning_leaves_nothing_dangerous_and_is_done_once(clean: Callable[[str], str], text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    for character in cleaned:
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip
    assert clean is clean_note or not set(cleaned) & set("\n,")


@given(st.lists(WRITTEN))
def test_tags_are_kept_once_whatever_their_case(tags: list[str]) -> None:
    kept = clean_tags(tags)
    assert clean_tags(kept) == kept
    assert len({tag.casefold() for tag in kept}) == len(kept)
