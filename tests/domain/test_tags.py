"""Tags are names that the reader gives once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import clean_tags

WRITTEN = st.text(st.sampled_from("#, aA\n\x1b\u202e\u0301ßǅK\u212a") | st.characters(), max_size=8)


@given(st.lists(WRITTEN))
def test_tags_are_kept_once_whatever_their_case(tags: list[str]) -> None:
    kept = clean_tags(tags)
    assert clean_tags(kept) == kept
    assert len({tag.casefold() for tag in kept}) == len(kept)
    assert not any(set(tag) & set("\n,") for tag in kept)
