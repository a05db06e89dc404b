"""A damaged annotation file gives back every annotation that the damage did not reach."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.domain.annotation import Annotation, ArticleHead, anchor_at, clean_note, clean_tags
from briefing.store.annotations.collection import Collection, salvage, serialize

HEAD = ArticleHead("0123456789abcdef", "The Vale talks", url="https://a.example/1")
TEXT = 'Brook called {it} "useful".'
LAST = "\n    }"
"""The end of an item, as files are indented."""


def annotation(number: int, note: str, tags: list[str]) -> Annotation:
    made = f"2026-03-0{number + 1}T12:00:00Z"
    return Annotation(
        f"urn:uuid:{number}", anchor_at(TEXT, Span(6, 25)), made, made, clean_note(note), clean_tags(tags)
    )


@st.composite
def files(draw: st.DrawFn) -> tuple[dict[str, Annotation], bytes]:
    """Annotations by id, and their file."""
    noted = st.tuples(
        st.text('ab{}[]",:\\\n\né', max_size=12), st.lists(st.text("a{}", max_size=3), max_size=2)
    )
    written = draw(st.lists(noted, min_size=1, max_size=4))
    made = [annotation(number, *each) for number, each in enumerate(written)]
    return {each.id: each for each in made}, serialize(Collection(HEAD, tuple(made)))


def reached(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Each item's id and bytes."""
    start = content.index(b'"items": [')
    for number in range(content.count(b'"id": "urn:uuid:')):
        start = content.index(b"\n    {", start)
        end = content.index(b"\n    }", start) + len(LAST)
        yield f"urn:uuid:{number}", start, end
        start = end


def given_back(content: bytes) -> dict[str, Annotation]:
    found = salvage(content)
    return {each.id: each for each in found.marred} | {each.id: each for each in found.whole}


@given(files(), st.integers(min_value=0))
def test_a_file_cut_off_anywhere_gives_back_what_was_whole(
    file: tuple[dict[str, Annotation], bytes], at: int
) -> None:
    made, content = file
    at %= len(content)
    whole = {name: made[name] for name, _, end in reached(content) if end <= at}
    assert given_back(content[:at]) == whole


@given(files(), st.integers(min_value=0), st.binary(max_size=4))
def test_bytes_that_are_overwritten_cost_no_other_annotation(
    file: tuple[dict[str, Annotation], bytes], at: int, by: bytes
) -> None:
    made, content = file
    at %= len(content)
    damaged = content[:at] + by + content[at + len(by) :]
    kept = {name: made[name] for name, start, end in reached(content) if end <= at or at + len(by) <= start}
    found = given_back(damaged)
    assert {name: found.get(name) for name in kept} == kept


@given(files(), st.integers(min_value=0), st.binary(max_size=30).filter(lambda more: b"{" not in more))
def test_bytes_between_two_annotations_cost_neither(
    file: tuple[dict[str, Annotation], bytes], which: int, more: bytes
) -> None:
    made, content = file
    starts = [start for _, start, _ in reached(content)]
    at = starts[which % len(starts)]
    assert given_back(content[:at] + more + content[at:]) == made
